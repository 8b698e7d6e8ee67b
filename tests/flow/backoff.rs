//! The jitter between tries.

use payments_widget::flow::retry::{Backoff, Fault, RetryContext, Verdict};

#[test]
fn a_wait_may_be_twice_as_long_at_every_try_up_to_a_limit() {
    for (nth, ceiling) in [(1, 1_000), (2, 2_000), (3, 4_000), (4, 8_000), (5, 8_000), (6, 8_000), (u32::MAX, 8_000)] {
        let waits: Vec<_> = (0..2_000).map(|seed| Backoff::new(seed).next_ms(nth)).collect();
        assert!(waits.iter().all(|ms| *ms < ceiling));
        let sum: u64 = waits.iter().map(|ms| u64::from(*ms)).sum();
        let mean = sum / waits.len() as u64;
        let half = u64::from(ceiling) / 2;
        assert!(mean.abs_diff(half) < half / 5, "full jitter has its mean at {half}, not at {mean}");
    }
}

#[test]
fn a_seed_of_zero_gives_different_waits_too() {
    let mut backoff = Backoff::new(0);
    let waits: Vec<_> = (0..8).map(|_| backoff.next_ms(4)).collect();
    assert!(waits.windows(2).any(|pair| pair[0] != pair[1]), "{waits:?}");
}

#[test]
fn the_same_seed_gives_the_same_waits() {
    let waits = |seed| {
        let mut backoff = Backoff::new(seed);
        (1..8).map(|nth| backoff.next_ms(nth)).collect::<Vec<_>>()
    };
    assert_eq!(waits(42), waits(42));
    assert_ne!(waits(42), waits(43));
}

/// The published sequence for the seed 1: 270369, 67634689, 2647435461, 307599695, 2398689233.
#[test]
fn the_numbers_are_those_of_xorshift() {
    let mut backoff = Backoff::new(1);
    let waits: Vec<_> = (1..=5).map(|nth| backoff.next_ms(nth)).collect();
    assert_eq!(waits, [369, 689, 3_461, 7_695, 1_233]);
}

#[test]
fn a_wait_that_leaves_no_time_for_another_try_is_not_begun() {
    let verdict = |max_delay_ms| {
        Fault::TimedOut.verdict(RetryContext { lost: true, may_reseal: false, backoff_ms: 500, max_delay_ms })
    };
    assert_eq!(verdict(501), Verdict::Resend(500));
    assert_eq!(verdict(500), Verdict::ReadSession);
    assert_eq!(verdict(0), Verdict::ReadSession);
}
