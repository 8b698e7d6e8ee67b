//! The page's one [`SessionBook`]: which sessions a charge is busy with, and the newest payment seen of each.
//!
//! Ids only, never a client secret. The rules are in `flow::session_book`.

use std::cell::RefCell;

use crate::flow::failure::Failure;
use crate::flow::messages::ChargeEnd;
use crate::flow::session_book::{SessionBook, payment_of};
use crate::protocol::payment::Payment;
use crate::web::pay::session_source::KeptSession;

thread_local! {
    static BOOK: RefCell<SessionBook> = const { RefCell::new(SessionBook::new()) };
}

/// A session that no other call of the page may pay.
#[must_use = "the session is free again when this is dropped"]
pub struct Held(String);

impl Held {
    /// Takes a session; `None` while another call holds it.
    pub fn take(id: &str) -> Option<Self> {
        BOOK.with_borrow_mut(|book| book.hold(id)).then(|| Self(id.to_owned()))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        BOOK.with_borrow_mut(|book| book.release(&self.0));
    }
}

/// The id of the newest payment of a session that this page has seen, without that of a charge that is busy with it.
pub fn earlier_payment(session: &str) -> Option<String> {
    BOOK.with_borrow(|book| book.earlier_payment(session).map(str::to_owned))
}

/// Remembers a payment as the newest one of its session.
pub fn remember(payment: &Payment) {
    BOOK.with_borrow_mut(|book| book.remember(payment));
}

/// An attempt ended: remembers its payment, and drops the form's session if it can no longer be paid.
pub fn attempt_ended(end: &Result<ChargeEnd, Failure>, kept: Option<&KeptSession>) {
    if let Some(payment) = payment_of(end) {
        remember(payment);
    }
    if let Some(kept) = kept {
        kept.borrow_mut().attempt_ended(end);
    }
}
