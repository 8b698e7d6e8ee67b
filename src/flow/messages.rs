//! The input and output of the machines of this folder: events in, tasks and other effects out.
//!
//! Types only. Their `Debug` shows neither an idempotency key nor a sealed card: see [`Secret`].

use core::fmt;
use core::ops::Deref;
use std::rc::Rc;

use super::failure::Failure;
use super::retry::Fault;
use crate::jwe::jwk::RecipientKey;
use crate::money::Money;
use crate::protocol::action::NextAction;
use crate::protocol::payment::{BrowserInfo, MethodKind, Payment, PaymentRequest};
use crate::protocol::session::Session;

/// Milliseconds since 1970.
pub type Millis = i64;

/// The last moment that a JavaScript date can have. <https://tc39.es/ecma262/#sec-time-values-and-time-range>
const LAST_MOMENT: Millis = 8_640_000_000_000_000;

/// The time that `Date.now()` gives, from 1970 to the last moment of a JavaScript date. A page can replace `Date.now`, so
/// that it gives anything: what is no number is 1970.
pub fn millis(date_now: f64) -> Millis {
    // `as` saturates, and makes 0 of NaN.
    moment(date_now as Millis)
}

/// A time from 1970 to the last moment of a JavaScript date, so that no sum of a few times overflows.
pub(super) fn moment(now: Millis) -> Millis {
    now.clamp(0, LAST_MOMENT)
}

/// A text that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<Secret> for String {
    fn from(secret: Secret) -> Self {
        secret.0
    }
}

impl Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What is to be charged, and all the randomness that the charge needs.
#[derive(Clone, Debug)]
pub struct Submission {
    /// How it is paid.
    pub method: Method,
    /// The amount that the payer saw.
    pub money: Money,
    /// For the first sealing, and for a second one with another key.
    pub nonces: [Nonces; 2],
    /// The page's limits.
    pub limits: Limits,
    /// Any number, for the jitter between tries.
    pub jitter_seed: u32,
    /// For 3-D Secure.
    pub browser_info: Option<BrowserInfo>,
    /// Where a redirect comes back to.
    pub return_url: Option<String>,
    /// Whoever begins the charge offers a payment that waits for the payer again, in a click of theirs. Then one whose
    /// redirect is blocked is not given up.
    pub offers_open: bool,
}

/// How it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// A card, to be sealed and charged.
    Card {
        /// Korea: the number of monthly payments, 0 for "paid at once".
        installment_months: u8,
        /// The payer wants the card to be kept.
        save: bool,
    },
    /// A card that the server has kept for the payer.
    SavedCard {
        /// The card's id, `card_…`.
        id: String,
        /// Korea: as for a card.
        installment_months: u8,
        /// Its CVV is sealed first.
        with_cvv: bool,
    },
    /// A card, to be sealed and handed to the page.
    Token,
    /// A wallet of the payer.
    Wallet {
        /// The wallet's id.
        id: String,
        /// What the wallet's own script gave.
        token: Option<Secret>,
    },
}

impl Method {
    /// The way to pay.
    pub fn kind(&self) -> MethodKind {
        match self {
            Self::Card { .. } | Self::SavedCard { .. } | Self::Token => MethodKind::Card,
            Self::Wallet { .. } => MethodKind::Wallet,
        }
    }

    /// Something is sealed before it is paid.
    pub(super) fn is_sealed(&self) -> bool {
        !matches!(self, Self::Wallet { .. } | Self::SavedCard { with_cvv: false, .. })
    }
}

/// What must be new in every attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonces {
    /// A UUID v4.
    pub idempotency_key: Secret,
    /// 128 random bits, base64url.
    pub jti: String,
}

/// The page's limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest time that one request may take, in milliseconds.
    pub timeout_ms: u32,
    /// How many tries may follow the first one.
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

/// Something that takes time. It ends with a [`Done`] and its ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Ask the page's session source → [`Done::Session`] or [`Done::Failed`].
    AskSession,
    /// Fetch the JWKS and choose a key → [`Done::Key`] or [`Done::Failed`].
    GetKey {
        /// Do not use the cache: its key is no longer the server's.
        fresh: bool,
    },
    /// Seal the card → [`Done::Sealed`] or [`Done::Failed`].
    Seal {
        /// The recipient's key.
        key: RecipientKey,
        /// The session's id.
        session: String,
        /// Valid for one payment.
        jti: String,
    },
    /// Send a request to the API → [`Done::Payment`], or [`Done::SessionRead`] for [`Request::ReadSession`].
    Send(Request),
    /// Wait for the given time → [`Done::Slept`].
    Sleep,
}

/// A request to the API about one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `POST /payments`
    Pay {
        /// The header.
        idempotency_key: Secret,
        /// The body; the same value gives the same bytes.
        body: Rc<PaymentRequest>,
    },
    /// `GET /payments/{id}`
    ReadPayment {
        /// The payment's id.
        id: String,
    },
    /// `POST /payments/{id}/cancel`
    CancelPayment {
        /// The payment's id.
        id: String,
    },
    /// `GET /payment_sessions/{id}`
    ReadSession {
        /// The session's id.
        id: String,
    },
}

/// How a task ended.
#[derive(Clone, Debug)]
pub enum Done {
    /// The session whose client secret the source gave.
    Session {
        /// Its id.
        id: String,
        /// The newest payment of it that this page has seen: it belongs to an earlier attempt.
        known_payment: Option<String>,
    },
    /// The key to seal for.
    Key(RecipientKey),
    /// The compact JWE.
    Sealed(Secret),
    /// The payment, or why it could not be read.
    Payment(Result<Box<Payment>, Fault>),
    /// The session, or why it could not be read.
    SessionRead(Result<Box<Session>, Fault>),
    /// The time is over.
    Slept,
    /// A task before the posting failed.
    Failed(Failure),
}

/// What happened, for a [`Charge`](super::charge::Charge).
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "an event is handed over once and kept nowhere")]
pub enum ChargeEvent {
    /// A task ended.
    Done(Ticket, Done),
    /// The page's `AbortSignal` fired.
    Aborted,
    /// The payer closed the action with this id.
    ActionClosed(String),
    /// The browser does not let this page leave for the redirect.
    RedirectBlocked,
    /// The action's page says that something happened: a hint to look, never a fact.
    ActionUpdated,
}

/// What a [`Charge`](super::charge::Charge) wants done.
#[derive(Clone, Debug)]
pub enum ChargeEffect {
    /// Begin a task; it may take so many milliseconds.
    Begin(Ticket, Task, u32),
    /// Show what the payer has to do for this payment, in place of what was shown before.
    ShowAction(Box<Payment>, NextAction),
    /// Take away what was shown.
    CloseAction,
    /// The end. Nothing follows.
    Settle(Box<Result<ChargeEnd, Failure>>),
}

/// How a charge succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeEnd {
    /// Paid.
    Paid(Box<Payment>),
    /// The card was sealed, for the page to use.
    Token {
        /// The compact JWE.
        jwe: Secret,
        /// The key's thumbprint.
        key_id: String,
        /// The session's id.
        session: String,
    },
}
