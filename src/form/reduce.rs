//! From an event to effects: what the form does, in one place.
//!
//! When an error is shown: at once where no further typing can correct it, when the focus leaves a field that is not
//! empty, and for all fields on submit. It disappears with the first edit that may correct it. None appears while a
//! pointer is down: it would move the button away from under the pointer, and the click would be lost.

use zeroize::Zeroizing;

use super::event::{FormEffect, FormEvent, InputKind, Target, Trigger};
use super::fields::FIELDS;
use super::model::{Entry, Form};
use super::state::{AttemptEnd, Notice, OpenPayment, Phase, Reason, Receipt, SavedStatus, Status, Unknown};
use crate::card::{Field, FieldError, Owner, YearMonth};
use crate::text::{Arg, Text};

impl Form {
    /// Handles an event. The page carries out the effects in this order, then shows [`Form::view`].
    pub fn reduce(&mut self, event: FormEvent) -> Vec<FormEffect> {
        let mut effects = Vec::new();
        // A submit and its end say by themselves what is wrong.
        let says_errors = !matches!(event, FormEvent::Submit { .. } | FormEvent::Paid(_) | FormEvent::AttemptEnded(_));
        match event {
            FormEvent::Options(options) => self.set_options(options),
            FormEvent::Input { field, text, caret, kind } => self.input(field, text, caret, kind, &mut effects),
            FormEvent::Focus(field) => {
                self.focused = Some(field);
                effects.push(FormEffect::EmitFocus(field));
            }
            FormEvent::Blur(field) => {
                self.focused = None;
                self.blurred.push(field);
                if !self.pointer_down {
                    self.touch_blurred();
                }
                effects.push(FormEffect::EmitBlur(field));
            }
            FormEvent::PointerDown => self.pointer_down = true,
            FormEvent::PointerReleased => {
                self.pointer_down = false;
                self.touch_blurred();
                if let Some(cards) = self.saved_later.take() {
                    self.take_saved(cards, &mut effects);
                }
            }
            FormEvent::Escape if self.hint_open => {
                self.hint_open = false;
                effects.push(FormEffect::Focus(Target::Hint));
            }
            // While a payment is in flight, Escape belongs to the dialog of the card issuer.
            FormEvent::Escape if self.busy() => {}
            FormEvent::Escape => effects.push(FormEffect::EmitEscape),
            FormEvent::HintToggled => self.hint_open = !self.hint_open,
            FormEvent::HintLeft => self.hint_open = false,
            FormEvent::Chosen(choice) if !self.busy() => {
                self.choose(choice, &mut effects);
                self.notice = None;
            }
            FormEvent::SavedCards(cards) => self.take_saved(cards, &mut effects),
            FormEvent::DeletePressed(id) => self.change_saved(&id, SavedStatus::Kept, &mut effects),
            FormEvent::RestorePressed(id) => self.change_saved(&id, SavedStatus::Deleted, &mut effects),
            FormEvent::SavedChanged { id, change } => self.saved_changed(&id, change, &mut effects),
            FormEvent::SaveChosen(save) if !self.busy() => self.save = save,
            FormEvent::NetworkChosen(brand) if !self.busy() => self.chosen_network = Some(brand),
            FormEvent::OwnerChosen(owner) if !self.busy() => self.choose_owner(owner, &mut effects),
            FormEvent::Chosen(_)
            | FormEvent::NetworkChosen(_)
            | FormEvent::OwnerChosen(_)
            | FormEvent::SaveChosen(_) => {}
            FormEvent::Submit { trigger, values, now } => self.submit(trigger, values, now, &mut effects),
            FormEvent::Posted => {
                if let Phase::Busy { posted } = &mut self.phase {
                    *posted = true;
                }
            }
            FormEvent::Paid(receipt) => self.paid(receipt, &mut effects),
            FormEvent::AttemptEnded(end) => self.end_attempt(end, &mut effects),
            FormEvent::StillUnknown { late, at } => self.still_unknown(late.then_some(at), &mut effects),
            FormEvent::CheckPressed => {
                if let Phase::Unknown(unknown) = &mut self.phase
                    && !unknown.checking
                {
                    unknown.checking = true;
                    self.notice = Some(Notice::Unknown(unknown.clone()));
                    self.status = Some(Status::of(Text::new("pay.checking")));
                    effects.push(FormEffect::CheckNow);
                }
            }
            FormEvent::TakesLong => {
                self.long = true;
                self.say_waiting();
            }
            FormEvent::Online(online) => {
                self.offline = !online;
                self.say_waiting();
            }
            FormEvent::Offered(open) => self.offer(open),
            FormEvent::ContinuePressed => {
                if matches!(&self.phase, Phase::Open(open) if !open.giving_up) {
                    effects.push(FormEffect::Continue);
                }
            }
            FormEvent::GiveUpPressed => {
                if let Phase::Open(open) = &mut self.phase
                    && !open.giving_up
                {
                    open.giving_up = true;
                    effects.push(FormEffect::GiveUp);
                }
            }
            FormEvent::GivenUp => self.given_up(&mut effects),
            FormEvent::Clear => {
                if !self.busy() {
                    self.phase = Phase::Editing;
                    self.notice = None;
                    self.status = None;
                    self.save = false;
                    self.wipe_all(&mut effects);
                }
            }
            FormEvent::PageHidden => {
                if !matches!(self.phase, Phase::Busy { posted: true } | Phase::Unknown(_)) {
                    let had_card = self.phase == Phase::Editing && !self.text(Field::CardNumber).is_empty();
                    for spec in FIELDS.iter().filter(|spec| spec.secret) {
                        self.wipe(spec.field, &mut effects);
                    }
                    if had_card {
                        self.notice = Some(Notice::Removed);
                        self.status = Some(said(&Notice::Removed));
                    }
                    // Nothing is left to be charged after it.
                    if let Phase::Open(open) = &mut self.phase {
                        open.is_earlier = false;
                    }
                }
            }
        }
        effects.extend(core::mem::take(&mut self.to_wipe).into_iter().map(FormEffect::Wipe));
        let shown: Vec<_> = self.entries().filter_map(Entry::shown_error).collect();
        if says_errors && let Some(new) = shown.iter().find(|error| !self.shown_errors.contains(error)) {
            let field = Some(new.field());
            self.status = Some(Status { field, ..Status::of(self.sentence(*new)) });
        }
        self.shown_errors = shown;
        let state = self.state();
        if self.reported.as_ref() != Some(&state) {
            self.reported = Some(state.clone());
            effects.push(FormEffect::EmitChange(state));
        }
        effects
    }

