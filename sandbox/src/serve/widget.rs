//! The widget's files, as a CDN serves them, and the form in a frame beside them.

use axum::Router;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::routing::get;
use serde_json::json;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::files::Files;

/// The form in a frame: what it reads of its own origin, and whose pages may show it besides those of this machine.
pub(super) struct Frame<'a> {
    pub(super) key: &'a str,
    pub(super) endpoint: &'a str,
    pub(super) parents: &'a [String],
}

/// The pages of this machine, at any port.
const LOOPBACK_PAGES: [&str; 2] = ["http://localhost:*", "http://127.0.0.1:*"];

impl Frame<'_> {
    fn parents(&self) -> impl Iterator<Item = &str> {
        LOOPBACK_PAGES.into_iter().chain(self.parents.iter().map(String::as_str))
    }

    /// `frame.json`.
    fn config(&self) -> String {
        let parents: Vec<_> = self.parents().collect();
        json!({ "apiKey": self.key, "endpoint": self.endpoint, "parents": parents }).to_string()
    }

    /// The policy of `frame.html`.
    fn policy(&self) -> String {
        let parents: Vec<_> = self.parents().collect();
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; \
             form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {}",
            parents.join(" ")
        )
    }
}

/// The built widget, with the headers of a CDN, and the frame's page and configuration beside it.
pub(super) fn widget(files: &Files, frame: &Frame<'_>) -> Router {
    let headers: [(HeaderName, &str); 4] = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CACHE_CONTROL, "no-cache"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    // Origins are plain text; if one were not, nobody could show the frame.
    let nobody = HeaderValue::from_static("frame-ancestors 'none'");
    let policy = HeaderValue::try_from(frame.policy()).unwrap_or(nobody);
    let config = frame.config();
    let routes = Router::new()
        .route("/frame.html", files.one("frame.html"))
        .layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, policy))
        .route("/frame.json", get(|| async move { ([(CONTENT_TYPE, "application/json")], config) }))
        .fallback_service(files.all());
    headers.into_iter().fold(routes, |routes, (name, value)| {
        routes.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
    })
}
