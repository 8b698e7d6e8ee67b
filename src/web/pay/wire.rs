//! JSON of the API as `protocol` reads and writes it, over JavaScript's own objects.
//!
//! Only own properties are read, so that nothing comes from a polluted prototype.

use wasm_bindgen::{JsCast, JsValue};

use crate::flow::retry::Fault;
use crate::protocol::read::{self, Needed, Object};
use crate::web::js::object::Members;
use crate::web::js::options::{own, own_flag, own_text, own_whole};

impl Object for JsValue {
    fn text(&self, name: &str) -> Option<String> {
        own_text(self, name)
    }

    fn whole(&self, name: &str) -> Option<u64> {
        own_whole(self, name)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        own_flag(self, name)
    }

    fn list(&self, name: &str) -> Option<Vec<Self>> {
        Some(own(self, name)?.dyn_into::<js_sys::Array>().ok()?.to_vec())
    }

    fn object(&self, name: &str) -> Option<Self> {
        own(self, name)
    }
}

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
