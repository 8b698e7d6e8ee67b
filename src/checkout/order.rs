//! From the options of a call to what is to be charged, or to everything that is wrong with them.

use super::errors::Problems;
use crate::card::number::{self, NumberOptions};
use crate::card::{Card, CardFields, Cvv, FieldError, Owner, Rules, YearMonth, cvv};
use crate::form::SavedCard;
use crate::form::fields::{self, Typed};
use crate::money::{Currency, Money, MoneyError};
use crate::protocol::payment::{is_wallet_id, is_wallet_token};

/// What is paid with. It may hold a card, so it has no `Debug`.
pub enum Payable {
    /// A card that is charged.
    Card {
        /// The card.
        card: Card,
        /// The payer wants it to be kept.
        save: bool,
    },
    /// A card that the server has kept for the payer.
    Saved(SavedPayment),
    /// A card that is only sealed, for the page to use.
    Token(Card),
    /// A wallet.
    Wallet {
        /// The wallet's id.
        id: String,
        /// What its own script gave.
        token: Option<String>,
    },
}

/// A payment with a saved card.
pub struct SavedPayment {
    /// The card's id, `card_…`.
    pub id: String,
    /// Its CVV; `None` where none is asked for.
    pub cvv: Option<Cvv>,
    /// Korea: in how many monthly payments it is paid; 0: at once.
    pub installment_months: u8,
}

impl SavedPayment {
    /// Reads what was typed for a saved card. `is_asked`: its CVV must be given.
    ///
    /// # Errors
    /// What is wrong with the CVV.
    pub fn read(card: &SavedCard, typed: &CardFields, is_asked: bool) -> Result<Self, Vec<FieldError>> {
        let read = |text: &str| Cvv::read(text, cvv::lengths(card.brands())).map_err(|error| vec![error]);
        Ok(Self {
            id: card.id.clone(),
            cvv: is_asked.then(|| read(&typed.cvv)).transpose()?,
            installment_months: u8::try_from(typed.installment_months).unwrap_or_default(),
        })
    }
}

/// The amount of a call or a form: `amount` in major units, in its own currency, else in the configured one. `number`:
/// what `amount` is the text of, where the page gave a number.
///
/// # Errors
/// `CurrencyRequired` where neither names a currency, `CurrencyInvalid`, `AmountInvalid`.
pub fn money(
    amount: &str,
    number: Option<f64>,
    own: Option<&str>,
    configured: Option<&str>,
) -> Result<Money, MoneyError> {
    let currency = Currency::parse(own.or(configured).ok_or(MoneyError::CurrencyRequired)?)?;
    match number {
        Some(number) => Money::parse_number(amount, number, currency),
        None => Money::parse(amount, currency),
    }
}

/// The card of a call and the amount. `now` is the present month.
///
/// # Errors
/// Everything that is wrong, in this order: the fields of the card, the months, the amount.
pub fn card(typed: &CardFields, amount: Result<Money, MoneyError>, now: YearMonth) -> Result<(Card, Money), Problems> {
    let amount_known = amount.as_ref().ok().copied();
    let rules = Rules { accepted: None, now, holder_required: false, korean_auth: true, amount: amount_known };
    let mut problems = Problems::default();
    let card = Card::read(typed, &rules);
    if let Err(errors) = &card {
        let brands = number::validate(&typed.number, &NumberOptions::default()).brands;
        for error in errors {
            let text = typed.text(error.field());
            let owner = Owner::of_identity(text);
            problems.card(*error, fields::sentence(*error, &Typed { text, brands, owner }));
        }
    }
    match (card, amount) {
        (Ok(card), Ok(money)) => Ok((card, money)),
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

/// The token that a wallet's own script gave; `None` where it can be none.
pub fn wallet_token(token: String) -> Option<String> {
    is_wallet_token(&token).then_some(token)
}

fn with_amount(mut problems: Problems, amount: Result<Money, MoneyError>) -> Problems {
    if let Err(error) = amount {
        problems.money(error);
    }
    problems
}
