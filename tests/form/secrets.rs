//! What was typed is in no `Debug` text.

use payments_widget::card::{Brand, Field, FieldError};
use payments_widget::form::{FormEffect, InputKind, Step, Target, Trigger};
use zeroize::Zeroizing;

use super::{form, input};

const PAN: &str = "4242 4242 4242 4242";

#[test]
fn no_effect_prints_a_digit_that_was_typed() {
    let text = || Zeroizing::new(PAN.to_owned());
    let state = {
        let mut form = form();
        input(&mut form, Field::CardNumber, PAN, InputKind::Other);
        form.state()
    };
    assert_eq!(state.brand, Some(Brand::Visa));
    let effects = [
        FormEffect::Write { field: Field::CardNumber, text: text(), caret: None },
        FormEffect::WriteUndoable { field: Field::CardNumber, text: text(), caret: 0 },
        FormEffect::Wipe(Field::CardNumber),
        FormEffect::RepeatHistory(Field::CardNumber, Step::Undo),
        FormEffect::Focus(Target::Field(Field::CardNumber)),
        FormEffect::Pay,
        FormEffect::RejectAttempt(vec![FieldError::CardNumberInvalid]),
        FormEffect::FollowUp,
        FormEffect::CheckNow,
        FormEffect::EmitChange(state),
        FormEffect::EmitFocus(Field::CardNumber),
        FormEffect::EmitBlur(Field::CardNumber),
        FormEffect::EmitEscape,
        FormEffect::EmitSubmit(Trigger::Api),
    ];
    for effect in effects {
        let printed = format!("{effect:?}");
        // The bit set of the brands prints a number of its own.
        if !matches!(effect, FormEffect::EmitChange(_)) {
            assert!(!printed.contains(|c: char| c.is_ascii_digit() && c != '0'), "{printed}");
        }
        assert!(!printed.contains("4242"), "{printed}");
    }
}

#[test]
fn the_form_gives_no_effect_that_prints_what_was_typed() {
    for kind in [InputKind::Typed, InputKind::Autofill, InputKind::Pasted, InputKind::Other] {
        let mut form = form();
        let effects = input(&mut form, Field::CardNumber, "4242424242424242", kind);
        assert!(!format!("{effects:?}").contains("4242"), "{kind:?}");
    }
}
