//! The fields of the form. A field is one file here and one line in [`FIELDS`].
//!
//! An entry carries everything that the form knows of a field: how it looks, when it is asked for, how its text is
//! formatted, checked and read, and which sentence is shown for each of its errors. Keys of sentences only, no words; and
//! no rule of cards, those are in [`crate::card`].

mod card_number;
mod card_password;
mod cardholder_name;
mod cvv;
mod expiration_date;
mod identity_number;
mod installment_months;

use zeroize::Zeroizing;

use super::options::{FormOptions, KoreanAuthMode};
use crate::card::edit::Kind;
use crate::card::number::NumberCheck;
use crate::card::{Brand, Brands, CardFields, Check, Field, FieldError, Owner, YearMonth, digits};
use crate::text::Text;

/// All fields, in the order in which they are shown and checked.
pub const FIELDS: &[FieldSpec] = &[
    card_number::SPEC,
    expiration_date::SPEC,
    cvv::SPEC,
    cardholder_name::SPEC,
    identity_number::SPEC,
    card_password::SPEC,
    installment_months::SPEC,
];

/// One field of the form.
pub struct FieldSpec {
    /// The field.
    pub field: Field,
    /// The key of its label.
    pub label: fn(&CardContext) -> &'static str,
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
    /// What it says besides its label.
    pub help: Help,
    /// When it is asked for.
    pub presence: fn(&FormOptions, &CardContext) -> Presence,
    /// How its text is formatted while it is typed.
    pub kind: fn(&CardContext) -> Kind,
    /// Checks its text.
    pub check: fn(&str, &CardContext) -> Check,
    /// It is emptied when the payer leaves the page, so that it is not in a page that the browser keeps to show it again.
    pub secret: bool,
    /// Puts its text into the card that is charged.
    pub take: fn(&mut CardFields, Zeroizing<String>),
    /// The sentence for one of its errors: what to do, as exactly as text and brands allow.
    pub sentence: fn(FieldError, &Typed<'_>) -> Text,
}

/// The element that the payer fills in.
pub enum Control {
    /// One line of text.
    Text(TextInput),
    /// A list to choose from. The text of the field is the value of the chosen entry, and empty for the first one, so that
    /// a form in which nobody has chosen counts as empty.
    Select,
}

/// What a field says besides its label.
pub enum Help {
    /// Nothing.
    None,
    /// The sentence with this key, for screen readers only.
    Hidden(&'static str),
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
    /// The form does not have it; its text is forgotten.
    Hidden,
    /// It is not shown, as the payer pays by a saved card. Its text is kept for a change of mind.
    Aside,
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
    /// Korea: whose card it is, as the payer says.
    pub owner: Owner,
    /// Korea: identity number or password is typed, so that both are needed.
    pub korean_auth_begun: bool,
    /// Korea: the server asked for them.
    pub korean_auth_asked: bool,
}

impl CardContext {
    /// Whether and how the form asks for what a Korean issuer wants to know: both fields or neither.
    pub(super) fn korean_auth(&self, options: &FormOptions) -> Presence {
        let is_shown = match options.korean_auth {
            KoreanAuthMode::Off => false,
            KoreanAuthMode::Always => true,
            KoreanAuthMode::Auto => self.korean_auth_asked || self.number.brands.only() == Some(Brand::KoreanLocal),
        };
        match is_shown {
            false => Presence::Hidden,
            true if self.korean_auth_asked || self.korean_auth_begun => Presence::Required,
            true => Presence::Optional,
        }
    }
}

/// What the sentence for an error depends on, besides the error.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// What was typed into the field.
    pub text: &'a str,
    /// The brands that the card number allows.
    pub brands: Brands,
    /// Korea: whose card it is.
    pub owner: Owner,
}

impl Presence {
    /// Whether it is shown.
    pub fn is_shown(self) -> bool {
        matches!(self, Self::Optional | Self::Required)
    }
}

impl FieldSpec {
    /// Checks a text. Nothing is wrong with an empty one where it may be left out.
    pub(super) fn check(&self, text: &str, presence: Presence, card: &CardContext) -> Check {
        if presence != Presence::Required && is_blank(text) {
            return Check::VALID;
        }
        (self.check)(text, card)
    }

    /// Whether its text is digits.
    pub fn digits(&self) -> bool {
        matches!(&self.control, Control::Text(input) if input.digits)
    }

    /// Whether the payer chooses from a list, and types nothing.
    pub fn is_select(&self) -> bool {
        matches!(self.control, Control::Select)
    }
}

/// The sentence for an error of any field.
pub fn sentence(error: FieldError, typed: &Typed<'_>) -> Text {
    match FIELDS.iter().find(|spec| spec.field == error.field()) {
        Some(spec) => (spec.sentence)(error, typed),
        // Every field has an entry; a test says so.
        None => Text::new("failed.fields"),
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
