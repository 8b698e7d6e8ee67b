//! `PaymentFormView`: a form in a page. It reads events, has [`Form`] reduce them, and carries its effects out.
//!
//! It holds no rule of the form. Run to completion: an event that comes while another is carried out (focus() and
//! remove() call back at once) waits its turn, and no borrow is held across a call into the page.

mod build;
mod events;
pub mod nodes;
mod pay;
mod settings;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Element, ShadowRoot};

use self::nodes::{FormHost, FormNodes, Look};
use self::settings::Settings;
use crate::card::{Brand, Field, FieldError, YearMonth};
use crate::form::{By, Effect, Form, FormEvent, FormState, Phase, Step, Target, Trigger};
use crate::protocol::payment::Payment;
use crate::web::calls::client::{Client, Shared};
use crate::web::dom::{self, Listeners, Timer};
use crate::web::js::deferred::Deferred;
use crate::web::js::object::{Members, Plain};
use crate::web::js::to_page;
use crate::web::pay::session_source::KeptSession;
use crate::web::window;

/// A form, from its creation until JavaScript lets go of it; a payment that was begun goes on without it.
#[wasm_bindgen]
pub struct PaymentFormView {
    inner: Rc<Inner>,
}

struct Inner {
    shared: Rc<Shared>,
    host: FormHost,
    settings: RefCell<Rc<Settings>>,
    form: RefCell<Form>,
    /// Where the form stands.
    place: RefCell<Option<Place>>,
    nodes: RefCell<Option<Rc<FormNodes>>>,
    listeners: Cell<Option<Listeners>>,
    /// Warns of leaving the page, while a payment is in flight.
    leaving: RefCell<Option<Listeners>>,
    /// The payer is being sent to another page to pay there.
    redirected: Cell<bool>,
    /// Until a click is over that may follow when a pointer went up.
    released: Cell<Option<Timer>>,
    check: Cell<Option<Timer>>,
    /// An input method is at work in the field that has the focus.
    composing: Cell<bool>,
    queue: RefCell<Vec<FormEvent>>,
    running: Cell<bool>,
    /// Promises of `submit()` that share the attempt.
    waiting: RefCell<Vec<Deferred>>,
    kept: Rc<KeptSession>,
    /// The newest payment whose end this form knows.
    seen: RefCell<Option<Box<Payment>>>,
}

/// What stays when the form's own nodes are made anew.
#[derive(Clone)]
struct Place {
    root: ShadowRoot,
    /// Holds the tokens of the look; JavaScript sets them there.
    host: Element,
    /// Where the card issuer's dialog is shown.
    stage: Element,
}

#[wasm_bindgen]
impl PaymentFormView {
    /// A form that is not on the page yet.
    ///
    /// # Errors
    /// A plain failure, for what is wrong with the options.
    #[wasm_bindgen(constructor)]
    pub fn new(client: &Client, options: &JsValue, host: FormHost) -> Result<Self, JsValue> {
        let shared = client.shared.clone();
        let settings = Settings::read(options, &shared).map_err(|failure| to_page::failure(&failure))?;
        let inner = Inner {
            form: RefCell::new(Form::new(settings.form.clone(), this_month())),
            settings: RefCell::new(Rc::new(settings)),
            shared,
            host,
            place: RefCell::default(),
            nodes: RefCell::default(),
            listeners: Cell::default(),
            leaving: RefCell::default(),
            redirected: Cell::default(),
            released: Cell::default(),
            check: Cell::default(),
            composing: Cell::default(),
            queue: RefCell::default(),
            running: Cell::default(),
            waiting: RefCell::default(),
            kept: Rc::default(),
            seen: RefCell::default(),
        };
        Ok(Self { inner: Rc::new(inner) })
    }

    /// Puts the form into an empty shadow root.
    pub fn mount(&self, root: ShadowRoot) {
        // Before any field exists: a native submit must never happen.
        self.inner.listeners.set(Some(self.inner.listen(&root)));
        let host = dom::element("div", "pw-host");
        let stage = dom::child(&host, "div", "pw");
        dom::append(&root, &host);
        self.inner.place.replace(Some(Place { root, host, stage }));
        self.inner.draw();
    }

