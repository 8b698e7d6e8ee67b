//! What every shop has of its own: log-in, orders with their prices, and what happens when one is paid. Here in memory, for a test.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// What is kept of a session.
#[derive(Clone)]
pub(crate) struct Kept {
    /// `ps_…`
    pub(crate) id: String,
    /// For the page of the order's payer only.
    pub(crate) client_secret: String,
}

/// Something that a payer has ordered.
#[derive(Clone)]
pub(crate) struct Order {
    /// The shop's own number.
    pub(crate) id: String,
    /// Who ordered it.
    pub(crate) payer: String,
    /// The price, in minor units.
    pub(crate) amount: u64,
    /// ISO 4217, upper case.
    pub(crate) currency: String,
    /// From the first to the newest.
    pub(crate) sessions: Vec<Kept>,
}

/// The orders.
pub(crate) struct Shop {
    orders: Mutex<Vec<Order>>,
    fulfilled: Mutex<BTreeSet<String>>,
}

impl Shop {
    /// A shop in which two payers have ordered something. The environment names the number of the first order.
    pub(crate) fn open() -> Self {
        let first = std::env::var("FIRST_ORDER").ok().and_then(|number| number.parse().ok()).unwrap_or(1000);
        let order = |id: u32, payer: &str, amount, currency: &str| Order {
            id: id.to_string(),
            payer: payer.into(),
            amount,
            currency: currency.into(),
            sessions: Vec::new(),
        };
        let orders = vec![order(first, "minsu", 1990, "USD"), order(first + 1, "jane", 19900, "KRW")];
        Self { orders: Mutex::new(orders), fulfilled: Mutex::default() }
    }

    fn orders(&self) -> MutexGuard<'_, Vec<Order>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The id of the payer whose cookie this is.
    pub(crate) fn logged_in_payer(&self, headers: &HeaderMap) -> Option<String> {
        let cookie = headers.get(COOKIE)?.to_str().ok()?.strip_prefix("payer=")?;
        self.orders().iter().map(|order| &order.payer).find(|payer| *payer == cookie).cloned()
    }

    /// The order that this payer is about to pay.
    pub(crate) fn open_order_of(&self, payer: &str) -> Order {
        let orders = self.orders();
        orders.iter().find(|order| order.payer == payer).unwrap_or(&orders[0]).clone()
    }

    /// The order that a session was made for.
    pub(crate) fn order_of_session(&self, id: &str) -> Option<Order> {
        self.orders().iter().find(|order| order.sessions.iter().any(|session| session.id == id)).cloned()
    }

    /// Keeps a session with its order; one that is there already is kept once.
    pub(crate) fn add_session(&self, order: &Order, session: &Kept) {
        for kept in self.orders().iter_mut().filter(|kept| kept.id == order.id) {
            if kept.sessions.iter().all(|one| one.id != session.id) {
                kept.sessions.push(session.clone());
            }
        }
    }

    /// Sends what was ordered: once, also when it is called twice at the same time.
    pub(crate) fn fulfil(&self, order: &Order) {
        let is_new = self.fulfilled.lock().unwrap_or_else(PoisonError::into_inner).insert(order.id.clone());
        if is_new {
            say(&format!("Fulfilled {}", order.id));
        }
    }
}

/// Prints a line that the test reads.
pub(crate) fn say(line: &str) {
    let mut stdout = std::io::stdout();
    // A test that has gone reads nothing.
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
