//! HTML that the sandbox itself shows, under a policy that allows nothing but what carries the page's nonce.

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::secret::random_name;

/// Text that may stand between tags and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A nonce for one page.
pub fn nonce() -> String {
    random_name("")
}

/// A page with its policy. Its URL, which may hold a secret, is no other site's referrer; with `no-referrer` the page's
/// own forms would be sent with `Origin: null`.
pub fn html(status: StatusCode, policy: String, page: String) -> Response {
    let headers: [(HeaderName, String); 3] = [
        (CONTENT_TYPE, "text/html; charset=utf-8".into()),
        (CONTENT_SECURITY_POLICY, policy),
        (REFERRER_POLICY, "same-origin".into()),
    ];
    (status, headers, page).into_response()
}
