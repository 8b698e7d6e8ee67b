//! Shows a view: writes into the form's nodes what differs from the view before, and nothing else.
//!
//! Nothing is decided here: [`View`] says what is shown, and the words come from JavaScript.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::nodes::{FieldNodes, FormNodes, HintNodes};
use crate::card::{Brand, Brands, Field};
use crate::form::{
    Button, ButtonIcon, Choice, FieldView, InstallmentsView, MARKS_WIDE, Notice, OpenPayment, Receipt, Status, View,
    left_out,
};
use crate::text::{Arg, Text, decimal};
use crate::web::callbacks::Timer;
use crate::web::dom::{append, attr, attrs, empty, insert, show, text};
use crate::web::js::object::Members;
use crate::web::js::words::brand_name;

/// How long a payer has stopped typing before an error is said, in milliseconds.
const PAUSE_MS: u32 = 500;

impl FormNodes {
    /// Writes what differs from the view that is shown, and shows this one.
    pub fn apply(&self, view: View) {
        let old = self.shown.take();
        self.apply_changes(&view, old.as_ref());
        self.shown.replace(Some(view));
    }

    fn apply_changes(&self, view: &View, old: Option<&View>) {
        for nodes in &self.fields {
            let field = view.field(nodes.spec.field);
            let before = old.and_then(|old| old.field(nodes.spec.field));
            if old.is_none() || before != field {
                self.apply_field(nodes, field, before);
            }
        }
        if let Some((label, input)) = &self.save
            && old.is_none_or(|old| old.save != view.save)
        {
            show(label, view.save.is_some());
            input.set_checked(view.save == Some(true));
        }
        let saved_differs =
            |old: &View| !Rc::ptr_eq(&old.saved, &view.saved) || old.choice != view.choice || old.busy != view.busy;
        if !view.saved.is_empty() && old.is_none_or(saved_differs)
            || old.is_some_and(|old| !old.saved.is_empty() && view.saved.is_empty())
        {
            self.apply_saved(view);
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
            self.networks
                .borrow()
                .iter()
                .for_each(|(brand, input)| check(input, "option", view.network == Some(*brand)));
        }
        if let Some(korea) = &self.korea
            && old.is_none_or(|old| old.owner != view.owner)
        {
            show(&korea.owner, view.owner.is_some());
            show(&korea.why, view.owner.is_some());
            korea.owners.iter().for_each(|(owner, input)| check(input, "option", view.owner == Some(*owner)));
        }
        if old.is_none_or(|old| old.installments != view.installments) {
            self.apply_installments(&view.installments, old.map(|old| &old.installments));
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
            if view.note.key == "secure.note" {
                append(&self.note, &self.look.host.icon("shield"));
            }
            let _ = self.note.append_with_str_1(&self.say(&view.note));
        }
        if old.is_none_or(|old| old.busy != view.busy) {
            self.apply_busy(view.busy);
        }
        if old.is_none_or(|old| old.status != view.status) {
            self.apply_status(view.status.as_ref());
        }
        if old.map_or(view.open.is_some(), |old| old.open != view.open) {
            // Before anything is hidden: it takes the focus where the form had it.
            self.look.host.show_open(&self.form, &view.open.as_ref().map_or(JsValue::UNDEFINED, open_object));
        }
        if old.is_none_or(|old| old.paid != view.paid) {
            if let Some(panel) = self.paid_panel() {
                panel.remove();
            }
            if let Some(Receipt { brand, wallet }) = &view.paid {
                self.look.host.show_paid(&self.form, brand.map(|brand| self.named_mark(brand)), wallet.as_deref());
            }
        }
        let replaced = view.paid.is_some() || view.open.is_some();
        if old.is_none_or(|old| old.choice != view.choice || old.paid != view.paid || old.open != view.open) {
            self.choices.iter().for_each(|(choice, input)| check(input, "method", tile_of(view.choice) == *choice));
            self.until_paid.iter().for_each(|part| show(part, !replaced));
            show(&self.panel, view.choice.is_card() && !replaced);
        }
    }

    /// Only another list is written: to write one that is open would close it.
    fn apply_installments(&self, view: &InstallmentsView, old: Option<&InstallmentsView>) {
        let Some(select) = self.select(Field::InstallmentMonths) else { return };
        if old.is_none_or(|old| old.offers != view.offers || old.amount != view.amount) {
            empty(select, None);
            for offer in &view.offers {
                let option = text(select, "option", "", &self.say(&view.label(*offer)));
                attr(&option, "value", Some(&view.value(offer.months)));
            }
        }
        if let Some(months) = view.chosen {
            select.set_value(&view.value(months));
        }
    }

    fn apply_field(&self, nodes: &FieldNodes, view: Option<&FieldView>, before: Option<&FieldView>) {
        show(&nodes.root, view.is_some());
        let Some(view) = view else { return };
        if before.is_none_or(|before| before.label != view.label) {
            let own = self.look.settings.labels.get(view.field.name());
            nodes.label.set_text_content(Some(&own.unwrap_or_else(|| self.say(&Text::new(view.label)))));
        }
        let (state, named) = match (&view.error, view.valid) {
            (Some(_), _) => (Some("error"), " invalid"),
            (None, true) => (Some("valid"), " valid"),
            (None, false) => (None, ""),
        };
        attr(&nodes.root, "data-state", state);
        name_state(&nodes.root, &["field ", nodes.spec.part].concat(), named);
        name_state(&nodes.label, "label", named);
        name_state(&nodes.control, "control", named);
        name_state(&nodes.element, "input", named);
        attr(&nodes.element, "aria-invalid", view.error.as_ref().map(|_| "true"));
        if nodes.input.is_some() {
            attr(&nodes.element, "aria-required", view.required.then_some("true"));
            attr(&nodes.element, "enterkeyhint", Some(if view.last { "done" } else { "next" }));
            if view.required {
                nodes.optional.remove();
            } else {
                append(&nodes.label, &nodes.optional);
            }
        }
        let sentence = view.error.as_ref().map(|text| self.say(text));
        nodes.message_text.set_text_content(sentence.as_deref());
        show(&nodes.message, sentence.is_some());
        show(&nodes.tick, view.valid);
        show(&nodes.slot, view.valid || view.field == Field::CardNumber);
    }

