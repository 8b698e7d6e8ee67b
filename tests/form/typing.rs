//! What typing writes back, tells and leaves alone.

use payments_widget::card::Field::{self, CardNumber, CardholderName, Cvv, ExpirationDate};
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

/// What the form does in place of an edit, and the text and caret that come of it.
fn instead(
    form: &mut Form,
    field: Field,
    selection: (usize, usize),
    inserted: &str,
    kind: InputKind,
) -> Option<(String, usize)> {
    let event = form.instead(field, &form.text(field), selection, inserted, kind)?;
    let effects = form.reduce(event);
    let write = effects.iter().find_map(|effect| match effect {
        FormEffect::WriteUndoable { text, caret, .. } => Some((text.to_string(), *caret)),
        _ => None,
    });
    let (text, caret) = write.unwrap_or_default();
    assert_eq!(form.text(field).as_str(), text, "the text is written as one step");
    Some((text, caret))
}

#[test]
fn an_edit_that_the_form_puts_right_is_made_in_one_step() {
    use InputKind::{DeletedForward, Other, Pasted, Typed};
    let cases = [
        // A key that the form adds to.
        (CardNumber, "4242", (4, 4), "4", Typed, Some(("4242 4", 6))),
        (CardNumber, "4242 42", (4, 4), "1", Typed, Some(("4242 142", 6))),
        (CardNumber, "7828 2246 3", (0, 0), "3", Typed, Some(("3782 822463", 1))),
        (CardNumber, "4242", (4, 4), "４", Typed, Some(("4242 4", 6))),
        (ExpirationDate, "", (0, 0), "5", Typed, Some(("05", 2))),
        (ExpirationDate, "12", (2, 2), "3", Typed, Some(("12 / 3", 6))),
        (ExpirationDate, "1", (1, 1), "/", Typed, Some(("01 / ", 5))),
        (Cvv, "1", (1, 1), "２", Typed, Some(("12", 2))),
        // A key over a selection.
        (CardNumber, "4242 4242", (3, 7), "1", Typed, Some(("4241 42", 4))),
        (CardNumber, "4242 4242", (3, 5), "2", Typed, Some(("4242 4242", 4))),
        // A key that is ignored, or that steps over a gap.
        (CardNumber, "5555 5555 5555 4444", (19, 19), "1", Typed, Some(("5555 5555 5555 4444", 19))),
        (CardNumber, "5555 5555 5555 4444", (0, 0), "1", Typed, Some(("5555 5555 5555 4444", 0))),
        (CardNumber, "4242", (4, 4), "x", Typed, Some(("4242", 4))),
        (CardNumber, "4242 42", (4, 4), " ", Typed, Some(("4242 42", 5))),
        (ExpirationDate, "12 / ", (5, 5), ".", Typed, Some(("12 / ", 5))),
        (Cvv, "1234", (4, 4), "5", Typed, Some(("1234", 4))),
        // Backspace and Delete.
        (CardNumber, "4242 4", (6, 6), "", Other, Some(("4242", 4))),
        (CardNumber, "4242 4", (5, 5), "", Other, Some(("4244", 3))),
        (CardNumber, "4242 4", (4, 4), "", DeletedForward, Some(("4242", 4))),
        (CardNumber, "4242 4242", (3, 6), "", Other, Some(("4242 42", 3))),
        (CardNumber, "4242 4242", (3, 6), "", DeletedForward, Some(("4242 42", 3))),
        // A paste, with the digits of any separators.
        (CardNumber, "4242 4242", (5, 9), "5555-5", Pasted, Some(("4242 5555 5", 11))),
        (ExpirationDate, "", (0, 0), "2034-12", Pasted, Some(("12 / 2034", 9))),
        (ExpirationDate, "12 / 34", (0, 7), "01 Dec 2034", Pasted, Some(("12 / 34", 7))),
        // What the browser does right.
        (CardNumber, "424", (3, 3), "2", Typed, None),
        (CardNumber, "4242 4", (6, 6), "2", Typed, None),
        (CardNumber, "4242 42", (7, 7), "", Other, None),
        (CardNumber, "4242 42", (6, 6), "", DeletedForward, None),
        (CardNumber, "4242", (0, 4), "", Other, None),
        (CardNumber, "", (0, 0), "", Other, None),
        (CardNumber, "42", (2, 2), "", DeletedForward, None),
        (CardholderName, "KIM", (3, 3), "4", Typed, None),
        (CardholderName, "김", (1, 1), "", Other, None),
    ];
    for (field, before, selection, inserted, kind, after) in cases {
        let mut form = form();
        fill(&mut form, &[(field, before)]);
        assert_eq!(form.text(field).as_str(), before);
        let made = instead(&mut form, field, selection, inserted, kind);
        let after = after.map(|(text, caret)| (text.to_owned(), caret));
        assert_eq!(made, after, "{inserted:?}, {kind:?} at {selection:?} in {before:?}");
    }
}

