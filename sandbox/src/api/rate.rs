//! How often one payer may try to pay, or call for saved cards. The limit stops card testing: trying a list of stolen cards in
//! many sessions.
//!
//! Counted in fixed windows of a minute: in memory where this process is alone, else in the database that the instances share.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use payments_widget::protocol::problem::ErrorCode;

use super::problem::ApiError;
use crate::clock::{self, Millis};
use crate::store::Store;
use crate::store::calls::WINDOW_MILLIS;
use crate::store::sessions::SessionRow;

const WINDOW: Duration = Duration::from_millis(WINDOW_MILLIS.unsigned_abs());

/// Counts the calls of each payer of each merchant in the current window.
pub struct RateLimit {
    /// What is counted, among other limits of the same database.
    kind: &'static str,
    calls_per_minute: u32,
    window: Mutex<Window>,
}

/// Measured by the clock that nobody sets: a payer must not wait a day because the machine's date was corrected.
struct Window {
    begun: Instant,
    calls: HashMap<(String, String), u32>,
}

impl Window {
    fn new() -> Self {
        Self { begun: Instant::now(), calls: HashMap::new() }
    }
}

impl RateLimit {
    /// Allows each payer `calls_per_minute` of this kind.
    pub fn new(kind: &'static str, calls_per_minute: u32) -> Self {
        Self { kind, calls_per_minute, window: Mutex::new(Window::new()) }
    }

    /// Counts a call of the session's payer.
    ///
    /// # Errors
    /// `rate_limited` with `Retry-After` if it is one too many; `server_error`, `service_unavailable`.
    pub async fn count(&self, store: &Store, session: &SessionRow) -> Result<(), ApiError> {
        let (calls, left) = if store.is_shared() {
            let (made, begun) = store.count_call(self.kind, &session.developer_id, &session.payer_id).await?;
            (u64::try_from(made).unwrap_or(u64::MAX), begun + WINDOW_MILLIS - clock::now())
        } else {
            self.count_here(session)
        };
        if calls <= u64::from(self.calls_per_minute) {
            return Ok(());
        }
        let error = ApiError::new(ErrorCode::RateLimited, "This payer has tried too often in the last minute.");
        let seconds = left.clamp(1, WINDOW_MILLIS).unsigned_abs().div_ceil(1000);
        Err(error.retry_after(u32::try_from(seconds).unwrap_or(1)))
    }

    /// Gives how many calls there were in this window, this one included, and how many milliseconds of it are left.
    fn count_here(&self, session: &SessionRow) -> (u64, Millis) {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.begun.elapsed() >= WINDOW {
            *window = Window::new();
        }
        let left = WINDOW.saturating_sub(window.begun.elapsed());
        let payer = (session.developer_id.clone(), session.payer_id.clone());
        let calls = window.calls.entry(payer).or_default();
        *calls += 1;
        (u64::from(*calls), Millis::try_from(left.as_millis()).unwrap_or(0))
    }
}
