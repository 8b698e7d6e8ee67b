//! The card number.

use super::{Control, FieldSpec, Help, Placeholder, TextInput, Typed, always};
use crate::card::edit::Kind;
use crate::card::{Field, FieldError};
use crate::text::{Arg, Text};

pub(super) const SPEC: FieldSpec = FieldSpec {
    field: Field::CardNumber,
    label: |_| "number.label",
    css_class: "number",
    dom_id: "number",
    part: "number",
    grid_classes: "",
    control: Control::Text(TextInput {
        autocomplete: "cc-number",
        placeholder: Placeholder::Literal("1234 1234 1234 1234"),
        digits: true,
    }),
    help: Help::None,
    presence: always,
    kind: |_| Kind::Number,
    check: |_, card| card.number.check(),
    secret: true,
    take: |card, text| card.number = text,
    sentence,
};

fn sentence(error: FieldError, typed: &Typed<'_>) -> Text {
    match error {
        FieldError::CardNumberRequired => Text::new("number.required"),
        FieldError::CardNumberIncomplete => Text::new("number.incomplete"),
        FieldError::CardBrandNotAccepted => match typed.brands.first() {
            Some(brand) => Text::new("number.unsupported").with("brand", Arg::Brand(brand)),
            None => Text::new("number.refused"),
        },
        _ => Text::new("number.invalid"),
    }
}
