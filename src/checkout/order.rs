//! From the options of a call to what is to be charged, or to everything that is wrong with them.

use super::errors::{Problems, sentence};
use crate::card::number::{self, NumberOptions};
use crate::card::{Card, CardFields, Field, FieldError, Rules, YearMonth, korea};
use crate::form::fields;
use crate::money::{Currency, Money, MoneyError};
use crate::protocol::payment::is_wallet_id;

/// What is paid with. It may hold a card, so it has no `Debug`.
pub enum Payable {
    /// A card.
    Card {
        /// The card.
        card: Card,
        /// Korea: the number of monthly payments, 0 for "paid at once".
        installment_months: u8,
    },
    /// A card that is only sealed, for the page to use.
    Token(Card),
    /// The wallet with this id.
    Wallet(String),
}

impl Payable {
    /// A card that is paid at once.
    pub fn at_once(card: Card) -> Self {
        Self::Card { card, installment_months: 0 }
    }
}

/// The amount of a call or a form: `amount` in major units, in its own currency, else in the configured one.
///
/// # Errors
/// `CurrencyRequired` where neither names a currency, `CurrencyInvalid`, `AmountInvalid`.
pub fn money(amount: &str, own: Option<&str>, configured: Option<&str>) -> Result<Money, MoneyError> {
    let currency = Currency::parse(own.or(configured).ok_or(MoneyError::CurrencyRequired)?)?;
    Money::parse(amount, currency)
}

/// The card of a call, in how many months it is paid (0: at once), and the amount. `now` is the present month.
///
/// # Errors
/// Everything that is wrong, in this order: the fields of the card, the months, the amount.
pub fn card(
    typed: &CardFields,
    months: u64,
    amount: Result<Money, MoneyError>,
    now: YearMonth,
) -> Result<(Card, u8, Money), Problems> {
    let rules = Rules { accepted: None, now, holder_required: false, korean_auth: true };
    let mut problems = Problems::default();
    let card = Card::read(typed, &rules);
    if let Err(errors) = &card {
        let brands = number::validate(&typed.number, &NumberOptions::default()).brands;
        for error in errors {
            problems.card(*error, fields::sentence(*error, text(typed, error.field()), brands));
        }
    }
    let months = u8::try_from(months).unwrap_or(u8::MAX);
    if amount.as_ref().is_ok_and(|money| !korea::installments_valid(months, money)) {
        let error = FieldError::InstallmentMonthsInvalid;
        problems.card(error, sentence(error));
    }
    match (card, amount) {
        (Ok(card), Ok(money)) if problems.is_empty() => Ok((card, months, money)),
        (_, amount) => Err(with_amount(problems, amount)),
    }
}

/// The amount that a call charges to a wallet.
///
/// # Errors
/// Everything that is wrong: the wallet's id, then the amount.
pub fn wallet(id: &str, amount: Result<Money, MoneyError>) -> Result<Money, Problems> {
    let mut problems = Problems::default();
    if !is_wallet_id(id) {
        problems.wallet_id();
    }
    match amount {
        Ok(money) if problems.is_empty() => Ok(money),
        amount => Err(with_amount(problems, amount)),
    }
}

fn with_amount(mut problems: Problems, amount: Result<Money, MoneyError>) -> Problems {
    if let Err(error) = amount {
        problems.money(error);
    }
    problems
}

/// What was typed into a field, for its sentence.
fn text(typed: &CardFields, field: Field) -> &str {
    let text = match field {
        Field::CardNumber => Some(&typed.number),
        Field::ExpirationDate => Some(&typed.expiry),
        Field::Cvv => Some(&typed.cvv),
        Field::CardholderName => typed.holder.as_ref(),
        Field::IdentityNumber => typed.identity.as_ref(),
        Field::CardPassword => typed.password.as_ref(),
        Field::InstallmentMonths => None,
    };
    text.map_or("", |text| text.as_str())
}
