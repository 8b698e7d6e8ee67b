//! What the page asks of the form. Values only; the rules that read them are elsewhere.

use super::choice::Choice;
use crate::card::{Brand, Brands, Field, Rules, YearMonth, korea};
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
    /// Which network of a co-badged card is chosen first: the first of these that it has.
    pub preferred: Vec<Brand>,
    /// When the form asks for what a Korean issuer wants to know.
    pub korean_auth: KoreanAuthMode,
    /// In how many months the payer may pay, where the amount allows it.
    pub installments: Vec<Installment>,
    /// The cards that the server has kept for the payer are offered.
    pub saved_cards: bool,
    /// The payer is asked whether a new card is to be kept.
    pub asks_to_save: bool,
    /// When the CVV of a saved card is asked for.
    pub saved_cvv: AskCvv,
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
            Choice::NewCard | Choice::Saved(_) => None,
            Choice::Wallet(at) => self.wallets.get(at),
        }
    }

    /// What is asked of a card that the form charges. `now` is the present month.
    pub fn card_rules(&self, now: YearMonth) -> Rules {
        let holder_required = self.name == NameMode::Required;
        let korean_auth = self.korean_auth != KoreanAuthMode::Off;
        Rules { accepted: self.accepted, now, holder_required, korean_auth, amount: self.amount }
    }

    /// Whether a form with these options may show a field, now or later.
    pub fn may_show(&self, field: Field) -> bool {
        match field {
            Field::IdentityNumber | Field::CardPassword => self.korean_auth != KoreanAuthMode::Off,
            Field::InstallmentMonths => !self.installments.is_empty(),
            _ => true,
        }
    }

    /// The name of the wallet with this id for the payer; the id of one that is not offered.
    pub(super) fn wallet_name(&self, id: String) -> String {
        let wallet = self.wallets.iter().find(|wallet| wallet.id == id);
        wallet.map_or(id, |wallet| wallet.label.clone())
    }

    /// The months that are offered for the amount; none where it cannot be paid in months.
    pub(super) fn offered_installments(&self) -> &[Installment] {
        if self.amount.as_ref().is_some_and(korea::allows_installments) { &self.installments } else { &[] }
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

/// When the form asks for what a Korean issuer wants to know: birth date or business number, and two digits of the card's
/// password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KoreanAuthMode {
    /// Never.
    #[default]
    Off,
    /// For every card.
    Always,
    /// For a card that is known to be Korean, by its number or because the server asked.
    Auto,
}

/// When the CVV of a saved card is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AskCvv {
    /// For each payment.
    #[default]
    Always,
    /// Only where the server asks for it.
    WhereRequired,
}

/// A number of months in which the payer may pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installment {
    /// 0 is paid at once.
    pub months: u8,
    /// It costs no interest, so that the sum of a month is known.
    pub interest_free: bool,
}

/// A wallet that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wallet {
    /// Its id at the API.
    pub id: String,
    /// Its name for the payer.
    pub label: String,
    /// The name of its mark, where it has one of its own.
    pub mark: Option<String>,
}
