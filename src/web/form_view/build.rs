//! Makes the nodes of a form: all of them once, and later the few that come and go.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::super::dom::{attrs, child, document, empty, show};
use super::super::options::own_text;
use super::{FieldNodes, FormNodes, HintNodes, Look, check};
use crate::card::{Brands, Field};
use crate::form::field::{FIELDS, FieldSpec};
use crate::form::{Arg, Notice, Receipt, Text};

impl FormNodes {
    /// Every node of a form, at the end of `root`; nothing is shown in them yet.
    pub fn build(root: &Element, look: Look) -> Result<Self, JsValue> {
        let say = |key: &str| look.words.text(key, &JsValue::UNDEFINED);
        let form = child(root, "form", "pw")?;
        let legend = own_text(&look.labels, "legend").unwrap_or_else(|| say("form.label"));
        let (lang, dir) = (look.words.locale(), look.words.dir());
        attrs(&form, &[("part", "form"), ("novalidate", ""), ("lang", &lang), ("dir", &dir), ("aria-label", &legend)])?;
        let status = child(&form, "p", "pw-vh")?;
        attrs(&status, &[("role", "status"), ("aria-live", "polite")])?;

        let mut whole = Vec::new();
        if look.test {
            let test = child(&form, "p", "pw-test")?;
            test.set_attribute("part", "test")?;
            child(&test, "span", "pw-test__tag")?.set_text_content(Some(&say("test.tag")));
            child(&test, "span", "")?.set_text_content(Some(&say("test.note")));
            whole.push(test);
        }
        let methods = methods(&form, &look, &mut whole)?;

        let panel = child(&form, "div", "pw-panel")?;
        panel.set_attribute("part", "panel")?;
        let grid = child(&panel, "div", "pw-grid")?;
        let fields = FIELDS.iter().map(|spec| field(&grid, spec, &look)).collect::<Result<Vec<_>, _>>()?;
        let (brands, choice) = number_parts(&grid, &fields)?;
        let hint = hint(&fields, &look)?;

        let pay = child(&form, "div", "pw-pay")?;
        let button: HtmlElement = child(&pay, "button", "pw-button")?.unchecked_into();
        attrs(&button, &[("part", "button"), ("type", "submit")])?;
        let note = child(&pay, "p", "pw-secure")?;
        note.set_attribute("part", "note")?;
        whole.push(panel.clone());
        whole.push(pay.clone());

        Ok(Self {
            form: form.unchecked_into(),
            status,
            whole,
            methods,
            panel,
            fields,
            brands,
            choice,
            hint,
            pay,
            button,
            note,
            look,
            notice: RefCell::default(),
            networks: RefCell::default(),
            panel_paid: RefCell::default(),
            shown: RefCell::default(),
        })
    }

    /// The choice between the networks of a co-badged card; empty while there is none.
    pub(super) fn build_networks(&self, networks: Brands) -> Result<(), JsValue> {
        empty(&self.choice);
        show(&self.choice, !networks.is_empty())?;
        let mut inputs = Vec::new();
        if !networks.is_empty() {
            let head = child(&self.choice, "div", "pw-head")?;
            let label = child(&head, "span", "pw-label")?;
            label.set_id("pw-choice-label");
            label.set_text_content(Some(&self.say(&Text::new("number.choose"))));
            let group = child(&self.choice, "div", "pw-seg")?;
            attrs(&group, &[("part", "choice"), ("role", "radiogroup"), ("aria-labelledby", "pw-choice-label")])?;
            for (at, brand) in networks.iter().enumerate() {
                let item = child(&group, "label", "pw-seg__item")?;
                let input = radio(&item, "pw-vh", at, networks.len())?;
                item.append_child(&self.look.host.mark(brand.id()))?;
                child(&item, "span", "")?.set_text_content(Some(brand.info().name));
                inputs.push((brand, input));
            }
        }
        self.networks.replace(inputs);
        Ok(())
    }

