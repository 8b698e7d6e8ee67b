//! What a charge asks of the page's dialogs, and what becomes of the page's answers.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, JSON};
use payments_widget::flow::messages::ChargeEvent;
use payments_widget::protocol::action::{ActionKind, Display, NextAction};
use payments_widget::protocol::payment::{CardSummary, Payment, PaymentMethod, PaymentStatus};
use payments_widget::web::js::words::Words;
use payments_widget::web::pay::action::{Dialog, DialogHost, Stage};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(inline_js = r#"
export const noWords = () => ({
  amount: (major, currency) => `${major} ${currency}`,
  text: (key, params) => (params ? `${key} ${params.amount} ${params.card}` : key),
});
export const dialogs = log => ({
  show(form, words, action, report) {
    log.push(['show', form === undefined, action]);
    log.report = report;
    if (action.url === 'javascript:1') return void report('closed');
    report('opened');
    if (action.url.includes('blocked')) report('blocked');
    if (action.type === 'redirect') return undefined;
    return { close: () => log.push(['close']) };
  },
});
export const say = (log, what) => log.report(what);
"#)]
extern "C" {
    #[wasm_bindgen(js_name = noWords)]
    fn no_words() -> Words;
    fn dialogs(log: &Array) -> DialogHost;
    #[wasm_bindgen(catch)]
    fn say(log: &Array, what: &str) -> Result<(), JsValue>;
}

/// What the charge and the form were told, as short words.
type Heard = Rc<RefCell<Vec<String>>>;

struct World {
    dialog: Rc<Dialog>,
    log: Array,
    heard: Heard,
}

impl World {
    fn new() -> Self {
        let (log, heard) = (Array::new(), Heard::default());
        let changes = heard.clone();
        let dialog = Dialog {
            host: dialogs(&log),
            words: no_words(),
            form: None,
            in_click: false,
            on_change: Rc::new(move |kind, opened| changes.borrow_mut().push(format!("{kind:?} {opened}"))),
            shown: RefCell::new(None),
        };
        Self { dialog: Rc::new(dialog), log, heard }
    }

    fn show(&self, id: &str, kind: ActionKind, display: Option<Display>, url: &str) {
        self.show_for(&payment("visa"), id, kind, display, url);
    }

    /// Shows an action; when its page is closed, the charge closes the dialog at once, as `flow` does.
    fn show_for(&self, payment: &Payment, id: &str, kind: ActionKind, display: Option<Display>, url: &str) {
        let mut action = NextAction::new(id.to_owned(), kind, url.to_owned(), String::new());
        action.display = display;
        let (heard, dialog) = (self.heard.clone(), Rc::downgrade(&self.dialog));
        let on_event = move |event| {
            let closed = matches!(event, ChargeEvent::ActionClosed(_));
            heard.borrow_mut().push(match event {
                ChargeEvent::ActionClosed(id) => format!("closed {id}"),
                ChargeEvent::ActionUpdated => "updated".to_owned(),
                _ => "something else".to_owned(),
            });
            if closed && let Some(dialog) = dialog.upgrade() {
                dialog.close();
            }
        };
        self.dialog.show(payment, &action, Box::new(on_event));
    }

    /// What the page was asked.
    fn asked(&self) -> String {
        JSON::stringify(&self.log).unwrap().into()
    }
}

/// The payment that waits for the actions.
fn payment(brand: &str) -> Payment {
    let method = PaymentMethod::card(CardSummary::new(Some(brand.to_owned()), "3220".to_owned()), None);
    let [id, session, currency, created_at] = ["pay_1", "ps_1", "USD", "2026-11-24T08:31:00Z"].map(str::to_owned);
    Payment::new(id, session, PaymentStatus::RequiresAction, 1999, currency, method, created_at)
}

const CHALLENGE: (ActionKind, Option<Display>) = (ActionKind::ThreeDSecure, Some(Display::Challenge));

#[wasm_bindgen_test]
fn a_challenge_is_shown_and_taken_away() {
    let world = World::new();
    world.show("act_1", CHALLENGE.0, CHALLENGE.1, "https://acs.example/1");
    say(&world.log, "updated").unwrap();
    world.dialog.close();
    world.dialog.close();
    assert_eq!(*world.heard.borrow(), ["ThreeDSecure true", "updated", "ThreeDSecure false"]);
    assert_eq!(
        world.asked(),
        r#"[["show",true,{"type":"three_d_secure","url":"https://acs.example/1","hidden":false,"inClick":false,"subtitle":"tds.sub 19.99 USD Visa •••• 3220","amount":"19.99 USD"}],["close"]]"#
    );
}

#[wasm_bindgen_test]
fn a_brand_that_is_a_description_is_named_in_the_payers_language() {
    for (brand, name) in [("korean-local", "brand.korean"), ("unionpay", "UnionPay"), ("new-brand", "")] {
        let world = World::new();
        world.show_for(&payment(brand), "act_1", CHALLENGE.0, CHALLENGE.1, "https://acs.example/1");
        let asked = world.asked();
        assert!(asked.contains(&format!(r#""subtitle":"tds.sub 19.99 USD {name} •••• 3220""#)), "{asked}");
    }
}

#[wasm_bindgen_test]
fn a_challenge_closed_by_the_payer_is_closed_from_within_its_own_report() {
    let world = World::new();
    world.show("act_1", CHALLENGE.0, CHALLENGE.1, "https://acs.example/1");
    say(&world.log, "closed").unwrap();
    assert_eq!(*world.heard.borrow(), ["ThreeDSecure true", "closed act_1", "ThreeDSecure false"]);
    assert!(say(&world.log, "updated").is_err(), "what reports is gone with the dialog");
}

#[wasm_bindgen_test]
fn the_next_action_takes_the_place_of_the_one_before() {
    let world = World::new();
    world.show("act_1", ActionKind::ThreeDSecure, Some(Display::Hidden), "https://acs.example/1");
    world.show("act_2", CHALLENGE.0, CHALLENGE.1, "https://acs.example/2");
    let changes = ["ThreeDSecure true", "ThreeDSecure false", "ThreeDSecure true"];
    assert_eq!(*world.heard.borrow(), changes);
    let asked = world.asked();
    assert!(
        asked.contains(
            r#""hidden":true,"inClick":false,"subtitle":"tds.sub 19.99 USD Visa •••• 3220","amount":"19.99 USD"}],["close"],["show""#
        ),
        "{asked}"
    );
}

#[wasm_bindgen_test]
fn a_redirect_opens_and_is_never_closed() {
    let world = World::new();
    world.show("act_1", ActionKind::Redirect, None, "https://wallet.example/");
    world.dialog.close();
    assert_eq!(*world.heard.borrow(), ["Redirect true"]);
    let asked = world.asked();
    assert!(asked.contains(r#"{"type":"redirect","url":"https://wallet.example/""#), "{asked}");
}

#[wasm_bindgen_test]
fn what_must_not_be_opened_is_told_as_closed() {
    let world = World::new();
    world.show("act_1", CHALLENGE.0, CHALLENGE.1, "javascript:1");
    assert_eq!(*world.heard.borrow(), ["closed act_1"]);
}

#[wasm_bindgen_test]
fn a_charge_that_is_over_takes_its_dialog_away() {
    let world = World::new();
    world.show("act_1", CHALLENGE.0, CHALLENGE.1, "https://acs.example/1");
    drop(world.dialog);
    assert!(world.log.length() == 2, "shown and closed");
}

#[wasm_bindgen_test]
fn a_redirect_that_is_blocked_is_reported_and_no_more_open() {
    let world = World::new();
    world.show("act_1", ActionKind::Redirect, None, "https://blocked.example/1");
    assert_eq!(*world.heard.borrow(), ["Redirect true", "Redirect false", "something else"]);
}
