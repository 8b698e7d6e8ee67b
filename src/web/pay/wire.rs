//! JSON of the API, read from its answers and written for its requests, as `protocol` says.

use wasm_bindgen::JsValue;

use crate::flow::retry::Fault;
use crate::protocol::read::{self, Needed};
use crate::web::js::object::Members;

/// What was read from a 2xx answer.
///
/// # Errors
/// [`Fault::Unreadable`] where the answer was JSON and not the API's.
pub fn read<T>(json: &JsValue, reader: fn(&JsValue) -> Option<T>, needed: &Needed) -> Result<Box<T>, Fault> {
    reader(json).map(Box::new).ok_or_else(|| Fault::Unreadable { status: 200, missing: read::missing(json, needed) })
}

/// The text of a request's body; the same members give the same bytes.
pub fn body(members: Members) -> JsValue {
    js_sys::JSON::stringify(&members.into_js()).map_or(JsValue::NULL, JsValue::from)
}
