//! The limit of calls of one payer, as one process counts it.

use payments_sandbox::api::rate::{Counts, MOST_PAYERS};

#[test]
fn each_payer_of_each_merchant_is_counted_apart() {
    let counts = Counts::default();
    for call in 1..=5 {
        for (merchant, payer) in [("dev_1", "minsu"), ("dev_1", "jane"), ("dev_2", "minsu"), ("dev_1m", "insu")] {
            let (made, left) = counts.count(merchant, payer);
            assert_eq!(made, call, "{merchant} {payer}");
            assert!((1..=60_000).contains(&left), "{left}");
        }
    }
    assert_eq!(counts.payers(), 4);
}

/// A crowd of payers takes no more memory than its bound, and hides nobody who tries one card after another.
#[test]
fn a_crowd_makes_nobody_forgotten_who_calls_often() {
    let counts = Counts::default();
    let mut most = 0;
    for number in 0..10 * MOST_PAYERS {
        counts.count("dev_1", &format!("payer_{number}"));
        if number % 1000 == 0 {
            let (made, _) = counts.count("dev_1", "tries many cards");
            assert_eq!(made, u64::try_from(number / 1000 + 1).unwrap());
        }
        most = most.max(counts.payers());
    }
    assert_eq!(most, MOST_PAYERS);
}
