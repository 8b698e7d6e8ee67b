//! What the two modules of a page hand to each other arrives as it was.

use payments_widget::card::{Brand, FieldError, MaskedCard};
use payments_widget::checkout::errors::OwnFailure;
use payments_widget::checkout::handover::{self, Described};
use payments_widget::flow::failure::Failure;
use payments_widget::flow::messages::Method;
use payments_widget::form::{AttemptEnd, OpenPayment, Reason, Receipt};
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::action::{ActionKind, NextAction};
use payments_widget::protocol::payment::{CardSummary, DeclineCode};
use payments_widget::protocol::problem::{ErrorCode, FieldProblem, Outcome};
use payments_widget::protocol::read::Object;
use payments_widget::protocol::saved_card::SavedCardRequest;
use payments_widget::protocol::write::Members;
use serde_json::{Value, json};

use super::{card, payment, wallet};

/// JSON as JavaScript reads it: an object that is `null` is absent.
struct Json(Value);

impl Object for Json {
    fn text(&self, name: &str) -> Option<String> {
        Some(self.0.get(name)?.as_str()?.to_owned())
    }

    fn whole(&self, name: &str) -> Option<u64> {
        // JavaScript has one type of number.
        self.0.get(name)?.as_f64().filter(|number| number.fract() == 0.0 && *number >= 0.0).map(|number| number as u64)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    fn list(&self, name: &str) -> Option<Vec<Self>> {
        Some(self.0.get(name)?.as_array()?.iter().cloned().map(Self).collect())
    }

    fn object(&self, name: &str) -> Option<Self> {
        self.0.get(name).filter(|value| !value.is_null()).cloned().map(Self)
    }
}

fn written(members: &Members) -> Json {
    Json(serde_json::to_value(members).unwrap_or_default())
}

fn won(minor: u64) -> Option<Money> {
    Money::from_minor(minor, Currency::parse("KRW").ok()?).ok()
}

#[test]
fn every_order_arrives() {
    let id = || "one".to_owned();
    let methods = [
        Method::Card { installment_months: 0, save: false },
        Method::Card { installment_months: 36, save: true },
        Method::SavedCard { id: id(), installment_months: 3, with_cvv: true },
        Method::SavedCard { id: id(), installment_months: 0, with_cvv: false },
        Method::Token,
        Method::Wallet { id: id(), token: None },
        Method::Wallet { id: id(), token: Some("secret".to_owned().into()) },
    ];
    let Some(money) = won(128_000) else { panic!("no won") };
    let masked = |brand| MaskedCard { brand, last4: "4242".to_owned() };
    for method in methods {
        for card in [None, Some(masked(None)), Some(masked(Some(Brand::Visa)))] {
            let arrived = handover::read_order(&written(&handover::order(&method, money, card.as_ref())));
            let brand = |brand: Brand| brand.id().to_owned();
            let card = card.map(|card| CardSummary::new(card.brand.map(brand), card.last4));
            assert_eq!(arrived, Some(Described { method: method.clone(), money, card }));
        }
    }
    assert_eq!(handover::read_amount(&written(&handover::amount(money))), Some(money));
}

#[test]
fn an_order_of_another_version_is_none() {
    let Some(money) = won(1) else { panic!("no won") };
    let whole = written(&handover::order(&Method::Card { installment_months: 0, save: false }, money, None)).0;
    for (name, value) in [
        ("method", json!("cheque")),
        ("save", json!("yes")),
        ("installmentMonths", json!(256)),
        ("currency", json!("ZZZ")),
        ("amountMinor", json!(0)),
    ] {
        let mut order = whole.clone();
        order[name] = value;
        assert_eq!(handover::read_order(&Json(order)), None, "{name}");
    }
}

#[test]
fn every_request_about_saved_cards_arrives() {
    let id = || "card_1".to_owned();
    for request in [SavedCardRequest::List, SavedCardRequest::Delete(id()), SavedCardRequest::Restore(id())] {
        let (what, of) = handover::saved_request(&request);
        assert_eq!(handover::read_saved_request(what, of.map(str::to_owned)), Some(request));
    }
    assert_eq!(handover::read_saved_request("delete", None), None);
}

#[test]
fn every_end_of_an_attempt_arrives() {
    let every_reason = Reason::ALL.into_iter().flat_map(|reason| {
        [
            AttemptEnd::Declined { wallet: None, reason, error: Some(FieldError::CvvInvalid) },
            AttemptEnd::Declined { wallet: Some("my_wallet".to_owned()), reason, error: None },
            AttemptEnd::Failed { reason, errors: vec![FieldError::CardExpired, FieldError::CvvInvalid] },
            AttemptEnd::Failed { reason, errors: Vec::new() },
        ]
    });
    let others = [
        AttemptEnd::Stopped,
        AttemptEnd::Unread,
        AttemptEnd::Unknown(None),
        AttemptEnd::Unknown(Some("pay_1".to_owned())),
    ];
    for end in every_reason.chain(others) {
        assert_eq!(handover::read_attempt_end(&written(&handover::attempt_end(&end))), end);
    }
}

#[test]
fn an_end_that_is_not_understood_says_nothing_of_the_money() {
    for json in [json!({}), json!({"end": "of tomorrow"}), json!({"end": 1})] {
        assert_eq!(handover::read_attempt_end(&Json(json)), AttemptEnd::Unknown(None));
    }
}

#[test]
fn the_form_learns_the_brand_or_the_wallet_of_a_payment() {
    let arrived = |method| handover::receipt(&written(&handover::payment(&payment(method))));
    for (id, brand) in [(Some("visa"), Some(Brand::Visa)), (Some("a_brand_of_tomorrow"), None), (None, None)] {
        assert_eq!(arrived(card(id)), Receipt { brand, wallet: None }, "{id:?}");
    }
    assert_eq!(arrived(wallet("my_wallet")), Receipt { brand: None, wallet: Some("my_wallet".to_owned()) });
}

#[test]
fn an_amount_has_the_decimals_of_its_currency_or_stays_as_it_came() {
    // XXX is ISO 4217's code for "no currency".
    for (currency, minor, expected) in
        [("USD", 5, "0.05"), ("KRW", 128_000, "128000"), ("KWD", 1999, "1.999"), ("XXX", 1999, "1999"), ("USD", 0, "0")]
    {
        let mut paid = payment(card(None));
        (paid.amount, paid.currency) = (minor, currency.to_owned());
        let page = written(&handover::payment(&paid)).0;
        assert_eq!((&page["amount"], &page["currency"]), (&json!(expected), &json!(currency)));
    }
}

#[test]
fn a_payment_that_waits_for_the_payer_arrives_with_its_wallet_and_how_long_it_waits() {
    let [id, url, expires_at] =
        ["act_1", "https://pay.example/actions/act_1", "2026-11-24T05:12:00Z"].map(str::to_owned);
    let action = NextAction::new(id, ActionKind::Redirect, url, expires_at);
    for (method, id) in [(wallet("my_wallet"), Some("my_wallet")), (card(None), None)] {
        for is_earlier in [false, true] {
            let mut waiting = payment(method.clone());
            waiting.next_action = Some(action.clone());
            let expected = OpenPayment {
                id: "pay_1".to_owned(),
                wallet: id.map(str::to_owned),
                expires_at: "2026-11-24T05:12:00Z".to_owned(),
                is_earlier,
                giving_up: false,
                failed: false,
            };
            let open = written(&handover::open_payment(&waiting, is_earlier));
            assert_eq!(handover::read_open_payment(&open), expected);
        }
    }
}

#[test]
fn the_page_is_told_all_of_a_failure_that_it_may_know() {
    let problem = || FieldProblem::new("cvv", "cvv_invalid", "wrong".into());
    let failure = Failure {
        outcome: Outcome::Unknown,
        retryable: true,
        field: Some("cvv".to_owned()),
        errors: vec![problem()],
        decline_code: Some(DeclineCode::IncorrectCvv),
        payment: Some(Box::new(payment(card(Some("visa"))))),
        request_id: Some("req_1".to_owned()),
        ..Failure::new(ErrorCode::CardDeclined, "why")
    };
    let expected = json!({
        "code": "card_declined", "message": "why", "outcome": "unknown", "retryable": true, "field": "cvv",
        "errors": [{"field": "cvv", "code": "cvv_invalid", "message": "wrong"}],
        "declineCode": "incorrect_cvv", "paymentId": "pay_1", "requestId": "req_1",
    });
    assert_eq!(written(&handover::failure(&failure)).0, expected);

    let own = OwnFailure {
        field: Some("cvv"),
        errors: vec![problem()],
        payment_id: Some("pay_1".to_owned()),
        ..OwnFailure::new("cvv_invalid", "why")
    };
    let expected = json!({
        "code": "cvv_invalid", "message": "why", "outcome": "not_charged", "retryable": false, "field": "cvv",
        "errors": [{"field": "cvv", "code": "cvv_invalid", "message": "wrong"}], "paymentId": "pay_1",
    });
    assert_eq!(written(&handover::own_failure(&own)).0, expected);
}

#[test]
fn the_error_of_a_field_is_read_by_its_code() {
    assert_eq!(handover::read_code(&Json(json!({"code": "cvv_invalid"}))), Some(FieldError::CvvInvalid));
    assert_eq!(handover::read_code(&Json(json!({"code": "amount_mismatch"}))), None);
}