    pub(super) fn build_notice(&self, notice: &Notice) -> Result<Element, JsValue> {
        let (kind, role, icon, title) = match notice {
            Notice::Declined => ("danger", "alert", "alert", "declined.title"),
            Notice::Failed => ("danger", "alert", "alert", "failed.title"),
            Notice::Unknown { .. } => ("warn", "status", "clock", "unknown.title"),
        };
        let body = match notice {
            Notice::Declined => Text::new("declined.body"),
            Notice::Failed => Text::new("failed.body"),
            Notice::Unknown { late: true, payment: Some(id) } => {
                Text::new("unknown.late").with("id", Arg::Word(id.clone()))
            }
            Notice::Unknown { .. } => Text::new("unknown.body"),
        };
        let node = document().create_element("div")?;
        node.set_class_name("pw-notice");
        attrs(&node, &[("part", "notice"), ("data-kind", kind), ("role", role)])?;
        node.append_child(&self.look.host.icon(icon))?;
        child(&node, "p", "pw-notice__title")?.set_text_content(Some(&self.say(&Text::new(title))));
        child(&node, "p", "pw-notice__body")?.set_text_content(Some(&self.say(&body)));
        match notice {
            Notice::Unknown { late: true, .. } => {
                let actions = child(&node, "div", "pw-notice__actions")?;
                let button = child(&actions, "button", "pw-button pw-button--plain pw-button--small")?;
                attrs(&button, &[("part", "button-plain"), ("type", "button")])?;
                button.set_text_content(Some(&self.say(&Text::new("unknown.check"))));
            }
            Notice::Unknown { .. } => drop(child(&node, "span", "pw-bar")?),
            _ => {}
        }
        Ok(node)
    }

    /// The panel that says it is paid, and its title, which takes the focus.
    pub(super) fn build_paid(&self, receipt: &Receipt) -> Result<(Element, HtmlElement), JsValue> {
        let (host, words) = (&self.look.host, &self.look.words);
        let panel = child(&self.form, "div", "pw-state")?;
        attrs(&panel, &[("part", "state"), ("data-kind", "success")])?;
        child(&panel, "span", "pw-state__mark")?.append_child(&host.icon("tick"))?;
        let title = child(&panel, "h2", "pw-state__title")?;
        title.set_attribute("tabindex", "-1")?;
        title.set_text_content(Some(&self.say(&Text::new("ok.title"))));
        let amount = words.amount(&receipt.amount, &receipt.currency);
        child(&panel, "p", "pw-state__amount")?.set_text_content(Some(&amount));

        let rows = child(&panel, "dl", "pw-rows")?;
        let row = |key, class, text: &str| {
            let row = child(&rows, "div", "")?;
            child(&row, "dt", "")?.set_text_content(Some(&self.say(&Text::new(key))));
            let value = child(&row, "dd", "")?;
            child(&value, "bdi", class)?.set_text_content(Some(text));
            Ok::<_, JsValue>(value)
        };
        if receipt.by_card {
            let card = row("ok.method", "pw-ltr", &["•••• ", &receipt.paid_with].concat())?;
            if let Some(brand) = receipt.brand {
                let mark = host.mark(brand.id());
                mark.remove_attribute("aria-hidden")?;
                attrs(&mark, &[("role", "img"), ("aria-label", brand.info().name)])?;
                card.insert_before(&mark, card.first_child().as_ref())?;
            }
        } else {
            row("ok.method", "", &receipt.paid_with)?;
        }
        row("ok.number", "pw-ltr", &receipt.id)?;
        row("ok.when", "", &words.date(&receipt.created_at))?;
        Ok((panel, title.unchecked_into()))
    }
}

/// The tiles of the ways to pay, where there is more than the card.
fn methods(form: &Element, look: &Look, whole: &mut Vec<Element>) -> Result<Vec<HtmlInputElement>, JsValue> {
    if look.wallets.is_empty() {
        return Ok(Vec::new());
    }
    let text = |key: &str| look.words.text(key, &JsValue::UNDEFINED);
    let group = child(form, "fieldset", "pw-methods")?;
    attrs(&group, &[("part", "methods"), ("role", "radiogroup")])?;
    child(&group, "legend", "pw-vh")?.set_text_content(Some(&text("methods.legend")));
    whole.push(group.clone());
    let card = text("method.card");
    let tiles = [("card", card.as_str())].into_iter().chain(look.wallets.iter().map(|w| ("wallet", w.label.as_str())));
    let tile = |(at, (icon, label)): (usize, (&str, &str))| {
        let tile = child(&group, "label", "pw-method")?;
        tile.set_attribute("part", "method")?;
        let input = radio(&tile, "pw-method__input", at, look.wallets.len() + 1)?;
        tile.append_child(&look.host.icon(icon))?;
        child(&tile, "span", "")?.set_text_content(Some(label));
        Ok(input)
    };
    tiles.enumerate().map(tile).collect()
}

/// A radio button without a name, as no input of the form has one; so its place in the group is said.
fn radio(parent: &Element, class: &str, at: usize, of: usize) -> Result<HtmlInputElement, JsValue> {
    let input: HtmlInputElement = child(parent, "input", class)?.unchecked_into();
    attrs(&input, &[
        ("type", "radio"),
        ("aria-posinset", &(at + 1).to_string()),
        ("aria-setsize", &of.to_string()),
    ])?;
    check(&input, at == 0)?;
    Ok(input)
}

