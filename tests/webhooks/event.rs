//! The event, read for a caller.

use std::time::{Duration, UNIX_EPOCH};

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use payments_widget::protocol::payment::PaymentStatus;
use payments_widget::webhooks::{self, Event, Headers, Secret, TOLERANCE};
use sha2::Sha256;

/// The event of a body, as it is after its signature was found right.
fn event(body: &str) -> Event {
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

/// What the payments API sends, by the examples that its own tests are held to.
const PAYMENT: &str = include_str!("../../sandbox/tests/wire/event_payment.json");
const REFUND: &str = include_str!("../../sandbox/tests/wire/event_refund.json");

#[test]
fn the_event_of_a_payment_has_the_payment() {
    let event = event(PAYMENT);
    assert_eq!(event.kind, "payment.succeeded");
    assert!(event.id.starts_with("evt_") && !event.livemode);
    let payment = event.payment();
    let read = payment.as_ref().map(|payment| (payment.session.as_str(), payment.status));
    assert_eq!(read, Some(("ps_7Yb2kQ0m", PaymentStatus::Succeeded)));
}

#[test]
fn the_event_of_a_refund_has_the_refund_and_no_payment() {
    let event = event(REFUND);
    assert_eq!(event.kind, "refund.created");
    assert_eq!(event.data.get("payment").and_then(|id| id.as_str()), Some("pay_3Kd9"));
    assert_eq!(event.payment(), None);
}

#[test]
fn a_payment_that_lacks_a_member_is_none() {
    let event = event(&PAYMENT.replace("\"session\"", "\"of\""));
    assert_eq!((event.kind.as_str(), event.payment()), ("payment.succeeded", None));
}
