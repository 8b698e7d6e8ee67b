//! The contract's `Validators`, for pages with their own form: texts and numbers in, one number out.
//!
//! No rule of cards is here. Every typed text is wiped, whatever its field. `www/api/validators.js` reads the page's
//! values, so that no code of the page runs in here, and unpacks the results: an object made here would cost more time
//! than the check itself.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::card::digits::Digits;
use crate::card::number::{self, NumberOptions};
use crate::card::{Brand, BrandInfo, Brands, Check, FieldError, YearMonth, cvv, expiry, name, postal_code};
use crate::flow::messages::Millis;
use crate::web::js::object::{Members, Plain};
use crate::web::window::now;

/// What the numbers in the results mean: `{ brands: BrandInfo[], errors: string[] }`.
#[wasm_bindgen(js_name = cardFacts)]
pub fn card_facts() -> JsValue {
    let mut facts = Members::default();
    facts.add("brands", Brands::ALL.iter().map(|brand| brand_info(brand.info()).into()).collect::<Plain>());
    facts.add("errors", FieldError::ALL.iter().map(|error| error.code().into()).collect::<Plain>());
    facts.into_js()
}

/// A check in seven bits: one for valid, one for potentially valid, five for the error: 0 for none, else its place in
/// `errors`, counted from 1.
fn pack(check: Check) -> u32 {
    let error = check.error.map_or(0, |error| error as u32 + 1);
    u32::from(check.is_valid) | u32::from(check.is_potentially_valid) << 1 | error << 2
}

/// How many bits a check has. What a result has in addition is above them.
const CHECK_BITS: u32 = 7;
/// How many bits a month has in a date. The year is above them.
const MONTH_BITS: u32 = 4;

const _: () = assert!(FieldError::ALL.len() < 1 << (CHECK_BITS - 2), "an error needs more bits");
// One bit remains free, because `>>` of JavaScript takes the highest bit as the sign.
const _: () = assert!(Brands::ALL.len() < (u32::BITS - CHECK_BITS) as usize, "the brands need more bits");

/// `validateCardNumber`. `accepted`: a bit for each accepted brand. Above the check a bit for each brand that fits. Bits
/// of brands are in the order of `brands`.
#[wasm_bindgen(js_name = validateCardNumber)]
pub fn validate_card_number(text: Option<String>, accepted: u32, max_length: Option<u32>, luhn_unionpay: bool) -> u32 {
    let max_length = max_length.filter(|length| *length > 0).map(|length| length as usize);
    let options = NumberOptions { accepted: Some(Brands::from_bits(accepted)), max_length, luhn_unionpay };
    let found = number::validate(&digits(text), &options);
    pack(found.check()) | found.brands.bits() << CHECK_BITS
}

/// The current month as the page gives it: a text `YYYY-MM`, else milliseconds since 1970-01-01 UTC; for NaN the clock's
/// month. Packed: four bits for the month, the year above them.
#[wasm_bindgen(js_name = clockMonth)]
pub fn clock_month(text: Option<String>, ms: f64) -> u32 {
    let given = text.and_then(|text| YearMonth::parse(&text));
    let ms = || if ms.is_nan() { now() } else { ms as Millis };
    pack_date(given.unwrap_or_else(|| YearMonth::from_unix_ms_utc_minus_12(ms())))
}

fn pack_date(date: YearMonth) -> u32 {
    u32::from(date.month) | u32::from(date.year) << MONTH_BITS
}

fn unpack_date(packed: u32) -> YearMonth {
    YearMonth { year: (packed >> MONTH_BITS) as u16, month: (packed & ((1 << MONTH_BITS) - 1)) as u8 }
}

/// `validateExpirationDate`. Above the check the packed date; 0 for none.
#[wasm_bindgen(js_name = validateExpirationDate)]
pub fn validate_expiration_date(text: Option<String>, now: u32, years: Option<u32>) -> u32 {
    pack_expiry(expiry::validate(&digits(text), unpack_date(now), years_ahead(years)))
}

/// `validateExpirationDate` for a month and a year in separate texts.
#[wasm_bindgen(js_name = validateExpirationParts)]
pub fn validate_expiration_parts(month: Option<String>, year: Option<String>, now: u32, years: Option<u32>) -> u32 {
    pack_expiry(expiry::validate_parts(&digits(month), &digits(year), unpack_date(now), years_ahead(years)))
}

