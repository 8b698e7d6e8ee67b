//! The session URL: a payment session for the payer who is logged in, at the price that the shop sets.
//!
//! For one order it gives the same session while that is open. It makes a new one only after it has read that the old one
//! has no undecided payment. The amount that the page sends is a claim, never the price.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use payments_widget::protocol::payment::{MethodKind, PaymentStatus};
use payments_widget::protocol::session::{CreateSession, Session, SessionAnswer, SessionClaim, SessionStatus};
use serde::Deserialize;

use super::api_client::KEY_LIFETIME;
use super::login::LoggedIn;
use super::store::{Checkout, Order, OrderKind};
use super::{SameOrigin, Shop, ShopError, small_body};
use crate::clock::{self, Millis};

/// The price of the cart, in won; every payer has the same cart.
const CART: i64 = 128_000;
const CART_CURRENCY: &str = "KRW";
/// The bounds of a top-up, in cents.
const TOP_UP: std::ops::RangeInclusive<u64> = 100..=100_000;
const TOP_UP_CURRENCY: &str = "USD";

/// The query of the session URL.
#[derive(Deserialize)]
pub struct SessionQuery {
    /// Present for a top-up.
    top_up: Option<String>,
    /// The order that the checkout's page shows.
    order: Option<String>,
    /// On the return page: the session that the page's URL names.
    payment_session: Option<String>,
}

/// `POST /checkout/session`
///
/// # Errors
/// 403 from another origin, 401 without a log-in, 404 for an order of another payer, 400, 413, 415 or 422 for a wrong claim, 502 when the API cannot be
/// reached, 500 when the database fails.
pub async fn session(
    State(shop): State<Arc<Shop>>,
    Query(query): Query<SessionQuery>,
    _: SameOrigin,
    LoggedIn(payer): LoggedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ShopError> {
    let claim = read_claim(&headers, body).await?;
    let (kind, amount, currency) = price(&claim, query.top_up.is_some())?;
    let _one_at_a_time = shop.one_checkout(&payer).await?;
    let order = match &query.order {
        // The order that the page shows: one that was paid meanwhile is not sold again as the next one.
        Some(id) if kind == OrderKind::Cart => shop
            .store
            .cart_order(&payer, id)
            .await?
            .ok_or_else(|| ShopError::new(StatusCode::NOT_FOUND, "This payer has no such order."))?,
        _ => shop.store.open_order(&payer, kind, amount, currency).await?,
    };
    let session = match session_of(&shop, &order).await? {
        // A top-up has no page load of its own between one and the next.
        Some(session) if kind == OrderKind::TopUp && session.status == SessionStatus::Complete => {
            shop.store.mark_paid(&order.id).await?;
            let next = shop.store.open_order(&payer, kind, amount, currency).await?;
            make(&shop, &next, 1).await?
        }
        Some(session) => session,
        None => make(&shop, &order, 1).await?,
    };
    answer(session)
}

/// `GET /checkout/session?payment_session=ps_…`: the return page asks for the secret of the session that its URL names.
///
/// # Errors
/// 401 without a log-in, 404 for another payer's session, 502 when the API cannot be reached, 500 when the database fails.
pub async fn again(
    State(shop): State<Arc<Shop>>,
    Query(query): Query<SessionQuery>,
    LoggedIn(payer): LoggedIn,
) -> Result<Response, ShopError> {
    let session_id = query.payment_session.unwrap_or_default();
    let checkout = shop.store.checkout_of(&payer, &session_id).await?.filter(is_remembered);
    let checkout = checkout.ok_or_else(|| ShopError::new(StatusCode::NOT_FOUND, "This payer has no such session."))?;
    answer(repeat(&shop, &checkout).await?)
}

/// The cart's order, to be paid now. Reads first what became of it: if it is paid, it is fulfilled, and the next one begins.
/// Without the API it stays as it is, and paying then says what is wrong.
///
/// # Errors
/// 500 when the database fails.
pub async fn cart(shop: &Shop, payer: &str) -> Result<Order, ShopError> {
    let _one_at_a_time = shop.one_checkout(payer).await?;
    let order = shop.store.open_order(payer, OrderKind::Cart, CART, CART_CURRENCY).await?;
    let Some(checkout) = shop.store.newest_checkout(&order.id).await? else { return Ok(order) };
    match shop.client.session(&checkout.session_id).await {
        Ok(Some(session)) if session.status == SessionStatus::Complete => {
            shop.store.mark_paid(&order.id).await?;
            Ok(shop.store.open_order(payer, OrderKind::Cart, CART, CART_CURRENCY).await?)
        }
        Ok(_) => Ok(order),
        Err(_) => {
            tracing::warn!("the cart's order could not be looked up");
            Ok(order)
        }
    }
}

async fn read_claim(headers: &HeaderMap, body: Body) -> Result<SessionClaim, ShopError> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(ShopError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json."));
    }
    let bytes = small_body(headers, body).await?;
    serde_json::from_slice(&bytes)
        .ok()
        .filter(|_| bytes.trim_ascii_start().starts_with(b"{"))
        .ok_or_else(|| ShopError::new(StatusCode::BAD_REQUEST, "The body names amount, currency and method."))
}

