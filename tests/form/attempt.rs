//! From the submit to its end.

use payments_widget::card::Field::{CardNumber, CardholderName, Cvv, ExpirationDate};
use payments_widget::card::{Brands, FieldError};
use payments_widget::form::{
    AttemptEnd, ButtonIcon, Choice, Form, FormEffect, FormEvent, FormOptions, InputKind, Notice, OpenPayment, Phase,
    Reason, Receipt, Target, Trigger, Unknown, Wallet,
};
use payments_widget::text::{Arg, Text};
use zeroize::Zeroizing;

use super::{GOOD, NOW, declined, failed, fill, form, input, notice, shown, submit};

fn paying() -> Form {
    let mut form = form();
    fill(&mut form, &GOOD);
    assert!(submit(&mut form, Trigger::Button).contains(&FormEffect::Pay));
    form
}

fn receipt() -> Receipt {
    Receipt { brand: None, wallet: None }
}

#[test]
fn while_it_is_paid_nothing_can_be_typed_cleared_or_sent_twice() {
    let mut form = paying();
    assert!(form.busy() && form.in_flight());
    let view = form.view();
    assert_eq!((view.button.label.key, view.button.icon, view.button.disabled), ("pay.busy", ButtonIcon::Spin, true));
    assert_eq!(submit(&mut form, Trigger::Enter), []);

    let effects = input(&mut form, CardNumber, "5", InputKind::Typed);
    let text = Zeroizing::new("4242 4242 4242 4242".to_owned());
    assert_eq!(effects, [FormEffect::Write { field: CardNumber, text, caret: None }]);
    form.reduce(FormEvent::Clear);
    assert_eq!(form.text(CardNumber).as_str(), "4242 4242 4242 4242");
}

#[test]
fn values_are_read_again_at_submit() {
    let mut form = form();
    let values = GOOD.iter().map(|(field, text)| (*field, Zeroizing::new((*text).to_owned()))).collect();
    let effects = form.reduce(FormEvent::Submit { trigger: Trigger::Api, values, now: NOW });
    assert!(effects.contains(&FormEffect::Pay));
    assert_eq!(form.card().number.as_str(), "4242 4242 4242 4242");
}

#[test]
fn after_a_decline_only_the_code_is_emptied_and_focused() {
    let mut form = paying();
    let effects = form.reduce(declined(None));
    assert!(effects.contains(&FormEffect::Focus(Target::Field(Cvv))));
    assert_eq!(form.text(Cvv).as_str(), "");
    assert_eq!(form.text(CardNumber).as_str(), "4242 4242 4242 4242");
    let view = form.view();
    assert_eq!((notice(&form), view.button.label.key, view.busy), (Some("declined.body"), "pay.again", false));
    assert!(view.button.label.args.contains(&("amount", Arg::Amount)), "the payer sees how much is tried again");
    assert_eq!(shown(&form, Cvv), None);
}

#[test]
fn a_decline_for_a_field_marks_that_field() {
    for (error, field) in [(FieldError::CardExpired, ExpirationDate), (FieldError::CvvInvalid, Cvv)] {
        let mut form = paying();
        let effects = form.reduce(declined(Some(error)));
        assert!(effects.contains(&FormEffect::Focus(Target::Field(field))));
        assert_eq!((shown(&form, field), form.text(Cvv).as_str()), (Some(error.code()), ""));
    }
}

#[test]
fn only_a_payer_without_a_connection_is_told_to_check_it() {
    let unreachable = || FormEvent::AttemptEnded(AttemptEnd::Failed { reason: Reason::Network, errors: Vec::new() });
    for (online, body) in [(true, "failed.body"), (false, "failed.network")] {
        let mut form = paying();
        form.reduce(FormEvent::Online(online));
        form.reduce(unreachable());
        assert_eq!(notice(&form), Some(body));
    }
}

#[test]
fn a_confirmation_that_the_payer_stopped_is_no_failure() {
    let mut form = paying();
    form.reduce(FormEvent::AttemptEnded(AttemptEnd::Stopped));
    assert_eq!(form.view().notice, Some(Notice::Stopped));
    assert!(!Notice::Stopped.is_alert());
    assert!(submit(&mut form, Trigger::Button).contains(&FormEffect::Pay));
}

