//! Korea: the birth date of the card's holder, or the number of the business.

use super::{Control, FieldSpec, Help, Placeholder, TextInput, Typed};
use crate::card::edit::Kind;
use crate::card::{Field, FieldError, Owner};
use crate::text::Text;

pub(super) const SPEC: FieldSpec = FieldSpec {
    field: Field::IdentityNumber,
    label: |card| match card.owner {
        Owner::Person => "kr.birth.label",
        Owner::Business => "kr.biz.label",
    },
    css_class: "birth",
    dom_id: "birth",
    part: "birth",
    grid_classes: " pw-half pw-quarter-l",
    control: Control::Text(TextInput { autocomplete: "off", placeholder: Placeholder::Literal(""), digits: true }),
    help: Help::None,
    presence: |options, card| card.korean_auth(options),
    kind: |card| Kind::Digits { most: card.owner.identity_digits() },
    check: |text, card| card.owner.validate_identity(text),
    secret: true,
    take: |card, text| card.identity = Some(text),
    sentence,
};

fn sentence(_: FieldError, typed: &Typed<'_>) -> Text {
    Text::new(match typed.owner {
        Owner::Person => "kr.birth.invalid",
        Owner::Business => "kr.biz.invalid",
    })
}
