//! The API of one configuration: its address, its key, and the requests that `flow` asks for.
//!
//! Every request but the keys carries the publishable key and the session's secret; nothing is ever put into a URL
//! but ids.

use gloo_net::http::Method;
use web_sys::{RequestCache, RequestCredentials};

use crate::flow::outcome::Failure;
use crate::flow::retry::Fault;
use crate::jwe::jwk::RecipientKey;
use crate::protocol::payment::PaymentRequest;
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::{Session, session_id};
use crate::web::pay::fetch::{Answer, Ask, ask};
use crate::web::pay::seal;
use crate::web::pay::wire;

/// Where the requests go.
pub struct Api {
    /// Without a slash at the end.
    pub endpoint: String,
    /// `pk_…`
    pub key: String,
    /// Thumbprints that the encryption key may have.
    pub pins: Option<Vec<String>>,
}

/// A request of one session.
pub enum Request<'a> {
    /// `POST /payments`
    Pay {
        /// The header.
        idempotency_key: &'a str,
        /// The body.
        body: &'a PaymentRequest,
    },
    /// `GET /payments/{id}`
    ReadPayment(&'a str),
    /// `POST /payments/{id}/cancel`
    CancelPayment(&'a str),
    /// `GET /payment_sessions/{id}`
    ReadSession,
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
            let digest = seal::sha256(key.thumbprint_input().as_bytes()).await.map_err(refused)?;
            if let Some(key) = key.accept(&digest, self.pins.as_deref()) {
                return Ok(key);
            }
        }
        let pinned = if self.pins.is_some() { ", and one of keyThumbprints" } else { "" };
        let is_none = " is a P-256 encryption key whose kid is its thumbprint";
        let message = ["No key at ", &url, is_none, pinned, ". Nothing was sent."].concat();
        Err(Failure::new(ErrorCode::EncryptionKeyRejected, message))
    }

    /// `GET /payment_sessions/{id}` of the session that `secret` opens.
    pub async fn session(&self, secret: &str, within_ms: u32) -> Result<Session, Fault> {
        let json = self.ask(secret, Request::ReadSession, within_ms).await?;
        wire::read(wire::session(&json))
    }

    /// One request of the session that `secret` opens.
    pub fn ask<'a>(&self, secret: &'a str, request: Request<'a>, within_ms: u32) -> Answer<'a> {
        let (method, path, body) = match &request {
            Request::Pay { body, .. } => (Method::POST, "/payments".to_owned(), Some(wire::payment_request(body))),
            Request::ReadPayment(id) => (Method::GET, ["/payments/", id].concat(), None),
            Request::CancelPayment(id) => (Method::POST, ["/payments/", id, "/cancel"].concat(), Some("{}".into())),
            Request::ReadSession => {
                (Method::GET, ["/payment_sessions/", session_id(secret).unwrap_or_default()].concat(), None)
            }
        };
        let url = self.url(&path);
        let bearer = ["Bearer ", &self.key].concat();
        Box::pin(async move {
            let mut headers = vec![("authorization", bearer.as_str()), ("payment-session", secret)];
            if let Request::Pay { idempotency_key, .. } = request {
                headers.push(("idempotency-key", idempotency_key));
            }
            let (credentials, cache) = (RequestCredentials::Omit, RequestCache::NoStore);
            ask(Ask { method, url: &url, headers: &headers, body, credentials, cache, within_ms }).await
        })
    }

    /// The API's address of a path.
    pub fn url(&self, path: &str) -> String {
        [&self.endpoint, path].concat()
    }
}

/// Nothing of use came from `url`.
pub fn unreachable_at(code: ErrorCode, url: &str) -> Failure {
    let advice = " could not be read. Check that it is right and up, and that its CORS allows this page.";
    Failure::new(code, [url, advice].concat())
}
