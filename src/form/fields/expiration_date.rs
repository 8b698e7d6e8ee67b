//! Month and year in which the card expires.

use super::{Control, FieldSpec, Help, Placeholder, TextInput, Typed, always};
use crate::card::edit::Kind;
use crate::card::{Field, FieldError, expiry};
use crate::text::Text;

pub(super) const SPEC: FieldSpec = FieldSpec {
    field: Field::ExpirationDate,
    label: |_| "expiry.label",
    css_class: "expiry",
    dom_id: "expiry",
    part: "expiry",
    grid_classes: " pw-half pw-quarter-l",
    control: Control::Text(TextInput {
        autocomplete: "cc-exp",
        placeholder: Placeholder::Sentence("expiry.placeholder"),
        digits: true,
    }),
    help: Help::Hidden("expiry.hint"),
    presence: always,
    kind: |_| Kind::Expiry,
    check: |text, card| expiry::validate(text, card.now, expiry::MAX_YEARS_AHEAD).check(),
    secret: false,
    take: |card, text| card.expiry = text,
    sentence,
};

fn sentence(error: FieldError, typed: &Typed<'_>) -> Text {
    Text::new(match error {
        FieldError::ExpirationDateRequired => "expiry.required",
        FieldError::ExpirationDateIncomplete => "expiry.incomplete",
        FieldError::CardExpired => "expiry.past",
        // The month is right, so it is the year that is too far ahead.
        _ if expiry::begins_with_month(typed.text) => "expiry.far",
        _ => "expiry.invalid",
    })
}
