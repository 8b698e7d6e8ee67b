//! From a sealed card to a card: opening it, and holding its claims to the session.
//!
//! What is opened lives in memory that is wiped, for this one call. Every failure has one text and takes one time.

use std::borrow::Cow;
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::card::{Brand, Card, CardFields, Rules, YearMonth};
use payments_widget::jwe::plaintext::LENGTHS;
use payments_widget::protocol::problem::ErrorCode;
use serde::Deserialize;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::Api;
use super::problem::Refusal;
use crate::clock;
use crate::jwe::OpenError;
use crate::network;
use crate::store::sessions::SessionRow;

/// When a failure is told, counted from the call: far longer than opening ever takes.
const FAILURE_AFTER: Duration = Duration::from_millis(50);
/// The version of the plaintext.
const VERSION: u8 = 1;
/// Bytes of a `jti`.
const JTI_BYTES: usize = 16;

/// The plaintext. Digits are borrowed from the wiped buffer: a text that would need unescaping is refused.
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

/// A card that may be charged, and what makes its sealing unique.
pub struct Opened {
    /// The card.
    pub card: Card,
    /// 128 random bits, base64url.
    pub jti: String,
}

/// Opens a sealed card for `session`.
///
/// # Errors
/// `encryption_key_unknown`, `encrypted_card_invalid`, `amount_mismatch`, the card's fields,
/// `live_card_in_test_mode`.
pub async fn open(api: &Api, session: &SessionRow, compact: &str) -> Result<Opened, Refusal> {
    let started = Instant::now();
    let plaintext = match api.sealing_key.open(compact) {
        Ok(plaintext) => plaintext,
        Err(OpenError::UnknownKey) => {
            return Err(Refusal::new(
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

async fn invalid(started: Instant) -> Refusal {
    tokio::time::sleep_until(started + FAILURE_AFTER).await;
    Refusal::new(ErrorCode::EncryptedCardInvalid, "The sealed card cannot be opened or is not for this session.")
}

fn read_claims<'a>(plaintext: &'a [u8], session: &SessionRow) -> Option<Plaintext<'a>> {
    let claims: Plaintext<'_> = serde_json::from_slice(unpadded(plaintext)?).ok()?;
    let jti = Base64UrlUnpadded::decode_vec(claims.jti).ok()?;
    let network_is_known = claims.network.is_none_or(|network| Brand::from_id(network).is_some());
    let good = claims.v == VERSION && claims.session == session.id && jti.len() == JTI_BYTES && network_is_known;
    good.then_some(claims)
}

/// The object before the padding, which is of spaces and no longer than it has to be.
fn unpadded(plaintext: &[u8]) -> Option<&[u8]> {
    let padding = plaintext.iter().rev().take_while(|byte| **byte == b' ').count();
    let json = plaintext.get(..plaintext.len() - padding)?;
    let length = LENGTHS.into_iter().find(|length| json.len() <= *length)?;
    (json.starts_with(b"{") && json.ends_with(b"}") && plaintext.len() == length).then_some(json)
}

fn check(claims: &Plaintext<'_>, session: &SessionRow) -> Result<Opened, Refusal> {
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
    };
    let rules = Rules {
        accepted: None,
        now: YearMonth::from_unix_ms_utc_minus_12(clock::now()),
        holder_required: false,
        korean_auth: claims.kr.is_some(),
    };
    let card = Card::read(&fields, &rules).map_err(|errors| Refusal::card_fields(&errors))?;
    if !network::is_test_number(&card.pan) {
        return Err(Refusal::field(
            ErrorCode::LiveCardInTestMode,
            "cardNumber",
            "Only the test numbers of the documentation can be charged here.",
        ));
    }
    Ok(Opened { card, jti: claims.jti.to_owned() })
}

/// The page, the sealed card and the session do not say the same amount.
pub fn amount_mismatch() -> Refusal {
    Refusal::field(
        ErrorCode::AmountMismatch,
        "amount",
        "The request, the sealed card and the session do not name the same amount and currency.",
    )
}
