//! The webhook endpoints of a developer.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use maud::{Markup, html};
use payments_widget::protocol::problem::ErrorCode;
use serde::Deserialize;
use serde_json::json;

use super::Console;
use super::access::{Developer, Inside, Posted};
use super::error::{ConsoleError, see};
use super::notice::Notice;
use super::payment::json_of;
use super::view::{Tab, View};
use crate::api::auth::Merchant;
use crate::api::body::JsonBytes;
use crate::api::webhook_endpoints;
use crate::hash::random_name;
use crate::store::events::EventKind;
use crate::store::webhook_endpoints::EndpointRow;
use crate::webhooks::address::{self, UrlError};

#[derive(Deserialize)]
pub(super) struct EndpointForm {
    /// Made for each page: what is sent twice is done once.
    once: String,
    url: String,
    /// Which events: all, those of payments, or those of refunds.
    events: Wanted,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Wanted {
    All,
    Payments,
    Refunds,
}

/// `GET /console/webhooks`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Failed`].
pub(super) async fn list(State(console): State<Arc<Console>>, inside: Inside) -> Result<Response, ConsoleError> {
    let view = &inside.view;
    let endpoints = console.api.store.webhook_endpoints(&inside.developer.id).await?;
    let body = html! {
        p.hint { (view.text("webhooks.hint")) }
        @if endpoints.is_empty() {
            p.hint { (view.text("webhooks.none")) }
        } @else {
            div.rows.card { @for endpoint in &endpoints { (row(view, endpoint)) } }
        }
        section.section {
            h2 { (view.text("webhooks.add")) }
            form.line.card method="post" action="/console/webhooks" {
                input type="hidden" name="once" value=(random_name("console-"));
                p.field {
                    label for="url" { (view.text("webhooks.url")) }
                    input id="url" name="url" type="url" inputmode="url" required maxlength="2048"
                        placeholder="https://shop.example/webhooks";
                }
                p.field {
                    label for="events" { (view.text("webhooks.events")) }
                    select id="events" name="events" {
                        option value="all" { (view.text("webhooks.all")) }
                        option value="payments" { (view.text("webhooks.payments")) }
                        option value="refunds" { (view.text("webhooks.refunds")) }
                    }
                }
                button.tool { (view.text("webhooks.make")) }
            }
        }
    };
    Ok(inside.page(Tab::Webhooks, "nav.webhooks", &body))
}

fn row(view: &View, endpoint: &EndpointRow) -> Markup {
    html! {
        div.row-line {
            span {
                a href={ "/console/webhooks/" (endpoint.id) } { (endpoint.url) }
                small { (events(view, endpoint)) }
            }
            small { (view.text("made")) " " (view.time(endpoint.created_at)) }
        }
    }
}

/// What an endpoint wants to hear of.
pub(super) fn events(view: &View, endpoint: &EndpointRow) -> String {
    endpoint.events.as_ref().map_or_else(|| view.text("webhooks.all").to_owned(), |events| events.replace(',', ", "))
}

/// `POST /console/webhooks`: the same as `POST /v1/webhook_endpoints` with the secret key.
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Foreign`], [`ConsoleError::Malformed`], [`ConsoleError::Failed`].
pub(super) async fn add(
    State(console): State<Arc<Console>>,
    developer: Developer,
    Posted(form): Posted<EndpointForm>,
) -> Result<Response, ConsoleError> {
    let url = form.url.trim();
    let notice = match address::read_url(url, console.api.webhooks.rules().allow_private) {
        Ok(_) => ask(&console, &developer, &form, url).await?,
        Err(UrlError::NotHttps | UrlError::NotPublic) => Notice::refused("refused.private_url"),
        Err(UrlError::NotAUrl | UrlError::Credentials) => Notice::refused("refused.url"),
    };
    developer.leave(&console, &notice).await?;
    Ok(see("/console/webhooks"))
}

async fn ask(console: &Console, developer: &Developer, form: &EndpointForm, url: &str) -> Result<Notice, ConsoleError> {
    let of = |subject: &str| {
        EventKind::ALL.map(EventKind::as_str).into_iter().filter(|kind| kind.starts_with(subject)).collect()
    };
    let events: Option<Vec<_>> = match form.events {
        Wanted::All => None,
        Wanted::Payments => Some(of("payment.")),
        Wanted::Refunds => Some(of("refund.")),
    };
    let body = match events {
        Some(events) => json!({ "url": url, "events": events }),
        None => json!({ "url": url }),
    };
    let key = HeaderValue::try_from(&form.once).map_err(|_| ConsoleError::Malformed)?;
    let headers = HeaderMap::from_iter([(HeaderName::from_static("idempotency-key"), key)]);
    let merchant = Merchant { developer_id: developer.id.clone() };
    let body = JsonBytes(Bytes::from(body.to_string()));
    match webhook_endpoints::create(State(Arc::clone(&console.api)), merchant, headers, body).await {
        Ok(answer) => {
            let id = json_of(answer).await?["id"].as_str().unwrap_or_default().to_owned();
            Ok(Notice::WebhookSecret(id))
        }
        // The URL is good: there are too many.
        Err(error) if error.code() == ErrorCode::MalformedRequest => Ok(Notice::refused("refused.endpoints")),
        Err(error) if error.code() == ErrorCode::IdempotencyKeyReused => Ok(Notice::refused("refused.repeated")),
        // A second click, while the first one runs: that one says what it has made.
        Err(error) if error.code() == ErrorCode::IdempotencyInFlight => Ok(Notice::done("done.endpoint_made")),
        // An endpoint that was made by this form and is deleted.
        Err(error) if error.code() == ErrorCode::NotFound => Ok(Notice::refused("refused.repeated")),
        Err(error) => Err(error.into()),
    }
}
