//! The card number: whether it is valid or may become so, which brand it has, and how it is grouped.
//!
//! [`Pan`] is the only type that keeps a number; nothing here prints one.

use core::fmt;

use zeroize::Zeroizing;

use super::brand::{Brand, Brands};
use super::check::Check;
use super::digits::{self, Digits};
use super::field::FieldError;
use super::table;

/// What a merchant may require of a number.
#[derive(Clone, Copy, Debug, Default)]
pub struct NumberOptions {
    /// The brands that are accepted; `None`: all.
    pub accepted: Option<Brands>,
    /// The most digits that a number may have; `None`: as its brand allows.
    pub max_length: Option<usize>,
    /// Require the check digit of UnionPay too. A part of its cards has none.
    pub luhn_unionpay: bool,
}

/// The result of checking a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberCheck {
    /// The number may be sent.
    pub is_valid: bool,
    /// False only if no further typing can make the number valid.
    pub is_potentially_valid: bool,
    /// What is wrong with the number as it is now, even if further typing can correct it. `None` if it is valid.
    pub error: Option<FieldError>,
    /// The brand, once only one fits. `None` for a card of a national scheme that is no [`Brand`], which is valid.
    pub brand: Option<Brand>,
    /// Every brand that still fits, the most likely first; a whole number with more than one is co-badged.
    pub brands: Brands,
}

impl NumberCheck {
    fn new(check: Check, brands: Brands) -> Self {
        let Check { is_valid, is_potentially_valid, error } = check;
        Self { is_valid, is_potentially_valid, error, brand: brands.only(), brands }
    }

    /// The part that the check of every field has.
    pub fn check(&self) -> Check {
        let Self { is_valid, is_potentially_valid, error, .. } = *self;
        Check { is_valid, is_potentially_valid, error }
    }
}

/// Checks a card number, or the beginning of one: digits of any keyboard, with spaces or hyphens between them.
///
/// ```
/// use payments_widget::card::number::{self, NumberOptions};
/// use payments_widget::card::{Brand, FieldError};
///
/// let check = number::validate("4242 4242 4242 4242", &NumberOptions::default());
/// assert!(check.is_valid);
/// assert_eq!(check.brand, Some(Brand::Visa));
///
/// let typing = number::validate("4242", &NumberOptions::default());
/// assert!(typing.is_potentially_valid);
/// assert_eq!(typing.error, Some(FieldError::CardNumberIncomplete));
/// ```
pub fn validate(text: &str, options: &NumberOptions) -> NumberCheck {
    let mut digits = Digits::default();
    match digits.read(text) {
        true => validate_digits(&digits, options),
        false => NumberCheck::new(Check::wrong(FieldError::CardNumberInvalid), Brands::NONE),
    }
}

fn validate_digits(digits: &Digits, options: &NumberOptions) -> NumberCheck {
    let brands = Brand::detect(digits.as_str());
    if digits.is_empty() {
        return NumberCheck::new(Check::unfinished(FieldError::CardNumberRequired), brands);
    }
    let national = brands.is_empty() && table::is_national(digits.as_str());
    if brands.is_empty() && !national {
        return NumberCheck::new(Check::wrong(FieldError::CardNumberInvalid), brands);
    }
    let every_accepted = options.accepted.unwrap_or(Brands::ALL);
    let accepted = brands.intersection(every_accepted);
    // Who names the brands that are accepted has not named a card that is of none.
    if accepted.is_empty() && !(national && every_accepted == Brands::ALL) {
        return NumberCheck::new(Check::wrong(FieldError::CardBrandNotAccepted), brands);
    }

    let limit = options.max_length.unwrap_or(usize::MAX);
    let length = digits.len();
    let (mut is_valid, mut may_grow, mut too_short) = (false, false, true);
    let of_brands = accepted.iter().map(|brand| (brand.info().lengths, luhn_decides(brand, options)));
    for (lengths, luhn) in of_brands.chain(national.then_some((table::NATIONAL_LENGTHS, true))) {
        for allowed in lengths {
            is_valid |= length == *allowed && length <= limit && (!luhn || luhn::valid(digits.as_str()));
            may_grow |= length < *allowed && length < limit;
            too_short &= length < *allowed;
        }
    }
    let check = Check {
        is_valid,
        is_potentially_valid: is_valid || may_grow,
        error: match () {
            () if is_valid => None,
            () if too_short && length <= limit => Some(FieldError::CardNumberIncomplete),
            () => Some(FieldError::CardNumberInvalid),
        },
    };
    NumberCheck::new(check, brands)
}

fn luhn_decides(brand: Brand, options: &NumberOptions) -> bool {
    brand.info().luhn || (brand == Brand::UnionPay && options.luhn_unionpay)
}

/// Groups the digits as the most likely brand does: `4242 4242`, `3782 822463`. Other characters are left out.
pub fn format(text: &str) -> Zeroizing<String> {
    let mut digits = Digits::default();
    digits.extend(text.chars().filter_map(digits::value));
    group(text.chars().filter_map(digits::value), digits.len(), gaps(digits.as_str()))
}

/// `count` digits, given by their values, as ASCII text with a space before each position in `gaps`.
pub(super) fn group(digits: impl Iterator<Item = u8>, count: usize, gaps: &[usize]) -> Zeroizing<String> {
    // All room at once: a string that grows leaves unwiped copies behind.
    let mut text = Zeroizing::new(String::with_capacity(count + gaps.len()));
    for (position, digit) in digits.enumerate() {
        if gaps.contains(&position) {
            text.push(' ');
        }
        text.push(digits::ascii(digit));
    }
    text
}

/// The positions of the spaces in a number with this beginning (ASCII digits): in fours until the brand is known.
pub(super) fn gaps(digits: &str) -> &'static [usize] {
    Brand::detect(digits).first().unwrap_or(Brand::Visa).info().gaps
}

/// A card number (ISO/IEC 7812-1, "primary account number"): 12 to 19 ASCII digits, wiped when dropped.
///
/// Its digits can be read only by [`Pan::expose`], so that a search for that name finds every place that sees them.
#[derive(Clone)]
pub struct Pan(Zeroizing<String>);

impl Pan {
    /// Reads a number by itself, for a server that keeps one.
    ///
    /// # Errors
    /// The error of [`validate`].
    pub fn read(text: &str, options: &NumberOptions) -> Result<Self, FieldError> {
        let mut digits = Digits::default();
        match validate(text, options).error {
            Some(error) => Err(error),
            None if digits.read(text) => Ok(Self::new(&digits)),
            None => Err(FieldError::CardNumberInvalid),
        }
    }

    /// Of digits that [`validate`] found valid.
    pub(super) fn new(digits: &Digits) -> Self {
        Self(Zeroizing::new(digits.as_str().to_owned()))
    }

    /// The digits, to be encrypted. The caller must wipe every copy.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four digits, which may be shown and kept (PCI DSS 4.0, requirement 3.4.1).
    pub fn last4(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }
}

impl fmt::Debug for Pan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "•••• {}", self.last4())
    }
}
