//! Card numbers: right, not yet right, wrong; whose; how they are written.

use payments_widget::card::number::{self, NumberOptions};
use payments_widget::card::{Brand, Brands, FieldError, Pan};
use proptest::prelude::*;

const INCOMPLETE: Option<FieldError> = Some(FieldError::CardNumberIncomplete);
const INVALID: Option<FieldError> = Some(FieldError::CardNumberInvalid);
const REQUIRED: Option<FieldError> = Some(FieldError::CardNumberRequired);
const NOT_ACCEPTED: Option<FieldError> = Some(FieldError::CardBrandNotAccepted);

fn check(text: &str, options: &NumberOptions) -> (bool, bool, Option<FieldError>) {
    let check = number::validate(text, options);
    (check.is_valid, check.is_potentially_valid, check.error)
}

/// Valid numbers of every length and kind; the contract's test cards among them.
const VALID: &[(&str, Brand)] = &[
    ("4242424242424242", Brand::Visa),
    ("4000000000003220", Brand::Visa),
    ("4000000000003055", Brand::Visa),
    ("4000008400001629", Brand::Visa),
    ("4000000000000002", Brand::Visa),
    ("4000000000009995", Brand::Visa),
    ("4000000000009987", Brand::Visa),
    ("4000000000009979", Brand::Visa),
    ("4000000000000069", Brand::Visa),
    ("4000000000000127", Brand::Visa),
    ("4000000000000119", Brand::Visa),
    ("4242424242424242428", Brand::Visa),
    ("5555555555554444", Brand::Mastercard),
    ("2223003122003222", Brand::Mastercard),
    ("378282246310005", Brand::AmericanExpress),
    ("6011111111111117", Brand::Discover),
    ("3566002020360505", Brand::Jcb),
    ("30569309025904", Brand::DinersClub),
    ("6200000000000005", Brand::UnionPay),
    ("6200000000000000", Brand::UnionPay),
    ("6304000000000000", Brand::Maestro),
    ("9490220006611406", Brand::KoreanLocal),
    ("9490220006611407", Brand::KoreanLocal),
    ("9792000000000003", Brand::Troy),
    ("2200000000000004", Brand::Mir),
    ("6062820000000003", Brand::Hipercard),
    ("135410014004955", Brand::Uatp),
    ("6703444444444449", Brand::Bancontact),
    ("5019717010103742", Brand::Dankort),
    ("6521500000000006", Brand::RuPay),
];

#[test]
fn valid_numbers() {
    for (text, brand) in VALID {
        let check = number::validate(text, &NumberOptions::default());
        assert!(check.is_valid && check.is_potentially_valid, "{text}");
        assert_eq!((check.error, check.brand), (None, Some(*brand)), "{text}");
    }
}

#[test]
fn every_beginning_of_a_valid_number_may_become_one() {
    for (text, brand) in VALID {
        for length in 0..text.len() {
            let beginning: String = text.chars().take(length).collect();
            let check = number::validate(&beginning, &NumberOptions::default());
            assert!(check.is_potentially_valid && check.brands.contains(*brand), "{beginning}");
        }
    }
}

#[test]
fn a_number_by_itself_is_read_as_it_is_validated() {
    let read = |text| Pan::read(text, &NumberOptions::default());
    for text in ["4242424242424242", "4242 4242-4242 4242", "４２４２424242424242"] {
        assert_eq!(read(text).as_ref().map(Pan::expose), Ok("4242424242424242"));
    }
    for (text, error) in [
        ("", FieldError::CardNumberRequired),
        ("4242", FieldError::CardNumberIncomplete),
        ("4242424242424241", FieldError::CardNumberInvalid),
        ("4242x", FieldError::CardNumberInvalid),
    ] {
        assert_eq!(read(text).err(), Some(error), "{text}");
    }
}

