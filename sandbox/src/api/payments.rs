//! Payments: one attempt to pay a session, its state, and its cancelation.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use payments_widget::protocol::payment::{PaymentMethodData, PaymentRequest, PaymentStatus};
use payments_widget::protocol::problem::ErrorCode;
use payments_widget::protocol::session::SessionStatus;

use super::auth::{SessionHolder, VisiblePayment};
use super::body::{self, PaymentBytes};
use super::idempotency::{Begun, Fingerprint, begin, made_under, replayed};
use super::problem::ApiError;
use super::sessions::check_return_url;
use super::view::{self, Viewer};
use super::{Answer, Api, charge, sealed, settle, uninterrupted};
use crate::store::idempotency::{KeyUse, UsedKey};
use crate::store::payments::PaymentRow;
use crate::store::sessions::SessionRow;

/// `POST /payments`
///
/// # Errors
/// Those of [`SessionHolder`], [`PaymentBytes`] and [`begin`], then in this order: `rate_limited`, `malformed_request`,
/// `session_complete`, `payment_in_progress`, `session_expired`, `currency_invalid`, `amount_invalid`, `amount_mismatch`,
/// `payment_method_not_allowed`, `return_url_not_allowed`, those of [`charge::card`], [`charge::saved_card`] or
/// [`charge::wallet`]; and `server_error`.
pub async fn create(
    State(api): State<Arc<Api>>,
    SessionHolder { developer_id, viewer, session }: SessionHolder,
    headers: HeaderMap,
    PaymentBytes(bytes): PaymentBytes,
) -> Answer {
    uninterrupted(async move {
        let request = Fingerprint { method: "POST", path: "/v1/payments", session: &session.id, body: &bytes };
        let (_hold, key) = match begin(&api, &developer_id, viewer, &headers, &request).await? {
            Begun::New(hold, key) => (hold, key),
            Begun::Replay(used) => return replay(&api, used, viewer).await,
        };
        let same_request = key.clone();
        let refused = match attempt(&api, &session, viewer, bytes, key).await {
            Ok(payment) => {
                tracing::info!(payment = payment.id, session = session.id, "payment made");
                return Ok(answer(&api, payment, viewer));
            }
            Err(error) => error,
        };
        // What is in the way may have been made by this very request, on another instance that was faster.
        match made_under(&api, &same_request).await {
            Ok(Some(used)) => replay(&api, used, viewer).await,
            Err(error) if error.code() == ErrorCode::IdempotencyKeyReused => Err(error),
            Ok(None) | Err(_) => Err(refused),
        }
    })
    .await
}

/// Makes the attempt. Gives the payment.
async fn attempt(
    api: &Arc<Api>,
    session: &SessionRow,
    viewer: Viewer,
    body: Bytes,
    key: KeyUse,
) -> Result<PaymentRow, ApiError> {
    api.rate_limit.count(&api.store, session).await?;
    let request: PaymentRequest = body::parse(&body)?;
    drop(body);
    check_payable(api, session, viewer).await?;
    check(api, session, &request).await?;
    let made = match request.payment_method {
        PaymentMethodData::Card { ref encrypted_card, save } => {
            charge::card(api, session, &request, (encrypted_card, save), key).await?
        }
        PaymentMethodData::SavedCard { ref saved_card, ref encrypted_cvv } => {
            charge::saved_card(api, session, &request, (saved_card, encrypted_cvv.as_deref()), key).await?
        }
        PaymentMethodData::Wallet { ref wallet_id, ref token } => {
            charge::wallet(api, session, &request, (wallet_id, token.as_deref()), key).await?
        }
        _ => return Err(method_not_allowed()),
    };
    match made {
        Some(payment) => Ok(payment),
        // Another attempt was faster.
        None => Err(match check_payable(api, session, viewer).await {
            Err(error) => error,
            Ok(()) => in_progress(),
        }),
    }
}

async fn replay(api: &Api, used: UsedKey, viewer: Viewer) -> Answer {
    let id = used.payment_id.ok_or_else(ApiError::server_error)?;
    let payment = api.store.payment(&id).await.map_err(ApiError::after_commit)?.ok_or_else(ApiError::not_found)?;
    Ok(replayed(answer(api, payment, viewer)))
}

