//! What Prometheus reads of one instance: requests, how long they took, and what became of payments.
//!
//! No label holds an id, an address or anything that a caller chose: a route is its template, a method one of a short list.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use payments_widget::protocol::payment::PaymentStatus;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::host;

/// Upper bounds of the groups of durations, in seconds: from a look-up to the longest call.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 40.0];
/// The media type of <https://prometheus.io/docs/specs/om/open_metrics_spec/>.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
type Label = (&'static str, String);

/// How many payments this instance has brought into each state. Clones count together.
#[derive(Clone, Default)]
pub struct PaymentCounts(Family<[(&'static str, &'static str); 1], Counter>);

impl PaymentCounts {
    /// A payment is in this state now, and the database has it.
    pub fn count(&self, status: PaymentStatus) {
        self.0.get_or_create(&[("status", status.as_str())]).inc();
    }
}

impl fmt::Debug for PaymentCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaymentCounts")
    }
}

/// The metrics of one instance.
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<[Label; 3], Counter>,
    durations: Family<[Label; 2], Histogram, fn() -> Histogram>,
}

impl Metrics {
    /// With the payments that are counted elsewhere.
    pub fn new(payments: &PaymentCounts) -> Arc<Self> {
        let requests = Family::default();
        let durations = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        let mut registry = Registry::with_prefix("payments");
        registry.register("requests", "Answers by route, method and status", Family::clone(&requests));
        registry.register_with_unit(
            "request_duration",
            "Time from a request's head to the head of its answer",
            Unit::Seconds,
            Family::clone(&durations),
        );
        registry.register("payments", "Payments that this instance brought into a state", payments.0.clone());
        Arc::new(Self { registry: Mutex::new(registry), requests, durations })
    }

    fn count(&self, route: &str, method: &'static str, status: StatusCode, began: Instant) {
        let route = || ("route", route.to_owned());
        let method = ("method", method.to_owned());
        self.durations.get_or_create(&[route(), method.clone()]).observe(began.elapsed().as_secs_f64());
        self.requests.get_or_create(&[route(), method, ("status", status.as_str().to_owned())]).inc();
    }

    /// All of them as text.
    ///
    /// # Errors
    /// A [`fmt::Error`] of the encoder.
    fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry.lock().unwrap_or_else(PoisonError::into_inner))?;
        Ok(text)
    }
}

/// A layer: counts a request once it is answered.
pub async fn count(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = route(&request);
    let method = label(request.method());
    let response = next.run(request).await;
    metrics.count(&route, method, response.status(), began);
    response
}

/// A route's template. The files of the widget are one route together.
fn route(request: &Request) -> String {
    match request.extensions().get::<MatchedPath>() {
        Some(route) => route.as_str().to_owned(),
        None if request.uri().path().starts_with("/widget/") => "/widget/{file}".to_owned(),
        None => "none".to_owned(),
    }
}

/// A caller may make up any method: most have no label of their own.
pub(crate) fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// `GET /metrics`, for a port of its own: how much is paid here concerns nobody else. If the port is private, requests for another
/// name than this machine's are refused; on a network, Prometheus asks for whatever name it has there.
pub fn router(metrics: Arc<Metrics>, private: bool) -> Router {
    let mut routes = Router::new().route("/metrics", get(read));
    if private {
        routes = routes.layer(from_fn(for_this_machine));
    }
    routes.with_state(metrics)
}

/// A page of another name, which resolves to this machine, must not read them.
async fn for_this_machine(request: Request, next: Next) -> Response {
    if host::is_asked(&request) {
        return next.run(request).await;
    }
    (StatusCode::BAD_REQUEST, host::REFUSAL).into_response()
}

async fn read(State(metrics): State<Arc<Metrics>>) -> Response {
    match metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
