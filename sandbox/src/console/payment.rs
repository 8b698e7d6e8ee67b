//! One payment: what happened to it and when, as the API shows it, and its refunds.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use maud::{Markup, html};
use payments_widget::money::{Currency, Money, major_or_minor};
use payments_widget::protocol::payment::PaymentStatus;
use payments_widget::protocol::problem::ErrorCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Console;
use super::access::{Developer, Inside, Posted};
use super::error::{ConsoleError, see};
use super::notice::Notice;
use super::view::{Tab, View};
use crate::api::auth::Merchant;
use crate::api::body::JsonBytes;
use crate::api::problem::ApiError;
use crate::api::{refunds, view as wire};
use crate::clock::Millis;
use crate::hash::random_name;
use crate::store::console::ListedPayment;
use crate::store::refunds::{RefundReason, RefundRow, RefundStatus};

/// How long the same refund is waited for, if it is running.
const IN_FLIGHT_TRIES: u32 = 50;
const IN_FLIGHT_WAIT: Duration = Duration::from_millis(100);
/// The longest answer of the API that is read, in bytes.
pub(super) const ANSWER_BYTES: usize = 64 * 1024;

/// The form of a refund.
#[derive(Deserialize)]
pub(super) struct RefundForm {
    /// Made for each page: what is sent twice is done once.
    once: String,
    /// As a person writes it, `12.50`.
    amount: String,
    reason: String,
}

/// `GET /console/payments/{id}`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::NotFound`] for another developer's payment too, [`ConsoleError::Failed`].
pub(super) async fn show(
    State(console): State<Arc<Console>>,
    inside: Inside,
    Path(id): Path<String>,
) -> Result<Response, ConsoleError> {
    let (store, view) = (&console.api.store, &inside.view);
    let listed = store.payment_of(&inside.developer.id, &id).await?.ok_or(ConsoleError::NotFound)?;
    let refunds = store.refunds(&id).await?;
    let secured = store.asked_for_three_d_secure(&id).await?;
    let payment = store.payment(&id).await?.ok_or(ConsoleError::NotFound)?;
    // Without the URL of an action, which holds a secret of the payer's.
    let json = serde_json::to_string_pretty(&wire::payment_in_event(payment)).map_err(|_| ConsoleError::Failed)?;
    let payment = &listed.payment;
    let left = payment.amount - payment.amount_refunded;
    let body = html! {
        p.back { a href="/console/payments" { (view.text("payments.back")) } }
        dl.facts.card {
            div { dt { (view.text("payments.amount")) } dd.big { (view.amount(payment.amount, &payment.currency)) } }
            div { dt { (view.text("payments.status")) } dd { (view.status(payment)) } }
            div { dt { (view.text("payments.way")) } dd { (view.way(&payment.method)) } }
            div { dt { (view.text("payments.order")) } dd { bdi { (listed.order_id.as_deref().unwrap_or("–")) } } }
            div { dt { (view.text("payments.payer")) } dd { bdi { (listed.payer_id) } } }
            div { dt { (view.text("payments.id")) } dd { code { (payment.id) } } }
        }
        section.section {
            h2 { (view.text("timeline.title")) }
            div.trace.card {
                ol {
                    @for (time, text) in timeline(view, &listed, secured, &refunds) {
                        li { span { (text) } @if let Some(time) = time { (view.clock(time)) } }
                    }
                }
                pre tabindex="0" aria-label=(view.text("timeline.json")) { (json) }
            }
        }
        @if payment.status == PaymentStatus::Succeeded && left > 0 {
            (refund_form(view, &listed, left))
        }
    };
    Ok(inside.page(Tab::Payments, "payments.one", &body))
}

/// What happened, and when. A step of an earlier version has no time.
fn timeline(
    view: &View,
    listed: &ListedPayment,
    secured: bool,
    refunds: &[RefundRow],
) -> Vec<(Option<Millis>, String)> {
    let payment = &listed.payment;
    let step = |time, key: &str| (time, view.text(key).to_owned());
    let mut steps = vec![step(Some(payment.created_at), "timeline.created")];
    if listed.asked_at.is_some() {
        steps.push(step(listed.asked_at, if secured { "timeline.three_d_secure" } else { "timeline.approval" }));
    }
    if secured && payment.status == PaymentStatus::Succeeded {
        steps.push(step(listed.decided_at, "timeline.authenticated"));
    }
    match payment.status {
        PaymentStatus::Succeeded => steps.push(step(listed.decided_at, "status.succeeded")),
        PaymentStatus::Canceled => steps.push(step(listed.decided_at, "status.canceled")),
        PaymentStatus::Declined => {
            let why = payment.network_decline_code.as_deref().unwrap_or("generic");
            steps.push((listed.decided_at, format!("{}: {why}", view.text("status.declined"))));
        }
        _ => {}
    }
    steps.extend(refunds.iter().rev().map(|refund| {
        let text = match refund.status {
            RefundStatus::Succeeded => "timeline.refunded",
            RefundStatus::Pending => "timeline.refund_pending",
            RefundStatus::Failed => "timeline.refund_failed",
        };
        let amount = view.amount(refund.amount, &refund.currency);
        (Some(refund.created_at), view.text(text).replace("{amount}", &amount))
    }));
    steps
}

