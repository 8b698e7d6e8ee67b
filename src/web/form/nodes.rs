//! The form's nodes in the page: what they are made from, what each belongs to, and what is read and written by field.
//!
//! They decide nothing: `build` makes them once, and `apply` writes into them what a [`View`] says. What was typed is
//! written into the values of the inputs and nowhere else, never into an attribute.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, Node, ShadowRoot};

use super::host::FormHost;
use super::settings::Settings;
use crate::card::{Brand, Brands, Field, Owner};
use crate::form::fields::FieldSpec;
use crate::form::{Choice, Target, View};
use crate::text::Text;
use crate::web::callbacks::Timer;
use crate::web::dom::{retype, write};
use crate::web::js::words::{Words, say};

/// What the nodes are made from, besides the view.
pub struct Look {
    /// Gives words, marks and icons.
    pub host: FormHost,
    /// The words of the form's language.
    pub words: Words,
    /// The options of the form.
    pub(super) settings: Rc<Settings>,
}

impl Look {
    /// Whether both make the same nodes.
    pub fn is_like(&self, other: &Self) -> bool {
        js_sys::Object::is(&self.words, &other.words) && self.settings.makes_same_nodes(&other.settings)
    }
}

/// One field's nodes.
pub(super) struct FieldNodes {
    pub(super) spec: &'static FieldSpec,
    pub(super) root: Element,
    pub(super) label: Element,
    /// Says that it may stay empty.
    pub(super) optional: Element,
    pub(super) control: Element,
    /// The input, or the list to choose from.
    pub(super) element: HtmlElement,
    /// The same, where it is an input.
    pub(super) input: Option<HtmlInputElement>,
    /// The place for tick and marks at the end of the control.
    pub(super) slot: Element,
    pub(super) tick: Element,
    pub(super) message: Element,
    pub(super) message_text: Element,
}

/// Korea: whose card it is, and why the form asks for it.
pub(super) struct KoreaNodes {
    pub(super) owner: Element,
    pub(super) owners: Vec<(Owner, HtmlInputElement)>,
    pub(super) why: Element,
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
    /// Waits until a text may be said.
    pub(super) saying: Cell<Option<Timer>>,
    /// What is hidden once a payment has succeeded.
    pub(super) until_paid: Vec<Element>,
    pub(super) choices: Vec<(Choice, HtmlInputElement)>,
    pub(super) panel: Element,
    pub(super) fields: Vec<FieldNodes>,
    /// Asks whether the card is to be kept: the label, and the box in it.
    pub(super) save: Option<(Element, HtmlInputElement)>,
    pub(super) brands: Element,
    /// The brands whose marks are in it.
    pub(super) marked: Cell<Brands>,
    /// Holds the networks of a co-badged card.
    pub(super) network_group: Element,
    pub(super) korea: Option<KoreaNodes>,
    pub(super) hint: HintNodes,
    pub(super) pay: Element,
    pub(super) button: HtmlElement,
    pub(super) note: Element,
    pub(super) notice: RefCell<Option<Element>>,
    pub(super) networks: RefCell<Vec<(Brand, HtmlInputElement)>>,
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
    /// Whose card it is.
    Owner(Owner),
    /// The radio button of a saved card; of another card, without an id.
    Saved(Option<String>),
    /// The button that deletes a saved card.
    Delete(String),
    /// The button that restores it.
    Restore(String),
    /// The box that is checked for a card to be kept.
    Save,
    /// The button of the hint at the security code.
    Hint,
    /// The pay button.
    Button,
    /// The button that checks an unknown outcome.
    Check,
    /// The button that continues a payment that waits for the payer.
    Continue,
    /// The button that gives it up.
    GiveUp,
}

