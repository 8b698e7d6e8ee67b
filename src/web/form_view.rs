//! The form in the page: its nodes, made once, and what differs from the view before written into them.
//!
//! It decides nothing: what is shown stands in [`View`], and the words come from JavaScript. What was typed goes into
//! the inputs' values and nowhere else, never into an attribute.

mod build;

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, Node, ShadowRoot};

use super::dom::{attr, attrs, child, empty, show, write};
use super::words::{Words, say};
use crate::card::{Brand, Field};
use crate::form::field::FieldSpec;
use crate::form::{Button, ButtonIcon, FieldView, Notice, Receipt, Target, Text, View, Wallet};

#[wasm_bindgen]
extern "C" {
    /// What the JavaScript around a form lends it.
    #[derive(Clone)]
    pub type FormHost;

    /// Tells the listeners of an event; never throws.
    #[wasm_bindgen(method)]
    pub fn emit(this: &FormHost, name: &str, payload: &JsValue);

    /// The words of the form's language.
    #[wasm_bindgen(method, getter)]
    pub fn words(this: &FormHost) -> Words;

    /// The mark of a brand.
    #[wasm_bindgen(method)]
    pub fn mark(this: &FormHost, id: &str) -> Element;

    /// An icon.
    #[wasm_bindgen(method)]
    pub fn icon(this: &FormHost, name: &str) -> Element;
}

/// What the nodes are made from, beside the view.
pub struct Look {
    /// The words, and where marks and icons come from.
    pub host: FormHost,
    /// The words of the form's language.
    pub words: Words,
    /// A key of test mode is in use.
    pub test: bool,
    /// The pay button is there.
    pub submit_button: bool,
    /// The page's own labels, an object by field.
    pub labels: JsValue,
    /// Wallets to choose from.
    pub wallets: Vec<Wallet>,
    /// What is to be paid, in the payer's language.
    pub amount: String,
}

/// One field's nodes.
struct FieldNodes {
    spec: &'static FieldSpec,
    root: Element,
    control: Element,
    input: HtmlInputElement,
    /// The end of the field, where tick and marks stand; the code has a button there.
    slot: Option<(Element, Element)>,
    message: Element,
    message_text: Element,
}

/// The note that says where the code stands, and the button that opens it.
struct HintNodes {
    control: Element,
    button: HtmlElement,
    note: Element,
    text: Element,
}

/// The nodes of a form, and what they show.
pub struct FormNodes {
    look: Look,
    form: HtmlFormElement,
    status: Element,
    /// What a payment that succeeded takes the place of.
    whole: Vec<Element>,
    methods: Vec<HtmlInputElement>,
    panel: Element,
    fields: Vec<FieldNodes>,
    brands: Element,
    choice: Element,
    hint: HintNodes,
    pay: Element,
    button: HtmlElement,
    note: Element,
    notice: RefCell<Option<Element>>,
    networks: RefCell<Vec<(Brand, HtmlInputElement)>>,
    panel_paid: RefCell<Option<(Element, HtmlElement)>>,
    shown: RefCell<Option<View>>,
}

/// What a click or a change in the form means.
pub enum Hit {
    /// An input of a field.
    Field(Field),
    /// The tile of a way to pay.
    Method(usize),
    /// The network of a co-badged card.
    Network(Brand),
    /// The button at the code.
    Hint,
    /// The button that looks an unknown outcome up.
    Check,
}

impl FormNodes {
    /// What a node of the form stands for.
    pub fn hit(&self, node: &Node) -> Option<Hit> {
        let is = |input: &HtmlInputElement| input.is_same_node(Some(node));
        if let Some(field) = self.fields.iter().find(|field| is(&field.input)) {
            return Some(Hit::Field(field.spec.field));
        }
        if let Some(method) = self.methods.iter().position(is) {
            return Some(Hit::Method(method));
        }
        if let Some((brand, _)) = self.networks.borrow().iter().find(|(_, input)| is(input)) {
            return Some(Hit::Network(*brand));
        }
        if self.hint.button.contains(Some(node)) {
            return Some(Hit::Hint);
        }
        let notice = self.notice.borrow().clone();
        let check = notice.and_then(|notice| notice.query_selector("button").ok().flatten());
        check.filter(|check| check.contains(Some(node))).map(|_| Hit::Check)
    }

