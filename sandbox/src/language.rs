//! The language of whoever asks for a page, and the words of pages in it.
//!
//! Words are in a table, `strings.json` beside the pages: the row `lang` names the languages, every other row has one word for each
//! of them.

use std::collections::HashMap;

use axum::extract::Query;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

/// Spoken to whoever names no language of the table.
const DEFAULT: &str = "en";

/// The languages that a request asks for, the most wanted first: `?lang=` of this page, the one that was chosen before, those of
/// the browser.
pub struct Languages(Vec<String>);

impl Languages {
    /// The most wanted of these languages; the first of them where none is wanted.
    pub fn first_of<'a>(&self, tags: &[&'a str]) -> &'a str {
        let of = |wanted: &String| tags.iter().copied().find(|tag| tag.eq_ignore_ascii_case(wanted));
        self.0.iter().find_map(of).or_else(|| tags.first().copied()).unwrap_or(DEFAULT)
    }

    /// Of a request, and of the cookie that keeps a choice.
    pub fn of(parts: &Parts, cookie_name: &str) -> Self {
        let query = Query::<HashMap<String, String>>::try_from_uri(&parts.uri).unwrap_or_default();
        let cookies = CookieJar::from_headers(&parts.headers);
        let header = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let asked = query.get("lang").map(String::as_str);
        let chosen = cookies.get(cookie_name).map(|cookie| cookie.value());
        Self(asked.into_iter().chain(chosen).chain(accepted(header)).map(str::to_owned).collect())
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
}

/// Digits in groups of three: `128,000`.
pub fn grouped(digits: &str) -> String {
    let from_end = |at: usize| digits.len() - at;
    digits
        .char_indices()
        .flat_map(|(at, digit)| [(at > 0 && from_end(at) % 3 == 0).then_some(','), Some(digit)])
        .flatten()
        .collect()
}
