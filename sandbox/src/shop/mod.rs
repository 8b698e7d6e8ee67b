//! The demo shop: what a merchant's own server does. It logs payers in, prices orders, and makes payment sessions with
//! the secret key, over HTTP and knowing nothing of the API but its documentation.
//!
//! Cookies know no port, so every POST that one authorises checks `Origin`. No card ever comes here.

pub mod checkout;
pub mod login;
pub mod merchant;
pub mod pages;
pub mod store;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, ORIGIN, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use tokio::sync::Mutex;
use tower_http::services::ServeDir;

use crate::serve::{Keys, StartError};
use merchant::Client;
use store::ShopStore;

/// The people who can log in. They are the payers of the test wallets too.
pub const PAYERS: [&str; 2] = ["minsu", "jane"];
/// The password of both.
const PASSWORD: &str = "demo";

/// What the shop is told at its start.
pub struct Merchant {
    /// Its keys.
    pub keys: Keys,
    /// The payments origin, `http://localhost:4243`.
    pub payments_url: String,
    /// Its own origin, `http://localhost:4242`.
    pub url: String,
    /// Every way to write its own origin.
    pub origins: Vec<String>,
    /// Its database.
    pub database: PathBuf,
    /// Its pages.
    pub pages: PathBuf,
}

/// What every request of the shop needs.
pub struct Shop {
    merchant: Merchant,
    store: ShopStore,
    client: Client,
    /// One look at an order at a time: two at once could make two orders of one cart, or two sessions for one order.
    checkout: Mutex<()>,
}

impl Shop {
    /// Opens the shop's database.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open(merchant: Merchant) -> Result<Arc<Self>, StartError> {
        let store = ShopStore::open(&merchant.database)
            .await
            .map_err(|source| StartError::Database { path: merchant.database.clone(), source })?;
        let client = Client::new(format!("{}/v1", merchant.payments_url), merchant.keys.secret.clone())?;
        Ok(Arc::new(Self { merchant, store, client, checkout: Mutex::new(()) }))
    }

    /// Closes the shop's database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// A POST from a page of another origin is no payer's wish.
    fn check_origin(&self, headers: &HeaderMap) -> Result<(), Trouble> {
        let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes);
        if self.merchant.origins.iter().any(|own| Some(own.as_bytes()) == origin) {
            return Ok(());
        }
        Err(Trouble::new(StatusCode::FORBIDDEN, "This can only be asked from the shop's own pages."))
    }
}

/// The shop's routes.
pub fn router(shop: Arc<Shop>) -> Router {
    let files = ServeDir::new(&shop.merchant.pages);
    Router::new()
        .route("/", get(pages::checkout))
        .route("/guide", get(pages::guide))
        .route("/return", get(pages::returned))
        .route("/login", get(pages::login).post(login::log_in))
        .route("/logout", get(login::log_out))
        .route("/checkout/session", get(checkout::again).post(checkout::session))
        .nest_service("/shop", files)
        .layer(map_response(|mut response: Response| {
            let headers = response.headers_mut();
            headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
            headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            std::future::ready(response)
        }))
        .with_state(shop)
}

/// Why the shop does not do what was asked, as a problem document.
#[derive(Debug)]
pub struct Trouble {
    status: StatusCode,
    detail: &'static str,
}

impl Trouble {
    /// A refusal with a sentence for the developer.
    pub fn new(status: StatusCode, detail: &'static str) -> Self {
        Self { status, detail }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let problem = json!({ "title": title, "status": self.status.as_u16(), "detail": self.detail });
        let headers = [("content-type", "application/problem+json"), ("cache-control", "no-store")];
        (self.status, headers, problem.to_string()).into_response()
    }
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the shop's database failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "The shop's database failed.")
    }
}
