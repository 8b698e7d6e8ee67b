//! Korea: the first two digits of the card's password.

use super::{Control, FieldSpec, Help, Placeholder, TextInput};
use crate::card::edit::Kind;
use crate::card::{Field, korea};
use crate::text::Text;

pub(super) const SPEC: FieldSpec = FieldSpec {
    field: Field::CardPassword,
    label: |_| "kr.pin.label",
    css_class: "pin",
    dom_id: "pin",
    part: "pin",
    grid_classes: " pw-half pw-quarter-l",
    control: Control::Text(TextInput { autocomplete: "off", placeholder: Placeholder::Literal("00"), digits: true }),
    help: Help::None,
    presence: |options, card| card.korean_auth(options),
    kind: |_| Kind::Digits { most: korea::PASSWORD_DIGITS },
    check: |text, _| korea::validate_password(text),
    secret: true,
    take: |card, text| card.password = Some(text),
    sentence: |_, _| Text::new("kr.pin.required"),
};
