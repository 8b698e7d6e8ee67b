//! One request to the API or to the merchant's session URL, and its answer as JSON or as a fault.
//!
//! It never repeats a request and knows no rule of payment: those are in `flow`.

use std::pin::Pin;

use gloo_net::http::{Headers, Method, Response};
use js_sys::{JSON, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect,
};

use crate::flow::retry::{Fault, NO_JSON};
use crate::protocol::read;
use crate::web::callbacks::set_timeout;

#[wasm_bindgen]
extern "C" {
    /// A page may have wrapped `fetch` in something that throws, or that returns no promise.
    #[wasm_bindgen(catch, js_name = fetch)]
    fn global_fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;
}

/// One request.
pub struct Ask<'a> {
    /// `GET`, `POST` or `DELETE`.
    pub method: Method,
    /// Absolute.
    pub url: &'a str,
    /// Name and value.
    pub headers: &'a [(&'a str, &'a str)],
    /// JSON.
    pub body: Option<JsValue>,
    /// Whether the page's cookies are sent: only to the merchant's session URL.
    pub credentials: RequestCredentials,
    /// Only the keys may come from a cache.
    pub cache: RequestCache,
    /// The longest time that it may take, in milliseconds.
    pub within_ms: u32,
}

/// A future answer. Boxed, so that the code that waits for it is in the module once and not in every caller.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<JsValue, Fault>> + 'a>>;

/// The JSON of a 2xx answer.
///
/// # Errors
/// The fault, with the problem document if there is one.
pub fn ask(ask: Ask<'_>) -> Answer<'_> {
    Box::pin(async move {
        let raw = send(&ask).await.map_err(|error| fault_of(&error))?;
        let status = raw.status();
        let unreadable = Fault::Unreadable { status, missing: NO_JSON };
        let Ok(text) = raw.text() else { return Err(unreadable) };
        let text = JsFuture::from(text).await.map_err(|error| fault_of(&error))?;
        let Some(json) = text.as_string().and_then(|text| JSON::parse(&text).ok()) else { return Err(unreadable) };
        if raw.ok() {
            return Ok(json);
        }
        let headers = Response::from(raw).headers();
        Err(read::problem(&json, status).map_or(unreadable, |(code, problem)| Fault::Refused {
            code,
            problem: Box::new(problem),
            retry_after: retry_after(&headers),
        }))
    })
}

/// Two parts of gloo-net are not used here. Its `send` panics when a page's wrapped `fetch` rejects with something that is no
/// `Error`. Its `RequestBuilder` makes a second request to read the URL again, and brings the formatter of `core` with it:
/// 1.8 KB after brotli.
async fn send(ask: &Ask<'_>) -> Result<web_sys::Response, JsValue> {
    let headers = Headers::new();
    for (name, value) in ask.headers {
        headers.set(name, value);
    }
    if ask.body.is_some() {
        headers.set("content-type", "application/json");
    }
    let init = RequestInit::new();
    init.set_method(ask.method.as_str());
    init.set_headers(&headers.into_raw());
    init.set_mode(RequestMode::Cors);
    init.set_credentials(ask.credentials);
    init.set_redirect(RequestRedirect::Error);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_cache(ask.cache);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(ask.within_ms)));
    if let Some(body) = &ask.body {
        init.set_body(body);
    }
    let request = web_sys::Request::new_with_str_and_init(ask.url, &init)?;
    let answer = JsFuture::from(Promise::resolve(&global_fetch(&request)?)).await?;
    answer.dyn_into()
}

fn fault_of(error: &JsValue) -> Fault {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) if error.name() == "TimeoutError" => Fault::TimedOut,
        _ => Fault::Unreachable,
    }
}

/// In seconds. A date is not read, as the API sends none.
fn retry_after(headers: &Headers) -> Option<u32> {
    headers.get("retry-after")?.parse().ok()
}

/// Resolves after so many milliseconds.
pub async fn sleep(ms: u32) {
    let timer = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, ms);
    });
    // A timer's promise is never rejected.
    let _ = JsFuture::from(timer).await;
}
