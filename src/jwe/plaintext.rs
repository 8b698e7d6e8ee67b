//! The plaintext: a card, or the CVV of a saved one, and what it may be charged for, as JSON of one of two lengths.
//!
//! Written into one buffer that is wiped, because a serializer would leave copies of the card behind.

use thiserror::Error;
use zeroize::Zeroizing;

use super::json::Json;
use crate::card::{Card, Cvv};
use crate::money::Money;

/// The two lengths that a plaintext can have, in bytes, so that its length says nothing about the card.
pub const LENGTHS: [usize; 2] = [1024, 2048];

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

/// The plaintext is longer than the greater of [`LENGTHS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the card's data is longer than a plaintext may be")]
pub struct TooLong;

/// The plaintext of a card: JSON in UTF-8, filled with spaces up to 1024 bytes, or up to 2048 if it is longer.
///
/// # Errors
/// [`TooLong`] above 2048 bytes.
pub fn write(card: &Card, binding: &Binding<'_>) -> Result<Zeroizing<Vec<u8>>, TooLong> {
    let mut json = Json::new(LENGTHS[1]);
    json.number("v", 1);
    json.text("number", card.pan.expose());
    json.number("exp_month", i64::from(card.expiry.month));
    json.number("exp_year", i64::from(card.expiry.year));
    json.text("cvv", card.cvv.expose());
    if let Some(holder) = &card.holder {
        json.text("name", holder);
    }
    if let Some(korean) = &card.korean {
        json.open("kr");
        json.text("identity", korean.expose_identity());
        json.text("password", korean.expose_password());
        json.close();
    }
    if let Some(network) = card.network {
        json.text("network", network.id());
    }
    bound(json, binding)
}

/// The plaintext of a saved card's CVV, filled as a card's is. `saved_card`: the id of the only card that it may be used with.
///
/// # Errors
/// [`TooLong`] above 2048 bytes.
pub fn write_cvv(cvv: &Cvv, saved_card: &str, binding: &Binding<'_>) -> Result<Zeroizing<Vec<u8>>, TooLong> {
    let mut json = Json::new(LENGTHS[1]);
    json.number("v", 1);
    json.text("cvv", cvv.expose());
    json.text("saved_card", saved_card);
    bound(json, binding)
}

/// The members that bind a plaintext, and the padding.
fn bound(mut json: Json, binding: &Binding<'_>) -> Result<Zeroizing<Vec<u8>>, TooLong> {
    json.text("session", binding.session);
    json.number("amount", binding.money.minor() as i64);
    json.text("currency", binding.money.currency().code());
    json.text("jti", binding.jti);
    json.number("iat", binding.iat);
    let mut bytes = json.finish().ok_or(TooLong)?;
    let [short, long] = LENGTHS;
    let length = if bytes.len() <= short { short } else { long };
    bytes.resize(length, b' ');
    Ok(bytes)
}
