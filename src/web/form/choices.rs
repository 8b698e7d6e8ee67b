//! Makes the groups of radio buttons: the ways to pay, the networks of a co-badged card, and whose card it is.

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlInputElement};

use super::apply::check;
use super::nodes::{FormNodes, Look};
use crate::card::{Brands, Owner};
use crate::form::Choice;
use crate::text::decimal;
use crate::web::dom::{append, attr, attrs, child, empty, named, part, show, text};
use crate::web::js::words::{brand_name, word};

impl FormNodes {
    /// The choice between the networks of a co-badged card; empty while there is none.
    pub(super) fn build_networks(&self, networks: Brands) {
        empty(&self.network_group, None);
        show(&self.network_group, !networks.is_empty());
        let mut inputs = Vec::new();
        if !networks.is_empty() {
            let items: Vec<_> = networks
                .iter()
                .map(|brand| Item {
                    value: brand,
                    mark: Some(self.look.host.mark(brand.id())),
                    label: brand_name(&self.look.words, brand),
                })
                .collect();
            inputs = segment(&self.network_group, &word(&self.look.words, "number.choose"), "pw-choice-label", &items);
        }
        self.networks.replace(inputs);
    }
}

/// The choice of whose card it is.
pub(super) fn owners(group: &Element, look: &Look) -> Vec<(Owner, HtmlInputElement)> {
    let items = Owner::ALL.map(|owner| {
        let key = match owner {
            Owner::Person => "kr.personal",
            Owner::Business => "kr.business",
        };
        Item { value: owner, mark: None, label: word(&look.words, key) }
    });
    segment(group, &word(&look.words, "kr.owner"), "pw-owner-label", &items)
}

struct Item<T> {
    value: T,
    mark: Option<Element>,
    label: String,
}

/// A choice between a few values, side by side.
fn segment<T: Copy>(field: &Element, label: &str, label_id: &str, items: &[Item<T>]) -> Vec<(T, HtmlInputElement)> {
    let head = part(field, "div", "pw-head", "head");
    named(&text(&head, "span", "pw-label", label), "label").set_id(label_id);
    let group = part(field, "div", "pw-seg", "control");
    attrs(&group, &[("role", "radiogroup"), ("aria-labelledby", label_id)]);
    let mut inputs = Vec::new();
    for Item { value, mark, label } in items {
        let item = part(&group, "label", "pw-seg__item", "option");
        inputs.push((*value, radio(&item, "pw-vh", "option", inputs.len(), items.len())));
        if let Some(mark) = mark {
            append(&item, mark);
        }
        text(&item, "span", "", label);
    }
    inputs
}

/// The tiles of the ways to pay.
pub(super) fn methods(form: &Element, look: &Look, until_paid: &mut Vec<Element>) -> Vec<(Choice, HtmlInputElement)> {
    let group = part(form, "fieldset", "pw-methods", "methods");
    attr(&group, "role", Some("radiogroup"));
    text(&group, "legend", "pw-vh", &word(&look.words, "methods.legend"));
    until_paid.push(group.clone());
    let mut inputs = Vec::new();
    let mut tile = |choice, mark: Element, label: &str| {
        let tile = part(&group, "label", "pw-method", "method");
        let count = look.settings.form.wallets.len() + 1;
        inputs.push((choice, radio(&tile, "pw-method__input", "method", inputs.len(), count)));
        append(&tile, &mark);
        text(&tile, "span", "", label);
    };
    tile(Choice::NewCard, look.host.icon("card"), &word(&look.words, "method.card"));
    for (at, wallet) in look.settings.form.wallets.iter().enumerate() {
        tile(Choice::Wallet(at), look.host.wallet(&wallet.id, &wallet.label, wallet.mark.as_deref()), &wallet.label);
    }
    inputs
}

/// A radio button without a name, as no input of the form has one. So its position in the group is written out.
fn radio(parent: &Element, class: &str, part: &str, at: usize, of: usize) -> HtmlInputElement {
    let input: HtmlInputElement = child(parent, "input", class).unchecked_into();
    let (at, of) = (decimal(at as u64 + 1), decimal(of as u64));
    attrs(&input, &[("type", "radio"), ("aria-posinset", &at), ("aria-setsize", &of)]);
    check(&input, part, at == "1");
    input
}
