//! The panel of a form whose payment has succeeded.

use web_sys::Element;

use crate::money::major_or_minor;
use crate::protocol::payment::{Payment, PaymentMethod};
use crate::web::dom::{append, attr, child, named, part, text};
use crate::web::js::words::{Words, word};

/// Shows it in `form`. `tick`: the icon; `mark`: of the card's brand; `wallet`: its name for the payer, where one was used.
pub fn show_paid(
    form: &Element,
    words: &Words,
    payment: &Payment,
    tick: &Element,
    mark: Option<Element>,
    wallet: Option<String>,
) {
    let panel = part(form, "div", "pw-state", "state");
    attr(&panel, "data-kind", Some("success"));
    append(&part(&panel, "span", "pw-state__mark", "state-mark"), tick);
    let title = named(&text(&panel, "h2", "pw-state__title", &word(words, "ok.title")), "state-title");
    attr(&title, "tabindex", Some("-1"));
    let amount = words.amount(&major_or_minor(payment.amount, &payment.currency), &payment.currency);
    named(&text(&panel, "p", "pw-state__amount", &amount), "amount");

    let rows = part(&panel, "dl", "pw-rows", "rows");
    let row = |key, class, content: &str, before: Option<Element>| {
        let row = part(&rows, "div", "", "row");
        text(&row, "dt", "", &word(words, key));
        let value = child(&row, "dd", "");
        if let Some(before) = before {
            append(&value, &before);
        }
        text(&value, "bdi", class, content);
    };
    match &payment.payment_method {
        PaymentMethod::Card { card, .. } => {
            row("ok.method", "pw-ltr", &["•••• ", &card.last4].concat(), mark);
        }
        PaymentMethod::Wallet { wallet_id } => {
            row("ok.method", "", wallet.as_ref().unwrap_or(wallet_id), None);
        }
    }
    row("ok.number", "pw-ltr", &payment.id, None);
    row("ok.when", "", &words.date(&payment.created_at), None);
}
