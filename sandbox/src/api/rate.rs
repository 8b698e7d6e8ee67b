//! How often one payer may try to pay, or call for saved cards. The limit stops card testing: trying a list of stolen cards in
//! many sessions.
//!
//! Counted in memory for this process, in fixed windows of a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use payments_widget::protocol::problem::ErrorCode;

use super::problem::ApiError;
use crate::store::sessions::SessionRow;

const WINDOW: Duration = Duration::from_secs(60);

/// Counts the calls of each payer of each merchant in the current window.
pub struct RateLimit {
    attempts_per_minute: u32,
    window: Mutex<Window>,
}

/// Measured by the clock that nobody sets: a payer must not wait a day because the machine's date was corrected.
struct Window {
    begun: Instant,
    attempts: HashMap<(String, String), u32>,
}

impl Window {
    fn new() -> Self {
        Self { begun: Instant::now(), attempts: HashMap::new() }
    }
}

impl RateLimit {
    /// Allows each payer `attempts_per_minute`.
    pub fn new(attempts_per_minute: u32) -> Self {
        Self { attempts_per_minute, window: Mutex::new(Window::new()) }
    }

    /// Counts an attempt of the session's payer.
    ///
    /// # Errors
    /// `rate_limited` with `Retry-After` if it is one too many.
    pub fn count(&self, session: &SessionRow) -> Result<(), ApiError> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.begun.elapsed() >= WINDOW {
            *window = Window::new();
        }
        let left = WINDOW.saturating_sub(window.begun.elapsed()).as_millis().div_ceil(1000);
        let payer = (session.developer_id.clone(), session.payer_id.clone());
        let attempts = window.attempts.entry(payer).or_default();
        *attempts += 1;
        if *attempts <= self.attempts_per_minute {
            return Ok(());
        }
        let error = ApiError::new(ErrorCode::RateLimited, "This payer has tried too often in the last minute.");
        Err(error.retry_after(u32::try_from(left).unwrap_or(1).max(1)))
    }
}
