//! Takes over what was done to the text of a field. The formatting rule itself is [`edit`]'s.
//!
//! An edit that needs formatting is made by the form in place of the browser, so that it is one step of the browser's undo.
//! Where that cannot be, as with an input method, the text is written back after the edit, as a step of its own.

use zeroize::Zeroizing;

use super::event::{FormEffect, FormEvent, InputKind, Target};
use super::fields::CardContext;
use super::model::{Entry, Form};
use super::state::{Notice, Status};
use crate::card::Field;
use crate::card::edit::{self, Edited};

impl Form {
    /// Takes over the text of an input.
    pub(super) fn input(
        &mut self,
        field: Field,
        text: Zeroizing<String>,
        caret: usize,
        kind: InputKind,
        effects: &mut Vec<FormEffect>,
    ) {
        let (busy, card) = (self.busy(), self.card);
        let detected = (self.detected(), self.networks());
        let Some(entry) = self.entry_mut(field) else { return };
        if busy {
            let text = entry.text.clone();
            effects.push(FormEffect::Write { field, text, caret: None });
            return;
        }
        if *text == *entry.text {
            return;
        }
        let edited = match kind {
            InputKind::History(step) if !entry.may_come_back(&text) => {
                return effects.push(FormEffect::RepeatHistory(field, step));
            }
            InputKind::History(_) => Edited { text: text.clone(), caret },
            kind => entry.edited(&card, &text, caret, kind),
        };
        let at_end = edited.caret == edited.text.encode_utf16().count();
        // A step may select digits that the payer did not select, and the next key would type over them.
        let unselect = entry.spec.digits() && matches!(kind, InputKind::History(_));
        if *edited.text != *text || unselect {
            let (text, caret) = (edited.text.clone(), edited.caret);
            if kind == (InputKind::Early { focused: false }) {
                // The browser's history is of the text as it was typed: undo would play it back on the formatted one.
                effects.push(FormEffect::Wipe(field));
            }
            effects.push(match kind {
                InputKind::Autofill | InputKind::History(_) => FormEffect::Write { field, text, caret: Some(caret) },
                InputKind::Early { focused: false } => FormEffect::Write { field, text, caret: None },
                InputKind::Typed
                | InputKind::DeletedForward
                | InputKind::Pasted
                | InputKind::Other
                | InputKind::Early { focused: true } => FormEffect::WriteUndoable { field, text, caret },
            });
        }
        if *edited.text == *entry.text {
            return;
        }
        if kind == (InputKind::Early { focused: true }) {
            entry.remember_beginnings(&text);
        }
        entry.set(edited.text);
        if field == Field::CardNumber {
            // Of another card the server has asked nothing.
            self.card.korean_auth_asked = false;
        }
        self.status.take_if(|status| !status.stays);
        if self.notice == Some(Notice::Removed) {
            self.notice = None;
        }
        self.check();
        if field == Field::CardNumber && (self.detected(), self.networks()) != detected {
            self.status = self.detected_status().map(|text| Status { stays: true, ..Status::of(text) });
        }
        if kind == InputKind::Typed && at_end && self.options.auto_advance {
            self.advance(field, effects);
        }
    }

    /// What is to be handled in place of an edit that the browser is about to make; `None` where the browser's own text is
    /// right. The form's text is then one step of the browser's history, not a second one after the browser's.
    ///
    /// `old` is the text of the input, `from..to` its selection in UTF-16 units, and `inserted` what is typed or pasted over
    /// it. Where nothing is inserted and nothing is selected, one character beside the caret is deleted.
    pub fn instead(
        &self,
        field: Field,
        old: &str,
        (from, to): (usize, usize),
        inserted: &str,
        kind: InputKind,
    ) -> Option<FormEvent> {
        let entry = self.entry(field).filter(|entry| entry.spec.digits() && *entry.text == old)?;
        let (from, to) = match kind {
            InputKind::DeletedForward if from == to => (from, to + 1),
            InputKind::Other if from == to => (from.checked_sub(1)?, to),
            _ => (from, to),
        };
        // A text that the form has formatted is ASCII.
        let text = Zeroizing::new([old.get(..from)?, inserted, old.get(to..)?].concat());
        let caret = from + inserted.encode_utf16().count();
        let edited = entry.edited(&self.card, &text, caret, kind);
        (edited.text != text).then_some(FormEvent::Input { field, text, caret, kind })
    }

    /// Moves the focus to the next field, from a field of digits that is complete.
    fn advance(&self, field: Field, effects: &mut Vec<FormEffect>) {
        let mut entries = self.entries().skip_while(|entry| entry.spec.field != field);
        if let (Some(done), Some(next)) = (entries.next(), entries.next())
            && done.spec.digits()
            && done.complete()
        {
            effects.push(FormEffect::Focus(Target::Field(next.spec.field)));
        }
    }
}

impl Entry {
    /// What the form makes of an edit.
    fn edited(&self, card: &CardContext, text: &str, caret: usize, kind: InputKind) -> Edited {
        let format = (self.spec.kind)(card);
        match kind {
            InputKind::DeletedForward => edit::edit_forward(format, &self.text, text, caret),
            InputKind::Typed => edit::edit_typed(format, &self.text, text, caret),
            InputKind::Pasted => edit::edit_put_in(format, &self.text, text, caret),
            InputKind::Autofill => edit::edit_put_in(format, "", text, caret),
            InputKind::Other | InputKind::History(_) | InputKind::Early { .. } => {
                edit::edit(format, &self.text, text, caret)
            }
        }
    }

    /// Whether undo and redo may give this text. A field of digits gets only what it has shown. The browser's history also
    /// holds texts from before the form put them right. And a step that is made on another text than its own gives digits in
    /// a wrong order: in WebKit after an edit that the form put right, in WebKitGTK also a redo after a new edit.
    fn may_come_back(&self, text: &Zeroizing<String>) -> bool {
        !self.spec.digits() || self.earlier.contains(text)
    }
}