    /// The fields that lost the focus now count as touched, so that they show their errors.
    fn touch_blurred(&mut self) {
        for field in core::mem::take(&mut self.blurred) {
            if let Some(entry) = self.entry_mut(field)
                && !entry.text.is_empty()
            {
                entry.touched = true;
            }
        }
    }

    /// The identity number of another owner is another number.
    fn choose_owner(&mut self, owner: Owner, effects: &mut Vec<FormEffect>) {
        if owner != self.card.owner {
            self.card.owner = owner;
            self.wipe(Field::IdentityNumber, effects);
        }
    }

    fn submit(
        &mut self,
        trigger: Trigger,
        values: Vec<(Field, Zeroizing<String>)>,
        now: YearMonth,
        effects: &mut Vec<FormEffect>,
    ) {
        if self.busy() || matches!(self.phase, Phase::Paid(_)) {
            return;
        }
        effects.push(FormEffect::EmitSubmit(trigger));
        self.card.now = now;
        for (field, text) in values {
            let end = text.encode_utf16().count();
            self.input(field, text, end, InputKind::Autofill, effects);
        }
        self.check();
        self.blurred.clear();
        if self.options.manual_submit && trigger != Trigger::Api {
            return;
        }
        let errors = if self.wallet().is_some() { Vec::new() } else { self.touch_all() };
        if errors.is_empty() {
            self.hint_open = false;
            self.pay(effects);
        } else {
            self.point_out(&errors, effects);
            effects.push(FormEffect::RejectAttempt(errors));
        }
    }

    fn pay(&mut self, effects: &mut Vec<FormEffect>) {
        self.phase = Phase::Busy { posted: false };
        self.notice = None;
        self.long = false;
        self.status = Some(Status::of(Text::new("pay.busy")));
        self.say_waiting();
        effects.push(FormEffect::Pay);
    }

    /// From now on all errors are shown. Returns them.
    fn touch_all(&mut self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for entry in self.entries_mut() {
            entry.touched = true;
            errors.extend(entry.shown_error());
        }
        errors
    }

    fn point_out(&mut self, errors: &[FieldError], effects: &mut Vec<FormEffect>) {
        self.status = Some(Status::of(Text::new("error.count").with("n", Arg::Number(errors.len()))));
        if let Some(first) = errors.first() {
            effects.push(FormEffect::Focus(Target::Field(first.field())));
        }
    }

    fn paid(&mut self, receipt: Receipt, effects: &mut Vec<FormEffect>) {
        if !self.busy() {
            return;
        }
        self.status = None;
        self.save = false;
        self.wipe_all(effects);
        let wallet = receipt.wallet.map(|id| self.options.wallet_name(id));
        self.phase = Phase::Paid(Receipt { wallet, ..receipt });
        effects.push(FormEffect::Focus(Target::Title));
    }

