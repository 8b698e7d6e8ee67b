//! The simulated pages of a card's issuer and of a wallet, in Korean and English.
//!
//! A page of the issuer stands in a frame of the merchant's page, one of the wallet never in any frame.

use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::action::Display;
use payments_widget::protocol::payment::PaymentMethod;

use crate::page::{escape, html, nonce};
use crate::store::actions::{ActionRow, Task};
use crate::store::payments::PaymentRow;

/// The languages of these pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Korean.
    Korean,
    /// English, for everybody else.
    English,
}

/// The browser's language.
pub fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if wanted.to_ascii_lowercase().starts_with("ko") { Language::Korean } else { Language::English }
}

struct Words {
    tag: &'static str,
    issuer: &'static str,
    wallet: &'static str,
    simulated: &'static str,
    approve: &'static str,
    refuse: &'static str,
    checking: &'static str,
    over: &'static str,
}

const KOREAN: Words = Words {
    tag: "ko",
    issuer: "시험 은행",
    wallet: "시험 지갑",
    simulated: "모의 화면입니다. 실제로 청구되지 않습니다.",
    approve: "승인",
    refuse: "거절",
    checking: "확인하고 있습니다.",
    over: "끝났습니다. 결제 화면으로 돌아가 주세요.",
};

const ENGLISH: Words = Words {
    tag: "en",
    issuer: "Test bank",
    wallet: "Test wallet",
    simulated: "A simulation. You will not be charged.",
    approve: "Approve",
    refuse: "Refuse",
    checking: "Checking.",
    over: "This is done. Go back to the payment.",
};

const STYLE: &str = "
    :root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #14181f; background: #fff; }
    main { max-width: 22rem; margin: 0 auto; padding: 1.5rem 1rem; }
    h1 { font-size: 1.125rem; margin: 0 0 1rem; }
    .amount { font-size: 1.75rem; font-weight: 600; margin: 0; }
    .note { font-size: .8125rem; color: #566070; }
    button { display: block; width: 100%; min-height: 3rem; margin-top: .75rem; border-radius: 10px; font: inherit;
        border: 1px solid #868e9b; background: #fff; color: inherit; }
    button[value=approved] { background: #1f54e0; border-color: #1f54e0; color: #fff; }
    :focus-visible { outline: 2px solid #1f54e0; outline-offset: 2px; }";

/// One page for one payment.
pub struct Page {
    payment_id: String,
    amount: String,
    method: String,
    origins: Vec<String>,
    words: &'static Words,
    nonce: String,
}

impl Page {
    /// `origins` are those of pages that may hold it in a frame.
    pub fn new(payment: &PaymentRow, origins: Vec<String>, language: Language) -> Self {
        let money = Currency::parse(&payment.currency).and_then(|currency| Money::from_minor(payment.amount, currency));
        let major = money.map_or_else(|_| payment.amount.to_string(), |money| money.major());
        Self {
            payment_id: payment.id.clone(),
            amount: format!("{major} {}", payment.currency),
            method: match &payment.method {
                PaymentMethod::Card { card } => format!("•••• {}", card.last4),
                PaymentMethod::Wallet { wallet_id } => wallet_id.clone(),
            },
            origins,
            words: if language == Language::Korean { &KOREAN } else { &ENGLISH },
            nonce: nonce(),
        }
    }

    /// Asks the payer, or in a hidden frame only the browser.
    pub fn ask(&self, action: &ActionRow, key: &str) -> Response {
        let hidden = action.task == Task::ThreeDSecure(Display::Hidden);
        let Words { approve, refuse, checking, .. } = self.words;
        let buttons = if hidden {
            format!(r#"<input type="hidden" name="result" value="approved"><p class="note">{checking}</p>"#)
        } else {
            format!(
                r#"<button name="result" value="approved">{approve}</button>
                <button name="result" value="refused">{refuse}</button>"#
            )
        };
        let (id, key) = (escape(&action.id), escape(key));
        let form = format!(
            r#"<form method="post" action="{id}/result"><input type="hidden" name="k" value="{key}">{buttons}</form>"#
        );
        let script = if hidden { "document.forms[0].submit();" } else { "" };
        self.answer(action, &form, script)
    }

    /// Says that it is over, and gives the page around the frame a hint to ask: one that holds nothing secret.
    pub fn over(&self, action: &ActionRow) -> Response {
        let script = format!("parent.postMessage({{type:'payment.updated',payment:'{}'}},'*');", self.payment_id);
        self.answer(action, &format!(r#"<p class="note">{}</p>"#, self.words.over), &script)
    }

    fn answer(&self, action: &ActionRow, body: &str, script: &str) -> Response {
        let Words { tag, simulated, .. } = self.words;
        let who = if action.task == Task::Redirect { self.words.wallet } else { self.words.issuer };
        let (amount, method) = (escape(&self.amount), escape(&self.method));
        let nonce = &self.nonce;
        let page = format!(
            r#"<!doctype html>
<html lang="{tag}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{who}</title>
<style nonce="{nonce}">{STYLE}</style>
<main>
<h1>{who}</h1>
<p class="amount"><bdi>{amount}</bdi></p>
<p><bdi>{method}</bdi></p>
{body}
<p class="note">{simulated}</p>
</main>
<script nonce="{nonce}">{script}</script>
</html>
"#
        );
        html(StatusCode::OK, self.policy(action), page)
    }

    /// The form's answer may send the payer on to the merchant, which counts as a form's target too.
    fn policy(&self, action: &ActionRow) -> String {
        let nonce = &self.nonce;
        let ancestors = if self.origins.is_empty() { "'none'".into() } else { self.origins.join(" ") };
        let back = action.return_url.as_deref().and_then(|url| reqwest::Url::parse(url).ok());
        let back = back.map_or_else(String::new, |url| format!(" {}", url.origin().ascii_serialization()));
        format!(
            "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; form-action 'self'{back}; \
             base-uri 'none'; frame-ancestors {ancestors}"
        )
    }
}
