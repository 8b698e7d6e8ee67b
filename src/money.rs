//! Amounts: the currencies of ISO 4217 with their decimals, and exact conversion from major to minor units and back.
//!
//! Never counts in floats, which cannot represent 19.99; it only finds the amount that a float is meant to be. The browser's
//! `Intl` is not used either: its decimals are wrong for HUF, IDR, COP, IQD and others.
//!
//! ```
//! use payments_widget::money::{Currency, Money, MoneyError, major_or_minor};
//!
//! let usd = Currency::parse("USD")?;
//! let money = Money::parse("19.99", usd)?;
//! assert_eq!((money.minor(), money.major()), (1999, "19.99".to_owned()));
//! assert_eq!(Money::parse("19.999", usd), Err(MoneyError::AmountInvalid));
//! assert_eq!(major_or_minor(128_000, "KRW"), "128000");
//! # Ok::<(), MoneyError>(())
//! ```

#![deny(clippy::indexing_slicing)]

use core::fmt;

use crate::text;

/// Active currencies (ISO 4217, list one) by their count of decimals. Codes without a minor unit (metals, XDR) are left
/// out. <https://www.six-group.com/en/products-services/financial-information/data-standards.html>
const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const TWO_DECIMALS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD \
    CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL \
    HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
    MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS \
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG";
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";
const FOUR_DECIMALS: &str = "CLF UYW";

/// The table, by count of decimals.
const TABLE: [(u32, &str); 4] = [(0, NO_DECIMALS), (2, TWO_DECIMALS), (3, THREE_DECIMALS), (4, FOUR_DECIMALS)];

/// The least amount that is too large: from 2^53 on, JavaScript's numbers are not exact.
/// <https://tc39.es/ecma262/#sec-number.max_safe_integer>
const TOO_MUCH: u64 = 1 << 53;

/// How far a number may be from an amount to be that amount, in units in the last place: a sum or product of a few prices
/// is no further off.
const MOST_ULPS: u64 = 4;
/// From here on that would be a considerable part of a minor unit, so that it is not clear which amount is meant.
const TOO_COARSE: u64 = 1 << 46;

/// What is wrong with an amount. Its `Display` text is its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MoneyError {
    /// Not a decimal number, too many decimals for the currency, not positive, or 2^53 minor units or more.
    AmountInvalid,
    /// No currency.
    CurrencyRequired,
    /// Not an active currency of ISO 4217.
    CurrencyInvalid,
}

impl MoneyError {
    /// Code and field of each error.
    fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::AmountInvalid => ("amount_invalid", "amount"),
            Self::CurrencyRequired => ("currency_required", "currency"),
            Self::CurrencyInvalid => ("currency_invalid", "currency"),
        }
    }

    /// Its code in the contract.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// The JavaScript name of the option that is wrong.
    pub fn field(self) -> &'static str {
        self.row().1
    }
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for MoneyError {}

/// An active currency of ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency {
    code: &'static str,
    exponent: u32,
}

impl Currency {
    /// The currency with this code, in upper case: `KRW`.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyRequired`] for an empty text, [`MoneyError::CurrencyInvalid`] for any other code.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        if code.is_empty() {
            return Err(MoneyError::CurrencyRequired);
        }
        for (exponent, codes) in TABLE {
            if let Some(code) = codes.split_ascii_whitespace().find(|known| *known == code) {
                return Ok(Self { code, exponent });
            }
        }
        Err(MoneyError::CurrencyInvalid)
    }

    /// Every currency, by count of decimals, then by code.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE
            .into_iter()
            .flat_map(|(exponent, codes)| codes.split_ascii_whitespace().map(move |code| Self { code, exponent }))
    }

    /// Its code: `KRW`.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// How many decimals its major unit has: 2 for USD, 0 for KRW.
    pub fn exponent(self) -> u32 {
        self.exponent
    }
}

/// A positive amount of less than 2^53 minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: u64,
    currency: Currency,
}