#[test]
fn a_payer_who_comes_back_to_a_form_whose_card_was_removed_is_told() {
    let mut form = form();
    form.reduce(FormEvent::PageHidden);
    assert_eq!(form.view().notice, None, "there was no card");
    fill(&mut form, &GOOD);
    form.reduce(FormEvent::PageHidden);
    assert_eq!(form.view().notice, Some(Notice::Removed));
    assert_eq!(form.view().button.label.key, "pay.button");
    input(&mut form, CardNumber, "4", InputKind::Typed);
    assert_eq!(form.view().notice, None);
}

#[test]
fn a_name_that_only_the_server_refuses_is_not_called_a_card_number() {
    let mut form = paying();
    form.reduce(failed(&[FieldError::CardholderNameInvalid]));
    assert_eq!(form.sentence(FieldError::CardholderNameInvalid).key, "name.refused");
}

#[test]
fn what_the_server_says_of_a_field_stands_below_it_until_it_is_edited() {
    let mut form = paying();
    let effects = form.reduce(failed(&[FieldError::CardNumberInvalid]));
    assert!(effects.contains(&FormEffect::Focus(Target::Field(CardNumber))));
    // And whether money has moved.
    assert_eq!((shown(&form, CardNumber), notice(&form)), (Some("card_number_invalid"), Some("failed.fields")));
    assert!(!form.state().complete);
    input(&mut form, CardNumber, "4242 4242 4242 424", InputKind::Typed);
    assert_eq!(shown(&form, CardNumber), None);
}

#[test]
fn any_other_failure_is_said_above_the_button_and_keeps_all_that_was_typed() {
    let mut form = paying();
    form.reduce(failed(&[]));
    assert_eq!((notice(&form), form.text(Cvv).as_str()), (Some("failed.body"), "123"));
    assert!(submit(&mut form, Trigger::Button).contains(&FormEffect::Pay), "it can be tried again");
    assert_eq!(form.view().notice, None);
}

#[test]
fn a_success_takes_the_place_of_the_form_and_leaves_no_card_in_it() {
    let mut form = paying();
    let effects = form.reduce(FormEvent::Paid(receipt()));
    assert!(effects.contains(&FormEffect::Focus(Target::Title)));
    assert_eq!(form.view().paid, Some(receipt()));
    for (field, _) in GOOD {
        assert_eq!(form.text(field).as_str(), "");
    }
    assert_eq!(submit(&mut form, Trigger::Api), []);
    form.reduce(FormEvent::Clear);
    assert_eq!(form.view().paid, None);
}

#[test]
fn an_unknown_outcome_is_looked_up_until_it_is_known_and_cannot_be_paid_again() {
    let mut form = paying();
    form.reduce(FormEvent::Posted);
    let effects = form.reduce(FormEvent::AttemptEnded(AttemptEnd::Unknown(Some("pay_1".to_owned()))));
    assert_eq!(effects, [FormEffect::FollowUp]);
    let unknown = |late| {
        let late = if late { Some(7) } else { None };
        Some(Notice::Unknown(Unknown { late, payment: Some("pay_1".to_owned()), checking: false }))
    };
    assert_eq!(form.view().notice, unknown(false));
    for (late, effects) in [(false, vec![]), (true, vec![FormEffect::RejectWaiting])] {
        assert!(submit(&mut form, Trigger::Button).is_empty());
        assert_eq!(form.reduce(FormEvent::StillUnknown { late, at: 7 }), effects, "no call waits longer than that");
        assert_eq!(form.view().notice, unknown(late), "after a minute the payer is given the number and a button");
    }
    assert_eq!(form.reduce(FormEvent::CheckPressed), [FormEffect::CheckNow]);
    assert_eq!(form.reduce(FormEvent::CheckPressed), [], "one look at a time");

    form.reduce(FormEvent::StillUnknown { late: true, at: 8 });
    assert_eq!(form.reduce(FormEvent::CheckPressed), [FormEffect::CheckNow], "and another after it");

    form.reduce(FormEvent::PageHidden);
    assert_eq!(form.text(CardNumber).as_str(), "4242 4242 4242 4242", "posted: nothing is emptied");
    form.reduce(FormEvent::Paid(receipt()));
    assert!(form.view().paid.is_some());
    assert_eq!(form.reduce(FormEvent::StillUnknown { late: true, at: 8 }), [], "a late look changes nothing");
}

