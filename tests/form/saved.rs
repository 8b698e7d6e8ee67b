//! Saved cards: which one is chosen, what is asked for it, deleting one and taking that back, and keeping a new one.

use payments_widget::card::{Brand, Field, FieldError, YearMonth};
use payments_widget::form::{
    AskCvv, Choice, Form, FormEffect, FormEvent, FormOptions, SavedCard, SavedChange, SavedStatus, Target, Trigger,
    Wallet,
};

use super::{GOOD, NOW, declined, fill, said, submit};

fn card(id: &str) -> SavedCard {
    SavedCard {
        id: id.to_owned(),
        brand: Some(Brand::Visa),
        last4: "4242".to_owned(),
        expiry: YearMonth { year: 2034, month: 12 },
        expired: false,
        cvv_required: true,
        status: SavedStatus::Kept,
    }
}

fn options() -> FormOptions {
    FormOptions { saved_cards: true, asks_to_save: true, ..FormOptions::default() }
}

fn form_with(cards: Vec<SavedCard>) -> Form {
    let mut form = Form::new(options(), NOW);
    form.reduce(FormEvent::SavedCards(cards));
    form
}

fn shown(form: &Form) -> Vec<Field> {
    form.view().fields.iter().map(|view| view.field).collect()
}

fn change(form: &mut Form, id: &str, change: SavedChange) -> Vec<FormEffect> {
    form.reduce(FormEvent::SavedChanged { id: id.to_owned(), change })
}

#[test]
fn the_first_card_that_can_be_paid_with_is_chosen_and_only_its_code_is_asked_for() {
    let expired = SavedCard { expired: true, ..card("card_0") };
    let mut form = form_with(vec![expired, card("card_1"), card("card_2")]);
    assert_eq!((form.view().choice, shown(&form)), (Choice::Saved(1), vec![Field::Cvv]));
    form.reduce(FormEvent::Chosen(Choice::Saved(0)));
    assert_eq!(form.view().choice, Choice::NewCard, "an expired one cannot be chosen");
    let only_expired = form_with(vec![SavedCard { expired: true, ..card("card_0") }]);
    assert_eq!(only_expired.view().choice, Choice::NewCard);
}

#[test]
fn a_payer_who_types_or_is_about_to_is_not_disturbed() {
    let mut typed = Form::new(options(), NOW);
    fill(&mut typed, &GOOD);
    typed.reduce(FormEvent::SavedCards(vec![card("card_1")]));
    assert_eq!(typed.view().choice, Choice::NewCard);
    assert_eq!(typed.view().saved.len(), 1, "they are offered");

    let mut focused = Form::new(options(), NOW);
    focused.reduce(FormEvent::Focus(Field::CardNumber));
    focused.reduce(FormEvent::SavedCards(vec![card("card_1")]));
    assert_eq!(focused.view().choice, Choice::NewCard);

    let mut pressing = Form::new(options(), NOW);
    pressing.reduce(FormEvent::PointerDown);
    pressing.reduce(FormEvent::SavedCards(vec![card("card_1")]));
    assert!(pressing.view().saved.is_empty(), "nothing moves under a pointer");
    pressing.reduce(FormEvent::PointerReleased);
    assert_eq!(pressing.view().choice, Choice::Saved(0));
}

#[test]
fn the_code_is_asked_for_where_merchant_or_session_want_it() {
    for (saved_cvv, cvv_required, asked) in [
        (AskCvv::Always, true, true),
        (AskCvv::Always, false, true),
        (AskCvv::WhereRequired, true, true),
        (AskCvv::WhereRequired, false, false),
    ] {
        let mut form = Form::new(FormOptions { saved_cvv, ..options() }, NOW);
        form.reduce(FormEvent::SavedCards(vec![SavedCard { cvv_required, ..card("card_1") }]));
        assert_eq!(shown(&form).contains(&Field::Cvv), asked, "{saved_cvv:?} {cvv_required}");
        let effects = submit(&mut form, Trigger::Button);
        assert_eq!(effects.contains(&FormEffect::Pay), !asked, "{saved_cvv:?} {cvv_required}");
        assert_eq!(effects.contains(&FormEffect::RejectAttempt(vec![FieldError::CvvRequired])), asked);
    }
}

#[test]
fn the_code_has_the_length_of_the_saved_cards_brand() {
    let amex = SavedCard { brand: Some(Brand::AmericanExpress), ..card("card_1") };
    let mut form = form_with(vec![amex]);
    fill(&mut form, &[(Field::Cvv, "123")]);
    assert!(!form.state().complete);
    fill(&mut form, &[(Field::Cvv, "1234")]);
    assert!(form.state().complete);
    assert!(form.view().cvv_front);
}

#[test]
fn what_was_typed_for_a_new_card_is_kept_but_its_code() {
    let mut form = Form::new(options(), NOW);
    fill(&mut form, &GOOD);
    form.reduce(FormEvent::SavedCards(vec![card("card_1")]));
    let effects = form.reduce(FormEvent::Chosen(Choice::Saved(0)));
    assert!(effects.contains(&FormEffect::Wipe(Field::Cvv)), "another card has another code");
    assert_eq!(form.text(Field::CardNumber).as_str(), "", "it is not shown");
    form.reduce(FormEvent::Chosen(Choice::NewCard));
    assert_eq!(form.text(Field::CardNumber).as_str(), "4242 4242 4242 4242");
    assert_eq!(form.text(Field::Cvv).as_str(), "");
}

