//! A writer of the little JSON that encryption needs, member by member (RFC 8259).
//!
//! It has one buffer, which never grows and is wiped when dropped. No value is copied anywhere else.

use zeroize::Zeroizing;

use crate::text;

/// A JSON object that is being written. Its buffer is allocated at once, because a growing buffer would leave unwiped
/// copies behind. If the object is longer, [`Json::finish`] gives `None`.
pub(super) struct Json {
    bytes: Zeroizing<Vec<u8>>,
    room: usize,
    overflown: bool,
}

impl Json {
    /// An empty object. `room`: the most bytes that it may have.
    pub(super) fn new(room: usize) -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        bytes.push(b'{');
        Self { bytes, room, overflown: false }
    }

    fn raw(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.byte(byte));
    }

    fn byte(&mut self, byte: u8) {
        if self.bytes.len() < self.room {
            self.bytes.push(byte);
        } else {
            self.overflown = true;
        }
    }

    fn name(&mut self, name: &str) {
        if !self.bytes.ends_with(b"{") {
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

    /// A member that is a whole number. Written digit by digit: `to_string` would leave an unwiped copy.
    pub(super) fn number(&mut self, name: &str, value: i64) {
        self.name(name);
        if value < 0 {
            self.byte(b'-');
        }
        text::digits(value.unsigned_abs()).for_each(|digit| self.byte(digit));
    }

    /// A member that is a text, escaped. <https://www.rfc-editor.org/rfc/rfc8259#section-7>
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        self.raw("\"");
        // Every character that must be escaped is ASCII: the bytes of all others are written as they are.
        for byte in value.bytes() {
            match byte {
                b'"' => self.raw("\\\""),
                b'\\' => self.raw("\\\\"),
                0..b' ' => {
                    let hex = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
                    self.raw("\\u00");
                    self.byte(hex(byte >> 4));
                    self.byte(hex(byte & 15));
                }
                byte => self.byte(byte),
            }
        }
        self.raw("\"");
    }

    /// The bytes of the whole object; `None` if it is longer than its room.
    pub(super) fn finish(mut self) -> Option<Zeroizing<Vec<u8>>> {
        self.close();
        (!self.overflown).then_some(self.bytes)
    }
}
