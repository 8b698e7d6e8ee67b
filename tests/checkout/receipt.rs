//! What the form shows of a payment: its receipt, or what it waits for.

use payments_widget::card::Brand;
use payments_widget::checkout::receipt::{open_payment, receipt};
use payments_widget::form::{OpenPayment, Receipt, Wallet};
use payments_widget::protocol::action::{ActionKind, NextAction};
use payments_widget::protocol::payment::Payment;

use super::{card, payment, wallet};

fn wallets() -> Vec<Wallet> {
    vec![
        Wallet { id: "other".to_owned(), label: "Other".to_owned(), mark: None },
        Wallet { id: "my_wallet".to_owned(), label: "My Wallet".to_owned(), mark: None },
    ]
}

#[test]
fn a_card_is_shown_by_brand_and_last_four_digits() {
    let cases = [(Some("visa"), Some(Brand::Visa)), (Some("a_brand_of_tomorrow"), None), (None, None)];
    for (id, brand) in cases {
        let expected = Receipt {
            id: "pay_1".to_owned(),
            amount: "19.99".to_owned(),
            currency: "USD".to_owned(),
            created_at: "2026-11-24T05:02:00Z".to_owned(),
            brand,
            paid_with: "4242".to_owned(),
            by_card: true,
        };
        assert_eq!(receipt(&payment(card(id)), &wallets()), expected, "{id:?}");
    }
}

#[test]
fn a_wallet_is_shown_by_its_label_or_else_by_its_id() {
    for (id, expected) in [("my_wallet", "My Wallet"), ("gone", "gone")] {
        let receipt = receipt(&payment(wallet(id)), &wallets());
        assert_eq!((receipt.paid_with.as_str(), receipt.by_card, receipt.brand), (expected, false, None), "{id}");
    }
}

#[test]
fn an_amount_has_the_decimals_of_its_currency_or_stays_as_it_came() {
    // XXX is ISO 4217's code for "no currency".
    for (currency, minor, expected) in
        [("USD", 5, "0.05"), ("KRW", 128_000, "128000"), ("KWD", 1999, "1.999"), ("XXX", 1999, "1999"), ("USD", 0, "0")]
    {
        let paid = Payment { amount: minor, currency: currency.to_owned(), ..payment(card(None)) };
        let receipt = receipt(&paid, &[]);
        assert_eq!((receipt.amount.as_str(), receipt.currency.as_str()), (expected, currency));
    }
}

#[test]
fn a_payment_that_waits_for_the_payer_names_its_wallet_and_how_long_it_waits() {
    let action = NextAction {
        id: "act_1".to_owned(),
        kind: ActionKind::Redirect,
        display: None,
        url: "https://pay.example/actions/act_1".to_owned(),
        expires_at: "2026-11-24T05:12:00Z".to_owned(),
    };
    for (method, name) in [(wallet("my_wallet"), Some("My Wallet")), (wallet("gone"), Some("gone")), (card(None), None)]
    {
        let waiting = Payment { next_action: Some(action.clone()), ..payment(method) };
        let expected = OpenPayment {
            id: "pay_1".to_owned(),
            wallet: name.map(str::to_owned),
            expires_at: "2026-11-24T05:12:00Z".to_owned(),
            is_earlier: true,
            giving_up: false,
            failed: false,
        };
        assert_eq!(open_payment(&waiting, &wallets(), true), expected);
    }
}
