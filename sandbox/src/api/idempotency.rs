//! Idempotency keys: the same request sent twice under one key has one effect.
//!
//! While a request runs, its key is held in memory, so that a repeat is answered at once. What counts is the key in the database,
//! which is committed together with what was made: of two instances that run the same request, one finds the other's key there
//! and answers with what it has made. A request that was refused before anything was committed leaves no trace of its key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use payments_widget::protocol::problem::ErrorCode;

use super::Api;
use super::problem::ApiError;
use super::view::Viewer;
use crate::hash::hash;
use crate::store::idempotency::{KeyUse, UsedKey};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const LONGEST_KEY: usize = 255;

/// Merchant and key, to the hash of the request.
type Held = HashMap<(String, String), String>;

/// The keys of the requests that are running.
#[derive(Clone, Default)]
pub struct InFlight(Arc<Mutex<Held>>);

/// Holds a key until it is dropped.
#[must_use]
pub struct Hold {
    held: InFlight,
    slot: (String, String),
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.held.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.slot);
    }
}

/// What must be equal for two requests under one key to be the same request.
pub struct Fingerprint<'a> {
    /// `POST`
    pub method: &'a str,
    /// `/v1/payments`
    pub path: &'a str,
    /// The id of the session that it is about; empty for none.
    pub session: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// How a request under a key begins.
pub enum Begun {
    /// The key is new: do the work, and keep the hold until its end.
    New(Hold, KeyUse),
    /// The same request has made something before: answer its current state.
    Replay(UsedKey),
}

/// Begins a request under the `Idempotency-Key` of its headers.
///
/// # Errors
/// `idempotency_key_invalid`, `idempotency_in_flight`, `idempotency_key_reused`.
pub async fn begin(
    api: &Api,
    developer_id: &str,
    viewer: Viewer,
    headers: &HeaderMap,
    request: &Fingerprint<'_>,
) -> Result<Begun, ApiError> {
    let key = match viewer {
        Viewer::Merchant => read_key(headers)?,
        // A space of its own: else a payer could use up the keys that the merchant is going to use. No key holds a tab.
        Viewer::Payer => format!("payer\t{}", read_key(headers)?),
    };
    let request_hash =
        hash(&[request.method.as_bytes(), request.path.as_bytes(), request.session.as_bytes(), request.body]);
    let hold = hold(&api.in_flight, (developer_id.into(), key.clone()), &request_hash)?;
    let key = KeyUse { developer_id: developer_id.into(), key, request_hash, jti: None };
    Ok(match made_under(api, &key).await? {
        Some(used) => Begun::Replay(used),
        None => Begun::New(hold, key),
    })
}

/// What the same request has made under its key by now, on this instance or another.
///
/// # Errors
/// `idempotency_key_reused` if it was another request; `server_error`.
pub async fn made_under(api: &Api, key: &KeyUse) -> Result<Option<UsedKey>, ApiError> {
    match api.store.used_key(&key.developer_id, &key.key).await? {
        Some(used) if used.request_hash != key.request_hash => Err(reused()),
        used => Ok(used),
    }
}

fn read_key(headers: &HeaderMap) -> Result<String, ApiError> {
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else {
        return Err(ApiError::new(
            ErrorCode::IdempotencyKeyInvalid,
            "The Idempotency-Key header is missing. Send one of your own, the same for a repeat of the same request.",
        ));
    };
    let key = key.to_str().unwrap_or_default();
    let printable = key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if key.is_empty() || key.len() > LONGEST_KEY || !printable {
        return Err(ApiError::new(
            ErrorCode::IdempotencyKeyInvalid,
            "Idempotency-Key is 1 to 255 characters of printable ASCII.",
        ));
    }
    Ok(key.into())
}

fn hold(held: &InFlight, slot: (String, String), request_hash: &str) -> Result<Hold, ApiError> {
    let mut map = held.0.lock().unwrap_or_else(PoisonError::into_inner);
    match map.get(&slot) {
        Some(running) if running == request_hash => Err(ApiError::new(
            ErrorCode::IdempotencyInFlight,
            "The same request is running. Repeat it after Retry-After to get its answer.",
        )
        .retry_after(1)),
        Some(_) => Err(reused()),
        None => {
            map.insert(slot.clone(), request_hash.into());
            Ok(Hold { held: held.clone(), slot })
        }
    }
}

fn reused() -> ApiError {
    ApiError::new(ErrorCode::IdempotencyKeyReused, "This Idempotency-Key came with another request before.")
}

/// Adds `Idempotent-Replayed: true` to an answer about what an earlier request has made.
pub fn replayed(mut response: Response) -> Response {
    response.headers_mut().insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    response
}
