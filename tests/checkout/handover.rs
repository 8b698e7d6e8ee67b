//! What the two modules of a page hand to each other arrives as it was.

use payments_widget::checkout::handover;
use payments_widget::flow::failure::Failure;
use payments_widget::flow::messages::Method;
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::payment::DeclineCode;
use payments_widget::protocol::problem::{ErrorCode, FieldProblem, Outcome};
use payments_widget::protocol::read::Object;
use payments_widget::protocol::saved_card::SavedCardRequest;
use payments_widget::protocol::write::Members;
use serde_json::{Value, json};

use super::{card, payment};

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
    for method in methods {
        let arrived = handover::read_order(&written(&handover::order(&method, money)));
        assert_eq!(arrived, Some((method, money)));
    }
    assert_eq!(handover::read_amount(&written(&handover::amount(money))), Some(money));
}

#[test]
fn an_order_of_another_version_is_none() {
    let Some(money) = won(1) else { panic!("no won") };
    let whole = written(&handover::order(&Method::Card { installment_months: 0, save: false }, money)).0;
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
fn a_failure_arrives_whole() {
    for code in ErrorCode::ALL {
        let plain = Failure::new(code, "why");
        assert_eq!(handover::read_failure(&written(&handover::failure(&plain))), plain);
    }
    let full = Failure {
        outcome: Outcome::Unknown,
        retryable: true,
        field: Some("cvv".to_owned()),
        errors: vec![FieldProblem { field: "cvv".into(), code: "cvv_invalid".into(), message: "wrong".into() }],
        decline_code: Some(DeclineCode::IncorrectCvv),
        payment: Some(Box::new(payment(card(Some("visa"))))),
        request_id: Some("req_1".to_owned()),
        ..Failure::new(ErrorCode::CardDeclined, "why")
    };
    assert_eq!(handover::read_failure(&written(&handover::failure(&full))), full);
    let page = written(&handover::page_failure(&full)).0;
    assert_eq!((&page["paymentId"], page.get("payment")), (&json!("pay_1"), None));
}

#[test]
fn a_failure_that_is_not_understood_says_nothing_of_the_money() {
    let failure = handover::read_failure(&Json(json!({"code": "of_tomorrow", "outcome": "not_charged?"})));
    assert_eq!((failure.code, failure.outcome), (ErrorCode::OutcomeUnknown, Outcome::Unknown));
}
