//! From an event to effects: every rule of what the form does, in one place.
//!
//! When an error is shown: at once where no typing can mend it, when a field is left not empty, for all on submit; gone
//! with the first edit that may become right. Never while a pointer is down: an error laid out then would move the
//! button away from under it, and the click would be lost. What was typed lives in zeroizing texts and leaves only as
//! the text for its own input and as the card to be charged.

use zeroize::Zeroizing;

use super::event::{By, Effect, FormEvent, FormOptions, NameMode, Phase, Settled, Target, Trigger, Wallet};
use super::field::{self, FIELDS, FieldSpec};
use super::view::{FormState, Notice};
use crate::card::number::{self, NumberOptions};
use crate::card::{Brand, Brands, CardFields, Check, Field, FieldError, YearMonth, cvv, digits};
use crate::text::{Arg, Text};

/// Milliseconds between the looks at an unknown outcome; after these a minute has passed, and the last one repeats.
const CHECKS_MS: [u32; 6] = [2_000, 5_000, 8_000, 15_000, 30_000, 60_000];

/// From this look on the payer is offered the button, and the payment's number.
const LATE: usize = CHECKS_MS.len() - 1;

/// One field and what became of it.
pub(super) struct Entry {
    pub(super) spec: &'static FieldSpec,
    pub(super) text: Zeroizing<String>,
    pub(super) check: Check,
    /// Left not empty, or asked by submit, and not edited since.
    left: bool,
    /// What the server said of it, until it is edited.
    refused: Option<FieldError>,
}

impl Entry {
    fn empty(spec: &'static FieldSpec) -> Self {
        Self { spec, text: Zeroizing::default(), check: Check::VALID, left: false, refused: None }
    }

    /// The error that is shown: what typing cannot mend at once, anything when the field was left.
    pub(super) fn shown(&self) -> Option<FieldError> {
        let due = self.left || !self.check.is_potentially_valid;
        self.refused.or(if due { self.check.error } else { None })
    }

    /// Shown with a tick.
    pub(super) fn ticked(&self) -> bool {
        self.left && self.complete() && !self.text.is_empty()
    }

    pub(super) fn complete(&self) -> bool {
        self.check.is_valid && self.refused.is_none()
    }

    pub(super) fn set(&mut self, text: Zeroizing<String>) {
        self.text = text;
        self.left = false;
        self.refused = None;
    }
}

/// The form. It holds what was typed, so it has no `Debug`.
pub struct Form {
    pub(super) options: FormOptions,
    pub(super) entries: Vec<Entry>,
    pub(super) phase: Phase,
    pub(super) method: usize,
    pub(super) brands: Brands,
    pub(super) network: Option<Brand>,
    pub(super) hint_open: bool,
    pub(super) notice: Option<Notice>,
    pub(super) status: Option<Text>,
    now: YearMonth,
    pressed: bool,
    leaving: Vec<Field>,
    told: Option<FormState>,
}

impl Form {
    /// An empty form.
    pub fn new(options: FormOptions, now: YearMonth) -> Self {
        let mut form = Self {
            options: FormOptions::default(),
            entries: Vec::new(),
            phase: Phase::Editing,
            method: 0,
            brands: Brands::NONE,
            network: None,
            hint_open: false,
            notice: None,
            status: None,
            now,
            pressed: false,
            leaving: Vec::new(),
            told: None,
        };
        form.arrange(options);
        form.told = Some(form.state());
        form
    }

