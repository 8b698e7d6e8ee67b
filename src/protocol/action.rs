//! What the payer has to do before a payment can continue: 3-D Secure in a frame, or a page of the wallet.
//!
//! Types only. `flow` decides who shows an action and when it is over. `Debug` shows no query of an action's URL: it may
//! hold a key that is valid once.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::words;

/// `next_action` of a payment in `requires_action`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
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

impl NextAction {
    /// An action without `display`: a redirect. For 3-D Secure, set [`Self::display`].
    pub fn new(id: String, kind: ActionKind, url: String, expires_at: String) -> Self {
        Self { id, kind, display: None, url, expires_at }
    }
}

impl fmt::Debug for NextAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, kind, display, url, .. } = self;
        let url = url.split(['?', '#']).next();
        let mut debug = f.debug_struct("NextAction");
        debug.field("id", id).field("kind", kind).field("display", display).field("url", &url).finish_non_exhaustive()
    }
}

words! {
    /// How an action is carried out.
    #[non_exhaustive]
    pub enum ActionKind {
        /// EMV 3-D Secure, in an iframe.
        ThreeDSecure = "three_d_secure",
        /// The payer leaves the page and comes back to the return URL.
        Redirect = "redirect",
    }
}

words! {
    /// Whether the payer sees a 3-D Secure step.
    #[non_exhaustive]
    pub enum Display {
        /// Data collection in an invisible frame.
        Hidden = "hidden",
        /// A page of the card issuer, in a dialog.
        Challenge = "challenge",
    }
}
