//! The payments API, as a merchant's server and a payer's browser see it, below `/v1`.
//!
//! Who may do what is decided here and nowhere else; no card number goes further than `sealed` and the network.

pub mod actions;
pub mod auth;
pub mod body;
pub mod charge;
pub mod edge;
pub mod idempotency;
pub mod jwks;
pub mod openapi;
pub mod pages;
pub mod payments;
pub mod problem;
pub mod rate;
pub mod sealed;
pub mod sessions;
pub mod settle;
pub mod view;

use std::future::Future;
use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::clock::Millis;
use crate::jwe::SealingKey;
use crate::network::Network;
use crate::secret::ServerKey;
use crate::store::Store;
use idempotency::InFlight;
use problem::Refusal;
use rate::RateLimit;

/// What every call of the API needs.
pub struct Api {
    /// The database.
    pub store: Store,
    /// The card network.
    pub network: Network,
    /// What cards are sealed for.
    pub sealing_key: SealingKey,
    /// The key of all keyed hashes.
    pub server_key: ServerKey,
    /// The idempotency keys that are being worked on.
    pub in_flight: InFlight,
    /// `http://localhost:4243/v1`, before the path of every URL that is handed out.
    pub base: String,
    /// How often one payer may try.
    pub rate_limit: RateLimit,
    /// How long a payer has for an action.
    pub action_lifetime: Millis,
}

/// What a call comes to.
pub type Answer = Result<Response, Refusal>;

/// The routes below `/v1`, and the refusal of every other path of the origin.
pub fn router(api: Arc<Api>) -> Router {
    let routes = Router::new()
        .route("/payment_sessions", post(sessions::create))
        .route("/payment_sessions/{id}", get(sessions::read))
        .route("/jwks.json", get(jwks::read))
        .route("/openapi.json", get(openapi::read))
        .route("/payments", post(payments::create))
        .route("/payments/{id}", get(payments::read))
        .route("/payments/{id}/cancel", post(payments::cancel))
        .route("/actions/{id}", get(actions::show))
        .route("/actions/{id}/result", post(actions::take_result))
        .layer(DefaultBodyLimit::max(body::LIMIT));
    Router::new()
        .nest("/v1", routes)
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(middleware::from_fn(edge::edge))
        .with_state(api)
}

/// Runs to its end whatever becomes of the connection: a payer who closes the page between the intent and the answer
/// of the network must not leave the two apart.
///
/// # Errors
/// The work's own, or [`Refusal::server_error`] when it panicked.
pub async fn uninterrupted<T: Send + 'static>(
    work: impl Future<Output = Result<T, Refusal>> + Send + 'static,
) -> Result<T, Refusal> {
    tokio::spawn(work).await.unwrap_or_else(|_| Err(Refusal::server_error()))
}
