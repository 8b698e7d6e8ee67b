//! The form under real events of a real browser: what it writes, what it keeps in, and what it never lets out.

use js_sys::{Array, Reflect};
use payments_widget::web::calls::client::Client;
use payments_widget::web::calls::form_payments::FormPayments;
use payments_widget::web::form::PaymentFormView;
use payments_widget::web::form::host::FormHost;
use payments_widget::web::js::deferred::Deferred;
use payments_widget::web::js::words::Words;
use payments_widget::web::pay::action::DialogHost;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, ShadowRoot};

#[wasm_bindgen(inline_js = r#"
const NS = 'http://www.w3.org/2000/svg';
const svg = (kind, name) => {
  const node = document.createElementNS(NS, 'svg');
  node.setAttribute('class', kind);
  node.setAttribute('data-name', name);
  node.setAttribute('aria-hidden', 'true');
  return node;
};
export const words = () => ({
  text: (key, params) => key + (params ? ' ' + Object.values(params).join(' ') : ''),
  amount: (major, currency) => `${major} ${currency}`,
  date: text => text,
  time: ms => String(ms),
  locale: 'en',
  dir: 'ltr',
});
export const host = (log, payments) => ({
  emit: (name, payload) => log.push([name, payload]),
  words: words(),
  payments,
  test: true,
  mark: id => svg('mark', id),
  icon: name => svg('icon', name),
  wallet: (id, label) => svg('wallet', id + ' ' + label),
  showOpen: (form, open) => log.push(['open', open]),
});
export const deferred = log => ({
  resolve: value => log.push(['resolved', value]),
  reject: error => log.push(['rejected', error]),
  posted: () => log.push(['posted']),
});
export const typed = (value, init) => new InputEvent('input', { bubbles: true, composed: true, ...init });
export const key = (type, key) => new KeyboardEvent(type, { key, bubbles: true, composed: true, cancelable: true });
export const event = (type, cancelable) => new Event(type, { bubbles: true, composed: true, cancelable });
// Answers like a server that has keys for nobody and a final refusal for whoever reads a session.
export const refuse_sessions = () => {
  const real = globalThis.fetch;
  const detail = { type: 'urn:payments-widget:error:session_invalid', title: 'Session invalid', status: 401 };
  const body = JSON.stringify({ ...detail, code: 'session_invalid', detail: 'Not valid.', request_id: 'req_1' });
  globalThis.fetch = async request =>
    request.url.includes('/payment_sessions/') ? new Response(body, { status: 401 }) : new Promise(() => {});
  return () => (globalThis.fetch = real);
};
export const wait = ms => new Promise(done => setTimeout(done, ms));
"#)]
extern "C" {
    fn words() -> Words;
    fn host(log: &Array, payments: FormPayments) -> FormHost;
    fn deferred(log: &Array) -> Deferred;
    fn typed(value: &str, init: &JsValue) -> Event;
    fn key(kind: &str, key: &str) -> Event;
    fn event(kind: &str, cancelable: bool) -> Event;
    fn refuse_sessions() -> js_sys::Function;
    fn wait(ms: u32) -> js_sys::Promise;
}

/// A form on the test's page; it is taken off when this is dropped.
struct Mounted {
    view: PaymentFormView,
    root: ShadowRoot,
    place: Element,
    /// What the page was told, as [name, payload].
    log: Array,
    _client: Client,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.view.unmount();
        self.place.remove();
    }
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value).unwrap();
    }
    object.into()
}

