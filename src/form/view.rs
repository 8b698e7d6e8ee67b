//! What the page has to show, as plain data: made anew after every event and compared with the last one, so that only
//! the differences are written into the page.
//!
//! No words (only the keys of sentences and the values of their placeholders), and nothing that was typed.

use std::rc::Rc;

use super::choice::Choice;
use super::fields::{self, Presence};
use super::model::{Entry, Form};
use super::options::Installment;
use super::state::{FieldState, FormState, Notice, OpenPayment, Phase, Receipt, SavedCard, Status, Unknown};
use crate::card::{Brand, Brands, Field, FieldError, Owner};
use crate::money::Money;
use crate::text::{Arg, Text, decimal};

/// Everything that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The chosen way to pay.
    pub choice: Choice,
    /// The saved cards, where there are any. Another list is another `Rc`.
    pub saved: Rc<Vec<SavedCard>>,
    /// The payer is asked whether the card is to be kept; with the answer.
    pub save: Option<bool>,
    /// The fields that are shown, in the order of [`fields::FIELDS`].
    pub fields: Vec<FieldView>,
    /// The brands whose marks are shown as accepted; none once the card's brand is known.
    pub accepted: Brands,
    /// The brand of the card, or the two that it may be.
    pub detected: Vec<Brand>,
    /// Korea: whose card it is, where the form asks for it.
    pub owner: Option<Owner>,
    /// The months that are offered.
    pub installments: InstallmentsView,
    /// The networks of a co-badged card, to choose from.
    pub networks: Brands,
    /// The chosen network.
    pub network: Option<Brand>,
    /// The security code is on the front of the card (American Express).
    pub cvv_front: bool,
    /// The hint that says where the security code is.
    pub hint_open: bool,
    /// How the last attempt ended.
    pub notice: Option<Notice>,
    /// The pay button.
    pub button: Button,
    /// The line under the button.
    pub note: Text,
    /// Nothing can be typed or pressed now.
    pub busy: bool,
    /// What the live region says.
    pub status: Option<Status>,
    /// The payment that waits for the payer. It is shown instead of everything else.
    pub open: Option<OpenPayment>,
    /// The payment that succeeded. It is shown instead of everything else.
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
    /// The field.
    pub field: Field,
    /// The key of its label.
    pub label: &'static str,
    /// It must be filled in.
    pub required: bool,
    /// The sentence below it.
    pub error: Option<Text>,
    /// It has a tick: it was touched and is valid.
    pub valid: bool,
    /// No other field follows it: the Enter key of a keyboard on the screen says "done".
    pub last: bool,
}

/// The months that are offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallmentsView {
    /// None where the amount cannot be paid in months.
    pub offers: Vec<Installment>,
    /// The amount that is paid in them.
    pub amount: Option<Money>,
    /// The months that are chosen.
    pub chosen: Option<u8>,
}

impl InstallmentsView {
    /// What an entry of the list says. With the sum of a month where it is known: the issuer alone knows the interest.
    pub fn label(&self, Installment { months, interest_free }: Installment) -> Text {
        let n = Arg::Number(months.into());
        match self.amount {
            _ if months == 0 => Text::new("inst.single"),
            Some(amount) if interest_free => {
                let (major, currency) = (amount.part_of(months).major(), amount.currency().code().to_owned());
                Text::new("inst.free").with("n", n).with("amount", Arg::Sum { major, currency })
            }
            _ => Text::new("inst.months").with("n", n),
        }
    }

    /// The text of the field once this offer is chosen: none for the first one.
    pub fn value(&self, months: u8) -> String {
        let is_first = self.offers.first().is_some_and(|first| first.months == months);
        if is_first { String::new() } else { decimal(months.into()) }
    }
}

/// The pay button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// Its label.
    pub label: Text,
    /// The page's own label, if there is one, replaces [`Button::label`].
    pub own_label: bool,
    /// The icon before its label.
    pub icon: ButtonIcon,
    /// To press it does nothing now. It keeps the focus.
    pub disabled: bool,
    /// It shows that a payment is in flight.
    pub busy: bool,
}

/// The icon on the pay button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ButtonIcon {
    /// None: it opens a wallet.
    None,
    /// A lock: ready to pay.
    Lock,
    /// A spinner: a payment is in flight, or its outcome is checked.
    Spin,
    /// A clock: the outcome has been unknown for a minute.
    Clock,
}

