//! Shows what the payer has to do: leaves for a wallet's page, or opens the card issuer's page in a frame.
//!
//! It never decides anything: what the frame says is a hint to look, and closing it is told to the machine.

use std::cell::RefCell;

use js_sys::Object;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event as DomEvent, HtmlDialogElement, HtmlIFrameElement, MessageEvent, Url};

use crate::flow::messages::ChargeEvent;
use crate::protocol::action::{ActionKind, Display, NextAction};
use crate::web::dom::{self, Listeners};
use crate::web::js::options::own_text;
use crate::web::js::words::Words;
use crate::web::window;

/// What the frame's page posts when something happened there.
const UPDATED: &str = "payment.updated";

#[wasm_bindgen]
extern "C" {
    /// What the page around a client gives it.
    #[derive(Clone)]
    pub type Page;

    /// An element inside a shadow root with the form's sheet, for a dialog of a call that has no form.
    #[wasm_bindgen(method)]
    pub fn stage(this: &Page) -> Element;

    /// The dialog is gone.
    #[wasm_bindgen(method)]
    pub fn unstage(this: &Page);

    /// An icon by its name.
    #[wasm_bindgen(method)]
    pub fn icon(this: &Page, name: &str) -> Element;
}

/// Told of what the payer does in an action.
pub type Tell = Box<dyn Fn(ChargeEvent)>;

/// Where actions are shown.
pub trait Stage {
    /// Shows an action in place of the one before; one that cannot be shown is told as closed.
    fn show(&self, action: &NextAction, tell: Tell);
    /// Takes away what is shown.
    fn close(&self);
}

/// A dialog in the top layer, or an unseen frame.
pub struct Dialog {
    /// For icons, and for a place where there is no form.
    pub page: Page,
    /// The words of the form or of the call.
    pub words: Words,
    /// Where the nodes go: inside a form, or on the page's stage.
    pub place: Option<Element>,
    /// The line under the title: amount and masked card.
    pub subtitle: String,
    /// Told when an action is opened (`true`) and closed.
    pub on_change: Box<dyn Fn(ActionKind, bool)>,
    /// What is shown now.
    pub shown: RefCell<Option<Shown>>,
}

/// An action on the page; it is gone when this is dropped.
pub struct Shown {
    node: Element,
    kind: ActionKind,
    _listeners: Listeners,
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(dialog) = self.node.dyn_ref::<HtmlDialogElement>() {
            dialog.close();
        }
        self.node.remove();
    }
}

impl Stage for Dialog {
    fn show(&self, action: &NextAction, tell: Tell) {
        self.close();
        if !may_open(&action.url) {
            return tell(ChargeEvent::ActionClosed(action.id.clone()));
        }
        (self.on_change)(action.kind, true);
        match action.kind {
            ActionKind::Redirect => window::leave_for(&action.url),
            ActionKind::ThreeDSecure => {
                *self.shown.borrow_mut() = Some(self.open(action, tell));
            }
        }
    }

    fn close(&self) {
        let shown = self.shown.borrow_mut().take();
        if let Some(shown) = shown {
            let kind = shown.kind;
            drop(shown);
            if self.place.is_none() {
                self.page.unstage();
            }
            (self.on_change)(kind, false);
        }
    }
}

impl Dialog {
    fn open(&self, action: &NextAction, tell: Tell) -> Shown {
        let parent = self.place.clone().unwrap_or_else(|| self.page.stage());
        let hidden = action.display == Some(Display::Hidden);
        let (node, frame) = if hidden { unseen(&parent) } else { self.dialog(&parent) };
        frame.set_src(&action.url);

        let id = action.id.clone();
        let mut listeners = Listeners::new(move |event: DomEvent| match event.type_().as_str() {
            "message" if is_update(&event, &frame) => tell(ChargeEvent::ActionUpdated),
            "cancel" | "close" | "click" => {
                event.prevent_default();
                tell(ChargeEvent::ActionClosed(id.clone()));
            }
            _ => {}
        });
        listeners.add(&dom::window(), &["message"], false);
        if let Some(dialog) = node.dyn_ref::<HtmlDialogElement>() {
            // A browser or a page may close it unasked.
            listeners.add(dialog, &["cancel", "close"], false);
            if let Ok(Some(close)) = dialog.query_selector(".pw-dialog__close") {
                listeners.add(&close, &["click"], false);
            }
            // Where the page took the dialog out of the document, the poll still ends the charge.
            let _ = dialog.show_modal();
        }
        Shown { node, kind: action.kind, _listeners: listeners }
    }

    fn dialog(&self, parent: &Element) -> (Element, HtmlIFrameElement) {
        let text = |key: &str| self.words.text(key, &JsValue::UNDEFINED);
        let dialog = dom::child(parent, "dialog", "pw-dialog");
        dom::attrs(&dialog, &[("part", "dialog"), ("aria-labelledby", "pw-dialog-title")]);
        let head = dom::child(&dialog, "div", "pw-dialog__head");
        dom::append(&head, &self.page.icon("lock"));
        let titles = dom::child(&head, "div", "");
        dom::text(&titles, "p", "pw-dialog__title", &text("tds.title")).set_id("pw-dialog-title");
        dom::text(&titles, "p", "pw-dialog__sub", &self.subtitle);
        let close = dom::child(&head, "button", "pw-dialog__close");
        dom::attrs(&close, &[("type", "button"), ("aria-label", &text("tds.cancel"))]);
        dom::append(&close, &self.page.icon("close"));
        let frame: HtmlIFrameElement = dom::child(&dialog, "iframe", "pw-dialog__frame").unchecked_into();
        frame.set_title(&text("tds.title"));
        dom::text(&dialog, "p", "pw-dialog__foot", &text("tds.note"));
        (dialog, frame)
    }
}

fn unseen(parent: &Element) -> (Element, HtmlIFrameElement) {
    let frame = dom::child(parent, "iframe", "pw-vh");
    dom::attrs(&frame, &[("aria-hidden", "true"), ("tabindex", "-1")]);
    (frame.clone(), frame.unchecked_into())
}

/// A hint of our own frame; of whom it comes is checked, what it says is not believed.
fn is_update(event: &DomEvent, frame: &HtmlIFrameElement) -> bool {
    let Some(message) = event.dyn_ref::<MessageEvent>() else { return false };
    let window = frame.content_window().map(JsValue::from);
    window.is_some_and(|window| Object::is(&window, &message.source().into()))
        && own_text(&message.data(), "type").as_deref() == Some(UPDATED)
}

/// Only pages are opened: a `javascript:` or `data:` URL would run as this page.
fn may_open(url: &str) -> bool {
    Url::new(url).is_ok_and(|url| matches!(url.protocol().as_str(), "https:" | "http:"))
}
