//! Korea: what the issuer wants to know, and paying in months.

use payments_widget::card::{Field, FieldError, Owner};
use payments_widget::form::{
    Form, FormEffect, FormEvent, FormOptions, InputKind, Installment, KoreanAuthMode, Trigger,
};
use payments_widget::money::{Currency, Money};
use payments_widget::text::{Arg, Text};

use super::{GOOD, NOW, failed, fill, input, notice, submit, type_text};

const KOREAN_CARD: &str = "9490220006611406";

fn korean(korean_auth: KoreanAuthMode) -> Form {
    Form::new(FormOptions { korean_auth, ..FormOptions::default() }, NOW)
}

fn is_shown(form: &Form) -> bool {
    let view = form.view();
    let fields = [Field::IdentityNumber, Field::CardPassword].map(|field| view.field(field).is_some());
    assert_eq!(fields, [view.owner.is_some(); 2], "both and the owner, or none");
    view.owner.is_some()
}

fn required(form: &Form) -> [Option<bool>; 2] {
    [Field::IdentityNumber, Field::CardPassword].map(|field| form.view().field(field).map(|view| view.required))
}

#[test]
fn the_fields_are_shown_where_the_merchant_asks_for_them() {
    for (mode, visa, local) in
        [(KoreanAuthMode::Off, false, false), (KoreanAuthMode::Always, true, true), (KoreanAuthMode::Auto, false, true)]
    {
        let mut form = korean(mode);
        assert_eq!(is_shown(&form), mode == KoreanAuthMode::Always, "{mode:?}");
        fill(&mut form, &[(Field::CardNumber, "4242424242424242")]);
        assert_eq!(is_shown(&form), visa, "{mode:?}");
        fill(&mut form, &[(Field::CardNumber, KOREAN_CARD)]);
        assert_eq!(is_shown(&form), local, "{mode:?}");
    }
}

#[test]
fn both_are_given_or_neither() {
    let mut form = korean(KoreanAuthMode::Always);
    fill(&mut form, &GOOD);
    assert_eq!(required(&form), [Some(false); 2]);
    assert!(form.state().complete);
    fill(&mut form, &[(Field::CardPassword, "12")]);
    assert_eq!(required(&form), [Some(true); 2]);
    assert!(!form.state().complete);
    let effects = submit(&mut form, Trigger::Button);
    assert!(effects.contains(&FormEffect::RejectAttempt(vec![FieldError::IdentityNumberRequired])));
    fill(&mut form, &[(Field::IdentityNumber, "900101")]);
    let card = form.card();
    assert_eq!((card.text(Field::IdentityNumber), card.text(Field::CardPassword)), ("900101", "12"));
    assert!(submit(&mut form, Trigger::Button).contains(&FormEffect::Pay));
}

#[test]
fn a_person_has_a_birth_date_and_a_business_a_number() {
    let mut form = korean(KoreanAuthMode::Always);
    let label = |form: &Form| form.view().field(Field::IdentityNumber).map(|field| field.label);
    assert_eq!(label(&form), Some("kr.birth.label"));
    type_text(&mut form, Field::IdentityNumber, "9001013");
    assert_eq!(form.text(Field::IdentityNumber).as_str(), "900101", "a seventh digit is ignored");
    let effects = form.reduce(FormEvent::OwnerChosen(Owner::Business));
    assert!(effects.contains(&FormEffect::Wipe(Field::IdentityNumber)), "another owner has another number");
    assert_eq!((form.view().owner, label(&form)), (Some(Owner::Business), Some("kr.biz.label")));
    type_text(&mut form, Field::IdentityNumber, "1248100997");
    let error = form.view().field(Field::IdentityNumber).and_then(|field| field.error.clone());
    assert_eq!(error, Some(Text::new("kr.biz.invalid")));
    let effects = form.reduce(FormEvent::OwnerChosen(Owner::Business));
    assert_eq!(effects, [], "the same owner changes nothing");
    assert_eq!(form.text(Field::IdentityNumber).as_str(), "1248100997");
}

#[test]
fn the_owner_cannot_be_changed_while_a_payment_is_in_flight() {
    let mut form = korean(KoreanAuthMode::Always);
    fill(&mut form, &GOOD);
    submit(&mut form, Trigger::Button);
    form.reduce(FormEvent::OwnerChosen(Owner::Business));
    assert_eq!(form.view().owner, Some(Owner::Person));
}

#[test]
fn fields_that_are_hidden_again_are_wiped_in_the_page_too() {
    let mut form = korean(KoreanAuthMode::Auto);
    fill(
        &mut form,
        &[(Field::CardNumber, KOREAN_CARD), (Field::IdentityNumber, "900101"), (Field::CardPassword, "12")],
    );
    let effects = input(&mut form, Field::CardNumber, "4242424242424242", InputKind::Autofill);
    assert!(!is_shown(&form));
    for field in [Field::IdentityNumber, Field::CardPassword] {
        assert!(effects.contains(&FormEffect::Wipe(field)), "{field:?}");
        assert_eq!(form.text(field).as_str(), "");
    }
    assert_eq!(form.card().text(Field::IdentityNumber), "");
}

