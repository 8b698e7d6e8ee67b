//! What is sealed: the card and what it may be charged for, as JSON of one length.
//!
//! Written by hand into one buffer that is wiped, because a serializer would leave copies of the card behind.

use thiserror::Error;
use zeroize::Zeroizing;

use crate::card::Card;
use crate::money::Money;

/// The two lengths a plaintext can have, in bytes, so that its length tells nothing of the card.
pub const LENGTHS: [usize; 2] = [1024, 2048];

/// What a card is bound to inside its JWE.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// The payment session's id.
    pub session: &'a str,
    /// What the payer saw on the button.
    pub money: Money,
    /// 128 random bits, base64url: good for one payment.
    pub jti: &'a str,
    /// Seconds since 1970; informs only.
    pub iat: i64,
}

/// The plaintext does not fit into the greater length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the card's data is longer than a plaintext may be")]
pub struct TooLong;

/// UTF-8 JSON, then spaces up to 1024 bytes, or 2048 when it is longer.
///
/// # Errors
/// [`TooLong`] above 2048 bytes.
pub fn write(card: &Card, binding: &Binding<'_>) -> Result<Zeroizing<Vec<u8>>, TooLong> {
    let mut json = Json::new();
    json.number("v", 1);
    json.text("number", card.pan.expose());
    json.number("exp_month", i64::from(card.expiry.month));
    json.number("exp_year", i64::from(card.expiry.year));
    json.text("cvv", card.cvv.expose());
    if let Some(holder) = &card.holder {
        json.text("name", holder);
    }
    if let Some(korean) = &card.korean {
        json.open("kr");
        json.text("identity", korean.expose_identity());
        json.text("password", korean.expose_password());
        json.close();
    }
    if let Some(network) = card.network {
        json.text("network", network.id());
    }
    json.text("session", binding.session);
    json.number("amount", binding.money.minor() as i64);
    json.text("currency", binding.money.currency().code());
    json.text("jti", binding.jti);
    json.number("iat", binding.iat);
    json.finish()
}

/// One JSON object in the making. The room for the longest plaintext is taken at once, as a buffer that grew would
/// leave its old, unwiped self behind; what does not fit is dropped and told at the end.
struct Json {
    bytes: Zeroizing<Vec<u8>>,
    overflown: bool,
}

impl Json {
    fn new() -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTHS[1]));
        bytes.push(b'{');
        Self { bytes, overflown: false }
    }

    fn raw(&mut self, text: &str) {
        if self.bytes.len() + text.len() <= LENGTHS[1] {
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

    fn open(&mut self, name: &str) {
        self.name(name);
        self.raw("{");
    }

    fn close(&mut self) {
        self.raw("}");
    }

    fn number(&mut self, name: &str, value: i64) {
        self.name(name);
        self.raw(&value.to_string());
    }

    /// <https://www.rfc-editor.org/rfc/rfc8259#section-7>
    fn text(&mut self, name: &str, value: &str) {
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

    fn finish(mut self) -> Result<Zeroizing<Vec<u8>>, TooLong> {
        self.close();
        if self.overflown {
            return Err(TooLong);
        }
        let [short, long] = LENGTHS;
        let length = if self.bytes.len() <= short { short } else { long };
        self.bytes.resize(length, b' ');
        Ok(self.bytes)
    }
}
