//! Base64url without padding, as JWE and JWK write bytes (RFC 4648, section 5; RFC 7515, section 2).
//!
//! For public bytes only: its time depends on their values. It never reads base64url.

/// The text of `bytes`: four characters for three bytes, without `=` at the end.
/// <https://www.rfc-editor.org/rfc/rfc4648#section-5>
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    // The lowest `count` bits of `bits` are still to be written. Higher bits are left from before.
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 6 {
            count -= 6;
            text.push(character(bits >> count));
        }
    }
    if count > 0 {
        text.push(character(bits << (6 - count)));
    }
    text
}

/// The character of the lowest six bits. <https://www.rfc-editor.org/rfc/rfc4648#section-5>, table 2.
fn character(bits: u32) -> char {
    let value = (bits & 63) as u8;
    char::from(match value {
        0..26 => b'A' + value,
        26..52 => b'a' + (value - 26),
        52..62 => b'0' + (value - 52),
        62 => b'-',
        _ => b'_',
    })
}
