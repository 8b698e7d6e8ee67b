//! When an error is shown, and when it disappears.

use payments_widget::card::Field::{self, CardNumber, CardholderName, Cvv, ExpirationDate};
use payments_widget::form::{FormEffect, FormEvent, FormOptions, InputKind, NameMode, Target, Trigger};
use payments_widget::text::{Arg, Text};

use super::{GOOD, fill, form, input, shown, submit, type_text};

#[test]
fn typing_shows_an_error_only_where_no_typing_can_mend_it() {
    let cases: &[(Field, &str, Option<&str>)] = &[
        (CardNumber, "4242", None),
        // 16 digits with a wrong check digit: a Visa number may have 19
        (CardNumber, "4242424242424241", None),
        (CardNumber, "5555555555554445", Some("card_number_invalid")),
        (CardNumber, "0", Some("card_number_invalid")),
        (ExpirationDate, "1", None),
        (ExpirationDate, "13", None),
        (ExpirationDate, "00", Some("expiration_date_invalid")),
        (ExpirationDate, "1026", Some("card_expired")),
        (ExpirationDate, "1126", None),
        (Cvv, "12", None),
        (CardholderName, "4242 4242 4242", Some("cardholder_name_invalid")),
    ];
    for (field, text, expected) in cases {
        let mut form = form();
        type_text(&mut form, *field, text);
        assert_eq!(shown(&form, *field), *expected, "{field:?} {text}");
    }
}

#[test]
fn leaving_a_field_shows_what_is_wrong_unless_it_is_empty() {
    let cases: &[(Field, &str, Option<&str>)] = &[
        (CardNumber, "", None),
        (CardNumber, "4242", Some("card_number_incomplete")),
        (CardNumber, "4242424242424241", Some("card_number_invalid")),
        (CardNumber, "4242424242424242", None),
        (ExpirationDate, "1", Some("expiration_date_incomplete")),
        (Cvv, "12", Some("cvv_incomplete")),
        (CardholderName, "", None),
    ];
    for (field, text, expected) in cases {
        let mut form = form();
        type_text(&mut form, *field, text);
        form.reduce(FormEvent::Blur(*field));
        assert_eq!(shown(&form, *field), *expected, "{field:?} {text}");
    }
}

#[test]
fn nothing_appears_while_a_pointer_is_down() {
    let mut form = form();
    type_text(&mut form, CardNumber, "4242");
    form.reduce(FormEvent::PointerDown);
    let before = form.view();
    form.reduce(FormEvent::Blur(CardNumber));
    assert_eq!(form.view(), before, "the button must stay under the pointer");
    form.reduce(FormEvent::PointerReleased);
    assert_eq!(shown(&form, CardNumber), Some("card_number_incomplete"));
}

#[test]
fn the_first_edit_that_may_become_right_takes_the_error_away() {
    let mut form = form();
    type_text(&mut form, CardNumber, "4242424242424241");
    form.reduce(FormEvent::Blur(CardNumber));
    assert_eq!(shown(&form, CardNumber), Some("card_number_invalid"));
    input(&mut form, CardNumber, "4242 4242 4242 424", InputKind::Typed);
    assert_eq!(shown(&form, CardNumber), None);
}

#[test]
fn a_tick_stands_only_at_a_field_that_was_left_and_is_right() {
    let ticks = |form: &payments_widget::form::Form| {
        form.view().fields.iter().filter(|field| field.valid).map(|field| field.field).collect::<Vec<_>>()
    };
    let mut form = form();
    type_text(&mut form, CardNumber, "4242424242424242");
    assert_eq!(ticks(&form), []);
    form.reduce(FormEvent::Blur(CardNumber));
    assert_eq!(ticks(&form), [CardNumber]);
    input(&mut form, CardNumber, "4242 4242 4242 424", InputKind::Typed);
    assert_eq!(ticks(&form), []);
}

