//! The demo shop: what a merchant's own server does. It logs payers in, prices orders, and makes payment sessions with
//! the secret key, over HTTP and with no more knowledge of the API than its documentation.
//!
//! Cookies are shared by all ports of a host, so every POST that a cookie authorises checks `Origin`. No card ever comes
//! here.

pub mod api_client;
pub mod checkout;
pub mod docs;
pub mod keys;
pub mod login;
pub mod pages;
pub mod store;
pub mod words;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use sqlx::{Any, Transaction};
use thiserror::Error;
use tokio::sync::{Mutex, MutexGuard};
use tokio_rustls::rustls::ClientConfig;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::arrival::{self, Missing};
use crate::clock::Millis;
use crate::files::Files;
use crate::host;
use crate::same_origin;
use crate::store::database::Source;
use api_client::ApiClient;
use keys::ShopKeys;
use store::ShopStore;

/// The people who can log in. They are the payers of the test wallets too.
pub const PAYERS: [&str; 2] = ["minsu", "jane"];
/// The password of both.
const PASSWORD: &str = "demo";
/// The longest that a request may take: more than its calls of the API together.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// What the shop has to know at its start.
#[derive(Clone, Debug)]
pub struct ShopConfig {
    /// Its keys.
    pub keys: Arc<ShopKeys>,
    /// The payments origin for pages, `http://localhost:4243` or that of a proxy.
    pub payments_url: String,
    /// The payments origin for the shop's own calls.
    pub api_url: String,
    /// How the shop's own calls trust the payments origin, if that has TLS.
    pub tls: Option<ClientConfig>,
    /// Its own origin, `http://localhost:4242`.
    pub url: String,
    /// Every way to write its own origin.
    pub origins: Vec<String>,
    /// Its database.
    pub database: Source,
    /// The files of `www`, with `shop` and `playground` in it.
    pub pages: Files,
    /// The documentation.
    pub docs: Files,
}

/// Why the shop does not open, in one sentence that says what to do.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Its database cannot be opened.
    #[error("Cannot use {place}: {source}. {remedy}", remedy = place.remedy())]
    Database {
        /// Which.
        place: Source,
        /// The database's reason.
        source: sqlx::Error,
    },
    /// Its HTTP client cannot be made.
    #[error("Cannot make the shop's HTTP client: {0}.")]
    Client(#[from] reqwest::Error),
}

/// What every request of the shop needs.
pub struct Shop {
    config: ShopConfig,
    store: ShopStore,
    client: ApiClient,
    /// By payer. One checkout of a payer at a time: two at once could make two orders of one cart, or two sessions for one
    /// order.
    checkouts: HashMap<&'static str, Mutex<()>>,
}

/// Keeps other checkouts of the payer waiting until it is dropped: first those of other instances, then those of this one.
struct OneCheckout<'a> {
    _elsewhere: Option<Transaction<'static, Any>>,
    _here: MutexGuard<'a, ()>,
}

impl Shop {
    /// The attributes of the cookie. Under https a browser must not send it without TLS.
    fn cookie_attributes(&self) -> &'static str {
        if self.config.url.starts_with("https:") {
            "Path=/; HttpOnly; SameSite=Lax; Secure"
        } else {
            "Path=/; HttpOnly; SameSite=Lax"
        }
    }

    /// Opens the shop's database and makes its client of the API.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(config: ShopConfig) -> Result<Arc<Self>, OpenError> {
        let store = ShopStore::open(&config.database)
            .await
            .map_err(|source| OpenError::Database { place: config.database.clone(), source })?;
        let client = ApiClient::new(format!("{}/v1", config.api_url), Arc::clone(&config.keys), config.tls.clone())?;
        Ok(Arc::new(Self { config, store, client, checkouts: PAYERS.map(|payer| (payer, Mutex::new(()))).into() }))
    }

    /// Waits until no other checkout of this payer runs, on any instance. Only those who can log in have one.
    async fn one_checkout(&self, payer: &str) -> Result<OneCheckout<'_>, ShopError> {
        let unknown = || ShopError::new(StatusCode::UNAUTHORIZED, "Log in first.");
        let here = self.checkouts.get(payer).ok_or_else(unknown)?.lock().await;
        Ok(OneCheckout { _elsewhere: self.store.lock_orders(payer).await?, _here: here })
    }

    /// Deletes a batch of the orders that were made, and had their last session, before `before`. Gives whether there may be more.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_orders(&self, before: Millis) -> sqlx::Result<bool> {
        self.store.forget_old_orders(before).await
    }

    /// Closes the shop's database.
    pub async fn close(&self) {
        self.store.close().await;
    }
}

/// A request from one of the shop's own pages. Refused with 403 for another `Origin` or none: such a POST is not the
/// payer's wish.
pub struct SameOrigin;

impl FromRequestParts<Arc<Shop>> for SameOrigin {
    type Rejection = ShopError;

    async fn from_request_parts(parts: &mut Parts, shop: &Arc<Shop>) -> Result<Self, ShopError> {
        if same_origin::is_from(&parts.headers, &shop.config.origins) {
            return Ok(Self);
        }
        Err(ShopError::new(StatusCode::FORBIDDEN, "This can only be asked from the shop's own pages."))
    }
}

/// The longest body that the shop reads, in bytes.
const MAX_BODY_BYTES: usize = 1024;

/// The body of a request.
async fn small_body(headers: &HeaderMap, body: Body) -> Result<Bytes, ShopError> {
    arrival::body(headers, body, MAX_BODY_BYTES).await.map_err(|missing| match missing {
        Missing::TooLong => ShopError::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too long."),
        Missing::Cut => ShopError::new(StatusCode::BAD_REQUEST, "The body ended early."),
    })
}

/// The shop's routes.
pub fn router(shop: Arc<Shop>) -> Router {
    // In the page an address is what it is in the folder, so that the scripts import each other by the same paths as on the disk.
    let files = shop.config.pages.all();
    Router::new()
        .route("/", get(pages::checkout))
        .route("/guide", get(pages::guide))
        .route("/styles", get(pages::styles))
        .route("/playground", get(pages::playground))
        .route("/return", get(pages::returned))
        .route("/login", get(pages::login).post(login::log_in))
        .route("/logout", get(login::log_out))
        .route("/checkout/session", get(checkout::again).post(checkout::session))
        .route("/shop/{*file}", files.clone())
        .route("/playground/{*file}", files.clone())
        .route("/api/option-names.js", files)
        .merge(docs::router(&shop.config.docs))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, TIME_LIMIT))
        .layer(from_fn(for_this_machine))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-cache")))
        .layer(SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .with_state(shop)
}

async fn for_this_machine(request: Request, next: Next) -> Response {
    if host::is_asked(&request) {
        return next.run(request).await;
    }
    ShopError::new(StatusCode::BAD_REQUEST, host::REFUSAL).into_response()
}

/// Why the shop refuses a request. Its answer is a problem document (RFC 9457).
#[derive(Debug)]
pub struct ShopError {
    status: StatusCode,
    detail: &'static str,
}

impl ShopError {
    /// An error with a sentence for the developer.
    pub fn new(status: StatusCode, detail: &'static str) -> Self {
        Self { status, detail }
    }
}

impl IntoResponse for ShopError {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let problem = json!({ "title": title, "status": self.status.as_u16(), "detail": self.detail });
        let headers = [("content-type", "application/problem+json"), ("cache-control", "no-store")];
        (self.status, headers, problem.to_string()).into_response()
    }
}

impl From<sqlx::Error> for ShopError {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the shop's database failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "The shop's database failed.")
    }
}
