//! One webhook endpoint: its secret, and what was sent to it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use payments_widget::protocol::problem::ErrorCode;
use serde::Deserialize;
use serde_json::json;

use super::Console;
use super::access::{Developer, Inside, Posted};
use super::error::{ConsoleError, see};
use super::login::Nothing;
use super::notice::Notice;
use super::view::{Head, Tab, View};
use super::webhooks::events;
use crate::api::auth::Merchant;
use crate::api::body::JsonBytes;
use crate::api::webhook_endpoints;
use crate::store::deliveries::{DeliveryRow, DeliveryStatus};

/// How long the replaced secret signs too: the form's word is in seconds.
const OLD_SECRET_FOR: [(u32, &str); 3] = [(24 * 60 * 60, "keys.for_24h"), (60 * 60, "keys.for_1h"), (0, "keys.for_0s")];

#[derive(Deserialize)]
pub(super) struct RotateForm {
    expires_in: u32,
}

#[derive(Deserialize)]
pub(super) struct ResendForm {
    event: String,
}

/// `GET /console/webhooks/{id}`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::NotFound`] for another developer's endpoint too, [`ConsoleError::Failed`].
pub(super) async fn show(
    State(console): State<Arc<Console>>,
    inside: Inside,
    Path(id): Path<String>,
) -> Result<Response, ConsoleError> {
    let (store, view) = (&console.api.store, &inside.view);
    let endpoint = store.webhook_endpoint(&inside.developer.id, &id).await?.ok_or(ConsoleError::NotFound)?;
    let deliveries = store.deliveries(&endpoint.id).await?;
    let path = |action: &str| format!("/console/webhooks/{}/{action}", endpoint.id);
    let body = html! {
        p.back { a href="/console/webhooks" { (view.text("webhooks.back")) } }
        dl.facts.card {
            div { dt { (view.text("webhooks.url")) } dd { (endpoint.url) } }
            div { dt { (view.text("webhooks.events")) } dd { (events(view, &endpoint)) } }
            div { dt { (view.text("webhooks.id")) } dd { code { (endpoint.id) } } }
            div { dt { (view.text("made")) } dd { (view.time(endpoint.created_at)) } }
        }
        form.line.card method="post" action=(path("rotate")) {
            p.field {
                label for="expires_in" { (view.text("webhooks.old_secret")) }
                select id="expires_in" name="expires_in" {
                    @for (seconds, text) in OLD_SECRET_FOR { option value=(seconds) { (view.text(text)) } }
                }
            }
            button.tool { (view.text("webhooks.rotate")) }
        }
        section.section {
            h2 { (view.text("deliveries.title")) }
            @if deliveries.is_empty() {
                p.hint { (view.text("deliveries.none")) }
            } @else {
                (table(view, &deliveries, &path("resend")))
            }
        }
        form method="post" action=(path("delete")) {
            button.tool.tool--bad { (view.text("webhooks.delete")) }
        }
    };
    Ok(inside.page(Tab::Webhooks, "webhooks.one", &body))
}

fn table(view: &View, deliveries: &[DeliveryRow], resend: &str) -> Markup {
    let heads = [
        Head::Text("payments.status"),
        Head::Text("deliveries.event"),
        Head::Text("deliveries.answer"),
        Head::Text("payments.time"),
        Head::Hidden("deliveries.resend"),
    ];
    let rows = html! {
        @for delivery in deliveries {
            tr {
                td.state { (status(view, delivery)) }
                td.method { a href={ "/console/payments/" (delivery.payment_id) } { (delivery.kind.as_str()) } }
                td { (answer(view, delivery)) }
                td.when { (view.time(delivery.created_at)) }
                td.num {
                    form method="post" action=(resend) {
                        input type="hidden" name="event" value=(delivery.event_id);
                        button.tool aria-label={ (view.text("deliveries.resend")) ": " (delivery.event_id) } {
                            (view.text("deliveries.resend"))
                        }
                    }
                }
            }
        }
    };
    view.table(&heads, &rows)
}

fn status(view: &View, delivery: &DeliveryRow) -> Markup {
    match delivery.status {
        DeliveryStatus::Pending => view.pill("wait", "deliveries.pending"),
        DeliveryStatus::Delivered => view.pill("ok", "deliveries.delivered"),
        DeliveryStatus::Failed => view.pill("bad", "deliveries.failed"),
    }
}

/// The last answer, and how many attempts there were.
fn answer(view: &View, delivery: &DeliveryRow) -> String {
    let status = delivery.response_status.map(|status| status.to_string());
    let last = status.or_else(|| delivery.error.clone()).unwrap_or_else(|| "–".to_owned());
    format!("{last} · {}", view.text("deliveries.attempts").replace("{n}", &delivery.attempts.to_string()))
}

/// `POST /console/webhooks/{id}/rotate`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Foreign`], [`ConsoleError::Malformed`], [`ConsoleError::NotFound`] for another
/// developer's endpoint too, [`ConsoleError::Failed`].
pub(super) async fn rotate(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    developer: Developer,
    Posted(form): Posted<RotateForm>,
) -> Result<Response, ConsoleError> {
    if !OLD_SECRET_FOR.iter().any(|(seconds, _)| *seconds == form.expires_in) {
        return Err(ConsoleError::Malformed);
    }
    let body = JsonBytes(Bytes::from(json!({ "expires_in": form.expires_in }).to_string()));
    let answer =
        webhook_endpoints::rotate_secret(State(Arc::clone(&console.api)), merchant(&developer), Path(id.clone()), body);
    let notice = match answer.await {
        Ok(_) => Notice::WebhookSecret(id.clone()),
        Err(error) if error.code() == ErrorCode::MalformedRequest => Notice::refused("refused.secrets"),
        Err(error) => return Err(error.into()),
    };
    developer.leave(&console, &notice).await?;
    Ok(see(&format!("/console/webhooks/{id}")))
}

/// `POST /console/webhooks/{id}/resend`
///
/// # Errors
/// As [`rotate`]; [`ConsoleError::NotFound`] for an event that was not for the endpoint, too.
pub(super) async fn resend(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    developer: Developer,
    Posted(form): Posted<ResendForm>,
) -> Result<Response, ConsoleError> {
    let path = Path((id.clone(), form.event));
    webhook_endpoints::resend(State(Arc::clone(&console.api)), merchant(&developer), path).await?;
    developer.leave(&console, &Notice::done("done.resent")).await?;
    Ok(see(&format!("/console/webhooks/{id}")))
}

/// `POST /console/webhooks/{id}/delete`
///
/// # Errors
/// As [`rotate`].
pub(super) async fn delete(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    developer: Developer,
    Posted(Nothing {}): Posted<Nothing>,
) -> Result<Response, ConsoleError> {
    webhook_endpoints::delete(State(Arc::clone(&console.api)), merchant(&developer), Path(id)).await?;
    developer.leave(&console, &Notice::done("done.endpoint_deleted")).await?;
    Ok(see("/console/webhooks"))
}

fn merchant(developer: &Developer) -> Merchant {
    Merchant { developer_id: developer.id.clone() }
}
