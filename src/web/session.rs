//! Sessions as this page knows them: where a client secret comes from, which sessions are busy, what was last seen.
//!
//! Secrets stay in memory, and go nowhere but into the `Payment-Session` header.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_net::http::Method;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, RequestCache, RequestCredentials};

use super::charge::Ended;
use super::fetch::{Ask, ask, sleep};
use super::options::{Options, own_text};
use super::plain::Members;
use super::wire;
use crate::flow::outcome::Failure;
use crate::money::Money;
use crate::protocol::payment::{MethodKind, Payment};
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::SessionClaim;

thread_local! {
    /// Every session that a charge of this page has had.
    static SESSIONS: RefCell<Vec<Rc<Known>>> = const { RefCell::new(Vec::new()) };
}

/// What this page knows of a session.
struct Known {
    id: String,
    /// A charge is busy with it.
    held: Cell<bool>,
    /// The newest payment that this page has seen the end of.
    seen: RefCell<Option<String>>,
}

/// Looks a session up, or begins to know it.
#[inline(never)]
fn known(id: &str) -> Rc<Known> {
    SESSIONS.with_borrow_mut(|sessions| {
        if let Some(known) = sessions.iter().find(|known| known.id == id) {
            return known.clone();
        }
        let known = Rc::new(Known { id: id.to_owned(), held: Cell::default(), seen: RefCell::default() });
        sessions.push(known.clone());
        known
    })
}

/// Where a session's client secret comes from.
#[derive(Clone)]
pub enum Source {
    /// The page has it already.
    Secret(String),
    /// The page asks its server.
    Ask(Function),
    /// The widget asks the page's server.
    Url(String),
}

/// What a source is asked for.
pub struct Wanted {
    /// How much.
    pub money: Money,
    /// How the payer is about to pay.
    pub method: MethodKind,
    /// Aborted when nobody waits any more.
    pub signal: Option<AbortSignal>,
}

impl Source {
    /// The `session` option of a call, a form or a configuration, or its `sessionUrl`, made absolute by JavaScript.
    pub fn read(options: &mut Options) -> Option<Self> {
        let Some(value) = options.any("session") else { return options.text("sessionUrl").map(Self::Url) };
        if let Some(secret) = value.as_string() {
            return Some(Self::Secret(secret));
        }
        let wanted = "a client secret, or a function that gives one or a promise of one";
        options.wanted("session", value.dyn_into().ok(), wanted).map(Self::Ask)
    }

    /// The client secret, not yet looked at.
    ///
    /// # Errors
    /// `session_source_failed`, with what the page's function threw.
    pub async fn secret(&self, wanted: &Wanted, within_ms: u32) -> Result<String, Ended> {
        match self {
            Self::Secret(secret) => Ok(secret.clone()),
            Self::Url(url) => {
                let currency = wanted.money.currency().code().to_owned();
                let claim = SessionClaim { amount: wanted.money.minor(), currency, method: wanted.method };
                Ok(ask_session_url(url, Some(&claim), within_ms).await?)
            }
            Self::Ask(function) => {
                let answer = call(function, wanted, within_ms).await.map_err(|cause| Ended {
                    failure: source_failed("The session callback threw, or took too long."),
                    cause: Some(cause),
                })?;
                let none = || source_failed("The session callback gave something that is no text.");
                Ok(answer.as_string().ok_or_else(none)?)
            }
        }
    }
}

/// What is said of a source that gave nothing of use.
pub fn source_failed(message: &'static str) -> Failure {
    Failure::new(ErrorCode::SessionSourceFailed, message)
}

/// Calls the page's function and awaits what it gives, for so long.
async fn call(function: &Function, wanted: &Wanted, within_ms: u32) -> Result<JsValue, JsValue> {
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

/// Asks the merchant's session URL for a client secret: POST with a claim, or GET for the session that the payer
/// comes back to.
///
/// # Errors
/// `session_source_failed`.
pub async fn ask_session_url(url: &str, claim: Option<&SessionClaim>, within_ms: u32) -> Result<String, Failure> {
    let answer = ask(Ask {
        method: if claim.is_some() { Method::POST } else { Method::GET },
        url,
        headers: &[],
        body: claim.map(wire::session_claim),
        credentials: RequestCredentials::SameOrigin,
        cache: RequestCache::NoStore,
        within_ms,
    })
    .await;
    answer.ok().and_then(|json| own_text(&json, "client_secret")).ok_or_else(|| {
        source_failed(
            "The session URL did not answer 200 with a client_secret. Is the payer logged in, the order open?",
        )
    })
}

/// The session that a form keeps from one attempt to the next, for as long as the amount is the same.
#[derive(Default)]
pub struct KeptSession(RefCell<Option<(String, Money)>>);

impl KeptSession {
    /// The client secret that was kept for this amount.
    pub fn secret(&self, money: Money) -> Option<String> {
        self.0.borrow().as_ref().filter(|(_, kept)| *kept == money).map(|(secret, _)| secret.clone())
    }

    /// Keeps a session.
    pub fn keep(&self, secret: String, money: Money) {
        self.0.replace(Some((secret, money)));
    }

    /// The session can be paid no more.
    pub fn forget(&self) {
        self.0.take();
    }
}

/// A session that no other call of the page may pay; it is free again when this is dropped.
#[must_use = "the session is free again when this is dropped"]
pub struct Held(Rc<Known>);

impl Held {
    /// Takes a session; `None` while another call holds it.
    pub fn take(id: &str) -> Option<Self> {
        let session = known(id);
        (!session.held.replace(true)).then(|| Self(session))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.held.set(false);
    }
}

/// The newest payment of a session that this page has seen the end of.
pub fn seen(session: &str) -> Option<String> {
    known(session).seen.borrow().clone()
}

/// Remembers a payment's end.
pub fn remember(payment: &Payment) {
    known(&payment.session).seen.replace(Some(payment.id.clone()));
}
