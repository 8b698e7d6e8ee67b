//! How often one payer may try: what stops a stolen list of cards from being tried out, session after session.
//!
//! Counted in memory, for one process; a fixed window of a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use payments_widget::protocol::problem::ErrorCode;

use super::problem::Refusal;
use crate::clock::{self, Millis};
use crate::store::sessions::SessionRow;

const WINDOW: Millis = 60_000;

/// Attempts of each payer of each merchant since the window began.
pub struct RateLimit {
    attempts_per_minute: u32,
    window: Mutex<Window>,
}

#[derive(Default)]
struct Window {
    begun: Millis,
    attempts: HashMap<(String, String), u32>,
}

impl RateLimit {
    /// Allows each payer so many attempts in a minute.
    pub fn new(attempts_per_minute: u32) -> Self {
        Self { attempts_per_minute, window: Mutex::default() }
    }

    /// Counts an attempt of the session's payer.
    ///
    /// # Errors
    /// `rate_limited` when it is one too many.
    pub fn count(&self, session: &SessionRow) -> Result<(), Refusal> {
        let now = clock::now();
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if now - window.begun >= WINDOW {
            *window = Window { begun: now, attempts: HashMap::new() };
        }
        let left = (window.begun + WINDOW - now + 999) / 1000;
        let payer = (session.developer_id.clone(), session.payer_id.clone());
        let attempts = window.attempts.entry(payer).or_default();
        *attempts += 1;
        if *attempts <= self.attempts_per_minute {
            return Ok(());
        }
        let refusal = Refusal::new(ErrorCode::RateLimited, "This payer has tried too often in the last minute.");
        Err(refusal.retry_after(u32::try_from(left).unwrap_or(1).max(1)))
    }
}