    /// Whether a node belongs to the note at the code, its button or its field.
    pub fn is_in_hint(&self, node: &Node) -> bool {
        self.hint.control.contains(Some(node))
    }

    /// Radio buttons have no name, so the arrow keys are ours: the neighbour of a radio button, round the end.
    pub fn neighbour(&self, node: &Node, forward: bool) -> Option<HtmlInputElement> {
        let networks: Vec<_> = self.networks.borrow().iter().map(|(_, input)| input.clone()).collect();
        for group in [&self.methods, &networks] {
            if let Some(at) = group.iter().position(|input| input.is_same_node(Some(node))) {
                let next = if forward { at + 1 } else { at + group.len() - 1 };
                return group.get(next % group.len()).cloned();
            }
        }
        None
    }

    /// The input of a field.
    pub fn input(&self, field: Field) -> Option<&HtmlInputElement> {
        self.fields.iter().find(|nodes| nodes.spec.field == field).map(|nodes| &nodes.input)
    }

    /// Every input with its field, to read the values again.
    pub fn inputs(&self) -> impl Iterator<Item = (Field, &HtmlInputElement)> {
        self.fields.iter().map(|nodes| (nodes.spec.field, &nodes.input))
    }

    /// The form's own element, which dialogs are laid beside.
    pub fn form(&self) -> &HtmlFormElement {
        &self.form
    }

    /// Puts a text into an input, with the caret there where the payer is in it.
    pub fn write(&self, field: Field, text: &str, caret: Option<usize>) -> Result<(), JsValue> {
        let Some(input) = self.input(field) else { return Ok(()) };
        let caret = caret.filter(|_| self.has_focus(input)).and_then(|caret| u32::try_from(caret).ok());
        write(input, text, caret)
    }

    /// Moves the focus.
    pub fn focus(&self, target: Target) -> Result<(), JsValue> {
        match target {
            Target::Field(field) => self.input(field).map_or(Ok(()), |input| input.focus()),
            Target::Hint => self.hint.button.focus(),
            Target::Button => self.button.focus(),
            Target::Title => {
                let title = self.panel_paid.borrow().as_ref().map(|(_, title)| title.clone());
                title.map_or(Ok(()), |title| title.focus())
            }
        }
    }

    /// Whether an element has the focus of the form's own tree.
    pub fn has_focus(&self, element: &Element) -> bool {
        self.focused().is_some_and(|active| active.is_same_node(Some(element)))
    }

    /// What has the focus in the form.
    pub fn focused(&self) -> Option<Element> {
        self.form.get_root_node().dyn_into::<ShadowRoot>().ok()?.active_element()
    }

    fn say(&self, text: &Text) -> String {
        say(&self.look.words, text, &self.look.amount)
    }

