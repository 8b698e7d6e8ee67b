//! What is taken and what is refused, and with which code.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use payments_widget::webhooks::{self, Event, Headers, Secret, TOLERANCE, WebhookError};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    /// The id of the event, or the code of the refusal.
    expect: String,
    secrets: Vec<String>,
    headers: BTreeMap<String, String>,
    body: String,
    /// Seconds since 1970.
    now: u64,
}

fn cases() -> Vec<Case> {
    match serde_json::from_str(include_str!("cases.json")) {
        Ok(cases) => cases,
        Err(error) => panic!("{error}"),
    }
}

fn verify(case: &Case) -> Result<Event, WebhookError> {
    let secrets = case.secrets.iter().map(|secret| Secret::parse(secret)).collect::<Result<Vec<_>, _>>()?;
    let headers = Headers::read(|name| case.headers.get(name).map(String::as_str))?;
    let now = UNIX_EPOCH + Duration::from_secs(case.now);
    webhooks::verify(&headers, case.body.as_bytes(), &secrets, now, TOLERANCE)
}

#[test]
fn every_case_is_answered_as_the_list_says() {
    let cases = cases();
    assert_eq!(cases.len(), 100);
    for case in cases {
        let answer = verify(&case).map(|event| event.id).map_err(|error| error.code().to_owned());
        assert_eq!(answer.unwrap_or_else(|code| code), case.expect, "{}", case.about);
    }
}

#[test]
fn a_refusal_says_what_is_wrong_and_repeats_no_secret_and_no_signature() {
    for case in cases() {
        let Err(error) = verify(&case) else { continue };
        let said = format!("{error} {error:?}");
        assert!(!error.to_string().is_empty());
        for secret in case.secrets.iter().filter(|secret| secret.len() > 6) {
            assert!(!said.contains(secret.as_str()), "{}", case.about);
        }
        let signature = case.headers.get("webhook-signature").filter(|text| text.len() > 3);
        assert!(!signature.is_some_and(|signature| said.contains(signature.as_str())), "{}", case.about);
    }
}

#[test]
fn a_missing_header_is_named() {
    let headers = Headers::read(|name| (name != "webhook-timestamp").then_some("1"));
    assert_eq!(headers.err(), Some(WebhookError::HeaderMissing { name: "webhook-timestamp" }));
}

#[test]
fn the_tolerance_is_the_callers() {
    let case = cases().swap_remove(0);
    let secrets = [secret(&case.secrets[0])];
    let headers = match Headers::read(|name| case.headers.get(name).map(String::as_str)) {
        Ok(headers) => headers,
        Err(error) => panic!("{error}"),
    };
    let at = |seconds, tolerance| {
        let now = UNIX_EPOCH + Duration::from_secs(seconds);
        webhooks::verify(&headers, case.body.as_bytes(), &secrets, now, tolerance).err()
    };
    assert_eq!(at(case.now, Duration::ZERO), None);
    assert_eq!(at(case.now + 1, Duration::ZERO), Some(WebhookError::TooOld { seconds: 1 }));
    assert_eq!(at(case.now - 1, Duration::ZERO), Some(WebhookError::TooNew { seconds: 1 }));
    assert_eq!(at(case.now + 3600, Duration::from_secs(3600)), None);
    // A clock from before 1970.
    assert_eq!(at(0, TOLERANCE), Some(WebhookError::TooNew { seconds: case.now }));
}

#[test]
fn the_debug_output_of_a_secret_has_no_byte_of_it() {
    assert_eq!(format!("{:?}", secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")), "Secret { .. }");
}

fn secret(text: &str) -> Secret {
    match Secret::parse(text) {
        Ok(secret) => secret,
        Err(error) => panic!("{error}"),
    }
}
