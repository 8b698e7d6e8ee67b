//! The format of another processor for an encrypted card, as the page gives it: JSON in whose texts `{name}` is a value.
//!
//! What is public of the values is put in here. A value of the card becomes its mark in a [`template`](super::template).

use super::algorithm::{Alg, Enc};
use super::escape::escaped;
use super::header;
use super::template::Slot;
use crate::money::Money;
use crate::text;

/// Plaintext and header as a processor documents them. JavaScript has checked which values they name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFormat {
    /// The plaintext, JSON.
    pub payload: String,
    /// The members of the header besides its algorithms: JSON without the brackets around them.
    pub header: String,
}

/// What is known of a payment besides the card.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// The session's id: `{session}`.
    pub session: &'a str,
    /// `{amount}`, in minor units, and `{currency}`.
    pub money: Money,
    /// 128 random bits, base64url: `{jti}`.
    pub jti: &'a str,
    /// The time as ISO 8601 writes it, in UTC, such as `2026-11-28T01:02:03.456Z`: `{time}`; its digits down to the second:
    /// `{time_digits}`.
    pub time: &'a str,
}

impl TokenFormat {
    /// The template of the plaintext, for [`fill`](super::template::fill).
    pub fn template(&self, values: &Values<'_>) -> String {
        with_values(&self.payload, |name| {
            let value = match name {
                "session" => values.session.to_owned(),
                "amount" => text::decimal(values.money.minor()),
                "currency" => values.money.currency().code().to_owned(),
                "jti" => values.jti.to_owned(),
                "time" => values.time.to_owned(),
                "time_digits" => values.time.chars().filter(char::is_ascii_digit).take(14).collect(),
                _ => return Slot::from_word(name).map(|slot| char::from(slot.mark()).into()),
            };
            Some(escaped(&value))
        })
    }

    /// The header up to the ephemeral key, for [`header::protected`]. `kid`: the thumbprint of the key, `{kid}`.
    pub fn header(&self, alg: Alg, enc: Enc, kid: &str) -> String {
        let members = with_values(&self.header, |name| (name == "kid").then(|| escaped(kid)));
        header::begin_with(alg, enc, &members)
    }
}

/// A text with a value for each `{name}` that `value` knows, in one pass: what a value says is not looked through.
fn with_values(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split('{');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}').and_then(|(name, rest)| Some((value(name)?, rest))) {
            Some((value, rest)) => whole.extend([&value, rest]),
            None => whole.extend(["{", part]),
        }
    }
    whole
}
