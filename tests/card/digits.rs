//! Digits of every script, against a list that Node made of Unicode 17:
//! `[...codePoints].filter(c => /\p{Nd}/u.test(c))`, every tenth of them.

use payments_widget::card::digits::{self, Digits};

/// The zeros, ascending. The digits up to nine follow each of them.
fn zeros() -> Vec<u32> {
    include_str!("zeros-unicode-17.txt").lines().filter_map(|line| u32::from_str_radix(line, 16).ok()).collect()
}

#[test]
fn every_decimal_digit_of_unicode_is_a_digit_and_nothing_else_is() {
    let zeros = zeros();
    let mut listed = 0;
    for c in '\0'..=char::MAX {
        let at = zeros.partition_point(|zero| *zero <= u32::from(c));
        let from_zero = at.checked_sub(1).map(|at| u32::from(c) - zeros[at]);
        let expected = from_zero.filter(|digit| *digit < 10).map(|digit| digit as u8);
        assert_eq!(digits::value(c), expected, "U+{:04X}", u32::from(c));
        // A second opinion: decimal digits are among what Rust calls numeric, fractions and ideographs are too.
        assert!(expected.is_none() || c.is_numeric(), "U+{:04X}", u32::from(c));
        listed += usize::from(expected.is_some());
    }
    assert_eq!(listed, 770);
}

#[test]
fn a_number_may_be_written_in_every_script() {
    for zero in zeros() {
        let text: String = [4, 2, 4, 2].into_iter().filter_map(|digit| char::from_u32(zero + digit)).collect();
        let mut digits = Digits::default();
        assert!(digits.read(&format!("{text}-{text}")), "U+{zero:04X}");
        assert_eq!(digits.as_str(), "42424242", "U+{zero:04X}");
    }
}
