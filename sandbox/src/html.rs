//! HTML answers, under a content security policy that allows only what carries the page's nonce.

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::hash::random_name;

/// A nonce for one page.
pub fn nonce() -> String {
    random_name("")
}

/// Text escaped for HTML, between tags and in attributes with double quotes.
pub fn escape(text: &str) -> String {
    maud::html!((text)).into_string()
}

/// A page with its policy. `same-origin` keeps its URL, which may hold a secret, from other sites; with `no-referrer`
/// browsers would send the page's own forms with `Origin: null`.
pub fn page(policy: String, html: String) -> Response {
    let headers: [(HeaderName, String); 3] = [
        (CONTENT_TYPE, "text/html; charset=utf-8".into()),
        (CONTENT_SECURITY_POLICY, policy),
        (REFERRER_POLICY, "same-origin".into()),
    ];
    (StatusCode::OK, headers, html).into_response()
}