    /// Takes the options over, all of them, and the words that `host` has now; what was typed stays.
    ///
    /// # Errors
    /// As [`PaymentFormView::new`]; then the old options stand.
    pub fn update(&self, options: &JsValue) -> Result<(), JsValue> {
        let settings = Settings::read(options, &self.inner.shared).map_err(|failure| to_page::failure(&failure))?;
        let options = settings.form.clone();
        self.inner.settings.replace(Rc::new(settings));
        self.inner.dispatch(FormEvent::Options(options));
        self.inner.draw();
        Ok(())
    }

    /// Pays, as the button does; while an attempt is in flight, its end is this one's too.
    pub fn submit(&self, deferred: Deferred) {
        let phase = self.inner.form.borrow().phase().clone();
        match phase {
            Phase::Paid(_) => return deferred.reject(&self.inner.paid_already()),
            Phase::Busy(true) | Phase::Unknown { .. } => deferred.posted(),
            Phase::Busy(false) | Phase::Editing => {}
        }
        self.inner.waiting.borrow_mut().push(deferred);
        self.inner.submit(Trigger::Api);
    }

    /// Puts the focus into a field, the first one if none is named.
    pub fn focus(&self, field: Option<String>) {
        let field = field.as_deref().and_then(Field::from_name).unwrap_or(Field::CardNumber);
        self.inner.carry_out(Effect::Focus(Target::Field(field)));
    }

    /// Empties the form; false, and nothing emptied, while a payment is in flight or its outcome unknown.
    pub fn clear(&self) -> bool {
        let may = !self.inner.form.borrow().busy();
        self.inner.dispatch(FormEvent::Clear);
        may
    }

    /// Takes the form off the page and wipes what was typed. A payment in flight goes on.
    pub fn unmount(&self) {
        let inner = &self.inner;
        inner.listeners.take();
        inner.leaving.take();
        inner.released.take();
        inner.check.take();
        inner.nodes.take();
        if let Some(place) = inner.place.take() {
            dom::empty(&place.root, None);
        }
        let options = inner.settings.borrow().form.clone();
        inner.form.replace(Form::new(options, this_month()));
    }

    /// `FormState` of the JavaScript surface.
    pub fn state(&self) -> JsValue {
        let state = self.inner.form.borrow().state();
        state_object(&state)
    }
}

impl Inner {
    fn dispatch(self: &Rc<Self>, event: FormEvent) {
        self.queue.borrow_mut().push(event);
        if self.running.replace(true) {
            return;
        }
        while let Some(event) = self.next_event() {
            let (effects, view) = {
                let mut form = self.form.borrow_mut();
                let effects = form.reduce(event);
                (effects, form.view())
            };
            if let Some(nodes) = self.nodes() {
                nodes.apply(view);
                self.warn_of_leaving();
            }
            for effect in effects {
                self.carry_out(effect);
            }
        }
        self.running.set(false);
    }

    fn next_event(&self) -> Option<FormEvent> {
        let mut queue = self.queue.borrow_mut();
        if queue.is_empty() { None } else { Some(queue.remove(0)) }
    }

