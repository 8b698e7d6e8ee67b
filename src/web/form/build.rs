//! Makes the nodes of a form: most of them once, and the few that come and go each time anew.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::choices::{methods, owners};
use super::nodes::{FieldNodes, FormNodes, HintNodes, KoreaNodes, Look};
use crate::card::Field;
use crate::form::fields::{Control, FIELDS, FieldSpec, Help, Placeholder, TextInput};
use crate::form::{Notice, Unknown};
use crate::web::dom::{append, attr, attrs, child, element, insert, named, part, show, text};
use crate::web::js::words::word;

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
        if look.host.test() {
            let test = part(&form, "p", "pw-test", "test");
            named(&text(&test, "span", "pw-test__tag", &word(&look.words, "test.tag")), "test-tag");
            text(&test, "span", "", &word(&look.words, "test.note"));
            until_paid.push(test);
        }
        let choices =
            if look.settings.form.wallets.is_empty() { Vec::new() } else { methods(&form, &look, &mut until_paid) };

        let panel = part(&form, "div", "pw-panel", "panel");
        let grid = part(&panel, "div", "pw-grid", "grid");
        let options = &look.settings.form;
        let shown = FIELDS.iter().filter(|spec| options.may_show(spec.field));
        let fields: Vec<_> = shown.map(|spec| field(&grid, spec, &look)).collect();
        let brands = part(&grid, "span", "pw-brands", "brands");
        attr(&brands, "role", Some("img"));
        let network_group = part(&grid, "div", "pw-field pw-field--choice", "field choice");
        let hint = hint(&grid, &look);
        let korea = options.may_show(Field::IdentityNumber).then(|| korea(&grid, &look));
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
                    attr(&nodes.element, "aria-describedby", Some("pw-cvv-hint pw-cvv-error"));
                    append(&nodes.control, &hint.button);
                    append(&nodes.control, &hint.bubble);
                    nodes.slot.remove();
                }
                Field::IdentityNumber => {
                    korea.iter().for_each(|korea| insert(&grid, &korea.owner, Some(&nodes.root)));
                    attr(&nodes.element, "aria-describedby", Some("pw-kr-why pw-birth-error"));
                }
                Field::CardPassword => {
                    let next = nodes.root.next_sibling();
                    korea.iter().for_each(|korea| insert(&grid, &korea.why, next.as_ref()));
                    attr(&nodes.element, "aria-describedby", Some("pw-kr-why pw-pin-error"));
                }
                _ => {}
            }
        }

        let save = options.asks_to_save.then(|| save(&panel, &look));

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
            save,
            brands,
            marked: Cell::default(),
            network_group,
            korea,
            hint,
            pay,
            button,
            note,
            look,
            amount: RefCell::default(),
            notice: RefCell::default(),
            networks: RefCell::default(),
            shown: RefCell::default(),
        }
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
}

fn field(grid: &Element, spec: &'static FieldSpec, look: &Look) -> FieldNodes {
    let (id, error) = (["pw-", spec.dom_id].concat(), ["pw-", spec.dom_id, "-error"].concat());
    let class = ["pw-field pw-field--", spec.css_class, spec.grid_classes].concat();
    let root = part(grid, "div", &class, &["field ", spec.part].concat());

    let head = part(&root, "div", "pw-head", "head");
    let label = text(&head, "label", "pw-label", "");
    attrs(&label, &[("part", "label"), ("for", &id)]);
    let optional = element("span", "pw-optional");
    optional.set_text_content(Some(&[" ", &word(&look.words, "name.optional")].concat()));

    let control = part(&root, "div", "pw-control", "control");
    let input = match &spec.control {
        Control::Text(input) => Some(text_input(&control, input, look)),
        Control::Select => None,
    };
    let element = input.clone().map_or_else(|| select(&control, look), HtmlElement::from);
    attrs(&element, &[("id", &id), ("aria-describedby", &error)]);
    if let Help::Hidden(key) = spec.help {
        let (help, described_by) = ([&id, "-hint"].concat(), [&id, "-hint ", &error].concat());
        text(&root, "span", "pw-vh", &word(&look.words, key)).set_id(&help);
        attr(&element, "aria-describedby", Some(&described_by));
    }

    let slot = part(&control, "span", "pw-slot", "slot");
    let tick = look.host.icon("valid");
    append(&slot, &tick);
    let message = part(&root, "p", "pw-msg", "error");
    message.set_id(&error);
    append(&message, &look.host.icon("alert"));
    let message_text = child(&message, "span", "");
    FieldNodes { spec, root, label, optional, control, element, input, slot, tick, message, message_text }
}

/// With the marks by which session recorders leave an input out: rrweb, FullStory, LogRocket and OpenReplay, Datadog,
/// Sentry, PostHog, Hotjar, Clarity. To rrweb `rr-ignore` alone hides the keys only, not what the field holds when it records
/// the page anew: `rr-block` hides both.
fn text_input(parent: &Element, spec: &TextInput, look: &Look) -> HtmlInputElement {
    let input = part(parent, "input", "pw-input rr-ignore rr-block ph-no-capture fs-exclude sentry-mask", "input");
    let input: HtmlInputElement = input.unchecked_into();
    // One that is taken over has all but its placeholder in its language.
    if !input.has_attribute("type") {
        static_attributes(&input, spec);
    }
    match spec.placeholder {
        Placeholder::Literal(text) => input.set_placeholder(text),
        Placeholder::Sentence(key) => input.set_placeholder(&word(&look.words, key)),
    }
    input
}

fn static_attributes(input: &HtmlInputElement, spec: &TextInput) {
    attrs(
        input,
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
        attrs(input, &[("inputmode", "numeric"), ("dir", "ltr")]);
    }
}

/// A native list. Its entries are made with the view.
fn select(parent: &Element, look: &Look) -> HtmlElement {
    let select = part(parent, "select", "pw-input pw-select", "input");
    append(parent, &look.host.icon("chevron"));
    select.unchecked_into()
}

/// The box that is checked for a card to be kept.
fn save(panel: &Element, look: &Look) -> (Element, HtmlInputElement) {
    let label = named(&text(panel, "label", "pw-check", ""), "save");
    let input: HtmlInputElement = child(&label, "input", "").unchecked_into();
    attr(&input, "type", Some("checkbox"));
    text(&label, "span", "", &word(&look.words, "save.label"));
    (label, input)
}

/// Whose card it is, and why the form asks for it.
fn korea(grid: &Element, look: &Look) -> KoreaNodes {
    let owner = part(grid, "div", "pw-field pw-field--owner pw-half-l", "field owner");
    let owners = owners(&owner, look);
    let why = part(grid, "p", "pw-help", "help");
    why.set_id("pw-kr-why");
    why.set_text_content(Some(&word(&look.words, "kr.why")));
    KoreaNodes { owner, owners, why }
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
