//! The form as a pure model: when errors appear and disappear, what a submit does, and how an attempt ends.
#![cfg(not(target_arch = "wasm32"))]

mod attempt;
mod busy;
mod errors;
mod fields;
mod korea;
mod marks;
mod open;
mod said;
mod saved;
mod secrets;
mod typing;
mod view;

use payments_widget::card::{Field, FieldError, YearMonth};
use payments_widget::form::{
    AttemptEnd, Form, FormEffect, FormEvent, FormOptions, FormState, InputKind, Reason, Trigger,
};
use zeroize::Zeroizing;

/// The present month of every test.
const NOW: YearMonth = YearMonth { year: 2026, month: 11 };

/// A number, a date, a code and a name that may be paid with.
const GOOD: [(Field, &str); 4] = [
    (Field::CardNumber, "4242424242424242"),
    (Field::ExpirationDate, "1234"),
    (Field::Cvv, "123"),
    (Field::CardholderName, "KIM MINSEO"),
];

fn form() -> Form {
    Form::new(FormOptions::default(), NOW)
}

/// Types a text key by key at the end of a field, as the page would, and returns what was to be done.
fn type_text(form: &mut Form, field: Field, text: &str) -> Vec<FormEffect> {
    text.chars()
        .flat_map(|key| input(form, field, &format!("{}{key}", form.text(field).as_str()), InputKind::Typed))
        .collect()
}

/// Puts a text into a field, with the caret at its end.
fn input(form: &mut Form, field: Field, text: &str, kind: InputKind) -> Vec<FormEffect> {
    let caret = text.encode_utf16().count();
    form.reduce(FormEvent::Input { field, text: Zeroizing::new(text.to_owned()), caret, kind })
}

fn fill(form: &mut Form, values: &[(Field, &str)]) {
    for (field, text) in values {
        input(form, *field, text, InputKind::Other);
    }
}

/// Submits with the inputs as the model knows them.
fn submit(form: &mut Form, trigger: Trigger) -> Vec<FormEffect> {
    form.reduce(FormEvent::Submit { trigger, values: Vec::new(), now: NOW })
}

/// An end at which nothing was charged, with these errors of the server.
fn failed(errors: &[FieldError]) -> FormEvent {
    FormEvent::AttemptEnded(AttemptEnd::Failed { reason: Reason::Other, errors: errors.to_vec() })
}

/// A decline, for what is wrong with a field if that is given.
fn declined(error: Option<FieldError>) -> FormEvent {
    FormEvent::AttemptEnded(AttemptEnd::Declined { wallet: None, reason: Reason::Declined, error })
}

/// The key of the sentence below the title of the notice.
fn notice(form: &Form) -> Option<&'static str> {
    form.view().notice.map(|notice| notice.body().key)
}

/// The keys of what the live region says, with the field's name before them.
fn said(form: &Form) -> String {
    let Some(status) = form.view().status else { return String::new() };
    let field = status.field.map(Field::name);
    field.into_iter().chain(status.texts.iter().map(|text| text.key)).collect::<Vec<_>>().join(" ")
}

/// The code of the error that is shown at a field.
fn shown(form: &Form, field: Field) -> Option<&'static str> {
    let state = form.state();
    let field = state.fields.iter().find(|state| state.field == field)?;
    field.error.map(|error| error.code())
}

/// The states that the page was told.
fn told(effects: &[FormEffect]) -> Vec<&FormState> {
    let states = effects.iter().filter_map(|effect| match effect {
        FormEffect::EmitChange(state) => Some(state),
        _ => None,
    });
    states.collect()
}
