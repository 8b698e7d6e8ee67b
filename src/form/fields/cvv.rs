//! The security code.

use super::{CardContext, Control, FieldSpec, Help, Placeholder, Presence, TextInput, Typed};
use crate::card::edit::Kind;
use crate::card::{Brands, Field, FieldError, cvv};
use crate::form::options::FormOptions;
use crate::text::{Arg, Text};

pub(super) const SPEC: FieldSpec = FieldSpec {
    field: Field::Cvv,
    label: |_| "cvv.label",
    css_class: "cvv",
    dom_id: "cvv",
    part: "cvv",
    grid_classes: " pw-half pw-quarter-l",
    // As long as the code of most brands. For another length the view changes it.
    control: Control::Text(TextInput {
        autocomplete: "cc-csc",
        placeholder: Placeholder::Literal("123"),
        digits: true,
    }),
    help: Help::None,
    presence,
    kind: |card| Kind::Digits { most: longest(card.number.brands) },
    check: |text, card| cvv::validate(text, cvv::lengths(card.number.brands)),
    secret: true,
    take: |card, text| card.cvv = text,
    sentence,
};

/// Some brands have no code.
fn presence(_: &FormOptions, card: &CardContext) -> Presence {
    if cvv::lengths(card.number.brands).contains(&0) { Presence::Optional } else { Presence::Required }
}

/// The most digits that the code may have.
fn longest(brands: Brands) -> usize {
    cvv::lengths(brands).last().copied().unwrap_or_default()
}

fn sentence(error: FieldError, typed: &Typed<'_>) -> Text {
    match error {
        FieldError::CvvRequired => Text::new("cvv.required"),
        FieldError::CvvIncomplete => Text::new("cvv.incomplete").with("n", Arg::Number(longest(typed.brands))),
        _ => Text::new("cvv.invalid"),
    }
}
