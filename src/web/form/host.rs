//! `FormHost`: what a form may ask of the JavaScript around it.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;

use super::payments::Payments;
use crate::web::js::words::Words;

#[wasm_bindgen]
extern "C" {
    /// What a form may ask of the JavaScript around it.
    #[derive(Clone)]
    pub type FormHost;

    /// Calls the page's listeners of an event. Never throws.
    #[wasm_bindgen(method)]
    pub fn emit(this: &FormHost, name: &str, payload: &JsValue);

    /// The words of the form's language.
    #[wasm_bindgen(method, getter)]
    pub fn words(this: &FormHost) -> Words;

    /// What pays for the form.
    #[wasm_bindgen(method, getter)]
    pub fn payments(this: &FormHost) -> Payments;

    /// The currency of the configuration, for options that name none.
    #[wasm_bindgen(method, getter)]
    pub fn currency(this: &FormHost) -> Option<String>;

    /// Whether it is test mode: no real money is charged.
    #[wasm_bindgen(method, getter)]
    pub fn test(this: &FormHost) -> bool;

    /// The mark of the brand with this id.
    #[wasm_bindgen(method)]
    pub fn mark(this: &FormHost, id: &str) -> Element;

    /// Shows in the form that a payment waits for the payer: `{ id, wallet, expiresAt, isEarlier, givingUp, failed }`, or no
    /// more, where that is undefined. Its two buttons have `data-open`, `continue` and `give-up`.
    #[wasm_bindgen(method, js_name = showOpen)]
    pub fn show_open(this: &FormHost, form: &Element, open: &JsValue);

    /// Shows in the form that the last charge is paid. `mark`: of the card's brand; `wallet`: its name, where one was used. The panel
    /// has `data-kind="success"`, and a heading that can have the focus.
    #[wasm_bindgen(method, js_name = showPaid)]
    pub fn show_paid(this: &FormHost, form: &Element, mark: Option<Element>, wallet: Option<&str>);

    /// Calls back once saved cards can be shown.
    #[wasm_bindgen(method, js_name = whenSavedReady)]
    pub fn when_saved_ready(this: &FormHost, callback: &JsValue);

    /// Shows the saved cards before the fields of `panel`: `{ cards, chosen, busy }`. The row of the chosen one has the field for
    /// the CVV. Each has a radio button with `data-saved="choose"`, and buttons with `delete` and `restore`, all with
    /// `data-card`, its id; the radio button for another card has none.
    #[wasm_bindgen(method, js_name = showSaved)]
    pub fn show_saved(this: &FormHost, panel: &Element, cvv: &Element, list: &JsValue);

    /// The icon with this name.
    #[wasm_bindgen(method)]
    pub fn icon(this: &FormHost, name: &str) -> Element;

    /// The mark of the wallet with this id and name: the one that is named, if there is such a mark.
    #[wasm_bindgen(method)]
    pub fn wallet(this: &FormHost, id: &str, label: &str, mark: Option<&str>) -> Element;
}