#[test]
fn what_is_said_of_a_number() {
    let cases = [
        ("", (false, true, REQUIRED)),
        ("   ", (false, true, REQUIRED)),
        ("\u{200E}-", (false, true, REQUIRED)),
        ("4", (false, true, INCOMPLETE)),
        ("424242424242424", (false, true, INCOMPLETE)),
        // From the shortest length on it is an error, though more digits could correct it.
        ("4242424242424241", (false, true, INVALID)),
        ("42424242424242424", (false, true, INVALID)),
        ("424242424242424241", (false, true, INVALID)),
        ("4242424242424242424", (false, false, INVALID)),
        ("42424242424242424242", (false, false, INVALID)),
        ("5555555555554445", (false, false, INVALID)),
        ("55555555555544440", (false, false, INVALID)),
        ("378282246310006", (false, false, INVALID)),
        ("37828224631000", (false, true, INCOMPLETE)),
        // Luhn does not decide with UnionPay and in Korea, the length does.
        ("62000000000000", (true, true, None)),
        ("6200000000000", (false, true, INCOMPLETE)),
        ("62000000000000000000", (false, false, INVALID)),
        ("949022000661140", (false, true, INCOMPLETE)),
        ("94902200066114060", (false, false, INVALID)),
        // The guide's number: UATP's beginning, which has 15 digits.
        ("1234567890123456", (false, false, INVALID)),
        // No brand begins so.
        ("0", (false, false, INVALID)),
        ("7000000000000000", (false, false, INVALID)),
        // Not digits.
        ("4242x", (false, false, INVALID)),
        ("4242.4242", (false, false, INVALID)),
        ("4242/4242", (false, false, INVALID)),
        ("+4242", (false, false, INVALID)),
        ("card", (false, false, INVALID)),
        ("4242\u{0}", (false, false, INVALID)),
        // Numbers, but no decimal digits.
        ("④②④②", (false, false, INVALID)),
        ("四二四二", (false, false, INVALID)),
    ];
    for (text, expected) in cases {
        assert_eq!(check(text, &NumberOptions::default()), expected, "{text:?}");
    }
}

#[test]
fn a_national_card_of_no_brand_here_is_valid_by_its_check_digit() {
    for beginning in ["8600", "9051", "9112", "9417", "9704", "9762", "9804", "9860", "9891"] {
        for length in 1..=20 {
            let digits: String = format!("{beginning}0000000000000000").chars().take(length).collect();
            let digits = if length > 4 { with_check_digit(&digits) } else { digits };
            let right = number::validate(&digits, &NumberOptions::default());
            assert_eq!(right.is_valid, (16..=19).contains(&length), "{digits}");
            assert!(right.is_potentially_valid || length > 19, "{digits}");
            if length >= 4 {
                assert_eq!((right.brand, right.brands), (None, Brands::NONE), "{digits}");
            }
        }
    }
    let options = NumberOptions::default();
    assert_eq!(check("9704000000000018", &options), (true, true, None));
    assert_eq!(check("9704000000000019", &options), (false, true, INVALID));
    assert_eq!(check("970400000000001", &options), (false, true, INCOMPLETE));
    assert_eq!(check("9704198526191432199", &options), (false, false, INVALID));
    assert_eq!(check("86", &options), (false, true, INCOMPLETE));
    assert_eq!(check("8601", &options), (false, false, INVALID));
    assert_eq!(number::format("9704198526191432198").as_str(), "9704 1985 2619 1432 198");

    let shorter = NumberOptions { max_length: Some(16), ..options };
    assert_eq!(check("9704000000000019", &shorter), (false, false, INVALID));
    assert_eq!(check("9704198526191432198", &shorter), (false, false, INVALID));
    // All brands accepted says nothing against it, a list of brands does.
    let accepting = |brands| NumberOptions { accepted: Some(brands), ..options };
    assert_eq!(check("9704000000000018", &accepting(Brands::ALL)), (true, true, None));
    assert_eq!(check("9704", &accepting(Brands::of(&[Brand::Visa]))), (false, false, NOT_ACCEPTED));
    assert_eq!(check("8601", &accepting(Brands::of(&[Brand::Visa]))), (false, false, INVALID));
}

/// With its last digit as Luhn has it.
fn with_check_digit(digits: &str) -> String {
    let body = digits.get(..digits.len() - 1).unwrap_or_default();
    let with = |check: u8| format!("{body}{check}");
    (0..10).map(with).find(|digits| luhn::valid(digits)).unwrap_or_default()
}

