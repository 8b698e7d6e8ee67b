//! Who calls: a merchant's server by its secret key, or a payer's browser by a publishable key and a session.
//!
//! A publishable key names a merchant and authorises nothing; only a session's client secret opens that session.

use axum::http::header::{AUTHORIZATION, ORIGIN};
use axum::http::{HeaderMap, HeaderName};
use payments_widget::protocol::problem::ErrorCode;
use payments_widget::protocol::session::session_id;

use super::Api;
use super::problem::Refusal;
use crate::secret::{hash, same};
use crate::store::developers::KeyKind;
use crate::store::payments::PaymentRow;
use crate::store::sessions::SessionRow;

const PAYMENT_SESSION: HeaderName = HeaderName::from_static("payment-session");

/// A merchant, and by which key it was named.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The merchant.
    pub developer_id: String,
    /// Of the key.
    pub kind: KeyKind,
}

impl Caller {
    /// Whether a secret key was shown.
    pub fn is_merchant(&self) -> bool {
        self.kind == KeyKind::Secret
    }
}

/// Reads the key, and holds the call to its merchant's origins.
///
/// # Errors
/// `api_key_invalid`, `key_type_forbidden`, `origin_not_allowed`.
pub async fn caller(api: &Api, headers: &HeaderMap) -> Result<Caller, Refusal> {
    let key = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let key = key.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let known = match key {
        Some((_, key)) => api.store.developer_of_key(key.trim()).await?,
        None => None,
    };
    let Some((developer_id, kind)) = known else {
        return Err(Refusal::new(ErrorCode::ApiKeyInvalid, "The API key is missing, unknown or revoked."));
    };
    if let Some(origin) = headers.get(ORIGIN) {
        if kind == KeyKind::Secret {
            return Err(Refusal::new(
                ErrorCode::KeyTypeForbidden,
                "A secret key has no place in a browser. Revoke it if it was ever sent to one.",
            ));
        }
        let origins = api.store.origins(&developer_id).await?;
        if !origins.iter().any(|listed| listed.as_bytes() == origin.as_bytes()) {
            return Err(Refusal::new(
                ErrorCode::OriginNotAllowed,
                "The page's origin is not on the merchant's list of origins.",
            ));
        }
    }
    Ok(Caller { developer_id, kind })
}

/// Like [`caller`], for what only a merchant's server may do.
///
/// # Errors
/// Those of [`caller`], and `key_type_forbidden` for a publishable key.
pub async fn merchant(api: &Api, headers: &HeaderMap) -> Result<Caller, Refusal> {
    let caller = caller(api, headers).await?;
    if caller.is_merchant() {
        return Ok(caller);
    }
    Err(Refusal::new(ErrorCode::KeyTypeForbidden, "This takes a secret key, from the merchant's server."))
}

/// The session whose client secret the call carries.
///
/// # Errors
/// `session_invalid` when the secret is missing, unknown or another merchant's.
pub async fn session(api: &Api, caller: &Caller, headers: &HeaderMap) -> Result<SessionRow, Refusal> {
    let secret = headers.get(PAYMENT_SESSION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let found = match session_id(secret) {
        Some(id) => api.store.session(id).await?,
        None => None,
    };
    found
        .filter(|session| same(&session.secret_hash, &hash(&[secret.as_bytes()])))
        .filter(|session| session.developer_id == caller.developer_id)
        .ok_or_else(|| Refusal::new(ErrorCode::SessionInvalid, "The client secret is missing or unknown."))
}

/// The payment of this id with its session, if the caller may see it: any of the merchant's with a secret key, else
/// only one of the session shown.
///
/// # Errors
/// `session_invalid`, `not_found`.
pub async fn payment(
    api: &Api,
    caller: &Caller,
    headers: &HeaderMap,
    id: &str,
) -> Result<(PaymentRow, SessionRow), Refusal> {
    let shown = if caller.is_merchant() { None } else { Some(session(api, caller, headers).await?) };
    let payment = api.store.payment(id).await?.ok_or_else(Refusal::not_found)?;
    let session = match shown {
        Some(session) => session,
        None => api.store.session(&payment.session_id).await?.ok_or_else(Refusal::not_found)?,
    };
    if payment.session_id != session.id || session.developer_id != caller.developer_id {
        return Err(Refusal::not_found());
    }
    Ok((payment, session))
}
