//! The widget's files, as a CDN serves them, and the form in a frame beside them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::api::problem::ApiError;
use crate::files::Files;
use crate::shop::keys::{SHOP_DEVELOPER, ShopKeys};
use crate::store::Store;

/// The form in a frame: what it reads of its own origin, and whose pages may show it besides those of this machine. Keys and origins
/// change while it is served.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) keys: Arc<ShopKeys>,
    pub(super) endpoint: String,
    pub(super) store: Store,
    /// Origins that need no entry.
    pub(super) unlisted: Vec<String>,
}

/// The pages of this machine, at any port.
const LOOPBACK_PAGES: [&str; 2] = ["http://localhost:*", "http://127.0.0.1:*"];

impl Frame {
    async fn parents(&self) -> sqlx::Result<Vec<String>> {
        let listed = self.store.origins(SHOP_DEVELOPER).await?;
        let listed = listed.into_iter().filter(|origin| !self.unlisted.contains(origin));
        Ok(LOOPBACK_PAGES.map(str::to_owned).into_iter().chain(listed).collect())
    }

    /// `frame.json`.
    async fn config(&self) -> sqlx::Result<String> {
        let (key, parents) = (self.keys.current().publishable, self.parents().await?);
        Ok(json!({ "apiKey": key, "endpoint": self.endpoint, "parents": parents }).to_string())
    }

    /// The policy of `frame.html`.
    async fn policy(&self) -> sqlx::Result<String> {
        Ok(format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; \
             form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {}",
            self.parents().await?.join(" ")
        ))
    }
}

/// `GET /frame.json`
async fn config(State(frame): State<Frame>) -> Response {
    match frame.config().await {
        Ok(config) => ([(CONTENT_TYPE, "application/json")], config).into_response(),
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// A layer: the answer with the policy.
async fn with_policy(State(frame): State<Frame>, request: Request, next: Next) -> Response {
    let policy = match frame.policy().await {
        // Origins are plain text; if one were not, nobody could show the frame.
        Ok(policy) => HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("frame-ancestors 'none'")),
        Err(error) => return ApiError::from(error).into_response(),
    };
    let mut response = next.run(request).await;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    response
}

/// The built widget, with the headers of a CDN, and the frame's page and configuration beside it.
pub(super) fn widget(files: &Files, frame: Frame) -> Router {
    let headers: [(HeaderName, &str); 4] = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CACHE_CONTROL, "no-cache"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    let routes = Router::new()
        .route("/frame.html", files.one("frame.html"))
        .layer(from_fn_with_state(frame.clone(), with_policy))
        .route("/frame.json", get(config))
        .fallback_service(files.all())
        .with_state(frame);
    headers.into_iter().fold(routes, |routes, (name, value)| {
        routes.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
    })
}
