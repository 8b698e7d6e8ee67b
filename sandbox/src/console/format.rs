//! How times, amounts, states and ways to pay are written.

use std::time::{Duration, UNIX_EPOCH};

use maud::{Markup, html};
use payments_widget::card::Brand;
use payments_widget::money::major_or_minor;
use payments_widget::protocol::payment::{PaymentMethod, PaymentStatus};

use super::view::View;
use crate::clock::{self, Millis};
use crate::language::grouped;
use crate::store::payments::PaymentRow;

impl View {
    /// An amount of minor units, as it is written in the language of the page.
    pub(super) fn amount(&self, minor: u64, currency: &str) -> String {
        let major = major_or_minor(minor, currency);
        let (whole, rest) = major.split_once('.').unwrap_or((&major, ""));
        let point = if rest.is_empty() { "" } else { "." };
        let number = format!("{}{point}{rest}", grouped(whole));
        match currency {
            "KRW" => self.text("amount.krw").replace("{n}", &number),
            "USD" => format!("${number}"),
            _ => format!("{number} {currency}"),
        }
    }

    /// A time in UTC; the page's script writes it in the time zone of the reader.
    pub(super) fn time(&self, time: Millis) -> Markup {
        let utc = clock::rfc3339(time);
        let readable = utc.replace('T', " ").replace('Z', " UTC");
        html! { time datetime=(utc) { (readable) } }
    }

    /// A time of the same day as others around it.
    pub(super) fn clock(&self, time: Millis) -> Markup {
        let utc = clock::rfc3339(time);
        let exact =
            humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(time.unsigned_abs())).to_string();
        let clock = utc.split_once('T').map_or("", |(_, clock)| clock).trim_end_matches('Z');
        html! { time datetime=(exact) data-clock { (clock) } }
    }

    /// The state of a payment, as a shape and a word.
    pub(super) fn status(&self, payment: &PaymentRow) -> Markup {
        let (shape, word) = match payment.status {
            PaymentStatus::Succeeded if payment.amount_refunded == payment.amount => ("off", "status.refunded"),
            PaymentStatus::Succeeded if payment.amount_refunded > 0 => ("ok", "status.partly_refunded"),
            PaymentStatus::Succeeded => ("ok", "status.succeeded"),
            PaymentStatus::Declined => ("bad", "status.declined"),
            PaymentStatus::Canceled => ("off", "status.canceled"),
            _ => ("wait", "status.checking"),
        };
        self.pill(shape, word)
    }

    /// `shape`: `ok` ●, `bad` ◆, `wait` ○ or `off` –. `word`: the key of its word.
    pub(super) fn pill(&self, shape: &str, word: &str) -> Markup {
        html! { span class={ "pill pill--" (shape) } { (self.text(word)) } }
    }

    /// What was paid with, masked.
    pub(super) fn way(&self, method: &PaymentMethod) -> Markup {
        match method {
            PaymentMethod::Card { card, .. } => {
                let brand = card.brand.as_deref().and_then(Brand::from_id);
                let name = brand.map_or(self.text("way.card"), |brand| brand.info().name);
                html! {
                    span.way {
                        span.mark data-brand=[brand.map(Brand::id)] role="img" aria-label=(name) { (plate(name)) }
                        bdi dir="ltr" { "•••• " (card.last4) }
                    }
                }
            }
            other => {
                let wallet_id = other.wallet_id().unwrap_or_default();
                html! {
                    span.way {
                        span.mark role="img" aria-label=(self.text("way.wallet")) { (plate(wallet_id)) }
                        bdi { (wallet_id) }
                    }
                }
            }
        }
    }
}

/// At most four letters for a name: a short name itself, else the first letters of its words, else its first two letters.
fn plate(name: &str) -> String {
    let words: Vec<_> = name.split([' ', '_', '-']).filter(|word| !word.is_empty()).collect();
    let letters: String = match words.as_slice() {
        [word] if word.chars().count() <= 4 => (*word).to_owned(),
        [word] => word.chars().take(2).collect(),
        words => words.iter().take(4).filter_map(|word| word.chars().next()).collect(),
    };
    letters.to_uppercase()
}
