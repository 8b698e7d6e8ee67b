//! Actions: the page of the card's issuer or of the wallet, and the payer's answer there.
//!
//! These pages have no cookies: the secret in the URL is all that is needed, until the action is done.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use payments_widget::protocol::payment::{PaymentMethod, PaymentStatus};
use serde::Deserialize;

use super::body::PostedForm;
use super::issuer_pages::{self, Page};
use super::origins::Origins;
use super::problem::ApiError;
use super::{Answer, Api, settle, uninterrupted};
use crate::clock;
use crate::fail_point;
use crate::hash::same;
use crate::store::actions::{ActionRow, Task};
use crate::store::payments::PaymentRow;
use crate::store::wallets::WalletKey;

/// The query of an action's URL.
#[derive(Deserialize)]
pub struct Key {
    /// The secret.
    k: String,
}

/// What an action's page posts.
#[derive(Deserialize)]
pub struct Outcome {
    /// The secret of the URL.
    k: String,
    /// `approved`; anything else refuses.
    result: String,
}

/// `GET /actions/{id}`
///
/// # Errors
/// `not_found` without the right secret; `malformed_request` without any; `server_error`.
pub async fn show(
    State(api): State<Arc<Api>>,
    Path(id): Path<String>,
    Query(key): Query<Key>,
    headers: HeaderMap,
) -> Answer {
    let (action, payment) = find(&api, &id, &key.k).await?;
    let page = page(&api, &action, &payment, &headers).await?;
    Ok(if is_open(&action, &payment) { page.ask(&action, &key.k) } else { page.over(&action) })
}

/// `POST /actions/{id}/result`
///
/// # Errors
/// `not_found` without the right secret; `unsupported_media_type`, `request_too_large`, `malformed_request` for anything
/// but a short form; `server_error`.
pub async fn take_result(
    State(api): State<Arc<Api>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    PostedForm(outcome): PostedForm<Outcome>,
) -> Answer {
    uninterrupted(async move {
        let (action, payment) = find(&api, &id, &outcome.k).await?;
        // Read before the payment is settled: a failure to read says that nothing was done.
        let page = page(&api, &action, &payment, &headers).await?;
        if is_open(&action, &payment) {
            settle_action(&api, &action, &payment, outcome.result == "approved").await?;
        }
        match &action.return_url {
            Some(url) => Ok(back_to(url, &payment)),
            None => Ok(page.over(&action)),
        }
    })
    .await
}

async fn find(api: &Api, id: &str, key: &str) -> Result<(ActionRow, PaymentRow), ApiError> {
    if !same(key, &api.server_key.derive_action_key(id)) {
        return Err(ApiError::not_found());
    }
    let (action, payment_id) = api.store.action(id).await?.ok_or_else(ApiError::not_found)?;
    let payment = api.store.payment(&payment_id).await?.ok_or_else(ApiError::not_found)?;
    Ok((action, payment))
}

fn is_open(action: &ActionRow, payment: &PaymentRow) -> bool {
    !action.done && payment.status == PaymentStatus::RequiresAction && clock::now() < action.expires_at
}

/// Tells the network the payer's answer, or takes the money from the wallet. A second call changes nothing.
async fn settle_action(
    api: &Arc<Api>,
    action: &ActionRow,
    payment: &PaymentRow,
    approved: bool,
) -> Result<(), ApiError> {
    match (action.task, &payment.network_reference, &payment.method) {
        (Task::ThreeDSecure(_), Some(reference), _) => {
            let answer = api.network.authenticated(reference, approved).await.map_err(ApiError::after_commit)?;
            fail_point::reach("payer_authenticated");
            settle::record(api, &payment.id, payment.status, reference, answer)
                .await
                .map_err(ApiError::after_commit)?;
        }
        (Task::Redirect, _, PaymentMethod::Wallet { wallet_id, .. }) if approved => {
            let session = api.store.session(&payment.session_id).await?.ok_or_else(ApiError::server_error)?;
            let wallet = WalletKey {
                developer_id: &session.developer_id,
                payer_id: &session.payer_id,
                id: wallet_id,
                currency: &payment.currency,
            };
            api.store.debit_approved(&payment.id, wallet, payment.amount).await?;
        }
        _ => settle::void(api, payment).await.map_err(ApiError::after_commit)?,
    }
    Ok(())
}

/// Sends the payer back to the merchant, with the ids of session and payment and without any secret. The URL may have ids of an
/// earlier payment, where a page gave its own URL: a reader takes the first of two.
fn back_to(return_url: &str, payment: &PaymentRow) -> Response {
    let Ok(mut url) = reqwest::Url::parse(return_url) else { return ApiError::server_error().into_response() };
    let is_id = |name: &str| name == "payment_session" || name == "payment";
    if url.query_pairs().any(|(name, _)| is_id(&name)) {
        let others: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(name, _)| !is_id(name)).collect();
        url.query_pairs_mut().clear().extend_pairs(others);
    }
    url.query_pairs_mut().append_pair("payment_session", &payment.session_id).append_pair("payment", &payment.id);
    (StatusCode::SEE_OTHER, [(LOCATION, String::from(url)), (CACHE_CONTROL, "no-store".into())]).into_response()
}

async fn page(api: &Api, action: &ActionRow, payment: &PaymentRow, headers: &HeaderMap) -> Result<Page, ApiError> {
    let session = api.store.session(&payment.session_id).await?.ok_or_else(ApiError::server_error)?;
    let ancestors = match action.task {
        Task::ThreeDSecure(_) => Origins::of(&api.store, &session.developer_id).await?.frame_ancestors(),
        Task::Redirect => "'none'".to_owned(),
    };
    Ok(Page::new(payment, ancestors, issuer_pages::language(headers)))
}
