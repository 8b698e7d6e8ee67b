//! The words of the shop's pages, in the language of whoever asks, so that a page is whole before its scripts run.
//!
//! `strings.json` beside the pages is the only place that holds words; the scripts read the same file when the language is
//! changed in the page.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::html::escape;
use crate::language::{self, Words, grouped};

/// The language that was chosen in a page; its script writes it.
const COOKIE_NAME: &str = "shop_lang";

/// The languages that a request asks for.
pub struct Languages(pub language::Languages);

impl<S: Sync> FromRequestParts<S> for Languages {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(language::Languages::of(parts, COOKIE_NAME)))
    }
}

/// Puts the words into a page: the text of every element with `data-text`, the `aria-label` of every element with `data-label`, the
/// amount of every element with `data-won`. `{user}` in a text becomes the payer, and `{n}` becomes 0.
pub fn fill(words: &Words, page: &str, user: &str) -> String {
    let text = |key: &str| words.text(key).replace("{user}", user).replace("{n}", "0");
    // As the payment form writes it.
    let won = |digits: &str| words.text("won").replace("{n}", &grouped(digits));
    let page = put(page, " data-text=\"", ">", |key| escape(&text(key)));
    let page = put(&page, " data-won=\"", ">", |amount| escape(&won(amount)));
    put(&page, " data-label=\"", "\"", |key| format!(" aria-label=\"{}\"", escape(&text(key))))
}

/// After each attribute that begins with `begin`, and there after the first `place`, puts what `make` gives for its value.
fn put(page: &str, begin: &str, place: &str, make: impl Fn(&str) -> String) -> String {
    let mut pieces = page.split(begin);
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let value = piece.split('"').next().unwrap_or_default();
        let (before, after) = piece.split_once(place).unwrap_or((piece, ""));
        whole.extend([begin, before, place, &make(value), after]);
    }
    whole
}