fn mount_with(more: &[(&str, JsValue)]) -> Mounted {
    let config = object(&[
        ("apiKey", "pk_test_form".into()),
        // Port 9 answers nobody.
        ("endpoint", "http://127.0.0.1:9/v1".into()),
        ("session", "ps_1_secret_aaaaaaaaaaaaaaaaaaaaaa".into()),
        ("timeoutMs", 1000.into()),
        ("maxRetries", 0.into()),
    ]);
    let client = Client::new(config, words(), JsValue::NULL.unchecked_into::<DialogHost>());
    let mut options = vec![("amount", JsValue::from_str("100.00")), ("currency", "USD".into())];
    options.extend_from_slice(more);
    let log = Array::new();
    let view = PaymentFormView::new(&object(&options), host(&log, client.form_payments())).unwrap();
    let document = web_sys::window().unwrap().document().unwrap();
    let place = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&place).unwrap();
    let init = web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Open);
    let root = place.attach_shadow(&init).unwrap();
    view.mount(root.clone(), false, None);
    Mounted { view, root, place, log, _client: client }
}

fn mount() -> Mounted {
    mount_with(&[])
}

impl Mounted {
    fn find(&self, selector: &str) -> HtmlElement {
        self.root.query_selector(selector).unwrap().unwrap_or_else(|| panic!("no {selector}")).unchecked_into()
    }

    fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).unwrap().length()
    }

    fn input(&self, name: &str) -> HtmlInputElement {
        self.find(&format!("#pw-{name}")).unchecked_into()
    }

    /// Puts a text into an input as the browser would, and tells of it.
    fn enter(&self, name: &str, text: &str) {
        let input = self.input(name);
        input.set_value(text);
        input.dispatch_event(&event("input", false)).unwrap();
    }

    fn fill(&self) {
        for (name, text) in [("number", "4242424242424242"), ("expiry", "1234"), ("cvv", "123"), ("name", "KIM MINSEO")]
        {
            self.enter(name, text);
        }
    }

    fn submit(&self) -> Event {
        let submit = event("submit", true);
        self.find("form").dispatch_event(&submit).unwrap();
        submit
    }

    fn focused(&self) -> Option<String> {
        self.root.active_element().map(|element| element.id())
    }

    fn is_hidden(&self, selector: &str) -> bool {
        self.find(selector).has_attribute("hidden")
    }

    fn told(&self, name: &str) -> Vec<JsValue> {
        let entries = self.log.iter().map(|entry| Array::from(&entry));
        entries.filter(|entry| entry.get(0) == name).map(|entry| entry.get(1)).collect()
    }
}

async fn pause(ms: u32) {
    JsFuture::from(wait(ms)).await.unwrap();
}

fn member(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap()
}

#[wasm_bindgen_test]
fn no_input_has_a_name_and_the_form_has_no_action() {
    let form = mount_with(&[("wallets", wallets())]);
    assert_eq!(form.count("input"), 6);
    assert_eq!(form.count("[name], [action]"), 0);
    assert!(form.submit().default_prevented(), "a native submit must never happen");
}

fn wallets() -> JsValue {
    Array::of1(&object(&[("id", "my_wallet".into()), ("label", "My Wallet".into())])).into()
}

#[wasm_bindgen_test]
fn the_enter_key_of_a_phone_goes_on_until_the_last_field_that_is_shown() {
    let keys = |form: &Mounted| -> Vec<Option<String>> {
        let inputs = ["number", "expiry", "cvv"].map(|name| form.input(name).get_attribute("enterkeyhint"));
        inputs.into_iter().collect()
    };
    let [next, done] = ["next", "done"].map(|key| Some(key.to_owned()));
    let form = mount();
    assert_eq!(keys(&form), [next.clone(), next.clone(), next.clone()]);
    assert_eq!(form.input("name").get_attribute("enterkeyhint"), done);
    assert_eq!(keys(&mount_with(&[("cardholderName", "hidden".into())])), [next.clone(), next, done]);
}

