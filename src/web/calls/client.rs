//! `Client`: the calls of one configuration, as the JavaScript around it makes them.
//!
//! Reads the options, has the core check them, and begins a charge. Its methods settle a deferred and never throw; the
//! JavaScript owns the promise, because only it survives a trap.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use super::form_payments::{FormPayments, unread_order};
use super::session_calls::{self, SessionCall};
use super::shared::Shared;
use crate::checkout::errors::{localize, sentence};
use crate::checkout::handover::{self, Described};
use crate::flow::failure::Failure;
use crate::flow::messages::Limits;
use crate::jwe::token_format::TokenFormat;
use crate::web::js::deferred::Deferred;
use crate::web::js::options::{Options, own, own_text, own_whole};
use crate::web::js::session_option::Source;
use crate::web::js::to_page;
use crate::web::js::words::{self, Words};
use crate::web::pay::action::DialogHost;
use crate::web::pay::api::Api;
use crate::web::pay::form::{FormOrder, Sealer};
use crate::web::pay::result::{page_failure, page_value};
use crate::web::pay::runner::{self, ChargeCallbacks, Context, Order};

/// The calls of one configuration.
#[wasm_bindgen]
pub struct Client {
    shared: Rc<Shared>,
}

#[wasm_bindgen]
impl Client {
    /// A client of a configuration that JavaScript has checked: `apiKey`, `endpoint`, `session`, `sessionUrl`,
    /// `currency`, `returnUrl`, `keyThumbprints`, `tokenFormat` (the texts `payload` and `header`), `timeoutMs`, `maxRetries`.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsValue, words: Words, dialogs: DialogHost) -> Self {
        let text = |key| own_text(&config, key);
        let whole = |key| own_whole(&config, key).and_then(|number| u32::try_from(number).ok());
        let pins = own(&config, "keyThumbprints").and_then(|pins| pins.dyn_into::<Array>().ok());
        let session_url = text("sessionUrl");
        let context = Context {
            api: Api {
                endpoint: text("endpoint").unwrap_or_default(),
                key: text("apiKey").unwrap_or_default(),
                pins: pins.map(|pins| pins.iter().filter_map(|pin| pin.as_string()).collect()),
                token_format: own(&config, "tokenFormat").and_then(|format| {
                    Some(TokenFormat { payload: own_text(&format, "payload")?, header: own_text(&format, "header")? })
                }),
                key_kept: RefCell::default(),
            },
            limits: Limits {
                timeout_ms: whole("timeoutMs").unwrap_or_default(),
                max_retries: whole("maxRetries").unwrap_or_default(),
            },
            return_url: text("returnUrl"),
            last_secret: RefCell::new(None),
        };
        let source = Source::read(&mut Options::of(&config));
        let shared =
            Shared { context: Rc::new(context), source, currency: text("currency"), dialogs, words, session_url };
        Self { shared: Rc::new(shared) }
    }

    /// `PaymentsAPI.chargeCard` and `createToken`: an order that the other module has read from the options of the call.
    pub fn charge(&self, order: FormOrder, options: JsValue, deferred: Deferred) {
        let read = handover::read_order(&order.describe()).ok_or_else(unread_order);
        self.begin(read, Some(order.into()), options, deferred);
    }

    /// `PaymentsAPI.chargeWallet`.
    #[wasm_bindgen(js_name = chargeWallet)]
    pub fn charge_wallet(&self, options: JsValue, deferred: Deferred) {
        self.begin(self.shared.wallet_order(&options), None, options, deferred);
    }

    /// What pays for one form.
    #[wasm_bindgen(js_name = formPayments)]
    pub fn form_payments(&self) -> FormPayments {
        FormPayments::new(self.shared.clone())
    }

    /// `PaymentsAPI.retrievePayment`: of this secret, else of the session used last, else of the one that the page's
    /// address names, whose secret the session URL gives.
    #[wasm_bindgen(js_name = retrievePayment)]
    pub fn retrieve_payment(&self, secret: Option<String>, deferred: Deferred) {
        session_calls::start(&self.shared, SessionCall::Retrieve, secret, deferred);
    }

    /// `PaymentsAPI.resumePayment`: continues the payment of a session that waits for the payer.
    #[wasm_bindgen(js_name = resumePayment)]
    pub fn resume_payment(&self, secret: Option<String>, deferred: Deferred) {
        session_calls::start(&self.shared, SessionCall::Resume, secret, deferred);
    }

    /// `PaymentsAPI.cancelPayment`: gives up the payment of a session that waits for the payer.
    #[wasm_bindgen(js_name = cancelPayment)]
    pub fn cancel_payment(&self, secret: Option<String>, deferred: Deferred) {
        session_calls::start(&self.shared, SessionCall::Cancel, secret, deferred);
    }

    fn begin(
        &self,
        described: Result<Described, Failure>,
        sealer: Option<Sealer>,
        options: JsValue,
        deferred: Deferred,
    ) {
        let order = described.and_then(|Described { method, money, card }| {
            let mut options = Options::of(&options);
            let source = Source::read(&mut options).or_else(|| self.shared.source.clone());
            let signal = options
                .any("signal")
                .and_then(|signal| options.wanted("signal", signal.dyn_into::<AbortSignal>().ok(), "an AbortSignal"));
            options.done()?;
            Ok(Order { method, money, card, sealer, source, kept: None, signal })
        });
        let order = match order {
            Ok(order) => order,
            Err(failure) => return deferred.reject(&to_page::failure(&failure)),
        };
        let deferred = Rc::new(deferred);
        let posted = deferred.clone();
        let words = self.shared.words.clone();
        let callbacks = ChargeCallbacks {
            posted: Box::new(move || posted.posted()),
            stage: Box::new(self.shared.dialog()),
            settled: Box::new(move |result| match result {
                Ok(outcome) => deferred.resolve(&page_value(&outcome)),
                Err(mut ended) => {
                    localize(&mut ended.failure, &|error| words::say(&words, &sentence(error), ""));
                    deferred.reject(&page_failure(&ended));
                }
            }),
        };
        runner::start(self.shared.context.clone(), order, callbacks);
    }
}
