//! Whatever comes: nothing panics, what was signed is taken, and a change of one byte is refused.

use std::time::{Duration, UNIX_EPOCH};

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use payments_widget::webhooks::{self, Headers, Secret, TOLERANCE, WebhookError};
use proptest::prelude::*;
use proptest::sample::Index;
use sha2::Sha256;

const NOW: u64 = 1_795_509_060;

/// A signature as the payments API makes it.
fn sign(secret: &[u8], id: &str, timestamp: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { panic!("HMAC takes a key of any length") };
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes()))
}

fn parse(secret: &[u8]) -> Secret {
    match Secret::parse(&format!("whsec_{}", Base64::encode_string(secret))) {
        Ok(secret) => secret,
        Err(error) => panic!("{error}"),
    }
}

fn verify(headers: &Headers<'_>, body: &[u8], secret: &[u8]) -> Result<String, WebhookError> {
    let now = UNIX_EPOCH + Duration::from_secs(NOW);
    webhooks::verify(headers, body, &[parse(secret)], now, TOLERANCE).map(|event| event.id)
}

proptest! {
    #[test]
    fn what_is_signed_is_taken(
        secret in prop::collection::vec(any::<u8>(), 24..=64),
        id in "[!-\\-/-~]{1,255}",
        seconds in NOW - 300..=NOW + 300,
        event in "\\PC*",
    ) {
        let timestamp = seconds.to_string();
        let body = serde_json::json!({
            "id": event, "type": "payment.succeeded", "created_at": "2026-11-24T08:31:00Z", "livemode": false, "data": {},
        })
        .to_string();
        let signature = sign(&secret, &id, &timestamp, body.as_bytes());
        let headers = Headers { id: &id, timestamp: &timestamp, signature: &signature };
        prop_assert_eq!(verify(&headers, body.as_bytes(), &secret), Ok(event));
    }

    #[test]
    fn one_changed_bit_anywhere_is_refused(
        secret in prop::collection::vec(any::<u8>(), 24..=64),
        body in prop::collection::vec(any::<u8>(), 1..200),
        part in 0..4_usize,
        at in any::<Index>(),
        bit in 0..8_u8,
    ) {
        let timestamp = NOW.to_string();
        let signature = sign(&secret, "evt_1", &timestamp, &body);
        let mut parts = [b"evt_1".to_vec(), timestamp.into_bytes(), signature.into_bytes(), body];
        let at = at.index(parts[part].len());
        parts[part][at] ^= 1 << bit;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (id, timestamp, signature) = (text(&parts[0]), text(&parts[1]), text(&parts[2]));
        let headers = Headers { id: &id, timestamp: &timestamp, signature: &signature };
        let refused = verify(&headers, &parts[3], &secret);
        // Random bytes are no event: taken for signed, they would be `BodyInvalid`.
        prop_assert!(refused.is_err() && refused != Err(WebhookError::BodyInvalid), "{refused:?}");
    }

    #[test]
    fn no_text_panics(
        id in any::<String>(),
        timestamp in any::<String>(),
        signature in any::<String>(),
        body in prop::collection::vec(any::<u8>(), 0..200),
        secret in any::<String>(),
    ) {
        let headers = Headers { id: &id, timestamp: &timestamp, signature: &signature };
        prop_assert!(verify(&headers, &body, &[1; 24]).is_err());
        prop_assert!(Secret::parse(&secret).is_err());
    }
}