#[wasm_bindgen_test]
fn every_field_asks_for_what_autofill_has() {
    let form = mount();
    let cases = [("number", "cc-number"), ("expiry", "cc-exp"), ("cvv", "cc-csc"), ("name", "cc-name")];
    for (name, autocomplete) in cases {
        let input = form.input(name);
        assert_eq!(input.get_attribute("autocomplete").as_deref(), Some(autocomplete));
        assert_eq!(input.type_(), "text");
        assert_eq!(input.get_attribute("maxlength"), None, "it would cut a pasted number");
        let digits = name != "name";
        assert_eq!(input.get_attribute("inputmode").is_some(), digits);
        assert_eq!(input.get_attribute("dir").as_deref(), digits.then_some("ltr"));
        assert_eq!(form.count(&format!("label[for=pw-{name}]")), 1);
    }
}

#[wasm_bindgen_test]
fn a_number_is_grouped_and_its_mark_shown_but_never_put_into_an_attribute() {
    let form = mount();
    form.enter("number", "4242424242424242");
    assert_eq!(form.input("number").value(), "4242 4242 4242 4242");
    assert_eq!(form.find(".pw-slot [role=img]").get_attribute("aria-label").as_deref(), Some("Visa"));
    assert!(form.is_hidden(".pw-brands"));
    form.fill();
    let html = form.find(".pw-host").outer_html();
    for typed in ["4242", "12 / 34", "KIM"] {
        assert!(!html.contains(typed), "{typed} is in the markup");
    }
}

#[wasm_bindgen_test]
fn the_caret_stays_behind_the_digit_that_was_typed() {
    let form = mount();
    form.enter("number", "4242424242");
    let input = form.input("number");
    input.focus().unwrap();
    // 9 typed behind the second digit of "4242 4242 42"
    input.set_value("42942 4242 42");
    input.set_selection_range(3, 3).unwrap();
    input.dispatch_event(&event("input", false)).unwrap();
    assert_eq!(input.value(), "4294 2424 242");
    assert_eq!(input.selection_start().unwrap(), Some(3));
}

#[wasm_bindgen_test]
fn nothing_is_written_while_it_is_composed() {
    let form = mount();
    let input = form.input("number");
    input.set_value("４２４２４");
    input.dispatch_event(&typed("", &object(&[("isComposing", true.into())]))).unwrap();
    assert_eq!(input.value(), "４２４２４");
    input.dispatch_event(&event("compositionend", false)).unwrap();
    assert_eq!(input.value(), "4242 4");
}

