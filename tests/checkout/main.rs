//! Between the form and the payment: what a call or a form asks to charge, and what is shown of its end.
#![cfg(not(target_arch = "wasm32"))]

mod errors;
mod handover;
mod order;
mod saved;
mod settle;

use payments_widget::protocol::payment::{CardSummary, Payment, PaymentMethod, PaymentStatus};
use payments_widget::text::Text;

/// A payment of 19.99 dollars that succeeded.
fn payment(payment_method: PaymentMethod) -> Payment {
    Payment {
        id: "pay_1".to_owned(),
        session: "ps_1".to_owned(),
        status: PaymentStatus::Succeeded,
        amount: 1999,
        currency: "USD".to_owned(),
        livemode: false,
        payment_method,
        decline_code: None,
        network_decline_code: None,
        next_action: None,
        created_at: "2026-11-24T05:02:00Z".to_owned(),
    }
}

fn card(brand: Option<&str>) -> PaymentMethod {
    PaymentMethod::Card {
        card: CardSummary { brand: brand.map(str::to_owned), last4: "4242".to_owned() },
        saved_card: None,
    }
}

fn wallet(id: &str) -> PaymentMethod {
    PaymentMethod::Wallet { wallet_id: id.to_owned() }
}

/// A language in which every sentence is its key and the values of its placeholders.
fn say(text: &Text) -> String {
    text.args.iter().fold(text.key.to_owned(), |said, (_, arg)| format!("{said} {arg:?}"))
}
