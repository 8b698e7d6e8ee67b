//! What typing writes back, tells and leaves alone.

use payments_widget::card::Field::{CardNumber, CardholderName, Cvv, ExpirationDate};
use payments_widget::form::{Form, FormEffect, FormEvent, FormOptions, InputKind, Step, Target};
use zeroize::Zeroizing;

use super::{GOOD, NOW, fill, form, input, told, type_text};

#[test]
fn an_input_is_written_only_where_its_text_differs() {
    let mut form = form();
    let is_write = |effect: &FormEffect| matches!(effect, FormEffect::Write { .. } | FormEffect::WriteUndoable { .. });
    assert!(!type_text(&mut form, CardNumber, "4242").iter().any(is_write));
    let text = Zeroizing::new("4242 4242 4242 4242".to_owned());
    let effects = input(&mut form, CardNumber, "4242424242424242", InputKind::Other);
    assert!(effects.contains(&FormEffect::WriteUndoable { field: CardNumber, text: text.clone(), caret: 19 }));
    let effects = input(&mut form, CardNumber, "4242424242424242", InputKind::Autofill);
    assert!(
        effects.contains(&FormEffect::Write { field: CardNumber, text, caret: Some(19) }),
        "no step of the payer's"
    );
}

#[test]
fn undo_and_redo_go_on_over_what_was_never_shown() {
    let mut form = form();
    type_text(&mut form, CardNumber, "42424");
    for step in [Step::Undo, Step::Redo] {
        // Shown was 4242, then 4242 4: the text between them is what the key alone had made.
        let effects = input(&mut form, CardNumber, "42424", InputKind::History(step));
        assert_eq!(effects, [FormEffect::RepeatHistory(CardNumber, step)]);
        assert_eq!(form.text(CardNumber).as_str(), "4242 4");
    }
    let effects = input(&mut form, CardNumber, "4242", InputKind::History(Step::Undo));
    assert!(!effects.iter().any(|effect| matches!(effect, FormEffect::RepeatHistory(..))));
    assert_eq!(form.text(CardNumber).as_str(), "4242");
}

#[test]
fn a_key_that_would_change_nothing_is_refused() {
    let cases = [
        (CardNumber, "5555 5555 5555 4444", "5555 5555 5555 44441", 20, true),
        (CardNumber, "5555 5555 5555 4444", "15555 5555 5555 4444", 1, true),
        (CardNumber, "4242", "4242x", 5, true),
        (CardNumber, "4242", "4242 ", 5, true),
        (CardNumber, "4242", "42424", 5, false),
        // The text stays, but the caret steps over the gap.
        (CardNumber, "4242 42", "4242  42", 5, false),
        (ExpirationDate, "12 / 34", "12 / 345", 8, true),
        (ExpirationDate, "12", "12/", 3, false),
        (ExpirationDate, "12", "12.", 3, false),
        (ExpirationDate, "12 / ", "12 / .", 6, true),
        (Cvv, "1234", "12345", 5, true),
        (CardholderName, "KIM", "KIM4", 4, false),
    ];
    for (field, before, text, caret, refused) in cases {
        let mut form = form();
        fill(&mut form, &[(field, before)]);
        assert_eq!(form.would_be_ignored(field, text, caret, caret - 1), refused, "{text} out of {before}");
    }
}

#[test]
fn what_fills_a_field_is_no_edit_of_what_stood_there() {
    let cases = [
        (ExpirationDate, "12 / 2034", "2035-11", "11 / 2035"),
        (ExpirationDate, "12 / 34", "1/35", "01 / 35"),
        (ExpirationDate, "12 / 34", "12/2034", "12 / 2034"),
        // A date that cannot be read leaves the field empty, not with another date.
        (ExpirationDate, "", "Dec 2034", ""),
        (ExpirationDate, "12 / 34", "2034-12-01", ""),
        (CardNumber, "4242 4242", "42424242", "4242 4242"),
        (CardNumber, "5555 5555 5555 4444", "55555555555544441", "5555 5555 5555 44441"),
    ];
    for (field, before, filled, after) in cases {
        let mut form = form();
        fill(&mut form, &[(field, before)]);
        input(&mut form, field, filled, InputKind::Autofill);
        assert_eq!(form.text(field).as_str(), after, "{filled} into {before}");
    }
}