#[wasm_bindgen_test]
fn a_manager_that_fires_only_change_is_heard_and_one_that_fires_nothing_is_read_at_submit() {
    let form = mount();
    let input = form.input("number");
    input.set_value("4242424242424242");
    input.dispatch_event(&event("change", false)).unwrap();
    assert_eq!(input.value(), "4242 4242 4242 4242");
    form.input("expiry").set_value("12/2034");
    form.submit();
    assert_eq!(form.input("expiry").get_attribute("aria-invalid"), None);
    assert_eq!(form.input("cvv").get_attribute("aria-invalid").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
fn the_escape_key_is_told_once() {
    let form = mount();
    let input = form.input("number");
    for (kind, name) in [("keydown", "4"), ("keydown", "Tab"), ("keydown", "Escape"), ("keyup", "Escape")] {
        input.dispatch_event(&key(kind, name)).unwrap();
    }
    assert_eq!(form.told("escape").len(), 1);
}

#[wasm_bindgen_test]
async fn nothing_moves_under_a_pointer_that_is_down() {
    let form = mount();
    form.enter("number", "4242");
    let (number, button) = (form.input("number"), form.find(".pw-button"));
    number.focus().unwrap();
    let top = button.get_bounding_client_rect().top();
    button.dispatch_event(&event("pointerdown", true)).unwrap();
    number.blur().unwrap();
    number.dispatch_event(&event("focusout", false)).unwrap();
    assert_eq!(button.get_bounding_client_rect().top(), top);
    assert!(form.is_hidden("#pw-number-error"));
    button.dispatch_event(&event("pointerup", true)).unwrap();
    assert!(form.is_hidden("#pw-number-error"), "the click comes after the way up");
    pause(120).await;
    assert!(!form.is_hidden("#pw-number-error"));
}

#[wasm_bindgen_test]
fn a_submit_shows_every_error_and_goes_to_the_first() {
    let form = mount();
    form.enter("number", "4242424242424242");
    form.submit();
    for (name, wrong) in [("number", false), ("expiry", true), ("cvv", true), ("name", true)] {
        let input = form.input(name);
        assert_eq!(input.get_attribute("aria-invalid").is_some(), wrong, "{name}");
        assert!(input.get_attribute("aria-describedby").unwrap().contains(&format!("pw-{name}-error")));
        assert_eq!(form.is_hidden(&format!("#pw-{name}-error")), !wrong, "{name}");
    }
    assert_eq!(form.find("#pw-expiry-error span").text_content().as_deref(), Some("expiry.required "));
    assert_eq!(form.focused().as_deref(), Some("pw-expiry"));
    assert_eq!(form.find("[role=status]").text_content().as_deref(), Some("error.count 3"));
    let errors = form.told("error");
    assert_eq!(member(&errors[0], "code"), "expiration_date_required");
    assert_eq!(Array::from(&member(&errors[0], "errors")).length(), 3);
}

#[wasm_bindgen_test]
async fn while_it_pays_the_form_is_busy_but_keeps_the_focus_and_ends_with_a_notice() {
    let form = mount();
    form.fill();
    form.input("name").focus().unwrap();
    form.view.submit(deferred(&form.log));
    assert_eq!(form.find(".pw-panel").get_attribute("aria-busy").as_deref(), Some("true"));
    assert!(!form.find("form").has_attribute("aria-busy"), "the live region is in it");
    assert_eq!(form.find(".pw-button").get_attribute("aria-disabled").as_deref(), Some("true"));
    assert_eq!(form.focused().as_deref(), Some("pw-name"));
    assert!(form.input("number").read_only());
    assert_eq!(form.count("[disabled]"), 0);
    assert!(!form.view.clear(), "nothing is cleared while busy");
    form.view.submit(deferred(&form.log));
    form.submit();

    for _ in 0..100 {
        pause(50).await;
        if form.told("rejected").len() == 2 {
            break;
        }
    }
    let rejected = form.told("rejected");
    assert_eq!(rejected.len(), 2, "both promises share the attempt");
    assert_eq!(member(&rejected[0], "outcome"), "not_charged");
    assert_eq!(form.told("submit").len(), 1);
    assert_eq!(form.find(".pw-notice").get_attribute("role").as_deref(), Some("alert"));
    assert!(form.find(".pw-notice").text_content().unwrap().contains("failed.title"));
    assert!(!form.input("number").read_only());
    assert_eq!(form.input("cvv").value(), "123", "only a decline empties the code");
    assert!(form.find(".pw-button").text_content().unwrap().contains("pay.again"));
}

#[wasm_bindgen_test]
fn the_note_at_the_code_opens_by_its_button_and_closes_by_escape() {
    let form = mount();
    let button = form.find(".pw-hintbtn");
    assert_eq!(button.get_attribute("aria-expanded").as_deref(), Some("false"));
    button.click();
    assert_eq!(button.get_attribute("aria-expanded").as_deref(), Some("true"));
    assert!(!form.is_hidden(".pw-hint"));
    button.dispatch_event(&key("keydown", "Escape")).unwrap();
    assert!(form.is_hidden(".pw-hint"));
    assert!(form.told("escape").is_empty());
    assert_eq!(form.find("#pw-cvv-hint").text_content().as_deref(), Some("cvv.back "));
    form.enter("number", "378282246310005");
    assert_eq!(form.find("#pw-cvv-hint").text_content().as_deref(), Some("cvv.front "));
    assert_eq!(form.input("cvv").placeholder(), "1234");
}

#[wasm_bindgen_test]
fn a_wallet_takes_the_place_of_the_fields_and_arrow_keys_choose_it() {
    let form = mount_with(&[("wallets", wallets())]);
    let first = form.find(".pw-method__input");
    first.focus().unwrap();
    first.dispatch_event(&key("keydown", "ArrowDown")).unwrap();
    assert!(form.is_hidden(".pw-panel"));
    let checked: HtmlInputElement = form.find(".pw-method__input:checked").unchecked_into();
    assert_eq!(checked.get_attribute("aria-posinset").as_deref(), Some("2"));
    assert_eq!(form.count(".pw-method:has(:checked) > [data-name='my_wallet My Wallet']"), 1, "its own mark");
    assert!(form.root.active_element().is_some_and(|active| active.is_same_node(Some(&checked))));
    assert_eq!(form.count(".pw-method__input:checked"), 1);
    assert!(form.find(".pw-button").text_content().unwrap().starts_with("pay.wallet"));
    checked.dispatch_event(&key("keydown", "ArrowDown")).unwrap();
    assert!(!form.is_hidden(".pw-panel"), "round the end");
}

#[wasm_bindgen_test]
fn a_page_that_is_left_keeps_neither_number_nor_code() {
    let form = mount();
    form.fill();
    web_sys::window().unwrap().dispatch_event(&event("pagehide", false)).unwrap();
    assert_eq!((form.input("number").value(), form.input("cvv").value()), (String::new(), String::new()));
    assert_eq!(form.input("name").value(), "KIM MINSEO");
}

#[wasm_bindgen_test]
fn a_page_that_comes_back_in_the_middle_of_a_payment_asks_what_became_of_it() {
    let form = mount();
    form.fill();
    form.view.submit(deferred(&form.log));
    let window = web_sys::window().unwrap();
    let leave = || event("beforeunload", true);
    let warned = leave();
    window.dispatch_event(&warned).unwrap();
    assert!(warned.default_prevented());

    show_again();
    assert_eq!(member(&form.view.state(), "busy"), true);
    assert!(form.find(".pw-notice").text_content().unwrap().contains("unknown.title"));
    let free = leave();
    window.dispatch_event(&free).unwrap();
    assert!(!free.default_prevented());
}

/// The browser has kept the page and shows it again.
fn show_again() {
    let shown = event("pageshow", false);
    Reflect::set(&shown, &"persisted".into(), &true.into()).unwrap();
    web_sys::window().unwrap().dispatch_event(&shown).unwrap();
}

/// A form with a session of its own: its charge, which never ends here, keeps it from every other one.
fn mount_of(session: &str) -> Mounted {
    mount_with(&[("session", session.into())])
}

fn assert_outcome_unknown(rejected: &JsValue) {
    assert_eq!(member(rejected, "code"), "outcome_unknown");
    assert_eq!(member(rejected, "outcome"), "unknown");
}

#[wasm_bindgen_test]
fn every_promise_is_rejected_once_nobody_can_look_up_the_outcome() {
    let form = mount();
    form.fill();
    form.view.submit(deferred(&form.log));
    // No session was asked for yet, so there is nothing that could be read.
    show_again();
    assert_eq!(form.told("rejected").len(), 1);
    form.view.submit(deferred(&form.log));
    let rejected = form.told("rejected");
    assert_eq!(rejected.len(), 2, "a later promise too");
    rejected.iter().for_each(assert_outcome_unknown);
    assert_eq!(member(&form.view.state(), "busy"), true, "the payment may still have been made");
}

#[wasm_bindgen_test]
async fn a_promise_that_waits_for_the_follow_up_is_rejected_when_it_ends_without_the_outcome() {
    let restore = refuse_sessions();
    let form = mount_of("ps_2_secret_aaaaaaaaaaaaaaaaaaaaaa");
    form.fill();
    form.submit();
    // The session is known by now, and the request for the keys is never answered.
    pause(50).await;
    show_again();
    form.view.submit(deferred(&form.log));
    assert_eq!(form.told("rejected").len(), 0, "the session is being read");
    for _ in 0..100 {
        pause(50).await;
        if !form.told("rejected").is_empty() {
            break;
        }
    }
    form.view.submit(deferred(&form.log));
    restore.call0(&JsValue::NULL).unwrap();
    let rejected = form.told("rejected");
    assert_eq!(rejected.len(), 2);
    rejected.iter().for_each(assert_outcome_unknown);
}

#[wasm_bindgen_test]
async fn a_promise_that_waits_for_the_follow_up_is_rejected_when_the_form_is_unmounted() {
    let restore = refuse_sessions();
    let form = mount_of("ps_3_secret_aaaaaaaaaaaaaaaaaaaaaa");
    form.fill();
    form.submit();
    pause(50).await;
    show_again();
    form.view.submit(deferred(&form.log));
    form.view.unmount();
    restore.call0(&JsValue::NULL).unwrap();
    let rejected = form.told("rejected");
    assert_eq!(rejected.len(), 1);
    assert_outcome_unknown(&rejected[0]);
}

#[wasm_bindgen_test]
fn an_update_keeps_what_was_typed_and_the_focus() {
    let form = mount();
    form.fill();
    form.input("cvv").focus().unwrap();
    let labels = object(&[("cvv", "CVC".into())]);
    let options = object(&[("amount", "5".into()), ("currency", "USD".into()), ("labels", labels)]);
    form.view.update(&options).unwrap();
    assert_eq!(form.input("number").value(), "4242 4242 4242 4242");
    assert_eq!(form.focused().as_deref(), Some("pw-cvv"));
    assert_eq!(form.find("label[for=pw-cvv]").text_content().as_deref(), Some("CVC"));
    assert!(form.find(".pw-button").text_content().unwrap().contains("5.00 USD"));

    let input = form.input("cvv");
    let labels = object(&[("cvv", "CVC".into())]);
    form.view.update(&object(&[("amount", "7".into()), ("currency", "USD".into()), ("labels", labels)])).unwrap();
    assert!(input.is_same_node(Some(&form.input("cvv"))), "another amount is no reason to make an input anew");
    assert!(form.find(".pw-button").text_content().unwrap().contains("7.00 USD"));

    let refused = form.view.update(&object(&[("amount", "0".into()), ("currency", "USD".into())]));
    assert_eq!(member(&refused.unwrap_err(), "code"), "amount_invalid");
    assert!(form.find(".pw-button").text_content().unwrap().contains("7.00 USD"), "the old options stay in force");
}

#[wasm_bindgen_test]
fn unmounting_leaves_nothing_behind() {
    let form = mount();
    form.fill();
    let number = form.input("number");
    form.view.unmount();
    assert_eq!(form.root.child_element_count(), 0);
    let told = form.log.length();
    number.set_value("5");
    number.dispatch_event(&event("input", false)).unwrap();
    web_sys::window().unwrap().dispatch_event(&event("pagehide", false)).unwrap();
    assert_eq!(form.log.length(), told, "nobody listens any more");
    assert_eq!(member(&form.view.state(), "empty"), true);
    form.view.mount(form.root.clone(), false, None);
    assert_eq!(form.input("number").value(), "");
}

#[wasm_bindgen_test]
fn every_input_is_marked_for_session_recorders() {
    let form = mount();
    for name in ["number", "expiry", "cvv", "name"] {
        let input = form.input(name);
        for class in ["rr-ignore", "rr-block", "ph-no-capture", "fs-exclude"] {
            assert!(input.class_list().contains(class), "{name} {class}");
        }
        for attribute in ["data-private", "data-sentry-mask", "data-hj-suppress", "data-clarity-mask"] {
            assert!(input.has_attribute(attribute), "{name} {attribute}");
        }
        assert_eq!(input.get_attribute("data-dd-privacy").as_deref(), Some("mask"));
    }
}