    /// Icons beside the label; their names as `aria-label`. While there is a number they are hidden, and kept: to make them is most
    /// of what the first digit costs.
    fn apply_accepted(&self, accepted: Brands) {
        show(&self.brands, !accepted.is_empty());
        if accepted.is_empty() || self.marked.replace(accepted) == accepted {
            return;
        }
        empty(&self.brands, None);
        for brand in accepted.iter().take(MARKS_WIDE) {
            append(&self.brands, &self.look.host.mark(brand.id()));
        }
        let more = left_out(accepted).map(|count| ["+", &decimal(count as u64)].concat());
        attr(&self.brands, "data-more", more.as_deref());
        let list = self.say(&Text::new("number.accepted").with("list", Arg::Brands(accepted)));
        attr(&self.brands, "aria-label", Some(&list));
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
    fn named_mark(&self, brand: Brand) -> Element {
        let mark = self.look.host.mark(brand.id());
        attr(&mark, "aria-hidden", None);
        attrs(&mark, &[("role", "img"), ("aria-label", &brand_name(&self.look.words, brand))]);
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

    /// Short, so that a screen reader says the text at once; what is wrong with a field is said when the payer has stopped
    /// typing.
    fn apply_status(&self, status: Option<&Status>) {
        let mut said = String::new();
        let field = status.and_then(|status| status.field);
        if let Some(nodes) = self.fields.iter().find(|nodes| Some(nodes.spec.field) == field) {
            said += &nodes.label.text_content().unwrap_or_default();
            said += ": ";
        }
        for (at, text) in status.iter().flat_map(|status| &status.texts).enumerate() {
            said += if at == 0 { "" } else { " " };
            said += &self.say(text);
        }
        if field.is_none() {
            self.saying.take();
            return self.status.set_text_content(Some(&said));
        }
        let region = self.status.clone();
        self.saying.set(Some(Timer::new(PAUSE_MS, move || region.set_text_content(Some(&said)))));
    }

    fn apply_notice(&self, notice: Option<&Notice>) {
        let old = self.notice.take();
        let had_focus = old.as_ref().is_some_and(|old| old.contains(self.focused().as_deref()));
        if let Some(old) = old {
            old.remove();
        }
        let Some(notice) = notice else { return };
        let built = self.build_notice(notice);
        insert(&self.form, &built, Some(&self.pay));
        let button = built.query_selector("button").ok().flatten();
        if let (true, Some(button)) = (had_focus, button) {
            let _ = button.unchecked_into::<HtmlElement>().focus();
        }
        self.notice.replace(Some(built));
    }

    pub(super) fn apply_button(&self, button: &Button) {
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
        let own = self.look.settings.labels.get("submit").filter(|_| button.own_label);
        text(&self.button, "span", "", &own.unwrap_or_else(|| self.say(&button.label)));
        attr(&self.button, "aria-disabled", button.disabled.then_some("true"));
        attr(&self.button, "data-busy", button.busy.then_some(""));
        name_state(&self.button, "button", if button.busy { " busy" } else { "" });
    }

    fn apply_busy(&self, busy: bool) {
        let flag = busy.then_some("true");
        // Not on the form: it is around the live region, which would then be silent.
        attr(&self.panel, "aria-busy", flag);
        name_state(&self.form, "form", if busy { " busy" } else { "" });
        for (_, input) in self.inputs() {
            input.set_read_only(busy);
            attr(input, "aria-disabled", flag);
        }
        self.choices.iter().for_each(|(_, input)| attr(input, "aria-disabled", flag));
        self.owners().iter().for_each(|(_, input)| attr(input, "aria-disabled", flag));
        for nodes in self.fields.iter().filter(|nodes| nodes.input.is_none()) {
            attr(&nodes.element, "aria-disabled", flag);
        }
    }
}

/// The tile of a choice: all cards have one.
fn tile_of(choice: Choice) -> Choice {
    if choice.is_card() { Choice::NewCard } else { choice }
}

/// Checks or unchecks a radio button, and says so by its tile's part. The Tab key stops at the chosen one of a group only.
pub(super) fn check(input: &HtmlInputElement, part: &str, chosen: bool) {
    input.set_checked(chosen);
    attr(input, "tabindex", Some(if chosen { "0" } else { "-1" }));
    if let Some(tile) = input.parent_element() {
        name_state(&tile, part, if chosen { " selected" } else { "" });
    }
}

/// The state is another name of the part, so that a page may style `::part(control invalid)`.
fn name_state(element: &Element, part: &str, state: &str) {
    attr(element, "part", Some(&[part, state].concat()));
}

fn open_object(open: &OpenPayment) -> JsValue {
    let mut page = Members::default();
    page.add("id", open.id.as_str());
    page.add("wallet", open.wallet.as_deref());
    page.add("expiresAt", open.expires_at.as_str());
    page.add("isEarlier", open.is_earlier);
    page.add("givingUp", open.giving_up);
    page.add("failed", open.failed);
    page.into_js()
}
