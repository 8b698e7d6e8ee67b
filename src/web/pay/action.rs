//! Has the page show what the payer has to do: the card issuer's page, or another page to leave for.
//!
//! The dialog itself is in `www/dialog`. Nothing is decided here: what the page reports becomes an event of the charge.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use web_sys::Element;

use crate::card::Brand;
use crate::flow::messages::ChargeEvent;
use crate::money::major_or_minor;
use crate::protocol::action::{ActionKind, Display, NextAction};
use crate::protocol::payment::{Payment, PaymentMethod};
use crate::text::{Arg, Text};
use crate::web::js::object::Members;
use crate::web::js::words::{self, Words, brand_name};

#[wasm_bindgen]
extern "C" {
    /// Where a client's actions are shown. It never throws.
    #[derive(Clone)]
    pub type DialogHost;

    /// Shows an action in `form`, or in a place of its own on the page. `report` is called with `opened`, `updated`,
    /// `blocked` or `closed`, before this returns too. Nothing is given back after a redirect or for a URL that must not be opened.
    #[wasm_bindgen(method)]
    pub fn show(
        this: &DialogHost,
        form: Option<&Element>,
        words: &Words,
        action: &JsValue,
        report: &Closure<dyn Fn(JsValue)>,
    ) -> Option<ShownAction>;

    /// What is on the page for an action.
    pub type ShownAction;

    /// Takes it off the page.
    #[wasm_bindgen(method)]
    pub fn close(this: &ShownAction);
}

/// Called with what the payer does in an action.
pub type OnEvent = Box<dyn Fn(ChargeEvent)>;

/// Where the actions of one charge are shown.
pub trait Stage {
    /// Shows an action of a payment in place of the one before. One that must not be opened is reported as closed.
    fn show(&self, payment: &Payment, action: &NextAction, report: OnEvent);
    /// Takes away what is shown.
    fn close(&self);
}

/// The dialogs of one charge.
pub struct Dialog {
    /// The client's host of dialogs.
    pub host: DialogHost,
    /// The words of the form or of the call.
    pub words: Words,
    /// Where the form has its dialogs; `None` for a call.
    pub form: Option<Element>,
    /// It is shown in a click of the payer, who may have another window for a redirect.
    pub in_click: bool,
    /// Called when an action is opened (`true`) and closed.
    pub on_change: Rc<dyn Fn(ActionKind, bool)>,
    /// What is shown now.
    pub shown: RefCell<Option<Shown>>,
}

/// An action on the page; it is gone when this is dropped.
pub struct Shown {
    on_page: ShownAction,
    kind: ActionKind,
    _on_event: Closure<dyn Fn(JsValue)>,
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.on_page.close();
    }
}

impl Stage for Dialog {
    fn show(&self, payment: &Payment, action: &NextAction, report: OnEvent) {
        self.close();
        let (kind, id, on_change) = (action.kind, action.id.clone(), self.on_change.clone());
        let on_event = Closure::new(move |what: JsValue| match what.as_string().as_deref() {
            Some("opened") => on_change(kind, true),
            Some("updated") => report(ChargeEvent::ActionUpdated),
            Some("blocked") => {
                on_change(kind, false);
                report(ChargeEvent::RedirectBlocked);
            }
            _ => report(ChargeEvent::ActionClosed(id.clone())),
        });
        let mut page = Members::default();
        page.add("type", if kind == ActionKind::Redirect { "redirect" } else { "three_d_secure" });
        page.add("url", action.url.as_str());
        page.add("hidden", action.display == Some(Display::Hidden));
        page.add("inClick", self.in_click);
        let amount = self.words.amount(&major_or_minor(payment.amount, &payment.currency), &payment.currency);
        page.add("subtitle", subtitle(payment, &amount, &self.words));
        page.add("amount", amount);
        let on_page = self.host.show(self.form.as_ref(), &self.words, &page.into_js(), &on_event);
        *self.shown.borrow_mut() = on_page.map(|on_page| Shown { on_page, kind, _on_event: on_event });
    }

    fn close(&self) {
        let shown = self.shown.borrow_mut().take();
        if let Some(shown) = shown {
            let kind = shown.kind;
            drop(shown);
            (self.on_change)(kind, false);
        }
    }
}

/// The line under the title: amount and masked card.
fn subtitle(payment: &Payment, amount: &str, words: &Words) -> String {
    let PaymentMethod::Card { card, .. } = &payment.payment_method else { return amount.to_owned() };
    let brand = card.brand.as_deref().and_then(Brand::from_id);
    let brand = brand.map_or_else(String::new, |brand| brand_name(words, brand));
    let card = [&brand, " •••• ", &card.last4].concat();
    words::say(words, &Text::new("tds.sub").with("amount", Arg::Amount).with("card", Arg::Word(card)), amount)
}
