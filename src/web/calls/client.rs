//! `Client`: the calls of one configuration, as the JavaScript around it makes them.
//!
//! Reads the options, has the core judge them, and begins a charge. Its methods settle a deferred and never throw; the
//! JavaScript owns the promise, because only it survives a trap.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortSignal;

use crate::card::{Brand, Card, CardFields, YearMonth};
use crate::checkout::errors::{Problems, localize, sentence};
use crate::checkout::order;
use crate::flow::failure::Failure;
use crate::flow::messages::Limits;
use crate::flow::retry::Fault;
use crate::money::{Money, MoneyError};
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::session_id;
use crate::web::calls::form_payments::FormPayments;
use crate::web::form::PaymentFormView;
use crate::web::form::nodes::FormHost;
use crate::web::js::deferred::Deferred;
use crate::web::js::options::{Options, own, own_text, own_whole, whole};
use crate::web::js::to_page;
use crate::web::js::words::{self, Words};
use crate::web::pay::action::{Dialog, DialogHost};
use crate::web::pay::api::{Api, unreachable_at};
use crate::web::pay::result::{page_failure, page_value};
use crate::web::pay::runner::{self, Context, Hooks, Order, Payable};
use crate::web::pay::session_registry;
use crate::web::pay::session_source::{Source, ask_session_url, source_failed};
use crate::web::window;

/// The calls of one configuration.
#[wasm_bindgen]
pub struct Client {
    shared: Rc<Shared>,
}

/// What a client's calls and forms have in common.
pub struct Shared {
    pub(super) context: Rc<Context>,
    pub(super) source: Option<Source>,
    pub(super) currency: Option<String>,
    pub(super) dialogs: DialogHost,
    words: Words,
    session_url: Option<String>,
}

#[wasm_bindgen]
impl Client {
    /// A client of a configuration that JavaScript has checked: `apiKey`, `endpoint`, `session`, `sessionUrl`,
    /// `currency`, `returnUrl`, `keyThumbprints`, `timeoutMs`, `maxRetries`.
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

    /// `PaymentsAPI.chargeCard`.
    #[wasm_bindgen(js_name = chargeCard)]
    pub fn charge_card(&self, options: JsValue, deferred: Deferred) {
        let card = self.shared.card_order(&options);
        let payable = card.map(|(card, months, money)| (Payable::Card(card, months), money));
        self.begin(payable, options, deferred);
    }

    /// `PaymentsAPI.createToken`.
    #[wasm_bindgen(js_name = createToken)]
    pub fn create_token(&self, options: JsValue, deferred: Deferred) {
        let card = self.shared.card_order(&options);
        self.begin(card.map(|(card, _, money)| (Payable::Token(card), money)), options, deferred);
    }

    /// `PaymentsAPI.chargeWallet`.
    #[wasm_bindgen(js_name = chargeWallet)]
    pub fn charge_wallet(&self, options: JsValue, deferred: Deferred) {
        self.begin(self.shared.wallet_order(&options), options, deferred);
    }

    /// A form of this client; `options` as the JavaScript around it has checked their names.
    ///
    /// # Errors
    /// As [`PaymentFormView::update`].
    #[wasm_bindgen(js_name = createForm)]
    pub fn create_form(&self, options: &JsValue, host: FormHost) -> Result<PaymentFormView, JsValue> {
        let pay = FormPayments::new(self.shared.clone());
        PaymentFormView::create(&pay, options, host).map_err(|failure| to_page::failure(&failure))
    }

    /// `PaymentsAPI.retrievePayment`: of this secret, else of the session used last, else of the one that the page's
    /// address names, whose secret the session URL gives.
    #[wasm_bindgen(js_name = retrievePayment)]
    pub fn retrieve_payment(&self, secret: Option<String>, deferred: Deferred) {
        let shared = self.shared.clone();
        spawn_local(async move {
            match shared.retrieve(secret).await {
                Ok(session) => deferred.resolve(&session),
                Err(failure) => deferred.reject(&to_page::failure(&failure)),
            }
        });
    }

