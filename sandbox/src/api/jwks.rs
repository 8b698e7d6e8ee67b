//! The public keys that cards are encrypted for (RFC 7517).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use axum::response::{IntoResponse, Response};

use super::Api;

/// `GET /jwks.json`: public, and cached for five minutes.
pub async fn read(State(api): State<Arc<Api>>) -> Response {
    let headers = [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (CACHE_CONTROL, "public, max-age=300")];
    (headers, Json(api.sealing_key.public_set())).into_response()
}
