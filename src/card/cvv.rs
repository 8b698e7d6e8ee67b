//! The security code: three digits, four with American Express, none with UATP.

use core::fmt;

use zeroize::Zeroizing;

use super::brand::Brands;
use super::check::Check;
use super::digits::{self, Digits};
use super::field::FieldError;

/// Checks a security code: digits, with spaces around them and nothing else. `lengths`: the counts of digits that it may
/// have; with 0 among them it may be left out.
pub fn validate(text: &str, lengths: &[usize]) -> Check {
    let code = text.trim_matches(digits::is_space);
    if code.chars().any(|c| digits::value(c).is_none()) {
        return Check::wrong(FieldError::CvvInvalid);
    }
    let length = code.chars().count();
    if lengths.contains(&length) {
        return Check::VALID;
    }
    let may_grow = lengths.iter().any(|allowed| length < *allowed);
    match (may_grow, length) {
        (true, 0) => Check::unfinished(FieldError::CvvRequired),
        (true, _) => Check::unfinished(FieldError::CvvIncomplete),
        (false, _) => Check::wrong(FieldError::CvvInvalid),
    }
}

/// How many digits the code may have on a card of one of these brands. With [`Brands::ALL`], before a number is typed:
/// three or four.
pub fn lengths(brands: Brands) -> &'static [usize] {
    let of = |length: Option<usize>| brands.iter().any(|brand| brand.info().code.map(|(_, length)| length) == length);
    match (of(Some(3)), of(Some(4)), of(None)) {
        (true, false, _) => &[3],
        (false, true, _) => &[4],
        (false, false, true) => &[0, 3],
        _ => &[3, 4],
    }
}

/// A security code; empty if the brand has none. Wiped when dropped. It must not be stored after authorization, not
/// even by a server (PCI DSS 4.0, requirement 3.3.1.2).
#[derive(Clone)]
pub struct Cvv(Zeroizing<String>);

impl Cvv {
    /// Reads a security code by itself, for a card that is known already. `lengths`: as for [`validate`].
    ///
    /// # Errors
    /// The error of [`validate`].
    pub fn read(text: &str, lengths: &[usize]) -> Result<Self, FieldError> {
        let mut digits = Digits::default();
        match validate(text, lengths).error {
            Some(error) => Err(error),
            None if digits.read(text) => Ok(Self::new(&digits)),
            None => Err(FieldError::CvvInvalid),
        }
    }

    pub(super) fn new(digits: &Digits) -> Self {
        Self(Zeroizing::new(digits.as_str().to_owned()))
    }

    /// The digits, to be encrypted. The caller must wipe every copy.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Cvv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}
