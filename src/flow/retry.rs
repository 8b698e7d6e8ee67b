//! When the same bytes are sent again, and when only the session can tell what became of them.
//!
//! A repeat never changes a byte, so that the idempotency key makes it safe.

use super::outcome::Failure;
use crate::protocol::problem::{ErrorCode, Problem};

/// The longest `Retry-After` that is waited for, in seconds.
const LONGEST_RETRY_AFTER: u32 = 10;
/// Full jitter: a wait between nothing and this, doubled at every try, in milliseconds.
const FIRST_BACKOFF_MS: u32 = 500;
const LONGEST_BACKOFF_MS: u32 = 8_000;

/// Why a request has no answer of the kind that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The API's own refusal.
    Refused {
        /// The code, which is one of the contract's.
        code: ErrorCode,
        /// The whole document.
        problem: Box<Problem>,
        /// The `Retry-After` header, in seconds.
        retry_after: Option<u32>,
    },
    /// An answer, but not the API's: a proxy's page, say.
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
    /// No answer: offline, a broken connection, or CORS.
    Unreachable,
    /// No answer in the time there was.
    TimedOut,
}

/// What to do about a fault of the payment's own request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same bytes again, after so many milliseconds.
    Resend(u32),
    /// The server has another key: fetch it, seal again, once.
    Reseal,
    /// Only the session can tell.
    ReadSession,
    /// Refused, and nothing of this attempt is left in the dark.
    Fail(Failure),
}

/// How a payment's request stands when a fault comes.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// An earlier try of the same bytes had no readable answer, so it may have been taken.
    pub lost: bool,
    /// Another try is allowed.
    pub may_resend: bool,
    /// The card has been sealed a second time already.
    pub resealed: bool,
    /// The wait before the next try.
    pub backoff_ms: u32,
}

impl Fault {
    /// True when the payment may have been taken although no answer says so.
    pub fn leaves_in_the_dark(&self) -> bool {
        match self {
            Self::Refused { code, problem, .. } => match code {
                ErrorCode::IdempotencyInFlight => true,
                ErrorCode::ServiceUnavailable => false,
                _ => problem.status >= 500,
            },
            Self::Unreadable { .. } | Self::Unreachable | Self::TimedOut => true,
        }
    }

    /// What to do about this fault of `POST /payments`. `standing.lost` already counts this fault.
    pub fn verdict(self, standing: Standing) -> Verdict {
        let Standing { lost, may_resend, resealed, backoff_ms } = standing;
        let Self::Refused { code, problem, retry_after } = self else {
            return if may_resend { Verdict::Resend(backoff_ms) } else { Verdict::ReadSession };
        };
        let short_wait = retry_after.filter(|seconds| *seconds <= LONGEST_RETRY_AFTER).map(|seconds| seconds * 1000);
        let resend = match code {
            ErrorCode::IdempotencyInFlight => Some(short_wait.unwrap_or(1000)),
            ErrorCode::RateLimited => short_wait,
            ErrorCode::ServiceUnavailable if retry_after.is_some() => short_wait,
            _ => (problem.status >= 500).then_some(backoff_ms),
        };
        match resend {
            Some(ms) if may_resend => Verdict::Resend(ms),
            _ if lost && !decides_identical_bytes(code) => Verdict::ReadSession,
            _ if code == ErrorCode::EncryptionKeyUnknown && !resealed => Verdict::Reseal,
            _ => Verdict::Fail(Failure::refused(code, *problem)),
        }
    }
}

/// Whether a refusal of these bytes now means that the same bytes were refused before as well. It does not where the
/// answer depends on the moment or on what became of the earlier try.
fn decides_identical_bytes(code: ErrorCode) -> bool {
    !matches!(
        code,
        ErrorCode::RateLimited
            | ErrorCode::ServiceUnavailable
            | ErrorCode::ServerError
            | ErrorCode::TooManyAttempts
            | ErrorCode::PaymentInProgress
            | ErrorCode::IdempotencyInFlight
            | ErrorCode::IdempotencyKeyReused
            | ErrorCode::SessionComplete
            | ErrorCode::SessionExpired
            | ErrorCode::TokenUsed
            | ErrorCode::EncryptionKeyUnknown
            | ErrorCode::ApiKeyInvalid
    )
}

/// Waits with full jitter, from a seed, so that tests know them.
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    seed: u32,
}

impl Backoff {
    /// A sequence of waits; a seed of zero would stand still.
    pub fn new(seed: u32) -> Self {
        Self { seed: seed.max(1) }
    }

    /// The wait before try `nth` (the first repeat is 1), in milliseconds.
    pub fn next_ms(&mut self, nth: u32) -> u32 {
        // Xorshift, Marsaglia 2003: no cryptography, only desynchronisation.
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 17;
        self.seed ^= self.seed << 5;
        let ceiling = FIRST_BACKOFF_MS.saturating_mul(1 << nth.min(5)).min(LONGEST_BACKOFF_MS);
        self.seed % ceiling
    }
}
