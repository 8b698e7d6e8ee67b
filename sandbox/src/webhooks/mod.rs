//! Webhooks, as the open specification Standard Webhooks has them (<https://www.standardwebhooks.com>): what happened is posted to
//! the merchant's server, signed, at least once, and in order for each payment.
//!
//! The events are in the database, written with the change that they tell of. [`worker`] claims what is due, so several instances
//! can work over one database; [`client`] posts it to addresses that [`address`] allows; [`signature`] signs it.

pub mod address;
pub mod client;
pub mod signature;
pub mod worker;

use std::time::Duration;

use crate::clock::Millis;

/// How webhooks are sent.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Whether they may go to this machine, to private networks, and over plain HTTP.
    pub allow_private: bool,
    /// How long a receiver may take to answer.
    pub time_limit: Duration,
    /// The wait after the first attempt.
    pub first_retry: Duration,
    /// How long after its first attempt an event is given up, in milliseconds.
    pub retry_for: Millis,
}
