//! The event, read for a caller.

use std::time::{Duration, UNIX_EPOCH};

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use payments_widget::protocol::payment::PaymentStatus;
use payments_widget::webhooks::{self, Event, Headers, Secret, TOLERANCE};
use sha2::Sha256;

/// The event with this type and data, as it is after its signature was found right.
fn event(kind: &str, data: &str) -> Event {
    let body = format!(
        r#"{{"id":"evt_1","type":"{kind}","created_at":"2026-11-24T08:31:00Z","livemode":false,"data":{data}}}"#
    );
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&[1; 24]) else { panic!("HMAC takes a key of any length") };
    mac.update(format!("evt_1.1795509060.{body}").as_bytes());
    let signature = format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes()));
    let headers = Headers { id: "evt_1", timestamp: "1795509060", signature: &signature };
    let secret = Secret::parse(&format!("whsec_{}", Base64::encode_string(&[1; 24])));
    let now = UNIX_EPOCH + Duration::from_secs(1_795_509_060);
    match secret.and_then(|secret| webhooks::verify(&headers, body.as_bytes(), &[secret], now, TOLERANCE)) {
        Ok(event) => event,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn the_members_of_an_event() {
    let event = event("refund.succeeded", r#"{"id":"re_1"}"#);
    assert_eq!((event.id.as_str(), event.kind.as_str()), ("evt_1", "refund.succeeded"));
    assert_eq!((event.created_at.as_str(), event.livemode), ("2026-11-24T08:31:00Z", false));
    assert_eq!(event.data.get("id").and_then(|id| id.as_str()), Some("re_1"));
}

#[test]
fn the_payment_of_an_event() {
    let data = include_str!("../wire/payment_succeeded.json");
    let payment = event("payment.succeeded", data).payment();
    let read = payment.as_ref().map(|payment| (payment.session.as_str(), payment.status));
    assert_eq!(read, Some(("ps_7Yb2kQ0m", PaymentStatus::Succeeded)));
    assert_eq!(event("refund.succeeded", data).payment(), None, "a refund is no payment");
    assert_eq!(event("payment.succeeded", r#"{"id":"pay_1"}"#).payment(), None, "members are missing");
}
