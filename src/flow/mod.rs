//! From "pay" to "settled": what is asked, sealed, posted, repeated and read, and what is said of the money in the end.
//!
//! Sans I/O: [`charge`] and [`follow_up`] take events and give effects; `web` carries them out. They know masked cards and
//! sealed bytes and never a PAN, hold no clock (an event brings the time, in milliseconds) and draw no randomness.
//!
//! A whole charge, from the press of the button to the paid order, with an authentication by the card issuer in between. The left
//! side of the `match` is what the machine wants, the right side is what a page or a program has to do for it:
//!
//! ```
//! use std::collections::VecDeque;
//!
//! use payments_widget::flow::charge::Charge;
//! use payments_widget::flow::messages::{
//!     ChargeEffect, ChargeEnd, ChargeEvent, Done, Limits, Method, Nonces, Request, Submission, Task,
//! };
//! use payments_widget::jwe::algorithm::Enc;
//! use payments_widget::jwe::jwk::{EcPoint, PublicKey, RecipientKey};
//! use payments_widget::money::{Currency, Money};
//! use payments_widget::protocol::payment::Payment;
//! use serde_json::json;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! /// What the payments API answers.
//! fn answer(status: &str, next_action: serde_json::Value) -> serde_json::Result<Box<Payment>> {
//!     serde_json::from_value(json!({
//!         "id": "pay_1", "session": "ps_1", "status": status, "amount": 1999, "currency": "USD", "livemode": false,
//!         "payment_method": { "type": "card", "card": { "brand": "visa", "last4": "3220" } },
//!         "decline_code": null, "next_action": next_action, "created_at": "2026-11-24T08:31:00Z",
//!     }))
//! }
//!
//! // What must be new in every attempt: random, as the machine has no randomness. The second pair is for another key.
//! let nonces = |nth: &str| Nonces { idempotency_key: format!("key-{nth}").into(), jti: format!("jti-{nth}") };
//! let submission = Submission {
//!     method: Method::Card { installment_months: 0, save: false },
//!     money: Money::parse("19.99", Currency::parse("USD")?)?,
//!     nonces: [nonces("1"), nonces("2")],
//!     limits: Limits { timeout_ms: 30_000, max_retries: 2 },
//!     jitter_seed: 7,
//!     browser_info: None,
//!     return_url: None,
//!     offers_open: false,
//! };
//!
//! let mut now = 1_795_509_060_000;
//! let (mut charge, effects) = Charge::start(submission, now);
//! let mut effects = VecDeque::from(effects);
//! let mut done_so_far = Vec::new();
//! let end = loop {
//!     let effect = effects.pop_front().ok_or("the machine wants something until it is settled")?;
//!     let (ticket, task) = match effect {
//!         ChargeEffect::Begin(ticket, task, _longest_ms) => (ticket, task),
//!         ChargeEffect::ShowAction(_, action) => {
//!             // In a page: a dialog with a frame that opens the URL.
//!             assert_eq!(action.url, "https://pay.example.com/v1/actions/act_1");
//!             done_so_far.push("show the action");
//!             continue;
//!         }
//!         ChargeEffect::CloseAction => {
//!             done_so_far.push("close the action");
//!             continue;
//!         }
//!         ChargeEffect::Settle(end) => break *end,
//!     };
//!     let (what, done) = match task {
//!         // In a page: the client secret of the session comes from the shop's server.
//!         Task::AskSession => ("session", Done::Session { id: "ps_1".into(), known_payment: None }),
//!         // In a page: from the API's `/jwks.json`, after `Jwk::accept`.
//!         Task::GetKey { fresh: false } => {
//!             let public = PublicKey::Ec(EcPoint { x: "…".into(), y: "…".into() });
//!             ("key", Done::Key(RecipientKey { kid: "kid_1".into(), enc: Enc::A256Gcm, public }))
//!         }
//!         // In a page: WebCrypto, with the bytes of `jwe`. The card is never in this machine.
//!         Task::Seal { session, jti, .. } => {
//!             assert_eq!((&*session, &*jti), ("ps_1", "jti-1"));
//!             ("seal", Done::Sealed("eyJhbGciOi…".to_owned().into()))
//!         }
//!         Task::Send(Request::Pay { idempotency_key, body }) => {
//!             assert_eq!(&*idempotency_key, "key-1");
//!             let sent = json!({
//!                 "amount": 1999, "currency": "USD", "installment_months": 0,
//!                 "payment_method": { "type": "card", "encrypted_card": "eyJhbGciOi…" },
//!             });
//!             assert_eq!(serde_json::to_value(&*body)?, sent);
//!             let action = json!({
//!                 "id": "act_1", "type": "three_d_secure", "display": "challenge",
//!                 "url": "https://pay.example.com/v1/actions/act_1", "expires_at": "2026-11-24T08:41:00Z",
//!             });
//!             ("POST /payments", Done::Payment(Ok(answer("requires_action", action)?)))
//!         }
//!         Task::Sleep => ("sleep", Done::Slept),
//!         Task::Send(Request::ReadPayment { id }) => {
//!             assert_eq!(id, "pay_1");
//!             ("GET /payments/pay_1", Done::Payment(Ok(answer("succeeded", json!(null))?)))
//!         }
//!         other => return Err(format!("not wanted in this charge: {other:?}").into()),
//!     };
//!     done_so_far.push(what);
//!     now += 500;
//!     effects.extend(charge.handle(now, ChargeEvent::Done(ticket, done)));
//! };
//!
//! assert_eq!(end, Ok(ChargeEnd::Paid(answer("succeeded", json!(null))?)));
//! let steps = [
//!     "session", "key", "seal", "POST /payments", "show the action", "sleep", "GET /payments/pay_1", "close the action",
//! ];
//! assert_eq!(done_so_far, steps);
//! # Ok(())
//! # }
//! ```
//!
//! A failed task is a `Done` too: the machine decides whether the same bytes are sent again, whether the session has to be read
//! first, and what is said of the money in the end.

#![deny(clippy::indexing_slicing)]

pub mod charge;
pub mod failure;
pub mod follow_up;
pub mod messages;
mod progress;
pub mod retry;
pub mod session_book;
