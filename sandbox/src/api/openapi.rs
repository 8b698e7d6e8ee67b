//! The OpenAPI document of the API. It is written by hand; tests check it against the examples in `tests/wire`, the routes
//! and the error codes.

use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// `GET /openapi.json`: public, and cached for five minutes.
pub async fn read() -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, include_str!("../../openapi.json")).into_response()
}
