//! A merchant's server: sessions, the session URL, the page after a payment, and webhooks. `shop` is what every shop has of its own.

#![allow(clippy::disallowed_methods)] // A shop may read the clock; the guide leaves this line out.

mod shop;

use std::env;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use payments_widget::protocol::payment::PaymentStatus;
use payments_widget::protocol::session::{Session, SessionAnswer, SessionClaim, SessionStatus};
use payments_widget::webhooks::{self, Headers, Secret, TOLERANCE, WebhookError};
use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::{Value, json};
use shop::{Kept, Order, Shop};

struct Server {
    http: reqwest::Client,
    payments_api: String,
    secret_key: String,
    webhook_secrets: Vec<Secret>,
    origin: String,
    shop: Shop,
}

const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(500);
const TIME_OUT: Duration = Duration::from_secs(5);

/// Why a call of the API had no session, for the log.
#[derive(Default)]
struct Failed {
    text: String,
    is_temporary: bool,
}

/// A status, and a sentence for whoever asked.
struct Refusal(StatusCode, &'static str);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, [(CACHE_CONTROL, "no-store")], Json(json!({ "message": self.1 }))).into_response()
    }
}

impl From<WebhookError> for Refusal {
    fn from(error: WebhookError) -> Self {
        tracing::warn!(code = error.code(), %error, "a webhook was refused");
        match error {
            WebhookError::NoSecret => Self(StatusCode::INTERNAL_SERVER_ERROR, "Please try again."),
            _ => Self(StatusCode::BAD_REQUEST, "This is no webhook of the payments API."),
        }
    }
}

type Answer = Result<Response, Refusal>;

