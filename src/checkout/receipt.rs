//! From a payment to what the form shows of it.

use crate::card::Brand;
use crate::form::{OpenPayment, Receipt, Wallet};
use crate::money::major_or_minor;
use crate::protocol::payment::{Payment, PaymentMethod};

/// The receipt of a payment. A wallet that the form offers is shown by its label, any other by its id.
pub fn receipt(payment: &Payment, wallets: &[Wallet]) -> Receipt {
    let (brand, paid_with, by_card) = match &payment.payment_method {
        PaymentMethod::Card { card, .. } => (card.brand.as_deref().and_then(Brand::from_id), card.last4.clone(), true),
        PaymentMethod::Wallet { wallet_id } => (None, name_of(wallet_id, wallets), false),
    };
    Receipt {
        id: payment.id.clone(),
        amount: major_or_minor(payment.amount, &payment.currency),
        currency: payment.currency.clone(),
        created_at: payment.created_at.clone(),
        brand,
        paid_with,
        by_card,
    }
}

/// What the form shows of a payment that waits for the payer. `is_earlier`: it kept out the attempt that was just made.
pub fn open_payment(payment: &Payment, wallets: &[Wallet], is_earlier: bool) -> OpenPayment {
    OpenPayment {
        id: payment.id.clone(),
        wallet: wallet_name(payment, wallets),
        expires_at: payment.next_action.as_ref().map(|action| action.expires_at.clone()).unwrap_or_default(),
        is_earlier,
        giving_up: false,
        failed: false,
    }
}

/// The name of a payment's wallet for the payer; `None` for a card.
pub(super) fn wallet_name(payment: &Payment, wallets: &[Wallet]) -> Option<String> {
    match &payment.payment_method {
        PaymentMethod::Card { .. } => None,
        PaymentMethod::Wallet { wallet_id } => Some(name_of(wallet_id, wallets)),
    }
}

/// The wallet's name for the payer.
fn name_of(id: &str, wallets: &[Wallet]) -> String {
    let wallet = wallets.iter().find(|wallet| wallet.id == id);
    wallet.map_or(id, |wallet| &wallet.label).to_owned()
}
