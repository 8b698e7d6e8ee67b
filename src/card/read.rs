//! A whole card: what was typed into its fields, read and checked at once.
//!
//! A [`Card`] exists only if every field is valid. Nothing here prints what was typed.

use core::fmt;

use zeroize::Zeroizing;

use super::brand::{Brand, Brands};
use super::check::Check;
use super::cvv::{self, Cvv};
use super::digits::{self, Digits};
use super::expiry::{self, YearMonth};
use super::field::{Field, FieldError};
use super::korea::{self, KoreanAuth};
use super::name;
use super::number::{self, NumberCheck, NumberOptions, Pan};
use crate::money::Money;

/// The expiry of a card: the last month in which it is valid.
pub type Expiry = YearMonth;

/// What was typed, field by field, with any separators. Wiped when dropped.
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
    /// The network that the payer chose, for a co-badged card.
    pub network: Option<Brand>,
    /// Korea: birth date or business number.
    pub identity: Option<Zeroizing<String>>,
    /// Korea: the first two digits of the card's password.
    pub password: Option<Zeroizing<String>>,
    /// Korea: in how many monthly payments it is paid; 0: at once.
    pub installment_months: u64,
}

impl CardFields {
    /// The text of a field; empty for one that was not given, or that is no text.
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::CardNumber => &self.number,
            Field::ExpirationDate => &self.expiry,
            Field::Cvv => &self.cvv,
            Field::CardholderName => text(&self.holder),
            Field::IdentityNumber => text(&self.identity),
            Field::CardPassword => text(&self.password),
            Field::InstallmentMonths => "",
        }
    }
}

/// What a merchant asks of a card.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The brands that are accepted; `None`: all.
    pub accepted: Option<Brands>,
    /// The current month, see [`YearMonth::from_unix_ms_utc_minus_12`].
    pub now: YearMonth,
    /// A name must be given.
    pub holder_required: bool,
    /// Whether identity number and card password are read (both must be given, or neither) or ignored.
    pub korean_auth: bool,
    /// The amount to be paid, which decides whether it may be paid in months. `None`: it is not known, and the number of
    /// months is not checked.
    pub amount: Option<Money>,
}

/// A card that may be sent. Its texts are wiped when dropped; its `Debug` text shows at most the last four digits.
#[derive(Clone)]
pub struct Card {
    /// The number.
    pub pan: Pan,
    /// The last month in which it is valid.
    pub expiry: Expiry,
    /// The security code; empty if the brand has none.
    pub cvv: Cvv,
    /// The name on the card.
    pub holder: Option<Zeroizing<String>>,
    /// The network that the payer chose; only for a co-badged card.
    pub network: Option<Brand>,
    /// Korean authentication.
    pub korean: Option<KoreanAuth>,
    /// Korea: in how many monthly payments it is paid; 0: at once.
    pub installment_months: u8,
    brand: Option<Brand>,
}

/// What may be shown and kept of a card (PCI DSS 4.0, requirement 3.4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedCard {
    /// The network that the payer chose, else the most likely brand.
    pub brand: Option<Brand>,
    /// The last four digits.
    pub last4: String,
}

impl Card {
    /// Reads what was typed.
    ///
    /// # Errors
    /// One [`FieldError`] for each wrong field, in the order of [`CardFields`].
    pub fn read(fields: &CardFields, rules: &Rules) -> Result<Self, Vec<FieldError>> {
        let options = NumberOptions { accepted: rules.accepted, ..NumberOptions::default() };
        let number = number::validate(&fields.number, &options);
        let expiry = expiry::validate(&fields.expiry, rules.now, expiry::MAX_YEARS_AHEAD);
        let line = name::in_one_line(text(&fields.holder));
        let holder = line.trim_matches(digits::is_space);
        let checks = [
            network_check(&number, fields.network, rules.accepted),
            expiry.check(),
            cvv::validate(&fields.cvv, cvv::lengths(number.brands)),
            if holder.is_empty() && !rules.holder_required { Check::VALID } else { name::validate(holder) },
        ];
        let korean = match rules.korean_auth {
            true => KoreanAuth::read(text(&fields.identity), text(&fields.password)),
            false => Ok(None),
        };
        let months = u8::try_from(fields.installment_months).unwrap_or(u8::MAX);
        let months_fit = rules.amount.is_none_or(|amount| korea::installments_valid(months, &amount));

        let (mut pan, mut cvv) = (Digits::default(), Digits::default());
        let is_read = pan.read(&fields.number) && cvv.read(&fields.cvv);
        match (expiry.date(), korean) {
            (Some(expiry), Ok(korean)) if is_read && months_fit && checks.iter().all(|check| check.is_valid) => {
                Ok(Self {
                    pan: Pan::new(&pan),
                    expiry,
                    cvv: Cvv::new(&cvv),
                    holder: (!holder.is_empty()).then(|| Zeroizing::new(holder.to_owned())),
                    network: fields.network.filter(|_| number.brands.len() > 1),
                    korean,
                    installment_months: months,
                    brand: number.brands.first(),
                })
            }
            (_, korean) => {
                let mut errors: Vec<_> = checks.iter().filter_map(|check| check.error).collect();
                errors.extend(korean.err().unwrap_or_default());
                errors.extend((!months_fit).then_some(FieldError::InstallmentMonthsInvalid));
                Err(errors)
            }
        }
    }

    /// What may be shown and kept of the card.
    pub fn masked(&self) -> MaskedCard {
        MaskedCard { brand: self.network.or(self.brand), last4: self.pan.last4().to_owned() }
    }
}

/// What was typed into an optional field.
fn text(field: &Option<Zeroizing<String>>) -> &str {
    field.as_deref().map_or("", String::as_str)
}

/// A chosen network must be one of the number's brands, and accepted.
fn network_check(number: &NumberCheck, network: Option<Brand>, accepted: Option<Brands>) -> Check {
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
