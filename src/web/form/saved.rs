//! The saved cards of a form: asks the server for them, and shows them by JavaScript.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

use super::Inner;
use super::nodes::FormNodes;
use crate::card::{Brand, Field};
use crate::checkout::handover;
use crate::checkout::saved::{saved_cards, saved_change};
use crate::form::{Choice, FormEvent, SavedCard, SavedStatus, View};
use crate::protocol::read;
use crate::protocol::saved_card::SavedCardRequest;
use crate::web::js::object::{Members, Plain};
use crate::web::js::words::brand_name;
use crate::web::window;

impl Inner {
    /// Asks for the payer's cards. Without them the payer can still type one.
    pub(super) fn load_saved(self: &Rc<Self>) {
        let settings = self.settings.borrow().clone();
        // Asked for once, and again if the page has turned them off and on.
        if self.saved_asked.replace(settings.form.saved_cards) || !settings.form.saved_cards {
            return;
        }
        let form = Rc::downgrade(self);
        let done = move |answer: JsValue, _| match (form.upgrade(), read::saved_cards(&answer)) {
            (Some(form), Some(cards)) => form.saved_came(saved_cards(cards)),
            (_, Some(_)) => {}
            (_, None) => window::warn("payments-widget: the saved cards of the payer could not be read."),
        };
        self.ask_saved(&SavedCardRequest::List, done);
    }

    /// The cards are shown once there is what shows them: without it the payer could not see which one is chosen.
    fn saved_came(self: &Rc<Self>, cards: Vec<SavedCard>) {
        if cards.is_empty() {
            return;
        }
        let form = Rc::downgrade(self);
        let ready = Closure::once_into_js(move || {
            if let Some(form) = form.upgrade() {
                form.dispatch(FormEvent::SavedCards(cards));
            }
        });
        self.host.when_saved_ready(&ready);
    }

    /// The payer chose a saved card by its id; another card, without one.
    pub(super) fn choose_saved(self: &Rc<Self>, id: Option<&str>) {
        let at = id.and_then(|id| self.form.borrow().saved_cards().iter().position(|card| card.id == id));
        self.dispatch(FormEvent::Chosen(at.map_or(Choice::NewCard, Choice::Saved)));
    }

    /// Asks the server to change one card.
    pub(super) fn change_saved(self: &Rc<Self>, id: String, request: SavedCardRequest) {
        let (form, is_delete) = (Rc::downgrade(self), matches!(request, SavedCardRequest::Delete(_)));
        let done = move |answer: JsValue, is_gone| {
            if let Some(form) = form.upgrade() {
                let change = saved_change(is_delete, !answer.is_undefined(), is_gone);
                form.dispatch(FormEvent::SavedChanged { id, change });
            }
        };
        self.ask_saved(&request, done);
    }

    /// `done` is called once, with the API's answer, or without one and whether there is no such card.
    fn ask_saved(&self, request: &SavedCardRequest, done: impl FnOnce(JsValue, bool) + 'static) {
        let settings = self.settings.borrow().clone();
        let amount = handover::amount(settings.money).into_js();
        let (what, id) = handover::saved_request(request);
        self.host.payments().saved_cards(&settings.options, &amount, what, id, &Closure::once_into_js(done));
    }
}

impl FormNodes {
    /// Shows the saved cards before the fields, with the field for the CVV in the row of the chosen one.
    pub(super) fn apply_saved(&self, view: &View) {
        let Some(cvv) = self.fields.iter().find(|nodes| nodes.spec.field == Field::Cvv) else { return };
        let mut list = Members::default();
        let chosen = match view.choice {
            Choice::Saved(at) => view.saved.get(at),
            Choice::NewCard | Choice::Wallet(_) => None,
        };
        list.add("chosen", chosen.map(|card| card.id.as_str()));
        list.add("busy", view.busy);
        list.add("cards", view.saved.iter().map(|card| self.saved_object(card)).collect::<Plain>());
        self.look.host.show_saved(&self.panel, &cvv.root, &list.into_js());
    }

    fn saved_object(&self, card: &SavedCard) -> Plain {
        let mut page = Members::default();
        page.add("id", card.id.as_str());
        page.add("brand", card.brand.map(Brand::id));
        page.add("name", card.brand.map(|brand| brand_name(&self.look.words, brand)));
        page.add("last4", card.last4.as_str());
        page.add("month", u32::from(card.expiry.month));
        page.add("year", u32::from(card.expiry.year));
        page.add("expired", card.expired);
        page.add(
            "status",
            match card.status {
                SavedStatus::Kept => "kept",
                SavedStatus::Deleting => "deleting",
                SavedStatus::Deleted => "deleted",
                SavedStatus::Restoring => "restoring",
            },
        );
        page.into()
    }
}