fn answer(api: &Api, payment: PaymentRow, viewer: Viewer) -> Response {
    body::json(StatusCode::OK, &view::payment(api, payment, viewer))
}

fn in_progress() -> ApiError {
    ApiError::new(
        ErrorCode::PaymentInProgress,
        "Another attempt of this session is undecided. If it waits for the payer, resumePayment() continues it, and \
         cancelPayment() gives it up.",
    )
}

/// Refuses a session that is paid, has an undecided payment, or is expired. The transaction that begins the payment looks at it
/// again, alone: this decides what a refusal says.
async fn check_payable(api: &Api, session: &SessionRow, viewer: Viewer) -> Result<(), ApiError> {
    if !session.is_over() && !api.store.has_live_payment(&session.id).await? {
        return Ok(());
    }
    let state = api.store.session_state(&session.id).await?.ok_or_else(ApiError::server_error)?;
    if let Some(newest) = state.newest {
        match newest.status {
            PaymentStatus::Succeeded => {
                let payment = view::payment(api, newest, viewer);
                return Err(ApiError::new(ErrorCode::SessionComplete, "This session is paid.").with_payment(payment));
            }
            PaymentStatus::Declined | PaymentStatus::Canceled => {}
            _ => return Err(in_progress()),
        }
    }
    if state.status == SessionStatus::Expired {
        return Err(ApiError::session_expired());
    }
    Ok(())
}

/// Checks the page's claims against the session, and the ranges of its browser data.
async fn check(api: &Api, session: &SessionRow, request: &PaymentRequest) -> Result<(), ApiError> {
    if let Some(browser) = &request.browser_info {
        body::check_browser_info(browser)?;
    }
    body::money(request.amount, &request.currency)?;
    sealed::check_money(request.amount, &request.currency, session)?;
    if !session.methods.contains(&request.payment_method.kind()) {
        return Err(method_not_allowed());
    }
    match &request.return_url {
        Some(url) => check_return_url(api, &session.developer_id, url).await,
        None => Ok(()),
    }
}

fn method_not_allowed() -> ApiError {
    ApiError::new(ErrorCode::PaymentMethodNotAllowed, "The session does not allow this method.")
}

/// `GET /payments/{id}`
///
/// # Errors
/// Those of [`VisiblePayment`]; `server_error`.
pub async fn read(State(api): State<Arc<Api>>, VisiblePayment { payment, viewer }: VisiblePayment) -> Answer {
    Ok(body::json(StatusCode::OK, &view::payment(&api, payment, viewer)))
}

/// `POST /payments/{id}/cancel`
///
/// # Errors
/// Those of [`VisiblePayment`]; `session_complete` or `payment_in_progress`, both with the payment, if it does not wait
/// for its payer; `server_error`.
pub async fn cancel(State(api): State<Arc<Api>>, VisiblePayment { payment, viewer }: VisiblePayment) -> Answer {
    uninterrupted(async move {
        let waited = payment.status == PaymentStatus::RequiresAction;
        if waited {
            settle::void(&api, &payment).await.map_err(ApiError::after_commit)?;
        }
        let now = api.store.payment(&payment.id).await.map_err(ApiError::after_commit)?;
        let now = now.ok_or_else(ApiError::not_found)?;
        if waited && now.status == PaymentStatus::Canceled {
            return Ok(body::json(StatusCode::OK, &view::payment(&api, now, viewer)));
        }
        Err(nothing_to_cancel(&api, now, viewer))
    })
    .await
}

fn nothing_to_cancel(api: &Api, payment: PaymentRow, viewer: Viewer) -> ApiError {
    let (code, detail) = match payment.status {
        PaymentStatus::Succeeded => (ErrorCode::SessionComplete, "The payment has succeeded."),
        PaymentStatus::Declined | PaymentStatus::Canceled => {
            (ErrorCode::PaymentInProgress, "The payment is over; nothing was charged.")
        }
        _ => (ErrorCode::PaymentInProgress, "The network is deciding the payment."),
    };
    ApiError::new(code, detail).with_payment(view::payment(api, payment, viewer))
}
