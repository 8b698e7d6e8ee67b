//! What a caller may see of a payment and of a session.

use payments_widget::protocol::action::NextAction;
use payments_widget::protocol::payment::Payment;
use payments_widget::protocol::session::{Payer, Session};

use super::Api;
use crate::clock::rfc3339;
use crate::store::actions::ActionRow;
use crate::store::payments::{PaymentRow, decline_code};
use crate::store::sessions::SessionState;

/// Who reads a payment or a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A browser with a publishable key and the session.
    Payer,
    /// A server with a secret key.
    Merchant,
}

/// The payment as the wire has it, with the action that it waits for.
pub fn payment(api: &Api, row: PaymentRow, viewer: Viewer) -> Payment {
    Payment {
        id: row.id,
        session: row.session_id,
        status: row.status,
        amount: row.amount,
        currency: row.currency,
        livemode: false,
        payment_method: row.method,
        decline_code: row.decline_code.as_deref().map(decline_code),
        network_decline_code: row.network_decline_code.filter(|_| viewer == Viewer::Merchant),
        next_action: row.open_action.map(|action| next_action(api, action)),
        created_at: rfc3339(row.created_at),
    }
}

fn next_action(api: &Api, action: ActionRow) -> NextAction {
    let key = api.server_key.derive_action_key(&action.id);
    NextAction {
        kind: action.task.kind(),
        display: action.task.display(),
        url: format!("{}/actions/{}?k={key}", api.base, action.id),
        expires_at: rfc3339(action.expires_at),
        id: action.id,
    }
}

/// The session as the wire has it, with its newest payment.
pub fn session(api: &Api, state: SessionState, viewer: Viewer) -> Session {
    let SessionState { session: row, status, newest } = state;
    let merchant = viewer == Viewer::Merchant;
    Session {
        id: row.id,
        client_secret: None,
        status,
        amount: row.amount,
        currency: row.currency,
        livemode: false,
        expires_at: rfc3339(row.expires_at),
        payment: newest.map(|newest| payment(api, newest, viewer)),
        order_id: row.order_id.filter(|_| merchant),
        payer: merchant.then_some(Payer { id: row.payer_id }),
        payment_method_types: merchant.then_some(row.methods),
        return_url: row.return_url.filter(|_| merchant),
    }
}
