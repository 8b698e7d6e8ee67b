//! The API of one configuration: its address, its key, and the requests that `flow` asks for.
//!
//! Every request but the keys carries the publishable key and the session's secret; nothing is ever put into a URL
//! but ids.

use gloo_net::http::Method;
use wasm_bindgen::JsValue;
use web_sys::{RequestCache, RequestCredentials};

use super::crypto;
use super::fetch::{Ask, ask};
use super::options::own_text;
use super::wire;
use crate::flow::outcome::Failure;
use crate::flow::retry::Fault;
use crate::jwe::jwk::RecipientKey;
use crate::protocol::payment::{Payment, PaymentRequest};
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::{Session, SessionClaim};

/// Where the requests go.
pub struct Api {
    /// Without a slash at the end.
    pub endpoint: String,
    /// `pk_…`
    pub key: String,
    /// Thumbprints that the encryption key may have.
    pub pins: Option<Vec<String>>,
}

impl Api {
    /// `GET /jwks.json`, and of its keys the first that passes every check.
    pub async fn recipient_key(&self, fresh: bool, within_ms: u32) -> Result<RecipientKey, Failure> {
        let url = self.url("/jwks.json");
        let json = ask(Ask {
            method: Method::GET,
            url: &url,
            headers: &[],
            body: None,
            credentials: RequestCredentials::Omit,
            cache: if fresh { RequestCache::Reload } else { RequestCache::Default },
            within_ms,
        })
        .await
        .map_err(|_| unreachable_at(ErrorCode::EncryptionKeyUnavailable, &url))?;
        for key in wire::keys(&json).ok_or_else(|| unreachable_at(ErrorCode::EncryptionKeyUnavailable, &url))? {
            let refused = |_| Failure::new(ErrorCode::EncryptionFailed, "This browser's WebCrypto refused to hash.");
            let digest = crypto::sha256(key.thumbprint_input().as_bytes()).await.map_err(refused)?;
            if let Some(key) = key.accept(&digest, self.pins.as_deref()) {
                return Ok(key);
            }
        }
        let message = format!(
            "No key at {url} is a P-256 encryption key whose kid is its thumbprint{}. Nothing was sent.",
            if self.pins.is_some() { ", and one of keyThumbprints" } else { "" }
        );
        Err(Failure::new(ErrorCode::EncryptionKeyRejected, message))
    }

    /// `POST /payments`.
    pub async fn pay(
        &self,
        secret: &str,
        idempotency_key: &str,
        body: &PaymentRequest,
        within_ms: u32,
    ) -> Result<Payment, Fault> {
        let url = self.url("/payments");
        let headers = [("idempotency-key", idempotency_key)];
        let json = self.ask(secret, Method::POST, &url, &headers, Some(wire::body(body)), within_ms).await?;
        read(wire::payment(&json))
    }

    /// `GET /payments/{id}`.
    pub async fn payment(&self, secret: &str, id: &str, within_ms: u32) -> Result<Payment, Fault> {
        let url = self.url(&["/payments/", id].concat());
        let json = self.ask(secret, Method::GET, &url, &[], None, within_ms).await?;
        read(wire::payment(&json))
    }

    /// `POST /payments/{id}/cancel`.
    pub async fn cancel(&self, secret: &str, id: &str, within_ms: u32) -> Result<Payment, Fault> {
        let url = self.url(&["/payments/", id, "/cancel"].concat());
        let json = self.ask(secret, Method::POST, &url, &[], Some("{}".into()), within_ms).await?;
        read(wire::payment(&json))
    }

    /// `GET /payment_sessions/{id}`.
    pub async fn session(&self, secret: &str, id: &str, within_ms: u32) -> Result<Session, Fault> {
        let url = self.url(&["/payment_sessions/", id].concat());
        let json = self.ask(secret, Method::GET, &url, &[], None, within_ms).await?;
        read(wire::session(&json))
    }

    /// The API's address of a path.
    pub fn url(&self, path: &str) -> String {
        [&self.endpoint, path].concat()
    }

    async fn ask(
        &self,
        secret: &str,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<JsValue>,
        within_ms: u32,
    ) -> Result<JsValue, Fault> {
        let bearer = ["Bearer ", &self.key].concat();
        let mut all = vec![("authorization", bearer.as_str()), ("payment-session", secret)];
        all.extend_from_slice(headers);
        let (credentials, cache) = (RequestCredentials::Omit, RequestCache::NoStore);
        ask(Ask { method, url, headers: &all, body, credentials, cache, within_ms }).await
    }
}

/// An answer that is JSON and not ours.
fn read<T>(answer: Option<T>) -> Result<T, Fault> {
    answer.ok_or(Fault::Unreadable { status: 200 })
}

/// Nothing of use came from `url`.
pub fn unreachable_at(code: ErrorCode, url: &str) -> Failure {
    let message = format!("{url} could not be read. Check that it is right and up, and that its CORS allows this page.");
    Failure::new(code, message)
}

/// Asks the merchant's session URL for a client secret: POST with a claim, or GET for the session that the payer
/// comes back to. <https://fetch.spec.whatwg.org/#concept-request-credentials-mode>
pub async fn ask_session_url(url: &str, claim: Option<&SessionClaim>, within_ms: u32) -> Result<String, Failure> {
    let answer = ask(Ask {
        method: if claim.is_some() { Method::POST } else { Method::GET },
        url,
        headers: &[],
        body: claim.map(wire::body),
        credentials: RequestCredentials::SameOrigin,
        cache: RequestCache::NoStore,
        within_ms,
    })
    .await;
    let secret = answer.ok().and_then(|json| own_text(&json, "client_secret"));
    secret.ok_or_else(|| {
        Failure::new(
            ErrorCode::SessionSourceFailed,
            "The session URL did not answer 200 with a client_secret. Is the payer logged in, and the order open?",
        )
    })
}
