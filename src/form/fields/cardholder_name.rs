//! The name on the card.

use super::{Control, FieldSpec, Placeholder, Presence, TextInput, is_blank};
use crate::card::edit::Kind;
use crate::card::{Brands, Field, FieldError, name};
use crate::form::options::NameMode;
use crate::text::Text;

pub(super) const SPEC: FieldSpec = FieldSpec {
    field: Field::CardholderName,
    sentences: "name",
    css_class: "name",
    dom_id: "name",
    part: "name",
    grid_classes: "",
    control: Control::Text(TextInput {
        autocomplete: "cc-name",
        placeholder: Placeholder::Sentence("name.placeholder"),
        digits: false,
    }),
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

fn sentence(error: FieldError, text: &str, _: Brands) -> Text {
    Text::new(match error {
        FieldError::CardholderNameRequired => "name.required",
        _ if name::is_too_long(text) => "name.long",
        // It looks like a name here, and the server refuses it all the same.
        _ if name::validate(text).is_valid => "name.refused",
        _ => "name.digits",
    })
}
