//! Time as the sandbox stores it: milliseconds since 1970 in UTC, an integer that every database compares alike.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, UTC.
pub type Millis = i64;

/// The current time of the wall clock.
#[expect(clippy::disallowed_methods, reason = "everything else takes the time from here")]
pub fn now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, millis)
}

/// As a [`Duration`]; none for a negative number.
pub fn duration(millis: Millis) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

/// A [`Duration`] in milliseconds.
pub fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

/// `time` as RFC 3339 in UTC with whole seconds, as on the wire: `2026-11-24T08:41:00Z`.
pub fn rfc3339(time: Millis) -> String {
    humantime::format_rfc3339_seconds(UNIX_EPOCH + duration(time)).to_string()
}
