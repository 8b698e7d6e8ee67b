//! A writer of the little JSON that encryption needs, member by member (RFC 8259).
//!
//! For what is public only: nothing in it is wiped. The card itself is filled in later, as [`template`](super::template) says.

use super::escape::escape;
use super::template::{OPTIONAL, Slot};
use crate::text;

/// A JSON object that is being written, in UTF-8.
pub(super) struct Json(Vec<u8>);

impl Json {
    /// An empty object.
    pub(super) fn new() -> Self {
        Self(b"{".to_vec())
    }

    fn raw(&mut self, json: &str) {
        self.0.extend_from_slice(json.as_bytes());
    }

    fn name(&mut self, name: &str) {
        if !self.0.ends_with(b"{") {
            self.raw(",");
        }
        self.raw("\"");
        self.raw(name);
        self.raw("\":");
    }

    /// Begins an object as a member of this one.
    pub(super) fn open(&mut self, name: &str) {
        self.name(name);
        self.raw("{");
    }

    /// Ends the object that was begun last.
    pub(super) fn close(&mut self) {
        self.raw("}");
    }

    /// A member that is a whole number.
    pub(super) fn number(&mut self, name: &str, value: i64) {
        self.name(name);
        if value < 0 {
            self.raw("-");
        }
        self.raw(&text::decimal(value.unsigned_abs()));
    }

    /// A member that is a text.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        self.raw("\"");
        escape(value.as_bytes(), &mut |byte| self.0.push(byte));
        self.raw("\"");
    }

    /// A member that is a text, with a value of the card.
    pub(super) fn slot(&mut self, name: &str, slot: Slot) {
        self.name(name);
        self.raw("\"");
        self.0.push(slot.mark());
        self.raw("\"");
    }

    /// Further members, as JSON without the brackets around them.
    pub(super) fn members(&mut self, members: &str) {
        if !members.is_empty() {
            self.raw(",");
            self.raw(members);
        }
    }

    /// Members that are left out if the card has none of their values.
    pub(super) fn optional(&mut self, members: impl FnOnce(&mut Self)) {
        self.0.push(OPTIONAL);
        members(self);
        self.0.push(OPTIONAL);
    }

    /// A member that is a number, with a value of the card.
    pub(super) fn number_slot(&mut self, name: &str, slot: Slot) {
        self.name(name);
        self.0.push(slot.mark());
    }

    /// The JSON of the whole object.
    pub(super) fn finish(mut self) -> String {
        self.close();
        self.unfinished()
    }

    /// The JSON so far, for members that follow.
    pub(super) fn unfinished(self) -> String {
        String::from_utf8(self.0).unwrap_or_default()
    }
}
