//! How long to wait before something that failed is tried again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// `first`, then `factor` times as long after each further failure in a row, at most `longest`. A random part of up to half is
/// left out, so that what failed together is not all tried again in the same moment.
///
/// `failures` counts from 1; 0 is taken as 1.
pub fn wait(first: Duration, factor: u32, failures: u32, longest: Duration) -> Duration {
    let times = factor.saturating_pow(failures.saturating_sub(1));
    let whole = first.saturating_mul(times).min(longest);
    let random = RandomState::new().hash_one(()) % 1024;
    whole / 2 + whole.mul_f64(f64::from(u16::try_from(random).unwrap_or(0)) / 2048.0)
}
