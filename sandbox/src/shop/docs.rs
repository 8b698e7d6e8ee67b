//! The documentation: a folder of pages that `npm run docs` makes, below `/docs/`, and `llms.txt` at the root. The pages need nothing but
//! their own files, and their policy allows nothing else.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, VARY};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use tower_http::set_header::SetResponseHeaderLayer;

use super::words::Languages;
use crate::files::Files;

/// The languages of the pages. The first is for whoever names none of them.
const LANGUAGES: [&str; 2] = ["en", "ko"];

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
                      trusted-types 'none'";

/// The routes of the documentation.
pub fn router<S: Clone + Send + Sync + 'static>(files: &Files) -> Router<S> {
    let pages = files.all().layer(from_fn_with_state(files.clone(), page_or_file));
    let headers: [(HeaderName, &str); 2] = [(CONTENT_SECURITY_POLICY, POLICY), (REFERRER_POLICY, "same-origin")];
    let routes = Router::new()
        .route("/docs", get(in_language))
        .route("/docs/", get(in_language))
        .route("/docs/{*file}", pages)
        .route("/llms.txt", files.one("llms.txt"))
        .route("/llms-full.txt", files.one("llms-full.txt"))
        .layer(from_fn(as_utf8));
    headers.into_iter().fold(routes, |routes, (name, value)| {
        routes.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
    })
}

/// `GET /docs/`: to the list of pages in the reader's language.
async fn in_language(wanted: Languages) -> Response {
    let language = wanted.0.first_of(&LANGUAGES);
    ([(VARY, "accept-language, cookie")], Redirect::to(&format!("/docs/{language}/"))).into_response()
}

/// The file that an address below `/docs/` means: a page has no ending there, the list of a language's pages has no name.
fn file_of(address: &str) -> String {
    match address.trim_start_matches("/docs/").trim_end_matches('/') {
        language if LANGUAGES.contains(&language) => format!("/{language}/index.html"),
        page if !page.rsplit('/').next().unwrap_or_default().contains('.') => format!("/{page}.html"),
        file => format!("/{file}"),
    }
}

/// A layer: serves the file that an address means, and in place of a page that does not exist the list of those that do.
async fn page_or_file(State(files): State<Files>, mut request: Request, next: Next) -> Response {
    let path = file_of(request.uri().path());
    let Ok(file) = path.parse::<Uri>() else { return StatusCode::NOT_FOUND.into_response() };
    *request.uri_mut() = file;
    let response = next.run(request).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    let language = path.split('/').nth(1).filter(|name| LANGUAGES.contains(name)).unwrap_or(LANGUAGES[0]);
    match files.text(&format!("{language}/404.html")).await {
        Ok(page) => (StatusCode::NOT_FOUND, Html(page)).into_response(),
        Err(_) => (StatusCode::NOT_FOUND, "There is no documentation here. `npm run docs` makes it; see --docs.\n")
            .into_response(),
    }
}

/// A layer: a text says that it is UTF-8, also where its type is known by the ending of its name alone.
async fn as_utf8(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if let Some(kind) = kind.filter(|kind| kind.starts_with("text/") && !kind.contains("charset"))
        && let Ok(value) = HeaderValue::try_from(format!("{kind}; charset=utf-8"))
    {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}
