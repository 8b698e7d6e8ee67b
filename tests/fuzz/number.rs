//! Card numbers: the verdict against one that is made here from the table, and what no text may break.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use payments_widget::card::number::{self, NumberOptions};
use payments_widget::card::{Brand, Brands, FieldError};
use payments_widget_fuzz::{Is, Text, digits, is, plain};

#[derive(Arbitrary, Debug)]
struct Input {
    text: Text,
    typed_next: Text,
    /// The brands taken, a bit each.
    accepted: Option<u32>,
    max_length: Option<u8>,
    luhn_unionpay: bool,
}

/// ISO/IEC 7812-1, annex B: from the right every second digit counts twice.
fn luhn(digits: &[u8]) -> bool {
    let twice = |digit: u8| digit * 2 / 10 + digit * 2 % 10;
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| u32::from(if place % 2 == 1 { twice(*digit) } else { *digit }))
        .sum();
    sum.is_multiple_of(10)
}

fuzz_target!(|input: Input| {
    let text = input.text.0.as_str();
    let accepted = input.accepted.map(Brands::from_bits);
    let max_length = input.max_length.map(|length| usize::from(length % 24));
    let options = NumberOptions { accepted, max_length, luhn_unionpay: input.luhn_unionpay };
    let check = number::validate(text, &options);
    let digits_typed = digits(text);

    assert_eq!(check.is_valid, check.error.is_none());
    assert!(check.is_potentially_valid || !check.is_valid);
    assert_eq!(check.brand, check.brands.only());

    let readable = text.chars().all(|c| !matches!(is(c), Is::Slash | Is::Other));
    let length = digits_typed.len();
    let may_be = |brand: &Brand| accepted.is_none_or(|accepted| accepted.contains(*brand));
    let fits = |brand: Brand| {
        let info = brand.info();
        let decides = info.luhn || (brand == Brand::UnionPay && input.luhn_unionpay);
        info.lengths.contains(&length) && (!decides || luhn(&digits_typed))
    };
    let in_limit = max_length.is_none_or(|most| length <= most);
    // A card of a national scheme that is no brand; a list of accepted brands leaves it out.
    let begins_nationally = digits_typed.first() == Some(&9) || digits_typed.starts_with(&[8, 6, 0, 0]);
    let is_national = check.brands.is_empty() && begins_nationally && accepted.is_none_or(|all| all == Brands::ALL);
    let fits_nationally = is_national && (16..=19).contains(&length) && luhn(&digits_typed);
    let fits_a_brand = check.brands.iter().filter(may_be).any(fits);
    let expected = readable && length > 0 && in_limit && (fits_a_brand || fits_nationally);
    assert_eq!(check.is_valid, expected);
    if readable && length == 0 {
        assert_eq!((check.error, check.brands), (Some(FieldError::CardNumberRequired), Brands::ALL));
    }
    if !readable {
        assert_eq!((check.error, check.brands), (Some(FieldError::CardNumberInvalid), Brands::NONE));
    }

    // Neither keyboard nor separators nor marks change what is said of the digits.
    assert_eq!(number::validate(&plain(text), &options), check);
    let formatted = number::format(text);
    if readable {
        assert_eq!(number::validate(&formatted, &options), check);
    }

    // Formatting keeps the digits, in order, a single space at a time between them, and does nothing to its own result.
    assert_eq!(digits(&formatted), digits_typed);
    assert!(formatted.chars().all(|c| c == ' ' || c.is_ascii_digit()));
    assert!(!formatted.contains("  ") && *formatted.trim() == **formatted);
    assert_eq!(number::format(&formatted), formatted);

    // What no typing can correct is not corrected by typing, and a candidate never comes back.
    let longer = number::validate(&format!("{text}{}", input.typed_next.0), &options);
    assert!(check.is_potentially_valid || !longer.is_potentially_valid);
    assert!(longer.brands.iter().all(|brand| check.brands.contains(brand)));
});
