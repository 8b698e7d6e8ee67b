//! The public keys that cards are encrypted for (RFC 7517).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, ORIGIN};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::auth::Caller;
use super::sessions::MAX_LIFETIME;
use super::{Answer, Api};
use crate::clock::{self, Millis};

/// How long a browser keeps the keys, in seconds. The widget keeps one in its memory for as long after that.
const MAX_AGE: u32 = 5 * 60;

/// How long a key can be needed after it was published last, in milliseconds: a page has read it at the last moment, and the card
/// that it encrypts for the key is paid at the end of the longest session.
pub const OPENS_FOR: Millis = (2 * MAX_AGE + MAX_LIFETIME) as Millis * 1000;

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
            "no-store".to_owned()
        }
        None => format!("public, max-age={MAX_AGE}"),
    };
    let headers = [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (CACHE_CONTROL, kept.as_str())];
    Ok((headers, Json(api.encryption_keys.published(clock::now()))).into_response())
}
