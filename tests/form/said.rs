//! What the live region says, event by event: each text once, and none of it lost.

use payments_widget::card::Field::{CardNumber, ExpirationDate};
use payments_widget::form::{AttemptEnd, Form, FormEvent, InputKind, Trigger};

use super::{GOOD, declined, failed, fill, form, input, said, submit, type_text};

fn paying() -> Form {
    let mut form = form();
    fill(&mut form, &GOOD);
    submit(&mut form, Trigger::Button);
    form
}

#[test]
fn an_error_that_appears_while_typing_or_when_a_field_is_left_is_said_with_its_label() {
    let mut form = form();
    type_text(&mut form, CardNumber, "5555555555554445");
    assert_eq!(said(&form), "cardNumber number.invalid");
    input(&mut form, CardNumber, "5555 5555 5555 444", InputKind::Other);
    assert_eq!(said(&form), "", "it is gone with the error");
    form.reduce(FormEvent::Blur(CardNumber));
    assert_eq!(said(&form), "cardNumber number.incomplete");
    form.reduce(FormEvent::Focus(ExpirationDate));
    assert_eq!(said(&form), "cardNumber number.incomplete", "it is not said again");
    submit(&mut form, Trigger::Button);
    assert_eq!(said(&form), "error.count");
}

#[test]
fn a_co_badged_card_is_said_to_have_a_choice() {
    let mut form = form();
    input(&mut form, CardNumber, "4571 0000 0000 0001", InputKind::Other);
    assert_eq!(said(&form), "number.networks");
}

#[test]
fn a_failure_is_an_alert_and_not_said_twice() {
    for end in [declined(None), failed(&[])] {
        let mut form = paying();
        assert_eq!(said(&form), "pay.busy");
        form.reduce(end);
        assert_eq!(said(&form), "");
        assert!(form.view().notice.is_some_and(|notice| notice.is_alert()));
    }
    let mut form = paying();
    form.reduce(FormEvent::AttemptEnded(AttemptEnd::Stopped));
    assert_eq!(said(&form), "stopped.title stopped.body");
}

#[test]
fn a_long_wait_is_said_until_the_attempt_ends() {
    let mut form = paying();
    form.reduce(FormEvent::TakesLong);
    assert_eq!((said(&form).as_str(), form.view().note.key), ("pay.long", "pay.long"));
    form.reduce(FormEvent::Online(false));
    assert_eq!((said(&form).as_str(), form.view().note.key), ("pay.offline", "pay.offline"));
    form.reduce(FormEvent::Online(true));
    assert_eq!(form.view().note.key, "pay.long");
    form.reduce(failed(&[]));
    assert_eq!(form.view().note.key, "secure.note");
    submit(&mut form, Trigger::Button);
    assert_eq!(form.view().note.key, "secure.note", "another attempt is not long at once");
    // Without an attempt nothing waits for the connection.
    form.reduce(failed(&[]));
    form.reduce(FormEvent::Online(false));
    assert_eq!((said(&form).as_str(), form.view().note.key), ("", "secure.note"));
}

#[test]
fn an_unknown_outcome_is_said_when_something_is_new_or_was_asked_for() {
    let mut form = paying();
    form.reduce(FormEvent::Posted);
    form.reduce(FormEvent::AttemptEnded(AttemptEnd::Unknown(None)));
    assert_eq!(said(&form), "unknown.title unknown.body");
    form.reduce(FormEvent::StillUnknown { late: false, at: 1 });
    assert_eq!(said(&form), "unknown.title unknown.body");
    form.reduce(FormEvent::StillUnknown { late: true, at: 2 });
    assert_eq!(said(&form), "unknown.title unknown.none");
    form.reduce(FormEvent::CheckPressed);
    assert_eq!(said(&form), "pay.checking");
    form.reduce(FormEvent::StillUnknown { late: true, at: 3 });
    assert_eq!(said(&form), "unknown.title unknown.none", "the payer asked, and is answered");
    // Another look, which nobody asked for: the notice shows its time, and nothing is said.
    let before = form.view();
    form.reduce(FormEvent::StillUnknown { late: true, at: 4 });
    assert_eq!(form.view().status, before.status);
    assert_ne!(form.view().notice, before.notice);
}