    /// Writes what differs from the view before.
    pub fn apply(&self, view: &View) -> Result<(), JsValue> {
        let old = self.shown.replace(Some(view.clone()));
        let old = old.as_ref();
        for (at, field) in view.fields.iter().enumerate() {
            if old.and_then(|old| old.fields.get(at)) != Some(field) {
                self.apply_field(field)?;
            }
        }
        if old.is_none_or(|old| old.fields.len() != view.fields.len()) {
            for nodes in &self.fields {
                show(&nodes.root, view.fields.iter().any(|field| field.field == nodes.spec.field))?;
            }
        }
        if old.is_none_or(|old| old.accepted != view.accepted) {
            self.apply_accepted(view)?;
        }
        if old.is_none_or(|old| old.detected != view.detected) {
            self.apply_detected(&view.detected)?;
        }
        if old.is_none_or(|old| (old.networks, old.network) != (view.networks, view.network)) {
            self.apply_networks(view, old)?;
        }
        if old.is_none_or(|old| old.cvv_front != view.cvv_front) {
            self.apply_cvv(view.cvv_front)?;
        }
        if old.is_none_or(|old| old.hint_open != view.hint_open) {
            show(&self.hint.note, view.hint_open)?;
            self.hint.button.set_attribute("aria-expanded", if view.hint_open { "true" } else { "false" })?;
        }
        if old.is_none_or(|old| old.method != view.method) {
            self.check_method(view.method)?;
            show(&self.panel, view.method == 0)?;
        }
        if old.is_none_or(|old| old.notice != view.notice) {
            self.apply_notice(view.notice.as_ref())?;
        }
        if old.is_none_or(|old| old.button != view.button) {
            self.apply_button(&view.button)?;
        }
        if old.is_none_or(|old| old.note != view.note) {
            self.apply_note(view)?;
        }
        if old.is_none_or(|old| old.busy != view.busy) {
            self.apply_busy(view.busy)?;
        }
        if old.is_none_or(|old| old.status != view.status) {
            let status = view.status.as_ref().map(|text| self.say(text));
            self.status.set_text_content(status.as_deref());
        }
        if old.is_none_or(|old| old.paid != view.paid) {
            self.apply_paid(view.paid.as_ref())?;
        }
        Ok(())
    }

    fn apply_field(&self, view: &FieldView) -> Result<(), JsValue> {
        let Some(nodes) = self.fields.iter().find(|nodes| nodes.spec.field == view.field) else { return Ok(()) };
        let state = match (&view.error, view.valid) {
            (Some(_), _) => Some("error"),
            (None, true) => Some("valid"),
            (None, false) => None,
        };
        attr(&nodes.root, "data-state", state)?;
        attr(&nodes.input, "aria-invalid", view.error.as_ref().map(|_| "true"))?;
        attr(&nodes.input, "aria-required", view.required.then_some("true"))?;
        let sentence = view.error.as_ref().map(|text| self.say(text));
        nodes.message_text.set_text_content(sentence.as_deref());
        show(&nodes.message, sentence.is_some())?;
        if let Some((slot, tick)) = &nodes.slot {
            show(tick, view.valid)?;
            show(slot, view.valid || view.field == Field::CardNumber)?;
        }
        Ok(())
    }

    /// The marks beside the label, for the eye; their names, for the ear.
    fn apply_accepted(&self, view: &View) -> Result<(), JsValue> {
        /// In a narrow form, and in any.
        const SHOWN: (usize, usize) = (4, 6);
        empty(&self.brands);
        for brand in view.accepted.iter().take(SHOWN.1) {
            self.brands.append_child(&self.look.host.mark(brand.id()))?;
        }
        let more = view.accepted.len().saturating_sub(SHOWN.0);
        attr(&self.brands, "data-more", (more > 0).then(|| ["+", &more.to_string()].concat()).as_deref())?;
        let list = Text::new("number.accepted").with("list", crate::form::Arg::Brands(view.accepted));
        self.brands.set_attribute("aria-label", &self.say(&list))?;
        show(&self.brands, !view.accepted.is_empty())
    }

    fn apply_detected(&self, brands: &[Brand]) -> Result<(), JsValue> {
        let number = self.fields.iter().find(|nodes| nodes.spec.field == Field::CardNumber);
        let Some((slot, tick)) = number.and_then(|nodes| nodes.slot.as_ref()) else { return Ok(()) };
        while let Some(mark) = tick.next_sibling() {
            slot.remove_child(&mark)?;
        }
        if brands.is_empty() {
            slot.append_child(&self.look.host.icon("number"))?;
        }
        for brand in brands {
            let mark = self.look.host.mark(brand.id());
            mark.remove_attribute("aria-hidden")?;
            attrs(&mark, &[("role", "img"), ("aria-label", brand.info().name)])?;
            slot.append_child(&mark)?;
        }
        Ok(())
    }

