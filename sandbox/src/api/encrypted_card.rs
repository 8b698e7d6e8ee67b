//! From an encrypted card (JWE) to a card: decrypting it, and checking its claims against the session.
//!
//! The plaintext lives in memory that is wiped, for this one call. Every failure to decrypt or to read the claims has the
//! same text and takes the same time, so that an answer tells nothing about the plaintext. Only a `kid` that is not held
//! here is answered at once and by its own code: the `kid` is public, and nothing was decrypted.

use std::borrow::Cow;
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::card::{Brand, Card, CardFields, FieldError, Rules, YearMonth};
use payments_widget::jwe::plaintext::LENGTHS;
use payments_widget::protocol::problem::ErrorCode;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::Api;
use super::problem::ApiError;
use crate::clock;
use crate::jwe::OpenError;
use crate::network;
use crate::store::sessions::SessionRow;

/// When a failure is answered, counted from the call: far longer than decrypting takes.
const FAILURE_AFTER: Duration = Duration::from_millis(50);
/// The version of the plaintext.
const VERSION: u8 = 1;
/// Bytes of a `jti`.
const JTI_BYTES: usize = 16;

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
    let started = Instant::now();
    let plaintext = match api.sealing_key.open(compact) {
        Ok(plaintext) => plaintext,
        Err(OpenError::UnknownKey) => {
            return Err(ApiError::new(
                ErrorCode::EncryptionKeyUnknown,
                "The card was sealed for a key that is not held here. Fetch the keys again and seal anew.",
            ));
        }
        Err(OpenError::Invalid) => return Err(invalid(started).await),
    };
    match read_claims(&plaintext, session) {
        Some(claims) => check(&claims, session),
        None => Err(invalid(started).await),
    }
}

async fn invalid(started: Instant) -> ApiError {
    tokio::time::sleep_until(started + FAILURE_AFTER).await;
    ApiError::new(ErrorCode::EncryptedCardInvalid, "The sealed card cannot be opened or is not for this session.")
}

/// Only an object: serde's structs would also take an array of their members.
fn korean<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Korean<'de>>, D::Error> {
    let Some(raw) = Option::<&RawValue>::deserialize(value)? else { return Ok(None) };
    let object = Some(raw.get()).filter(|json| json.starts_with('{')).ok_or_else(|| D::Error::custom("no object"))?;
    serde_json::from_str(object).map(Some).map_err(D::Error::custom)
}

fn read_claims<'a>(plaintext: &'a [u8], session: &SessionRow) -> Option<Plaintext<'a>> {
    let claims: Plaintext<'_> = serde_json::from_slice(unpadded(plaintext)?).ok()?;
    let jti = Base64UrlUnpadded::decode_vec(claims.jti).ok()?;
    let network_is_known = claims.network.is_none_or(|network| Brand::from_id(network).is_some());
    let good = claims.v == VERSION && claims.session == session.id && jti.len() == JTI_BYTES && network_is_known;
    good.then_some(claims)
}

/// The JSON object before the padding, if the padding is spaces up to the shortest length of the contract.
fn unpadded(plaintext: &[u8]) -> Option<&[u8]> {
    let padding = plaintext.iter().rev().take_while(|byte| **byte == b' ').count();
    let json = plaintext.get(..plaintext.len() - padding)?;
    let length = LENGTHS.into_iter().find(|length| json.len() <= *length)?;
    (json.starts_with(b"{") && json.ends_with(b"}") && plaintext.len() == length).then_some(json)
}

fn check(claims: &Plaintext<'_>, session: &SessionRow) -> Result<Decrypted, ApiError> {
    if claims.amount != session.amount || claims.currency != session.currency {
        return Err(amount_mismatch());
    }
    let own = |text: &str| Zeroizing::new(text.to_owned());
    let fields = CardFields {
        number: own(claims.number),
        expiry: Zeroizing::new(format!("{:02}/{:04}", claims.exp_month, claims.exp_year)),
        cvv: own(claims.cvv),
        holder: claims.name.as_deref().map(own),
        network: claims.network.and_then(Brand::from_id),
        identity: claims.kr.as_ref().map(|korean| own(korean.identity)),
        password: claims.kr.as_ref().map(|korean| own(korean.password)),
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
    if card.holder.as_ref().is_some_and(|name| name.chars().any(char::is_control)) {
        // No field of a form can send one, and a network's own format may end a name at it.
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

/// `amount_mismatch`: the request, the encrypted card and the session differ in amount or currency.
pub fn amount_mismatch() -> ApiError {
    ApiError::field(
        ErrorCode::AmountMismatch,
        "amount",
        "The request, the sealed card and the session do not name the same amount and currency.",
    )
}
