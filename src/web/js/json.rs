//! JavaScript's own objects as `protocol` reads them. Only own properties, so that nothing comes from a polluted prototype.

use wasm_bindgen::{JsCast, JsValue};

use super::options::{own, own_flag, own_text, own_whole};
use crate::protocol::read::Object;

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
