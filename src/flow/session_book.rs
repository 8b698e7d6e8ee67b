//! What a page remembers of its sessions: which of them a charge is busy with, the newest payment seen of each, and the
//! session that a form keeps from one attempt to the next.
//!
//! [`SessionBook`] holds ids only. [`KeptSession`] holds a client secret, in memory, and has no `Debug`.

use super::failure::Failure;
use super::messages::ChargeEnd;
use crate::money::Money;
use crate::protocol::payment::Payment;

/// The sessions that a page has used.
#[derive(Debug, Default)]
pub struct SessionBook(Vec<Known>);

#[derive(Debug)]
struct Known {
    id: String,
    /// A charge is busy with it.
    held: bool,
    /// The newest payment that this page has seen.
    newest_payment: Option<String>,
    /// The newest one when the last charge took the session.
    earlier_payment: Option<String>,
}

impl SessionBook {
    /// An empty book.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Takes a session for one charge; false while another charge holds it.
    pub fn hold(&mut self, session: &str) -> bool {
        let known = self.known(session);
        if known.held {
            return false;
        }
        known.held = true;
        known.earlier_payment.clone_from(&known.newest_payment);
        true
    }

    /// The charge that held the session has ended.
    pub fn release(&mut self, session: &str) {
        self.known(session).held = false;
    }

    /// Remembers a payment as the newest one of its session.
    pub fn remember(&mut self, payment: &Payment) {
        self.known(&payment.session).newest_payment = Some(payment.id.clone());
    }

    /// The id of the newest payment that was remembered of a session. While a charge holds the session, the one from before
    /// that charge: what is seen meanwhile may be the charge's own payment.
    pub fn earlier_payment(&self, session: &str) -> Option<&str> {
        let known = self.0.iter().find(|known| known.id == session)?;
        let payment = if known.held { &known.earlier_payment } else { &known.newest_payment };
        payment.as_deref()
    }

    #[expect(clippy::indexing_slicing, reason = "the index of an entry that was found or added here")]
    fn known(&mut self, session: &str) -> &mut Known {
        let at = self.0.iter().position(|known| known.id == session).unwrap_or_else(|| {
            let id = session.to_owned();
            self.0.push(Known { id, held: false, newest_payment: None, earlier_payment: None });
            self.0.len() - 1
        });
        &mut self.0[at]
    }
}

/// The session that a form keeps from one attempt to the next.
#[derive(Default)]
pub struct KeptSession(Option<(String, Money)>);

impl KeptSession {
    /// The client secret, if the session was made for this amount.
    pub fn secret(&self, money: Money) -> Option<&str> {
        self.0.as_ref().filter(|(_, kept)| *kept == money).map(|(secret, _)| secret.as_str())
    }

    /// Keeps a session that was made for this amount.
    pub fn keep(&mut self, secret: String, money: Money) {
        self.0 = Some((secret, money));
    }

    /// An attempt ended: a session that can no longer be paid is forgotten.
    pub fn attempt_ended(&mut self, end: &Result<ChargeEnd, Failure>) {
        if end.as_ref().map_or_else(|failure| failure.code.ends_session(), |_| true) {
            self.0 = None;
        }
    }
}

/// The payment that a page has seen at the end of an attempt.
pub fn payment_of(end: &Result<ChargeEnd, Failure>) -> Option<&Payment> {
    match end {
        Ok(ChargeEnd::Paid(payment)) => Some(payment),
        Ok(ChargeEnd::Token { .. }) => None,
        Err(failure) => failure.payment.as_deref(),
    }
}
