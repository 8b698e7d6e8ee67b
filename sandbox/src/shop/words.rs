//! The words of the shop's pages, in the language of whoever asks, so that a page is whole before its scripts run.
//!
//! `strings.json` beside the pages is the only place that holds words; the scripts read the same file when the language is
//! changed in the page. It is a table: the row `lang` names the languages, every other row has one word for each of them.

use std::collections::HashMap;
use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use crate::html::escape;

/// The language that was chosen in a page; its script writes it.
const COOKIE_NAME: &str = "shop_lang";
/// Spoken to whoever names no language of the table.
const DEFAULT: &str = "en";

/// The languages that a request asks for, the most wanted first: `?lang=` of this page, the one that was chosen before, those of
/// the browser.
pub struct Languages(Vec<String>);

impl<S: Sync> FromRequestParts<S> for Languages {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = Query::<HashMap<String, String>>::try_from_uri(&parts.uri).unwrap_or_default();
        let cookies = CookieJar::from_headers(&parts.headers);
        let header = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let asked = query.get("lang").map(String::as_str);
        let chosen = cookies.get(COOKIE_NAME).map(|cookie| cookie.value());
        Ok(Self(asked.into_iter().chain(chosen).chain(accepted(header)).map(str::to_owned).collect()))
    }
}

/// The languages of an `Accept-Language` header without their regions, by weight (RFC 9110, 12.5.4).
fn accepted(header: &str) -> impl Iterator<Item = &str> {
    let mut ranges: Vec<(f32, &str)> = Vec::new();
    for part in header.split(',') {
        let (range, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
        if weight > 0.0 {
            ranges.push((weight, range.trim().split('-').next().unwrap_or_default()));
        }
    }
    ranges.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    ranges.into_iter().map(|(_, language)| language)
}

/// The words of one language.
pub struct Words {
    rows: HashMap<String, Vec<String>>,
    column: usize,
}

impl Words {
    /// Reads the table, for the first of the wanted languages that it has.
    ///
    /// # Errors
    /// When it is no table of words.
    pub fn read(table: &str, wanted: &Languages) -> serde_json::Result<Self> {
        let words = Self { rows: serde_json::from_str(table)?, column: 0 };
        let column_of = |wanted: &str| words.languages().iter().position(|tag| tag.eq_ignore_ascii_case(wanted));
        let found = wanted.0.iter().map(String::as_str).chain([DEFAULT]).find_map(column_of);
        Ok(Self { column: found.unwrap_or_default(), ..words })
    }

    /// The languages of the table, by their tags.
    pub fn languages(&self) -> &[String] {
        self.rows.get("lang").map_or(&[], Vec::as_slice)
    }

    /// A word by its key; the key itself where the table has none.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.rows.get(key).and_then(|row| row.get(self.column)).map_or(key, String::as_str)
    }

    /// An amount in won, as the payment form writes it.
    fn won(&self, digits: &str) -> String {
        let from_end = |at: usize| digits.len() - at;
        let grouped: String = digits
            .char_indices()
            .flat_map(|(at, digit)| [(at > 0 && from_end(at) % 3 == 0).then_some(','), Some(digit)])
            .flatten()
            .collect();
        self.text("won").replace("{n}", &grouped)
    }

    /// Puts the words into a page: the text of every element with `data-text`, the `aria-label` of every element with
    /// `data-label`, the amount of every element with `data-won`. `{user}` in a text becomes the payer, and `{n}` becomes 0.
    pub fn fill(&self, page: &str, user: &str) -> String {
        let text = |key: &str| self.text(key).replace("{user}", user).replace("{n}", "0");
        let page = put(page, " data-text=\"", ">", |key| escape(&text(key)));
        let page = put(&page, " data-won=\"", ">", |amount| escape(&self.won(amount)));
        put(&page, " data-label=\"", "\"", |key| format!(" aria-label=\"{}\"", escape(&text(key))))
    }
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
