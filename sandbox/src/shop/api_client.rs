//! The shop's client of the payments API: plain HTTP with the secret key, as any merchant's server would do it.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use payments_widget::protocol::session::Session;
use reqwest::{RequestBuilder, Url};
use tokio_rustls::rustls::ClientConfig;

use super::ShopError;
use super::keys::ShopKeys;

const TIME_OUT: Duration = Duration::from_secs(10);
/// How long a connection is kept for the next call. The API closes one that is silent for 10 seconds: a call must not be sent
/// in the same moment.
const KEEP_CONNECTION: Duration = Duration::from_secs(5);
/// How long the API remembers an idempotency key, by its documentation.
pub const KEY_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Calls the API as one merchant.
pub struct ApiClient {
    http: reqwest::Client,
    base: String,
    keys: Arc<ShopKeys>,
}

impl ApiClient {
    /// `base` is the URL below which the API is, `http://localhost:4243/v1`; `tls` says what it trusts under https.
    ///
    /// # Errors
    /// A [`reqwest::Error`] when the HTTP client cannot be made.
    pub fn new(base: String, keys: Arc<ShopKeys>, tls: Option<ClientConfig>) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder().timeout(TIME_OUT).pool_idle_timeout(KEEP_CONNECTION).no_proxy();
        let http = match tls {
            Some(tls) => http.tls_backend_preconfigured(tls),
            // Nothing that the system trusts is read for plain HTTP.
            None => http.tls_certs_only([]),
        };
        let http = http.build()?;
        Ok(Self { http, base, keys })
    }

    /// Makes a session. The same key with the same body gives the same session again, with its client secret.
    ///
    /// # Errors
    /// 502 when the API cannot be reached or refuses.
    pub async fn create_session(&self, idempotency_key: &str, body: &str) -> Result<Session, ShopError> {
        let request = self
            .http
            .post(format!("{}/payment_sessions", self.base))
            .header("idempotency-key", idempotency_key)
            .header("content-type", "application/json")
            .body(body.to_owned());
        self.send(request).await?.ok_or_else(unreachable)
    }

    /// The current state of a session; `None` if there is none of this id.
    ///
    /// # Errors
    /// 502 when the API cannot be reached or refuses.
    pub async fn session(&self, id: &str) -> Result<Option<Session>, ShopError> {
        let mut url = Url::parse(&format!("{}/payment_sessions", self.base)).map_err(|_| unreachable())?;
        url.path_segments_mut().map_err(|()| unreachable())?.push(id);
        self.send(self.http.get(url)).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Option<Session>, ShopError> {
        let answer = request.bearer_auth(self.keys.current().secret).send().await.map_err(|error| {
            tracing::error!(error = %error.without_url(), "the payments API cannot be reached");
            unreachable()
        })?;
        let status = answer.status();
        if status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if !status.is_success() {
            tracing::error!(status = status.as_u16(), "the payments API refused the shop");
            return Err(unreachable());
        }
        let bytes = answer.bytes().await.map_err(|_| unreachable())?;
        serde_json::from_slice(&bytes).map(Some).map_err(|_| unreachable())
    }
}

fn unreachable() -> ShopError {
    ShopError::new(StatusCode::BAD_GATEWAY, "The shop cannot reach its payments API.")
}
