//! A payment of the session that waits for the payer: continued, or given up.

use payments_widget::card::Field::{CardNumber, Cvv};
use payments_widget::form::{
    AttemptEnd, Form, FormEffect, FormEvent, Notice, OpenPayment, Phase, Target, Trigger, Unknown,
};

use super::{GOOD, declined, fill, form, notice, submit};

fn open(is_earlier: bool) -> OpenPayment {
    let expires_at = "2026-11-24T08:41:00Z".to_owned();
    OpenPayment { id: "pay_1".to_owned(), wallet: None, expires_at, is_earlier, giving_up: false, failed: false }
}

/// A form whose attempt found a payment that waits for the payer.
fn offered(is_earlier: bool) -> Form {
    let mut form = form();
    fill(&mut form, &GOOD);
    submit(&mut form, Trigger::Button);
    let effects = form.reduce(FormEvent::AttemptEnded(AttemptEnd::Unread));
    assert!(effects.ends_with(&[FormEffect::FollowUp, FormEffect::CheckNow]));
    // Nothing is said of a payment before the session was read.
    let view = form.view();
    assert_eq!((view.notice, view.button.label.key, view.busy), (None, "pay.checking", true));
    assert_eq!(form.reduce(FormEvent::Offered(open(is_earlier))), []);
    form
}

#[test]
fn it_is_shown_in_place_of_everything_else_and_nothing_can_be_typed_or_sent() {
    let mut form = offered(true);
    assert_eq!(form.view().open, Some(open(true)));
    assert!(form.busy() && !form.in_flight() && form.state().busy);
    assert_eq!(submit(&mut form, Trigger::Api), []);
    form.reduce(FormEvent::Clear);
    assert!(matches!(form.phase(), Phase::Open(_)));
    assert_eq!(form.text(CardNumber).as_str(), "4242 4242 4242 4242");
}

#[test]
fn to_continue_is_asked_as_often_as_the_payer_wants() {
    let mut form = offered(false);
    for _ in 0..2 {
        assert_eq!(form.reduce(FormEvent::ContinuePressed), [FormEffect::Continue]);
    }
    form.reduce(declined(None));
    assert_eq!((form.view().open, notice(&form)), (None, Some("declined.body")));
    assert_eq!(form.reduce(FormEvent::ContinuePressed), []);
}

#[test]
fn to_give_it_up_is_asked_once_until_the_server_answers() {
    let mut form = offered(true);
    assert_eq!(form.reduce(FormEvent::GiveUpPressed), [FormEffect::GiveUp]);
    assert!(form.view().open.is_some_and(|open| open.giving_up));
    assert_eq!(form.reduce(FormEvent::GiveUpPressed), []);
    assert_eq!(form.reduce(FormEvent::ContinuePressed), []);
    // It could not be given up.
    form.reduce(FormEvent::Offered(open(true)));
    assert_eq!(form.view().open, Some(OpenPayment { failed: true, ..open(true) }));
    assert_eq!(form.reduce(FormEvent::GiveUpPressed), [FormEffect::GiveUp]);
}

#[test]
fn once_an_earlier_one_is_given_up_the_same_press_pays() {
    let mut form = offered(true);
    form.reduce(FormEvent::GiveUpPressed);
    assert_eq!(form.reduce(FormEvent::GivenUp), [FormEffect::Pay]);
    assert_eq!(form.phase(), &Phase::Busy { posted: false });
    assert_eq!(form.card().number.as_str(), "4242 4242 4242 4242");
}

#[test]
fn once_the_forms_own_is_given_up_the_payer_chooses_anew() {
    let mut form = offered(false);
    form.reduce(FormEvent::GiveUpPressed);
    let effects = form.reduce(FormEvent::GivenUp);
    assert_eq!(effects.first(), Some(&FormEffect::Focus(Target::Button)));
    assert!(!effects.contains(&FormEffect::Pay));
    assert_eq!((form.phase(), form.view().notice), (&Phase::Editing, None));
}

#[test]
fn what_was_typed_is_wiped_when_the_page_is_left_and_then_nothing_is_paid_by_the_same_press() {
    let mut form = offered(true);
    form.reduce(FormEvent::PageHidden);
    assert_eq!((form.text(CardNumber).as_str(), form.text(Cvv).as_str()), ("", ""));
    form.reduce(FormEvent::GiveUpPressed);
    assert!(!form.reduce(FormEvent::GivenUp).contains(&FormEffect::Pay));
}

#[test]
fn a_payment_that_the_network_decides_is_waited_for() {
    let mut form = offered(true);
    form.reduce(FormEvent::StillUnknown { late: false, at: 7 });
    let unknown = Notice::Unknown(Unknown { payment: Some("pay_1".to_owned()), ..Unknown::default() });
    assert_eq!((form.view().open, form.view().notice), (None, Some(unknown)));
}

#[test]
fn an_offer_that_comes_when_nothing_is_open_changes_nothing() {
    let mut form = form();
    assert_eq!(form.reduce(FormEvent::Offered(open(true))), []);
    assert_eq!(form.phase(), &Phase::Editing);
    assert_eq!(form.reduce(FormEvent::GivenUp), []);
}
