//! The few words of JSON that a sealed card needs, written member by member.
//!
//! Never grows its buffer, which is wiped when dropped.

use zeroize::Zeroizing;

/// One JSON object in the making. Its room is taken at once, as a buffer that grew would leave its old, unwiped self
/// behind; what does not fit is dropped and told at the end.
pub(super) struct Json {
    bytes: Zeroizing<Vec<u8>>,
    room: usize,
    overflown: bool,
}

impl Json {
    /// An empty object that may become so many bytes long.
    pub(super) fn new(room: usize) -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        bytes.push(b'{');
        Self { bytes, room, overflown: false }
    }

    fn raw(&mut self, text: &str) {
        if self.bytes.len() + text.len() <= self.room {
            self.bytes.extend_from_slice(text.as_bytes());
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

    /// Begins an object inside.
    pub(super) fn open(&mut self, name: &str) {
        self.name(name);
        self.raw("{");
    }

    /// Ends it.
    pub(super) fn close(&mut self) {
        self.raw("}");
    }

    /// A number.
    pub(super) fn number(&mut self, name: &str, value: i64) {
        self.name(name);
        self.raw(&value.to_string());
    }

    /// <https://www.rfc-editor.org/rfc/rfc8259#section-7>
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        self.raw("\"");
        for c in value.chars() {
            match c {
                '"' => self.raw("\\\""),
                '\\' => self.raw("\\\\"),
                c if c < ' ' => {
                    let hex = |nibble: u32| char::from_digit(nibble, 16).unwrap_or('0');
                    self.raw("\\u00");
                    self.char(hex(u32::from(c) >> 4));
                    self.char(hex(u32::from(c) & 15));
                }
                c => self.char(c),
            }
        }
        self.raw("\"");
    }

    fn char(&mut self, c: char) {
        self.raw(c.encode_utf8(&mut [0; 4]));
    }

    /// The whole object; `None` if it is longer than its room.
    pub(super) fn finish(mut self) -> Option<Zeroizing<Vec<u8>>> {
        self.close();
        (!self.overflown).then_some(self.bytes)
    }
}