#[test]
fn an_edit_of_a_text_that_the_form_does_not_know_is_left_to_the_browser() {
    let mut form = form();
    type_text(&mut form, CardNumber, "4242");
    // A password manager has written it, and no event has told so yet.
    assert!(form.instead(CardNumber, "5555", (4, 4), "5", InputKind::Typed).is_none());
}

#[test]
fn undo_and_redo_give_only_what_was_shown() {
    let mut form = form();
    type_text(&mut form, CardNumber, "42424");
    for step in [Step::Undo, Step::Redo] {
        // What the key alone had made, then digits of a step that was made on another text.
        for text in ["42424", "4242 44", "4242 4424 244"] {
            let effects = input(&mut form, CardNumber, text, InputKind::History(step));
            assert_eq!(effects, [FormEffect::RepeatHistory(CardNumber, step)], "{text}");
            assert_eq!(form.text(CardNumber).as_str(), "4242 4");
        }
    }
    for (text, step) in [("4242", Step::Undo), ("", Step::Undo), ("4242 4", Step::Redo), ("42", Step::Undo)] {
        let effects = input(&mut form, CardNumber, text, InputKind::History(step));
        let (unselected, caret) = (Zeroizing::new(text.to_owned()), Some(text.len()));
        assert!(effects.contains(&FormEffect::Write { field: CardNumber, text: unselected, caret }), "{text}");
        assert!(!effects.iter().any(|effect| matches!(effect, FormEffect::RepeatHistory(..))), "{text}");
        assert_eq!(form.text(CardNumber).as_str(), text);
    }
}

#[test]
fn a_text_that_comes_back_is_no_new_edit() {
    let mut form = form();
    type_text(&mut form, ExpirationDate, "12/");
    type_text(&mut form, ExpirationDate, "34");
    // Backspace at the slash: the month is not yet whole.
    let text = Zeroizing::new("1 / 34".to_owned());
    form.reduce(FormEvent::Input { field: ExpirationDate, text, caret: 1, kind: InputKind::Other });
    assert_eq!(form.text(ExpirationDate).as_str(), "1 / 34");
    for (text, step) in [("12 / 34", Step::Undo), ("12", Step::Undo), ("12 / ", Step::Redo), ("1 / 34", Step::Redo)] {
        input(&mut form, ExpirationDate, text, InputKind::History(step));
        assert_eq!(form.text(ExpirationDate).as_str(), text);
    }
}

#[test]
fn a_name_comes_back_whatever_it_was() {
    let mut form = form();
    fill(&mut form, &[(CardholderName, "김민서")]);
    input(&mut form, CardholderName, "김민", InputKind::History(Step::Undo));
    assert_eq!(form.text(CardholderName).as_str(), "김민");
}

#[test]
fn a_wiped_field_forgets_what_it_has_shown() {
    let mut form = form();
    type_text(&mut form, CardNumber, "42424");
    form.reduce(FormEvent::Clear);
    let effects = input(&mut form, CardNumber, "4242", InputKind::History(Step::Undo));
    assert_eq!(effects, [FormEffect::RepeatHistory(CardNumber, Step::Undo)]);
    assert_eq!(form.text(CardNumber).as_str(), "");
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

#[test]
fn what_was_typed_before_the_form_was_there_is_taken_over() {
    let mut form = form();
    let early = |focused| InputKind::Early { focused };
    let effects = input(&mut form, CardNumber, "4242424242424242", early(false));
    // The browser's undo knows only the text without gaps.
    assert!(matches!(
        effects.as_slice(),
        [FormEffect::Wipe(CardNumber), FormEffect::Write { field: CardNumber, caret: None, .. }, ..]
    ));
    assert_eq!(form.text(CardNumber).as_str(), "4242 4242 4242 4242");
    let effects = input(&mut form, ExpirationDate, "1234", early(true));
    assert!(matches!(effects.as_slice(), [FormEffect::WriteUndoable { field: ExpirationDate, .. }, ..]));
    assert_eq!(form.text(ExpirationDate).as_str(), "12 / 34");
    // What was typed in the field that has the focus can be taken back, step by step.
    for text in ["1234", "123", "12", "1", ""] {
        input(&mut form, ExpirationDate, text, InputKind::History(Step::Undo));
        assert_eq!(form.text(ExpirationDate).as_str(), text);
    }
    // What needs no format is left as it is.
    assert!(
        input(&mut form, Cvv, "123", early(false)).iter().all(|effect| matches!(effect, FormEffect::EmitChange(_)))
    );
}