    fn end_attempt(&mut self, end: AttemptEnd, effects: &mut Vec<FormEffect>) {
        if !self.busy() {
            return;
        }
        self.status = None;
        self.phase = Phase::Editing;
        match end {
            AttemptEnd::Declined { wallet, reason, error } => {
                let title = match wallet {
                    Some(id) => Text::new("wallet.declined").with("wallet", Arg::Word(self.options.wallet_name(id))),
                    None => Text::new("declined.title"),
                };
                self.notice = Some(Notice::Failed { title, body: Text::new(reason.as_str()) });
                self.wipe(Field::Cvv, effects);
                let by_card = self.wallet().is_none();
                let wrong = error.filter(|error| by_card && self.show_server_error(*error));
                let field = wrong.map_or(Field::Cvv, FieldError::field);
                effects.push(FormEffect::Focus(if by_card { self.target(field) } else { Target::Button }));
            }
            AttemptEnd::Failed { reason, errors } => {
                let shown: Vec<_> = errors.into_iter().filter(|error| self.show_server_error(*error)).collect();
                // "Check your connection" is for a browser that has none: mostly the API or its address is at fault.
                let body = match (shown.is_empty(), reason) {
                    (false, _) => "failed.fields",
                    (_, Reason::Network) if !self.offline => Reason::Other.as_str(),
                    _ => reason.as_str(),
                };
                self.notice = Some(Notice::Failed { title: Text::new("failed.title"), body: Text::new(body) });
                if let Some(first) = shown.first() {
                    effects.push(FormEffect::Focus(Target::Field(first.field())));
                }
            }
            AttemptEnd::Stopped => {
                self.notice = Some(Notice::Stopped);
                self.status = Some(said(&Notice::Stopped));
            }
            AttemptEnd::Unknown(payment) => {
                self.set_unknown(Unknown { payment, ..Unknown::default() });
                effects.push(FormEffect::FollowUp);
            }
            AttemptEnd::Unread => {
                self.status = Some(Status::of(Text::new("pay.checking")));
                self.phase = Phase::Unknown(Unknown { checking: true, ..Unknown::default() });
                effects.extend([FormEffect::FollowUp, FormEffect::CheckNow]);
            }
        }
    }

    fn set_unknown(&mut self, unknown: Unknown) {
        let notice = Notice::Unknown(unknown.clone());
        self.status = Some(said(&notice));
        self.notice = Some(notice);
        self.phase = Phase::Unknown(unknown);
    }

    /// The live region says the line under the button, once it is there.
    fn say_waiting(&mut self) {
        if let Some(note) = self.waiting_note() {
            self.status = Some(Status::of(note));
        }
    }

    fn offer(&mut self, open: OpenPayment) {
        let failed = match &self.phase {
            Phase::Open(old) => old.giving_up,
            Phase::Unknown(_) => false,
            _ => return,
        };
        self.notice = None;
        self.status = None;
        let wallet = open.wallet.map(|id| self.options.wallet_name(id));
        self.phase = Phase::Open(OpenPayment { wallet, failed, ..open });
    }

    /// The press that gave up an earlier payment also makes the one that was kept out by it.
    fn given_up(&mut self, effects: &mut Vec<FormEffect>) {
        let Phase::Open(OpenPayment { is_earlier, .. }) = self.phase else { return };
        if is_earlier {
            return self.pay(effects);
        }
        self.phase = Phase::Editing;
        effects.push(FormEffect::Focus(Target::Button));
    }

    /// Shows an error that the server found. False where the field is not shown.
    fn show_server_error(&mut self, error: FieldError) -> bool {
        if matches!(error.field(), Field::IdentityNumber | Field::CardPassword) {
            self.card.korean_auth_asked = true;
            self.check();
        }
        let entry = self.entry_mut(error.field());
        if let Some(entry) = entry {
            entry.server_error = Some(error);
            return true;
        }
        false
    }

    fn still_unknown(&mut self, late: Option<i64>, effects: &mut Vec<FormEffect>) {
        let (payment, said_before) = match &mut self.phase {
            // The payer has done it, and now the network decides.
            Phase::Open(open) => (Some(core::mem::take(&mut open.id)), false),
            Phase::Unknown(old) => (old.payment.take(), !old.checking && old.late.is_some() == late.is_some()),
            _ => return,
        };
        if late.is_some() {
            effects.push(FormEffect::RejectWaiting);
        }
        let status = self.status.take();
        self.set_unknown(Unknown { late, payment, checking: false });
        // Only what the payer asked for, or what is new, is said again.
        if said_before {
            self.status = status;
        }
    }

    fn wipe_all(&mut self, effects: &mut Vec<FormEffect>) {
        for spec in FIELDS {
            self.wipe(spec.field, effects);
        }
    }

    pub(super) fn wipe(&mut self, field: Field, effects: &mut Vec<FormEffect>) {
        if let Some(entry) = self.kept_entry_mut(field) {
            entry.wipe();
            effects.push(FormEffect::Wipe(field));
            self.check();
        }
    }
}

/// A notice as the live region says it.
fn said(notice: &Notice) -> Status {
    Status { texts: vec![notice.title(), notice.body()], field: None, stays: true }
}