    /// Takes an event in and says what is to be done, in this order; then the page shows [`Form::view`].
    pub fn reduce(&mut self, event: FormEvent) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            FormEvent::Options(options) => self.arrange(options),
            FormEvent::Input { field, text, caret, by } => self.input(field, text, caret, by, &mut effects),
            FormEvent::Focus(field) => effects.push(Effect::TellFocus(field)),
            FormEvent::Blur(field) => {
                self.leaving.push(field);
                if !self.pressed {
                    self.leave();
                }
                effects.push(Effect::TellBlur(field));
            }
            FormEvent::PointerDown => self.pressed = true,
            FormEvent::Released => {
                self.pressed = false;
                self.leave();
            }
            FormEvent::Escape if self.hint_open => {
                self.hint_open = false;
                effects.push(Effect::Focus(Target::Hint));
            }
            // While a payment is in flight, Escape is for the card issuer's dialog.
            FormEvent::Escape if self.busy() => {}
            FormEvent::Escape => effects.push(Effect::TellEscape),
            FormEvent::HintToggled => self.hint_open = !self.hint_open,
            FormEvent::HintLeft => self.hint_open = false,
            FormEvent::MethodChosen(method) if !self.busy() => {
                self.method = method.min(self.options.wallets.len());
                self.notice = None;
            }
            FormEvent::NetworkChosen(brand) if !self.busy() => self.network = Some(brand),
            FormEvent::MethodChosen(_) | FormEvent::NetworkChosen(_) => {}
            FormEvent::Submit { trigger, values, now } => self.submit(trigger, values, now, &mut effects),
            FormEvent::Posted => {
                if let Phase::Busy(posted) = &mut self.phase {
                    *posted = true;
                }
            }
            FormEvent::Settled(settled) => self.settle(settled, &mut effects),
            FormEvent::StillUnknown => self.still_unknown(&mut effects),
            FormEvent::CheckPressed => {
                if let Phase::Unknown { checking, .. } = &mut self.phase
                    && !*checking
                {
                    *checking = true;
                    effects.push(Effect::Check(0));
                }
            }
            FormEvent::Clear => {
                if !self.busy() {
                    self.phase = Phase::Editing;
                    self.notice = None;
                    self.status = None;
                    for spec in FIELDS {
                        self.wipe(spec.field, &mut effects);
                    }
                }
            }
            FormEvent::PageHidden => {
                if !matches!(self.phase, Phase::Busy(true) | Phase::Unknown { .. }) {
                    self.wipe(Field::CardNumber, &mut effects);
                    self.wipe(Field::Cvv, &mut effects);
                }
            }
        }
        let state = self.state();
        if self.told.as_ref() != Some(&state) {
            self.told = Some(state.clone());
            effects.push(Effect::TellState(state));
        }
        effects
    }

    /// Whether a payment is in flight, or its outcome unknown: nothing can be typed, cleared or sent.
    pub fn busy(&self) -> bool {
        matches!(self.phase, Phase::Busy(_) | Phase::Unknown { .. })
    }

    /// Whether leaving the page now would leave a payment behind that is not decided.
    pub fn in_flight(&self) -> bool {
        matches!(self.phase, Phase::Busy(_))
    }

    /// How far the payer is.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The wallet that is chosen; `None` for the card.
    pub fn wallet(&self) -> Option<&Wallet> {
        self.options.wallets.get(self.method.checked_sub(1)?)
    }

    /// What stands in a field.
    pub fn text(&self, field: Field) -> Zeroizing<String> {
        self.entry(field).map(|entry| entry.text.clone()).unwrap_or_default()
    }

    /// The card as it was typed.
    pub fn card(&self) -> CardFields {
        let holder = self.text(Field::CardholderName);
        CardFields {
            number: self.text(Field::CardNumber),
            expiry: self.text(Field::ExpirationDate),
            cvv: self.text(Field::Cvv),
            holder: (!is_blank(&holder)).then_some(holder),
            network: self.network,
            ..CardFields::default()
        }
    }

    /// Whether a field must be filled.
    pub(super) fn required(&self, field: Field) -> bool {
        match field {
            Field::CardholderName => self.options.name == NameMode::Required,
            Field::Cvv => !cvv::lengths(self.brands).contains(&0),
            _ => true,
        }
    }

    pub(super) fn entry(&self, field: Field) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.spec.field == field)
    }

    pub(super) fn entry_mut(&mut self, field: Field) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.spec.field == field)
    }

    /// Takes options over; what was typed stays where its field stays.
    fn arrange(&mut self, options: FormOptions) {
        self.options = options;
        self.method = self.method.min(self.options.wallets.len());
        let mut old = core::mem::take(&mut self.entries);
        for spec in FIELDS {
            if spec.field == Field::CardholderName && self.options.name == NameMode::Hidden {
                continue;
            }
            let kept = old.iter().position(|entry| entry.spec.field == spec.field);
            self.entries.push(kept.map_or_else(|| Entry::empty(spec), |at| old.swap_remove(at)));
        }
        self.check();
    }

    /// Reads every field anew: the code depends on the number, and all depend on the options.
    pub(super) fn check(&mut self) {
        let options = NumberOptions { accepted: self.options.accepted, ..NumberOptions::default() };
        let number = number::validate(&self.text(Field::CardNumber), &options);
        self.brands = number.brands;
        for at in 0..self.entries.len() {
            let Some(entry) = self.entries.get(at) else { continue };
            let (field, text) = (entry.spec.field, &entry.text);
            let check = match field {
                Field::CardNumber => number.check(),
                _ if is_blank(text) && !self.required(field) => Check::VALID,
                _ => field::check(field, text, self.brands, self.now),
            };
            if let Some(entry) = self.entries.get_mut(at) {
                entry.check = check;
            }
        }
        let networks = self.networks();
        if !self.network.is_some_and(|network| networks.contains(network)) {
            self.network = networks.first();
        }
    }

    /// Fields that were left show what is wrong with them.
    fn leave(&mut self) {
        for field in core::mem::take(&mut self.leaving) {
            if let Some(entry) = self.entry_mut(field)
                && !entry.text.is_empty()
            {
                entry.left = true;
            }
        }
    }

    fn submit(
        &mut self,
        trigger: Trigger,
        values: Vec<(Field, Zeroizing<String>)>,
        now: YearMonth,
        effects: &mut Vec<Effect>,
    ) {
        if self.busy() || matches!(self.phase, Phase::Paid(_)) {
            return;
        }
        effects.push(Effect::TellSubmit(trigger));
        self.now = now;
        for (field, text) in values {
            let end = text.encode_utf16().count();
            self.input(field, text, end, By::Fill, effects);
        }
        self.check();
        self.leaving.clear();
        if self.options.manual_submit && trigger != Trigger::Api {
            return;
        }
        let errors = if self.wallet().is_some() { Vec::new() } else { self.errors() };
        if errors.is_empty() {
            self.phase = Phase::Busy(false);
            self.notice = None;
            self.hint_open = false;
            self.status = Some(Text::new("pay.busy"));
            effects.push(Effect::Pay);
        } else {
            self.point_out(&errors, effects);
            effects.push(Effect::Refuse(errors));
        }
    }

    /// Every error there is, shown or not; from here on all of them are.
    fn errors(&mut self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for entry in &mut self.entries {
            entry.left = true;
            errors.extend(entry.shown());
        }
        errors
    }

    fn point_out(&mut self, errors: &[FieldError], effects: &mut Vec<Effect>) {
        self.status = Some(Text::new("error.count").with("n", Arg::Number(errors.len())));
        if let Some(first) = errors.first() {
            effects.push(Effect::Focus(Target::Field(first.field())));
        }
    }

    fn settle(&mut self, settled: Settled, effects: &mut Vec<Effect>) {
        if !self.busy() {
            return;
        }
        self.status = None;
        self.phase = Phase::Editing;
        match settled {
            Settled::Paid(receipt) => {
                for spec in FIELDS {
                    self.wipe(spec.field, effects);
                }
                self.phase = Phase::Paid(receipt);
                effects.push(Effect::Focus(Target::Title));
            }
            Settled::Declined => {
                self.notice = Some(Notice::Declined);
                self.wipe(Field::Cvv, effects);
                let by_card = self.wallet().is_none();
                effects.push(Effect::Focus(if by_card { Target::Field(Field::Cvv) } else { Target::Button }));
            }
            Settled::Failed(errors) => {
                let shown: Vec<_> = errors.into_iter().filter(|error| self.refuse(*error)).collect();
                if shown.is_empty() {
                    self.notice = Some(Notice::Failed);
                } else {
                    self.point_out(&shown, effects);
                }
            }
            Settled::Unknown(payment) => {
                self.notice = Some(Notice::Unknown { late: false, payment: payment.clone() });
                self.phase = Phase::Unknown { checks: 0, checking: false, payment };
                effects.push(Effect::Check(CHECKS_MS[0]));
            }
        }
    }

    /// Shows what the server found wrong with a field; false where the field is not there.
    fn refuse(&mut self, error: FieldError) -> bool {
        let entry = self.entry_mut(error.field());
        if let Some(entry) = entry {
            entry.refused = Some(error);
            return true;
        }
        false
    }

    fn still_unknown(&mut self, effects: &mut Vec<Effect>) {
        if let Phase::Unknown { checks, checking, payment } = &mut self.phase {
            *checks += 1;
            *checking = false;
            self.notice = Some(Notice::Unknown { late: *checks >= LATE, payment: payment.clone() });
            let ms = CHECKS_MS.get(*checks).or(CHECKS_MS.last()).copied().unwrap_or_default();
            effects.push(Effect::Check(ms));
        }
    }

    fn wipe(&mut self, field: Field, effects: &mut Vec<Effect>) {
        if let Some(entry) = self.entry_mut(field) {
            entry.set(Zeroizing::default());
            effects.push(Effect::Wipe(field));
            self.check();
        }
    }
}

/// Nothing but spaces.
fn is_blank(text: &str) -> bool {
    text.chars().all(digits::is_space)
}
