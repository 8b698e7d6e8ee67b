//! The form and what it holds.
//!
//! What was typed is kept in zeroizing texts and leaves only as the text of its own input and as the card to be charged.

use std::rc::Rc;

use zeroize::Zeroizing;

use super::choice::Choice;
use super::event::FormEffect;
use super::fields::{CardContext, FIELDS, FieldSpec, Presence, Typed};
use super::options::{FormOptions, Installment, Wallet};
use super::state::{FormState, Notice, Phase, SavedCard, Status};
use crate::card::number::{self, NumberOptions};
use crate::card::{Brand, Brands, CardFields, Check, Field, FieldError, Owner, YearMonth};
use crate::text::decimal;

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
        self.touched && self.complete() && !self.text.is_empty() && !self.spec.is_select()
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
    /// The card that was chosen before a wallet was.
    pub(super) last_card: Choice,
    /// The cards that the server has kept for the payer.
    pub(super) saved: Rc<Vec<SavedCard>>,
    /// Saved cards that came while a pointer was down.
    pub(super) saved_later: Option<Vec<SavedCard>>,
    /// The payer wants a new card to be kept.
    pub(super) save: bool,
    /// The field that has the focus.
    pub(super) focused: Option<Field>,
    pub(super) card: CardContext,
    /// The network of a co-badged card that the payer chose.
    pub(super) chosen_network: Option<Brand>,
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
    /// Fields that were hidden and still have a text in the page.
    pub(super) to_wipe: Vec<Field>,
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
            last_card: Choice::NewCard,
            saved: Rc::default(),
            saved_later: None,
            save: false,
            focused: None,
            card: CardContext {
                number: number::validate("", &NumberOptions::default()),
                now,
                owner: Owner::default(),
                korean_auth_begun: false,
                korean_auth_asked: false,
            },
            chosen_network: None,
            hint_open: false,
            notice: None,
            status: None,
            shown_errors: Vec::new(),
            long: false,
            offline: false,
            pointer_down: false,
            blurred: Vec::new(),
            to_wipe: Vec::new(),
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

    /// The index of the chosen wallet among those that are offered; `None` for a card.
    pub fn wallet_index(&self) -> Option<usize> {
        match self.choice {
            Choice::Wallet(at) => Some(at),
            Choice::NewCard | Choice::Saved(_) => None,
        }
    }

    /// The text of a field; empty for a field that is not shown.
    pub fn text(&self, field: Field) -> Zeroizing<String> {
        self.entry(field).map(|entry| entry.text.clone()).unwrap_or_default()
    }

    /// The text of a field, also of one that is not shown.
    fn typed_text(&self, field: Field) -> &str {
        self.entries.iter().find(|entry| entry.spec.field == field).map_or("", |entry| &entry.text)
    }

    /// The card as it was typed.
    pub fn card(&self) -> CardFields {
        let mut card = CardFields { network: self.network(), ..CardFields::default() };
        for entry in self.entries() {
            (entry.spec.take)(&mut card, entry.text.clone());
        }
        card.installment_months = self.installment().map_or(0, |installment| u64::from(installment.months));
        card
    }

    /// The brands that the card number allows.
    pub(super) fn brands(&self) -> Brands {
        self.card.number.brands
    }

    /// The fields that are shown.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.presence.is_shown())
    }

    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut().filter(|entry| entry.presence.is_shown())
    }

    pub(super) fn entry(&self, field: Field) -> Option<&Entry> {
        self.entries().find(|entry| entry.spec.field == field)
    }

    pub(super) fn entry_mut(&mut self, field: Field) -> Option<&mut Entry> {
        self.entries_mut().find(|entry| entry.spec.field == field)
    }

    /// A field, also one that is not shown while the payer pays by a saved card.
    pub(super) fn kept_entry_mut(&mut self, field: Field) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.spec.field == field && entry.presence != Presence::Hidden)
    }

    /// Takes new options. The text of a field that is still shown is kept.
    pub(super) fn set_options(&mut self, options: FormOptions) {
        let chosen = self.wallet().map(|wallet| wallet.id.clone());
        self.options = options;
        // By its id: at the same place there may now be another one.
        let at = self.options.wallets.iter().position(|wallet| Some(&wallet.id) == chosen.as_ref());
        self.choice = match (at, self.choice) {
            (Some(at), _) => Choice::Wallet(at),
            (None, Choice::Wallet(_)) => self.last_card,
            (None, card) => card,
        };
        if !self.options.saved_cards {
            self.saved = Rc::default();
        }
        if !self.can_choose(self.choice) {
            self.choice = Choice::NewCard;
        }
        self.check();
    }

    /// Chooses a way to pay; a new card in place of one that is not offered. The tile of the card leads back to the card that
    /// was chosen last. The CVV of another card is another one.
    pub(super) fn choose(&mut self, choice: Choice, effects: &mut Vec<FormEffect>) {
        let wanted = if choice == Choice::NewCard && !self.choice.is_card() { self.last_card } else { choice };
        let new = if self.can_choose(wanted) { wanted } else { Choice::NewCard };
        if new.is_card() {
            if new != self.last_card {
                self.wipe(Field::Cvv, effects);
            }
            self.last_card = new;
        }
        self.choice = new;
        self.check();
    }

    /// Checks every field again: the security code depends on the number, and all depend on the options.
    pub(super) fn check(&mut self) {
        let options = NumberOptions { accepted: self.options.accepted, ..NumberOptions::default() };
        let saved = self.saved_card().map(|card| (card.brands(), self.asks_cvv_of(card)));
        self.card.number = number::validate(self.typed_text(Field::CardNumber), &options);
        if let Some((brands, _)) = saved {
            self.card.number.brands = brands;
        }
        self.card.korean_auth_begun =
            [Field::IdentityNumber, Field::CardPassword].iter().any(|field| !self.typed_text(*field).is_empty());
        let offers: Vec<_> =
            self.options.offered_installments().iter().map(|offer| decimal(offer.months.into())).collect();
        for entry in &mut self.entries {
            entry.presence = (entry.spec.presence)(&self.options, &self.card);
            entry.presence = match (saved, entry.spec.field) {
                (None, _) | (_, Field::InstallmentMonths) | (Some((_, true)), Field::Cvv) => entry.presence,
                (Some(_), _) if entry.presence == Presence::Hidden => Presence::Hidden,
                (Some(_), _) => Presence::Aside,
            };
            let is_gone = entry.presence == Presence::Hidden || entry.spec.is_select() && !offers.contains(&entry.text);
            if is_gone && !entry.text.is_empty() {
                entry.wipe();
                self.to_wipe.push(entry.spec.field);
            }
            entry.check = entry.spec.check(&entry.text, entry.presence, &self.card);
        }
    }

    /// The months in which the payer pays; `None` where none are offered.
    pub(super) fn installment(&self) -> Option<&Installment> {
        let offers = self.options.offered_installments();
        let chosen = self.text(Field::InstallmentMonths);
        offers.iter().find(|offer| decimal(offer.months.into()) == *chosen).or(offers.first())
    }

    /// The network of a co-badged card: the payer's choice, else the first that the merchant prefers; `None` where there is
    /// none to choose.
    pub(super) fn network(&self) -> Option<Brand> {
        let networks = self.networks();
        let preferred = self.options.preferred.iter().copied();
        self.chosen_network
            .into_iter()
            .chain(preferred)
            .find(|network| networks.contains(*network))
            .or(networks.first())
    }

    /// What the sentence for an error of a field depends on.
    pub(super) fn typed<'a>(&self, text: &'a str) -> Typed<'a> {
        Typed { text, brands: self.brands(), owner: self.card.owner }
    }

    /// The networks that the payer may choose from: a complete number that fits several accepted brands is a co-badged
    /// card.
    pub(super) fn networks(&self) -> Brands {
        let complete = self.entry(Field::CardNumber).is_some_and(Entry::complete);
        let networks = self.brands().intersection(self.options.accepted.unwrap_or(Brands::ALL));
        if complete && networks.len() > 1 { networks } else { Brands::NONE }
    }
}
