//! Webhook endpoints of a merchant: made, listed, deleted, given a new secret; and what was sent to them.
//!
//! A secret is shown in the answers that make one, also when such a request is repeated, and in no other. It is derived and not
//! stored, as the client secret of a session.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};

use super::auth::Merchant;
use super::body::{self, JsonBytes};
use super::idempotency::{Begun, Fingerprint, begin, made_under, replayed};
use super::problem::ApiError;
use super::view::Viewer;
use super::{Answer, Api, uninterrupted};
use crate::clock::{self, Millis, rfc3339};
use crate::hash::random_name;
use crate::store::deliveries::{DeliveryRow, DeliveryStatus};
use crate::store::events::EventKind;
use crate::store::idempotency::UsedKey;
use crate::store::webhook_endpoints::{AddEndpoint, EndpointRow, Rotation};
use crate::webhooks::address;

/// How long a replaced secret signs unless the merchant says otherwise, in seconds.
const OLD_SECRET_LIFETIME: u32 = 24 * 60 * 60;
/// The longest time that a merchant may ask for, in seconds: 7 days.
const LONGEST_OLD_SECRET_LIFETIME: u32 = 7 * 24 * 60 * 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreateEndpoint {
    url: String,
    /// All when absent.
    events: Option<Vec<EventKind>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RotateSecret {
    /// Seconds.
    expires_in: Option<u32>,
}

/// An endpoint as the wire has it.
#[derive(Serialize)]
struct Endpoint {
    id: String,
    url: String,
    /// Null is all.
    events: Option<Vec<String>>,
    livemode: bool,
    created_at: String,
    /// Only where it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

#[derive(Serialize)]
struct Endpoints {
    webhook_endpoints: Vec<Endpoint>,
}

/// A delivery as the wire has it.
#[derive(Serialize)]
struct Delivery {
    event: String,
    #[serde(rename = "type")]
    kind: EventKind,
    payment: String,
    status: DeliveryStatus,
    attempts: i64,
    response_status: Option<i64>,
    error: Option<String>,
    next_attempt_at: Option<String>,
    created_at: String,
}

#[derive(Serialize)]
struct Deliveries {
    deliveries: Vec<Delivery>,
}

impl Endpoint {
    fn new(row: EndpointRow) -> Self {
        Self {
            id: row.id,
            url: row.url,
            events: row.events.map(|words| words.split(',').map(str::to_owned).collect()),
            livemode: false,
            created_at: rfc3339(row.created_at),
            secret: None,
        }
    }

    fn with_secret(api: &Api, row: EndpointRow) -> Self {
        let secret = api.server_key.derive_webhook_secret(&row.id, row.secret_version).expose();
        Self { secret: Some(secret), ..Self::new(row) }
    }
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Self {
        Self {
            event: row.event_id,
            kind: row.kind,
            payment: row.payment_id,
            status: row.status,
            attempts: row.attempts,
            response_status: row.response_status,
            error: row.error,
            next_attempt_at: (row.status == DeliveryStatus::Pending).then(|| rfc3339(row.next_attempt_at)),
            created_at: rfc3339(row.created_at),
        }
    }
}

/// `POST /webhook_endpoints`
///
/// # Errors
/// Those of [`Merchant`], [`JsonBytes`] and [`begin`]; `malformed_request` for a URL that is not allowed, too; `server_error`.
pub async fn create(
    State(api): State<Arc<Api>>,
    Merchant { developer_id }: Merchant,
    headers: HeaderMap,
    JsonBytes(bytes): JsonBytes,
) -> Answer {
    uninterrupted(async move {
        let request = Fingerprint { method: "POST", path: "/v1/webhook_endpoints", session: "", body: &bytes };
        let (_hold, key) = match begin(&api, &developer_id, Viewer::Merchant, &headers, &request).await? {
            Begun::New(hold, key) => (hold, key),
            Begun::Replay(used) => return replay(&api, &developer_id, used).await,
        };
        let request: CreateEndpoint = body::parse(&bytes)?;
        let endpoint = EndpointRow {
            id: random_name("we_"),
            developer_id,
            events: words(request.events)?,
            secret_version: 1,
            created_at: clock::now(),
            url: check_url(&api, request.url)?,
        };
        match api.store.add_webhook_endpoint(&endpoint, &key).await? {
            AddEndpoint::Added => {
                tracing::info!(endpoint = endpoint.id, "webhook endpoint made");
                Ok(body::json(StatusCode::CREATED, &Endpoint::with_secret(&api, endpoint)))
            }
            AddEndpoint::TooMany => {
                Err(ApiError::malformed("A merchant has at most 16 webhook endpoints: delete one before."))
            }
            AddEndpoint::KeyUsed => {
                let used = made_under(&api, &key).await?.ok_or_else(ApiError::server_error)?;
                replay(&api, &endpoint.developer_id, used).await
            }
        }
    })
    .await
}

async fn replay(api: &Api, developer_id: &str, used: UsedKey) -> Answer {
    let id = used.webhook_endpoint_id.ok_or_else(ApiError::server_error)?;
    let row = find(api, developer_id, &id).await?;
    Ok(replayed(body::json(StatusCode::CREATED, &Endpoint::with_secret(api, row))))
}

fn check_url(api: &Api, url: String) -> Result<String, ApiError> {
    match address::read_url(&url, api.webhooks.rules().allow_private) {
        Ok(_) => Ok(url),
        Err(error) => Err(ApiError::malformed(error.to_string())),
    }
}

/// The words with commas between them, each once.
fn words(events: Option<Vec<EventKind>>) -> Result<Option<String>, ApiError> {
    let Some(events) = events else { return Ok(None) };
    let wanted: Vec<_> =
        EventKind::ALL.into_iter().filter(|kind| events.contains(kind)).map(EventKind::as_str).collect();
    if wanted.is_empty() {
        return Err(ApiError::malformed("events names at least one event, or is absent for all."));
    }
    Ok(Some(wanted.join(",")))
}

async fn find(api: &Api, developer_id: &str, id: &str) -> Result<EndpointRow, ApiError> {
    api.store.webhook_endpoint(developer_id, id).await?.ok_or_else(ApiError::not_found)
}

/// `GET /webhook_endpoints`
///
/// # Errors
/// Those of [`Merchant`]; `server_error`.
pub async fn list(State(api): State<Arc<Api>>, Merchant { developer_id }: Merchant) -> Answer {
    let rows = api.store.webhook_endpoints(&developer_id).await?;
    let webhook_endpoints = rows.into_iter().map(Endpoint::new).collect();
    Ok(body::json(StatusCode::OK, &Endpoints { webhook_endpoints }))
}

/// `GET /webhook_endpoints/{id}`
///
/// # Errors
/// Those of [`Merchant`]; `not_found` for another merchant's endpoint too; `server_error`.
pub async fn read(State(api): State<Arc<Api>>, Merchant { developer_id }: Merchant, Path(id): Path<String>) -> Answer {
    Ok(body::json(StatusCode::OK, &Endpoint::new(find(&api, &developer_id, &id).await?)))
}

/// `DELETE /webhook_endpoints/{id}`
///
/// # Errors
/// Those of [`Merchant`]; `not_found` for another merchant's endpoint too, and for one that is deleted; `server_error`.
pub async fn delete(
    State(api): State<Arc<Api>>,
    Merchant { developer_id }: Merchant,
    Path(id): Path<String>,
) -> Answer {
    if api.store.delete_webhook_endpoint(&developer_id, &id).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(ApiError::not_found())
    }
}

/// `POST /webhook_endpoints/{id}/rotate_secret`
///
/// It takes no idempotency key: when it is repeated there is one more secret, and those before it sign until their time is over.
///
/// # Errors
/// Those of [`Merchant`] and [`JsonBytes`]; `malformed_request` when too many secrets sign, too; `not_found` for another merchant's
/// endpoint too; `server_error`.
pub async fn rotate_secret(
    State(api): State<Arc<Api>>,
    Merchant { developer_id }: Merchant,
    Path(id): Path<String>,
    JsonBytes(bytes): JsonBytes,
) -> Answer {
    let request: RotateSecret = body::parse(&bytes)?;
    let lifetime = request.expires_in.unwrap_or(OLD_SECRET_LIFETIME);
    if lifetime > LONGEST_OLD_SECRET_LIFETIME {
        return Err(ApiError::malformed("expires_in is 0 to 604800 seconds."));
    }
    let old_until = clock::now() + Millis::from(lifetime) * 1000;
    match api.store.rotate_webhook_secret(&developer_id, &id, old_until).await? {
        Rotation::Rotated(row) => Ok(body::json(StatusCode::OK, &Endpoint::with_secret(&api, row))),
        Rotation::TooMany => Err(ApiError::malformed(
            "Five secrets of this endpoint sign already: wait until one ends, or end all but the newest with expires_in 0.",
        )),
        Rotation::NoEndpoint => Err(ApiError::not_found()),
    }
}

/// `GET /webhook_endpoints/{id}/deliveries`
///
/// # Errors
/// Those of [`Merchant`]; `not_found` for another merchant's endpoint too; `server_error`.
pub async fn deliveries(
    State(api): State<Arc<Api>>,
    Merchant { developer_id }: Merchant,
    Path(id): Path<String>,
) -> Answer {
    let endpoint = find(&api, &developer_id, &id).await?;
    let deliveries = api.store.deliveries(&endpoint.id).await?.into_iter().map(Delivery::from).collect();
    Ok(body::json(StatusCode::OK, &Deliveries { deliveries }))
}

/// `POST /webhook_endpoints/{id}/deliveries/{event}/resend`
///
/// # Errors
/// Those of [`Merchant`]; `not_found` for another merchant's endpoint too, and for an event that was not for it; `server_error`.
pub async fn resend(
    State(api): State<Arc<Api>>,
    Merchant { developer_id }: Merchant,
    Path((id, event)): Path<(String, String)>,
) -> Answer {
    let endpoint = find(&api, &developer_id, &id).await?;
    let delivery = api.store.resend_delivery(&endpoint.id, &event).await?.ok_or_else(ApiError::not_found)?;
    Ok(body::json(StatusCode::ACCEPTED, &Delivery::from(delivery)))
}
