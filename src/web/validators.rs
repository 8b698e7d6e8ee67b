//! The contract's `Validators`, for people who bring their own form: JavaScript values in, plain objects out.
//!
//! No rule stands here. A value of another type is never an exception, and nothing typed is ever kept or told.

use js_sys::{Array, Date};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use super::options::{own, own_flag, own_text, own_whole, whole};
use super::plain::{Members, Plain};
use crate::card::digits::Digits;
use crate::card::number::{self, NumberOptions};
use crate::card::{Brand, BrandInfo, Brands, Check, FieldError, YearMonth, cvv, expiry, holder};

/// `validateCardNumber`
#[wasm_bindgen(js_name = validateCardNumber)]
pub fn validate_card_number(value: &JsValue, options: &JsValue) -> JsValue {
    let accepted: Option<Vec<Brand>> = own(options, "acceptedBrands")
        .and_then(|list| list.dyn_into::<Array>().ok())
        .map(|list| list.iter().filter_map(|id| Brand::from_id(&id.as_string()?)).collect());
    let options = NumberOptions {
        accepted: accepted.as_deref(),
        max_length: own_whole(options, "maxLength").filter(|length| *length > 0).map(|length| length as usize),
        luhn_unionpay: own_flag(options, "luhnValidateUnionPay").unwrap_or(false),
    };
    // Of another type: neither valid nor potentially valid, as what is no digit.
    let text = digits_text(value).unwrap_or_else(no_digits);
    let found = number::validate(&text, &options);
    let mut page = members(found.check());
    page.add("brand", found.brand.map(Brand::id));
    page.add("brands", found.brands.iter().map(|brand| brand.id().into()).collect::<Plain>());
    page.into_js()
}

/// `validateExpirationDate`
#[wasm_bindgen(js_name = validateExpirationDate)]
pub fn validate_expiration_date(value: &JsValue, options: &JsValue) -> JsValue {
    let (now, years) = (now(options), max_years_ahead(options));
    let found = match digits_text(value) {
        Some(text) => expiry::validate(&text, now, years),
        None => {
            let part = |name| own(value, name).and_then(|part| digits_text(&part)).unwrap_or_else(no_digits);
            expiry::validate_parts(&part("month"), &part("year"), now, years)
        }
    };
    let mut page = members(found.check());
    page.add("month", found.month.map(u32::from));
    page.add("year", found.year.map(u32::from));
    page.into_js()
}

/// `validateExpirationMonth`
#[wasm_bindgen(js_name = validateExpirationMonth)]
pub fn validate_expiration_month(value: &JsValue, options: &JsValue) -> JsValue {
    let found = expiry::validate_month(&digits_text(value).unwrap_or_else(no_digits), now(options));
    let mut page = members(found.check);
    page.add("isValidForThisYear", found.is_valid_for_this_year);
    page.into_js()
}

/// `validateExpirationYear`
#[wasm_bindgen(js_name = validateExpirationYear)]
pub fn validate_expiration_year(value: &JsValue, options: &JsValue) -> JsValue {
    let text = digits_text(value).unwrap_or_else(no_digits);
    let found = expiry::validate_year(&text, now(options), max_years_ahead(options));
    let mut page = members(found.check);
    page.add("isCurrentYear", found.is_current_year);
    page.into_js()
}

/// `validateCvv`: for a brand, a length, or any of some lengths.
#[wasm_bindgen(js_name = validateCvv)]
pub fn validate_cvv(value: &JsValue, options: &JsValue) -> JsValue {
    let length = |value: &JsValue| whole(value).map(|length| length as usize);
    let lengths: Vec<usize> = if let Some(length) = length(options) {
        vec![length]
    } else if let Some(list) = options.dyn_ref::<Array>() {
        list.iter().filter_map(|value| length(&value)).collect()
    } else {
        let brand = own_text(options, "brand").and_then(|id| Brand::from_id(&id));
        brand.map_or(&[3][..], |brand| cvv::lengths(Brands::of(&[brand]))).to_vec()
    };
    members(cvv::validate(&text(value).unwrap_or_else(no_digits), &lengths)).into_js()
}

/// `validateCardholderName`
#[wasm_bindgen(js_name = validateCardholderName)]
pub fn validate_cardholder_name(value: &JsValue) -> JsValue {
    members(text(value).map_or(NEITHER, |text| holder::validate(&text))).into_js()
}

/// `validatePostalCode`
#[wasm_bindgen(js_name = validatePostalCode)]
pub fn validate_postal_code(value: &JsValue, options: &JsValue) -> JsValue {
    let min_length = own_whole(options, "minLength").filter(|length| *length > 0).unwrap_or(2) as usize;
    members(text(value).map_or(NEITHER, |text| holder::validate_postal_code(&text, min_length))).into_js()
}

/// `detectCardBrand`
#[wasm_bindgen(js_name = detectCardBrand)]
pub fn detect_card_brand(value: &JsValue) -> Array {
    let digits = digits_text(value).and_then(|text| Digits::read(&text));
    let brands = digits.map_or(Brands::NONE, |digits| Brand::detect(digits.as_str()));
    brands.iter().map(|brand| brand_info(brand.info())).collect()
}

/// `formatCardNumber`
#[wasm_bindgen(js_name = formatCardNumber)]
pub fn format_card_number(value: &JsValue) -> String {
    digits_text(value).map_or_else(String::new, |text| number::format(&text).as_str().to_owned())
}

/// Of a value that is no text; none of the codes says that.
const NEITHER: Check = Check { is_valid: false, is_potentially_valid: false, error: None };

fn text(value: &JsValue) -> Option<Zeroizing<String>> {
    value.as_string().map(Zeroizing::new)
}

/// A text, or the digits of a safe integer.
fn digits_text(value: &JsValue) -> Option<Zeroizing<String>> {
    text(value).or_else(|| whole(value).map(|number| Zeroizing::new(number.to_string())))
}

/// Stands for a value of another type where digits are wanted: no digits, and none can follow.
fn no_digits() -> Zeroizing<String> {
    Zeroizing::new("x".to_owned())
}

/// The month of `now`, a `Date` or `YYYY-MM`; without it, or where it cannot be read, the clock's.
fn now(options: &JsValue) -> YearMonth {
    let given = own(options, "now");
    let date = given.as_ref().and_then(|now| now.dyn_ref::<Date>()).map(Date::get_time).filter(|ms| !ms.is_nan());
    given
        .and_then(|now| YearMonth::parse(&now.as_string()?))
        .unwrap_or_else(|| YearMonth::from_unix_ms_utc_minus_12(date.unwrap_or_else(Date::now) as i64))
}

fn max_years_ahead(options: &JsValue) -> u16 {
    let years = own_whole(options, "maxYearsAhead");
    years.map_or(expiry::MAX_YEARS_AHEAD, |years| u16::try_from(years).unwrap_or(u16::MAX))
}

fn members(check: Check) -> Members {
    let mut page = Members::default();
    page.add("isValid", check.is_valid);
    page.add("isPotentiallyValid", check.is_potentially_valid);
    page.add("error", check.error.map(FieldError::code));
    page
}

fn brand_info(info: &BrandInfo) -> JsValue {
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
    page.into_js()
}
