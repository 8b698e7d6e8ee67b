//! Refunds: all of a payment or a part of it is given back, at the word of the merchant's server only.
//!
//! As a payment: commit the intent, ask the network, commit its answer. What is undecided is asked again by the sweep, under the
//! same reference, so that nothing is given back twice.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use payments_widget::protocol::payment::PaymentMethod;
use payments_widget::protocol::problem::ErrorCode;
use serde::{Deserialize, Serialize};

use super::auth::Merchant;
use super::body::{self, JsonBytes};
use super::idempotency::{Begun, Fingerprint, begin, made_under, replayed};
use super::problem::ApiError;
use super::view::{self, RefundView, Viewer};
use super::{Answer, Api, uninterrupted};
use crate::hash::random_name;
use crate::network::{RefundAnswer, RefundOrder};
use crate::store::idempotency::UsedKey;
use crate::store::payments::PaymentRow;
use crate::store::refunds::{BeginRefund, Giver, NewRefund, PendingRefund, RefundReason, RefundStep};
use crate::store::sessions::SessionRow;
use crate::store::wallets::WalletKey;

/// What a merchant's server asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundRequest {
    /// Minor units; all that is left when absent.
    amount: Option<u64>,
    reason: Option<RefundReason>,
}

/// The refunds of one payment.
#[derive(Serialize)]
struct Refunds {
    refunds: Vec<RefundView>,
}

/// `POST /payments/{id}/refunds`
///
/// # Errors
/// Those of [`Merchant`], [`JsonBytes`] and [`begin`]; `malformed_request`; `not_found` for another merchant's payment too;
/// `amount_invalid` for more than is left; `payment_in_progress`, with the payment, for one that has not succeeded; `server_error`.
pub async fn create(
    State(api): State<Arc<Api>>,
    Merchant { developer_id }: Merchant,
    Path(payment_id): Path<String>,
    headers: HeaderMap,
    JsonBytes(bytes): JsonBytes,
) -> Answer {
    uninterrupted(async move {
        let path = format!("/v1/payments/{payment_id}/refunds");
        let request = Fingerprint { method: "POST", path: &path, session: "", body: &bytes };
        let (_hold, key) = match begin(&api, &developer_id, Viewer::Merchant, &headers, &request).await? {
            Begun::New(hold, key) => (hold, key),
            Begun::Replay(used) => return replay(&api, used).await,
        };
        let request: RefundRequest = body::parse(&bytes)?;
        let (payment, session) = own_payment(&api, &developer_id, &payment_id).await?;
        if let Some(amount) = request.amount {
            body::money(amount, &payment.currency)?;
        }
        let refund = NewRefund {
            id: random_name("re_"),
            payment_id: &payment.id,
            amount: request.amount,
            reason: request.reason,
            giver: giver(&payment, &session),
        };
        let refused = match api.store.begin_refund(&refund, &key).await? {
            BeginRefund::Done => None,
            BeginRefund::Begun(pending) => {
                if let Err(error) = settle(&api, &pending).await {
                    tracing::warn!(%error, refund = refund.id, "a refund is undecided; the sweep asks for it again");
                }
                None
            }
            BeginRefund::NotPaid => Some(not_paid(&api, payment.clone())),
            BeginRefund::MoreThanLeft(left) => Some(more_than_left(left, &payment.currency)),
            BeginRefund::KeyUsed => Some(ApiError::server_error()),
        };
        if let Some(refused) = refused {
            // What is in the way may be the refund of this very request, made by another instance that was faster.
            return match made_under(&api, &key).await? {
                Some(used) => replay(&api, used).await,
                None => Err(refused),
            };
        }
        tracing::info!(refund = refund.id, payment = payment.id, "refund made");
        created(&api, &refund.id).await
    })
    .await
}

async fn replay(api: &Api, used: UsedKey) -> Answer {
    let id = used.refund_id.ok_or_else(ApiError::server_error)?;
    Ok(replayed(created(api, &id).await?))
}