fn refund_form(view: &View, listed: &ListedPayment, left: u64) -> Markup {
    let payment = &listed.payment;
    html! {
        section.section {
            h2 { (view.text("refund.title")) }
            form.line.card method="post" action={ "/console/payments/" (payment.id) "/refunds" } {
                input type="hidden" name="once" value=(random_name("console-"));
                p.field {
                    label for="amount" { (view.text("refund.amount")) " (" (payment.currency) ")" }
                    input id="amount" name="amount" inputmode="decimal" autocomplete="off" required maxlength="20"
                        value=(major_or_minor(left, &payment.currency));
                }
                p.field {
                    label for="reason" { (view.text("refund.reason")) }
                    select id="reason" name="reason" {
                        option value="" { (view.text("refund.no_reason")) }
                        @for reason in RefundReason::ALL {
                            option value=(reason.as_str()) { (view.text(reason_word(reason))) }
                        }
                    }
                }
                button.tool { (view.text("refund.button")) }
            }
        }
    }
}

fn reason_word(reason: RefundReason) -> &'static str {
    match reason {
        RefundReason::RequestedByCustomer => "refund.requested",
        RefundReason::Duplicate => "refund.duplicate",
        RefundReason::Fraudulent => "refund.fraudulent",
    }
}

/// `POST /console/payments/{id}/refunds`: the same as `POST /v1/payments/{id}/refunds` with the secret key.
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Foreign`], [`ConsoleError::Malformed`], [`ConsoleError::NotFound`] for another
/// developer's payment too, [`ConsoleError::Failed`].
pub(super) async fn refund(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    developer: Developer,
    Posted(form): Posted<RefundForm>,
) -> Result<Response, ConsoleError> {
    let listed = console.api.store.payment_of(&developer.id, &id).await?.ok_or(ConsoleError::NotFound)?;
    let money = Currency::parse(&listed.payment.currency)
        .and_then(|currency| Money::parse(&form.amount.trim().replace(',', ""), currency));
    let notice = match money {
        Ok(money) => ask(&console, &developer, &id, &form, money.minor()).await?,
        Err(_) => Notice::refused("refused.amount"),
    };
    developer.leave(&console, &notice).await?;
    Ok(see(&format!("/console/payments/{}", listed.payment.id)))
}

async fn ask(
    console: &Console,
    developer: &Developer,
    id: &str,
    form: &RefundForm,
    amount: u64,
) -> Result<Notice, ConsoleError> {
    let reason = RefundReason::from_word(&form.reason);
    let body = match reason {
        Some(reason) => json!({ "amount": amount, "reason": reason }),
        None => json!({ "amount": amount }),
    };
    let body = Bytes::from(body.to_string());
    let key = HeaderValue::try_from(&form.once).map_err(|_| ConsoleError::Malformed)?;
    let headers = HeaderMap::from_iter([(axum::http::HeaderName::from_static("idempotency-key"), key)]);
    for _ in 0..IN_FLIGHT_TRIES {
        let answer = refunds::create(
            State(Arc::clone(&console.api)),
            Merchant { developer_id: developer.id.clone() },
            Path(id.to_owned()),
            headers.clone(),
            JsonBytes(body.clone()),
        );
        match answer.await {
            Ok(answer) => return outcome(answer).await,
            // A second click: it says what became of the first one.
            Err(error) if error.code() == ErrorCode::IdempotencyInFlight => tokio::time::sleep(IN_FLIGHT_WAIT).await,
            Err(error) => return refused(error),
        }
    }
    Err(ConsoleError::Failed)
}

async fn outcome(answer: Response) -> Result<Notice, ConsoleError> {
    let refund = json_of(answer).await?;
    Ok(match refund["status"].as_str().and_then(RefundStatus::from_word) {
        Some(RefundStatus::Succeeded) => Notice::done("done.refunded"),
        Some(RefundStatus::Pending) => Notice::done("done.refund_pending"),
        Some(RefundStatus::Failed) | None => Notice::refused("refused.refund_failed"),
    })
}

/// What the API has answered.
pub(super) async fn json_of(answer: Response) -> Result<Value, ConsoleError> {
    let bytes = to_bytes(answer.into_body(), ANSWER_BYTES).await.map_err(|_| ConsoleError::Failed)?;
    serde_json::from_slice(&bytes).map_err(|_| ConsoleError::Failed)
}

fn refused(error: ApiError) -> Result<Notice, ConsoleError> {
    match error.code() {
        ErrorCode::AmountInvalid => Ok(Notice::refused("refused.amount")),
        ErrorCode::PaymentInProgress => Ok(Notice::refused("refused.not_paid")),
        ErrorCode::IdempotencyKeyReused | ErrorCode::IdempotencyKeyInvalid => Ok(Notice::refused("refused.repeated")),
        _ => Err(error.into()),
    }
}
