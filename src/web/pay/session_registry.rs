//! The sessions that this page has used: which of them a charge is busy with, and the newest payment seen of each.
//!
//! Ids only, never a client secret.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::protocol::payment::Payment;

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
