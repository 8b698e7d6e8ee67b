//! Whether a request comes from a page of this server's own.
//!
//! A cookie is sent to every port of a host, and with some requests of other sites: it says who asks, not from where.

use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// What a browser says about where a request comes from, <https://www.w3.org/TR/fetch-metadata/>. Older ones do not say it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a request that changes something comes from a page of one of these origins. A browser names the origin of every POST, so
/// one without is refused too.
pub fn is_from(headers: &HeaderMap, own: &[String]) -> bool {
    let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes);
    own.iter().any(|own| Some(own.as_bytes()) == origin)
        && headers.get(SEC_FETCH_SITE).is_none_or(|site| site == "same-origin")
}
