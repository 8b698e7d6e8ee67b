//! The payments API, as a merchant's server and a payer's browser see it, below `/v1`.
//!
//! Who may do what is decided here and nowhere else. No card number leaves `encrypted_card`, `charge`, the vault and the network.

pub mod actions;
pub mod auth;
pub mod body;
pub mod charge;
pub mod encrypted_card;
pub mod encrypted_cvv;
pub mod idempotency;
pub mod issuer_pages;
pub mod jwks;
pub mod middleware;
pub mod openapi;
pub mod origins;
pub mod payments;
pub mod problem;
pub mod rate;
pub mod refunds;
pub mod saved_cards;
pub mod sealed;
pub mod sessions;
pub mod settle;
pub mod test_wallet;
pub mod view;
pub mod webhook_endpoints;

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{delete, get, post};
use tracing::Instrument;

use crate::clock::Millis;
use crate::device_wallet::DeviceWallet;
use crate::hash::ServerKey;
use crate::key_ring::KeyRing;
use crate::network::Network;
use crate::request_log::{self, RequestLog};
use crate::store::Store;
use crate::vault::Vault;
use crate::webhooks::client::Client;
use idempotency::InFlight;
use problem::ApiError;
use rate::RateLimit;

/// What every call of the API needs.
pub struct Api {
    /// The database.
    pub store: Store,
    /// The card network.
    pub network: Network,
    /// The wallet that takes a token.
    pub device_wallet: DeviceWallet,
    /// Seals the numbers of saved cards.
    pub vault: Vault,
    /// The key pairs that cards are encrypted for.
    pub encryption_keys: KeyRing,
    /// The key of all keyed hashes.
    pub server_key: ServerKey,
    /// The idempotency keys of the requests that are running.
    pub in_flight: InFlight,
    /// `http://localhost:4243/v1`, the beginning of every URL that is handed out.
    pub base: String,
    /// How often one payer may try to pay.
    pub rate_limit: RateLimit,
    /// How often one payer may list, delete and restore saved cards.
    pub saved_cards_limit: RateLimit,
    /// Sends webhooks.
    pub webhooks: Client,
    /// Notes requests for the developer console.
    pub request_log: RequestLog,
    /// How long a payer has for an action, in milliseconds.
    pub action_lifetime: Millis,
}

/// What a handler gives.
pub type Answer = Result<Response, ApiError>;

/// The routes below `/v1`, and the error for every other path of the origin.
pub fn router(api: Arc<Api>) -> Router {
    let routes = Router::new()
        .route("/payment_sessions", post(sessions::create))
        .route("/payment_sessions/{id}", get(sessions::read))
        .route("/jwks.json", get(jwks::read))
        .route("/openapi.json", get(openapi::read))
        .route("/payments", post(payments::create))
        .route("/payments/{id}", get(payments::read))
        .route("/payments/{id}/cancel", post(payments::cancel))
        .route("/payments/{id}/refunds", get(refunds::list).post(refunds::create))
        .route("/refunds/{id}", get(refunds::read))
        .route("/saved_cards", get(saved_cards::list))
        .route("/saved_cards/{id}", delete(saved_cards::delete))
        .route("/saved_cards/{id}/restore", post(saved_cards::restore))
        .route("/test_wallet/token", post(test_wallet::sign))
        .route("/webhook_endpoints", get(webhook_endpoints::list).post(webhook_endpoints::create))
        .route("/webhook_endpoints/{id}", get(webhook_endpoints::read).delete(webhook_endpoints::delete))
        .route("/webhook_endpoints/{id}/rotate_secret", post(webhook_endpoints::rotate_secret))
        .route("/webhook_endpoints/{id}/deliveries", get(webhook_endpoints::deliveries))
        .route("/webhook_endpoints/{id}/deliveries/{event}/resend", post(webhook_endpoints::resend))
        .route("/actions/{id}", get(actions::show))
        .route("/actions/{id}/result", post(actions::take_result));
    let all = Router::new()
        .nest("/v1", routes)
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed);
    let log = from_fn_with_state(api.request_log.clone(), request_log::note);
    middleware::named(middleware::answered(all, middleware::TIME_LIMIT).layer(log)).with_state(api)
}

/// Runs `work` to its end even if the caller closes the connection: a payment must not stop between the commit of its
/// intent and the answer of the network.
///
/// # Errors
/// The error of `work`; `server_error` if it panicked.
pub async fn uninterrupted<T: Send + 'static>(
    work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::spawn(work.in_current_span()).await.unwrap_or_else(|_| Err(ApiError::server_error()))
}
