//! The form in the page: its nodes, made once, and what differs from the view before written into them.
//!
//! It decides nothing: what is shown stands in [`View`], and the words come from JavaScript. What was typed goes into
//! the inputs' values and nowhere else, never into an attribute.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, Node, ShadowRoot};

use crate::card::{Brand, Brands, Field};
use crate::form::field::FieldSpec;
use crate::form::{Button, ButtonIcon, FieldView, Notice, Target, View, Wallet};
use crate::text::{Arg, Text};
use crate::web::dom::{append, attr, attrs, empty, insert, retype, show, text, write};
use crate::web::js::words::{Words, say};

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
    /// The page's own labels.
    pub labels: Labels,
    /// Wallets to choose from.
    pub wallets: Vec<Wallet>,
}

/// The page's own labels, by the name of the field, `submit` or `legend`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(pub Vec<(&'static str, String)>);

impl Labels {
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(of, _)| *of == name).map(|(_, label)| label.clone())
    }
}

impl Look {
    /// Whether nodes that were made from this would be the same made from the other.
    pub fn is_like(&self, other: &Self) -> bool {
        js_sys::Object::is(&self.words, &other.words)
            && (self.submit_button, &self.labels, &self.wallets) == (other.submit_button, &other.labels, &other.wallets)
    }
}

/// One field's nodes.
pub(super) struct FieldNodes {
    pub(super) spec: &'static FieldSpec,
    pub(super) root: Element,
    pub(super) control: Element,
    pub(super) input: HtmlInputElement,
    /// The end of the field, where tick and marks stand.
    pub(super) slot: Element,
    pub(super) tick: Element,
    pub(super) message: Element,
    pub(super) message_text: Element,
}

/// The note that says where the code stands, and the button that opens it.
pub(super) struct HintNodes {
    pub(super) button: HtmlElement,
    pub(super) note: Element,
    pub(super) text: Element,
}

/// The nodes of a form, and what they show.
pub struct FormNodes {
    pub(super) look: Look,
    /// What is to be paid, in the payer's language.
    pub(super) amount: RefCell<String>,
    pub(super) form: HtmlFormElement,
    pub(super) status: Element,
    /// What a payment that succeeded takes the place of.
    pub(super) whole: Vec<Element>,
    pub(super) methods: Vec<HtmlInputElement>,
    pub(super) panel: Element,
    pub(super) fields: Vec<FieldNodes>,
    pub(super) brands: Element,
    pub(super) choice: Element,
    pub(super) hint: HintNodes,
    pub(super) pay: Element,
    pub(super) button: HtmlElement,
    pub(super) note: Element,
    pub(super) notice: RefCell<Option<Element>>,
    pub(super) networks: RefCell<Vec<(Brand, HtmlInputElement)>>,
    /// The panel that says it is paid, and its title.
    pub(super) paid: RefCell<Option<(Element, HtmlElement)>>,
    pub(super) shown: RefCell<Option<View>>,
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
        let control = self.hint.button.parent_node();
        control.is_some_and(|control| control.contains(Some(node)))
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
    pub fn write(&self, field: Field, text: &str, caret: Option<usize>) {
        if let Some(input) = self.input(field) {
            let caret = caret.filter(|_| self.is_focused(input));
            write(input, text, caret.and_then(|caret| u32::try_from(caret).ok()));
        }
    }

    /// As [`FormNodes::write`], so that the browser's undo takes it back.
    pub fn retype(&self, field: Field, text: &str, caret: usize) {
        if let Some(input) = self.input(field)
            && self.is_focused(input)
        {
            retype(input, text);
        }
        // Where the browser did not do as it was told, the text is written; the caret is set in any case.
        self.write(field, text, Some(caret));
    }

    fn is_focused(&self, input: &HtmlInputElement) -> bool {
        self.focused().is_some_and(|active| active.is_same_node(Some(input)))
    }

    /// Moves the focus.
    pub fn focus(&self, target: Target) {
        let title = self.paid.borrow().as_ref().map(|(_, title)| title.clone());
        let element = match target {
            Target::Field(field) => self.input(field).map(AsRef::as_ref),
            Target::Hint => Some(&self.hint.button),
            Target::Button => Some(&self.button),
            Target::Title => title.as_ref(),
        };
        if let Some(element) = element {
            let _ = element.focus();
        }
    }

