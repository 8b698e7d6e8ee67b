//! While a payment is in flight, nothing that the payer presses changes what is paid.

use payments_widget::card::{Brand, Field};
use payments_widget::form::{AttemptEnd, Choice, Form, FormEffect, FormEvent, FormOptions, InputKind, Trigger, Wallet};

use super::{GOOD, NOW, failed, fill, input, submit};

/// A form with a wallet and a co-badged card that is being paid.
fn paying() -> Form {
    let wallets = vec![Wallet { id: "w".to_owned(), label: "W".to_owned(), mark: None }];
    let mut form = Form::new(FormOptions { wallets, ..FormOptions::default() }, NOW);
    fill(&mut form, &GOOD);
    input(&mut form, Field::CardNumber, "4571 0000 0000 0001", InputKind::Other);
    assert!(submit(&mut form, Trigger::Button).contains(&FormEffect::Pay));
    form
}

#[test]
fn another_way_to_pay_or_network_cannot_be_chosen() {
    let mut form = paying();
    form.reduce(FormEvent::Chosen(Choice::Wallet(0)));
    assert_eq!(form.view().choice, Choice::NewCard);
    form.reduce(FormEvent::NetworkChosen(Brand::Dankort));
    assert_eq!(form.view().network, Some(Brand::Visa));

    form.reduce(failed(&[]));
    form.reduce(FormEvent::NetworkChosen(Brand::Dankort));
    assert_eq!(form.view().network, Some(Brand::Dankort));
    form.reduce(FormEvent::Chosen(Choice::Wallet(0)));
    assert_eq!(form.view().choice, Choice::Wallet(0));
    assert_eq!(form.view().notice, None, "the notice was about the other way to pay");
}

#[test]
fn escape_is_not_reported_to_the_page() {
    let mut form = paying();
    assert_eq!(form.reduce(FormEvent::Escape), []);
    form.reduce(failed(&[]));
    assert_eq!(form.reduce(FormEvent::Escape), [FormEffect::EmitEscape]);
}

#[test]
fn leaving_the_page_is_asked_about_while_an_attempt_is_in_flight_only() {
    let mut form = Form::new(FormOptions::default(), NOW);
    assert!(!form.in_flight());
    fill(&mut form, &GOOD);
    submit(&mut form, Trigger::Enter);
    assert!(form.in_flight());
    form.reduce(FormEvent::AttemptEnded(AttemptEnd::Unknown(None)));
    assert!(!form.in_flight() && form.busy(), "an unknown outcome can be followed on another page");
}
