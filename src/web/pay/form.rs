//! What the module with the form gives this one: the order with the card in it, and the form that hears what becomes of it.
//!
//! `web::card::order` and `web::form::payments` are the other side. The two modules share no memory.

use core::ops::Deref;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{CryptoKey, Element};

use crate::web::js::words::Words;

#[wasm_bindgen]
extern "C" {
    /// `PaymentOrder`: what is paid. What is secret in it comes out only encrypted.
    pub type FormOrder;

    /// How and how much is paid, and what may be shown of the card, for [`read_order`](crate::checkout::handover::read_order).
    #[wasm_bindgen(method)]
    pub fn describe(this: &FormOrder) -> JsValue;

    /// Encrypts it for a key, by the algorithms `alg` and `enc`. `template`: the plaintext without what is secret; `header`: what was
    /// begun of the header. `done` is called once, with the compact JWE or with `undefined`.
    #[wasm_bindgen(method)]
    pub fn seal(this: &FormOrder, template: &str, header: &str, alg: &str, enc: &str, key: &CryptoKey, done: &Function);

    /// Wipes what is secret.
    #[wasm_bindgen(method)]
    pub fn wipe(this: &FormOrder);

    /// `FormListener`: the form, which hears of one charge, or of one follow-up.
    #[derive(Clone)]
    pub type Listener;

    /// The words of the form; none once the form is gone.
    #[wasm_bindgen(method)]
    pub fn words(this: &Listener) -> Option<Words>;

    /// The element of the form that holds the card issuer's dialog.
    #[wasm_bindgen(method)]
    pub fn place(this: &Listener) -> Option<Element>;

    /// An action of the payer is opened or closed.
    #[wasm_bindgen(method)]
    pub fn action(this: &Listener, kind: &str, opened: bool);

    /// The payment is about to be sent; also before each repeat.
    #[wasm_bindgen(method)]
    pub fn posted(this: &Listener);

    /// The end: it is paid. `payment` is for the page, as [`handover::payment`](crate::checkout::handover::payment) writes it.
    #[wasm_bindgen(method)]
    pub fn paid(this: &Listener, payment: &JsValue);

    /// The end: it failed. `failure` is for the page, as [`handover::failure`](crate::checkout::handover::failure) writes it, `end`
    /// as [`handover::attempt_end`](crate::checkout::handover::attempt_end) does. `again`: the same press pays again.
    #[wasm_bindgen(method)]
    pub fn failed(this: &Listener, failure: &JsValue, end: &JsValue, again: bool);

    /// A check of an unknown outcome brought nothing new. `late`: it has been unknown for about a minute.
    #[wasm_bindgen(method, js_name = stillUnknown)]
    pub fn still_unknown(this: &Listener, late: bool);

    /// A payment waits for the payer: `open` is as [`handover::open_payment`](crate::checkout::handover::open_payment) writes it.
    #[wasm_bindgen(method)]
    pub fn offer(this: &Listener, open: &JsValue);

    /// It has waited for about 20 minutes.
    #[wasm_bindgen(method, js_name = payerLate)]
    pub fn payer_late(this: &Listener);
}

/// What is secret in an order. It is wiped when this is dropped, whatever became of the charge.
pub struct Sealer(FormOrder);

impl From<FormOrder> for Sealer {
    fn from(order: FormOrder) -> Self {
        Self(order)
    }
}

impl Deref for Sealer {
    type Target = FormOrder;

    fn deref(&self) -> &FormOrder {
        &self.0
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        self.wipe();
    }
}
