//! Plain objects for JavaScript: what a page is given, and what a request says. serde-wasm-bindgen makes them.
//!
//! One type for all of them, as a `Serialize` derived for each would bring its own code into the page. Only outward:
//! nothing is ever read this way.

use serde::{Serialize, Serializer};
use wasm_bindgen::JsValue;

/// An object in the making; its members keep their order.
#[derive(Default)]
pub struct Members(Vec<(&'static str, Plain)>);

/// The value of a member.
pub enum Plain {
    /// `null`
    Null,
    /// `true` or `false`
    Flag(bool),
    /// Whole and below 2^53.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Plain>),
    /// An object.
    Object(Members),
}

impl Members {
    /// One more member; an absent value is `null`.
    pub fn add(&mut self, name: &'static str, value: impl Into<Plain>) {
        self.0.push((name, value.into()));
    }

    /// One more member, if there is a value.
    pub fn add_some(&mut self, name: &'static str, value: Option<impl Into<Plain>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    /// The object itself. Nothing in it can fail to be made.
    pub fn into_js(self) -> JsValue {
        let json = serde_wasm_bindgen::Serializer::json_compatible();
        Plain::Object(self).serialize(&json).unwrap_or(JsValue::NULL)
    }
}

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Object(Members(members)) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
        }
    }
}

impl<T: Into<Plain>> From<Option<T>> for Plain {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, T::into)
    }
}

impl From<bool> for Plain {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u32> for Plain {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i32> for Plain {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Plain {
    fn from(number: u64) -> Self {
        Self::Number(number as f64)
    }
}

impl From<&str> for Plain {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Plain {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Members> for Plain {
    fn from(members: Members) -> Self {
        Self::Object(members)
    }
}

impl FromIterator<Plain> for Plain {
    fn from_iter<I: IntoIterator<Item = Plain>>(values: I) -> Self {
        Self::List(values.into_iter().collect())
    }
}