/// The shop's own price. For a top-up, the amount that the payer chose, if it is within bounds.
fn price(claim: &SessionClaim, top_up: bool) -> Result<(OrderKind, i64, &'static str), ShopError> {
    let wrong = |detail| ShopError::new(StatusCode::UNPROCESSABLE_ENTITY, detail);
    let amount = i64::try_from(claim.amount).unwrap_or(0);
    if !top_up {
        let agrees = amount == CART && claim.currency == CART_CURRENCY;
        return if agrees {
            Ok((OrderKind::Cart, CART, CART_CURRENCY))
        } else {
            Err(wrong("The order has another price."))
        };
    }
    if claim.currency != TOP_UP_CURRENCY || !TOP_UP.contains(&claim.amount) {
        return Err(wrong("A top-up is 1.00 to 1000.00 USD."));
    }
    Ok((OrderKind::TopUp, amount, TOP_UP_CURRENCY))
}

/// The order's session: the newest one if it is open, paid, or has an undecided payment; else a new one. `None` if the
/// order has no session yet.
async fn session_of(shop: &Shop, order: &Order) -> Result<Option<Session>, ShopError> {
    let Some(checkout) = shop.store.newest_checkout(&order.id).await? else { return Ok(None) };
    let Some(session) = shop.client.session(&checkout.session_id).await? else {
        return Ok(Some(make(shop, order, checkout.attempt + 1).await?));
    };
    let undecided = session
        .payment
        .as_ref()
        .is_some_and(|payment| matches!(payment.status, PaymentStatus::Processing | PaymentStatus::RequiresAction));
    let keep = undecided || session.status != SessionStatus::Expired;
    Ok(Some(if keep { repeat(shop, &checkout).await? } else { make(shop, order, checkout.attempt + 1).await? }))
}

/// Makes the order's session number `attempt`. If the answer is lost, the next try sends the same under the same key.
async fn make(shop: &Shop, order: &Order, attempt: i64) -> Result<Session, ShopError> {
    let amount = u64::try_from(order.amount).unwrap_or(0);
    let methods = vec![MethodKind::Card, MethodKind::Wallet];
    let mut request = CreateSession::new(amount, &order.currency, &order.payer, methods);
    request.order_id = Some(order.id.clone());
    request.return_url = Some(format!("{}/return", shop.config.url));
    let request = serde_json::to_string(&request)
        .map_err(|_| ShopError::new(StatusCode::INTERNAL_SERVER_ERROR, "The order cannot be written as JSON."))?;
    let idempotency_key = format!("{}-{attempt}", order.id);
    let session = shop.client.create_session(&idempotency_key, &request).await?;
    let checkout =
        Checkout { session_id: session.id.clone(), attempt, idempotency_key, request, created_at: clock::now() };
    shop.store.add_checkout(&order.id, &checkout).await?;
    Ok(session)
}

/// The same session again, with its client secret.
async fn repeat(shop: &Shop, checkout: &Checkout) -> Result<Session, ShopError> {
    let gone = || ShopError::new(StatusCode::NOT_FOUND, "The session is too old to be given again.");
    if !is_remembered(checkout) {
        return Err(gone());
    }
    let session = shop.client.create_session(&checkout.idempotency_key, &checkout.request).await?;
    if session.id == checkout.session_id { Ok(session) } else { Err(gone()) }
}

/// Whether the API still knows the key with which the session was made, with a minute to spare.
fn is_remembered(checkout: &Checkout) -> bool {
    let kept = Millis::try_from(KEY_LIFETIME.as_millis()).unwrap_or(0) - 60_000;
    clock::now() - checkout.created_at < kept
}

fn answer(session: Session) -> Result<Response, ShopError> {
    let client_secret = session
        .client_secret
        .ok_or_else(|| ShopError::new(StatusCode::BAD_GATEWAY, "The payments API gave no client secret."))?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(SessionAnswer::new(client_secret))).into_response())
}
