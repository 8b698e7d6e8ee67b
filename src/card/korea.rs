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
/// How many digits of the card's password are asked for: the first two of four.
pub const PASSWORD_DIGITS: usize = 2;

/// Whose card it is: this decides which number identifies the holder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Owner {
    /// A person, by the birth date YYMMDD.
    #[default]
    Person,
    /// A business, by its registration number.
    Business,
}

impl Owner {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Person, Self::Business];

    /// How many digits the identity number has.
    pub fn identity_digits(self) -> usize {
        match self {
            Self::Person => BIRTH_DATE_DIGITS,
            Self::Business => BUSINESS_NUMBER_DIGITS,
        }
    }

    /// The owner that an identity number with these digits may belong to.
    pub fn of_identity(text: &str) -> Self {
        let mut digits = Digits::default();
        let is_long = digits.read(text) && digits.len() > BIRTH_DATE_DIGITS;
        if is_long { Self::Business } else { Self::Person }
    }

    /// Checks this owner's identity number.
    pub fn validate_identity(self, text: &str) -> Check {
        let mut digits = Digits::default();
        if !digits.read(text) {
            return Check::wrong(FieldError::IdentityNumberInvalid);
        }
        match digits.len() {
            0 => Check::unfinished(FieldError::IdentityNumberRequired),
            length if length < self.identity_digits() => Check::unfinished(FieldError::IdentityNumberInvalid),
            length if length == self.identity_digits() && self.identifies(digits.as_str()) => Check::VALID,
            _ => Check::wrong(FieldError::IdentityNumberInvalid),
        }
    }

    /// Whether these digits, as many as there must be, are a date or have the right check digit.
    fn identifies(self, digits: &str) -> bool {
        match self {
            Self::Person => is_birth_date(digits),
            Self::Business => is_business_number(digits),
        }
    }
}

/// Checks an identity number where the owner is not known: a birth date YYMMDD, or a business registration number of ten
/// digits. Six digits that are not a date may still become a business number.
pub fn validate_identity(text: &str) -> Check {
    let person = Owner::Person.validate_identity(text);
    if person.is_valid { person } else { Owner::Business.validate_identity(text) }
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

/// Whether a number of months is one that a merchant may offer: 0, which means paid at once, or 2 to 36.
pub fn is_installment(months: u8) -> bool {
    months == 0 || (2..=MOST_MONTHS).contains(&months)
}

/// Whether an amount may be paid in months at all.
pub fn allows_installments(money: &Money) -> bool {
    money.currency().code() == WON && money.minor() >= INSTALLMENTS_FROM_WON
}

/// Whether an amount may be paid in this many months. 0 means paid at once, which is always allowed.
pub fn installments_valid(months: u8, money: &Money) -> bool {
    months == 0 || is_installment(months) && allows_installments(money)
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