fn field(grid: &Element, spec: &'static FieldSpec, look: &Look) -> Result<FieldNodes, JsValue> {
    let text = |key: &[&str]| look.words.text(&key.concat(), &JsValue::UNDEFINED);
    let (id, error) = (["pw-", spec.name].concat(), ["pw-", spec.name, "-error"].concat());
    let root = child(grid, "div", &["pw-field pw-field--", spec.name, " ", spec.place].concat())?;
    root.set_attribute("part", &["field ", spec.name].concat())?;

    let head = child(&root, "div", "pw-head")?;
    let label = child(&head, "label", "pw-label")?;
    attrs(&label, &[("part", "label"), ("for", &id)])?;
    let own = own_text(&look.labels, spec.field.name());
    label.set_text_content(Some(&own.unwrap_or_else(|| text(&[spec.name, ".label"]))));

    let control = child(&root, "div", "pw-control")?;
    control.set_attribute("part", "control")?;
    let input: HtmlInputElement = child(&control, "input", "pw-input")?.unchecked_into();
    let last = FIELDS.last().is_some_and(|last| last.field == spec.field);
    attrs(&input, &[
        ("id", &id),
        ("part", "input"),
        ("type", "text"),
        ("autocomplete", spec.autocomplete),
        ("aria-describedby", &error),
        ("enterkeyhint", if last { "done" } else { "next" }),
        ("spellcheck", "false"),
        ("autocorrect", "off"),
        ("autocapitalize", "off"),
        ("translate", "no"),
    ])?;
    if spec.digits {
        attrs(&input, &[("inputmode", "numeric"), ("dir", "ltr")])?;
    }
    match spec.field {
        Field::CardNumber => input.set_placeholder("1234 1234 1234 1234"),
        // It says where the code stands and how long it is; see `apply_cvv`.
        Field::Cvv => input.set_attribute("aria-describedby", &["pw-cvv-hint ", &error].concat())?,
        _ => input.set_placeholder(&text(&[spec.name, ".placeholder"])),
    }

    let slot = if spec.field == Field::Cvv {
        None
    } else {
        let slot = child(&control, "span", "pw-slot")?;
        slot.set_attribute("part", "slot")?;
        let tick = look.host.icon("valid");
        slot.append_child(&tick)?;
        Some((slot, tick))
    };
    let message = child(&root, "p", "pw-msg")?;
    attrs(&message, &[("part", "error"), ("id", &error), ("hidden", "")])?;
    message.append_child(&look.host.icon("alert"))?;
    let message_text = child(&message, "span", "")?;
    Ok(FieldNodes { spec, root, control, input, slot, message, message_text })
}

/// What only the number has: the accepted marks in its label row, and below it the choice of a network.
fn number_parts(grid: &Element, fields: &[FieldNodes]) -> Result<(Element, Element), JsValue> {
    let brands = document().create_element("span")?;
    brands.set_class_name("pw-brands");
    attrs(&brands, &[("part", "brands"), ("role", "img")])?;
    let choice = child(grid, "div", "pw-field pw-field--choice")?;
    attrs(&choice, &[("part", "field choice"), ("hidden", "")])?;
    if let Some(number) = fields.iter().find(|field| field.spec.field == Field::CardNumber) {
        if let Some(head) = number.root.first_element_child() {
            head.append_child(&brands)?;
        }
        grid.insert_before(&choice, number.root.next_sibling().as_ref())?;
    }
    Ok((brands, choice))
}

/// What only the code has: a button at its end that opens a note, which is the field's description all the time.
fn hint(fields: &[FieldNodes], look: &Look) -> Result<HintNodes, JsValue> {
    let missing = || JsValue::from_str("The form has no field for the code.");
    let code = fields.iter().find(|field| field.spec.field == Field::Cvv).ok_or_else(missing)?;
    let control = code.control.clone();
    let button: HtmlElement = child(&control, "button", "pw-hintbtn")?.unchecked_into();
    attrs(&button, &[
        ("part", "hint-button"),
        ("type", "button"),
        ("aria-controls", "pw-cvv-note"),
        ("aria-label", &look.words.text("cvv.help", &JsValue::UNDEFINED)),
    ])?;
    let note = child(&control, "div", "pw-hint")?;
    attrs(&note, &[("part", "hint"), ("id", "pw-cvv-note"), ("hidden", "")])?;
    let text = child(&note, "span", "")?;
    text.set_id("pw-cvv-hint");
    Ok(HintNodes { control, button, note, text })
}
