//! What typing writes back, tells and leaves alone.

use payments_widget::card::Field::{CardNumber, CardholderName, Cvv, ExpirationDate};
use payments_widget::form::{By, Effect, Form, FormEvent, FormOptions, Target};
use zeroize::Zeroizing;

use super::{GOOD, NOW, fill, form, input, told, type_text};

#[test]
fn an_input_is_written_only_where_its_text_differs() {
    let mut form = form();
    assert!(!type_text(&mut form, CardNumber, "4242").iter().any(|effect| matches!(effect, Effect::Write { .. })));
    let effects = input(&mut form, CardNumber, "4242424242424242", By::Other);
    let text = Zeroizing::new("4242 4242 4242 4242".to_owned());
    assert!(effects.contains(&Effect::Write { field: CardNumber, text, caret: Some(19) }));
}

#[test]
fn the_page_is_told_only_when_something_it_may_know_has_changed() {
    let mut form = form();
    let effects = type_text(&mut form, CardNumber, "4242 4242");
    assert!(!told(&effects).is_empty());
    assert!(told(&type_text(&mut form, CardNumber, "4242 42")).is_empty(), "a digit more is no news");
    let effects = input(&mut form, CardNumber, "4242 4242 4242 4242", By::Other);
    assert_eq!(told(&effects).len(), 1);
    assert!(told(&effects)[0].fields[0].complete);
}

#[test]
fn the_focus_goes_on_by_itself_only_where_asked_and_only_after_a_key() {
    let advancing = FormOptions { auto_advance: true, ..FormOptions::default() };
    let advances = |options: FormOptions, by| {
        let mut form = Form::new(options, NOW);
        fill(&mut form, &[(CardNumber, "424242424242424")]);
        input(&mut form, CardNumber, "4242 4242 4242 4242", by).contains(&Effect::Focus(Target::Field(ExpirationDate)))
    };
    assert!(advances(advancing.clone(), By::Key));
    assert!(!advances(advancing, By::Other), "never after a paste or autofill");
    assert!(!advances(FormOptions::default(), By::Key));
}

#[test]
fn the_card_is_what_was_typed_and_clear_empties_it() {
    let mut form = form();
    fill(&mut form, &GOOD);
    let card = form.card();
    assert_eq!((card.number.as_str(), card.cvv.as_str()), ("4242 4242 4242 4242", "123"));
    assert_eq!(card.holder.as_deref().map(String::as_str), Some("KIM MINSEO"));
    assert!(form.state().complete && !form.state().empty);

    form.reduce(FormEvent::Clear);
    assert!(form.state().empty);
    assert_eq!(form.text(CardholderName).as_str(), "");
}

#[test]
fn a_page_that_is_left_keeps_neither_number_nor_code() {
    let mut form = form();
    fill(&mut form, &GOOD);
    form.reduce(FormEvent::PageHidden);
    assert_eq!((form.text(CardNumber).as_str(), form.text(Cvv).as_str()), ("", ""));
    assert_eq!(form.text(CardholderName).as_str(), "KIM MINSEO");
}

#[test]
fn escape_closes_the_note_first() {
    let mut form = form();
    form.reduce(FormEvent::HintToggled);
    assert!(form.view().hint_open);
    assert_eq!(form.reduce(FormEvent::Escape), [Effect::Focus(Target::Hint)]);
    assert!(!form.view().hint_open);
    assert_eq!(form.reduce(FormEvent::Escape), [Effect::TellEscape]);
}

#[test]
fn the_delete_key_before_a_gap_takes_the_digit_behind_it() {
    let edited = |by| {
        let mut form = form();
        fill(&mut form, &[(CardNumber, "4242 4242")]);
        // The gap after the fourth digit was deleted, from before it or from behind it.
        let text = Zeroizing::new("42424242".to_owned());
        form.reduce(FormEvent::Input { field: CardNumber, text, caret: 4, by });
        form.text(CardNumber).to_string()
    };
    assert_eq!(edited(By::Delete), "4242 242");
    assert_eq!(edited(By::Other), "4244 242");
}
