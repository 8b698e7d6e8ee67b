//! What a card is: its number, expiry, security code and holder, how they are typed, read and checked.
//!
//! One noun a file, one result shape ([`Check`]): valid, potentially valid, and what is wrong. Pure: no clock, no I/O.
//! Nothing typed is ever in an error, a log or a `Debug` text, and [`Pan`] is the only type that keeps a number.
//!
//! ```
//! use payments_widget::card::{self, Brand, number::NumberOptions};
//!
//! let check = card::number::validate("4242 4242 4242 4242", &NumberOptions::default());
//! assert!(check.is_valid);
//! assert_eq!(check.brand, Some(Brand::Visa));
//! ```

pub mod brand;
pub mod cvv;
pub mod digits;
pub mod edit;
pub mod error;
pub mod expiry;
pub mod holder;
pub mod korea;
pub mod number;
mod table;

pub use brand::{Brand, BrandInfo, Brands};
pub use cvv::Cvv;
pub use error::{Check, Field, FieldError};
pub use expiry::YearMonth;
pub use korea::KoreanAuth;
pub use number::Pan;

use core::fmt;
use zeroize::Zeroizing;

use digits::Digits;
use number::NumberOptions;

/// The expiry of a card: its last month.
pub type Expiry = YearMonth;

/// What was typed, field by field. Wiped when dropped.
#[derive(Clone, Default)]
pub struct CardFields {
    /// The card number.
    pub number: Zeroizing<String>,
    /// Month and year.
    pub expiry: Zeroizing<String>,
    /// The security code.
    pub cvv: Zeroizing<String>,
    /// The name on the card.
    pub holder: Option<Zeroizing<String>>,
    /// The network that the payer chose for a co-badged card.
    pub network: Option<Brand>,
    /// Korea: birth date or business number.
    pub identity: Option<Zeroizing<String>>,
    /// Korea: the first two digits of the card's password.
    pub password: Option<Zeroizing<String>>,
}

/// What is asked of a card.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The brands taken; all when absent.
    pub accepted: Option<Brands>,
    /// The month that it is, see [`YearMonth::from_unix_ms_utc_minus_12`].
    pub now: YearMonth,
    /// A name must be given.
    pub holder_required: bool,
    /// Identity number and card password are read: both are there, or neither. Otherwise they are passed over.
    pub korean_auth: bool,
}

/// A card that may be sent. Wiped when dropped; its `Debug` text shows the last four digits at most.
#[derive(Clone)]
pub struct Card {
    /// The number.
    pub pan: Pan,
    /// Its last month.
    pub expiry: Expiry,
    /// The security code; empty where the brand has none.
    pub cvv: Cvv,
    /// The name on the card.
    pub holder: Option<Zeroizing<String>>,
    /// The network that the payer chose; only of a co-badged card.
    pub network: Option<Brand>,
    /// Korean authentication.
    pub korean: Option<KoreanAuth>,
    brand: Option<Brand>,
}

/// What may be shown and kept of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedCard {
    /// The network that the payer chose, else the most likely brand.
    pub brand: Option<Brand>,
    /// The last four digits.
    pub last4: String,
}

impl Card {
    /// Reads what was typed. Otherwise every field that is wrong, in the order of the fields.
    pub fn read(fields: &CardFields, rules: &Rules) -> Result<Self, Vec<FieldError>> {
        let options = NumberOptions { accepted: rules.accepted, ..NumberOptions::default() };
        let number = number::validate(&fields.number, &options);
        let expiry = expiry::validate(&fields.expiry, rules.now, expiry::MAX_YEARS_AHEAD);
        let name = text(&fields.holder).trim_matches(digits::is_space);
        let checks = [
            network_check(&number, fields.network, rules.accepted),
            expiry.check(),
            cvv::validate(&fields.cvv, cvv::lengths(number.brands)),
            if name.is_empty() && !rules.holder_required { Check::VALID } else { holder::validate(name) },
        ];
        let korean = match rules.korean_auth {
            true => KoreanAuth::read(text(&fields.identity), text(&fields.password)),
            false => Ok(None),
        };

        match (Digits::read(&fields.number), expiry.date(), Digits::read(&fields.cvv), korean) {
            (Some(pan), Some(expiry), Some(cvv), Ok(korean)) if checks.iter().all(|check| check.is_valid) => Ok(Self {
                pan: Pan::new(&pan),
                expiry,
                cvv: Cvv::new(&cvv),
                holder: (!name.is_empty()).then(|| Zeroizing::new(name.to_owned())),
                network: fields.network.filter(|_| number.brands.len() > 1),
                korean,
                brand: number.brands.first(),
            }),
            (.., korean) => {
                let mut errors: Vec<_> = checks.iter().filter_map(|check| check.error).collect();
                errors.extend(korean.err().unwrap_or_default());
                Err(errors)
            }
        }
    }

    /// What may be shown and kept of it.
    pub fn masked(&self) -> MaskedCard {
        MaskedCard { brand: self.network.or(self.brand), last4: self.pan.last4().to_owned() }
    }
}

/// What was typed into a field that need not be there.
fn text(field: &Option<Zeroizing<String>>) -> &str {
    field.as_deref().map_or("", String::as_str)
}

/// A chosen network must be one of the number's, and one that is taken.
fn network_check(number: &number::NumberCheck, network: Option<Brand>, accepted: Option<Brands>) -> Check {
    let fits = |network: Brand| number.brands.intersection(accepted.unwrap_or(Brands::ALL)).contains(network);
    match network {
        Some(network) if number.is_valid && !fits(network) => Check::wrong(FieldError::CardBrandNotAccepted),
        _ => number.check(),
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card({:?})", self.pan)
    }
}

impl fmt::Debug for CardFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardFields(••)")
    }
}
