//! The wire: the types of every request and answer, shared by the widget and the server.
//!
//! Serde types, the tables that they need, and their reading and writing without serde for the browser: no rules of
//! payment, no I/O. `tests/wire/*.json` holds both sides to the same examples. Members are written in the order of the
//! examples; a request refuses unknown members, an answer ignores them, so that a newer server can add some.
//!
//! For a merchant's server: what it sends to have a session, and the answer that it reads before it fulfils the order.
//!
//! ```
//! use payments_widget::protocol::payment::{MethodKind, PaymentStatus};
//! use payments_widget::protocol::problem::{ErrorCode, Outcome, Problem};
//! use payments_widget::protocol::session::{CreateSession, Session, SessionStatus};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut create = CreateSession::new(10_000, "USD", "user_77", vec![MethodKind::Card]);
//! create.order_id = Some("1042".to_owned());
//! assert_eq!(
//!     serde_json::to_string(&create)?,
//!     r#"{"amount":10000,"currency":"USD","order_id":"1042","payer":{"id":"user_77"},"payment_method_types":["card"]}"#,
//! );
//!
//! // `GET /payment_sessions/ps_1`. A member that this version does not know is passed over.
//! let session: Session = serde_json::from_str(r#"{
//!     "id": "ps_1", "status": "complete", "amount": 10000, "currency": "USD", "livemode": false,
//!     "expires_at": "2026-11-24T08:46:00Z", "order_id": "1042", "new_in_a_later_version": true,
//!     "payment": {
//!         "id": "pay_1", "session": "ps_1", "status": "succeeded", "amount": 10000, "currency": "USD", "livemode": false,
//!         "payment_method": { "type": "card", "card": { "brand": "visa", "last4": "4242" } },
//!         "decline_code": null, "next_action": null, "created_at": "2026-11-24T08:31:00Z"
//!     }
//! }"#)?;
//! let paid = session.payment.as_ref().is_some_and(|payment| payment.status == PaymentStatus::Succeeded);
//! assert!(session.status == SessionStatus::Complete && paid && session.amount == 10_000);
//!
//! // A refusal, of which the code says what became of the money.
//! let refusal: Problem = serde_json::from_str(r#"{
//!     "type": "urn:payments-widget:error:idempotency_key_reused", "title": "…", "status": 422,
//!     "code": "idempotency_key_reused", "detail": "…", "request_id": "req_1"
//! }"#)?;
//! let code = ErrorCode::from_word(&refusal.code).ok_or("of a newer version")?;
//! assert_eq!((code.outcome(), code.retryable()), (Outcome::Unknown, false));
//! # Ok(())
//! # }
//! ```

pub mod action;
pub mod payment;
pub mod problem;
pub mod read;
pub mod saved_card;
pub mod session;
pub mod write;
