//! The API's description for other people's tools, written by hand and held by tests to the examples of the wire.

use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// `GET /openapi.json`: for everybody, as it holds nothing of anybody.
pub async fn read() -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, include_str!("../../openapi.json")).into_response()
}
