//! From the options of a call to what is to be charged, or to everything that is wrong with them.

use zeroize::Zeroizing;

use super::errors::Problems;
use crate::card::number::{self, NumberOptions};
use crate::card::{Card, CardFields, Cvv, FieldError, Owner, Rules, YearMonth, cvv};
use crate::flow::messages::{Method, Secret};
use crate::form::SavedCard;
use crate::form::fields::{self, Typed};
use crate::jwe::template::{self, Slot};
use crate::money::{Currency, Money, MoneyError};
use crate::protocol::payment::{is_wallet_id, is_wallet_token};

/// What is paid with. It may hold a card, so it has no `Debug`.
pub struct Payable {
    /// How it is paid.
    pub method: Method,
    /// What is encrypted for the server.
    pub to_seal: Option<ToSeal>,
}

impl Payable {
    /// A card that is charged. `save`: the payer wants it to be kept.
    pub fn card(card: Card, save: bool) -> Self {
        let method = Method::Card { installment_months: card.installment_months, save };
        Self { method, to_seal: Some(ToSeal::Card(card)) }
    }

    /// A card that is only sealed, for the page to use.
    pub fn token(card: Card) -> Self {
        Self { method: Method::Token, to_seal: Some(ToSeal::Card(card)) }
    }

    /// A card that the server has kept for the payer.
    pub fn saved(SavedPayment { id, cvv, installment_months }: SavedPayment) -> Self {
        let method = Method::SavedCard { id, installment_months, with_cvv: cvv.is_some() };
        Self { method, to_seal: cvv.map(ToSeal::Cvv) }
    }

    /// A wallet, with the token that its own script gave.
    pub fn wallet(id: String, token: Option<String>) -> Self {
        Self { method: Method::Wallet { id, token: token.map(Secret::from) }, to_seal: None }
    }
}

/// What is encrypted for the server. It has no `Debug`.
pub enum ToSeal {
    /// A card.
    Card(Card),
    /// The CVV of a saved card.
    Cvv(Cvv),
}

impl ToSeal {
    /// The plaintext of a template, as [`template::fill`]; `None` also for a CVV where the template has another value of a card.
    pub fn plaintext(&self, template: &str) -> Option<Zeroizing<Vec<u8>>> {
        let (card, cvv) = match self {
            Self::Card(card) => (Some(card), &card.cvv),
            Self::Cvv(cvv) => (None, cvv),
        };
        let date = card.map(|card| card.expiry.digits()).unwrap_or_default();
        template::fill(template, &|slot| {
            let Some(card) = card else { return (slot == Slot::Cvv).then(|| cvv.expose().as_bytes()) };
            let korean = card.korean.as_ref();
            Some(match slot {
                Slot::Number => card.pan.expose().as_bytes(),
                Slot::Month if card.expiry.month < 10 => &date[1..2],
                Slot::Month | Slot::ExpMonth => &date[..2],
                Slot::ExpYear => &date[2..],
                Slot::ExpYearShort => &date[4..],
                Slot::Cvv => cvv.expose().as_bytes(),
                Slot::CardholderName => card.holder.as_ref().map_or(&[], |name| name.as_bytes()),
                Slot::Identity => korean.map_or(&[], |korean| korean.expose_identity().as_bytes()),
                Slot::Password => korean.map_or(&[], |korean| korean.expose_password().as_bytes()),
                Slot::Network => card.network.map_or(&[], |network| network.id().as_bytes()),
            })
        })
    }
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
