//! Makes the nodes of a form: most of them once, and the few that come and go each time anew.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::apply::check;
use super::nodes::{FieldNodes, FormNodes, HintNodes, Look};
use crate::card::{Brands, Field};
use crate::form::fields::{Control, FIELDS, FieldSpec, Placeholder, TextInput};
use crate::form::{Choice, Notice, Receipt, Unknown};
use crate::text::decimal;
use crate::web::dom::{append, attr, attrs, child, element, empty, insert, show, text};
use crate::web::js::words::{Words, brand_name};

impl FormNodes {
    /// Makes every node of a form, before `stage`. They show no view yet.
    pub fn build(host: &Element, stage: &Element, look: Look) -> Self {
        let form = child(host, "form", "pw");
        // One that is taken over must not be moved: the input in it would lose the focus.
        if !form.is_same_node(stage.previous_sibling().as_ref()) {
            insert(host, &form, Some(stage));
        }
        let legend = look.settings.labels.get("legend").unwrap_or_else(|| word(&look.words, "form.label"));
        let (lang, dir) = (look.words.locale(), look.words.dir());
        attrs(stage, &[("lang", &lang), ("dir", &dir)]);
        attrs(&form, &[("part", "form"), ("novalidate", ""), ("lang", &lang), ("dir", &dir), ("aria-label", &legend)]);
        let status = child(&form, "p", "pw-vh");
        attrs(&status, &[("role", "status"), ("aria-live", "polite")]);

        let mut until_paid = Vec::new();
        if look.settings.pay.is_test() {
            let test = part(&form, "p", "pw-test", "test");
            named(&text(&test, "span", "pw-test__tag", &word(&look.words, "test.tag")), "test-tag");
            text(&test, "span", "", &word(&look.words, "test.note"));
            until_paid.push(test);
        }
        let choices =
            if look.settings.form.wallets.is_empty() { Vec::new() } else { choices(&form, &look, &mut until_paid) };

        let panel = part(&form, "div", "pw-panel", "panel");
        let grid = part(&panel, "div", "pw-grid", "grid");
        let fields: Vec<_> = FIELDS.iter().map(|spec| field(&grid, spec, &look)).collect();
        let brands = part(&grid, "span", "pw-brands", "brands");
        attr(&brands, "role", Some("img"));
        let network_group = part(&grid, "div", "pw-field pw-field--choice", "field choice");
        let hint = hint(&grid, &look);
        for nodes in &fields {
            match nodes.spec.field {
                Field::CardNumber => {
                    if let Some(head) = nodes.root.first_child() {
                        append(&head, &brands);
                    }
                }
                Field::Cvv => {
                    // Not at the number: while its last digit is typed, the fields that come next must not move.
                    insert(&grid, &network_group, nodes.root.next_sibling().as_ref());
                    attrs(&nodes.input, &[("aria-describedby", "pw-cvv-hint pw-cvv-error")]);
                    append(&nodes.control, &hint.button);
                    append(&nodes.control, &hint.bubble);
                    nodes.slot.remove();
                }
                _ => {}
            }
        }

        let pay = part(&form, "div", "pw-pay", "pay");
        let button: HtmlElement = part(&pay, "button", "pw-button", "button").unchecked_into();
        attr(&button, "type", Some("submit"));
        show(&button, look.settings.submit_button);
        let note = part(&pay, "p", "pw-secure", "note");
        until_paid.push(pay.clone());

        Self {
            form: form.unchecked_into(),
            status,
            saying: Cell::default(),
            until_paid,
            choices,
            panel,
            fields,
            brands,
            marked: Cell::default(),
            network_group,
            hint,
            pay,
            button,
            note,
            look,
            amount: RefCell::default(),
            notice: RefCell::default(),
            networks: RefCell::default(),
            paid: RefCell::default(),
            shown: RefCell::default(),
        }
    }

