//! What a merchant's server does with a webhook. No request makes it panic, and it takes one exactly if one of its signatures is
//! right, by the reference implementation, and all else is as it should be.
#![no_main]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use payments_widget::webhooks::{Headers, Secret, TOLERANCE, WebhookError, verify};
use standardwebhooks::Webhook;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW: u64 = 1_795_509_060;

#[derive(Arbitrary, Debug)]
struct Input {
    id: String,
    timestamp: Timestamp,
    signatures: Vec<Signature>,
    body: Body,
    secret: String,
}

#[derive(Arbitrary, Debug)]
enum Timestamp {
    Any(String),
    Near(i16),
}

#[derive(Arbitrary, Debug)]
enum Signature {
    Any(String),
    Right,
    /// The right one, with this character replaced.
    Changed(u8, char),
}

#[derive(Arbitrary, Debug)]
enum Body {
    Any(Vec<u8>),
    Event { id: String, kind: String, data: i32 },
}

impl Body {
    fn write(&self) -> Vec<u8> {
        match self {
            Self::Any(bytes) => bytes.clone(),
            Self::Event { id, kind, data } => serde_json::to_vec(&serde_json::json!({
                "id": id, "type": kind, "created_at": "2026-11-24T08:31:00Z", "livemode": false, "data": { "amount": data },
            }))
            .unwrap(),
        }
    }
}

fuzz_target!(|input: Input| {
    // Reading a secret never panics either.
    let _ = Secret::parse(&input.secret);
    let body = input.body.write();
    let timestamp = match &input.timestamp {
        Timestamp::Any(text) => text.clone(),
        Timestamp::Near(seconds) => NOW.wrapping_add_signed(i64::from(*seconds)).to_string(),
    };
    let seconds = timestamp.parse().ok();
    let right = seconds
        .and_then(|seconds| Webhook::new(SECRET).unwrap().sign(&input.id, seconds, &body).ok())
        .unwrap_or_else(|| "v1,".into());
    let signatures = input.signatures.iter().map(|signature| match signature {
        Signature::Any(text) => text.clone(),
        Signature::Right => right.clone(),
        Signature::Changed(place, character) => {
            let mut changed: Vec<char> = right.chars().collect();
            let place = usize::from(*place) % changed.len();
            changed[place] = *character;
            changed.into_iter().collect()
        }
    });
    let signature = signatures.collect::<Vec<_>>().join(" ");
    let headers = Headers { id: &input.id, timestamp: &timestamp, signature: &signature };
    let now: SystemTime = UNIX_EPOCH + Duration::from_secs(NOW);
    let answer = verify(&headers, &body, &[Secret::parse(SECRET).unwrap()], now, TOLERANCE);

    let is_signed = signature.split(' ').any(|given| given == right) && right.len() > 3;
    let is_of_now = seconds.is_some_and(|seconds| seconds.abs_diff(NOW as i64) <= TOLERANCE.as_secs());
    match answer {
        Ok(event) => {
            assert!(is_signed && is_of_now);
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body["id"], event.id.as_str());
            assert_eq!(body["type"], event.kind.as_str());
        }
        Err(WebhookError::SignatureInvalid) => assert!(!is_signed),
        Err(WebhookError::TooOld { .. } | WebhookError::TooNew { .. }) => assert!(!is_of_now),
        Err(_) => {}
    }
});
