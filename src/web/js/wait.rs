//! Waiting for a promise with a callback: the form's module waits in two places only, and futures with what runs them are large.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

type Then = Box<dyn FnOnce(Result<JsValue, JsValue>)>;

/// The two callbacks of a promise. They own each other until one of them is called.
type Callbacks = Rc<RefCell<Option<[Closure<dyn FnMut(JsValue)>; 2]>>>;

/// Calls `then` once, with what the promise is settled with.
pub fn wait(promise: &Promise, then: Then) {
    let (callbacks, then) = (Callbacks::default(), Rc::new(Cell::new(Some(then))));
    let callback = |settled: fn(JsValue) -> Result<JsValue, JsValue>| {
        let (callbacks, then) = (callbacks.clone(), then.clone());
        Closure::new(move |value| {
            let then = then.take();
            callbacks.take();
            if let Some(then) = then {
                then(settled(value));
            }
        })
    };
    let both = [callback(Ok), callback(Err)];
    let [fulfilled, rejected] = &both;
    let _ = promise.then2(fulfilled, rejected);
    callbacks.replace(Some(both));
}