    /// The choice between the networks of a co-badged card; empty while there is none.
    pub(super) fn build_networks(&self, networks: Brands) {
        empty(&self.network_group, None);
        show(&self.network_group, !networks.is_empty());
        let mut inputs = Vec::new();
        if !networks.is_empty() {
            let head = part(&self.network_group, "div", "pw-head", "head");
            let label = named(&text(&head, "span", "pw-label", &word(&self.look.words, "number.choose")), "label");
            label.set_id("pw-choice-label");
            let group = part(&self.network_group, "div", "pw-seg", "control");
            attrs(&group, &[("role", "radiogroup"), ("aria-labelledby", "pw-choice-label")]);
            for (at, brand) in networks.iter().enumerate() {
                let item = part(&group, "label", "pw-seg__item", "option");
                inputs.push((brand, radio(&item, "pw-vh", "option", at, networks.len())));
                append(&item, &self.look.host.mark(brand.id()));
                text(&item, "span", "", &brand_name(&self.look.words, brand));
            }
        }
        self.networks.replace(inputs);
    }

    pub(super) fn build_notice(&self, notice: &Notice) -> Element {
        let (kind, icon) = match notice {
            Notice::Failed { .. } => ("danger", "alert"),
            Notice::Stopped | Notice::Removed => ("plain", "shield"),
            Notice::Unknown(_) => ("warn", "clock"),
        };
        let node = element("div", "pw-notice");
        attrs(&node, &[("part", "notice"), ("data-kind", kind)]);
        attr(&node, "role", notice.is_alert().then_some("alert"));
        append(&node, &self.look.host.icon(icon));
        named(&text(&node, "p", "pw-notice__title", &self.say(&notice.title())), "notice-title");
        named(&text(&node, "p", "pw-notice__body", &self.say(&notice.body())), "notice-body");
        if let Notice::Unknown(Unknown { late, checking, .. }) = notice {
            if late.is_some() {
                let actions = child(&node, "div", "pw-notice__actions");
                let button = part(&actions, "button", "pw-button pw-button--plain pw-button--small", "button-plain");
                attr(&button, "type", Some("button"));
                attr(&button, "aria-disabled", checking.then_some("true"));
                if *checking {
                    append(&button, &self.look.host.icon("spin"));
                }
                let label = if *checking { "pay.checking" } else { "unknown.check" };
                text(&button, "span", "", &word(&self.look.words, label));
            } else {
                part(&node, "span", "pw-bar", "bar");
            }
        }
        node
    }

    /// The panel for a payment that succeeded, and its title, which gets the focus.
    pub(super) fn build_paid(&self, receipt: &Receipt) -> (Element, HtmlElement) {
        let Look { host, words, .. } = &self.look;
        let panel = part(&self.form, "div", "pw-state", "state");
        attr(&panel, "data-kind", Some("success"));
        append(&part(&panel, "span", "pw-state__mark", "state-mark"), &host.icon("tick"));
        let title = named(&text(&panel, "h2", "pw-state__title", &word(words, "ok.title")), "state-title");
        attr(&title, "tabindex", Some("-1"));
        named(&text(&panel, "p", "pw-state__amount", &words.amount(&receipt.amount, &receipt.currency)), "amount");

        let rows = part(&panel, "dl", "pw-rows", "rows");
        let row = |key, class, content: &str| {
            let row = part(&rows, "div", "", "row");
            text(&row, "dt", "", &word(words, key));
            let value = child(&row, "dd", "");
            text(&value, "bdi", class, content);
            value
        };
        if receipt.by_card {
            let card = row("ok.method", "pw-ltr", &["•••• ", &receipt.paid_with].concat());
            if let Some(brand) = receipt.brand {
                insert(&card, &self.named_mark(brand), card.first_child().as_ref());
            }
        } else {
            row("ok.method", "", &receipt.paid_with);
        }
        row("ok.number", "pw-ltr", &receipt.id);
        row("ok.when", "", &words.date(&receipt.created_at));
        (panel, title.unchecked_into())
    }
}

