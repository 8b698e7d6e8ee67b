//! From the encrypted CVV (JWE) of a saved card to the decision that it may be used. The CVV itself is dropped here.

use payments_widget::card::Cvv;
use payments_widget::jwe::header;
use serde::Deserialize;

use super::Api;
use super::problem::ApiError;
use super::saved_cards::cvv_lengths;
use super::sealed::{self, Opened, VERSION};
use crate::store::saved_cards::CardRow;
use crate::store::sessions::SessionRow;

/// The plaintext. Texts are borrowed from the wiped buffer; one with JSON escapes, which would need a copy, is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plaintext<'a> {
    v: u8,
    cvv: &'a str,
    saved_card: &'a str,
    session: &'a str,
    amount: u64,
    currency: &'a str,
    jti: &'a str,
    #[serde(rename = "iat")]
    _issued_at: i64,
}

/// Decrypts a CVV (compact JWE) and checks it for `card` and `session`. Gives its `jti`: each is charged once.
///
/// # Errors
/// `encryption_key_unknown`, `encrypted_card_invalid`, `amount_mismatch`, `cvv_invalid`.
pub async fn check(api: &Api, session: &SessionRow, card: &CardRow, compact: &str) -> Result<String, ApiError> {
    let opened = Opened::of(api, header::CVV_TYP, compact).await?;
    let is_bound = |claims: &Plaintext<'_>| {
        claims.v == VERSION
            && claims.saved_card == card.id
            && claims.session == session.id
            && sealed::is_jti(claims.jti)
    };
    let claims: Option<Plaintext<'_>> = serde_json::from_slice(opened.json()).ok();
    let Some(claims) = claims.filter(is_bound) else { return Err(opened.refuse().await) };
    sealed::check_money(claims.amount, claims.currency, session)?;
    // The simulated network asks for no CVV, as it asks for none with a whole card: that it can be one is all there is to check.
    Cvv::read(sealed::digits(claims.cvv), cvv_lengths(card)).map_err(|error| ApiError::card_fields(&[error]))?;
    Ok(claims.jti.to_owned())
}