#[test]
fn a_pasted_date_that_cannot_be_read_changes_nothing() {
    let mut form = form();
    fill(&mut form, &[(ExpirationDate, "12 / 34")]);
    let effects = input(&mut form, ExpirationDate, "01 Dec 2034", InputKind::Pasted);
    let text = Zeroizing::new("12 / 34".to_owned());
    assert_eq!(effects, [FormEffect::WriteUndoable { field: ExpirationDate, text, caret: 7 }]);
    input(&mut form, ExpirationDate, "1.2035", InputKind::Pasted);
    assert_eq!(form.text(ExpirationDate).as_str(), "01 / 2035");
    input(&mut form, CardNumber, "No. 4242.", InputKind::Pasted);
    assert_eq!(form.text(CardNumber).as_str(), "4242");
}

#[test]
fn undo_to_a_text_that_was_never_shown_keeps_the_date() {
    let mut form = form();
    type_text(&mut form, ExpirationDate, "1234");
    // What a key made before it was put right, on a browser that does not let the form refuse the key.
    input(&mut form, ExpirationDate, "12 / 34x", InputKind::History(Step::Undo));
    assert_eq!(form.text(ExpirationDate).as_str(), "12 / 34");
}

#[test]
fn the_page_is_told_only_when_something_it_may_know_has_changed() {
    let mut form = form();
    let effects = type_text(&mut form, CardNumber, "4242 4242");
    assert!(!told(&effects).is_empty());
    assert!(told(&type_text(&mut form, CardNumber, "4242 42")).is_empty(), "a digit more is no news");
    let effects = input(&mut form, CardNumber, "4242 4242 4242 4242", InputKind::Other);
    assert_eq!(told(&effects).len(), 1);
    assert!(told(&effects)[0].fields[0].complete);
}

#[test]
fn the_focus_goes_on_by_itself_only_where_asked_and_only_after_a_key() {
    let advancing = FormOptions { auto_advance: true, ..FormOptions::default() };
    let advances = |options: FormOptions, kind| {
        let mut form = Form::new(options, NOW);
        fill(&mut form, &[(CardNumber, "424242424242424")]);
        input(&mut form, CardNumber, "4242 4242 4242 4242", kind)
            .contains(&FormEffect::Focus(Target::Field(ExpirationDate)))
    };
    assert!(advances(advancing.clone(), InputKind::Typed));
    assert!(!advances(advancing, InputKind::Other), "never after a paste or autofill");
    assert!(!advances(FormOptions::default(), InputKind::Typed));
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
    let effects = form.reduce(FormEvent::PageHidden);
    assert!([CardNumber, Cvv].iter().all(|field| effects.contains(&FormEffect::Wipe(*field))), "not even for undo");
    assert_eq!((form.text(CardNumber).as_str(), form.text(Cvv).as_str()), ("", ""));
    assert_eq!(form.text(CardholderName).as_str(), "KIM MINSEO");
}

#[test]
fn escape_closes_the_note_first() {
    let mut form = form();
    form.reduce(FormEvent::HintToggled);
    assert!(form.view().hint_open);
    assert_eq!(form.reduce(FormEvent::Escape), [FormEffect::Focus(Target::Hint)]);
    assert!(!form.view().hint_open);
    assert_eq!(form.reduce(FormEvent::Escape), [FormEffect::EmitEscape]);
}

#[test]
fn the_delete_key_before_a_gap_takes_the_digit_behind_it() {
    let edited = |kind| {
        let mut form = form();
        fill(&mut form, &[(CardNumber, "4242 4242")]);
        // The gap after the fourth digit was deleted, from before it or from behind it.
        let text = Zeroizing::new("42424242".to_owned());
        form.reduce(FormEvent::Input { field: CardNumber, text, caret: 4, kind });
        form.text(CardNumber).to_string()
    };
    assert_eq!(edited(InputKind::DeletedForward), "4242 242");
    assert_eq!(edited(InputKind::Other), "4244 242");
    assert_eq!(edited(InputKind::Typed), "4242 4242", "a key put the digit before the gap in place of both");
}
