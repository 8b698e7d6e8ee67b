//! What all answers of the API have in common: a request id, a log line, a time limit, CORS and cache headers.
//!
//! The layers decide nothing about a call: an [`ApiError`] is right without them.

use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING,
    CONTENT_TYPE, HOST, ORIGIN, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn, map_request, map_response};
use axum::response::{IntoResponse, Response};
use payments_widget::protocol::problem::ErrorCode;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use tracing::Span;

use super::problem::ApiError;
use crate::hash::random_name;
use crate::host;
use crate::store::developers::KnownKey;

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// The longest that a call may take: more than the waits inside it together (a slow body, a connection to the database,
/// the write lock, 10 s each). A payment that has begun continues; see [`uninterrupted`](super::uninterrupted).
pub const TIME_LIMIT: Duration = Duration::from_secs(40);

tokio::task_local! {
    /// The request that this task answers.
    static CURRENT: Current;
}

struct Current {
    id: String,
    /// Set by whoever finds it out.
    key: OnceLock<KnownKey>,
}

/// The id of the request that is being answered; empty outside of the layer [`request_id`].
pub fn current_request_id() -> String {
    CURRENT.try_with(|current| current.id.clone()).unwrap_or_default()
}

/// The key that the request that is being answered has named.
pub fn current_key() -> Option<KnownKey> {
    CURRENT.try_with(|current| current.key.get().cloned()).ok().flatten()
}

/// The request that is being answered has named this key.
pub fn note_key(key: &KnownKey) {
    // Outside of the layer there is no log to note it for, and a second key of one request changes nothing.
    let _ = CURRENT.try_with(|current| current.key.set(key.clone()));
}

/// Puts the layers around every route and fallback of `routes`. A call that takes longer than `time_limit` is a `server_error`.
pub fn around<S: Clone + Send + Sync + 'static>(routes: Router<S>, time_limit: Duration) -> Router<S> {
    named(answered(routes, time_limit))
}

/// The inner ones of them. The first `.layer` is the innermost.
pub fn answered<S: Clone + Send + Sync + 'static>(routes: Router<S>, time_limit: Duration) -> Router<S> {
    checked(routes, time_limit).layer(map_response(problems)).layer(from_fn(cors))
}

/// For pages too: a time limit, and nothing that is not for this server.
pub fn checked<S: Clone + Send + Sync + 'static>(routes: Router<S>, time_limit: Duration) -> Router<S> {
    routes
        .layer(TimeoutLayer::with_status_code(StatusCode::INTERNAL_SERVER_ERROR, time_limit))
        .layer(from_fn(unambiguous))
}

/// The outer ones, for pages too: a request has an id and a line in the log, and its answer is kept by nobody.
pub fn named<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(from_fn(request_id))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_request(())
                .on_response(log_answer)
                .on_body_chunk(())
                .on_eos(())
                .on_failure(()),
        )
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, NewRequestId))
        .layer(map_request(forget_callers_id))
}

/// Of two headers that differ, one server takes the first and another the last: what a proxy has checked might not be what
/// counts here. So a request with two of them is refused, and so is a body in another encoding than its own, and a request for
/// another server.
async fn unambiguous(request: Request, next: Next) -> Response {
    const ONCE: [HeaderName; 6] = [
        AUTHORIZATION,
        CONTENT_TYPE,
        HOST,
        ORIGIN,
        HeaderName::from_static("idempotency-key"),
        HeaderName::from_static("payment-session"),
    ];
    let headers = request.headers();
    if ONCE.iter().any(|name| headers.get_all(name).iter().count() > 1) {
        return ApiError::malformed("A header that may be there once is there twice.").into_response();
    }
    if headers.contains_key(CONTENT_ENCODING) {
        return ApiError::new(ErrorCode::UnsupportedMediaType, "Send the body without Content-Encoding.")
            .into_response();
    }
    if !host::is_asked(&request) {
        return ApiError::malformed(host::REFUSAL).into_response();
    }
    next.run(request).await
}

/// `SetRequestIdLayer` would keep an id that the caller chose; ours must be unique, and the log holds no caller's text.
async fn forget_callers_id(mut request: Request) -> Request {
    request.headers_mut().remove(REQUEST_ID);
    request
}

#[derive(Clone, Copy)]
struct NewRequestId;

impl MakeRequestId for NewRequestId {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&random_name("req_")).ok().map(RequestId::new)
    }
}

fn id_of<B>(request: &axum::http::Request<B>) -> &str {
    let id = request.extensions().get::<RequestId>();
    id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default()
}

/// Lets [`current_request_id`] give the id that `SetRequestIdLayer` has set.
pub async fn request_id(request: Request, next: Next) -> Response {
    let id = id_of(&request).to_owned();
    CURRENT.scope(Current { id, key: OnceLock::new() }, next.run(request)).await
}

/// One span a request: every line that is logged for it carries its id. Of the URL only the route is logged, because
/// anything may be written into a path.
fn span<B>(request: &axum::http::Request<B>) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), route, request_id = id_of(request))
}

fn log_answer<B>(response: &axum::http::Response<B>, latency: Duration, _: &Span) {
    let code = response.extensions().get::<ErrorCode>().map_or("", |code| code.as_str());
    let millis = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(status = response.status().as_u16(), code, millis, "answered");
}

/// Replaces an error that axum or a layer made before the API's own code ran: its text may quote the request.
async fn problems(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.extensions().get::<ErrorCode>().is_some() {
        return response;
    }
    if status.is_server_error() {
        return ApiError::server_error().into_response();
    }
    ApiError::malformed("The path or the query cannot be read.").into_response()
}

/// CORS by hand and not by tower-http's `CorsLayer`, which cannot say what the contract says: a preflight is answered
/// with 204, `jwks.json` keeps its `*`, and pages for the payer's own window or a frame have no CORS headers at all.
///
/// A preflight names no key, so any origin is answered; [`Caller`](super::auth::Caller) checks the call itself against its
/// merchant's list. Errors name the origin too, else a page would see a network error in place of the refusal.
async fn cors(request: Request, next: Next) -> Response {
    let origin = request.headers().get(ORIGIN).cloned();
    let is_page =
        request.extensions().get::<MatchedPath>().is_some_and(|route| route.as_str().starts_with("/v1/actions/"));
    let mut response = if request.method() == Method::OPTIONS { preflight() } else { next.run(request).await };
    if is_page {
        return response;
    }
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.entry(ACCESS_CONTROL_ALLOW_ORIGIN).or_insert(origin);
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("request-id, retry-after, idempotent-replayed"),
        );
    }
    response
}

fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, idempotency-key, payment-session"),
        (ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
