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
    let [id, session, currency, created_at] = ["pay_1", "ps_1", "USD", "2026-11-24T05:02:00Z"].map(str::to_owned);
    Payment::new(id, session, PaymentStatus::Succeeded, 1999, currency, payment_method, created_at)
}

fn card(brand: Option<&str>) -> PaymentMethod {
    PaymentMethod::card(CardSummary::new(brand.map(str::to_owned), "4242".to_owned()), None)
}

fn wallet(id: &str) -> PaymentMethod {
    PaymentMethod::wallet(id.to_owned())
}

/// A language in which every sentence is its key and the values of its placeholders.
fn say(text: &Text) -> String {
    text.args.iter().fold(text.key.to_owned(), |said, (_, arg)| format!("{said} {arg:?}"))
}
