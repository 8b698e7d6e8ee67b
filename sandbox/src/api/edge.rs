//! What every answer has in common: its id, CORS, no caching, and one line in the log.
//!
//! A preflight names no key, so it answers any origin; the call itself is held to its merchant's list in `auth`. Every
//! answer names the origin, errors too: without that a refusal would reach the page as a network error.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, CACHE_CONTROL, ORIGIN, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use payments_widget::protocol::problem::ErrorCode;

use super::problem::Refusal;
use crate::secret::random_name;

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// Wraps every route of the API.
pub async fn edge(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = random_name("req_");
    let method = request.method().clone();
    let origin = request.headers().get(ORIGIN).cloned();
    // The route and not the path: in a path somebody might one day write what no log may hold.
    let route = request.extensions().get::<MatchedPath>().map_or_else(String::new, |path| path.as_str().into());

    let mut response = if method == Method::OPTIONS { preflight() } else { next.run(request).await };
    let refusal = response.extensions_mut().remove::<Refusal>().or_else(|| the_frameworks_own(response.status()));
    let code = refusal.as_ref().map_or("", |refusal| refusal.code().as_str());
    if let Some(refusal) = refusal {
        let allow = response.headers_mut().remove(ALLOW);
        response = refusal.render(&request_id);
        response.headers_mut().extend(allow.map(|allow| (ALLOW, allow)));
    }
    // Pages for the payer's own window or a frame are no business of other origins' scripts.
    if !route.starts_with("/v1/actions/") {
        allow_origin(response.headers_mut(), origin);
    }
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        headers.insert(REQUEST_ID, value);
    }
    let status = response.status().as_u16();
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, route, status, code, millis, request_id, "answered");
    response
}

/// What axum refused before any of the API's own code ran, in words of its own, which may quote the request.
fn the_frameworks_own(status: StatusCode) -> Option<Refusal> {
    let (code, detail) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => (ErrorCode::RequestTooLarge, "The form is longer than 16 KiB."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (ErrorCode::UnsupportedMediaType, "This page sends a form."),
        _ => (ErrorCode::MalformedRequest, "The path, the query or the form cannot be read."),
    };
    (status.is_client_error() || status.is_server_error()).then(|| Refusal::new(code, detail))
}

fn allow_origin(headers: &mut HeaderMap, origin: Option<HeaderValue>) {
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin else { return };
    headers.entry(ACCESS_CONTROL_ALLOW_ORIGIN).or_insert(origin);
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("request-id, retry-after, idempotent-replayed"),
    );
}

fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, idempotency-key, payment-session"),
        (ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
