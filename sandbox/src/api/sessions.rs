//! Payment sessions: made by the merchant's server, read by it and by the payer's browser.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use payments_widget::protocol::problem::ErrorCode;
use payments_widget::protocol::session::{CreateSession, Session};

use super::idempotency::{Begun, Fingerprint, begin, replayed};
use super::problem::Refusal;
use super::view::{self, Viewer};
use super::{Answer, Api, auth, body, uninterrupted};
use crate::clock::{self, Millis};
use crate::secret::{hash, random_name};
use crate::store::sessions::SessionRow;

/// Seconds that a session lives unless the merchant says otherwise.
const LIFETIME: u32 = 15 * 60;
/// Seconds that one may live at most.
const LONGEST_LIFETIME: u32 = 24 * 60 * 60;
/// Characters of a merchant's names for orders and payers.
const LONGEST_NAME: usize = 255;

/// `POST /payment_sessions`
///
/// # Errors
/// Those of the contract.
pub async fn create(State(api): State<Arc<Api>>, headers: HeaderMap, body: Body) -> Answer {
    let caller = auth::merchant(&api, &headers).await?;
    let bytes = body::read(&headers, body).await?;
    uninterrupted(async move {
        let request = Fingerprint { method: "POST", path: "/v1/payment_sessions", session: "", body: &bytes };
        let (_hold, key) = match begin(&api, &caller.developer_id, &headers, &request).await? {
            Begun::New(hold, key) => (hold, key),
            Begun::Before(used) => {
                let id = used.session_id.ok_or_else(Refusal::server_error)?;
                let row = api.store.session(&id).await?.ok_or_else(Refusal::server_error)?;
                return Ok(replayed(body::json(StatusCode::CREATED, &created(&api, row).await?)));
            }
        };
        let row = check(&api, &caller.developer_id, body::parse(&bytes)?).await?;
        api.store.add_session(&row, &key).await?;
        tracing::info!(session = row.id, amount = row.amount, currency = row.currency, "session made");
        Ok(body::json(StatusCode::CREATED, &created(&api, row).await?))
    })
    .await
}

/// The answer to a creation: what the payer's browser may see, and the client secret.
async fn created(api: &Api, row: SessionRow) -> Result<Session, Refusal> {
    let client_secret = api.server_key.derive_client_secret(&row.id);
    Ok(Session { client_secret: Some(client_secret), ..view::session(api, row, Viewer::Payer).await? })
}

async fn check(api: &Api, developer_id: &str, request: CreateSession) -> Result<SessionRow, Refusal> {
    let money = body::money(request.amount, &request.currency)?;
    let name_is_good = |name: &str| !name.is_empty() && name.chars().count() <= LONGEST_NAME;
    if !name_is_good(&request.payer.id) || !request.order_id.as_deref().is_none_or(name_is_good) {
        return Err(malformed("payer.id and order_id are 1 to 255 characters."));
    }
    let mut methods = Vec::new();
    for method in request.payment_method_types {
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    if methods.is_empty() {
        return Err(malformed("payment_method_types names at least one method."));
    }
    let lifetime = request.expires_in.unwrap_or(LIFETIME);
    if !(1..=LONGEST_LIFETIME).contains(&lifetime) {
        return Err(malformed("expires_in is 1 to 86400 seconds."));
    }
    if let Some(url) = &request.return_url {
        check_return_url(api, developer_id, url).await?;
    }
    let id = random_name("ps_");
    let now = clock::now();
    Ok(SessionRow {
        secret_hash: hash(&[api.server_key.derive_client_secret(&id).as_bytes()]),
        id,
        developer_id: developer_id.into(),
        payer_id: request.payer.id,
        order_id: request.order_id,
        amount: money.minor(),
        currency: request.currency,
        methods,
        return_url: request.return_url,
        complete: false,
        created_at: now,
        expires_at: now + Millis::from(lifetime) * 1000,
    })
}

fn malformed(detail: &'static str) -> Refusal {
    Refusal::new(ErrorCode::MalformedRequest, detail)
}

/// A payer may only be sent back to a page of the merchant's own origins.
///
/// # Errors
/// `return_url_not_allowed`.
pub async fn check_return_url(api: &Api, developer_id: &str, url: &str) -> Result<(), Refusal> {
    let origin = reqwest::Url::parse(url).ok().filter(|url| url.username().is_empty() && url.password().is_none());
    let origin = origin.map(|url| url.origin().ascii_serialization());
    let origins = api.store.origins(developer_id).await?;
    if origin.is_some_and(|origin| origins.contains(&origin)) {
        return Ok(());
    }
    Err(Refusal::new(ErrorCode::ReturnUrlNotAllowed, "The return URL is not on one of the merchant's origins."))
}

/// `GET /payment_sessions/{id}`
///
/// # Errors
/// Those of the contract.
pub async fn read(State(api): State<Arc<Api>>, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    let caller = auth::caller(&api, &headers).await?;
    let (row, viewer) = if caller.is_merchant() {
        (api.store.session(&id).await?, Viewer::Merchant)
    } else {
        (Some(auth::session(&api, &caller, &headers).await?), Viewer::Payer)
    };
    let row =
        row.filter(|row| row.id == id && row.developer_id == caller.developer_id).ok_or_else(Refusal::not_found)?;
    Ok(body::json(StatusCode::OK, &view::session(&api, row, viewer).await?))
}
