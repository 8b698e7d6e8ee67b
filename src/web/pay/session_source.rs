//! Where a client secret comes from: the page, its own function, or its session URL.
//!
//! Secrets stay in memory, and are sent only in the `Payment-Session` header.

use std::cell::RefCell;

use gloo_net::http::Method;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, RequestCache, RequestCredentials};

use crate::flow::failure::Failure;
use crate::flow::retry::Fault;
use crate::flow::session_book;
use crate::money::Money;
use crate::protocol::payment::MethodKind;
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::SessionClaim;
use crate::protocol::{read, write};
use crate::web::js::object::Members;
use crate::web::js::session_option::Source;
use crate::web::pay::fetch::{Ask, ask, sleep};
use crate::web::pay::result::ChargeError;
use crate::web::pay::wire;

/// What a source is asked for: `SessionRequest` of the JavaScript surface.
pub struct SessionRequest {
    /// How much.
    pub money: Money,
    /// How the payer is about to pay.
    pub method: MethodKind,
    /// Aborted when nobody waits any more.
    pub signal: Option<AbortSignal>,
}

impl Source {
    /// The client secret, not yet checked. It may take so many milliseconds.
    ///
    /// # Errors
    /// `session_source_failed`, with what the page's function threw.
    pub async fn secret(&self, wanted: &SessionRequest, within_ms: u32) -> Result<String, ChargeError> {
        match self {
            Self::Secret(secret) => Ok(secret.clone()),
            Self::Url(url) => {
                let currency = wanted.money.currency().code().to_owned();
                let claim = SessionClaim { amount: wanted.money.minor(), currency, method: wanted.method };
                Ok(ask_session_url(url, Some(&claim), within_ms).await?)
            }
            Self::Ask(function) => {
                let answer = call(function, wanted, within_ms).await.map_err(|cause| ChargeError {
                    failure: source_failed("The session callback threw, or took too long."),
                    cause: Some(cause),
                    attempt: None,
                })?;
                let none = || source_failed("The session callback gave something that is no text.");
                Ok(answer.as_string().ok_or_else(none)?)
            }
        }
    }
}

/// The failure of a source that gave no client secret.
pub fn source_failed(message: &'static str) -> Failure {
    Failure::new(ErrorCode::SessionSourceFailed, message)
}

/// Calls the page's function and awaits its result for at most so many milliseconds.
async fn call(function: &Function, wanted: &SessionRequest, within_ms: u32) -> Result<JsValue, JsValue> {
    let mut request = Members::default();
    request.add("method", wanted.method.as_str());
    request.add("amount", wanted.money.major());
    request.add("amountMinor", wanted.money.minor());
    request.add("currency", wanted.money.currency().code());
    let request = request.into_js();
    Reflect::set(&request, &"signal".into(), &JsValue::from(wanted.signal.clone()))?;
    let answer = Promise::resolve(&function.call1(&JsValue::UNDEFINED, &request)?);
    let late = future_to_promise(async move {
        sleep(within_ms).await;
        Err(js_sys::Error::new("The session callback took too long.").into())
    });
    JsFuture::from(Promise::race(&Array::of2(&answer, &late))).await
}

/// Asks the merchant's session URL for a client secret: with POST and a claim for a new session, with GET for the session
/// that the payer comes back to.
///
/// # Errors
/// `session_source_failed`.
pub async fn ask_session_url(url: &str, claim: Option<&SessionClaim>, within_ms: u32) -> Result<String, Failure> {
    let answer = ask(Ask {
        method: if claim.is_some() { Method::POST } else { Method::GET },
        url,
        headers: &[],
        body: claim.map(|claim| wire::body(write::session_claim(claim))),
        credentials: RequestCredentials::SameOrigin,
        cache: RequestCache::NoStore,
        within_ms,
    })
    .await;
    let status = answer.as_ref().map_or_else(Fault::status, |_| 200);
    answer.ok().and_then(|json| read::client_secret(&json)).ok_or_else(|| Failure::no_client_secret(url, status))
}

/// The session that a form keeps from one attempt to the next, for as long as the amount is the same.
pub type KeptSession = RefCell<session_book::KeptSession>;
