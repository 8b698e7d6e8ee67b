//! The plaintext of the contract, as a template: a card, or the CVV of a saved one, and what it may be charged for.

use super::json::Json;
use super::template::Slot;
use crate::money::Money;

/// What an encrypted card or CVV is bound to, so that it cannot be used for another payment.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// The payment session's id.
    pub session: &'a str,
    /// The amount that the payer saw on the button.
    pub money: Money,
    /// 128 random bits in base64url. The server accepts each value for one payment only.
    pub jti: &'a str,
    /// When the card was encrypted, in seconds since 1970-01-01 UTC; information only.
    pub iat: i64,
}

/// The template of a card's plaintext, for [`fill`](super::template::fill).
pub fn card(binding: &Binding<'_>) -> String {
    let mut json = Json::new();
    json.number("v", 1);
    json.slot("number", Slot::Number);
    json.number_slot("exp_month", Slot::Month);
    json.number_slot("exp_year", Slot::ExpYear);
    json.slot("cvv", Slot::Cvv);
    json.optional(|json| json.slot("name", Slot::CardholderName));
    json.optional(|json| {
        json.open("kr");
        json.slot("identity", Slot::Identity);
        json.slot("password", Slot::Password);
        json.close();
    });
    json.optional(|json| json.slot("network", Slot::Network));
    bound(json, binding)
}

/// The template for a saved card's CVV. `saved_card`: the id of the only card that it may be used with.
pub fn cvv(saved_card: &str, binding: &Binding<'_>) -> String {
    let mut json = Json::new();
    json.number("v", 1);
    json.slot("cvv", Slot::Cvv);
    json.text("saved_card", saved_card);
    bound(json, binding)
}

/// The members that bind a plaintext, and the end.
fn bound(mut json: Json, binding: &Binding<'_>) -> String {
    json.text("session", binding.session);
    json.number("amount", binding.money.minor() as i64);
    json.text("currency", binding.money.currency().code());
    json.text("jti", binding.jti);
    json.number("iat", binding.iat);
    json.finish()
}
