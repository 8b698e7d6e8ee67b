//! What a proxy or a supervisor asks: whether the process answers, and whether it can take a payment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use payments_widget::protocol::problem::ErrorCode;
use reqwest::Client;
use thiserror::Error;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::Config;
use crate::api::problem::ApiError;
use crate::network::Network;
use crate::store::Store;

/// How long the databases, or a whole sandbox, may take to answer.
const TIME_LIMIT: Duration = Duration::from_secs(2);
/// Answers are of their moment.
const FRESH: (HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// What readiness depends on. The keys are in memory before anything is served.
pub struct Health {
    store: Store,
    network: Network,
    stopping: AtomicBool,
}

impl Health {
    /// Of a process that serves these databases.
    pub fn new(store: Store, network: Network) -> Arc<Self> {
        Arc::new(Self { store, network, stopping: AtomicBool::new(false) })
    }

    /// From now on the process is not ready: it stops.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// Why no payment should be sent here, in one sentence; `None` if it is ready.
    async fn unready(&self) -> Option<&'static str> {
        if self.stopping.load(Ordering::Acquire) {
            return Some("It is stopping.");
        }
        let databases = async { Ok(self.store.is_migrated().await? && self.network.is_migrated().await?) };
        match tokio::time::timeout(TIME_LIMIT, databases).await {
            Ok(Ok(true)) => None,
            Ok(Ok(false)) => Some("The tables of a database are older than this version."),
            Ok(Err(sqlx::Error::Database(_))) => Some("A database does not have its tables."),
            Ok(Err(_)) => Some("A database cannot be reached."),
            Err(_) => Some("A database does not answer within two seconds."),
        }
    }
}

/// Why a sandbox of this machine is not well, in one sentence.
#[derive(Debug, Error)]
pub enum CheckError {
    /// Its port is not known.
    #[error("--health-check needs the port of the sandbox that runs: give it by --port.")]
    NoPort,
    /// It does not answer as it should.
    #[error("{url} does not answer: {source}.")]
    Silent {
        /// What was asked.
        url: String,
        /// Why.
        source: reqwest::Error,
    },
}

/// Asks the sandbox that runs on this machine with this configuration whether it answers.
///
/// # Errors
/// [`CheckError`].
pub async fn check(config: &Config) -> Result<(), CheckError> {
    if config.port == 0 {
        return Err(CheckError::NoPort);
    }
    let url = format!("{}/healthz", config.local_origin("127.0.0.1", config.port));
    let ask = async {
        // The certificate is for the public name. Nothing secret is sent, and nothing that is said is trusted.
        let client = Client::builder().no_proxy().timeout(TIME_LIMIT).tls_danger_accept_invalid_certs(true).build()?;
        client.get(&url).send().await?.error_for_status()
    };
    ask.await.map(drop).map_err(|error| CheckError::Silent { url: url.clone(), source: error.without_url() })
}

/// `GET /healthz` and `GET /readyz`, for a request with any `Host`: they say nothing about payments, and what asks is often a
/// program that names an address of its own network.
pub fn router(health: Arc<Health>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { StatusCode::NO_CONTENT }))
        .route("/readyz", get(ready))
        .layer(SetResponseHeaderLayer::overriding(FRESH.0, FRESH.1))
        .with_state(health)
}

async fn ready(State(health): State<Arc<Health>>) -> Response {
    match health.unready().await {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(why) => ApiError::new(ErrorCode::ServiceUnavailable, why).retry_after(1).into_response(),
    }
}