    /// What has the focus in the form's own tree.
    pub fn focused(&self) -> Option<Element> {
        self.form.get_root_node().dyn_into::<ShadowRoot>().ok()?.active_element()
    }

    pub(super) fn say(&self, text: &Text) -> String {
        say(&self.look.words, text, &self.amount.borrow())
    }

    /// What they are made from.
    pub fn look(&self) -> &Look {
        &self.look
    }

    /// What is to be paid, in the payer's language.
    pub fn set_amount(&self, amount: String) {
        self.amount.replace(amount);
        if let Some(view) = self.shown.borrow().as_ref() {
            self.apply_button(&view.button);
        }
    }

    /// Writes what differs from the view before.
    pub fn apply(&self, view: View) {
        let old = self.shown.take();
        self.apply_changes(&view, old.as_ref());
        self.shown.replace(Some(view));
    }

    fn apply_changes(&self, view: &View, old: Option<&View>) {
        for nodes in &self.fields {
            let field = view.field(nodes.spec.field);
            if old.is_none_or(|old| old.field(nodes.spec.field) != field) {
                self.apply_field(nodes, field);
            }
        }
        if old.is_none_or(|old| old.accepted != view.accepted) {
            self.apply_accepted(view.accepted);
        }
        if old.is_none_or(|old| old.detected != view.detected) {
            self.apply_detected(&view.detected);
        }
        if old.is_none_or(|old| old.networks != view.networks) {
            self.build_networks(view.networks);
        }
        if old.is_none_or(|old| old.network != view.network || old.networks != view.networks) {
            self.networks.borrow().iter().for_each(|(brand, input)| check(input, view.network == Some(*brand)));
        }
        if old.is_none_or(|old| old.cvv_front != view.cvv_front) {
            self.apply_cvv(view.cvv_front);
        }
        if old.is_none_or(|old| old.hint_open != view.hint_open) {
            show(&self.hint.note, view.hint_open);
            attr(&self.hint.button, "aria-expanded", Some(if view.hint_open { "true" } else { "false" }));
        }
        if old.is_none_or(|old| old.notice != view.notice) {
            self.apply_notice(view.notice.as_ref());
        }
        if old.is_none_or(|old| old.button != view.button) {
            self.apply_button(&view.button);
        }
        if old.is_none_or(|old| old.note != view.note) {
            empty(&self.note, None);
            if view.method == 0 {
                append(&self.note, &self.look.host.icon("shield"));
            }
            let _ = self.note.append_with_str_1(&self.say(&view.note));
        }
        if old.is_none_or(|old| old.busy != view.busy) {
            self.apply_busy(view.busy);
        }
        if old.is_none_or(|old| old.status != view.status) {
            let status = view.status.as_ref().map(|text| self.say(text));
            self.status.set_text_content(status.as_deref());
        }
        if old.is_none_or(|old| old.paid != view.paid) {
            if let Some((panel, _)) = self.paid.take() {
                panel.remove();
            }
            self.whole.iter().for_each(|part| show(part, view.paid.is_none()));
            self.paid.replace(view.paid.as_ref().map(|receipt| self.build_paid(receipt)));
        }
        if old.is_none_or(|old| old.method != view.method || old.paid != view.paid) {
            self.methods.iter().enumerate().for_each(|(at, input)| check(input, at == view.method));
            show(&self.panel, view.method == 0 && view.paid.is_none());
        }
    }

    fn apply_field(&self, nodes: &FieldNodes, view: Option<&FieldView>) {
        show(&nodes.root, view.is_some());
        let Some(view) = view else { return };
        let state = if view.valid { Some("valid") } else { None };
        attr(&nodes.root, "data-state", if view.error.is_some() { Some("error") } else { state });
        attr(&nodes.input, "aria-invalid", view.error.as_ref().map(|_| "true"));
        attr(&nodes.input, "aria-required", view.required.then_some("true"));
        let sentence = view.error.as_ref().map(|text| self.say(text));
        nodes.message_text.set_text_content(sentence.as_deref());
        show(&nodes.message, sentence.is_some());
        show(&nodes.tick, view.valid);
        show(&nodes.slot, view.valid || view.field == Field::CardNumber);
    }

