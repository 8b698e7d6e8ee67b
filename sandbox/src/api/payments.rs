//! Payments: one attempt to pay a session, its state, and giving it up.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use payments_widget::protocol::payment::{MethodKind, PaymentMethodData, PaymentRequest, PaymentStatus};
use payments_widget::protocol::problem::ErrorCode;
use payments_widget::protocol::session::SessionStatus;

use super::auth::Caller;
use super::idempotency::{Begun, Fingerprint, begin, replayed};
use super::problem::Refusal;
use super::sealed::amount_mismatch;
use super::sessions::check_return_url;
use super::view::{self, Viewer};
use super::{Answer, Api, auth, body, charge, settle, uninterrupted};
use crate::clock;
use crate::store::payments::PaymentRow;
use crate::store::sessions::SessionRow;

/// `POST /payments`
///
/// # Errors
/// Those of the contract.
pub async fn create(State(api): State<Arc<Api>>, headers: HeaderMap, body: Body) -> Answer {
    let caller = auth::caller(&api, &headers).await?;
    let session = auth::session(&api, &caller, &headers).await?;
    let bytes = body::read(&headers, body).await?;
    uninterrupted(async move {
        let viewer = viewer(&caller);
        let request = Fingerprint { method: "POST", path: "/v1/payments", session: &session.id, body: &bytes };
        let (_hold, key) = match begin(&api, &caller.developer_id, &headers, &request).await? {
            Begun::New(hold, key) => (hold, key),
            Begun::Before(used) => {
                let id = used.payment_id.ok_or_else(Refusal::server_error)?;
                return Ok(replayed(answer(&api, &id, viewer).await?));
            }
        };
        api.rate_limit.count(&session)?;
        let request: PaymentRequest = body::parse(&bytes)?;
        drop(bytes);
        refuse_if_taken(&api, &session, viewer).await?;
        check(&api, &session, &request).await?;
        let id = match request.payment_method {
            PaymentMethodData::Card { ref encrypted_card } => {
                charge::card(&api, &session, &request, encrypted_card, key).await?
            }
            PaymentMethodData::Wallet { ref wallet_id } => {
                charge::wallet(&api, &session, &request, wallet_id, key).await?
            }
        };
        match id {
            Some(id) => {
                tracing::info!(payment = id, session = session.id, "payment made");
                answer(&api, &id, viewer).await
            }
            // Another attempt was faster.
            None => Err(match refuse_if_taken(&api, &session, viewer).await {
                Err(refusal) => refusal,
                Ok(()) => in_progress(),
            }),
        }
    })
    .await
}

fn viewer(caller: &Caller) -> Viewer {
    if caller.is_merchant() { Viewer::Merchant } else { Viewer::Payer }
}

async fn answer(api: &Api, payment_id: &str, viewer: Viewer) -> Answer {
    let row = api.store.payment(payment_id).await?.ok_or_else(Refusal::not_found)?;
    Ok(body::json(StatusCode::OK, &view::payment(api, row, viewer).await?))
}

fn in_progress() -> Refusal {
    Refusal::new(ErrorCode::PaymentInProgress, "Another attempt of this session is undecided.")
}

/// A session that is paid, has an undecided payment, or is over takes no further attempt.
async fn refuse_if_taken(api: &Api, session: &SessionRow, viewer: Viewer) -> Result<(), Refusal> {
    if let Some(newest) = api.store.newest_payment(&session.id).await? {
        match newest.status {
            PaymentStatus::Succeeded => {
                let payment = view::payment(api, newest, viewer).await?;
                return Err(Refusal::new(ErrorCode::SessionComplete, "This session is paid.").with_payment(payment));
            }
            PaymentStatus::Processing | PaymentStatus::RequiresAction => return Err(in_progress()),
            PaymentStatus::Declined | PaymentStatus::Canceled => {}
        }
    }
    if session.status(clock::now()) == SessionStatus::Expired {
        return Err(Refusal::new(ErrorCode::SessionExpired, "The session's time is over. Make a new one."));
    }
    Ok(())
}

/// What the page says of the session must be what the session says.
async fn check(api: &Api, session: &SessionRow, request: &PaymentRequest) -> Result<(), Refusal> {
    body::money(request.amount, &request.currency)?;
    if request.amount != session.amount || request.currency != session.currency {
        return Err(amount_mismatch());
    }
    let method = match request.payment_method {
        PaymentMethodData::Card { .. } => MethodKind::Card,
        PaymentMethodData::Wallet { .. } => MethodKind::Wallet,
    };
    if !session.methods.contains(&method) {
        return Err(Refusal::new(ErrorCode::PaymentMethodNotAllowed, "The session does not allow this method."));
    }
    match &request.return_url {
        Some(url) => check_return_url(api, &session.developer_id, url).await,
        None => Ok(()),
    }
}

/// `GET /payments/{id}`
///
/// # Errors
/// Those of the contract.
pub async fn read(State(api): State<Arc<Api>>, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    let caller = auth::caller(&api, &headers).await?;
    let (row, _) = auth::payment(&api, &caller, &headers, &id).await?;
    Ok(body::json(StatusCode::OK, &view::payment(&api, row, viewer(&caller)).await?))
}

/// `POST /payments/{id}/cancel`
///
/// # Errors
/// Those of the contract; 409 with the payment when there is nothing to give up.
pub async fn cancel(State(api): State<Arc<Api>>, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    let caller = auth::caller(&api, &headers).await?;
    let (row, _) = auth::payment(&api, &caller, &headers, &id).await?;
    let viewer = viewer(&caller);
    uninterrupted(async move {
        if row.status == PaymentStatus::RequiresAction {
            settle::give_up(&api, &row).await?;
        }
        let now = api.store.payment(&row.id).await?.ok_or_else(Refusal::not_found)?;
        let given_up = row.status == PaymentStatus::RequiresAction && now.status == PaymentStatus::Canceled;
        if given_up { answer(&api, &row.id, viewer).await } else { Err(nothing_to_cancel(&api, now, viewer).await?) }
    })
    .await
}

async fn nothing_to_cancel(api: &Api, row: PaymentRow, viewer: Viewer) -> Result<Refusal, Refusal> {
    let (code, detail) = match row.status {
        PaymentStatus::Succeeded => (ErrorCode::SessionComplete, "The payment has succeeded."),
        PaymentStatus::Declined | PaymentStatus::Canceled => {
            (ErrorCode::PaymentInProgress, "The payment is over; nothing was charged.")
        }
        PaymentStatus::Processing | PaymentStatus::RequiresAction => {
            (ErrorCode::PaymentInProgress, "The network is deciding the payment.")
        }
    };
    Ok(Refusal::new(code, detail).with_payment(view::payment(api, row, viewer).await?))
}