/// The refund as it is now, in the answer to its creation.
async fn created(api: &Api, id: &str) -> Answer {
    let row = api.store.refund(id).await.map_err(ApiError::after_commit)?.ok_or_else(ApiError::not_found)?;
    Ok(body::json(StatusCode::CREATED, &view::refund(row)))
}

/// A payment of this merchant, with its session.
async fn own_payment(api: &Api, developer_id: &str, id: &str) -> Result<(PaymentRow, SessionRow), ApiError> {
    let payment = api.store.payment(id).await?.ok_or_else(ApiError::not_found)?;
    let session = api.store.session(&payment.session_id).await?.ok_or_else(ApiError::not_found)?;
    if session.developer_id == developer_id { Ok((payment, session)) } else { Err(ApiError::not_found()) }
}

fn giver<'a>(payment: &'a PaymentRow, session: &'a SessionRow) -> Giver<'a> {
    match &payment.method {
        PaymentMethod::Wallet { wallet_id, .. } => Giver::Wallet(WalletKey {
            developer_id: &session.developer_id,
            payer_id: &session.payer_id,
            id: wallet_id,
            currency: &payment.currency,
        }),
        _ => Giver::Network(random_name("ref_")),
    }
}

fn not_paid(api: &Api, payment: PaymentRow) -> ApiError {
    let detail = format!("Only a payment that has succeeded can be refunded; this one is {}.", payment.status.as_str());
    let payment = view::payment(api, payment, Viewer::Merchant);
    ApiError::new(ErrorCode::PaymentInProgress, detail).with_payment(payment)
}

fn more_than_left(left: u64, currency: &str) -> ApiError {
    let detail = match left {
        0 => "Nothing of the payment is left: it is refunded, or is being refunded.".to_owned(),
        left => format!("Only {left} minor units of {currency} are left of the payment."),
    };
    ApiError::field(ErrorCode::AmountInvalid, "amount", detail)
}

/// Asks the network about a refund, and stores its decision if there is one.
///
/// # Errors
/// When the ledger or the database cannot be written.
async fn settle(api: &Api, refund: &PendingRefund) -> sqlx::Result<()> {
    let order = RefundOrder {
        reference: &refund.network_reference,
        authorization: &refund.payment_reference,
        amount: refund.amount,
        currency: &refund.currency,
    };
    let step = match api.network.refund(order).await? {
        RefundAnswer::Refunded => RefundStep::Succeeded,
        RefundAnswer::Refused(reason) => {
            tracing::warn!(refund = refund.id, reason, "the network refuses a refund");
            RefundStep::Failed
        }
        RefundAnswer::Pending => return Ok(()),
    };
    api.store.advance_refund(&refund.id, step).await
}

/// Asks the network about every undecided refund, those of an earlier run too. Does all that can be done, then gives the first
/// failure.
///
/// # Errors
/// When the ledger or the database cannot be read or written.
pub async fn settle_pending(api: &Api) -> sqlx::Result<()> {
    let mut result = Ok(());
    for refund in api.store.pending_refunds().await? {
        result = result.and(settle(api, &refund).await);
    }
    result
}

/// `GET /payments/{id}/refunds`
///
/// # Errors
/// Those of [`Merchant`]; `not_found` for another merchant's payment too; `server_error`.
pub async fn list(
    State(api): State<Arc<Api>>,
    Merchant { developer_id }: Merchant,
    Path(payment_id): Path<String>,
) -> Answer {
    let (payment, _) = own_payment(&api, &developer_id, &payment_id).await?;
    let refunds = api.store.refunds(&payment.id).await?.into_iter().map(view::refund).collect();
    Ok(body::json(StatusCode::OK, &Refunds { refunds }))
}

/// `GET /refunds/{id}`
///
/// # Errors
/// Those of [`Merchant`]; `not_found` for another merchant's refund too; `server_error`.
pub async fn read(State(api): State<Arc<Api>>, Merchant { developer_id }: Merchant, Path(id): Path<String>) -> Answer {
    let row = api.store.refund(&id).await?.ok_or_else(ApiError::not_found)?;
    own_payment(&api, &developer_id, &row.payment_id).await?;
    Ok(body::json(StatusCode::OK, &view::refund(row)))
}