    /// The nodes that stand in the page, as no borrow may last while they are written.
    #[inline(never)]
    fn nodes(&self) -> Option<Rc<FormNodes>> {
        self.nodes.borrow().clone()
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match (effect, self.nodes()) {
            // What the page submits meanwhile is written when it is decided.
            (Effect::Write { field, caret: Some(_), .. }, Some(_)) if self.is_composed(field) => {}
            (Effect::Write { field, text, caret }, Some(nodes)) => nodes.write(field, &text, caret),
            (Effect::Retype { field, text, caret }, Some(nodes)) => nodes.retype(field, &text, caret),
            (Effect::Again(field, step), Some(_)) => {
                if !dom::step(step == Step::Undo) {
                    self.read(field, By::Fill);
                }
            }
            (Effect::Wipe(field), Some(nodes)) => nodes.input(field).into_iter().for_each(dom::wipe),
            (Effect::Focus(target), Some(nodes)) => nodes.focus(target),
            (Effect::Pay, _) => self.pay(),
            (Effect::Refuse(errors), _) => self.refuse_fields(&errors),
            (Effect::Check(ms), _) => self.check.set(Some(self.after(ms, Self::look_up))),
            (Effect::TellState(state), _) => self.host.emit("change", &state_object(&state)),
            (Effect::TellFocus(field), _) => self.tell("focus", "field", field.name()),
            (Effect::TellBlur(field), _) => self.tell("blur", "field", field.name()),
            (Effect::TellEscape, _) => self.host.emit("escape", &Members::default().into_js()),
            (Effect::TellSubmit(trigger), _) => self.tell("submit", "trigger", trigger.as_str()),
            // The others are for the nodes.
            (_, None) => {}
        }
    }

    fn tell(&self, event: &str, key: &'static str, value: &str) {
        let mut payload = Members::default();
        payload.add(key, value);
        self.host.emit(event, &payload.into_js());
    }

    /// Calls back later, if the form is still there.
    fn after(self: &Rc<Self>, ms: u32, then: impl FnOnce(&Rc<Self>) + 'static) -> Timer {
        let form = Rc::downgrade(self);
        Timer::new(ms, move || {
            if let Some(form) = form.upgrade() {
                then(&form);
            }
        })
    }

    fn submit(self: &Rc<Self>, trigger: Trigger) {
        let values =
            self.nodes().map(|nodes| nodes.inputs().map(|(field, input)| (field, input.value().into())).collect());
        self.dispatch(FormEvent::Submit { trigger, values: values.unwrap_or_default(), now: this_month() });
    }

    /// Shows in the page what there is: in the nodes that stand there if they would be the same, else in new ones. The
    /// focus stays in its field.
    fn draw(self: &Rc<Self>) {
        let Some(Place { host, stage, .. }) = self.place.borrow().clone() else { return };
        let settings = self.settings.borrow().clone();
        let words = self.host.words();
        let amount = words.amount(&settings.money.major(), settings.money.currency().code());
        let look = Look {
            host: self.host.clone(),
            words,
            test: self.shared.context.api.key.starts_with("pk_test_"),
            submit_button: settings.submit_button,
            labels: settings.labels.clone(),
            wallets: settings.form.wallets.clone(),
        };
        let old = self.nodes();
        if let Some(nodes) = old.as_ref().filter(|nodes| nodes.look().is_like(&look)) {
            return nodes.set_amount(amount);
        }
        let focused = self.focused_field();
        if let Some(old) = old {
            old.form().remove();
        }
        let nodes = Rc::new(FormNodes::build(&host, &stage, look));
        nodes.set_amount(amount);
        let (view, texts) = {
            let form = self.form.borrow();
            (form.view(), nodes.inputs().map(|(field, _)| (field, form.text(field))).collect::<Vec<_>>())
        };
        nodes.apply(view);
        for (field, text) in texts {
            nodes.write(field, &text, None);
        }
        self.nodes.replace(Some(nodes));
        if let Some(field) = focused {
            self.carry_out(Effect::Focus(Target::Field(field)));
        }
    }
}

/// The month that it is, for a card to be over in.
fn this_month() -> YearMonth {
    YearMonth::from_unix_ms_utc_minus_12(window::now())
}

/// `FormState` of the JavaScript surface.
fn state_object(state: &FormState) -> JsValue {
    let mut fields = Members::default();
    for field in &state.fields {
        let mut page = Members::default();
        page.add("empty", field.empty);
        page.add("complete", field.complete);
        page.add("error", field.error.map(FieldError::code));
        fields.add(field.field.name(), page);
    }
    let mut page = Members::default();
    page.add("complete", state.complete);
    page.add("empty", state.empty);
    page.add("busy", state.busy);
    page.add("brand", state.brand.map(Brand::id));
    page.add("brands", state.brands.iter().map(|brand| brand.id().into()).collect::<Plain>());
    page.add("fields", fields);
    page.into_js()
}