#[test]
fn a_new_brand_judges_the_code_again() {
    let mut form = form();
    type_text(&mut form, CardNumber, "378282246310005");
    type_text(&mut form, Cvv, "1234");
    form.reduce(FormEvent::Blur(Cvv));
    assert_eq!(shown(&form, Cvv), None);
    input(&mut form, CardNumber, "4242424242424242", InputKind::Other);
    assert_eq!(shown(&form, Cvv), Some("cvv_invalid"));
    input(&mut form, CardNumber, "378282246310005", InputKind::Other);
    assert_eq!(shown(&form, Cvv), None);
}

#[test]
fn submit_shows_every_error_goes_to_the_first_and_sends_nothing() {
    let mut form = form();
    type_text(&mut form, CardNumber, "4242424242424242");
    type_text(&mut form, ExpirationDate, "1");
    let effects = submit(&mut form, Trigger::Button);
    let codes: Vec<_> = form.state().fields.iter().filter_map(|field| field.error.map(|e| e.code())).collect();
    assert_eq!(codes, ["expiration_date_incomplete", "cvv_required", "cardholder_name_required"]);
    assert!(effects.contains(&FormEffect::Focus(Target::Field(ExpirationDate))));
    assert!(!effects.contains(&FormEffect::Pay));
    let refused = effects.iter().any(|effect| matches!(effect, FormEffect::RejectAttempt(errors) if errors.len() == 3));
    assert!(refused, "the promise of submit() must be rejected with every field");
    let status = form.view().status.map(|status| status.texts).unwrap_or_default();
    assert_eq!(status, [Text::new("error.count").with("n", Arg::Number(3))]);
}

#[test]
fn each_error_has_a_sentence_that_says_what_to_do() {
    type Values = &'static [(Field, &'static str)];
    let cases: &[(Values, Field, &str)] = &[
        (&[], CardNumber, "number.required"),
        (&[(CardNumber, "42")], CardNumber, "number.incomplete"),
        (&[(CardNumber, "4242424242424241")], CardNumber, "number.invalid"),
        (&[], ExpirationDate, "expiry.required"),
        (&[(ExpirationDate, "1")], ExpirationDate, "expiry.incomplete"),
        (&[(ExpirationDate, "0034")], ExpirationDate, "expiry.invalid"),
        (&[(ExpirationDate, "1299")], ExpirationDate, "expiry.far"),
        (&[(ExpirationDate, "0124")], ExpirationDate, "expiry.past"),
        (&[], Cvv, "cvv.required"),
        (&[(Cvv, "1")], Cvv, "cvv.incomplete"),
        (&[], CardholderName, "name.required"),
        (&[(CardholderName, "4242424242424242")], CardholderName, "name.digits"),
        (&[(CardholderName, "KIM 4242 4242 4242 4242")], CardholderName, "name.digits"),
    ];
    for (values, field, expected) in cases {
        let mut form = form();
        fill(&mut form, values);
        submit(&mut form, Trigger::Button);
        let view = form.view();
        let text = view.fields.iter().find(|view| view.field == *field).and_then(|view| view.error.clone());
        assert_eq!(text.map(|text| text.key), Some(*expected), "{values:?}");
    }
    let long = "A".repeat(300);
    let mut form = form();
    input(&mut form, CardholderName, &long, InputKind::Other);
    assert_eq!(form.view().fields[3].error.as_ref().map(|text| text.key), Some("name.long"));
}

#[test]
fn the_name_may_be_optional_or_not_there() {
    let with = |name| payments_widget::form::Form::new(FormOptions { name, ..FormOptions::default() }, super::NOW);
    for (mode, fields, pays) in
        [(NameMode::Required, 4, false), (NameMode::Optional, 4, true), (NameMode::Hidden, 3, true)]
    {
        let mut form = with(mode);
        fill(&mut form, &GOOD[..3]);
        assert_eq!(form.view().fields.len(), fields, "{mode:?}");
        assert_eq!(submit(&mut form, Trigger::Button).contains(&FormEffect::Pay), pays, "{mode:?}");
    }
}
