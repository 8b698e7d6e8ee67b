//! Payment sessions: made by the merchant's server, read by it and by the payer's browser.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use payments_widget::protocol::problem::ErrorCode;
use payments_widget::protocol::session::{CreateSession, SavedCardCvv, Session};

use super::auth::{Merchant, VisibleSession};
use super::body::{self, JsonBytes};
use super::idempotency::{Begun, Fingerprint, begin, made_under, replayed};
use super::origins::Origins;
use super::problem::ApiError;
use super::view::{self, PaymentView, Viewer};
use super::{Answer, Api, uninterrupted};
use crate::clock::{self, Millis};
use crate::hash::{hash, random_name};
use crate::store::idempotency::UsedKey;
use crate::store::sessions::{SessionRow, SessionState};

/// How long a session can be paid unless the merchant says otherwise, in seconds.
const LIFETIME: u32 = 15 * 60;
/// The longest time that a merchant may ask for, in seconds.
pub const MAX_LIFETIME: u32 = 24 * 60 * 60;
/// The longest id that a merchant may give an order or a payer, in characters.
const MAX_ID_LENGTH: usize = 255;

/// `POST /payment_sessions`
///
/// # Errors
/// Those of [`Merchant`], [`JsonBytes`] and [`begin`]; `currency_invalid`, `amount_invalid`, `malformed_request`,
/// `return_url_not_allowed`, `server_error`.
pub async fn create(
    State(api): State<Arc<Api>>,
    Merchant { developer_id }: Merchant,
    headers: HeaderMap,
    JsonBytes(bytes): JsonBytes,
) -> Answer {
    uninterrupted(async move {
        let request = Fingerprint { method: "POST", path: "/v1/payment_sessions", session: "", body: &bytes };
        let (_hold, key) = match begin(&api, &developer_id, Viewer::Merchant, &headers, &request).await? {
            Begun::New(hold, key) => (hold, key),
            Begun::Replay(used) => return replay(&api, used).await,
        };
        let row = check(&api, &developer_id, body::parse(&bytes)?).await?;
        if !api.store.add_session(&row, &key).await? {
            let used = made_under(&api, &key).await?.ok_or_else(ApiError::server_error)?;
            return replay(&api, used).await;
        }
        tracing::info!(session = row.id, amount = row.amount, currency = row.currency, "session made");
        Ok(body::json(StatusCode::CREATED, &created(&api, SessionState::new(row, None))))
    })
    .await
}

async fn replay(api: &Api, used: UsedKey) -> Answer {
    let id = used.session_id.ok_or_else(ApiError::server_error)?;
    let state = api.store.session_state(&id).await?.ok_or_else(ApiError::server_error)?;
    Ok(replayed(body::json(StatusCode::CREATED, &created(api, state))))
}

/// The answer to the creation of a session: what the payer's browser may see, and the client secret.
fn created(api: &Api, state: SessionState) -> Session<PaymentView> {
    let client_secret = api.server_key.derive_client_secret(&state.session.id);
    let mut session = view::session(api, state, Viewer::Payer);
    session.client_secret = Some(client_secret);
    session
}

async fn check(api: &Api, developer_id: &str, request: CreateSession) -> Result<SessionRow, ApiError> {
    let money = body::money(request.amount, &request.currency)?;
    let id_is_good = |id: &str| (1..=MAX_ID_LENGTH).contains(&id.chars().count()) && !id.chars().any(char::is_control);
    if !id_is_good(&request.payer.id) || !request.order_id.as_deref().is_none_or(id_is_good) {
        return Err(ApiError::malformed("payer.id and order_id are 1 to 255 characters without control characters."));
    }
    let mut methods = Vec::new();
    for method in request.payment_method_types {
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    if methods.is_empty() {
        return Err(ApiError::malformed("payment_method_types names at least one method."));
    }
    let lifetime = request.expires_in.unwrap_or(LIFETIME);
    if !(1..=MAX_LIFETIME).contains(&lifetime) {
        return Err(ApiError::malformed("expires_in is 1 to 86400 seconds."));
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
        saved_card_cvv: request.saved_card_cvv.unwrap_or(SavedCardCvv::Required),
        complete: false,
        closed: false,
        created_at: now,
        expires_at: now + Millis::from(lifetime) * 1000,
    })
}

/// Checks that a URL to send the payer back to is on one of the merchant's origins.
///
/// # Errors
/// `return_url_not_allowed`.
pub async fn check_return_url(api: &Api, developer_id: &str, url: &str) -> Result<(), ApiError> {
    // Tabs and ends of line are no part of a URL for a browser, and a backslash is a slash; other readers see another host.
    let is_plain = !url.contains(|c: char| c.is_control() || c == '\\');
    // `blob:` has an origin too, that of the page inside it.
    let is_page = |url: &reqwest::Url| {
        matches!(url.scheme(), "https" | "http") && url.username().is_empty() && url.password().is_none()
    };
    let origin = reqwest::Url::parse(url).ok().filter(|url| is_plain && is_page(url));
    let origin = origin.map(|url| url.origin().ascii_serialization());
    let origins = Origins::of(&api.store, developer_id).await?;
    if origin.is_some_and(|origin| origins.allow(&origin)) {
        return Ok(());
    }
    Err(ApiError::new(
        ErrorCode::ReturnUrlNotAllowed,
        "The return URL is not on one of the merchant's origins. Add one in the console, or start the sandbox with --origin.",
    ))
}

/// `GET /payment_sessions/{id}`
///
/// # Errors
/// Those of [`VisibleSession`]; `server_error`.
pub async fn read(State(api): State<Arc<Api>>, VisibleSession { session, viewer }: VisibleSession) -> Answer {
    let state = api.store.session_state(&session.id).await?.ok_or_else(ApiError::not_found)?;
    Ok(body::json(StatusCode::OK, &view::session(&api, state, viewer)))
}