impl Money {
    /// Reads an amount in major units, `19.99`: ASCII digits, and a point with at least one digit after it. Zeros after
    /// the currency's last decimal are allowed (`100.00` won), other digits there are not.
    ///
    /// # Errors
    /// [`MoneyError::AmountInvalid`]
    pub fn parse(major: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (whole, decimals) = match major.split_once('.') {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => return Err(MoneyError::AmountInvalid),
            None => (major, ""),
        };
        if whole.is_empty() {
            return Err(MoneyError::AmountInvalid);
        }
        let mut minor: u64 = 0;
        let exponent = currency.exponent as usize;
        let zeros = core::iter::repeat_n(b'0', exponent.saturating_sub(decimals.len()));
        for byte in whole.bytes().chain(decimals.bytes().take(exponent)).chain(zeros) {
            minor = decimal(byte)
                .and_then(|digit| minor.checked_mul(10)?.checked_add(digit))
                .ok_or(MoneyError::AmountInvalid)?;
        }
        if decimals.bytes().skip(exponent).any(|byte| byte != b'0') {
            return Err(MoneyError::AmountInvalid);
        }
        Self::from_minor(minor, currency)
    }

    /// As [`Self::parse`], for an amount that may have been computed with floats: `text` is the shortest text of `number`.
    /// The number is the amount that it is within a few units in the last place of: `0.1 + 0.2` is 0.30.
    ///
    /// # Errors
    /// [`MoneyError::AmountInvalid`], for 1.005 dollars too: no amount is that near.
    pub fn parse_number(text: &str, number: f64, currency: Currency) -> Result<Self, MoneyError> {
        Self::parse(text, currency).or_else(|error| {
            let units = f64::from(10_u32.pow(currency.exponent));
            // Of a negative number and of NaN this makes 0.
            let minor = (number * units + 0.5) as u64;
            // The float that is nearest to the amount: both can be represented, and a division is rounded rightly.
            let nearest = minor as f64 / units;
            let is_near = minor < TOO_COARSE && number.to_bits().abs_diff(nearest.to_bits()) <= MOST_ULPS;
            if is_near { Self::from_minor(minor, currency) } else { Err(error) }
        })
    }

    /// An amount in minor units: 1999 is 19.99 dollars.
    ///
    /// # Errors
    /// [`MoneyError::AmountInvalid`] for 0, and for 2^53 or more.
    pub fn from_minor(minor: u64, currency: Currency) -> Result<Self, MoneyError> {
        if (1..TOO_MUCH).contains(&minor) { Ok(Self { minor, currency }) } else { Err(MoneyError::AmountInvalid) }
    }

    /// The amount in minor units.
    pub fn minor(&self) -> u64 {
        self.minor
    }

    /// The largest of this many equal parts of it, rounded up to a minor unit. Of no parts it is the whole.
    #[must_use]
    pub fn part_of(&self, parts: u8) -> Self {
        Self { minor: self.minor.div_ceil(u64::from(parts.max(1))), ..*self }
    }

    /// The currency.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The amount in major units, with all decimals of the currency: `19.99`, `100`.
    pub fn major(&self) -> String {
        let exponent = self.currency.exponent as usize;
        let mut text = text::decimal(self.minor);
        while text.len() <= exponent {
            text.insert(0, '0');
        }
        if exponent > 0 {
            text.insert(text.len() - exponent, '.');
        }
        text
    }
}

/// Major units, for showing an amount that a server sent; its minor units if this version does not know the currency
/// or the amount is no valid one.
pub fn major_or_minor(minor: u64, currency: &str) -> String {
    let money = Currency::parse(currency).and_then(|currency| Money::from_minor(minor, currency));
    money.map_or_else(|_| text::decimal(minor), |money| money.major())
}

fn decimal(byte: u8) -> Option<u64> {
    byte.is_ascii_digit().then(|| u64::from(byte - b'0'))
}
