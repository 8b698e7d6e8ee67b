//! Who calls: a merchant's server by its secret key, or a payer's browser by a publishable key and a session.
//!
//! Each is an extractor, so a handler that names one cannot forget the check. A publishable key names a merchant and
//! authorises nothing; only a session's client secret opens that session.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::header::{AUTHORIZATION, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use payments_widget::protocol::problem::ErrorCode;
use payments_widget::protocol::session::session_id;

use super::Api;
use super::middleware::note_key;
use super::origins::{self, Origins};
use super::problem::ApiError;
use super::view::Viewer;
use crate::hash::{hash, same};
use crate::store::developers::{KeyKind, KnownKey};
use crate::store::payments::PaymentRow;
use crate::store::sessions::SessionRow;

const PAYMENT_SESSION: HeaderName = HeaderName::from_static("payment-session");

/// A merchant, and by which key it was named. A call with an `Origin` comes from one of the merchant's origins.
///
/// Refused with `api_key_invalid`, `key_type_forbidden`, `origin_not_allowed`.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The merchant.
    pub developer_id: String,
    /// The kind of the key.
    pub kind: KeyKind,
}

impl Caller {
    /// Who calls with this key, from a page of this origin if there is one.
    ///
    /// # Errors
    /// `api_key_invalid`, `key_type_forbidden`, `origin_not_allowed`, `server_error`.
    pub async fn of(api: &Api, key: Option<&str>, origin: Option<&HeaderValue>) -> Result<Self, ApiError> {
        let known = match key {
            Some(key) => api.store.known_key(key.trim()).await?,
            None => None,
        };
        let Some(key) = known else {
            let detail =
                "The API key is missing, unknown, revoked or expired. The sandbox prints its keys when it starts.";
            return Err(ApiError::new(ErrorCode::ApiKeyInvalid, detail));
        };
        note_key(&key);
        let KnownKey { developer_id, kind, .. } = key;
        if let Some(origin) = origin {
            if kind == KeyKind::Secret {
                return Err(ApiError::new(
                    ErrorCode::KeyTypeForbidden,
                    "A secret key has no place in a browser. Revoke it if it was ever sent to one.",
                ));
            }
            let origin = origin.to_str().unwrap_or_default();
            if !Origins::of(&api.store, &developer_id).await?.allow(origin) {
                return Err(origins::not_allowed(origin));
            }
        }
        Ok(Self { developer_id, kind })
    }

    /// How much of a payment or session the caller may see.
    pub fn viewer(&self) -> Viewer {
        match self.kind {
            KeyKind::Secret => Viewer::Merchant,
            KeyKind::Publishable => Viewer::Payer,
        }
    }
}

impl FromRequestParts<Arc<Api>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, ApiError> {
        let key = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key =
            key.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        Self::of(api, key.map(|(_, key)| key), parts.headers.get(ORIGIN)).await
    }
}

/// A merchant's server, for what only it may do.
///
/// Refused as [`Caller`], and with `key_type_forbidden` for a publishable key.
#[derive(Clone, Debug)]
pub struct Merchant {
    /// The merchant.
    pub developer_id: String,
}

impl FromRequestParts<Arc<Api>> for Merchant {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, ApiError> {
        let Caller { developer_id, kind } = Caller::from_request_parts(parts, api).await?;
        match kind {
            KeyKind::Secret => Ok(Self { developer_id }),
            KeyKind::Publishable => {
                Err(ApiError::new(ErrorCode::KeyTypeForbidden, "This takes a secret key, from the merchant's server."))
            }
        }
    }
}

/// A caller with either key that carries a session's client secret.
///
/// Refused as [`Caller`], and with `session_invalid` when the secret is missing, unknown or another merchant's.
pub struct SessionHolder {
    /// The merchant.
    pub developer_id: String,
    /// How much of the session and its payments the caller may see.
    pub viewer: Viewer,
    /// The session that the secret opens.
    pub session: SessionRow,
}

impl FromRequestParts<Arc<Api>> for SessionHolder {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, api).await?;
        let session = opened_session(parts, api, &caller).await?;
        Ok(Self { viewer: caller.viewer(), developer_id: caller.developer_id, session })
    }
}

async fn opened_session(parts: &Parts, api: &Api, caller: &Caller) -> Result<SessionRow, ApiError> {
    let secret = parts.headers.get(PAYMENT_SESSION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let found = match session_id(secret) {
        Some(id) => api.store.session(id).await?,
        None => None,
    };
    found
        .filter(|session| same(&session.secret_hash, &hash(&[secret.as_bytes()])))
        .filter(|session| session.developer_id == caller.developer_id)
        .ok_or_else(|| ApiError::new(ErrorCode::SessionInvalid, "The client secret is missing or unknown."))
}

/// The session that the path names, for a caller who may see it: any of the merchant's with a secret key, else only the
/// one whose client secret the call carries.
///
/// Refused as [`Caller`] and [`SessionHolder`], and with `not_found`.
pub struct VisibleSession {
    /// The session.
    pub session: SessionRow,
    /// How much of it the caller may see.
    pub viewer: Viewer,
}

impl FromRequestParts<Arc<Api>> for VisibleSession {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, ApiError> {
        let id = path_id(parts).await?;
        let caller = Caller::from_request_parts(parts, api).await?;
        let session = match caller.viewer() {
            Viewer::Merchant => api.store.session(&id).await?,
            Viewer::Payer => Some(opened_session(parts, api, &caller).await?),
        };
        let session = session.filter(|session| session.id == id && session.developer_id == caller.developer_id);
        Ok(Self { session: session.ok_or_else(ApiError::not_found)?, viewer: caller.viewer() })
    }
}

/// The payment that the path names, for a caller who may see it: any of the merchant's with a secret key, else only one
/// of the session whose client secret the call carries.
///
/// Refused as [`Caller`] and [`SessionHolder`], and with `not_found`.
pub struct VisiblePayment {
    /// The payment.
    pub payment: PaymentRow,
    /// How much of it the caller may see.
    pub viewer: Viewer,
}

impl FromRequestParts<Arc<Api>> for VisiblePayment {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, ApiError> {
        let id = path_id(parts).await?;
        let caller = Caller::from_request_parts(parts, api).await?;
        let opened = match caller.viewer() {
            Viewer::Merchant => None,
            Viewer::Payer => Some(opened_session(parts, api, &caller).await?),
        };
        let payment = api.store.payment(&id).await?.ok_or_else(ApiError::not_found)?;
        let session = match opened {
            Some(session) => session,
            None => api.store.session(&payment.session_id).await?.ok_or_else(ApiError::not_found)?,
        };
        if payment.session_id != session.id || session.developer_id != caller.developer_id {
            return Err(ApiError::not_found());
        }
        Ok(Self { payment, viewer: caller.viewer() })
    }
}

async fn path_id(parts: &mut Parts) -> Result<String, ApiError> {
    match Path::from_request_parts(parts, &()).await {
        Ok(Path(id)) => Ok(id),
        Err(_) => Err(ApiError::malformed("The path cannot be read.")),
    }
}
