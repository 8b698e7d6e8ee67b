//! What the two modules of a page hand to each other as plain objects: the form's order one way, and what became of it the other.
//!
//! The module with the form has the card, and the module that pays has the network. No object here can hold a card number. A payment
//! and a failure are handed over as the page gets them, so that the form gives them on.

use super::errors::OwnFailure;
use crate::card::{Brand, FieldError, MaskedCard};
use crate::flow::failure::Failure;
use crate::flow::messages::Method;
use crate::form::{AttemptEnd, OpenPayment, Reason, Receipt};
use crate::money::{Currency, Money, major_or_minor};
use crate::protocol::payment::{CardSummary, Payment, PaymentMethod};
use crate::protocol::problem::{FieldProblem, Outcome};
use crate::protocol::read::Object;
use crate::protocol::saved_card::SavedCardRequest;
use crate::protocol::write::{Members, Plain};

/// What is paid, of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// How it is paid.
    pub method: Method,
    /// How much.
    pub money: Money,
    /// What may be shown of its card, if it has one.
    pub card: Option<CardSummary>,
}

/// How and how much is paid, and what may be shown of the card.
pub fn order(method: &Method, money: Money, card: Option<&MaskedCard>) -> Members {
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
    order.add_some("card", card.map(|card| masked_card(card.brand.map(Brand::id), &card.last4)));
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
pub fn read_order(order: &impl Object) -> Option<Described> {
    let id = || order.text("id");
    let installment_months = u8::try_from(order.whole("installmentMonths").unwrap_or_default()).ok()?;
    let method = match &*order.text("method")? {
        CARD => Method::Card { installment_months, save: order.flag("save")? },
        SAVED_CARD => Method::SavedCard { id: id()?, installment_months, with_cvv: order.flag("withCvv")? },
        TOKEN => Method::Token,
        WALLET => Method::Wallet { id: id()?, token: order.text("token").map(Into::into) },
        _ => return None,
    };
    let card = order.object("card");
    let card = card.and_then(|card| Some(CardSummary { brand: card.text("brand"), last4: card.text("last4")? }));
    Some(Described { method, money: read_amount(order)?, card })
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

/// A payment as the page gets it: `Payment` of the JavaScript surface.
pub fn payment(payment: &Payment) -> Members {
    let mut page = Members::default();
    page.add("id", payment.id.as_str());
    page.add("sessionId", payment.session.as_str());
    page.add("status", payment.status.as_str());
    page.add("amount", major_or_minor(payment.amount, &payment.currency));
    page.add("amountMinor", payment.amount);
    page.add("currency", payment.currency.as_str());
    page.add("livemode", payment.livemode);
    page.add("createdAt", payment.created_at.as_str());
    page.add("method", payment.payment_method.kind().as_str());
    match &payment.payment_method {
        PaymentMethod::Card { card, .. } => page.add("card", masked_card(card.brand.as_deref(), &card.last4)),
        PaymentMethod::Wallet { wallet_id } => page.add("walletId", wallet_id.as_str()),
    }
    page
}

/// `MaskedCard` of the JavaScript surface.
pub fn masked_card(brand: Option<&str>, last4: &str) -> Members {
    let mut page = Members::default();
    page.add("brand", brand);
    page.add("last4", last4);
    page
}

/// What the form knows of the payment that [`payment`] wrote.
pub fn receipt(payment: &impl Object) -> Receipt {
    let brand = payment.object("card").and_then(|card| card.text("brand"));
    Receipt { brand: brand.and_then(|id| Brand::from_id(&id)), wallet: payment.text("walletId") }
}

/// A payment that waits for the payer. `is_earlier`: it kept out the attempt that was just made.
pub fn open_payment(payment: &Payment, is_earlier: bool) -> Members {
    let mut open = Members::default();
    open.add("id", payment.id.as_str());
    open.add_some("walletId", payment.payment_method.wallet_id());
    open.add_some("expiresAt", payment.next_action.as_ref().map(|action| action.expires_at.as_str()));
    open.add("isEarlier", is_earlier);
    open
}

/// What the form shows of the payment that [`open_payment`] wrote.
pub fn read_open_payment(open: &impl Object) -> OpenPayment {
    OpenPayment {
        id: open.text("id").unwrap_or_default(),
        wallet: open.text("walletId"),
        expires_at: open.text("expiresAt").unwrap_or_default(),
        is_earlier: open.flag("isEarlier").unwrap_or_default(),
        giving_up: false,
        failed: false,
    }
}

/// How an attempt ended that did not pay.
pub fn attempt_end(end: &AttemptEnd) -> Members {
    let mut json = Members::default();
    match end {
        AttemptEnd::Declined { wallet, reason, error } => {
            json.add("end", DECLINED);
            json.add_some("walletId", wallet.as_deref());
            json.add("reason", reason.as_str());
            json.add_some("code", error.map(FieldError::code));
        }
        AttemptEnd::Failed { reason, errors } => {
            json.add("end", FAILED);
            json.add("reason", reason.as_str());
            json.add("errors", errors.iter().map(|error| code(*error)).collect::<Plain>());
        }
        AttemptEnd::Stopped => json.add("end", STOPPED),
        AttemptEnd::Unknown(payment) => json.add_some("paymentId", payment.as_deref()),
        AttemptEnd::Unread => json.add("end", UNREAD),
    }
    json
}

const DECLINED: &str = "declined";
const FAILED: &str = "failed";
const STOPPED: &str = "stopped";
const UNREAD: &str = "unread";

fn code(error: FieldError) -> Plain {
    let mut json = Members::default();
    json.add("code", error.code());
    json.into()
}

/// The end that [`attempt_end`] wrote. What is not understood says nothing of the money: then the outcome is unknown.
pub fn read_attempt_end(json: &impl Object) -> AttemptEnd {
    let reason = json.text("reason").and_then(|word| Reason::from_word(&word)).unwrap_or(Reason::Other);
    match json.text("end").as_deref() {
        Some(DECLINED) => AttemptEnd::Declined { wallet: json.text("walletId"), reason, error: read_code(json) },
        Some(FAILED) => {
            AttemptEnd::Failed { reason, errors: json.list("errors").iter().flatten().filter_map(read_code).collect() }
        }
        Some(STOPPED) => AttemptEnd::Stopped,
        Some(UNREAD) => AttemptEnd::Unread,
        _ => AttemptEnd::Unknown(json.text("paymentId")),
    }
}

/// The error of a field that an object names.
pub fn read_code(json: &impl Object) -> Option<FieldError> {
    FieldError::from_code(&json.text("code")?)
}

/// What every failure has.
fn any_failure(
    code: &str,
    message: &str,
    outcome: Outcome,
    retryable: bool,
    field: Option<&str>,
    errors: &[FieldProblem],
) -> Members {
    let mut page = Members::default();
    page.add("code", code);
    page.add("message", message);
    page.add("outcome", outcome.as_str());
    page.add("retryable", retryable);
    page.add_some("field", field);
    page.add("errors", errors.iter().map(field_error).collect::<Plain>());
    page
}

/// A failure as JavaScript makes a `PaymentError` of it.
pub fn failure(failure: &Failure) -> Members {
    let Failure { message, outcome, retryable, field, errors, .. } = failure;
    let mut page = any_failure(failure.code.as_str(), message, *outcome, *retryable, field.as_deref(), errors);
    page.add_some("declineCode", failure.decline_code.map(|code| code.as_str()));
    page.add_some("paymentId", failure.payment.as_ref().map(|payment| payment.id.as_str()));
    page.add_some("requestId", failure.request_id.as_deref());
    page
}

/// The same of a failure that the widget has found by itself.
pub fn own_failure(own: &OwnFailure) -> Members {
    let OwnFailure { code, message, outcome, retryable, field, errors, .. } = own;
    let mut page = any_failure(code, message, *outcome, *retryable, *field, errors);
    page.add_some("paymentId", own.payment_id.as_deref());
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
