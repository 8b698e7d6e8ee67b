//! What an amount is: ISO 4217's currencies with their decimals, and an exact way from major to minor units and back.
//!
//! Never a float: 19.99 has none. The browser's `Intl` is no source either, it is wrong for HUF, IDR, COP, IQD and others.

use thiserror::Error;

/// Active currencies (ISO 4217 list one) by their count of decimals. Metals, XDR and the like have none and are left out.
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

/// The first amount that is too large: from 2^53 on JavaScript's numbers are not exact.
const TOO_MUCH: u64 = 1 << 53;

/// What is wrong with an amount. Its text is its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// Not exact in the currency, not positive, or from 2^53 minor units on.
    #[error("amount_invalid")]
    AmountInvalid,
    /// No currency.
    #[error("currency_required")]
    CurrencyRequired,
    /// Not an active currency of ISO 4217.
    #[error("currency_invalid")]
    CurrencyInvalid,
}

impl MoneyError {
    /// The code that the contract promises.
    pub fn code(self) -> &'static str {
        match self {
            Self::AmountInvalid => "amount_invalid",
            Self::CurrencyRequired => "currency_required",
            Self::CurrencyInvalid => "currency_invalid",
        }
    }

    /// The field that it is about, as JavaScript names it.
    pub fn field(self) -> &'static str {
        match self {
            Self::AmountInvalid => "amount",
            Self::CurrencyRequired | Self::CurrencyInvalid => "currency",
        }
    }
}

/// An active currency of ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency {
    code: &'static str,
    exponent: u32,
}

impl Currency {
    /// The currency of an upper-case code.
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

    /// Every currency.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE
            .into_iter()
            .flat_map(|(exponent, codes)| codes.split_ascii_whitespace().map(move |code| Self { code, exponent }))
    }

    /// Its code: `KRW`.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Its count of decimals.
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
    /// Reads major units, `19.99`. Trailing zeros may stand (`100.00` won), any other digit too many is an error.
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

    /// An amount of minor units.
    pub fn from_minor(minor: u64, currency: Currency) -> Result<Self, MoneyError> {
        if (1..TOO_MUCH).contains(&minor) { Ok(Self { minor, currency }) } else { Err(MoneyError::AmountInvalid) }
    }

    /// Minor units.
    pub fn minor(&self) -> u64 {
        self.minor
    }

    /// The currency.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Major units, with the currency's own count of decimals: `19.99`, `100`.
    pub fn major(&self) -> String {
        let exponent = self.currency.exponent as usize;
        let mut text = self.minor.to_string();
        while text.len() <= exponent {
            text.insert(0, '0');
        }
        if exponent > 0 {
            text.insert(text.len() - exponent, '.');
        }
        text
    }
}

fn decimal(byte: u8) -> Option<u64> {
    byte.is_ascii_digit().then(|| u64::from(byte - b'0'))
}
