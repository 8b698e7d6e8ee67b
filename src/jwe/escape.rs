//! Texts as JSON writes them (RFC 8259). It keeps nothing of them.

/// A text as JSON writes it between its quotation marks.
pub(super) fn escaped(text: &str) -> String {
    let mut bytes = Vec::new();
    escape(text.as_bytes(), &mut |byte| bytes.push(byte));
    String::from_utf8(bytes).unwrap_or_default()
}

/// The bytes of a text as JSON writes them between its quotation marks. <https://www.rfc-editor.org/rfc/rfc8259#section-7>
pub(super) fn escape(text: &[u8], write: &mut dyn FnMut(u8)) {
    // Every character that must be escaped is ASCII: the bytes of all others are written as they are.
    for byte in text {
        match *byte {
            0..b' ' => {
                let hex = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
                [b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(byte & 15)].into_iter().for_each(&mut *write);
            }
            byte => {
                if matches!(byte, b'"' | b'\\') {
                    write(b'\\');
                }
                write(byte);
            }
        }
    }
}
