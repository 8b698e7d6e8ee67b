//! Security codes: so many digits and nothing else, and which counts a set of brands allows.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use payments_widget::card::{Brands, Check, FieldError, cvv};
use payments_widget_fuzz::{Is, Text, digits, is, plain};

#[derive(Arbitrary, Debug)]
struct Input {
    text: Text,
    typed_next: Text,
    lengths: Vec<u8>,
    /// A bit each.
    brands: u32,
}

/// What there is to say of a code, in the order of the contract's codes.
fn verdict(text: &str, lengths: &[usize]) -> Check {
    let length = digits(text).len();
    match () {
        () if text.trim_matches(is_space).chars().any(|c| !matches!(is(c), Is::Digit(_))) => {
            Check::wrong(FieldError::CvvInvalid)
        }
        () if lengths.contains(&length) => Check::VALID,
        () if lengths.iter().all(|allowed| *allowed < length) => Check::wrong(FieldError::CvvInvalid),
        () if length == 0 => Check::unfinished(FieldError::CvvRequired),
        () => Check::unfinished(FieldError::CvvIncomplete),
    }
}

fn is_space(c: char) -> bool {
    is(c) == Is::Space
}

fuzz_target!(|input: Input| {
    let text = input.text.0.as_str();
    let lengths: Vec<usize> = input.lengths.iter().map(|length| usize::from(length % 8)).collect();
    let brands = Brands::from_bits(input.brands);
    let of_brands = cvv::lengths(brands);

    for lengths in [lengths.as_slice(), of_brands] {
        let check = cvv::validate(text, lengths);
        assert_eq!(check, verdict(text, lengths));
        // A mark of writing direction has no meaning elsewhere, but it is no digit.
        if !text.chars().any(|c| is(c) == Is::BidiMark) {
            assert_eq!(cvv::validate(&plain(text), lengths), check);
        }
        // What no typing can correct is not corrected by typing.
        let longer = cvv::validate(&format!("{text}{}", input.typed_next.0), lengths);
        assert!(check.is_potentially_valid || !longer.is_potentially_valid);
    }

    // Every brand's own length is taken, and the code may be left out only where no brand has one.
    let code = |length: usize| cvv::validate(&"1".repeat(length), of_brands);
    for brand in brands.iter() {
        assert!(brand.info().code.is_none_or(|(_, length)| code(length).is_valid));
    }
    let none_has_one = !brands.is_empty() && brands.iter().all(|brand| brand.info().code.is_none());
    assert_eq!(code(0).is_valid, none_has_one);
    assert!(!code(5).is_potentially_valid);
});