    fn apply_networks(&self, view: &View, old: Option<&View>) -> Result<(), JsValue> {
        if old.is_none_or(|old| old.networks != view.networks) {
            self.build_networks(view.networks)?;
        }
        for (brand, input) in self.networks.borrow().iter() {
            check(input, view.network == Some(*brand))?;
        }
        Ok(())
    }

    /// The radio buttons of the ways to pay as the view has them, whatever the browser made of a click.
    pub fn check_method(&self, method: usize) -> Result<(), JsValue> {
        self.methods.iter().enumerate().try_for_each(|(at, input)| check(input, at == method))
    }

    fn apply_cvv(&self, front: bool) -> Result<(), JsValue> {
        let (icon, key, digits) = if front { ("cvv-front", "cvv.front", "1234") } else { ("cvv-back", "cvv.back", "123") };
        let host = &self.look.host;
        empty(&self.hint.button);
        self.hint.button.append_child(&host.icon(icon))?;
        self.hint.text.set_text_content(Some(&self.say(&Text::new(key))));
        if let Some(old) = self.hint.text.previous_sibling() {
            self.hint.note.remove_child(&old)?;
        }
        self.hint.note.insert_before(&host.icon(icon), Some(&self.hint.text))?;
        self.input(Field::Cvv).map_or(Ok(()), |input| input.set_attribute("placeholder", digits))
    }

    fn apply_notice(&self, notice: Option<&Notice>) -> Result<(), JsValue> {
        if let Some(old) = self.notice.take() {
            old.remove();
        }
        if let Some(notice) = notice {
            let built = self.build_notice(notice)?;
            self.form.insert_before(&built, Some(&self.pay))?;
            self.notice.replace(Some(built));
        }
        Ok(())
    }

    fn apply_button(&self, button: &Button) -> Result<(), JsValue> {
        let icon = match button.icon {
            ButtonIcon::None => None,
            ButtonIcon::Lock => Some("lock"),
            ButtonIcon::Spin => Some("spin"),
            ButtonIcon::Clock => Some("clock"),
        };
        empty(&self.button);
        if let Some(icon) = icon {
            self.button.append_child(&self.look.host.icon(icon))?;
        }
        let own = super::options::own_text(&self.look.labels, "submit").filter(|_| button.label.key == "pay.button");
        let label = own.unwrap_or_else(|| self.say(&button.label));
        child(&self.button, "span", "")?.set_text_content(Some(&label));
        attr(&self.button, "aria-disabled", button.disabled.then_some("true"))?;
        attr(&self.button, "data-busy", (button.label.key == "pay.busy").then_some(""))
    }

    fn apply_note(&self, view: &View) -> Result<(), JsValue> {
        empty(&self.note);
        if view.method == 0 {
            self.note.append_child(&self.look.host.icon("shield"))?;
        }
        self.note.append_with_str_1(&self.say(&view.note))
    }

    fn apply_busy(&self, busy: bool) -> Result<(), JsValue> {
        let flag = busy.then_some("true");
        attr(&self.form, "aria-busy", flag)?;
        for (_, input) in self.inputs() {
            input.set_read_only(busy);
            attr(input, "aria-disabled", flag)?;
        }
        self.methods.iter().try_for_each(|input| attr(input, "aria-disabled", flag))
    }

    fn apply_paid(&self, receipt: Option<&Receipt>) -> Result<(), JsValue> {
        if let Some((panel, _)) = self.panel_paid.take() {
            panel.remove();
        }
        for part in &self.whole {
            show(part, receipt.is_none())?;
        }
        if let Some(receipt) = receipt {
            let built = self.build_paid(receipt)?;
            self.panel_paid.replace(Some(built));
        } else {
            let method = self.shown.borrow().as_ref().map_or(0, |view| view.method);
            show(&self.panel, method == 0)?;
            show(&self.button, self.look.submit_button)?;
        }
        Ok(())
    }
}

/// Of a group of radio buttons the chosen one is the stop of the Tab key.
fn check(input: &HtmlInputElement, chosen: bool) -> Result<(), JsValue> {
    input.set_checked(chosen);
    input.set_attribute("tabindex", if chosen { "0" } else { "-1" })
}