impl Server {
    /// A call of the payments API, which answers with a session. It is repeated where that can help: with the same key the API does
    /// it once.
    async fn call(&self, request: RequestBuilder) -> Result<Session, Refusal> {
        let mut failed = Failed::default();
        for _ in 0..TRIES {
            let Some(request) = request.try_clone() else { break };
            match self.call_once(request).await {
                Ok(session) => return Ok(session),
                Err(error) => failed = error,
            }
            if !failed.is_temporary {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        tracing::error!(failed.text, "the payments API did not answer as it should"); // no client secret is in it
        Err(Refusal(StatusCode::BAD_GATEWAY, "Please try again."))
    }

    async fn call_once(&self, request: RequestBuilder) -> Result<Session, Failed> {
        let lost = |error: reqwest::Error| Failed { text: error.to_string(), is_temporary: true };
        let answer = request.bearer_auth(&self.secret_key).timeout(TIME_OUT).send().await.map_err(lost)?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(lost)?;
        if status.is_success() {
            return serde_json::from_slice(&body)
                .map_err(|_| Failed { text: "no session".into(), is_temporary: false });
        }
        let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
        let is_running = problem["code"] == "idempotency_in_flight";
        let is_temporary = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() || is_running;
        Err(Failed { text: format!("{status} {} {}", problem["code"], problem["request_id"]), is_temporary })
    }

    async fn read_session(&self, id: &str) -> Result<Session, Refusal> {
        self.call(self.http.get(format!("{}/payment_sessions/{id}", self.payments_api))).await
    }

    /// The session of an order: the same one, until it has expired without a payment that may still succeed.
    async fn session_of(&self, order: &Order) -> Result<Kept, Refusal> {
        if let Some(last) = order.sessions.last() {
            let session = self.read_session(&last.id).await?;
            let status = session.payment.map(|payment| payment.status);
            let undecided = matches!(status, Some(PaymentStatus::Processing | PaymentStatus::RequiresAction));
            if session.status != SessionStatus::Expired || undecided {
                return Ok(last.clone());
            }
        }
        let body = json!({
            "amount": order.amount, // from your database, in minor units
            "currency": order.currency,
            "order_id": order.id,
            "payer": { "id": order.payer },
            "payment_method_types": ["card", "wallet"],
            "return_url": format!("{}/orders/done", self.origin),
        });
        // The same order and attempt always have the same key: if an answer is lost, the next call gets the session that was made.
        let key = format!("order-{}-{}", order.id, order.sessions.len() + 1);
        let request = self.http.post(format!("{}/payment_sessions", self.payments_api));
        let request = request.header("idempotency-key", key).header(CONTENT_TYPE, "application/json");
        let made = self.call(request.body(body.to_string())).await?;
        let session = Kept { id: made.id, client_secret: made.client_secret.unwrap_or_default() };
        self.shop.add_session(order, &session);
        Ok(session)
    }

    /// Asks the API what became of a session, and then fulfils its order. What a page or a webhook says is no proof.
    async fn settle(&self, order: &Order, session_id: &str) -> Result<bool, Refusal> {
        let session = self.read_session(session_id).await?;
        let price = (session.amount, session.currency.as_str());
        let paid = session.status == SessionStatus::Complete && price == (order.amount, &order.currency);
        if paid {
            self.shop.fulfil(order); // once, however often it is called
        }
        Ok(paid)
    }

    /// The order of a session, if it is the payer's own; another's and none have the same answer.
    fn own_order(&self, payer: &str, session_id: &str) -> Result<Order, Refusal> {
        let order = self.shop.order_of_session(session_id).filter(|order| order.payer == payer);
        order.ok_or(Refusal(StatusCode::NOT_FOUND, "You have no such session."))
    }
}

/// The id of the payer who is logged in.
struct LoggedIn(String);

impl FromRequestParts<Arc<Server>> for LoggedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Refusal> {
        let payer = server.shop.logged_in_payer(&parts.headers);
        payer.map(Self).ok_or(Refusal(StatusCode::UNAUTHORIZED, "Log in first."))
    }
}

#[derive(Deserialize)]
struct OfSession {
    payment_session: String,
}

fn client_secret(session: Kept) -> Response {
    let answer = SessionAnswer::new(session.client_secret);
    ([(CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

/// `sessionUrl`, POST: the page asks for the session of the payer who is logged in.
async fn give_session(
    State(server): State<Arc<Server>>,
    LoggedIn(payer): LoggedIn,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if text(ORIGIN) != server.origin {
        return Err(Refusal(StatusCode::FORBIDDEN, "Only for pages of this shop."));
    }
    if text(CONTENT_TYPE).split(';').next().unwrap_or_default().trim() != "application/json" {
        return Err(Refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send application/json."));
    }
    let unread = |_| Refusal(StatusCode::BAD_REQUEST, "The body names amount, currency and method.");
    let claim: SessionClaim = serde_json::from_slice(&body).map_err(unread)?;
    let order = server.shop.open_order_of(&payer);
    if (claim.amount, &claim.currency) != (order.amount, &order.currency) {
        return Err(Refusal(StatusCode::UNPROCESSABLE_ENTITY, "The order has another price."));
    }
    Ok(client_secret(server.session_of(&order).await?))
}

/// `sessionUrl`, GET: the page that a wallet or a bank has sent the payer back to.
async fn give_session_again(
    State(server): State<Arc<Server>>,
    LoggedIn(payer): LoggedIn,
    Query(OfSession { payment_session: id }): Query<OfSession>,
) -> Answer {
    let order = server.own_order(&payer, &id)?;
    let session = order.sessions.into_iter().find(|session| session.id == id);
    session.map(client_secret).ok_or(Refusal(StatusCode::NOT_FOUND, "You have no such session."))
}

/// `return_url`, and where the page leads to after a payment.
async fn show_done(
    State(server): State<Arc<Server>>,
    LoggedIn(payer): LoggedIn,
    Query(OfSession { payment_session: id }): Query<OfSession>,
) -> Answer {
    let order = server.own_order(&payer, &id)?;
    let paid = server.settle(&order, &id).await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(json!({ "order": order.id, "paid": paid }))).into_response())
}

/// The payments API says that something happened. It repeats this until the answer is 200 to 299.
async fn take_webhook(State(server): State<Arc<Server>>, headers: HeaderMap, body: Bytes) -> Answer {
    let headers = Headers::read(|name| headers.get(name)?.to_str().ok())?;
    let event = webhooks::verify(&headers, &body, &server.webhook_secrets, SystemTime::now(), TOLERANCE)?;
    let session_id = event.data.get("session").and_then(Value::as_str);
    if let ("payment.succeeded", Some(id)) = (event.kind.as_str(), session_id)
        && let Some(order) = server.shop.order_of_session(id)
    {
        server.settle(&order, id).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let secrets = env::var("WEBHOOK_SECRETS").unwrap_or_default();
    let server = Arc::new(Server {
        http: reqwest::Client::new(),
        payments_api: env::var("PAYMENTS_API")?,
        secret_key: env::var("SECRET_KEY")?,
        webhook_secrets: secrets.split_whitespace().map(Secret::parse).collect::<Result<_, _>>()?,
        origin: env::var("SHOP_ORIGIN")?,
        shop: Shop::open(),
    });
    let router = Router::new()
        .route("/checkout/session", get(give_session_again).post(give_session))
        .route("/orders/done", get(show_done))
        .route("/webhooks", post(take_webhook))
        .layer(DefaultBodyLimit::max(64 * 1024))
        .with_state(server);
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{}", env::var("PORT")?)).await?;
    shop::say(&format!("Listening on {}", listener.local_addr()?.port()));
    axum::serve(listener, router).await?;
    Ok(())
}
