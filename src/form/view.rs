//! What the page has to show, as plain data: made anew after every event, compared with the last one, and only the
//! differences reach the page.
//!
//! No words (only the keys of sentences and the values of their placeholders), and nothing that was typed.

use super::event::{Phase, Receipt};
use super::field::sentence;
use super::reduce::{Entry, Form};
use crate::card::{Brand, Brands, Field, FieldError};
use crate::text::{Arg, Text};

/// All that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The chosen way to pay: 0 is the card, `n` the wallet number `n − 1`.
    pub method: usize,
    /// In the order of [`super::field::FIELDS`], without hidden ones.
    pub fields: Vec<FieldView>,
    /// The marks of the cards that can be used; none once the card is known.
    pub accepted: Brands,
    /// The mark of the card, or of the two that it may still be.
    pub detected: Vec<Brand>,
    /// The networks of a co-badged card, to choose from.
    pub networks: Brands,
    /// The one that is chosen.
    pub network: Option<Brand>,
    /// The code stands on the front of the card (American Express).
    pub cvv_front: bool,
    /// The note that says where the code stands is open.
    pub hint_open: bool,
    /// What came of the last attempt.
    pub notice: Option<Notice>,
    /// The pay button.
    pub button: Button,
    /// The line under the button.
    pub note: Text,
    /// Nothing can be typed or pressed now.
    pub busy: bool,
    /// What the live region says.
    pub status: Option<Text>,
    /// Paid: takes the place of everything else.
    pub paid: Option<Receipt>,
}

impl View {
    /// What is shown of a field; `None` where it is hidden.
    pub fn field(&self, field: Field) -> Option<&FieldView> {
        self.fields.iter().find(|view| view.field == field)
    }
}

/// What is shown of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldView {
    /// Which field.
    pub field: Field,
    /// It must not stay empty.
    pub required: bool,
    /// The sentence below it.
    pub error: Option<Text>,
    /// It was left and is right.
    pub valid: bool,
}

/// A box above the button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The card company said no.
    Declined,
    /// Not paid, for another reason.
    Failed,
    /// Nobody knows yet; `late` once it takes long: then with the payment's number, as far as known, and a button.
    Unknown {
        /// A minute has passed.
        late: bool,
        /// `pay_…`
        payment: Option<String>,
    },
}

/// The pay button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: Text,
    /// What stands before it.
    pub icon: ButtonIcon,
    /// Pressing it does nothing now, though it keeps the focus.
    pub disabled: bool,
}

/// The icon on the pay button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ButtonIcon {
    /// Nothing: a wallet is to be opened.
    None,
    /// Ready.
    Lock,
    /// Paying.
    Spin,
    /// Waiting for an answer.
    Clock,
}

/// The state that the page is told. Never a digit, a length or a keystroke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormState {
    /// It could be paid.
    pub complete: bool,
    /// Nothing is typed.
    pub empty: bool,
    /// A payment is in flight, or its outcome unknown.
    pub busy: bool,
    /// The one brand that fits.
    pub brand: Option<Brand>,
    /// Every brand that still fits, most likely first.
    pub brands: Brands,
    /// The fields that are there.
    pub fields: Vec<FieldState>,
}

/// The state of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldState {
    /// Which field.
    pub field: Field,
    /// Nothing is typed.
    pub empty: bool,
    /// It is right.
    pub complete: bool,
    /// The error that is shown.
    pub error: Option<FieldError>,
}

impl Form {
    /// What the page has to show now.
    pub fn view(&self) -> View {
        let card = self.wallet().is_none();
        let detected = self.detected();
        View {
            method: self.method,
            fields: self.entries.iter().map(|entry| self.field_view(entry)).collect(),
            accepted: if detected.is_empty() { self.usual() } else { Brands::NONE },
            networks: self.networks(),
            network: self.network,
            cvv_front: self.brands.only() == Some(Brand::AmericanExpress),
            hint_open: self.hint_open && card,
            notice: self.notice.clone(),
            button: self.button(),
            note: match self.wallet() {
                None => Text::new("secure.note"),
                Some(wallet) => Text::new("wallet.next").with("wallet", Arg::Word(wallet.label.clone())),
            },
            busy: self.busy(),
            status: self.status.clone(),
            paid: match &self.phase {
                Phase::Paid(receipt) => Some(receipt.clone()),
                _ => None,
            },
            detected,
        }
    }

    /// What the page may know.
    pub fn state(&self) -> FormState {
        FormState {
            complete: self.wallet().is_some() || self.entries.iter().all(Entry::complete),
            empty: self.entries.iter().all(|entry| entry.text.is_empty()),
            busy: self.busy(),
            brand: self.brands.only(),
            brands: self.brands,
            fields: self.entries.iter().map(field_state).collect(),
        }
    }

    /// The sentence for what is wrong with a field.
    pub fn sentence(&self, error: FieldError) -> Text {
        sentence(error, &self.text(error.field()), self.brands)
    }

    fn field_view(&self, entry: &Entry) -> FieldView {
        FieldView {
            field: entry.spec.field,
            required: self.required(entry.spec.field),
            error: entry.shown().map(|error| sentence(error, &entry.text, self.brands)),
            valid: entry.ticked(),
        }
    }

    fn button(&self) -> Button {
        let (key, icon) = match (&self.phase, &self.notice, self.wallet()) {
            (Phase::Busy(_), ..) => ("pay.busy", ButtonIcon::Spin),
            (Phase::Unknown { .. }, Some(Notice::Unknown { late: true, .. }), _) => ("pay.checking", ButtonIcon::Clock),
            (Phase::Unknown { .. }, ..) => ("pay.checking", ButtonIcon::Spin),
            (_, Some(_), _) => ("pay.again", ButtonIcon::Lock),
            (.., Some(_)) => ("pay.wallet", ButtonIcon::None),
            _ => ("pay.button", ButtonIcon::Lock),
        };
        let mut label = Text::new(key);
        if let ("pay.wallet", Some(wallet)) = (key, self.wallet()) {
            label = label.with("wallet", Arg::Word(wallet.label.clone()));
        }
        if matches!(key, "pay.wallet" | "pay.button") {
            label = label.with("amount", Arg::Amount);
        }
        Button { label, icon, disabled: self.busy() }
    }
}

fn field_state(entry: &Entry) -> FieldState {
    FieldState {
        field: entry.spec.field,
        empty: entry.text.is_empty(),
        complete: entry.complete(),
        error: entry.shown(),
    }
}
