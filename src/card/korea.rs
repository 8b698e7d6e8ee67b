//! Korea: whose card it is, the card's password, paying in months, and which sales may take domestic cards.
//!
//! Never decides whether identity and password belong to the card: the issuer does.

use core::fmt;

use zeroize::Zeroizing;

use super::check::Check;
use super::digits::Digits;
use super::field::FieldError;
use crate::money::{Currency, Money};

/// The won.
const WON: &str = "KRW";
/// The least amount that may be paid in months: 50,000 won, by the card issuers' terms.
const INSTALLMENTS_FROM_WON: u64 = 50_000;
/// The most months that Korean issuers allow.
const MOST_MONTHS: u8 = 36;
const BIRTH_DATE_DIGITS: usize = 6;
const BUSINESS_NUMBER_DIGITS: usize = 10;
/// The first two of the card's four digits.
const PASSWORD_DIGITS: usize = 2;

/// Checks an identity number: a birth date YYMMDD, or a business registration number of ten digits.
pub fn validate_identity(text: &str) -> Check {
    let mut digits = Digits::default();
    if !digits.read(text) {
        return Check::wrong(FieldError::IdentityNumberInvalid);
    }
    let is_valid = match digits.len() {
        0 => return Check::unfinished(FieldError::IdentityNumberRequired),
        BIRTH_DATE_DIGITS => is_birth_date(digits.as_str()),
        BUSINESS_NUMBER_DIGITS => is_business_number(digits.as_str()),
        _ => false,
    };
    match is_valid {
        true => Check::VALID,
        // Six digits that are not a date may still become a business number.
        false if digits.len() < BUSINESS_NUMBER_DIGITS => Check::unfinished(FieldError::IdentityNumberInvalid),
        false => Check::wrong(FieldError::IdentityNumberInvalid),
    }
}

/// Checks the first two digits of the card's password.
pub fn validate_password(text: &str) -> Check {
    let mut digits = Digits::default();
    match (digits.read(text), digits.len()) {
        (true, PASSWORD_DIGITS) => Check::VALID,
        (true, 0) => Check::unfinished(FieldError::CardPasswordRequired),
        (true, ..PASSWORD_DIGITS) => Check::unfinished(FieldError::CardPasswordInvalid),
        _ => Check::wrong(FieldError::CardPasswordInvalid),
    }
}

/// Whether a sale in this currency may take cards of Korean issuers that belong to no international scheme
/// ([`Brand::KoreanLocal`](super::Brand::KoreanLocal)): these are charged in won only.
pub fn accepts_domestic_cards(currency: Currency) -> bool {
    currency.code() == WON
}

/// Whether an amount may be paid in this many months. 0 means paid at once, which is always allowed.
pub fn installments_valid(months: u8, money: &Money) -> bool {
    let in_months =
        (2..=MOST_MONTHS).contains(&months) && money.currency().code() == WON && money.minor() >= INSTALLMENTS_FROM_WON;
    months == 0 || in_months
}

fn is_birth_date(digits: &str) -> bool {
    let Some([year, month, day]) = pairs(digits) else { return false };
    let days = match month {
        // The year 00 counts as a leap year, because 2000 was one (1900 was not).
        2 => 28 + u8::from(year % 4 == 0),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn pairs(digits: &str) -> Option<[u8; 3]> {
    let mut pairs = [0; 3];
    for (position, byte) in digits.bytes().enumerate() {
        let pair = pairs.get_mut(position / 2)?;
        *pair = *pair * 10 + (byte - b'0');
    }
    Some(pairs)
}

/// The check digit of a Korean business registration number (National Tax Service).
fn is_business_number(digits: &str) -> bool {
    const WEIGHTS: [u32; 9] = [1, 3, 7, 1, 3, 7, 1, 3, 5];
    let value = |byte: &u8| u32::from(byte - b'0');
    let [first @ .., ninth, check] = digits.as_bytes() else { return false };
    let digits = first.iter().chain([ninth]);
    let sum: u32 = digits.zip(WEIGHTS).map(|(byte, weight)| value(byte) * weight).sum();
    // Of the ninth digit times 5, both digits are added.
    (sum + value(ninth) * 5 / 10 + value(check)).is_multiple_of(10)
}

/// What a Korean issuer asks for in addition to the card. Wiped when dropped.
#[derive(Clone)]
pub struct KoreanAuth {
    identity: Zeroizing<String>,
    password: Zeroizing<String>,
}

impl KoreanAuth {
    /// Reads both values; `Ok(None)` if neither is given.
    pub(super) fn read(identity: &str, password: &str) -> Result<Option<Self>, Vec<FieldError>> {
        let errors = [validate_identity(identity).error, validate_password(password).error];
        let neither = [FieldError::IdentityNumberRequired, FieldError::CardPasswordRequired].map(Some);
        let owned = |text| {
            let mut digits = Digits::default();
            digits.read(text).then(|| Zeroizing::new(digits.as_str().to_owned()))
        };
        match (owned(identity), owned(password)) {
            _ if errors == neither => Ok(None),
            (Some(identity), Some(password)) if errors == [None; 2] => Ok(Some(Self { identity, password })),
            _ => Err(errors.into_iter().flatten().collect()),
        }
    }

    /// Birth date or business number, to be encrypted. The caller must wipe every copy.
    pub fn expose_identity(&self) -> &str {
        &self.identity
    }

    /// The first two digits of the card's password, to be encrypted. The caller must wipe every copy.
    pub fn expose_password(&self) -> &str {
        &self.password
    }
}

impl fmt::Debug for KoreanAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KoreanAuth(••)")
    }
}
