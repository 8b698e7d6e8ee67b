//! What is shown: the button, the notice and the ways to pay.

use payments_widget::card::Field;
use payments_widget::form::{
    AttemptEnd, ButtonIcon, Choice, Form, FormEvent, FormOptions, InputKind, NameMode, Notice, Trigger, Unknown, Wallet,
};
use payments_widget::text::{Arg, Text};

use super::{GOOD, NOW, declined, fill, form, input, submit};

fn wallets(count: usize) -> FormOptions {
    let wallet = |at| Wallet { id: format!("wallet_{at}"), label: format!("Wallet {at}"), mark: None };
    FormOptions { wallets: (0..count).map(wallet).collect(), ..FormOptions::default() }
}

#[test]
fn only_a_button_that_is_ready_to_charge_a_card_takes_the_label_of_the_page() {
    let button = |form: &Form| {
        let button = form.view().button;
        (button.label.key, button.own_label, button.busy, button.disabled)
    };
    let mut card = form();
    assert_eq!(button(&card), ("pay.button", true, false, false));
    fill(&mut card, &GOOD);
    submit(&mut card, Trigger::Button);
    assert_eq!(button(&card), ("pay.busy", false, true, true));
    card.reduce(FormEvent::AttemptEnded(AttemptEnd::Unknown(None)));
    assert_eq!(button(&card), ("pay.checking", false, false, true));
    card.reduce(declined(None));
    assert_eq!(button(&card), ("pay.again", true, false, false));

    let mut wallet = Form::new(wallets(1), NOW);
    wallet.reduce(FormEvent::Chosen(Choice::Wallet(0)));
    assert_eq!(button(&wallet), ("pay.wallet", false, false, false));
}

#[test]
fn the_hint_at_the_code_knows_on_which_side_of_the_card_it_is() {
    for (number, front) in [("", false), ("3", false), ("37", true), ("4", false)] {
        let mut form = form();
        input(&mut form, Field::CardNumber, number, InputKind::Typed);
        assert_eq!(form.view().cvv_front, front, "{number}");
    }
}

#[test]
fn the_button_of_an_unknown_outcome_has_a_clock_after_a_minute() {
    let mut form = form();
    fill(&mut form, &GOOD);
    submit(&mut form, Trigger::Button);
    form.reduce(FormEvent::AttemptEnded(AttemptEnd::Unknown(None)));
    let icon = |form: &Form| form.view().button.icon;
    assert_eq!(icon(&form), ButtonIcon::Spin);
    form.reduce(FormEvent::StillUnknown { late: false, at: 1 });
    assert_eq!(icon(&form), ButtonIcon::Spin);
    form.reduce(FormEvent::StillUnknown { late: true, at: 2 });
    assert_eq!(icon(&form), ButtonIcon::Clock);
}

#[test]
fn the_last_field_that_is_shown_ends_the_form() {
    let last = |name| {
        let view = Form::new(FormOptions { name, ..FormOptions::default() }, NOW).view();
        view.fields.into_iter().filter(|field| field.last).map(|field| field.field).collect::<Vec<_>>()
    };
    assert_eq!(last(NameMode::Required), [Field::CardholderName]);
    assert_eq!(last(NameMode::Optional), [Field::CardholderName]);
    assert_eq!(last(NameMode::Hidden), [Field::Cvv]);
}

#[test]
fn a_notice_says_what_became_of_the_money() {
    let unknown = |late, payment: Option<&str>| {
        Notice::Unknown(Unknown { late, payment: payment.map(str::to_owned), checking: false })
    };
    let id = ("id", Arg::Word("pay_1".to_owned()));
    let late = Text::new("unknown.late").with(id.0, id.1).with("time", Arg::Time(7));
    let failed = Notice::Failed { title: Text::new("failed.title"), body: Text::new("failed.body") };
    let cases = [
        (failed, "failed.title", Text::new("failed.body"), true),
        (Notice::Stopped, "stopped.title", Text::new("stopped.body"), false),
        (Notice::Removed, "removed.title", Text::new("removed.body"), false),
        (unknown(None, None), "unknown.title", Text::new("unknown.body"), false),
        (unknown(None, Some("pay_1")), "unknown.title", Text::new("unknown.body"), false),
        (unknown(Some(7), None), "unknown.title", Text::new("unknown.none").with("time", Arg::Time(7)), false),
        (unknown(Some(7), Some("pay_1")), "unknown.title", late, false),
    ];
    for (notice, title, body, is_alert) in cases {
        assert_eq!(
            (notice.title(), notice.body(), notice.is_alert()),
            (Text::new(title), body, is_alert),
            "{notice:?}"
        );
    }
}

#[test]
fn a_wallet_that_is_no_longer_offered_gives_way_to_the_card() {
    let mut form = Form::new(wallets(2), NOW);
    form.reduce(FormEvent::Chosen(Choice::Wallet(1)));
    assert_eq!(form.wallet().map(|wallet| wallet.id.as_str()), Some("wallet_1"));
    form.reduce(FormEvent::Options(wallets(2)));
    assert_eq!(form.view().choice, Choice::Wallet(1), "an update keeps the choice");
    let mut turned = wallets(2);
    turned.wallets.reverse();
    form.reduce(FormEvent::Options(turned));
    assert_eq!(form.view().choice, Choice::Wallet(0), "and the same wallet, wherever it is now");
    form.reduce(FormEvent::Options(wallets(2)));
    form.reduce(FormEvent::Options(wallets(1)));
    assert_eq!((form.view().choice, form.wallet()), (Choice::NewCard, None));
    form.reduce(FormEvent::Chosen(Choice::Wallet(7)));
    assert_eq!(form.view().choice, Choice::NewCard, "a wallet that was never offered");
}
