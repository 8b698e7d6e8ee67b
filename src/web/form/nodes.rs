//! The form's nodes in the page: made once; later only what differs from the view before is written into them.
//!
//! They decide nothing: [`View`] says what is shown, and the words come from JavaScript. What was typed is written into
//! the values of the inputs and nowhere else, never into an attribute.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, Node, ShadowRoot};

use crate::card::{Brand, Brands, Field};
use crate::form::fields::FieldSpec;
use crate::form::{Button, ButtonIcon, Choice, FieldView, MARKS_WIDE, Notice, Target, View, Wallet, left_out};
use crate::text::{Arg, Text};
use crate::web::dom::{append, attr, attrs, empty, insert, retype, show, text, write};
use crate::web::js::words::{Words, say};

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

    /// The mark of the brand with this id.
    #[wasm_bindgen(method)]
    pub fn mark(this: &FormHost, id: &str) -> Element;

    /// The icon with this name.
    #[wasm_bindgen(method)]
    pub fn icon(this: &FormHost, name: &str) -> Element;
}

/// What the nodes are made from, besides the view.
pub struct Look {
    /// Gives words, marks and icons.
    pub host: FormHost,
    /// The words of the form's language.
    pub words: Words,
    /// Test mode: no real money is charged.
    pub test: bool,
    /// The form has a pay button.
    pub submit_button: bool,
    /// The page's own labels.
    pub labels: Labels,
    /// The wallets that are offered.
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
    /// Whether both make the same nodes.
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
    /// The place for tick and marks at the end of the control.
    pub(super) slot: Element,
    pub(super) tick: Element,
    pub(super) message: Element,
    pub(super) message_text: Element,
}

/// The hint that says where the security code is, and the button that opens it.
pub(super) struct HintNodes {
    pub(super) button: HtmlElement,
    pub(super) bubble: Element,
    pub(super) text: Element,
}

/// The nodes of a form, and the view that they show.
pub struct FormNodes {
    pub(super) look: Look,
    /// The amount to be paid, as the payer's language writes it.
    pub(super) amount: RefCell<String>,
    pub(super) form: HtmlFormElement,
    pub(super) status: Element,
    /// What is hidden once a payment has succeeded.
    pub(super) until_paid: Vec<Element>,
    pub(super) choices: Vec<(Choice, HtmlInputElement)>,
    pub(super) panel: Element,
    pub(super) fields: Vec<FieldNodes>,
    pub(super) brands: Element,
    /// Holds the networks of a co-badged card.
    pub(super) network_group: Element,
    pub(super) hint: HintNodes,
    pub(super) pay: Element,
    pub(super) button: HtmlElement,
    pub(super) note: Element,
    pub(super) notice: RefCell<Option<Element>>,
    pub(super) networks: RefCell<Vec<(Brand, HtmlInputElement)>>,
    /// The panel for a payment that succeeded, and its title.
    pub(super) paid: RefCell<Option<(Element, HtmlElement)>>,
    pub(super) shown: RefCell<Option<View>>,
}

/// What a node of the form belongs to.
pub enum Hit {
    /// The input of a field.
    Field(Field),
    /// The tile of a way to pay.
    Choice(Choice),
    /// A network of a co-badged card.
    Network(Brand),
    /// The button of the hint at the security code.
    Hint,
    /// The button that checks an unknown outcome.
    Check,
}

