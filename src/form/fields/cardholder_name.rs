//! The name on the card.

use super::{Control, FieldSpec, Help, Placeholder, Presence, TextInput, Typed, is_blank};
use crate::card::edit::Kind;
use crate::card::{Field, FieldError, name};
use crate::form::options::NameMode;
use crate::text::Text;

pub(super) const SPEC: FieldSpec = FieldSpec {
    field: Field::CardholderName,
    label: |_| "name.label",
    css_class: "name",
    dom_id: "name",
    part: "name",
    grid_classes: "",
    control: Control::Text(TextInput {
        autocomplete: "cc-name",
        placeholder: Placeholder::Sentence("name.placeholder"),
        digits: false,
    }),
    help: Help::None,
    presence: |options, _| match options.name {
        NameMode::Required => Presence::Required,
        NameMode::Optional => Presence::Optional,
        NameMode::Hidden => Presence::Hidden,
    },
    kind: |_| Kind::Name,
    check: |text, _| name::validate(text),
    secret: false,
    take: |card, text| card.holder = (!is_blank(&text)).then_some(text),
    sentence,
};

fn sentence(error: FieldError, typed: &Typed<'_>) -> Text {
    Text::new(match error {
        FieldError::CardholderNameRequired => "name.required",
        _ if name::is_too_long(typed.text) => "name.long",
        // It looks like a name here, and the server refuses it all the same.
        _ if name::validate(typed.text).is_valid => "name.refused",
        _ => "name.digits",
    })
}