impl Form {
    /// What the page has to show now.
    pub fn view(&self) -> View {
        let card = self.wallet().is_none();
        let detected = self.detected();
        View {
            choice: self.choice,
            saved: self.saved.clone(),
            save: self.asks_to_save().then_some(self.save),
            fields: self.entries().map(|entry| self.field_view(entry)).collect(),
            accepted: if detected.is_empty() { self.usual_brands() } else { Brands::NONE },
            owner: self.entry(Field::IdentityNumber).map(|_| self.card.owner),
            installments: InstallmentsView {
                offers: self.options.offered_installments().to_vec(),
                amount: self.options.amount,
                chosen: self.installment().map(|offer| offer.months),
            },
            networks: self.networks(),
            network: self.network(),
            cvv_front: self.brands().only() == Some(Brand::AmericanExpress),
            hint_open: self.hint_open && card,
            notice: self.notice.clone(),
            button: self.button(),
            note: self.waiting_note().unwrap_or_else(|| match self.wallet() {
                None => Text::new("secure.note"),
                Some(wallet) => Text::new("wallet.next").with("wallet", Arg::Word(wallet.label.clone())),
            }),
            busy: self.busy(),
            status: self.status.clone(),
            open: match &self.phase {
                Phase::Open(open) => Some(open.clone()),
                _ => None,
            },
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
            complete: self.wallet().is_some() || self.entries().all(Entry::complete),
            empty: self.entries().all(|entry| entry.text.is_empty()),
            busy: self.busy(),
            brand: self.brands().only(),
            brands: self.brands(),
            fields: self.entries().map(field_state).collect(),
        }
    }

    /// The sentence for an error of a field.
    pub fn sentence(&self, error: FieldError) -> Text {
        fields::sentence(error, &self.typed(&self.text(error.field())))
    }

    fn field_view(&self, entry: &Entry) -> FieldView {
        FieldView {
            field: entry.spec.field,
            label: (entry.spec.label)(&self.card),
            required: entry.presence == Presence::Required,
            error: entry.shown_error().map(|error| fields::sentence(error, &self.typed(&entry.text))),
            valid: entry.ticked(),
            last: self.entries().last().is_some_and(|last| last.spec.field == entry.spec.field),
        }
    }

    /// What is said under the button while the payer waits for long, or without a connection.
    pub(super) fn waiting_note(&self) -> Option<Text> {
        match self.phase {
            Phase::Busy { .. } | Phase::Unknown(_) if self.offline => Some(Text::new("pay.offline")),
            Phase::Busy { .. } if self.long => Some(Text::new("pay.long")),
            _ => None,
        }
    }

    fn button(&self) -> Button {
        let ready = |label, icon| Button { label, own_label: false, icon, disabled: false, busy: false };
        let waiting = |key, icon| Button { disabled: true, ..ready(Text::new(key), icon) };
        match (&self.phase, &self.notice, self.wallet()) {
            (Phase::Busy { .. }, ..) => Button { busy: true, ..waiting("pay.busy", ButtonIcon::Spin) },
            (Phase::Unknown(Unknown { late: Some(_), checking: false, .. }), ..) => {
                waiting("pay.checking", ButtonIcon::Clock)
            }
            (Phase::Unknown(_) | Phase::Open(_), ..) => waiting("pay.checking", ButtonIcon::Spin),
            (_, Some(Notice::Failed { .. } | Notice::Stopped), _) => {
                let label = Text::new("pay.again").with("amount", Arg::Amount);
                Button { own_label: self.wallet().is_none(), ..ready(label, ButtonIcon::Lock) }
            }
            (.., Some(wallet)) => {
                let wallet = Arg::Word(wallet.label.clone());
                let label = Text::new("pay.wallet").with("wallet", wallet).with("amount", Arg::Amount);
                ready(label, ButtonIcon::None)
            }
            _ => {
                let label = Text::new("pay.button").with("amount", Arg::Amount);
                Button { own_label: true, ..ready(label, ButtonIcon::Lock) }
            }
        }
    }
}

fn field_state(entry: &Entry) -> FieldState {
    FieldState {
        field: entry.spec.field,
        empty: entry.text.is_empty(),
        complete: entry.complete(),
        error: entry.shown_error(),
    }
}