impl FormNodes {
    /// What a node belongs to.
    pub fn hit(&self, node: &Node) -> Option<Hit> {
        let is = |input: &HtmlInputElement| input.is_same_node(Some(node));
        if let Some(field) = self.fields.iter().find(|field| is(&field.input)) {
            return Some(Hit::Field(field.spec.field));
        }
        if let Some((choice, _)) = self.choices.iter().find(|(_, input)| is(input)) {
            return Some(Hit::Choice(*choice));
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

    /// Whether a node belongs to the hint at the security code, its button or its field.
    pub fn is_in_hint(&self, node: &Node) -> bool {
        let control = self.hint.button.parent_node();
        control.is_some_and(|control| control.contains(Some(node)))
    }

    /// The next or previous radio button of a group; after the last comes the first. The radio buttons have no name, so
    /// the browser does not do this.
    pub fn neighbour(&self, node: &Node, forward: bool) -> Option<HtmlInputElement> {
        let choices: Vec<_> = self.choices.iter().map(|(_, input)| input.clone()).collect();
        let networks: Vec<_> = self.networks.borrow().iter().map(|(_, input)| input.clone()).collect();
        for group in [choices, networks] {
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

    /// Every input with its field.
    pub fn inputs(&self) -> impl Iterator<Item = (Field, &HtmlInputElement)> {
        self.fields.iter().map(|nodes| (nodes.spec.field, &nodes.input))
    }

    /// The `<form>` element.
    pub fn form(&self) -> &HtmlFormElement {
        &self.form
    }

    /// Writes a text into an input, and sets the caret if the input has the focus.
    pub fn write(&self, field: Field, text: &str, caret: Option<usize>) {
        if let Some(input) = self.input(field) {
            let caret = caret.filter(|_| self.is_focused(input));
            write(input, text, caret.and_then(|caret| u32::try_from(caret).ok()));
        }
    }

    /// As [`FormNodes::write`], but the browser's undo can take it back.
    pub fn write_undoable(&self, field: Field, text: &str, caret: usize) {
        if let Some(input) = self.input(field)
            && self.is_focused(input)
        {
            retype(input, text);
        }
        // Writes the text where the browser did not, and sets the caret in any case.
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

    /// The element of the form's shadow root that has the focus.
    pub fn focused(&self) -> Option<Element> {
        self.form.get_root_node().dyn_into::<ShadowRoot>().ok()?.active_element()
    }

    pub(super) fn say(&self, text: &Text) -> String {
        say(&self.look.words, text, &self.amount.borrow())
    }

    /// What the nodes are made from.
    pub fn look(&self) -> &Look {
        &self.look
    }

    /// Sets the amount to be paid, as the payer's language writes it.
    pub fn set_amount(&self, amount: String) {
        self.amount.replace(amount);
        if let Some(view) = self.shown.borrow().as_ref() {
            self.apply_button(&view.button);
        }
    }

    /// Writes what differs from the view that is shown, and shows this one.
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
            show(&self.hint.bubble, view.hint_open);
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
            if view.choice == Choice::NewCard {
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
            self.until_paid.iter().for_each(|part| show(part, view.paid.is_none()));
            self.paid.replace(view.paid.as_ref().map(|receipt| self.build_paid(receipt)));
        }
        if old.is_none_or(|old| old.choice != view.choice || old.paid != view.paid) {
            self.choices.iter().for_each(|(choice, input)| check(input, *choice == view.choice));
            show(&self.panel, view.choice == Choice::NewCard && view.paid.is_none());
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

    /// Icons beside the label; their names as `aria-label`.
    fn apply_accepted(&self, accepted: Brands) {
        empty(&self.brands, None);
        for brand in accepted.iter().take(MARKS_WIDE) {
            append(&self.brands, &self.look.host.mark(brand.id()));
        }
        let more = left_out(accepted).map(|count| ["+", &count.to_string()].concat());
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

    /// A mark whose name a screen reader says.
    pub(super) fn named_mark(&self, brand: Brand) -> Element {
        let mark = self.look.host.mark(brand.id());
        attr(&mark, "aria-hidden", None);
        attrs(&mark, &[("role", "img"), ("aria-label", brand.info().name)]);
        mark
    }

    fn apply_cvv(&self, front: bool) {
        let (icon, key, digits) =
            if front { ("cvv-front", "cvv.front", "1234") } else { ("cvv-back", "cvv.back", "123") };
        let HintNodes { button, bubble, text } = &self.hint;
        text.set_text_content(Some(&self.say(&Text::new(key))));
        empty(bubble, None);
        append(bubble, &self.look.host.icon(icon));
        append(bubble, text);
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
        let own = self.look.labels.get("submit").filter(|_| button.own_label);
        text(&self.button, "span", "", &own.unwrap_or_else(|| self.say(&button.label)));
        attr(&self.button, "aria-disabled", button.disabled.then_some("true"));
        attr(&self.button, "data-busy", button.busy.then_some(""));
    }

    fn apply_busy(&self, busy: bool) {
        let flag = busy.then_some("true");
        attr(&self.form, "aria-busy", flag);
        for (_, input) in self.inputs() {
            input.set_read_only(busy);
            attr(input, "aria-disabled", flag);
        }
        self.choices.iter().for_each(|(_, input)| attr(input, "aria-disabled", flag));
    }
}

/// Checks or unchecks a radio button. The Tab key stops at the chosen one of a group only.
pub(super) fn check(input: &HtmlInputElement, chosen: bool) {
    input.set_checked(chosen);
    attr(input, "tabindex", Some(if chosen { "0" } else { "-1" }));
}