#[test]
fn a_refusal_by_the_server_asks_for_them_until_another_card_is_typed() {
    let mut form = korean(KoreanAuthMode::Auto);
    fill(&mut form, &GOOD);
    submit(&mut form, Trigger::Button);
    let effects = form.reduce(failed(&[FieldError::IdentityNumberRequired]));
    assert_eq!(required(&form), [Some(true); 2]);
    assert_eq!(notice(&form), Some("failed.fields"));
    let focus = FormEffect::Focus(payments_widget::form::Target::Field(Field::IdentityNumber));
    assert!(effects.contains(&focus));
    fill(&mut form, &[(Field::CardNumber, "5555555555554444")]);
    assert!(!is_shown(&form));

    let mut off = korean(KoreanAuthMode::Off);
    fill(&mut off, &GOOD);
    submit(&mut off, Trigger::Button);
    off.reduce(failed(&[FieldError::IdentityNumberRequired]));
    assert!(!is_shown(&off), "the merchant does not ask for them");
}

fn months(won: u64, installments: &[(u8, bool)]) -> FormOptions {
    let currency = Currency::parse("KRW").ok();
    FormOptions {
        amount: currency.and_then(|won_currency| Money::from_minor(won, won_currency).ok()),
        installments: installments
            .iter()
            .map(|(months, interest_free)| Installment { months: *months, interest_free: *interest_free })
            .collect(),
        ..FormOptions::default()
    }
}

fn chosen(form: &Form) -> Option<String> {
    let view = form.view().installments;
    view.chosen.map(|months| view.value(months))
}

#[test]
fn months_are_offered_from_50_000_won() {
    for (won, offered) in [(49_999, 0), (50_000, 3)] {
        let form = Form::new(months(won, &[(0, false), (2, false), (3, true)]), NOW);
        let view = form.view();
        assert_eq!(view.installments.offers.len(), offered, "{won}");
        assert_eq!(view.field(Field::InstallmentMonths).is_some(), offered > 0, "{won}");
    }
    let dollars = Currency::parse("USD").ok().and_then(|usd| Money::from_minor(10_000_000, usd).ok());
    let form = Form::new(FormOptions { amount: dollars, ..months(1, &[(2, false)]) }, NOW);
    assert!(form.view().installments.offers.is_empty());
}

#[test]
fn the_sum_of_an_interest_free_month_follows_the_amount() {
    let labels = |form: &Form| {
        let view = form.view().installments;
        view.offers.iter().map(|offer| view.label(*offer)).collect::<Vec<_>>()
    };
    let offers = &[(0, false), (3, true), (6, false)];
    let mut form = Form::new(months(100_000, offers), NOW);
    let free = |won: u64| {
        let sum = Arg::Sum { major: won.to_string(), currency: "KRW".to_owned() };
        Text::new("inst.free").with("n", Arg::Number(3)).with("amount", sum)
    };
    let [single, six] = [Text::new("inst.single"), Text::new("inst.months").with("n", Arg::Number(6))];
    assert_eq!(labels(&form), [single.clone(), free(33_334), six.clone()]);
    form.reduce(FormEvent::Options(months(128_000, offers)));
    assert_eq!(labels(&form), [single, free(42_667), six]);
}

#[test]
fn the_chosen_months_are_sent_while_they_are_offered() {
    let mut form = Form::new(months(100_000, &[(0, false), (3, false), (6, false)]), NOW);
    assert!(form.state().empty, "the first entry is no choice of the payer");
    assert_eq!((chosen(&form).as_deref(), form.card().installment_months), (Some(""), 0));
    input(&mut form, Field::InstallmentMonths, "6", InputKind::Other);
    assert_eq!((chosen(&form).as_deref(), form.card().installment_months), (Some("6"), 6));
    assert!(!form.state().empty);
    form.reduce(FormEvent::Options(months(200_000, &[(0, false), (6, true)])));
    assert_eq!(form.card().installment_months, 6, "still offered");
    let effects = form.reduce(FormEvent::Options(months(200_000, &[(0, false), (3, false)])));
    assert!(effects.contains(&FormEffect::Wipe(Field::InstallmentMonths)));
    assert_eq!((chosen(&form).as_deref(), form.card().installment_months), (Some(""), 0));
    form.reduce(FormEvent::Options(months(10_000, &[(3, false)])));
    assert_eq!(form.card().installment_months, 0, "below the least amount it is paid at once");
}

#[test]
fn a_list_without_zero_begins_with_its_first_months() {
    let form = Form::new(months(100_000, &[(2, false), (3, false)]), NOW);
    assert_eq!(form.card().installment_months, 2);
}

#[test]
fn what_the_server_refuses_is_shown_at_the_list() {
    let mut form = Form::new(months(100_000, &[(0, false), (3, false)]), NOW);
    fill(&mut form, &GOOD);
    input(&mut form, Field::InstallmentMonths, "3", InputKind::Other);
    submit(&mut form, Trigger::Button);
    let effects = form.reduce(failed(&[FieldError::InstallmentMonthsInvalid]));
    let error = form.view().field(Field::InstallmentMonths).and_then(|field| field.error.clone());
    assert_eq!(error, Some(Text::new("inst.invalid")));
    assert!(effects.contains(&FormEffect::Focus(payments_widget::form::Target::Field(Field::InstallmentMonths))));
    assert!(!form.view().field(Field::InstallmentMonths).is_some_and(|field| field.valid), "a list has no tick");
}
