//! The fields of the form, one entry each: how it is labelled, filled and laid out, how its text is read, and which
//! sentence stands for each of its errors.
//!
//! Keys of sentences and classes only, no words, and no rule of cards: those stand in [`crate::card`].

use crate::card::edit::Kind;
use crate::card::{Brands, Check, Field, FieldError, YearMonth, cvv, expiry, name};
use crate::text::{Arg, Text};

/// One entry of the form.
pub struct FieldSpec {
    /// Which field.
    pub field: Field,
    /// The end of its class (`pw-field--…`), its part, and the name of its own sentences (`….label`).
    pub name: &'static str,
    /// Classes that place it in the grid of twelve columns.
    pub place: &'static str,
    /// <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill>
    pub autocomplete: &'static str,
    /// Digits run from left to right in every language and want the numeric keyboard.
    pub digits: bool,
}

/// In the order in which they are shown and checked.
pub const FIELDS: &[FieldSpec] = &[
    FieldSpec { field: Field::CardNumber, name: "number", place: "", autocomplete: "cc-number", digits: true },
    FieldSpec {
        field: Field::ExpirationDate,
        name: "expiry",
        place: "pw-half pw-quarter-l",
        autocomplete: "cc-exp",
        digits: true,
    },
    FieldSpec { field: Field::Cvv, name: "cvv", place: "pw-half pw-quarter-l", autocomplete: "cc-csc", digits: true },
    FieldSpec { field: Field::CardholderName, name: "name", place: "", autocomplete: "cc-name", digits: false },
];

/// How the text of a field is put right while it is typed.
pub fn kind(field: Field, brands: Brands) -> Kind {
    match field {
        Field::CardNumber => Kind::Number,
        Field::ExpirationDate => Kind::Expiry,
        Field::Cvv => Kind::Cvv { length: code_length(brands) },
        _ => Kind::Name,
    }
}

/// How a field's text stands.
pub(super) fn check(field: Field, text: &str, brands: Brands, now: YearMonth) -> Check {
    match field {
        Field::ExpirationDate => expiry::validate(text, now, expiry::MAX_YEARS_AHEAD).check(),
        Field::Cvv => cvv::validate(text, cvv::lengths(brands)),
        _ => name::validate(text),
    }
}

/// The most digits that the code may have.
fn code_length(brands: Brands) -> usize {
    cvv::lengths(brands).last().copied().unwrap_or_default()
}

/// The sentence that stands below a field for `error`: what to do, as exactly as the text allows to say it.
pub fn sentence(error: FieldError, text: &str, brands: Brands) -> Text {
    let key = match error {
        FieldError::CardNumberRequired => "number.required",
        FieldError::CardNumberIncomplete => "number.incomplete",
        FieldError::CardNumberInvalid => "number.invalid",
        FieldError::CardBrandNotAccepted => {
            let brand = brands.first().map_or(Arg::Word(String::new()), Arg::Brand);
            return Text::new("number.unsupported").with("brand", brand);
        }
        FieldError::ExpirationDateRequired => "expiry.required",
        FieldError::ExpirationDateIncomplete => "expiry.incomplete",
        FieldError::ExpirationDateInvalid if expiry::begins_with_month(text) => "expiry.far",
        FieldError::ExpirationDateInvalid => "expiry.invalid",
        FieldError::CardExpired => "expiry.past",
        FieldError::CvvRequired => "cvv.required",
        FieldError::CvvIncomplete => {
            return Text::new("cvv.incomplete").with("n", Arg::Number(code_length(brands)));
        }
        FieldError::CvvInvalid => "cvv.invalid",
        FieldError::CardholderNameRequired => "name.required",
        FieldError::CardholderNameInvalid if name::is_too_long(text) => "name.long",
        FieldError::CardholderNameInvalid => "name.digits",
        FieldError::InstallmentMonthsInvalid => "inst.invalid",
        FieldError::IdentityNumberRequired | FieldError::IdentityNumberInvalid => "kr.birth.invalid",
        FieldError::CardPasswordRequired | FieldError::CardPasswordInvalid => "kr.pin.required",
    };
    Text::new(key)
}
