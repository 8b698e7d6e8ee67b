//! Which marks are shown.

use payments_widget::card::{Brand, Brands, Field::CardNumber};
use payments_widget::form::{Form, FormEffect, FormEvent, FormOptions, InputKind, Trigger, left_out};
use payments_widget::money::{Currency, Money};
use payments_widget::text::{Arg, Text};

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
        input(&mut form, CardNumber, digits, InputKind::Typed);
        assert_eq!(form.view().detected, *marks, "{digits}");
        assert_eq!(form.view().accepted.is_empty(), !marks.is_empty(), "accepted marks go once a card is known");
    }
}

#[test]
fn a_new_mark_is_named_in_the_live_region() {
    let mut form = form();
    let mut status = |digits| {
        input(&mut form, CardNumber, digits, InputKind::Typed);
        form.view().status.map(|status| status.texts)
    };
    let one = |brand| Some(vec![Text::new("number.detected").with("brand", Arg::Brand(brand))]);
    let two = |a, b| Some(vec![Text::new("number.several").with("a", Arg::Brand(a)).with("b", Arg::Brand(b))]);
    assert_eq!(status("3"), two(Brand::AmericanExpress, Brand::Jcb));
    assert_eq!(status("37"), one(Brand::AmericanExpress));
    assert_eq!(status(""), None);
    assert_eq!(status("4"), one(Brand::Visa));
    assert_eq!(status("42"), one(Brand::Visa), "it stays for a screen reader that is slow");
}

#[test]
fn a_brand_that_is_not_taken_is_said_at_once() {
    let accepted = Some(Brands::of(&[Brand::Visa, Brand::Mastercard]));
    let mut form = Form::new(FormOptions { accepted, ..FormOptions::default() }, NOW);
    input(&mut form, CardNumber, "37", InputKind::Typed);
    assert_eq!(super::shown(&form, CardNumber), Some("card_brand_not_accepted"));
    assert_eq!(form.view().detected, [Brand::AmericanExpress]);
}

#[test]
fn a_co_badged_card_lets_the_payer_choose_the_network() {
    let mut form = form();
    fill(&mut form, &GOOD);
    assert!(form.view().networks.is_empty());
    // 4571 is Dankort, and Visa beside it
    input(&mut form, CardNumber, "4571 0000 0000 0001", InputKind::Other);
    let view = form.view();
    assert_eq!(view.networks.iter().collect::<Vec<_>>(), [Brand::Visa, Brand::Dankort]);
    assert_eq!((view.network, view.detected), (Some(Brand::Visa), vec![Brand::Visa]));

    form.reduce(FormEvent::NetworkChosen(Brand::Dankort));
    assert_eq!(form.view().detected, [Brand::Dankort]);
    assert_eq!(form.card().network, Some(Brand::Dankort));
    assert!(submit(&mut form, Trigger::Button).contains(&FormEffect::Pay));
}

#[test]
fn the_state_tells_the_brand_and_never_the_digits() {
    let typed = |text| {
        let mut form = form();
        input(&mut form, CardNumber, text, InputKind::Typed);
        (form.state(), form.view())
    };
    assert_eq!(typed("4242 42").0.brand, Some(Brand::Visa));
    assert_eq!(typed("4242 42"), typed("4111 1"), "of two Visa cards the page learns the same");
    assert_eq!(typed("4242 4242 4242 4242"), typed("4111 1111 1111 1111"));
}

#[test]
fn a_narrow_form_counts_the_marks_that_it_leaves_out() {
    let brands = |count| Brands::of(&Brands::ALL.iter().take(count).collect::<Vec<_>>());
    let cases = [(0, None), (1, None), (4, None), (5, Some(1)), (6, Some(2)), (9, Some(5))];
    for (count, expected) in cases {
        assert_eq!(left_out(brands(count)), expected, "{count} accepted brands");
    }
}

fn amount(currency: &str) -> Option<Money> {
    Money::parse("50000", Currency::parse(currency).ok()?).ok()
}

#[test]
fn the_mark_of_korean_cards_is_shown_for_a_payment_in_won_only() {
    for (code, expected) in [("KRW", true), ("USD", false), ("JPY", false)] {
        let amount = amount(code);
        let form = Form::new(FormOptions { amount, ..FormOptions::default() }, NOW);
        assert_eq!(form.view().accepted.contains(Brand::KoreanLocal), expected, "{code}");
    }
    assert!(!form().view().accepted.contains(Brand::KoreanLocal), "without an amount");
    let accepted = Some(Brands::of(&[Brand::Visa]));
    let amount = amount("KRW");
    let form = Form::new(FormOptions { accepted, amount, ..FormOptions::default() }, NOW);
    assert_eq!(form.view().accepted, Brands::of(&[Brand::Visa]), "the page's own list is not changed");
}