    /// The marks beside the label, for the eye; their names, for the ear.
    fn apply_accepted(&self, accepted: Brands) {
        /// In a narrow form, and in any.
        const SHOWN: (usize, usize) = (4, 6);
        empty(&self.brands, None);
        for brand in accepted.iter().take(SHOWN.1) {
            append(&self.brands, &self.look.host.mark(brand.id()));
        }
        let more = accepted.len().checked_sub(SHOWN.0 + 1).map(|more| ["+", &(more + 1).to_string()].concat());
        attr(&self.brands, "data-more", more.as_deref());
        let list = self.say(&Text::new("number.accepted").with("list", Arg::Brands(accepted)));
        attr(&self.brands, "aria-label", Some(&list));
        show(&self.brands, !accepted.is_empty());
    }

    fn apply_detected(&self, brands: &[Brand]) {
        let Some(number) = self.fields.iter().find(|nodes| nodes.spec.field == Field::CardNumber) else { return };
        empty(&number.slot, Some(&number.tick));
        if brands.is_empty() {
            append(&number.slot, &self.look.host.icon("number"));
        }
        for brand in brands {
            append(&number.slot, &self.named_mark(*brand));
        }
    }

    /// A mark that says its name to those who do not see it.
    pub(super) fn named_mark(&self, brand: Brand) -> Element {
        let mark = self.look.host.mark(brand.id());
        attr(&mark, "aria-hidden", None);
        attrs(&mark, &[("role", "img"), ("aria-label", brand.info().name)]);
        mark
    }

    fn apply_cvv(&self, front: bool) {
        let (icon, key, digits) =
            if front { ("cvv-front", "cvv.front", "1234") } else { ("cvv-back", "cvv.back", "123") };
        let HintNodes { button, note, text, .. } = &self.hint;
        text.set_text_content(Some(&self.say(&Text::new(key))));
        empty(note, None);
        append(note, &self.look.host.icon(icon));
        append(note, text);
        empty(button, None);
        append(button, &self.look.host.icon(icon));
        if let Some(input) = self.input(Field::Cvv) {
            input.set_placeholder(digits);
        }
    }

    fn apply_notice(&self, notice: Option<&Notice>) {
        if let Some(old) = self.notice.take() {
            old.remove();
        }
        let built = notice.map(|notice| self.build_notice(notice));
        if let Some(built) = &built {
            insert(&self.form, built, Some(&self.pay));
        }
        self.notice.replace(built);
    }

    fn apply_button(&self, button: &Button) {
        let icon = match button.icon {
            ButtonIcon::None => "",
            ButtonIcon::Lock => "lock",
            ButtonIcon::Spin => "spin",
            ButtonIcon::Clock => "clock",
        };
        empty(&self.button, None);
        if !icon.is_empty() {
            append(&self.button, &self.look.host.icon(icon));
        }
        let own = self.look.labels.get("submit").filter(|_| button.label.key == "pay.button");
        text(&self.button, "span", "", &own.unwrap_or_else(|| self.say(&button.label)));
        attr(&self.button, "aria-disabled", button.disabled.then_some("true"));
        attr(&self.button, "data-busy", (button.label.key == "pay.busy").then_some(""));
    }

    fn apply_busy(&self, busy: bool) {
        let flag = busy.then_some("true");
        attr(&self.form, "aria-busy", flag);
        for (_, input) in self.inputs() {
            input.set_read_only(busy);
            attr(input, "aria-disabled", flag);
        }
        self.methods.iter().for_each(|input| attr(input, "aria-disabled", flag));
    }
}

/// Of a group of radio buttons the chosen one is the stop of the Tab key.
pub(super) fn check(input: &HtmlInputElement, chosen: bool) {
    input.set_checked(chosen);
    attr(input, "tabindex", Some(if chosen { "0" } else { "-1" }));
}
