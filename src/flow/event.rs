//! What the machine is told and what it wants done: events in, tasks and other effects out.
//!
//! Types only; what follows from what stands in `charge`.

use std::rc::Rc;

use super::outcome::Failure;
use super::retry::Fault;
use crate::jwe::jwk::RecipientKey;
use crate::money::Money;
use crate::protocol::action::NextAction;
use crate::protocol::payment::{BrowserInfo, Payment, PaymentRequest};
use crate::protocol::session::Session;

/// Milliseconds since 1970.
pub type Millis = i64;

/// What is charged, and all the randomness that it needs.
#[derive(Clone, Debug)]
pub struct Submission {
    /// How it is paid.
    pub method: Method,
    /// What the payer saw.
    pub money: Money,
    /// For the first sealing, and for a second one under another key.
    pub nonces: [Nonces; 2],
    /// The page's limits.
    pub limits: Limits,
    /// Any number, for the jitter between tries.
    pub jitter_seed: u32,
    /// For 3-D Secure.
    pub browser_info: Option<BrowserInfo>,
    /// For a redirect.
    pub return_url: Option<String>,
}

/// How it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// A card, to be sealed and charged. Months are 0 for "paid at once".
    Card {
        /// Korea's instalments.
        installment_months: u8,
    },
    /// A card, to be sealed and handed to the page.
    Token,
    /// A wallet of the payer.
    Wallet {
        /// The wallet's id.
        id: String,
    },
}

/// What must be new in every attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonces {
    /// A UUID v4.
    pub idempotency_key: String,
    /// 128 random bits, base64url.
    pub jti: String,
}

/// The page's limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// One request, in milliseconds.
    pub timeout_ms: u32,
    /// Tries after the first.
    pub max_retries: u32,
}

/// Which task an answer belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticket(u32);

impl Ticket {
    pub(super) fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

/// Something that takes time; it ends in the [`Event::Done`] with its ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Ask the page's session source → [`Done::Session`] or [`Done::Failed`].
    AskSession,
    /// Fetch the JWKS, past any cache when `fresh`, and choose → [`Done::Key`] or [`Done::Failed`].
    GetKey {
        /// The key that was cached is not the server's any more.
        fresh: bool,
    },
    /// Seal the card → [`Done::Sealed`] or [`Done::Failed`].
    Seal {
        /// Whom for.
        key: RecipientKey,
        /// The session's id.
        session: String,
        /// Good for one payment.
        jti: String,
    },
    /// `POST /payments` → [`Done::Payment`].
    Post {
        /// The header.
        idempotency_key: String,
        /// The body; the same value gives the same bytes.
        body: Rc<PaymentRequest>,
    },
    /// `GET /payments/{id}` → [`Done::Payment`].
    ReadPayment {
        /// The payment's id.
        id: String,
    },
    /// `POST /payments/{id}/cancel` → [`Done::Payment`].
    CancelPayment {
        /// The payment's id.
        id: String,
    },
    /// `GET /payment_sessions/{id}` → [`Done::SessionRead`].
    ReadSession,
    /// Nothing, for the time given → [`Done::Slept`].
    Sleep,
}

/// How a task ended.
#[derive(Clone, Debug)]
pub enum Done {
    /// The session whose secret the source gave.
    Session {
        /// Its id.
        id: String,
        /// The newest payment that this page has seen of it, if it has: it is not ours.
        known_payment: Option<String>,
    },
    /// The key to seal for.
    Key(RecipientKey),
    /// The compact JWE.
    Sealed(String),
    /// The payment, or why there is none to be had.
    Payment(Result<Box<Payment>, Fault>),
    /// The session, or why there is none to be had.
    SessionRead(Result<Box<Session>, Fault>),
    /// The time is over.
    Slept,
    /// A task before the posting that did not work.
    Failed(Failure),
}

/// What the machine is told.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "an event is handed over once and kept nowhere")]
pub enum Event {
    /// A task has ended.
    Done(Ticket, Done),
    /// The page's `AbortSignal` fired.
    Aborted,
    /// The payer closed the action of this id.
    ActionClosed(String),
    /// The action's page says that something happened: a hint to look, never a fact.
    ActionUpdated,
}

/// What the machine wants done.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Begin a task; it may take so many milliseconds.
    Begin(Ticket, Task, u32),
    /// Show what the payer has to do; it takes the place of what was shown before.
    ShowAction(NextAction),
    /// Take away what was shown.
    CloseAction,
    /// The end. Nothing follows.
    Settle(Box<Result<Settled, Failure>>),
}

/// How a charge ends well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Paid.
    Paid(Box<Payment>),
    /// Sealed, for the page to use.
    Token {
        /// The compact JWE.
        jwe: String,
        /// The key's thumbprint.
        key_id: String,
        /// The session's id.
        session: String,
    },
}
