//! The form and what it holds.
//!
//! What was typed lives in zeroizing texts and leaves only as the text of its own input and as the card to be charged.

use zeroize::Zeroizing;

use super::choice::Choice;
use super::fields::{CardContext, FIELDS, FieldSpec, Presence};
use super::options::{FormOptions, Wallet};
use super::state::{FormState, Notice, Phase, Status};
use crate::card::number::{self, NumberOptions};
use crate::card::{Brand, Brands, CardFields, Check, Field, FieldError, YearMonth};

/// One field and its state.
pub(super) struct Entry {
    pub(super) spec: &'static FieldSpec,
    pub(super) presence: Presence,
    pub(super) text: Zeroizing<String>,
    /// The texts that a field of digits has shown before, since it was wiped: all that undo and redo may bring back.
    pub(super) earlier: Vec<Zeroizing<String>>,
    pub(super) check: Check,
    /// The payer left it with text in it, or submitted, and has not edited it since.
    pub(super) touched: bool,
    /// The error that the server found in it, until it is edited.
    pub(super) server_error: Option<FieldError>,
}

impl Entry {
    fn empty(spec: &'static FieldSpec) -> Self {
        Self {
            spec,
            presence: Presence::Hidden,
            text: Zeroizing::default(),
            earlier: Vec::new(),
            check: Check::VALID,
            touched: false,
            server_error: None,
        }
    }

    /// The error that is shown: at once where no further typing can correct it, any error once the field was touched.
    pub(super) fn shown_error(&self) -> Option<FieldError> {
        let due = self.touched || !self.check.is_potentially_valid;
        self.server_error.or(if due { self.check.error } else { None })
    }

    /// Whether it is shown with a tick.
    pub(super) fn ticked(&self) -> bool {
        self.touched && self.complete() && !self.text.is_empty()
    }

    pub(super) fn complete(&self) -> bool {
        self.check.is_valid && self.server_error.is_none()
    }

    pub(super) fn set(&mut self, text: Zeroizing<String>) {
        let old = core::mem::replace(&mut self.text, text);
        if self.spec.digits() && !self.earlier.contains(&old) {
            self.earlier.push(old);
        }
        self.touched = false;
        self.server_error = None;
    }

    /// Undo may bring back the beginnings of what was typed before the form heard of it.
    pub(super) fn remember_beginnings(&mut self, text: &str) {
        if self.spec.digits() {
            let beginnings = text.char_indices().filter_map(|(at, _)| text.get(..at));
            self.earlier.extend(beginnings.chain([text]).map(|text| Zeroizing::new(text.to_owned())));
        }
    }

    /// Empties it, and forgets what it has shown.
    pub(super) fn wipe(&mut self) {
        self.set(Zeroizing::default());
        self.earlier.clear();
    }
}

/// The form. It holds what was typed, so it has no `Debug`.
pub struct Form {
    pub(super) options: FormOptions,
    /// One per field, in the order of [`FIELDS`], hidden ones too.
    entries: Vec<Entry>,
    pub(super) phase: Phase,
    pub(super) choice: Choice,
    pub(super) card: CardContext,
    /// The chosen network of a co-badged card.
    pub(super) network: Option<Brand>,
    pub(super) hint_open: bool,
    pub(super) notice: Option<Notice>,
    /// What the live region says.
    pub(super) status: Option<Status>,
    /// The errors that were shown after the last event.
    pub(super) shown_errors: Vec<FieldError>,
    /// The attempt takes long.
    pub(super) long: bool,
    /// The browser has no connection.
    pub(super) offline: bool,
    pub(super) pointer_down: bool,
    /// Fields that lost the focus while a pointer was down.
    pub(super) blurred: Vec<Field>,
    /// The state that the page knows.
    pub(super) reported: Option<FormState>,
}

