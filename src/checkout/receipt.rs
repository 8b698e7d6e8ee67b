//! From a payment that succeeded to what the form shows of it.

use crate::card::Brand;
use crate::form::{Receipt, Wallet};
use crate::money::major_or_minor;
use crate::protocol::payment::{Payment, PaymentMethod};

/// The receipt of a payment. A wallet that the form offers is shown by its label, any other by its id.
pub fn receipt(payment: &Payment, wallets: &[Wallet]) -> Receipt {
    let (brand, paid_with, by_card) = match &payment.payment_method {
        PaymentMethod::Card { card } => (card.brand.as_deref().and_then(Brand::from_id), card.last4.clone(), true),
        PaymentMethod::Wallet { wallet_id } => {
            let wallet = wallets.iter().find(|wallet| wallet.id == *wallet_id);
            (None, wallet.map_or_else(|| wallet_id.clone(), |wallet| wallet.label.clone()), false)
        }
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
