//! What a caller may see of a payment, of a session and of a refund, and what an event tells of them.

use payments_widget::protocol::action::NextAction;
use payments_widget::protocol::payment::Payment;
use payments_widget::protocol::session::{Payer, Session};
use serde::{Deserialize, Serialize};

use super::Api;
use crate::clock::rfc3339;
use crate::store::actions::ActionRow;
use crate::store::payments::{PaymentRow, decline_code};
use crate::store::refunds::{RefundRow, RefundStatus};
use crate::store::sessions::SessionState;

/// Who reads a payment or a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A browser with a publishable key and the session.
    Payer,
    /// A server with a secret key.
    Merchant,
}

/// A payment as the wire has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentView {
    /// What the widget reads of it too.
    #[serde(flatten)]
    payment: Payment,
    /// Minor units that were given back; for a secret key only.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_refunded: Option<u64>,
}

/// A refund as the wire has it.
#[derive(Clone, Debug, Serialize)]
pub struct RefundView {
    /// `re_…`
    id: String,
    /// `pay_…`
    payment: String,
    /// How far it has come.
    status: RefundStatus,
    /// Minor units.
    amount: u64,
    /// ISO 4217.
    currency: String,
    /// Why, in the merchant's word.
    reason: Option<String>,
    /// RFC 3339, UTC.
    created_at: String,
}

/// The payment, with the action that it waits for.
pub fn payment(api: &Api, row: PaymentRow, viewer: Viewer) -> PaymentView {
    with_action_url(api, without_action_url(row, viewer))
}

/// The payment as an event tells of it to the merchant's server. It is stored like this, so the URL of an action, which holds a
/// secret, is empty: [`with_action_url`] adds it when the event is sent.
pub fn payment_in_event(row: PaymentRow) -> PaymentView {
    without_action_url(row, Viewer::Merchant)
}

/// The payment with the URL of its action.
pub fn with_action_url(api: &Api, mut view: PaymentView) -> PaymentView {
    if let Some(action) = &mut view.payment.next_action {
        let key = api.server_key.derive_action_key(&action.id);
        action.url = format!("{}/actions/{}?k={key}", api.base, action.id);
    }
    view
}

fn without_action_url(row: PaymentRow, viewer: Viewer) -> PaymentView {
    let merchant = viewer == Viewer::Merchant;
    let created_at = rfc3339(row.created_at);
    let mut payment =
        Payment::new(row.id, row.session_id, row.status, row.amount, row.currency, row.method, created_at);
    payment.decline_code = row.decline_code.as_deref().map(decline_code);
    payment.network_decline_code = row.network_decline_code.filter(|_| merchant);
    payment.next_action = row.open_action.map(next_action);
    PaymentView { payment, amount_refunded: merchant.then_some(row.amount_refunded) }
}

/// The refund.
pub fn refund(row: RefundRow) -> RefundView {
    RefundView {
        id: row.id,
        payment: row.payment_id,
        status: row.status,
        amount: row.amount,
        currency: row.currency,
        reason: row.reason,
        created_at: rfc3339(row.created_at),
    }
}

fn next_action(action: ActionRow) -> NextAction {
    let mut next = NextAction::new(action.id, action.task.kind(), String::new(), rfc3339(action.expires_at));
    next.display = action.task.display();
    next
}

/// The session as the wire has it, with its newest payment.
pub fn session(api: &Api, state: SessionState, viewer: Viewer) -> Session<PaymentView> {
    let SessionState { session: row, status, newest } = state;
    let mut session = Session::new(row.id, status, row.amount, row.currency, rfc3339(row.expires_at));
    session.payment = newest.map(|newest| payment(api, newest, viewer));
    if viewer == Viewer::Merchant {
        session.order_id = row.order_id;
        session.payer = Some(Payer { id: row.payer_id });
        session.payment_method_types = Some(row.methods);
        session.return_url = row.return_url;
    }
    session
}