#[test]
fn digits_of_any_keyboard() {
    let same = [
        "4242424242424242",
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "4242‐4242‑4242–4242",
        "4242—4242―4242‒4242",
        "4242－4242−4242-4242",
        " 4242\u{A0}4242\u{202F}4242\u{3000}4242\t",
        "\u{202A}4242424242424242\u{202C}",
        "\u{2066}4242\u{200E} 4242 \u{200F}4242\u{61C} 4242\u{2069}",
        "４２４２４２４２４２４２４２４２",
        "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
        "۴۲۴۲۴۲۴۲۴۲۴۲۴۲۴۲",
        "४२४२४२४२४२४२४२४२",
        "৪২৪২ ৪২৪২ ৪২৪২ ৪২৪২",
        "๔๒๔๒-๔๒๔๒-๔๒๔๒-๔๒๔๒",
        "𝟜𝟚𝟜𝟚 𞥔𞥒𞥔𞥒 𑄺𑄸𑄺𑄸 4242",
        "４２４２ ٤٢٤٢ ۴۲۴۲ 4242",
    ];
    for text in same {
        let check = number::validate(text, &NumberOptions::default());
        assert_eq!((check.is_valid, check.brand), (true, Some(Brand::Visa)), "{text}");
        assert_eq!(number::format(text).as_str(), "4242 4242 4242 4242", "{text}");
    }
}

#[test]
fn accepted_brands() {
    let visa = NumberOptions { accepted: Some(Brands::of(&[Brand::Visa])), ..NumberOptions::default() };
    assert_eq!(check("4242424242424242", &visa), (true, true, None));
    assert_eq!(check("", &visa), (false, true, REQUIRED));
    assert_eq!(check("5", &visa), (false, false, NOT_ACCEPTED));
    assert_eq!(check("5555555555554444", &visa), (false, false, NOT_ACCEPTED));
    assert_eq!(check("0", &visa), (false, false, INVALID));

    let elo = NumberOptions { accepted: Some(Brands::of(&[Brand::Elo, Brand::Maestro])), ..NumberOptions::default() };
    assert_eq!(check("4011", &elo), (false, true, INCOMPLETE));
    assert_eq!(check("4012", &elo), (false, false, NOT_ACCEPTED));
    assert_eq!(check("6011111111111117", &elo), (false, false, NOT_ACCEPTED));

    // A co-badged card is taken for either of its brands.
    let mada = NumberOptions { accepted: Some(Brands::of(&[Brand::Mada])), ..NumberOptions::default() };
    assert_eq!(check("4406470000000007", &mada), (true, true, None));
    assert_eq!(check("4406470000000007", &visa), (true, true, None));

    let none = NumberOptions { accepted: Some(Brands::of(&[])), ..NumberOptions::default() };
    assert_eq!(check("4", &none), (false, false, NOT_ACCEPTED));
}

#[test]
fn co_badged_numbers_tell_all_their_brands() {
    let check = number::validate("4970100000000006", &NumberOptions::default());
    assert!(check.is_valid);
    assert_eq!(check.brand, None);
    assert_eq!(check.brands, Brands::of(&[Brand::Visa, Brand::CartesBancaires]));
}

#[test]
fn a_greatest_length() {
    let options = NumberOptions { max_length: Some(16), ..NumberOptions::default() };
    assert_eq!(check("4242424242424242", &options), (true, true, None));
    assert_eq!(check("4242424242424241", &options), (false, false, INVALID));
    assert_eq!(check("4242424242424242428", &options), (false, false, INVALID));
    let short = NumberOptions { max_length: Some(6), ..NumberOptions::default() };
    assert_eq!(check("42424", &short), (false, true, INCOMPLETE));
    assert_eq!(check("424242", &short), (false, false, INCOMPLETE));
    assert_eq!(check("4242424", &short), (false, false, INVALID));
}

