//! What a webhook says.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::WebhookError;
use crate::protocol::payment::Payment;

/// An event of the payments API.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// `evt_…`: the same each time that the event is sent, so that it is handled once.
    pub id: String,
    /// `payment.succeeded` and so on. A newer API can send others: pass over what is unknown.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened, RFC 3339, UTC. When it was sent is in the header.
    pub created_at: String,
    /// False for everything made with test keys.
    pub livemode: bool,
    /// What it happened to, as it was then: a payment for `payment.*`.
    pub data: Map<String, Value>,
}

impl Event {
    /// Reads a body whose signature is right.
    pub(super) fn read(body: &[u8]) -> Result<Self, WebhookError> {
        // Serde's structs would also take an array of their members.
        if !body.trim_ascii_start().starts_with(b"{") {
            return Err(WebhookError::BodyInvalid);
        }
        serde_json::from_slice(body).map_err(|_| WebhookError::BodyInvalid)
    }

    /// The payment of `payment.*`, as it was when the event happened. `None` for another event, and for a payment with members
    /// that this version of the crate cannot read.
    ///
    /// Before an order is fulfilled, its session is read: the payment may have changed since.
    pub fn payment(&self) -> Option<Payment> {
        let data = self.kind.starts_with("payment.").then(|| Value::Object(self.data.clone()))?;
        serde_json::from_value(data).ok()
    }
}