impl FormNodes {
    /// What a node belongs to.
    pub fn hit(&self, node: &Node) -> Option<Hit> {
        let is = |input: &HtmlInputElement| input.is_same_node(Some(node));
        if let Some(field) = self.fields.iter().find(|field| field.element.is_same_node(Some(node))) {
            return Some(Hit::Field(field.spec.field));
        }
        if let Some((choice, _)) = self.choices.iter().find(|(_, input)| is(input)) {
            return Some(Hit::Choice(*choice));
        }
        if let Some((brand, _)) = self.networks.borrow().iter().find(|(_, input)| is(input)) {
            return Some(Hit::Network(*brand));
        }
        if let Some((owner, _)) = self.owners().iter().find(|(_, input)| is(input)) {
            return Some(Hit::Owner(*owner));
        }
        if self.hint.button.contains(Some(node)) {
            return Some(Hit::Hint);
        }
        if self.button.contains(Some(node)) {
            return Some(Hit::Button);
        }
        if self.save.as_ref().is_some_and(|(_, input)| is(input)) {
            return Some(Hit::Save);
        }
        let closest = |selector: &str| node.dyn_ref::<Element>().and_then(|node| node.closest(selector).ok().flatten());
        if let Some(saved) = closest("[data-saved]") {
            let id = saved.get_attribute("data-card");
            return match (saved.get_attribute("data-saved").as_deref(), id) {
                (Some("delete"), Some(id)) => Some(Hit::Delete(id)),
                (Some("restore"), Some(id)) => Some(Hit::Restore(id)),
                (_, id) => Some(Hit::Saved(id)),
            };
        }
        let pressed = closest("[data-open]");
        if let Some(what) = pressed.and_then(|button| button.get_attribute("data-open")) {
            return Some(if what == "continue" { Hit::Continue } else { Hit::GiveUp });
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
        let owners: Vec<_> = self.owners().iter().map(|(_, input)| input.clone()).collect();
        for group in [choices, networks, owners] {
            if let Some(at) = group.iter().position(|input| input.is_same_node(Some(node))) {
                let next = if forward { at + 1 } else { at + group.len() - 1 };
                return group.get(next % group.len()).cloned();
            }
        }
        None
    }

    /// The choices of whose card it is.
    pub(super) fn owners(&self) -> &[(Owner, HtmlInputElement)] {
        self.korea.as_ref().map_or(&[], |korea| &korea.owners)
    }

    fn nodes_of(&self, field: Field) -> Option<&FieldNodes> {
        self.fields.iter().find(|nodes| nodes.spec.field == field)
    }

    /// The input of a field. A list to choose from has none.
    pub fn input(&self, field: Field) -> Option<&HtmlInputElement> {
        self.nodes_of(field)?.input.as_ref()
    }

    /// Every input with its field.
    pub fn inputs(&self) -> impl Iterator<Item = (Field, &HtmlInputElement)> {
        self.fields.iter().filter_map(|nodes| Some((nodes.spec.field, nodes.input.as_ref()?)))
    }

    /// The list to choose from, of a field that is one.
    pub fn select(&self, field: Field) -> Option<&HtmlSelectElement> {
        let nodes = self.nodes_of(field)?;
        nodes.spec.is_select().then(|| nodes.element.unchecked_ref())
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
        if let Some(select) = self.select(field) {
            select.set_value(text);
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
        let title =
            self.paid_panel().and_then(|panel| panel.query_selector("h2").ok()?).map(|title| title.unchecked_into());
        let element = match target {
            Target::Field(field) => self.nodes_of(field).map(|nodes| &nodes.element),
            Target::Hint => Some(&self.hint.button),
            Target::Button => Some(&self.button),
            Target::Title => title.as_ref(),
        };
        if let Some(element) = element {
            let _ = element.focus();
        }
    }

    /// The panel for a payment that succeeded, which the module that pays has drawn.
    pub(super) fn paid_panel(&self) -> Option<Element> {
        self.form.query_selector("[data-kind=success]").ok()?
    }

    /// The element of the form's shadow root that has the focus.
    pub fn focused(&self) -> Option<Element> {
        self.form.get_root_node().dyn_into::<ShadowRoot>().ok()?.active_element()
    }

    pub(super) fn say(&self, text: &Text) -> String {
        say(&self.look.words, text, &self.amount.borrow())
    }

    /// Ends what happens by itself: the time that is left for an open payment is counted no more.
    pub fn stop(&self) {
        self.look.host.show_open(&self.form, &JsValue::UNDEFINED);
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
}
