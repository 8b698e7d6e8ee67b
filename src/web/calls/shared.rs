//! What the calls and the forms of one client have in common: its configuration, and how the options of a call are read.
//!
//! No rule of cards or amounts: those are in `checkout`.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use crate::checkout::errors::Problems;
use crate::checkout::handover::Described;
use crate::checkout::order;
use crate::flow::failure::Failure;
use crate::flow::messages::{Method, Secret};
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::{Session, session_id};
use crate::web::js::options::Options;
use crate::web::js::session_option::Source;
use crate::web::js::words::{self, Words};
use crate::web::pay::action::{Dialog, DialogHost};
use crate::web::pay::browser;
use crate::web::pay::runner::Context;
use crate::web::pay::session_registry;
use crate::web::pay::session_source::{ask_session_url, source_failed};

/// What a client's calls and forms have in common.
pub(super) struct Shared {
    pub(super) context: Rc<Context>,
    pub(super) source: Option<Source>,
    pub(super) currency: Option<String>,
    pub(super) dialogs: DialogHost,
    pub(super) words: Words,
    pub(super) session_url: Option<String>,
}

impl Shared {
    /// The dialogs of a call, which has no form.
    pub(super) fn dialog(&self) -> Dialog {
        Dialog {
            host: self.dialogs.clone(),
            words: self.words.clone(),
            form: None,
            in_click: false,
            on_change: Rc::new(|_, _| {}),
            shown: RefCell::new(None),
        }
    }

    /// The order of `chargeWallet`, by its options.
    pub(super) fn wallet_order(&self, options: &JsValue) -> Result<Described, Failure> {
        let mut options = Options::of(options);
        let id = options.text("walletId").unwrap_or_default();
        let token = options.text("walletToken");
        let token =
            token.and_then(|token| options.wanted("walletToken", order::wallet_token(token), "1 byte to 16 KiB"));
        let amount = options.money(self.currency.as_deref());
        options.done()?;
        let money = order::wallet(&id, amount).map_err(|problems| self.failure(problems))?;
        Ok(Described { method: Method::Wallet { id, token: token.map(Secret::from) }, money, card: None })
    }

    /// What is wrong, in the words of the calls.
    fn failure(&self, problems: Problems) -> Failure {
        problems.into_failure(&|sentence| words::say(&self.words, sentence, "")).into()
    }

    /// Reads the session that a secret opens: the given one, the one used last, or that of the page's address.
    ///
    /// # Errors
    /// `session_required`, `session_source_failed`, `network_error`, `unexpected_response`, and what the API refuses.
    pub(super) async fn read_session(&self, secret: Option<String>) -> Result<(String, Box<Session>), Failure> {
        let within_ms = self.context.limits.timeout_ms;
        let last = self.context.last_secret.borrow().clone();
        let secret = match (secret.or(last), &self.session_url, browser::query("payment_session")) {
            (Some(secret), ..) => secret,
            (None, Some(url), Some(id)) => {
                let id = js_sys::encode_uri_component(&id).as_string().unwrap_or_default();
                let glue = if url.contains('?') { "&" } else { "?" };
                ask_session_url(&[url, glue, "payment_session=", &id].concat(), None, within_ms).await?
            }
            _ => {
                let message = "Give the client secret of the session: this page has not used one yet.";
                return Err(Failure::new(ErrorCode::SessionRequired, message));
            }
        };
        let no_secret = || source_failed("This is no client secret of a payment session.");
        let id = session_id(&secret).ok_or_else(no_secret)?;
        let api = &self.context.api;
        let opened = api.session(&secret, id, within_ms).await;
        let opened = opened.map_err(|fault| Failure::session_unread(fault, &api.url("/payment_sessions")))?;
        if let Some(payment) = &opened.payment {
            session_registry::remember(payment);
        }
        self.context.last_secret.replace(Some(secret.clone()));
        Ok((secret, opened))
    }
}
