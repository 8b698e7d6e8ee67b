//! Takes over what was done to the text of a field. The formatting rule itself is [`edit`]'s.
//!
//! A text that is written back after an edit by the payer is written so that the browser's undo can take it back too.

use zeroize::Zeroizing;

use super::event::{FormEffect, InputKind, Target};
use super::model::Form;
use super::state::{Notice, Status};
use crate::card::{Field, edit};

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
        let (busy, brands) = (self.busy(), self.brands());
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
        let format = (entry.spec.kind)(brands);
        let edited = match kind {
            InputKind::DeletedForward => edit::edit_forward(format, &entry.text, &text, caret),
            InputKind::Typed => edit::edit_typed(format, &entry.text, &text, caret),
            InputKind::Other => edit::edit(format, &entry.text, &text, caret),
            InputKind::Pasted => edit::edit_put_in(format, &entry.text, &text, caret),
            InputKind::Autofill => edit::edit_put_in(format, "", &text, caret),
            InputKind::History(_) => edit::edit(format, "", &text, caret),
        };
        let at_end = edited.caret == edited.text.encode_utf16().count();
        if *edited.text != *text {
            let (text, caret) = (edited.text.clone(), edited.caret);
            effects.push(match kind {
                InputKind::Autofill => FormEffect::Write { field, text, caret: Some(caret) },
                InputKind::Typed | InputKind::DeletedForward | InputKind::Pasted | InputKind::Other => {
                    FormEffect::WriteUndoable { field, text, caret }
                }
                // The text that a key made, and the text that was written over it, are two steps of the browser's history.
                // To the payer they are one.
                InputKind::History(step) => return effects.push(FormEffect::RepeatHistory(field, step)),
            });
        }
        if *edited.text == *entry.text {
            return;
        }
        entry.set(edited.text);
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

    /// Whether a key press would change neither the text nor the caret, as in a field that is full.
    ///
    /// `text` and `caret` are what the browser would make of it, `before` is the present caret. Carets are in UTF-16 units.
    pub fn would_be_ignored(&self, field: Field, text: &str, caret: usize, before: usize) -> bool {
        self.entry(field).is_some_and(|entry| {
            let edited = edit::edit((entry.spec.kind)(self.brands()), &entry.text, text, caret);
            edited.text == entry.text && edited.caret == before
        })
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
