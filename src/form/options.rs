//! What the page asks of the form. Values only; the rules that read them are elsewhere.

use super::choice::Choice;
use crate::card::{Brands, Rules, YearMonth, korea};
use crate::money::Money;

/// The options of the form that its rules need.
#[derive(Clone, Debug, Default)]
pub struct FormOptions {
    /// Whether the form asks for the name on the card.
    pub name: NameMode,
    /// The brands that the merchant accepts. `None`: all.
    pub accepted: Option<Brands>,
    /// The amount to be paid.
    pub amount: Option<Money>,
    /// The wallets that are offered beside the card.
    pub wallets: Vec<Wallet>,
    /// The Enter key and the button only emit `submit`; the page pays by its own call.
    pub manual_submit: bool,
    /// The focus moves to the next field when a field of digits is complete.
    pub auto_advance: bool,
}

impl FormOptions {
    /// The wallet of a choice. `None` for the card, and for a wallet that is not offered.
    pub(super) fn wallet(&self, choice: Choice) -> Option<&Wallet> {
        match choice {
            Choice::NewCard => None,
            Choice::Wallet(at) => self.wallets.get(at),
        }
    }

    /// What is asked of a card that the form charges. `now` is the present month.
    pub fn card_rules(&self, now: YearMonth) -> Rules {
        let holder_required = self.name == NameMode::Required;
        Rules { accepted: self.accepted, now, holder_required, korean_auth: false, amount: self.amount }
    }

    /// Whether cards that are valid in Korea only can be used.
    pub(super) fn korean_cards(&self) -> bool {
        self.amount.is_some_and(|amount| korea::accepts_domestic_cards(amount.currency()))
    }
}

/// Whether the form asks for the name on the card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameMode {
    /// The payer must enter it.
    #[default]
    Required,
    /// The payer may leave it empty.
    Optional,
    /// There is no such field.
    Hidden,
}

/// A wallet that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wallet {
    /// Its id at the API.
    pub id: String,
    /// Its name for the payer.
    pub label: String,
}
