//! `PaymentOrder`: what is paid, how and how much. What is secret in it can only be had encrypted.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::CryptoKey;

use super::seal::{self, Recipient};
use crate::card::{Brand, CardFields, YearMonth};
use crate::checkout::errors::{OwnFailure, Problems};
use crate::checkout::handover;
use crate::checkout::order::{self, Payable, ToSeal};
use crate::flow::messages::Method;
use crate::jwe::algorithm::{Alg, Enc};
use crate::money::Money;
use crate::web::crypto::Refused;
use crate::web::js::options::{Options, whole};
use crate::web::js::to_page;
use crate::web::js::words::{self, Words};
use crate::web::window;

/// What is paid, for the module that pays. The card or the CVV stays in here, until it is wiped.
#[wasm_bindgen]
pub struct PaymentOrder {
    method: Method,
    money: Money,
    to_seal: RefCell<Option<ToSeal>>,
}

impl PaymentOrder {
    /// An order of this much.
    pub(in crate::web) fn new(payable: Payable, money: Money) -> Self {
        Self { method: payable.method, money, to_seal: RefCell::new(payable.to_seal) }
    }
}

#[wasm_bindgen]
impl PaymentOrder {
    /// How and how much is paid, and what may be shown of the card, as [`handover::order`] writes it.
    pub fn describe(&self) -> JsValue {
        let card = match &*self.to_seal.borrow() {
            Some(ToSeal::Card(card)) => Some(card.masked()),
            _ => None,
        };
        handover::order(&self.method, self.money, card.as_ref()).into_js()
    }

    /// Encrypts it for `key`, by the algorithms `alg` and `enc` of a JWE. `template`: its plaintext without what is secret, for
    /// [`fill`](crate::jwe::template::fill); `header`: what was begun of its header, for
    /// [`protected`](crate::jwe::header::protected). `done` is called once, with the compact JWE, or with `undefined` where it cannot be
    /// made.
    pub fn seal(&self, template: &str, header: String, alg: &str, enc: &str, key: CryptoKey, done: Function) {
        let plaintext = self.to_seal.borrow().as_ref().and_then(|to_seal| to_seal.plaintext(template));
        let done = move |jwe: Result<String, Refused>| {
            // The other module's own function, which does not throw.
            let _ = done.call1(&JsValue::UNDEFINED, &jwe.map_or(JsValue::UNDEFINED, JsValue::from));
        };
        let (Some(plaintext), Some(alg), Some(enc)) = (plaintext, Alg::from_word(alg), Enc::from_word(enc)) else {
            return done(Err(Refused));
        };
        seal::seal(header, plaintext, Recipient { alg, enc, key }, Box::new(done));
    }

    /// Wipes what is secret: nothing can be encrypted any more.
    pub fn wipe(&self) {
        self.to_seal.take();
    }
}

/// The order of `chargeCard`, or for `token` of `createToken`, by the options of the call. `currency`: the configured one.
///
/// # Errors
/// A plain failure with `invalid_option`, or with everything that is wrong with the card and the amount.
#[wasm_bindgen(js_name = readCard)]
pub fn read_card(
    options: &JsValue,
    currency: Option<String>,
    words: &Words,
    token: bool,
) -> Result<PaymentOrder, JsValue> {
    read(options, currency.as_deref(), words, token).map_err(|failure| to_page::own_failure(&failure))
}

fn read(options: &JsValue, currency: Option<&str>, words: &Words, token: bool) -> Result<PaymentOrder, OwnFailure> {
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
        installment_months: options
            .any("installmentMonths")
            .and_then(|months| options.wanted("installmentMonths", whole(&months), "a whole number"))
            .unwrap_or_default(),
    };
    let amount = options.money(currency);
    options.done()?;
    let now = YearMonth::from_unix_ms_utc_minus_12(window::now());
    let said = |problems: Problems| problems.into_failure(&|sentence| words::say(words, sentence, ""));
    let (card, money) = order::card(&fields, amount, now).map_err(said)?;
    let payable = if token { Payable::token(card) } else { Payable::card(card, false) };
    Ok(PaymentOrder::new(payable, money))
}