impl Form {
    /// An empty form. `now` is the present month, see [`YearMonth::from_unix_ms_utc_minus_12`].
    pub fn new(options: FormOptions, now: YearMonth) -> Self {
        let mut form = Self {
            options: FormOptions::default(),
            entries: FIELDS.iter().map(Entry::empty).collect(),
            phase: Phase::Editing,
            choice: Choice::NewCard,
            card: CardContext { number: number::validate("", &NumberOptions::default()), now },
            network: None,
            hint_open: false,
            notice: None,
            status: None,
            shown_errors: Vec::new(),
            long: false,
            offline: false,
            pointer_down: false,
            blurred: Vec::new(),
            reported: None,
        };
        form.set_options(options);
        form.reported = Some(form.state());
        form
    }

    /// Whether a payment is in flight, waits for the payer or has an unknown outcome: nothing can be typed, cleared or sent.
    pub fn busy(&self) -> bool {
        !matches!(self.phase, Phase::Editing | Phase::Paid(_))
    }

    /// Whether an attempt is in flight: to leave the page now would leave a payment undecided.
    pub fn in_flight(&self) -> bool {
        matches!(self.phase, Phase::Busy { .. })
    }

    /// The phase of the payment.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The chosen wallet; `None` for the card.
    pub fn wallet(&self) -> Option<&Wallet> {
        self.options.wallet(self.choice)
    }

    /// The text of a field; empty for a field that is not shown.
    pub fn text(&self, field: Field) -> Zeroizing<String> {
        self.entry(field).map(|entry| entry.text.clone()).unwrap_or_default()
    }

    /// The card as it was typed.
    pub fn card(&self) -> CardFields {
        let mut card = CardFields { network: self.network, ..CardFields::default() };
        for entry in self.entries() {
            (entry.spec.take)(&mut card, entry.text.clone());
        }
        card
    }

    /// The brands that the card number allows.
    pub(super) fn brands(&self) -> Brands {
        self.card.number.brands
    }

    /// The fields that are shown.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.presence != Presence::Hidden)
    }

    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut().filter(|entry| entry.presence != Presence::Hidden)
    }

    pub(super) fn entry(&self, field: Field) -> Option<&Entry> {
        self.entries().find(|entry| entry.spec.field == field)
    }

    pub(super) fn entry_mut(&mut self, field: Field) -> Option<&mut Entry> {
        self.entries_mut().find(|entry| entry.spec.field == field)
    }

    /// Takes new options. The text of a field that is still shown is kept.
    pub(super) fn set_options(&mut self, options: FormOptions) {
        let chosen = self.wallet().map(|wallet| wallet.id.clone());
        self.options = options;
        // By its id: at the same place there may now be another one.
        let at = self.options.wallets.iter().position(|wallet| Some(&wallet.id) == chosen.as_ref());
        self.choice = at.map_or(Choice::NewCard, Choice::Wallet);
        self.check();
    }

    /// Chooses a way to pay; the card in place of a wallet that is not offered.
    pub(super) fn choose(&mut self, choice: Choice) {
        self.choice = if self.options.wallet(choice).is_some() { choice } else { Choice::NewCard };
    }

    /// Checks every field again: the security code depends on the number, and all depend on the options.
    pub(super) fn check(&mut self) {
        let options = NumberOptions { accepted: self.options.accepted, ..NumberOptions::default() };
        self.card.number = number::validate(&self.text(Field::CardNumber), &options);
        for entry in &mut self.entries {
            entry.presence = (entry.spec.presence)(&self.options, &self.card);
            if entry.presence == Presence::Hidden {
                entry.wipe();
            }
            entry.check = entry.spec.check(&entry.text, entry.presence, &self.card);
        }
        let networks = self.networks();
        if !self.network.is_some_and(|network| networks.contains(network)) {
            self.network = networks.first();
        }
    }

    /// The networks that the payer may choose from: a complete number that fits several accepted brands is a co-badged
    /// card.
    pub(super) fn networks(&self) -> Brands {
        let complete = self.entry(Field::CardNumber).is_some_and(Entry::complete);
        let networks = self.brands().intersection(self.options.accepted.unwrap_or(Brands::ALL));
        if complete && networks.len() > 1 { networks } else { Brands::NONE }
    }
}
