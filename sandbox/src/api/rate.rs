//! How often one payer may try to pay, or call for saved cards. The limit stops card testing: trying a list of stolen cards in
//! many sessions.
//!
//! Counted in fixed windows of a minute: in memory where this process is alone, else in the database that the instances share.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use payments_widget::protocol::problem::ErrorCode;

use super::problem::ApiError;
use crate::clock::{self, Millis};
use crate::store::Store;
use crate::store::calls::WINDOW_MILLIS;
use crate::store::sessions::SessionRow;

const WINDOW: Duration = Duration::from_millis(WINDOW_MILLIS.unsigned_abs());
/// How many payers are counted in memory at most: more than a SQLite file takes payments in a minute. They take about 1 MiB.
pub const MOST_PAYERS: usize = 50_000;

/// Counts the calls of each payer of each merchant in the current window.
pub struct RateLimit {
    /// What is counted, among other limits of the same database.
    kind: &'static str,
    calls_per_minute: u32,
    here: Counts,
}

impl RateLimit {
    /// Allows each payer `calls_per_minute` of this kind.
    pub fn new(kind: &'static str, calls_per_minute: u32) -> Self {
        Self { kind, calls_per_minute, here: Counts::default() }
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
            self.here.count(&session.developer_id, &session.payer_id)
        };
        if calls <= u64::from(self.calls_per_minute) {
            return Ok(());
        }
        let error = ApiError::new(ErrorCode::RateLimited, "This payer has tried too often in the last minute.");
        let seconds = left.clamp(1, WINDOW_MILLIS).unsigned_abs().div_ceil(1000);
        Err(error.retry_after(u32::try_from(seconds).unwrap_or(1)))
    }
}

/// The counts of this process.
#[derive(Default)]
pub struct Counts {
    /// With a key that nobody knows: two payers under one hash, who would share their count, cannot be looked for.
    hasher: RandomState,
    window: Mutex<Window>,
}

/// Measured by the clock that nobody sets: a payer must not wait a day because the machine's date was corrected.
struct Window {
    begun: Instant,
    /// By a hash of merchant and payer, so that a minute of many payers takes little memory, and the same in each minute.
    calls: HashMap<u64, u32>,
}

impl Default for Window {
    fn default() -> Self {
        Self { begun: Instant::now(), calls: HashMap::new() }
    }
}

impl Counts {
    /// Counts a call of a merchant's payer. Gives how many there were in this window, this one included, and how many milliseconds of
    /// it are left.
    pub fn count(&self, developer_id: &str, payer_id: &str) -> (u64, Millis) {
        let payer = self.hasher.hash_one((developer_id, payer_id));
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.begun.elapsed() >= WINDOW {
            window.begun = Instant::now();
            window.calls.clear();
        }
        if window.calls.len() >= MOST_PAYERS && !window.calls.contains_key(&payer) {
            window.forget_the_rarest();
        }
        let left = WINDOW.saturating_sub(window.begun.elapsed());
        let calls = window.calls.entry(payer).or_default();
        *calls = calls.saturating_add(1);
        (u64::from(*calls), Millis::try_from(left.as_millis()).unwrap_or(0))
    }

    /// How many payers are counted now.
    pub fn payers(&self) -> usize {
        self.window.lock().unwrap_or_else(PoisonError::into_inner).calls.len()
    }
}

impl Window {
    /// Forgets at least half of the payers, those with the fewest calls: whoever tries many cards has more than they.
    fn forget_the_rarest(&mut self) {
        let mut fewest = 1;
        while self.calls.len() > MOST_PAYERS / 2 {
            self.calls.retain(|_, made| *made > fewest);
            fewest += 1;
        }
    }
}
