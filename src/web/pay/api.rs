//! The API of one configuration: its address, its key, and the requests that `flow` asks for.
//!
//! Every request but the one for the keys carries the publishable key and the session's client secret. A URL has ids only.

use std::cell::RefCell;

use gloo_net::http::Method;
use wasm_bindgen::JsValue;
use web_sys::{RequestCache, RequestCredentials};

use crate::flow::failure::Failure;
use crate::flow::messages::{Done, Millis, Request};
use crate::flow::retry::Fault;
use crate::jwe::jwk::RecipientKey;
use crate::jwe::token_format::TokenFormat;
use crate::protocol::problem::ErrorCode;
use crate::protocol::saved_card::SavedCardRequest;
use crate::protocol::session::Session;
use crate::protocol::{read, write};
use crate::web::crypto;
use crate::web::pay::fetch::{Answer, Ask, ask};
use crate::web::pay::wire;
use crate::web::window;

/// Where requests are sent, and with which key.
pub struct Api {
    /// Without a slash at the end.
    pub endpoint: String,
    /// `pk_…`
    pub key: String,
    /// The thumbprints that the encryption key may have; `None`: any.
    pub pins: Option<Vec<String>>,
    /// What a card is encrypted as, if not as the API's own contract says.
    pub token_format: Option<TokenFormat>,
    /// The key that was asked for last, and until when it is used again, in milliseconds since 1970.
    pub key_kept: RefCell<Option<(RecipientKey, Millis)>>,
}

/// How long a key is used again, in milliseconds: as long as the API lets browsers keep it (`max-age=300`).
const KEY_MS: Millis = 300_000;

impl Api {
    /// The key to encrypt for, asked for where none is kept. `fresh`: not one that is kept.
    ///
    /// # Errors
    /// `encryption_key_unavailable`, `encryption_key_rejected`, or `encryption_failed` where WebCrypto refuses to hash.
    pub async fn recipient_key(&self, fresh: bool, within_ms: u32) -> Result<RecipientKey, Failure> {
        let kept = self.key_kept.borrow().clone();
        if let Some((key, _)) = kept.filter(|(_, until)| !fresh && window::now() < *until) {
            return Ok(key);
        }
        let key = self.ask_key(fresh, within_ms).await?;
        self.key_kept.replace(Some((key.clone(), window::now().saturating_add(KEY_MS))));
        Ok(key)
    }

    /// `GET /jwks.json`, and of its keys the first that passes every check.
    async fn ask_key(&self, fresh: bool, within_ms: u32) -> Result<RecipientKey, Failure> {
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
        .map_err(|_| Failure::unreachable(ErrorCode::EncryptionKeyUnavailable, &url))?;
        for key in read::keys(&json).ok_or_else(|| Failure::unreachable(ErrorCode::EncryptionKeyUnavailable, &url))? {
            let refused = |_| Failure::new(ErrorCode::EncryptionFailed, "This browser's WebCrypto refused to hash.");
            let digest = crypto::sha256(key.thumbprint_input().as_bytes()).await.map_err(refused)?;
            if let Some(key) = key.accept(&digest, self.pins.as_deref()) {
                return Ok(key);
            }
        }
        let pinned = if self.pins.is_some() { ", and one of keyThumbprints" } else { "" };
        let is_none = " has use enc, its own thumbprint as kid, and either kty EC with crv P-256 and alg ECDH-ES, or kty RSA of 2048 \
                       to 4096 bits with alg RSA-OAEP-256; an enc, if any, is A256GCM or A128GCM";
        let message = ["No key at ", &url, is_none, pinned, ". Nothing was sent."].concat();
        Err(Failure::new(ErrorCode::EncryptionKeyRejected, message))
    }

    /// `GET /payment_sessions/{id}`, with its client secret.
    ///
    /// # Errors
    /// The fault, where there is no session that could be read.
    pub async fn session(&self, secret: &str, id: &str, within_ms: u32) -> Result<Box<Session>, Fault> {
        let request = Request::ReadSession { id: id.to_owned() };
        let json = self.ask(secret, &request, within_ms).await?;
        wire::read(&json, read::session, &read::SESSION)
    }

    /// Sends one request of the session that `secret` opens, and reads the answer.
    pub async fn send(&self, secret: &str, request: &Request, within_ms: u32) -> Done {
        let answer = self.ask(secret, request, within_ms).await;
        match request {
            Request::ReadSession { .. } => {
                Done::SessionRead(answer.and_then(|json| wire::read(&json, read::session, &read::SESSION)))
            }
            _ => Done::Payment(answer.and_then(|json| wire::read(&json, read::payment, &read::PAYMENT))),
        }
    }

    /// Sends one request about the saved cards of the session's payer.
    ///
    /// # Errors
    /// The fault, where the server did not do it.
    pub async fn saved_cards(
        &self,
        secret: &str,
        request: &SavedCardRequest,
        within_ms: u32,
    ) -> Result<JsValue, Fault> {
        let (method, id, end) = match request {
            SavedCardRequest::List => (Method::GET, "", ""),
            SavedCardRequest::Delete(id) => (Method::DELETE, id.as_str(), ""),
            SavedCardRequest::Restore(id) => (Method::POST, id.as_str(), "/restore"),
        };
        let slash = if id.is_empty() { "" } else { "/" };
        let path = ["/saved_cards", slash, id, end].concat();
        let body = (!end.is_empty()).then(|| "{}".into());
        self.ask_path(secret, method, &path, body, None, within_ms).await
    }

    fn ask<'a>(&self, secret: &'a str, request: &'a Request, within_ms: u32) -> Answer<'a> {
        let (method, path, body) = match request {
            Request::Pay { body, .. } => {
                (Method::POST, "/payments".to_owned(), Some(wire::body(write::payment_request(body))))
            }
            Request::ReadPayment { id } => (Method::GET, ["/payments/", id].concat(), None),
            Request::CancelPayment { id } => (Method::POST, ["/payments/", id, "/cancel"].concat(), Some("{}".into())),
            Request::ReadSession { id } => (Method::GET, ["/payment_sessions/", id].concat(), None),
        };
        let idempotency_key = match request {
            Request::Pay { idempotency_key, .. } => Some(&**idempotency_key),
            _ => None,
        };
        self.ask_path(secret, method, &path, body, idempotency_key, within_ms)
    }

    fn ask_path<'a>(
        &self,
        secret: &'a str,
        method: Method,
        path: &str,
        body: Option<JsValue>,
        idempotency_key: Option<&'a str>,
        within_ms: u32,
    ) -> Answer<'a> {
        let url = self.url(path);
        let bearer = ["Bearer ", &self.key].concat();
        Box::pin(async move {
            let mut headers = vec![("authorization", bearer.as_str()), ("payment-session", secret)];
            headers.extend(idempotency_key.map(|key| ("idempotency-key", key)));
            let (credentials, cache) = (RequestCredentials::Omit, RequestCache::NoStore);
            ask(Ask { method, url: &url, headers: &headers, body, credentials, cache, within_ms }).await
        })
    }

    /// The API's address of a path.
    pub fn url(&self, path: &str) -> String {
        [&self.endpoint, path].concat()
    }
}
