//! The public keys that cards are encrypted for (RFC 7517).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, ORIGIN};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::auth::Caller;
use super::{Answer, Api};

/// The query of the keys.
#[derive(Deserialize)]
pub struct KeysQuery {
    /// A publishable key to check.
    key: Option<String>,
}

/// `GET /jwks.json`: public, and cached for five minutes.
///
/// With `?key=pk_…` it also says whether pages of this origin may use that key. A form in test mode asks so when it is mounted,
/// so that a developer hears of a wrong key or origin before a card is typed. In a query and not in a header, as it is then a
/// request that needs no preflight, which a server that knows nothing of it answers too.
///
/// # Errors
/// With a key, those of [`Caller::of`].
pub async fn read(State(api): State<Arc<Api>>, Query(query): Query<KeysQuery>, headers: HeaderMap) -> Answer {
    let kept = match &query.key {
        Some(key) => {
            Caller::of(&api, Some(key), headers.get(ORIGIN)).await?;
            "no-store"
        }
        None => "public, max-age=300",
    };
    let headers = [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (CACHE_CONTROL, kept)];
    Ok((headers, Json(api.sealing_key.public_set())).into_response())
}