fn pack_expiry(found: expiry::ExpiryCheck) -> u32 {
    pack(found.check()) | found.date().map_or(0, pack_date) << CHECK_BITS
}

/// `validateExpirationMonth`. Above the check a bit for `isValidForThisYear`.
#[wasm_bindgen(js_name = validateExpirationMonth)]
pub fn validate_expiration_month(text: Option<String>, now: u32) -> u32 {
    let found = expiry::validate_month(&digits(text), unpack_date(now));
    pack(found.check) | u32::from(found.is_valid_for_this_year) << CHECK_BITS
}

/// `validateExpirationYear`. Above the check a bit for `isCurrentYear`.
#[wasm_bindgen(js_name = validateExpirationYear)]
pub fn validate_expiration_year(text: Option<String>, now: u32, years: Option<u32>) -> u32 {
    let found = expiry::validate_year(&digits(text), unpack_date(now), years_ahead(years));
    pack(found.check) | u32::from(found.is_current_year) << CHECK_BITS
}

fn years_ahead(years: Option<u32>) -> u16 {
    years.map_or(expiry::MAX_YEARS_AHEAD, |years| u16::try_from(years).unwrap_or(u16::MAX))
}

/// `validateCvv` for the brands with a bit set in `brands`; if there is none, for the lengths with a bit set in `lengths`.
#[wasm_bindgen(js_name = validateCvv)]
pub fn validate_cvv(text: Option<String>, brands: u32, lengths: u32) -> u32 {
    let text = digits(text);
    pack(match brands {
        0 => cvv::validate(&text, &(0..32).filter(|length| lengths >> length & 1 == 1).collect::<Vec<_>>()),
        _ => cvv::validate(&text, cvv::lengths(Brands::from_bits(brands))),
    })
}

/// `validateCardholderName`.
#[wasm_bindgen(js_name = validateCardholderName)]
pub fn validate_cardholder_name(text: Option<String>) -> u32 {
    pack(wiped(text).map_or(Check::wrong(FieldError::CardholderNameInvalid), |text| name::validate(&text)))
}

/// `validatePostalCode`.
#[wasm_bindgen(js_name = validatePostalCode)]
pub fn validate_postal_code(text: Option<String>, min_length: Option<u32>) -> u32 {
    let min_length = min_length.filter(|length| *length > 0).unwrap_or(2) as usize;
    // For a value that is not a text. The contract has no error code for postal codes.
    const NEITHER: Check = Check { is_valid: false, is_potentially_valid: false, error: None };
    pack(wiped(text).map_or(NEITHER, |text| postal_code::validate(&text, min_length)))
}

/// `detectCardBrand`: a bit for each brand, in the order of `brands`.
#[wasm_bindgen(js_name = detectCardBrand)]
pub fn detect_card_brand(text: Option<String>) -> u32 {
    let text = digits(text);
    let mut digits = Digits::default();
    let brands = if digits.read(&text) { Brand::detect(digits.as_str()) } else { Brands::NONE };
    brands.bits()
}

/// `formatCardNumber`. JavaScript copies the text out of a buffer that is wiped; a `String` would be freed unwiped.
#[wasm_bindgen(js_name = formatCardNumber)]
pub fn format_card_number(text: Option<String>) -> JsValue {
    JsValue::from_str(&number::format(&digits(text)))
}

/// The text of a field of digits. A value that is not a text is treated as one that can never become valid.
fn digits(text: Option<String>) -> Zeroizing<String> {
    wiped(text).unwrap_or_else(|| Zeroizing::new("x".to_owned()))
}

/// What was typed, wiped when dropped.
fn wiped(text: Option<String>) -> Option<Zeroizing<String>> {
    text.map(Zeroizing::new)
}

fn brand_info(info: &BrandInfo) -> Members {
    let numbers = |list: &[usize]| list.iter().map(|number| (*number as u32).into()).collect::<Plain>();
    let mut page = Members::default();
    page.add("id", info.id);
    page.add("name", info.name);
    page.add("gaps", numbers(info.gaps));
    page.add("lengths", numbers(info.lengths));
    let code = info.code.map(|(name, length)| {
        let mut code = Members::default();
        code.add("name", name);
        code.add("length", length as u32);
        code
    });
    page.add("cvv", code);
    page
}
