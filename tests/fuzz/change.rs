//! JSON of a fuzzer's bytes, and JSON that is right but for some changes.

use arbitrary::Arbitrary;
use serde_json::{Map, Value};

/// Any JSON.
#[derive(Arbitrary, Debug)]
pub enum Json {
    Null,
    Bool(bool),
    Whole(i64),
    Large(u64),
    Fraction(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Whole(value) => (*value).into(),
            Self::Large(value) => (*value).into(),
            Self::Fraction(value) => (*value).into(),
            Self::Text(value) => value.as_str().into(),
            Self::List(values) => values.iter().map(Self::value).collect(),
            Self::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), value.value())).collect::<Map<_, _>>().into()
            }
        }
    }
}

/// One change of a JSON value.
#[derive(Arbitrary, Debug)]
pub struct Change {
    /// Which value inside it, counted from its root.
    place: u8,
    by: By,
}

#[derive(Arbitrary, Debug)]
enum By {
    Value(Json),
    /// Another member or element.
    More(String, Json),
    Nothing,
}

/// The value after these changes, one after another.
pub fn changed(mut value: Value, changes: &[Change]) -> Value {
    changes.iter().for_each(|change| make(&mut value, change));
    value
}

fn make(root: &mut Value, change: &Change) {
    let mut all = Vec::new();
    places(root, "", &mut all);
    let place = &all[usize::from(change.place) % all.len()];
    let value = root.pointer_mut(place).expect("a place of this value");
    match &change.by {
        By::Value(json) => *value = json.value(),
        By::More(name, json) => match value {
            Value::Object(members) => drop(members.insert(name.clone(), json.value())),
            Value::Array(values) => values.push(json.value()),
            other => *other = json.value(),
        },
        By::Nothing => {
            let (parent, name) = place.rsplit_once('/').unwrap_or_default();
            let name = name.replace("~1", "/").replace("~0", "~");
            if let Some(Value::Object(members)) = root.pointer_mut(parent) {
                members.remove(&name);
            }
        }
    }
}

/// The pointers of all values in a value. <https://www.rfc-editor.org/rfc/rfc6901>
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(value, &format!("{at}/{name}"), all);
            }
        }
        Value::Array(values) => {
            for (number, value) in values.iter().enumerate() {
                places(value, &format!("{at}/{number}"), all);
            }
        }
        _ => {}
    }
}
