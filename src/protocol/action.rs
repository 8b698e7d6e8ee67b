//! What the payer has to do before a payment can go on: 3-D Secure in a frame, or a page of the wallet.
//!
//! Types only; who shows an action and when it is over stands in `flow`.

use serde::{Deserialize, Serialize};

/// `next_action` of a payment in `requires_action`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextAction {
    /// `act_…`; another id means another action, which takes the place of the one before.
    pub id: String,
    /// What kind of action it is.
    #[serde(rename = "type")]
    pub kind: ActionKind,
    /// For 3-D Secure: whether the payer sees anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<Display>,
    /// Opened by GET: in a frame for 3-D Secure, in the page's own window for a redirect.
    pub url: String,
    /// RFC 3339, UTC.
    pub expires_at: String,
}

/// The two ways in which an action is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// EMV 3-D Secure in an iframe.
    ThreeDSecure,
    /// The page is left; the payer comes back to the return URL.
    Redirect,
}

/// Whether a 3-D Secure step is seen by the payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Display {
    /// A data-collection step in an invisible frame.
    Hidden,
    /// A page of the card issuer in a dialog.
    Challenge,
}
