//! The contract's `Validators`, for people who bring their own form: texts and numbers in, one number out.
//!
//! No rule stands here, and nothing typed is ever kept or told. `www/api/validators.js` reads the page's values, so that no
//! code of the page runs within, and unfolds the answers: an object made here would cost more than the check itself.

use js_sys::Date;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::card::digits::Digits;
use crate::card::number::{self, NumberOptions};
use crate::card::{Brand, BrandInfo, Brands, Check, FieldError, YearMonth, cvv, expiry, holder};
use crate::web::js::object::{Members, Plain};

/// What the numbers in the answers stand for: `{ brands: BrandInfo[], errors: string[] }`.
#[wasm_bindgen(js_name = cardFacts)]
pub fn card_facts() -> JsValue {
    let mut facts = Members::default();
    facts.add("brands", Brands::ALL.iter().map(|brand| brand_info(brand.info()).into()).collect::<Plain>());
    facts.add("errors", FieldError::ALL.iter().map(|error| error.code().into()).collect::<Plain>());
    facts.into_js()
}

/// A check in seven bits: valid, potentially valid, and in five the error's place in `errors`, counted from 1, or 0.
fn pack(check: Check) -> u32 {
    let error = check.error.map_or(0, |error| error as u32 + 1);
    u32::from(check.is_valid) | u32::from(check.is_potentially_valid) << 1 | error << 2
}

/// What is said beside the check stands above its bits.
const BESIDE: u32 = 7;

/// `validateCardNumber`, of the brands with a bit set in `accepted`. Beside the check a bit for every brand, in the
/// order of `brands`.
#[wasm_bindgen(js_name = validateCardNumber)]
pub fn validate_card_number(text: Option<String>, accepted: u32, max_length: Option<u32>, luhn_unionpay: bool) -> u32 {
    let max_length = max_length.filter(|length| *length > 0).map(|length| length as usize);
    let options = NumberOptions { accepted: Some(Brands::from_bits(accepted)), max_length, luhn_unionpay };
    let found = number::validate(&digits(text), &options);
    pack(found.check()) | found.brands.bits() << BESIDE
}

/// The month of a clock: a text `YYYY-MM`, else so many milliseconds after 1970; not a number: now.
#[wasm_bindgen(js_name = clockMonth)]
pub fn clock_month(text: Option<String>, ms: f64) -> u32 {
    let given = text.and_then(|text| YearMonth::parse(&text));
    let ms = || if ms.is_nan() { Date::now() } else { ms };
    pack_date(given.unwrap_or_else(|| YearMonth::from_unix_ms_utc_minus_12(ms() as i64)))
}

/// Four bits for the month, the year above them.
fn pack_date(date: YearMonth) -> u32 {
    u32::from(date.month) | u32::from(date.year) << 4
}

fn unpack_date(packed: u32) -> YearMonth {
    YearMonth { year: (packed >> 4) as u16, month: (packed & 15) as u8 }
}

/// `validateExpirationDate`. Beside the check the month and, four bits above it, the year; 0 for none.
#[wasm_bindgen(js_name = validateExpirationDate)]
pub fn validate_expiration_date(text: Option<String>, now: u32, years: Option<u32>) -> u32 {
    pack_expiry(expiry::validate(&digits(text), unpack_date(now), years_ahead(years)))
}

/// `validateExpirationDate` of a month and a year that stand apart.
#[wasm_bindgen(js_name = validateExpirationParts)]
pub fn validate_expiration_parts(month: Option<String>, year: Option<String>, now: u32, years: Option<u32>) -> u32 {
    pack_expiry(expiry::validate_parts(&digits(month), &digits(year), unpack_date(now), years_ahead(years)))
}

fn pack_expiry(found: expiry::ExpiryCheck) -> u32 {
    pack(found.check()) | found.date().map_or(0, pack_date) << BESIDE
}

/// `validateExpirationMonth`. Beside the check `isValidForThisYear`.
#[wasm_bindgen(js_name = validateExpirationMonth)]
pub fn validate_expiration_month(text: Option<String>, now: u32) -> u32 {
    let found = expiry::validate_month(&digits(text), unpack_date(now));
    pack(found.check) | u32::from(found.is_valid_for_this_year) << BESIDE
}

/// `validateExpirationYear`. Beside the check `isCurrentYear`.
#[wasm_bindgen(js_name = validateExpirationYear)]
pub fn validate_expiration_year(text: Option<String>, now: u32, years: Option<u32>) -> u32 {
    let found = expiry::validate_year(&digits(text), unpack_date(now), years_ahead(years));
    pack(found.check) | u32::from(found.is_current_year) << BESIDE
}

fn years_ahead(years: Option<u32>) -> u16 {
    years.map_or(expiry::MAX_YEARS_AHEAD, |years| u16::try_from(years).unwrap_or(u16::MAX))
}

/// `validateCvv`, as the brands with a bit set in `brands` have it; for 0, of any length with a bit set in `lengths`.
#[wasm_bindgen(js_name = validateCvv)]
pub fn validate_cvv(text: Option<String>, brands: u32, lengths: u32) -> u32 {
    let text = digits(text);
    pack(match brands {
        0 => cvv::validate(&text, &(0..32).filter(|length| lengths >> length & 1 == 1).collect::<Vec<_>>()),
        _ => cvv::validate(&text, cvv::lengths(Brands::from_bits(brands))),
    })
}

/// `validateCardholderName`
#[wasm_bindgen(js_name = validateCardholderName)]
pub fn validate_cardholder_name(text: Option<String>) -> u32 {
    pack(text.map_or(Check::wrong(FieldError::CardholderNameInvalid), |text| holder::validate(&text)))
}

/// `validatePostalCode`
#[wasm_bindgen(js_name = validatePostalCode)]
pub fn validate_postal_code(text: Option<String>, min_length: Option<u32>) -> u32 {
    let min_length = min_length.filter(|length| *length > 0).unwrap_or(2) as usize;
    // A value that is no text is neither; no code is a postal code's.
    const NEITHER: Check = Check { is_valid: false, is_potentially_valid: false, error: None };
    pack(text.map_or(NEITHER, |text| holder::validate_postal_code(&text, min_length)))
}

/// `detectCardBrand`: a bit for every brand, in the order of `brands`.
#[wasm_bindgen(js_name = detectCardBrand)]
pub fn detect_card_brand(text: Option<String>) -> u32 {
    Digits::read(&digits(text)).map_or(Brands::NONE, |digits| Brand::detect(digits.as_str())).bits()
}

/// `formatCardNumber`
#[wasm_bindgen(js_name = formatCardNumber)]
pub fn format_card_number(text: Option<String>) -> String {
    number::format(&digits(text)).as_str().to_owned()
}

/// A text where digits are wanted. For a value of another type one that has none, and to which none can be added.
fn digits(text: Option<String>) -> Zeroizing<String> {
    Zeroizing::new(text.unwrap_or_else(|| "x".to_owned()))
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
