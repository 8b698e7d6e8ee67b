//! Payment sessions: created by the merchant's server, read by whoever holds the client secret.
//!
//! Types and the shape of a client secret; never an amount in major units. `Debug` shows no client secret.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::payment::{MethodKind, Payment};
use crate::words;

/// `POST /payment_sessions`, sent by the merchant's server with its secret key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateSession {
    /// Minor units, 1 to 2^53 − 1.
    pub amount: u64,
    /// ISO 4217, upper case.
    pub currency: String,
    /// The merchant's own name for what is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// Who pays, as the merchant's server has authenticated them.
    pub payer: Payer,
    /// The methods that may be used.
    pub payment_method_types: Vec<MethodKind>,
    /// Where a redirect comes back to; on the merchant's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// Seconds; 900 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u32>,
    /// Whether a saved card needs its CVV; `Required` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved_card_cvv: Option<SavedCardCvv>,
}

impl CreateSession {
    /// What must be there: `amount` in minor units, `currency` by ISO 4217, the merchant's id of the payer it has authenticated, and the
    /// methods that may be used. The other members are absent; set those that are needed.
    pub fn new(amount: u64, currency: &str, payer_id: &str, payment_method_types: Vec<MethodKind>) -> Self {
        Self {
            amount,
            currency: currency.to_owned(),
            order_id: None,
            payer: Payer { id: payer_id.to_owned() },
            payment_method_types,
            return_url: None,
            expires_in: None,
            saved_card_cvv: None,
        }
    }
}

words! {
    /// Whether a payer types the CVV of a saved card again. Only the merchant's server may waive it.
    #[non_exhaustive]
    pub enum SavedCardCvv {
        /// At every payment.
        Required = "required",
        /// Not in this session.
        Skip = "skip",
    }
}

/// The authenticated payer of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payer {
    /// The merchant's id for the person.
    pub id: String,
}

/// A session as the API answers it. The last four members are for a secret key only. A server whose payments have more members
/// puts its own type for `P`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Session<P = Payment> {
    /// `ps_…`
    pub id: String,
    /// Only in the answer to its creation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// Whether it can still be paid.
    pub status: SessionStatus,
    /// Minor units.
    pub amount: u64,
    /// ISO 4217, upper case.
    pub currency: String,
    /// False for everything made with test keys.
    pub livemode: bool,
    /// RFC 3339, UTC.
    pub expires_at: String,
    /// The newest payment, whatever became of it.
    pub payment: Option<P>,
    /// The merchant's own name for what is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// Who pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Payer>,
    /// The methods that may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_method_types: Option<Vec<MethodKind>>,
    /// Where a redirect comes back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
}

impl<P> Session<P> {
    /// A session of test mode without a payment, as its payer may read it; `amount` is in minor units, `expires_at` RFC 3339 in
    /// UTC. The other members can be set.
    pub fn new(id: String, status: SessionStatus, amount: u64, currency: String, expires_at: String) -> Self {
        Self {
            id,
            client_secret: None,
            status,
            amount,
            currency,
            livemode: false,
            expires_at,
            payment: None,
            order_id: None,
            payer: None,
            payment_method_types: None,
            return_url: None,
        }
    }
}

impl<P: fmt::Debug> fmt::Debug for Session<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, status, payment, .. } = self;
        let mut debug = f.debug_struct("Session");
        debug.field("id", id).field("status", status).field("payment", payment).finish_non_exhaustive()
    }
}

words! {
    /// What can still happen to a session.
    #[non_exhaustive]
    pub enum SessionStatus {
        /// A payment may be made.
        Open = "open",
        /// Paid.
        Complete = "complete",
        /// It expired without a payment.
        Expired = "expired",
    }
}

/// What the widget sends to the merchant's session URL: a claim that the server must check, never the price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionClaim {
    /// Minor units.
    pub amount: u64,
    /// ISO 4217, upper case.
    pub currency: String,
    /// How the payer is about to pay.
    pub method: MethodKind,
}

/// What the merchant's session URL answers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SessionAnswer {
    /// Lets the page read and pay one session, and nothing else.
    pub client_secret: String,
}

impl SessionAnswer {
    /// The answer with this client secret.
    pub fn new(client_secret: String) -> Self {
        Self { client_secret }
    }
}

impl fmt::Debug for SessionAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionAnswer").finish_non_exhaustive()
    }
}

/// 128 bits in base64url without padding.
const SHORTEST_SECRET: usize = 22;

/// Between a session's id and what nobody can guess.
const MARK: &str = "_secret_";

/// The session's id inside a client secret `<id>_secret_<at least 128 bits, base64url>`; `None` for any other shape.
pub fn session_id(client_secret: &str) -> Option<&str> {
    // Not `split_once`: searching for a text would bring its whole algorithm into the page.
    let at = client_secret.as_bytes().windows(MARK.len()).position(|window| window == MARK.as_bytes())?;
    let (id, secret) = (client_secret.get(..at)?, client_secret.get(at + MARK.len()..)?);
    let url_safe = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    (!id.is_empty() && secret.len() >= SHORTEST_SECRET && url_safe(id) && url_safe(secret)).then_some(id)
}
