//! Security codes.

use payments_widget::card::{Brand, Brands, Check, Cvv, FieldError, cvv};
use proptest::prelude::*;

const INCOMPLETE: Check = Check::unfinished(FieldError::CvvIncomplete);
const INVALID: Check = Check::wrong(FieldError::CvvInvalid);
const REQUIRED: Check = Check::unfinished(FieldError::CvvRequired);

#[test]
fn a_code_has_one_of_the_lengths() {
    let cases: [(&str, &[usize], Check); 32] = [
        ("", &[3], REQUIRED),
        (" ", &[3], REQUIRED),
        ("1", &[3], INCOMPLETE),
        ("12", &[3], INCOMPLETE),
        ("123", &[3], Check::VALID),
        ("000", &[3], Check::VALID),
        (" 123 ", &[3], Check::VALID),
        ("１２３", &[3], Check::VALID),
        ("١٢٣", &[3], Check::VALID),
        ("१२३", &[3], Check::VALID),
        ("𝟙𝟚𝟛", &[3], Check::VALID),
        ("1234", &[3], INVALID),
        ("123", &[4], INCOMPLETE),
        ("1234", &[4], Check::VALID),
        ("123", &[3, 4], Check::VALID),
        ("12345", &[3, 4], INVALID),
        ("1234", &[3, 5], INCOMPLETE),
        ("123", &[2], INVALID),
        ("", &[0, 3], Check::VALID),
        ("12", &[0, 3], INCOMPLETE),
        ("12a", &[3], INVALID),
        ("12.", &[3], INVALID),
        // Spaces around the code, and no other separator anywhere.
        ("\u{3000}123\n", &[3], Check::VALID),
        (" 12 ", &[3], INCOMPLETE),
        ("1 2 3", &[3], INVALID),
        ("1-23", &[3], INVALID),
        ("-123", &[3], INVALID),
        ("12–", &[3], INVALID),
        ("-", &[0, 3], INVALID),
        ("12/3", &[3], INVALID),
        ("\u{200E}123", &[3], INVALID),
        ("", &[], INVALID),
    ];
    for (text, lengths, expected) in cases {
        assert_eq!(cvv::validate(text, lengths), expected, "{text:?} of {lengths:?}");
    }
}

#[test]
fn a_code_by_itself_is_read_as_it_is_validated() {
    for (text, lengths, expected) in [
        ("123", &[3][..], Ok("123")),
        (" １２３ ", &[3], Ok("123")),
        ("1234", &[4], Ok("1234")),
        ("", &[0, 3], Ok("")),
        ("", &[3], Err(FieldError::CvvRequired)),
        ("12", &[3], Err(FieldError::CvvIncomplete)),
        ("1234", &[3], Err(FieldError::CvvInvalid)),
        ("1 2 3", &[3], Err(FieldError::CvvInvalid)),
    ] {
        let read = Cvv::read(text, lengths);
        assert_eq!(read.as_ref().map(Cvv::expose), expected.as_ref().copied(), "{text:?} of {lengths:?}");
    }
}

#[test]
fn the_length_follows_the_brand() {
    let cases: [(&[Brand], &[usize]); 7] = [
        (&[Brand::Visa], &[3]),
        (&[Brand::AmericanExpress], &[4]),
        (&[Brand::Visa, Brand::AmericanExpress], &[3, 4]),
        (&[Brand::Uatp], &[0, 3]),
        (&[Brand::Bancontact], &[0, 3]),
        // It may not be left out while a brand that has one is possible.
        (&[Brand::Uatp, Brand::Jcb], &[3]),
        (&[], &[3, 4]),
    ];
    for (brands, lengths) in cases {
        assert_eq!(cvv::lengths(Brands::of(brands)), lengths, "{brands:?}");
    }
    assert_eq!(cvv::lengths(Brands::ALL), [3, 4]);
}

proptest! {
    #[test]
    fn what_is_said_is_of_one_piece(text in any::<String>(), lengths in prop::collection::vec(0_usize..6, 0..4)) {
        let check = cvv::validate(&text, &lengths);
        prop_assert_eq!(check.is_valid, check.error.is_none());
        prop_assert!(check.is_potentially_valid || !check.is_valid);
    }
}
