//! The simulated pages of a card's issuer (3-D Secure) and of a wallet (approval), in Korean and English.
//!
//! An issuer's page is shown in a frame of the merchant's page. A wallet's page is never shown in a frame.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::response::Response;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use payments_widget::money::major_or_minor;
use payments_widget::protocol::action::Display;
use payments_widget::protocol::payment::PaymentMethod;

use crate::html::{self, nonce};
use crate::store::actions::{ActionRow, Task};
use crate::store::payments::PaymentRow;

/// The languages of these pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Korean.
    Korean,
    /// English, for every other language.
    English,
}

/// The language of a browser, by its `Accept-Language`.
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
    ancestors: String,
    words: &'static Words,
    nonce: String,
}

impl Page {
    /// `ancestors`: the pages that may hold this one in a frame, as `frame-ancestors` names them.
    pub fn new(payment: &PaymentRow, ancestors: String, language: Language) -> Self {
        Self {
            payment_id: payment.id.clone(),
            amount: format!("{} {}", major_or_minor(payment.amount, &payment.currency), payment.currency),
            method: match &payment.method {
                PaymentMethod::Card { card, .. } => format!("•••• {}", card.last4),
                other => other.wallet_id().unwrap_or_default().to_owned(),
            },
            ancestors,
            words: if language == Language::Korean { &KOREAN } else { &ENGLISH },
            nonce: nonce(),
        }
    }

    /// The page that asks the payer. In a hidden frame it asks nobody and sends its form at once.
    pub fn ask(&self, action: &ActionRow, key: &str) -> Response {
        let hidden = action.task == Task::ThreeDSecure(Display::Hidden);
        let form = html! {
            form method="post" action={ (action.id) "/result" } {
                input type="hidden" name="k" value=(key);
                @if hidden {
                    input type="hidden" name="result" value="approved";
                    p.note { (self.words.checking) }
                } @else {
                    button name="result" value="approved" { (self.words.approve) }
                    button name="result" value="refused" { (self.words.refuse) }
                }
            }
        };
        self.answer(action, &form, if hidden { "document.forms[0].submit();" } else { "" })
    }

    /// The page after the action. It sends the page around the frame a hint without any secret: read the payment again.
    pub fn over(&self, action: &ActionRow) -> Response {
        let script = format!("parent.postMessage({{type:'payment.updated',payment:'{}'}},'*');", self.payment_id);
        self.answer(action, &html!(p.note { (self.words.over) }), &script)
    }

    /// `script` is not escaped: it is our own code, and must never hold anything from a request.
    fn answer(&self, action: &ActionRow, body: &Markup, script: &str) -> Response {
        let Words { tag, simulated, .. } = self.words;
        let issuer = if action.task == Task::Redirect { self.words.wallet } else { self.words.issuer };
        let page = html! {
            (DOCTYPE)
            html lang=(tag) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (issuer) }
                    style nonce=(self.nonce) { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        h1 { (issuer) }
                        p.amount { bdi { (self.amount) } }
                        p { bdi { (self.method) } }
                        (body)
                        p.note { (simulated) }
                    }
                    script nonce=(self.nonce) { (PreEscaped(script)) }
                }
            }
        };
        html::page(self.policy(action), page.into_string())
    }

    /// The answer to the form may send the payer on to the merchant, and `form-action` counts redirects too.
    fn policy(&self, action: &ActionRow) -> String {
        let nonce = &self.nonce;
        let ancestors = &self.ancestors;
        let back = action.return_url.as_deref().and_then(|url| reqwest::Url::parse(url).ok());
        let back = back.map_or_else(String::new, |url| format!(" {}", url.origin().ascii_serialization()));
        format!(
            "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; form-action 'self'{back}; \
             base-uri 'none'; frame-ancestors {ancestors}"
        )
    }
}
