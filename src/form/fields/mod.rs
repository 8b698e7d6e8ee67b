//! The fields of the form. A field is one file here and one line in [`FIELDS`].
//!
//! An entry carries everything that the form knows of a field: how it looks, when it is asked for, how its text is
//! formatted, checked and read, and which sentence is shown for each of its errors. Keys of sentences only, no words; and
//! no rule of cards, those are in [`crate::card`].

mod card_number;
mod cardholder_name;
mod cvv;
mod expiration_date;
mod korea;

use zeroize::Zeroizing;

use super::options::FormOptions;
use crate::card::edit::Kind;
use crate::card::number::NumberCheck;
use crate::card::{Brands, CardFields, Check, Field, FieldError, YearMonth, digits};
use crate::text::Text;

/// All fields, in the order in which they are shown and checked.
pub const FIELDS: &[FieldSpec] = &[card_number::SPEC, expiration_date::SPEC, cvv::SPEC, cardholder_name::SPEC];

/// One field of the form.
pub struct FieldSpec {
    /// The field.
    pub field: Field,
    /// The prefix of the keys of its sentences: `number` of `number.label`.
    pub sentences: &'static str,
    /// The end of its CSS class `pw-field--…`.
    pub css_class: &'static str,
    /// The end of the id `pw-…` of its control in the shadow root.
    pub dom_id: &'static str,
    /// The name of its part, by which a page may style it (`::part(…)`).
    pub part: &'static str,
    /// CSS classes that place it in the grid of twelve columns, each after a space.
    pub grid_classes: &'static str,
    /// The element that the payer fills in.
    pub control: Control,
    /// When it is asked for.
    pub presence: fn(&FormOptions, &CardContext) -> Presence,
    /// How its text is formatted while it is typed, on a card of one of these brands.
    pub kind: fn(Brands) -> Kind,
    /// Checks its text.
    pub check: fn(&str, &CardContext) -> Check,
    /// It is emptied when the payer leaves the page, so that it is not in a page that the browser keeps to show it again.
    pub secret: bool,
    /// Puts its text into the card that is charged.
    pub take: fn(&mut CardFields, Zeroizing<String>),
    /// The sentence for one of its errors: what to do, as exactly as text and brands allow.
    pub sentence: fn(FieldError, &str, Brands) -> Text,
}

/// The element that the payer fills in.
pub enum Control {
    /// One line of text.
    Text(TextInput),
}

/// An input for one line of text.
pub struct TextInput {
    /// <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill>
    pub autocomplete: &'static str,
    /// What it shows while it is empty.
    pub placeholder: Placeholder,
    /// Its text is digits: written from left to right in every language, and typed on a numeric keyboard.
    pub digits: bool,
}

/// What an empty input shows.
pub enum Placeholder {
    /// The same text in every language.
    Literal(&'static str),
    /// The sentence with this key.
    Sentence(&'static str),
}

/// Whether the form asks for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is not shown.
    Hidden,
    /// It may stay empty.
    Optional,
    /// It must be filled in.
    Required,
}

/// What is known of the card while its fields are checked.
#[derive(Clone, Copy)]
pub struct CardContext {
    /// The check of the card number, with the brands that are still possible.
    pub number: NumberCheck,
    /// The present month.
    pub now: YearMonth,
}

impl FieldSpec {
    /// The entry of a field; `None` for a field that only the calls without a form have.
    pub fn of(field: Field) -> Option<&'static Self> {
        FIELDS.iter().find(|spec| spec.field == field)
    }

    /// Checks a text. Nothing is wrong with an empty one where it may be left out.
    pub(super) fn check(&self, text: &str, presence: Presence, card: &CardContext) -> Check {
        if presence != Presence::Required && is_blank(text) {
            return Check::VALID;
        }
        (self.check)(text, card)
    }

    /// Whether its text is digits.
    pub fn digits(&self) -> bool {
        match &self.control {
            Control::Text(input) => input.digits,
        }
    }
}

/// The sentence for an error of any field: `text` is what was typed into it, `brands` are those that the number allows.
pub fn sentence(error: FieldError, text: &str, brands: Brands) -> Text {
    match FieldSpec::of(error.field()) {
        Some(spec) => (spec.sentence)(error, text, brands),
        None => korea::sentence(error),
    }
}

/// Nothing but spaces.
fn is_blank(text: &str) -> bool {
    text.chars().all(digits::is_space)
}

/// For a field that every card has.
fn always(_: &FormOptions, _: &CardContext) -> Presence {
    Presence::Required
}
