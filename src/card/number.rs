//! The card number: is it one, may it become one, which brand's, and how is it written.
//!
//! [`Pan`] is the only type that keeps a number; nothing here prints one.

use core::fmt;

use zeroize::Zeroizing;

use super::brand::{Brand, Brands};
use super::digits::{self, Digits};
use super::error::{Check, FieldError};

/// What a merchant may ask of a number.
#[derive(Clone, Copy, Debug, Default)]
pub struct NumberOptions {
    /// The brands taken; all when absent.
    pub accepted: Option<Brands>,
    /// No number longer than this many digits.
    pub max_length: Option<usize>,
    /// Hold UnionPay to the check digit, which a part of its cards does not have.
    pub luhn_unionpay: bool,
}

/// What a look at a number gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberCheck {
    /// It may be sent.
    pub is_valid: bool,
    /// False only when no further typing can make it valid.
    pub is_potentially_valid: bool,
    /// What is wrong with it as it stands, though further typing may mend it.
    pub error: Option<FieldError>,
    /// The one brand that fits.
    pub brand: Option<Brand>,
    /// Every brand that still fits, most likely first; more than one of a full number is a co-badge.
    pub brands: Brands,
}

impl NumberCheck {
    fn new(check: Check, brands: Brands) -> Self {
        let Check { is_valid, is_potentially_valid, error } = check;
        Self { is_valid, is_potentially_valid, error, brand: brands.only(), brands }
    }

    /// The part that every field's check has.
    pub fn check(&self) -> Check {
        let Self { is_valid, is_potentially_valid, error, .. } = *self;
        Check { is_valid, is_potentially_valid, error }
    }
}

/// Looks at a number, or at the beginning of one.
pub fn validate(text: &str, options: &NumberOptions) -> NumberCheck {
    match Digits::read(text) {
        Some(digits) => validate_digits(&digits, options),
        None => NumberCheck::new(Check::wrong(FieldError::CardNumberInvalid), Brands::NONE),
    }
}

fn validate_digits(digits: &Digits, options: &NumberOptions) -> NumberCheck {
    let brands = Brand::detect(digits.as_str());
    if digits.is_empty() {
        return NumberCheck::new(Check::unfinished(FieldError::CardNumberRequired), brands);
    }
    if brands.is_empty() {
        return NumberCheck::new(Check::wrong(FieldError::CardNumberInvalid), brands);
    }
    let accepted = brands.intersection(options.accepted.unwrap_or(Brands::ALL));
    if accepted.is_empty() {
        return NumberCheck::new(Check::wrong(FieldError::CardBrandNotAccepted), brands);
    }

    let limit = options.max_length.unwrap_or(usize::MAX);
    let length = digits.len();
    let is_valid = length <= limit
        && accepted.iter().any(|brand| {
            brand.info().lengths.contains(&length) && (!luhn_decides(brand, options) || luhn::valid(digits.as_str()))
        });
    let may_grow = accepted.iter().any(|brand| length < brand.info().longest().min(limit));
    let too_short = accepted.iter().all(|brand| length < brand.info().shortest());
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

/// Groups digits as the most likely brand does: `4242 4242`, `3782 822463`. What is no digit is left out.
pub fn format(text: &str) -> Zeroizing<String> {
    let digits = Digits::filter(text);
    group(text.chars().filter_map(digits::value), digits.len(), gaps(digits.as_str()))
}

/// So many digits by their values, with a space before each of these positions.
pub(super) fn group(digits: impl Iterator<Item = u8>, count: usize, gaps: &[usize]) -> Zeroizing<String> {
    // Room for all at once, as growing would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(count + gaps.len()));
    for (position, digit) in digits.enumerate() {
        if gaps.contains(&position) {
            text.push(' ');
        }
        text.push(digits::ascii(digit));
    }
    text
}

/// Where a number with this beginning (ASCII digits) has its spaces: fours until a brand is known that differs.
pub(super) fn gaps(digits: &str) -> &'static [usize] {
    Brand::detect(digits).first().unwrap_or(Brand::Visa).info().gaps
}

/// A card number (ISO/IEC 7812-1, "primary account number"): 12 to 19 ASCII digits, wiped when dropped.
///
/// There is no way to its digits but [`Pan::expose`], so that every place that sees them can be found by that word.
#[derive(Clone)]
pub struct Pan(Zeroizing<String>);

impl Pan {
    /// The digits of a text that [`validate`] found valid.
    pub(super) fn new(digits: &Digits) -> Self {
        Self(Zeroizing::new(digits.as_str().to_owned()))
    }

    /// The digits, to be sealed. Whoever asks must wipe every copy.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four, which may be shown and kept (PCI DSS 4.0, requirement 3.4.1).
    pub fn last4(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }
}

impl fmt::Debug for Pan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "•••• {}", self.last4())
    }
}
