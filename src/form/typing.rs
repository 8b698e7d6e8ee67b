//! What was done to the text of a field, and what the field has to show for it: the rule itself is [`edit`]'s.
//!
//! Whatever is written back on top of the payer's own edit is so written that the browser's undo takes it back too.

use zeroize::Zeroizing;

use super::event::{By, Effect, Target};
use super::field;
use super::reduce::Form;
use crate::card::{Field, edit};

impl Form {
    /// Takes over what stands in a field now.
    pub(super) fn input(
        &mut self,
        field: Field,
        text: Zeroizing<String>,
        caret: usize,
        by: By,
        effects: &mut Vec<Effect>,
    ) {
        let kind = field::kind(field, self.brands);
        let busy = self.busy();
        let Some(entry) = self.entry_mut(field) else { return };
        if busy {
            let text = entry.text.clone();
            effects.push(Effect::Write { field, text, caret: None });
            return;
        }
        if *text == *entry.text {
            return;
        }
        let edited = match by {
            By::Delete => edit::edit_forward(kind, &entry.text, &text, caret),
            By::Key => edit::edit_typed(kind, &entry.text, &text, caret),
            By::Other => edit::edit(kind, &entry.text, &text, caret),
            By::Fill | By::History(_) => edit::edit(kind, "", &text, caret),
        };
        let at_end = edited.caret == edited.text.encode_utf16().count();
        if *edited.text != *text {
            let (text, caret) = (edited.text.clone(), edited.caret);
            effects.push(match by {
                By::Fill => Effect::Write { field, text, caret: Some(caret) },
                By::Key | By::Delete | By::Other => Effect::Retype { field, text, caret },
                // What a key made of the text and what we made of that are two steps to the browser, one to the payer.
                By::History(step) => return effects.push(Effect::Again(field, step)),
            });
        }
        if *edited.text == *entry.text {
            return;
        }
        entry.set(edited.text);
        self.status = None;
        let detected = self.detected();
        self.check();
        if field == Field::CardNumber && self.detected() != detected {
            self.status = self.say_detected();
        }
        if by == By::Key && at_end && self.options.auto_advance {
            self.advance(field, effects);
        }
    }

    /// Whether a key would change nothing, neither text nor caret, as in a field that is full. `text` and `caret` are what
    /// the browser would make of it, `before` is the caret as it is; all in UTF-16 units.
    pub fn refuses(&self, field: Field, text: &str, caret: usize, before: usize) -> bool {
        self.entry(field).is_some_and(|entry| {
            let edited = edit::edit(field::kind(field, self.brands), &entry.text, text, caret);
            edited.text == entry.text && edited.caret == before
        })
    }

    /// On to the next field, from a field of digits that is complete.
    fn advance(&self, field: Field, effects: &mut Vec<Effect>) {
        let Some(at) = self.entries.iter().position(|entry| entry.spec.field == field) else { return };
        let (done, next) = (self.entries.get(at), self.entries.get(at + 1));
        if let (Some(done), Some(next)) = (done, next)
            && done.spec.digits
            && done.complete()
        {
            effects.push(Effect::Focus(Target::Field(next.spec.field)));
        }
    }
}
