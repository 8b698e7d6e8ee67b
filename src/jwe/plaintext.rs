//! What is sealed: the card and what it may be charged for, as JSON of one length.
//!
//! Written into one buffer that is wiped, because a serializer would leave copies of the card behind.

use thiserror::Error;
use zeroize::Zeroizing;

use super::json::Json;
use crate::card::Card;
use crate::money::Money;

/// The two lengths a plaintext can have, in bytes, so that its length tells nothing of the card.
pub const LENGTHS: [usize; 2] = [1024, 2048];

/// What a card is bound to inside its JWE.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// The payment session's id.
    pub session: &'a str,
    /// What the payer saw on the button.
    pub money: Money,
    /// 128 random bits, base64url: good for one payment.
    pub jti: &'a str,
    /// Seconds since 1970; informs only.
    pub iat: i64,
}

/// The plaintext does not fit into the greater length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the card's data is longer than a plaintext may be")]
pub struct TooLong;

/// UTF-8 JSON, then spaces up to 1024 bytes, or 2048 when it is longer.
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
