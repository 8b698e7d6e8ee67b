//! From an encrypted card (JWE) to a card: its claims, and whether it may be charged for the session.

use std::borrow::Cow;

use payments_widget::card::{Brand, Card, CardFields, FieldError, Rules, YearMonth};
use payments_widget::jwe::header;
use payments_widget::protocol::problem::ErrorCode;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::Api;
use super::problem::ApiError;
use super::sealed::{self, Opened, VERSION};
use crate::clock;
use crate::network;
use crate::store::sessions::SessionRow;

/// The plaintext. Digits are borrowed from the wiped buffer; a text with JSON escapes, which would need a copy, is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plaintext<'a> {
    v: u8,
    number: &'a str,
    exp_month: u8,
    exp_year: u16,
    cvv: &'a str,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "korean")]
    kr: Option<Korean<'a>>,
    network: Option<&'a str>,
    session: &'a str,
    amount: u64,
    currency: &'a str,
    jti: &'a str,
    #[serde(rename = "iat")]
    _issued_at: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Korean<'a> {
    identity: &'a str,
    password: &'a str,
}

/// A card that may be charged, and the id of its JWE.
pub struct Decrypted {
    /// The card.
    pub card: Card,
    /// 128 random bits, base64url: each is charged once.
    pub jti: String,
}

/// Decrypts a card (compact JWE) for `session`.
///
/// # Errors
/// `encryption_key_unknown`, `encrypted_card_invalid`, `amount_mismatch`, `live_card_in_test_mode`, and the codes of a
/// card's fields ([`ApiError::card_fields`]).
pub async fn decrypt(api: &Api, session: &SessionRow, compact: &str) -> Result<Decrypted, ApiError> {
    let opened = Opened::of(api, header::TYP, compact).await?;
    match read(opened.json(), session) {
        Some(card) => card,
        None => Err(opened.refuse().await),
    }
}

/// A card from a plaintext without its padding, for `session`. `None` if its claims are wrong, which is answered as a failure to
/// decrypt is.
///
/// # Errors
/// In it, those of [`decrypt`] but `encryption_key_unknown` and `encrypted_card_invalid`.
pub fn read(json: &[u8], session: &SessionRow) -> Option<Result<Decrypted, ApiError>> {
    read_claims(json, session).map(|claims| check(&claims, session))
}

/// Only an object: serde's structs would also take an array of their members.
fn korean<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Korean<'de>>, D::Error> {
    let Some(raw) = Option::<&RawValue>::deserialize(value)? else { return Ok(None) };
    let object = Some(raw.get()).filter(|json| json.starts_with('{')).ok_or_else(|| D::Error::custom("no object"))?;
    serde_json::from_str(object).map(Some).map_err(D::Error::custom)
}

fn read_claims<'a>(json: &'a [u8], session: &SessionRow) -> Option<Plaintext<'a>> {
    let claims: Plaintext<'_> = serde_json::from_slice(json).ok()?;
    let network_is_known = claims.network.is_none_or(|network| Brand::from_id(network).is_some());
    let good = claims.v == VERSION && claims.session == session.id && sealed::is_jti(claims.jti) && network_is_known;
    good.then_some(claims)
}

fn check(claims: &Plaintext<'_>, session: &SessionRow) -> Result<Decrypted, ApiError> {
    sealed::check_money(claims.amount, claims.currency, session)?;
    let own = |text: &str| Zeroizing::new(text.to_owned());
    let digits = |text: &str| own(sealed::digits(text));
    let fields = CardFields {
        number: digits(claims.number),
        expiry: Zeroizing::new(format!("{:02}/{:04}", claims.exp_month, claims.exp_year)),
        cvv: digits(claims.cvv),
        holder: claims.name.as_deref().map(own),
        network: claims.network.and_then(Brand::from_id),
        identity: claims.kr.as_ref().map(|korean| digits(korean.identity)),
        password: claims.kr.as_ref().map(|korean| digits(korean.password)),
        // In the request, not in the card.
        installment_months: 0,
    };
    let rules = Rules {
        accepted: None,
        now: YearMonth::from_unix_ms_utc_minus_12(clock::now()),
        holder_required: false,
        korean_auth: claims.kr.is_some(),
        amount: None,
    };
    let card = Card::read(&fields, &rules).map_err(|errors| ApiError::card_fields(&errors))?;
    if claims.name.as_ref().is_some_and(|name| name.chars().any(char::is_control)) {
        // The widget sends none, and a network's own format may end a name at it.
        return Err(ApiError::card_fields(&[FieldError::CardholderNameInvalid]));
    }
    if !network::is_test_number(&card.pan) {
        return Err(ApiError::field(
            ErrorCode::LiveCardInTestMode,
            "cardNumber",
            "Only the test numbers of the documentation can be charged here.",
        ));
    }
    Ok(Decrypted { card, jti: claims.jti.to_owned() })
}