#[test]
fn unionpay_is_held_to_luhn_when_asked() {
    let options = NumberOptions { luhn_unionpay: true, ..NumberOptions::default() };
    assert_eq!(check("6200000000000005", &options), (true, true, None));
    assert_eq!(check("6200000000000000", &options), (false, true, INVALID));
    assert_eq!(check("9490220006611407", &options), (true, true, None));
}

#[test]
fn numbers_are_grouped_as_their_brand_does() {
    let cases = [
        ("", ""),
        ("4", "4"),
        ("4242", "4242"),
        ("42424242", "4242 4242"),
        ("4242424242424242428", "4242 4242 4242 4242 428"),
        ("3782822463", "3782 822463"),
        ("378282246310005", "3782 822463 10005"),
        ("30569309025904", "3056 930902 5904"),
        ("135410014004955", "1354 10014 004955"),
        ("6210941234000015128", "6210 9412 3400 0015 128"),
        ("0000000000", "0000 0000 00"),
        ("4242.4242 card", "4242 4242"),
        ("44444444444444444444444444444444444444", "4444 4444 4444 4444 4444444444444444444444"),
    ];
    for (text, formatted) in cases {
        assert_eq!(number::format(text).as_str(), formatted, "{text}");
    }
}

/// A number of one brand's, of one of its lengths, with its check digit.
fn any_valid_number() -> impl Strategy<Value = String> {
    let brands: Vec<_> = Brands::ALL.iter().collect();
    (prop::sample::select(brands), any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[0-9]{19}").prop_map(
        |(brand, range, length, rest)| {
            let info = brand.info();
            let (first, _) = range.get(info.ranges);
            let length = *length.get(info.lengths);
            let mut digits: String = first.to_string().chars().chain(rest.chars()).take(length - 1).collect();
            let check = (0..10).find(|check| luhn::valid(&format!("{digits}{check}"))).unwrap_or(0);
            digits.push_str(&check.to_string());
            digits
        },
    )
}

proptest! {
    #[test]
    fn a_valid_number_is_valid_for_its_brand_and_all_the_way(digits in any_valid_number()) {
        let winner = Brand::detect(&digits).first();
        // A longer range of another brand may have won; that brand may want another length.
        let fits = winner.is_some_and(|brand| brand.info().lengths.contains(&digits.len()));
        let check = number::validate(&digits, &NumberOptions::default());
        prop_assert_eq!(check.is_valid, fits || check.brands.iter().any(|b| b.info().lengths.contains(&digits.len())));
        for length in 0..digits.len() {
            let beginning: String = digits.chars().take(length).collect();
            let check = number::validate(&beginning, &NumberOptions::default());
            prop_assert!(check.is_potentially_valid || !fits, "{}", beginning);
        }
    }

    #[test]
    fn one_wrong_digit_is_found(digits in any_valid_number(), at in any::<prop::sample::Index>(), by in 1_u8..10) {
        let at = at.index(digits.len());
        let wrong: String = digits
            .bytes()
            .enumerate()
            .map(|(place, byte)| char::from(if place == at { b'0' + (byte - b'0' + by) % 10 } else { byte }))
            .collect();
        let check = number::validate(&wrong, &NumberOptions::default());
        let luhn_decides = check.brands.iter().all(|brand| brand.info().luhn);
        prop_assert!(!(check.is_valid && luhn_decides));
    }

    #[test]
    fn what_is_said_is_of_one_piece(text in "\\PC{0,24}|[0-9 -]{0,24}|[0-9]{12,20}") {
        let check = number::validate(&text, &NumberOptions::default());
        prop_assert_eq!(check.is_valid, check.error.is_none());
        prop_assert!(check.is_potentially_valid || !check.is_valid);
        prop_assert_eq!(check.brand, check.brands.only());
    }

    #[test]
    fn formatting_keeps_the_digits(text in any::<String>()) {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let formatted = number::format(&text);
        let again = number::format(&formatted);
        prop_assert_eq!(again.as_str(), formatted.as_str());
        let normal: String = text.chars().filter_map(payments_widget::card::digits::value).map(|d| char::from(b'0' + d)).collect();
        prop_assert_eq!(digits(&formatted), normal);
    }
}
