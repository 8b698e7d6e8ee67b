//! What the two modules of a page hand to each other as plain objects: the form's order one way, payments and failures the other.
//!
//! The module with the form has the card, and the module that pays has the network. No object here can hold a card number.
//! A payment is handed over as the API writes it: [`write::payment`] and `read::payment`.

use crate::flow::failure::Failure;
use crate::flow::messages::Method;
use crate::money::{Currency, Money};
use crate::protocol::payment::DeclineCode;
use crate::protocol::problem::{ErrorCode, FieldProblem, Outcome};
use crate::protocol::read::{self, Object};
use crate::protocol::saved_card::SavedCardRequest;
use crate::protocol::write::{self, Members, Plain};

/// How and how much is paid.
pub fn order(method: &Method, money: Money) -> Members {
    let mut order = amount(money);
    match method {
        Method::Card { installment_months, save } => {
            order.add("method", CARD);
            order.add("installmentMonths", u32::from(*installment_months));
            order.add("save", *save);
        }
        Method::SavedCard { id, installment_months, with_cvv } => {
            order.add("method", SAVED_CARD);
            order.add("id", id.as_str());
            order.add("installmentMonths", u32::from(*installment_months));
            order.add("withCvv", *with_cvv);
        }
        Method::Token => order.add("method", TOKEN),
        Method::Wallet { id, token } => {
            order.add("method", WALLET);
            order.add("id", id.as_str());
            order.add_some("token", token.as_deref());
        }
    }
    order
}

const CARD: &str = "card";
const SAVED_CARD: &str = "saved_card";
const TOKEN: &str = "token";
const WALLET: &str = "wallet";

/// How much is paid.
pub fn amount(money: Money) -> Members {
    let mut order = Members::default();
    order.add("amountMinor", money.minor());
    order.add("currency", money.currency().code());
    order
}

/// The order that [`order`] wrote; `None` for anything else.
pub fn read_order(order: &impl Object) -> Option<(Method, Money)> {
    let id = || order.text("id");
    let installment_months = u8::try_from(order.whole("installmentMonths").unwrap_or_default()).ok()?;
    let method = match &*order.text("method")? {
        CARD => Method::Card { installment_months, save: order.flag("save")? },
        SAVED_CARD => Method::SavedCard { id: id()?, installment_months, with_cvv: order.flag("withCvv")? },
        TOKEN => Method::Token,
        WALLET => Method::Wallet { id: id()?, token: order.text("token").map(Into::into) },
        _ => return None,
    };
    Some((method, read_amount(order)?))
}

/// The amount that [`amount`] wrote.
pub fn read_amount(order: &impl Object) -> Option<Money> {
    let currency = Currency::parse(&order.text("currency")?).ok()?;
    Money::from_minor(order.whole("amountMinor")?, currency).ok()
}

/// A request about saved cards: what is asked, and the id of the card that it is about.
pub fn saved_request(request: &SavedCardRequest) -> (&'static str, Option<&str>) {
    match request {
        SavedCardRequest::List => (LIST, None),
        SavedCardRequest::Delete(id) => (DELETE, Some(id)),
        SavedCardRequest::Restore(id) => (RESTORE, Some(id)),
    }
}

const LIST: &str = "list";
const DELETE: &str = "delete";
const RESTORE: &str = "restore";

/// The request that [`saved_request`] wrote.
pub fn read_saved_request(what: &str, id: Option<String>) -> Option<SavedCardRequest> {
    match (what, id) {
        (LIST, _) => Some(SavedCardRequest::List),
        (DELETE, Some(id)) => Some(SavedCardRequest::Delete(id)),
        (RESTORE, Some(id)) => Some(SavedCardRequest::Restore(id)),
        _ => None,
    }
}

/// A failure as JavaScript makes a `PaymentError` of it.
pub fn page_failure(failure: &Failure) -> Members {
    let mut page = Members::default();
    page.add("code", failure.code.as_str());
    page.add("message", &*failure.message);
    page.add("outcome", failure.outcome.as_str());
    page.add("retryable", failure.retryable);
    page.add_some("field", failure.field.as_deref());
    page.add("errors", failure.errors.iter().map(field_error).collect::<Plain>());
    page.add_some("declineCode", failure.decline_code.map(|code| code.as_str()));
    page.add_some("paymentId", failure.payment.as_ref().map(|payment| payment.id.as_str()));
    page.add_some("requestId", failure.request_id.as_deref());
    page
}

/// `FieldError` of the JavaScript surface.
fn field_error(error: &FieldProblem) -> Plain {
    let mut page = Members::default();
    page.add("field", error.field.as_str());
    page.add("code", error.code.as_str());
    page.add("message", error.message.as_str());
    page.into()
}

/// The same with the payment that it is about.
pub fn failure(failure: &Failure) -> Members {
    let mut members = page_failure(failure);
    members.add_some("payment", failure.payment.as_deref().map(write::payment));
    members
}

/// The failure that [`failure`] wrote, or one that JavaScript found. What is unknown in it says nothing of the money: the outcome
/// is then unknown, too.
pub fn read_failure(json: &impl Object) -> Failure {
    let word = |name| json.text(name).unwrap_or_default();
    let code = ErrorCode::from_word(&word("code")).unwrap_or(ErrorCode::OutcomeUnknown);
    Failure {
        code,
        outcome: Outcome::from_word(&word("outcome")).unwrap_or(Outcome::Unknown),
        retryable: json.flag("retryable").unwrap_or_default(),
        message: word("message").into(),
        field: json.text("field"),
        errors: read::field_problems(json).unwrap_or_default(),
        decline_code: json.text("declineCode").and_then(|word| DeclineCode::from_word(&word)),
        payment: json.object("payment").and_then(|payment| read::payment(&payment)).map(Box::new),
        request_id: json.text("requestId"),
    }
}
