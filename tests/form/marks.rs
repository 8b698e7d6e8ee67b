//! Which marks are shown.

use payments_widget::card::{Brand, Brands, Field::CardNumber};
use payments_widget::form::{By, Effect, Form, FormEvent, FormOptions, Trigger};

use super::{GOOD, NOW, fill, form, input, submit};

#[test]
fn one_mark_when_the_card_is_known_two_while_it_may_be_either() {
    let cases: &[(&str, &[Brand])] = &[
        ("", &[]),
        ("4", &[Brand::Visa]),
        ("3", &[Brand::AmericanExpress, Brand::Jcb]),
        ("37", &[Brand::AmericanExpress]),
        ("55", &[Brand::Mastercard]),
        ("6011", &[Brand::Discover]),
    ];
    for (digits, marks) in cases {
        let mut form = form();
        input(&mut form, CardNumber, digits, By::Key);
        assert_eq!(form.view().detected, *marks, "{digits}");
        assert_eq!(form.view().accepted.is_empty(), !marks.is_empty(), "accepted marks go once a card is known");
    }
}

#[test]
fn a_brand_that_is_not_taken_is_said_at_once() {
    let accepted = Some(Brands::of(&[Brand::Visa, Brand::Mastercard]));
    let mut form = Form::new(FormOptions { accepted, ..FormOptions::default() }, NOW);
    input(&mut form, CardNumber, "37", By::Key);
    assert_eq!(super::shown(&form, CardNumber), Some("card_brand_not_accepted"));
    assert_eq!(form.view().detected, [Brand::AmericanExpress]);
}

#[test]
fn a_co_badged_card_lets_the_payer_choose_the_network() {
    let mut form = form();
    fill(&mut form, &GOOD);
    assert!(form.view().networks.is_empty());
    // 4571 is Dankort, and Visa beside it
    input(&mut form, CardNumber, "4571 0000 0000 0001", By::Other);
    let view = form.view();
    assert_eq!(view.networks.iter().collect::<Vec<_>>(), [Brand::Visa, Brand::Dankort]);
    assert_eq!((view.network, view.detected), (Some(Brand::Visa), vec![Brand::Visa]));

    form.reduce(FormEvent::NetworkChosen(Brand::Dankort));
    assert_eq!(form.view().detected, [Brand::Dankort]);
    assert_eq!(form.card().network, Some(Brand::Dankort));
    assert!(submit(&mut form, Trigger::Button).contains(&Effect::Pay));
}

#[test]
fn the_state_tells_the_brand_and_never_the_digits() {
    let mut form = form();
    input(&mut form, CardNumber, "4242 42", By::Key);
    assert_eq!(form.state().brand, Some(Brand::Visa));
    assert!(!format!("{:?}", form.state()).contains("42"));
    assert!(!format!("{:?}", form.view()).contains("42"));
}
