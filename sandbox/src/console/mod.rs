//! The developer console at `/console`: a developer's payments, keys, origins, webhooks and requests, as pages of the payments
//! origin.
//!
//! Server-rendered forms that work without scripts. What changes something is a POST from a page of this origin, by somebody who is
//! logged in, and ends in a redirect. Payments, refunds and webhooks are changed by the functions of the API, for the developer of
//! the account only.

mod access;
mod account;
mod error;
mod format;
mod keys;
mod login;
mod notice;
mod origins;
mod overview;
mod paging;
pub mod password;
mod payment;
mod payments;
mod requests;
mod signup;
mod view;
mod webhook;
mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use tokio::sync::{Mutex, Semaphore};

use self::error::ConsoleError;
use crate::api::{Api, middleware};
use crate::files::Files;
use crate::shop::keys::ShopKeys;

/// The longest that a page may take.
const TIME_LIMIT: Duration = Duration::from_secs(40);
/// How many passwords are hashed at the same time: each takes 19 MiB.
const HASHED_AT_ONCE: usize = 2;

/// What every page needs.
pub struct Console {
    api: Arc<Api>,
    /// The keys of the demo shop, which is a developer too.
    shop_keys: Arc<ShopKeys>,
    /// `www`, with `console` in it.
    pages: Files,
    /// Every way to write the payments origin.
    own_origins: Vec<String>,
    hashing: Semaphore,
    /// Held while the shop's keys are replaced.
    replacing: Mutex<()>,
}

impl Console {
    /// `own_origins`: every way to write the origin that it is served from.
    pub fn new(api: Arc<Api>, shop_keys: Arc<ShopKeys>, pages: Files, own_origins: Vec<String>) -> Arc<Self> {
        let (hashing, replacing) = (Semaphore::new(HASHED_AT_ONCE), Mutex::new(()));
        Arc::new(Self { api, shop_keys, pages, own_origins, hashing, replacing })
    }
}

/// The routes below `/console`.
pub fn router(console: Arc<Console>) -> Router {
    let routes = Router::new()
        .route("/console", get(overview::show))
        .route("/console/login", get(login::show).post(login::log_in))
        .route("/console/logout", post(login::log_out))
        .route("/console/signup", get(signup::show).post(signup::sign_up))
        .route("/console/account", get(account::show))
        .route("/console/account/password", post(account::change_password))
        .route("/console/payments", get(payments::list))
        .route("/console/payments/{id}", get(payment::show))
        .route("/console/payments/{id}/refunds", post(payment::refund))
        .route("/console/keys", get(keys::show))
        .route("/console/keys/replace", post(keys::replace))
        .route("/console/origins/add", post(origins::add))
        .route("/console/origins/remove", post(origins::remove))
        .route("/console/webhooks", get(webhooks::list).post(webhooks::add))
        .route("/console/webhooks/{id}", get(webhook::show))
        .route("/console/webhooks/{id}/rotate", post(webhook::rotate))
        .route("/console/webhooks/{id}/delete", post(webhook::delete))
        .route("/console/webhooks/{id}/resend", post(webhook::resend))
        .route("/console/requests", get(requests::list))
        .route("/console/{*rest}", get(not_found))
        .layer(from_fn_with_state(Arc::clone(&console), view::speak))
        .route("/console/console.css", console.pages.one("console/console.css"))
        .route("/console/console.js", console.pages.one("console/console.js"));
    middleware::named(middleware::checked(routes, TIME_LIMIT)).with_state(console)
}

async fn not_found() -> Result<Response, ConsoleError> {
    Err(ConsoleError::NotFound)
}
