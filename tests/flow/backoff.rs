//! The jitter between tries.

use payments_widget::flow::retry::Backoff;

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
fn a_seed_of_zero_does_not_stand_still() {
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