    fn begin(&self, payable: Result<(Payable, Money), Failure>, options: JsValue, deferred: Deferred) {
        let order = payable.and_then(|(payable, money)| {
            let mut options = Options::of(&options);
            let source = Source::read(&mut options).or_else(|| self.shared.source.clone());
            let signal = options
                .any("signal")
                .and_then(|signal| options.wanted("signal", signal.dyn_into::<AbortSignal>().ok(), "an AbortSignal"));
            options.done()?;
            Ok(Order { payable, money, source, kept: None, signal })
        });
        let order = match order {
            Ok(order) => order,
            Err(failure) => return deferred.reject(&to_page::failure(&failure)),
        };
        let deferred = Rc::new(deferred);
        let posted = deferred.clone();
        let words = self.shared.words.clone();
        let hooks = Hooks {
            posted: Box::new(move || posted.posted()),
            stage: Box::new(self.shared.dialog(&order)),
            settled: Box::new(move |result| match result {
                Ok(outcome) => deferred.resolve(&page_value(&outcome)),
                Err(mut ended) => {
                    localize(&mut ended.failure, &|error| words::say(&words, &sentence(error), ""));
                    deferred.reject(&page_failure(&ended));
                }
            }),
        };
        runner::start(self.shared.context.clone(), order, hooks);
    }
}

impl Shared {
    /// The dialogs of a call, which has no form.
    fn dialog(&self, order: &Order) -> Dialog {
        Dialog {
            host: self.dialogs.clone(),
            words: self.words.clone(),
            form: None,
            subtitle: order.subtitle(&self.words),
            on_change: Rc::new(|_, _| {}),
            shown: RefCell::new(None),
        }
    }

    /// The card of a call, in how many months it is paid, and how much.
    fn card_order(&self, options: &JsValue) -> Result<(Card, u8, Money), Failure> {
        let mut options = Options::of(options);
        let fields = CardFields {
            number: options.secret("cardNumber").unwrap_or_default(),
            expiry: options.secret("expirationDate").unwrap_or_default(),
            cvv: options.secret("cvv").unwrap_or_default(),
            holder: options.secret("cardholderName"),
            network: options
                .text("network")
                .and_then(|id| options.wanted("network", Brand::from_id(&id), "the id of a brand")),
            identity: options.secret("identityNumber"),
            password: options.secret("cardPassword"),
        };
        let amount = self.money(&mut options);
        let months = options
            .any("installmentMonths")
            .and_then(|months| options.wanted("installmentMonths", whole(&months), "a whole number"))
            .unwrap_or_default();
        options.done()?;
        let now = YearMonth::from_unix_ms_utc_minus_12(window::now());
        order::card(&fields, months, amount, now).map_err(|problems| self.failure(problems))
    }

    fn wallet_order(&self, options: &JsValue) -> Result<(Payable, Money), Failure> {
        let mut options = Options::of(options);
        let id = options.text("walletId").unwrap_or_default();
        let amount = self.money(&mut options);
        options.done()?;
        let money = order::wallet(&id, amount).map_err(|problems| self.failure(problems))?;
        Ok((Payable::Wallet(id), money))
    }

    /// The amount of a call, in its own currency or the configured one.
    fn money(&self, options: &mut Options) -> Result<Money, MoneyError> {
        let own = options.text("currency");
        order::money(&options.amount(), own.as_deref(), self.currency.as_deref())
    }

    /// What is wrong, in the words of the calls.
    fn failure(&self, problems: Problems) -> Failure {
        problems.into_failure(&|sentence| words::say(&self.words, sentence, ""))
    }

    /// Reads the session that a secret opens.
    async fn retrieve(&self, secret: Option<String>) -> Result<JsValue, Failure> {
        let within_ms = self.context.limits.timeout_ms;
        let last = self.context.last_secret.borrow().clone();
        let secret = match (secret.or(last), &self.session_url, window::query("payment_session")) {
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
        let opened = api.session(&secret, id, within_ms).await.map_err(|fault| match fault {
            Fault::Refused { code, problem, .. } => Failure::refused(code, *problem),
            Fault::Unreadable { .. } => {
                let message = "The answer to the session was not the API's. Is there a proxy in between?";
                Failure::new(ErrorCode::UnexpectedResponse, message)
            }
            Fault::Unreachable | Fault::TimedOut => {
                unreachable_at(ErrorCode::NetworkError, &api.url("/payment_sessions"))
            }
        })?;
        if let Some(payment) = &opened.payment {
            session_registry::remember(payment);
        }
        self.context.last_secret.replace(Some(secret));
        Ok(to_page::session(&opened))
    }
}