#[test]
fn enter_and_button_only_tell_where_the_page_pays_itself() {
    let mut form = Form::new(FormOptions { manual_submit: true, ..FormOptions::default() }, NOW);
    assert_eq!(submit(&mut form, Trigger::Enter), [FormEffect::EmitSubmit(Trigger::Enter)]);
    fill(&mut form, &GOOD);
    assert!(submit(&mut form, Trigger::Api).contains(&FormEffect::Pay));
}

#[test]
fn a_wallet_needs_no_card() {
    let wallets = vec![Wallet { id: "my_wallet".to_owned(), label: "My Wallet".to_owned(), mark: None }];
    let mut form = Form::new(FormOptions { wallets, ..FormOptions::default() }, NOW);
    form.reduce(FormEvent::Chosen(Choice::Wallet(0)));
    let label = form.view().button.label;
    assert_eq!(label.key, "pay.wallet");
    assert!(label.args.contains(&("amount", Arg::Amount)));
    assert!(form.state().complete);
    assert!(submit(&mut form, Trigger::Button).contains(&FormEffect::Pay));
    assert_eq!(form.wallet().map(|wallet| wallet.id.as_str()), Some("my_wallet"));

    let effects = form.reduce(declined(None));
    assert!(effects.contains(&FormEffect::Focus(Target::Button)));
}

/// A form that pays by one of two wallets.
fn paying_by_wallet() -> Form {
    let wallet = |id: &str, label: &str| Wallet { id: id.to_owned(), label: label.to_owned(), mark: None };
    let wallets = vec![wallet("other", "Other"), wallet("my_wallet", "My Wallet")];
    let mut form = Form::new(FormOptions { wallets, ..FormOptions::default() }, NOW);
    form.reduce(FormEvent::Chosen(Choice::Wallet(1)));
    submit(&mut form, Trigger::Button);
    form
}

/// The ids of wallets as the other module knows them, and what the payer reads.
const WALLET_NAMES: [(&str, &str); 2] = [("my_wallet", "My Wallet"), ("gone", "gone")];

#[test]
fn a_wallet_that_declined_is_called_by_its_name() {
    for (id, name) in WALLET_NAMES {
        let mut form = paying_by_wallet();
        let wallet = Some(id.to_owned());
        form.reduce(FormEvent::AttemptEnded(AttemptEnd::Declined { wallet, reason: Reason::Wallet, error: None }));
        let title = Text::new("wallet.declined").with("wallet", Arg::Word(name.to_owned()));
        assert_eq!(form.view().notice, Some(Notice::Failed { title, body: Text::new("wallet.other") }));
    }
}

#[test]
fn a_receipt_and_an_open_payment_call_a_wallet_by_its_name() {
    for (id, name) in WALLET_NAMES {
        let mut form = paying_by_wallet();
        form.reduce(FormEvent::Paid(Receipt { wallet: Some(id.to_owned()), ..receipt() }));
        assert_eq!(form.view().paid.and_then(|receipt| receipt.wallet).as_deref(), Some(name));

        let mut form = paying_by_wallet();
        form.reduce(FormEvent::AttemptEnded(AttemptEnd::Unread));
        form.reduce(FormEvent::Offered(OpenPayment {
            id: "pay_1".to_owned(),
            wallet: Some(id.to_owned()),
            expires_at: String::new(),
            is_earlier: false,
            giving_up: false,
            failed: false,
        }));
        let Phase::Open(open) = form.phase() else { panic!("not open") };
        assert_eq!(open.wallet.as_deref(), Some(name));
    }
}

#[test]
fn an_update_keeps_what_was_typed() {
    let mut form = form();
    fill(&mut form, &GOOD);
    form.reduce(FormEvent::Options(FormOptions { accepted: Some(Brands::NONE), ..FormOptions::default() }));
    assert_eq!(form.text(CardholderName).as_str(), "KIM MINSEO");
    assert_eq!(shown(&form, CardNumber), Some("card_brand_not_accepted"));
}

#[test]
fn a_submit_says_what_caused_it() {
    let words = [(Trigger::Enter, "enter"), (Trigger::Button, "button"), (Trigger::Api, "api")];
    for (trigger, word) in words {
        assert_eq!(trigger.as_str(), word);
        assert!(submit(&mut form(), trigger).contains(&FormEffect::EmitSubmit(trigger)));
    }
}
