//! What a page is given: the flat objects of the JavaScript surface.
//!
//! Only masked: nothing here ever holds a card number.

use wasm_bindgen::JsValue;

use crate::checkout::errors::OwnFailure;
use crate::checkout::handover;
use crate::flow::failure::Failure;
use crate::money::major_or_minor;
use crate::protocol::payment::Payment;
use crate::protocol::session::Session;
use crate::web::js::object::Members;

/// `Payment` of the JavaScript surface.
pub fn payment(payment: &Payment) -> JsValue {
    handover::payment(payment).into_js()
}

/// `PaymentSession` of the JavaScript surface.
pub fn session(session: &Session) -> JsValue {
    let mut page = Members::default();
    page.add("id", session.id.as_str());
    page.add("status", session.status.as_str());
    page.add("amount", major_or_minor(session.amount, &session.currency));
    page.add("amountMinor", session.amount);
    page.add("currency", session.currency.as_str());
    page.add("expiresAt", session.expires_at.as_str());
    page.add("payment", session.payment.as_ref().map(handover::payment));
    page.into_js()
}

/// `CardToken` of the JavaScript surface, with the card's brand and last four digits.
pub fn token(jwe: &str, key_id: &str, session_id: &str, brand: Option<&str>, last4: &str) -> JsValue {
    let mut page = Members::default();
    page.add("token", jwe);
    page.add("keyId", key_id);
    page.add("sessionId", session_id);
    page.add("card", handover::masked_card(brand, last4));
    page.into_js()
}

/// A failure for JavaScript to make a `PaymentError` of.
pub fn failure(failure: &Failure) -> JsValue {
    handover::failure(failure).into_js()
}

/// The same of a failure that the widget has found by itself.
pub fn own_failure(failure: &OwnFailure) -> JsValue {
    handover::own_failure(failure).into_js()
}

/// The same failure, with what the page's own function threw.
pub fn with_cause(failure: JsValue, cause: Option<&JsValue>) -> JsValue {
    if let Some(cause) = cause {
        // Setting a property of a plain object of our own cannot fail.
        let _ = js_sys::Reflect::set(&failure, &"cause".into(), cause);
    }
    failure
}