#[test]
fn what_is_not_shown_is_wiped_with_the_rest() {
    let mut form = Form::new(options(), NOW);
    fill(&mut form, &GOOD);
    form.reduce(FormEvent::SavedCards(vec![card("card_1")]));
    form.reduce(FormEvent::Chosen(Choice::Saved(0)));
    let effects = form.reduce(FormEvent::PageHidden);
    assert!(effects.contains(&FormEffect::Wipe(Field::CardNumber)));
    form.reduce(FormEvent::Chosen(Choice::NewCard));
    assert_eq!(form.text(Field::CardNumber).as_str(), "");
}

#[test]
fn the_tile_of_the_card_leads_back_to_the_chosen_card() {
    let wallets = vec![Wallet { id: "w".to_owned(), label: "W".to_owned(), mark: None }];
    let mut form = Form::new(FormOptions { wallets, ..options() }, NOW);
    form.reduce(FormEvent::SavedCards(vec![card("card_1"), card("card_2")]));
    form.reduce(FormEvent::Chosen(Choice::Saved(1)));
    form.reduce(FormEvent::Chosen(Choice::Wallet(0)));
    form.reduce(FormEvent::Chosen(Choice::NewCard));
    assert_eq!(form.view().choice, Choice::Saved(1));
    form.reduce(FormEvent::Options(options()));
    assert_eq!(form.view().choice, Choice::Saved(1), "a wallet that is taken away");
}

#[test]
fn a_deleted_card_is_not_chosen_and_can_be_had_back() {
    let mut form = form_with(vec![card("card_1"), card("card_2")]);
    let effects = form.reduce(FormEvent::DeletePressed("card_1".to_owned()));
    assert!(effects.contains(&FormEffect::DeleteSaved("card_1".to_owned())));
    assert_eq!(form.view().choice, Choice::Saved(1));
    let again = form.reduce(FormEvent::DeletePressed("card_1".to_owned()));
    assert!(!again.iter().any(|effect| matches!(effect, FormEffect::DeleteSaved(_))), "once");
    change(&mut form, "card_1", SavedChange::Deleted);
    assert_eq!(form.view().saved.first().map(|card| card.status), Some(SavedStatus::Deleted));
    form.reduce(FormEvent::Chosen(Choice::Saved(0)));
    assert_eq!(form.view().choice, Choice::NewCard);
    let effects = form.reduce(FormEvent::RestorePressed("card_1".to_owned()));
    assert!(effects.contains(&FormEffect::RestoreSaved("card_1".to_owned())));
    change(&mut form, "card_1", SavedChange::Restored);
    form.reduce(FormEvent::Chosen(Choice::Saved(0)));
    assert_eq!(form.saved_card().map(|card| card.id.as_str()), Some("card_1"));
}

#[test]
fn a_card_that_could_not_be_deleted_is_there_again_and_one_that_is_gone_is_not() {
    let mut form = form_with(vec![card("card_1"), card("card_2")]);
    form.reduce(FormEvent::DeletePressed("card_1".to_owned()));
    change(&mut form, "card_1", SavedChange::DeleteFailed);
    assert_eq!(said(&form), "saved.failed");
    assert_eq!(form.view().saved.first().map(|card| card.status), Some(SavedStatus::Kept));
    change(&mut form, "card_1", SavedChange::Gone);
    let ids: Vec<_> = form.view().saved.iter().map(|card| card.id.clone()).collect();
    assert_eq!((ids, form.view().choice), (vec!["card_2".to_owned()], Choice::Saved(0)), "the chosen one stays chosen");
}

#[test]
fn no_card_is_deleted_while_a_payment_is_in_flight() {
    let mut form = form_with(vec![card("card_1")]);
    fill(&mut form, &[(Field::Cvv, "123")]);
    assert!(submit(&mut form, Trigger::Button).contains(&FormEffect::Pay));
    assert_eq!(form.reduce(FormEvent::DeletePressed("card_1".to_owned())), []);
}

#[test]
fn after_a_decline_the_focus_is_on_what_has_to_be_entered_again() {
    let mut form = form_with(vec![card("card_1")]);
    fill(&mut form, &[(Field::Cvv, "123")]);
    submit(&mut form, Trigger::Button);
    let effects = form.reduce(declined(None));
    assert!(effects.contains(&FormEffect::Focus(Target::Field(Field::Cvv))));

    let without = SavedCard { cvv_required: false, ..card("card_1") };
    let mut form = Form::new(FormOptions { saved_cvv: AskCvv::WhereRequired, ..options() }, NOW);
    form.reduce(FormEvent::SavedCards(vec![without]));
    submit(&mut form, Trigger::Button);
    assert!(form.reduce(declined(None)).contains(&FormEffect::Focus(Target::Button)));
}

#[test]
fn the_payer_says_whether_a_new_card_is_kept() {
    let mut form = Form::new(options(), NOW);
    assert_eq!((form.view().save, form.saves()), (Some(false), false), "never without being asked");
    form.reduce(FormEvent::SaveChosen(true));
    assert_eq!((form.view().save, form.saves()), (Some(true), true));
    form.reduce(FormEvent::SavedCards(vec![card("card_1")]));
    assert_eq!((form.view().save, form.saves()), (None, false), "a saved card is kept already");
    form.reduce(FormEvent::Chosen(Choice::NewCard));
    assert!(form.saves());
    form.reduce(FormEvent::Clear);
    assert!(!form.saves(), "the next card is another one");
    let never = Form::new(FormOptions { asks_to_save: false, ..options() }, NOW);
    assert_eq!(never.view().save, None);
}