/// The tiles of the ways to pay.
fn choices(form: &Element, look: &Look, until_paid: &mut Vec<Element>) -> Vec<(Choice, HtmlInputElement)> {
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
        tile(Choice::Wallet(at), look.host.wallet(&wallet.id, &wallet.label), &wallet.label);
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

fn field(grid: &Element, spec: &'static FieldSpec, look: &Look) -> FieldNodes {
    let (id, error) = (["pw-", spec.dom_id].concat(), ["pw-", spec.dom_id, "-error"].concat());
    let class = ["pw-field pw-field--", spec.css_class, spec.grid_classes].concat();
    let root = part(grid, "div", &class, &["field ", spec.part].concat());

    let own = look.settings.labels.get(spec.field.name());
    let label = own.unwrap_or_else(|| word(&look.words, &[spec.sentences, ".label"].concat()));
    let head = part(&root, "div", "pw-head", "head");
    let label = text(&head, "label", "pw-label", &label);
    attrs(&label, &[("part", "label"), ("for", &id)]);
    let optional = text(&label, "span", "pw-optional", &[" ", &word(&look.words, "name.optional")].concat());

    let control = part(&root, "div", "pw-control", "control");
    let input = match &spec.control {
        Control::Text(input) => text_input(&control, input, look),
    };
    attrs(&input, &[("id", &id), ("aria-describedby", &error)]);
    if spec.field == Field::ExpirationDate {
        let hint = text(&root, "span", "pw-vh", &word(&look.words, "expiry.hint"));
        hint.set_id("pw-expiry-hint");
        attrs(&input, &[("aria-describedby", "pw-expiry-hint pw-expiry-error")]);
    }

    let slot = part(&control, "span", "pw-slot", "slot");
    let tick = look.host.icon("valid");
    append(&slot, &tick);
    let message = part(&root, "p", "pw-msg", "error");
    message.set_id(&error);
    append(&message, &look.host.icon("alert"));
    let message_text = child(&message, "span", "");
    FieldNodes { spec, root, label, optional, control, input, slot, tick, message, message_text }
}

/// With the marks by which session recorders leave an input out: rrweb, FullStory, LogRocket and OpenReplay, Datadog,
/// Sentry, PostHog, Hotjar, Clarity. To rrweb `rr-ignore` alone hides the keys only, not what the field holds when it records
/// the page anew: `rr-block` hides both.
fn text_input(parent: &Element, spec: &TextInput, look: &Look) -> HtmlInputElement {
    let input = part(parent, "input", "pw-input rr-ignore rr-block ph-no-capture fs-exclude sentry-mask", "input");
    let input: HtmlInputElement = input.unchecked_into();
    attrs(
        &input,
        &[
            ("type", "text"),
            ("autocomplete", spec.autocomplete),
            ("spellcheck", "false"),
            ("autocorrect", "off"),
            ("autocapitalize", "off"),
            ("translate", "no"),
            ("data-private", ""),
            ("data-dd-privacy", "mask"),
            ("data-sentry-mask", ""),
            ("data-hj-suppress", ""),
            ("data-clarity-mask", "true"),
        ],
    );
    if spec.digits {
        attrs(&input, &[("inputmode", "numeric"), ("dir", "ltr")]);
    }
    match spec.placeholder {
        Placeholder::Literal(text) => input.set_placeholder(text),
        Placeholder::Sentence(key) => input.set_placeholder(&word(&look.words, key)),
    }
    input
}

/// The hint that says where the security code is, and its button. Its text describes the field even while it is closed.
fn hint(control: &Element, look: &Look) -> HintNodes {
    let button: HtmlElement = part(control, "button", "pw-hintbtn", "hint-button").unchecked_into();
    let label = word(&look.words, "cvv.help");
    attrs(&button, &[("type", "button"), ("aria-controls", "pw-cvv-note"), ("aria-label", &label)]);
    let bubble = part(control, "div", "pw-hint", "hint");
    bubble.set_id("pw-cvv-note");
    let text = child(&bubble, "span", "");
    text.set_id("pw-cvv-hint");
    HintNodes { button, bubble, text }
}

/// A new element that the page may style by its part.
fn part(parent: &Element, tag: &str, class: &str, name: &str) -> Element {
    named(&child(parent, tag, class), name)
}

/// The element, which the page may style by this part.
fn named(element: &Element, name: &str) -> Element {
    attr(element, "part", Some(name));
    element.clone()
}

fn word(words: &Words, key: &str) -> String {
    words.text(key, &JsValue::UNDEFINED)
}
