//! When the same bytes are sent again, and when only the session can tell what became of them.
//!
//! A repeat never changes a byte: the idempotency key makes it safe only then.

use crate::protocol::problem::{ErrorCode, Problem};

/// A longer `Retry-After` is not waited for, in seconds.
const LONGEST_RETRY_AFTER: u32 = 10;
/// Full jitter: the first wait is between nothing and this, in milliseconds; every further one may be twice as long.
const FIRST_BACKOFF_MS: u32 = 1_000;
const LONGEST_BACKOFF_MS: u32 = 8_000;

/// What is missing in an answer that is no JSON.
pub const NO_JSON: &str = "JSON";

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
    /// An answer, but not the API's: a proxy's page, or that of a server which leaves something out.
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// The first member that is missing or wrong, or [`NO_JSON`].
        missing: &'static str,
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
    /// Refused, and no try of this attempt can have been taken.
    Fail(ErrorCode, Box<Problem>),
}

/// What a payment's request has behind it and before it when a fault comes.
#[derive(Clone, Copy, Debug)]
pub struct RetryContext {
    /// A try of the same bytes, this one or an earlier one, had no readable answer, so it may have been taken.
    pub lost: bool,
    /// There is a card, and it has been sealed only once.
    pub may_reseal: bool,
    /// The wait before the next try where the server names none, in milliseconds.
    pub backoff_ms: u32,
    /// Every wait must be shorter, so that there is time for another try after it; 0 when there may be none.
    pub max_delay_ms: i64,
}

impl Fault {
    /// True when the payment may have been taken although no answer says so.
    pub fn outcome_uncertain(&self) -> bool {
        match self {
            Self::Refused { code, problem, .. } => match code {
                ErrorCode::IdempotencyInFlight => true,
                ErrorCode::ServiceUnavailable => false,
                _ => problem.status >= 500,
            },
            Self::Unreadable { .. } | Self::Unreachable | Self::TimedOut => true,
        }
    }

    /// What is missing in the answer; `None` where there was none, or a refusal that could be read.
    pub fn missing(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable { missing, .. } => Some(missing),
            _ => None,
        }
    }

    /// The status of the answer; 0 where there was none.
    pub fn status(&self) -> u16 {
        match self {
            Self::Refused { problem, .. } => problem.status,
            Self::Unreadable { status, .. } => *status,
            Self::Unreachable | Self::TimedOut => 0,
        }
    }

    /// Whether asking again cannot help: the API refuses the caller or the request itself.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Refused { code, problem, .. }
            if problem.status < 500 && *code != ErrorCode::RateLimited)
    }

    /// What to do about this fault of `POST /payments`. `context.lost` already counts this fault.
    pub fn verdict(self, context: RetryContext) -> Verdict {
        let RetryContext { lost, may_reseal, backoff_ms, max_delay_ms } = context;
        match (self.wait_ms(backoff_ms), self) {
            (Some(ms), _) if i64::from(ms) < max_delay_ms => Verdict::Resend(ms),
            (_, Self::Refused { code, .. }) if code == ErrorCode::EncryptionKeyUnknown && !lost && may_reseal => {
                Verdict::Reseal
            }
            (_, Self::Refused { code, problem, .. }) if !lost || refusal_covers_earlier_tries(code) => {
                Verdict::Fail(code, problem)
            }
            _ => Verdict::ReadSession,
        }
    }

    /// How long to wait before the same bytes may be sent again; `None` when that would change nothing.
    fn wait_ms(&self, backoff_ms: u32) -> Option<u32> {
        let (code, problem, retry_after) = match self {
            Self::Refused { code, problem, retry_after } => (code, problem, retry_after),
            // Taken, by a server whose answer cannot be read. A server that does not know of keys would take it twice.
            Self::Unreadable { status: 200..=299, .. } => return None,
            Self::Unreadable { .. } | Self::Unreachable | Self::TimedOut => return Some(backoff_ms),
        };
        let asked = |seconds: &u32| (*seconds <= LONGEST_RETRY_AFTER).then(|| seconds * 1000);
        match (code, retry_after) {
            (ErrorCode::IdempotencyInFlight, None) => Some(1000),
            (
                ErrorCode::IdempotencyInFlight | ErrorCode::RateLimited | ErrorCode::ServiceUnavailable,
                Some(seconds),
            ) => asked(seconds),
            _ => (problem.status >= 500).then_some(backoff_ms),
        }
    }
}

/// Whether a refusal now means that every earlier try of the same bytes was refused too. It does where the bytes are wrong,
/// but not where the refusal depends on the caller, on the time, or on what became of an earlier try.
fn refusal_covers_earlier_tries(code: ErrorCode) -> bool {
    matches!(code.status(), Some(400 | 404 | 413 | 415 | 422))
        && !matches!(code, ErrorCode::EncryptionKeyUnknown | ErrorCode::IdempotencyKeyReused)
}

/// Waits with full jitter, from a seed, so that tests know them.
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    seed: u32,
}

impl Backoff {
    /// A sequence of waits. The seed 0 would give 0 for ever, so it counts as 1.
    pub fn new(seed: u32) -> Self {
        Self { seed: seed.max(1) }
    }

    /// The wait before try `nth` (the first repeat is 1), in milliseconds.
    pub fn next_ms(&mut self, nth: u32) -> u32 {
        // Xorshift, Marsaglia 2003. Not for cryptography: it only spreads the tries of many pages over time.
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 17;
        self.seed ^= self.seed << 5;
        let ceiling = FIRST_BACKOFF_MS.saturating_mul(1 << nth.saturating_sub(1).min(5)).min(LONGEST_BACKOFF_MS);
        self.seed % ceiling
    }
}
