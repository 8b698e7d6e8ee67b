//! The card number.

use super::{Control, FieldSpec, Placeholder, TextInput, always};
use crate::card::edit::Kind;
use crate::card::{Brands, Field, FieldError};
use crate::text::{Arg, Text};

pub(super) const SPEC: FieldSpec = FieldSpec {
    field: Field::CardNumber,
    sentences: "number",
    css_class: "number",
    dom_id: "number",
    part: "number",
    grid_classes: "",
    control: Control::Text(TextInput {
        autocomplete: "cc-number",
        placeholder: Placeholder::Literal("1234 1234 1234 1234"),
        digits: true,
    }),
    presence: always,
    kind: |_| Kind::Number,
    check: |_, card| card.number.check(),
    secret: true,
    take: |card, text| card.number = text,
    sentence,
};

fn sentence(error: FieldError, _: &str, brands: Brands) -> Text {
    match error {
        FieldError::CardNumberRequired => Text::new("number.required"),
        FieldError::CardNumberIncomplete => Text::new("number.incomplete"),
        FieldError::CardBrandNotAccepted => match brands.first() {
            Some(brand) => Text::new("number.unsupported").with("brand", Arg::Brand(brand)),
            None => Text::new("number.refused"),
        },
        _ => Text::new("number.invalid"),
    }
}
