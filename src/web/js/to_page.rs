//! What a page is given: the flat objects of the JavaScript surface.
//!
//! Only masked: nothing here ever holds a card number.

use wasm_bindgen::JsValue;

use crate::checkout::handover;
use crate::flow::failure::Failure;
use crate::money::major_or_minor;
use crate::protocol::payment::{MethodKind, Payment, PaymentMethod};
use crate::protocol::session::Session;
use crate::web::js::object::Members;

/// `Payment` of the JavaScript surface.
pub fn payment(payment: &Payment) -> JsValue {
    payment_members(payment).into_js()
}

fn payment_members(payment: &Payment) -> Members {
    let mut page = Members::default();
    page.add("id", payment.id.as_str());
    page.add("sessionId", payment.session.as_str());
    page.add("status", payment.status.as_str());
    page.add("amount", major_or_minor(payment.amount, &payment.currency));
    page.add("amountMinor", payment.amount);
    page.add("currency", payment.currency.as_str());
    page.add("livemode", payment.livemode);
    page.add("createdAt", payment.created_at.as_str());
    match &payment.payment_method {
        PaymentMethod::Card { card, .. } => {
            page.add("method", MethodKind::Card.as_str());
            page.add("card", masked_card(card.brand.as_deref(), &card.last4));
        }
        PaymentMethod::Wallet { wallet_id } => {
            page.add("method", MethodKind::Wallet.as_str());
            page.add("walletId", wallet_id.as_str());
        }
    }
    page
}

/// `MaskedCard` of the JavaScript surface.
fn masked_card(brand: Option<&str>, last4: &str) -> Members {
    let mut page = Members::default();
    page.add("brand", brand);
    page.add("last4", last4);
    page
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
    page.add("payment", session.payment.as_ref().map(payment_members));
    page.into_js()
}

/// `CardToken` of the JavaScript surface, with the card's brand and last four digits.
pub fn token(jwe: &str, key_id: &str, session_id: &str, brand: Option<&str>, last4: &str) -> JsValue {
    let mut page = Members::default();
    page.add("token", jwe);
    page.add("keyId", key_id);
    page.add("sessionId", session_id);
    page.add("card", masked_card(brand, last4));
    page.into_js()
}

/// A failure for JavaScript to make a `PaymentError` of.
pub fn failure(failure: &Failure) -> JsValue {
    handover::page_failure(failure).into_js()
}

/// The same with what the page's own function threw.
pub fn failure_with_cause(failed: &Failure, cause: Option<&JsValue>) -> JsValue {
    let plain = failure(failed);
    if let Some(cause) = cause {
        // Setting a property of a plain object of our own cannot fail.
        let _ = js_sys::Reflect::set(&plain, &"cause".into(), cause);
    }
    plain
}
