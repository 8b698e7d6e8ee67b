//! The API's description is true: of the examples of the wire, of the routes, of the codes.

use payments_widget::protocol::problem::ErrorCode;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, read_example};

/// Example, and the schema that describes it.
const EXAMPLES: [(&str, &str); 14] = [
    ("create_session", "CreateSession"),
    ("jwks", "Keys"),
    ("pay_by_card", "PaymentRequest"),
    ("pay_by_wallet", "PaymentRequest"),
    ("payment_challenge", "Payment"),
    ("payment_declined", "Payment"),
    ("payment_redirect", "Payment"),
    ("payment_succeeded", "Payment"),
    ("problem", "Problem"),
    ("problem_fields", "Problem"),
    ("problem_session_complete", "Problem"),
    ("session_created", "Session"),
    ("session_for_merchant", "Session"),
    ("session_for_payer", "Session"),
];

fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi.json")).unwrap()
}

/// Whether `value` is as `schema` says, by the keywords that the document uses; a member that is not described is wrong.
fn fits(document: &Value, schema: &Value, value: &Value) -> bool {
    schema.as_object().unwrap().iter().all(|(keyword, says)| match keyword.as_str() {
        "$ref" => fits(document, document.pointer(says.as_str().unwrap().trim_start_matches('#')).unwrap(), value),
        "type" => match says {
            Value::Array(types) => types.iter().any(|name| is(name, value)),
            name => is(name, value),
        },
        "const" => says == value,
        "enum" => says.as_array().unwrap().contains(value),
        "oneOf" => says.as_array().unwrap().iter().filter(|schema| fits(document, schema, value)).count() == 1,
        "minimum" => value.as_i64().unwrap() >= says.as_i64().unwrap(),
        "maximum" => value.as_i64().unwrap() <= says.as_i64().unwrap(),
        "minLength" => value.as_str().unwrap().chars().count() >= says.as_u64().unwrap() as usize,
        "maxLength" => value.as_str().unwrap().chars().count() <= says.as_u64().unwrap() as usize,
        "minItems" => value.as_array().unwrap().len() >= says.as_u64().unwrap() as usize,
        "items" => value.as_array().unwrap().iter().all(|item| fits(document, says, item)),
        "required" => says.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
        "properties" => value.as_object().is_some_and(|members| {
            members.iter().all(|(name, member)| says.get(name).is_some_and(|schema| fits(document, schema, member)))
        }),
        "additionalProperties" | "description" | "default" | "format" | "pattern" => true,
        other => panic!("the test does not know {other}"),
    })
}

fn is(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the test does not know {other}"),
    }
}

#[test]
fn it_describes_every_example() {
    let document = document();
    for (example, schema) in EXAMPLES {
        let schema = &document["components"]["schemas"][schema];
        let value: Value = serde_json::from_str(&read_example(example)).unwrap();
        assert!(fits(&document, schema, &value), "{example}");
        let mut more = value.clone();
        more["unheard_of"] = json!(1);
        assert!(!fits(&document, schema, &more), "{example} with an unknown member");
        for name in schema["required"].as_array().unwrap() {
            let mut less = value.clone();
            less.as_object_mut().unwrap().remove(name.as_str().unwrap());
            assert!(!fits(&document, schema, &less), "{example} without {name}");
        }
    }
}

#[test]
fn it_names_every_code_of_the_server() {
    let codes: Vec<_> =
        ErrorCode::ALL.iter().filter(|code| code.status().is_some()).map(|code| code.as_str()).collect();
    assert_eq!(document()["components"]["schemas"]["Code"]["enum"], json!(codes));
}

#[tokio::test]
async fn it_is_served_and_its_paths_are_there() {
    let world = World::new().await;
    let reply = world.call(Method::GET, "/openapi.json", &[], None).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/json"));
    let document = reply.json();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 9);
    for (path, operations) in paths {
        let path = path.replace("{id}", "none");
        let methods: Vec<_> = operations.as_object().unwrap().keys().map(|name| name.to_uppercase()).collect();
        // Nobody deletes here: the answer says what else the path takes.
        let reply = world.call(Method::DELETE, &path, &[], None).await;
        assert_eq!(reply.refusal(), (405, "method_not_allowed".into()), "{path}");
        let allowed: Vec<_> = reply.header("allow").split(',').filter(|name| *name != "HEAD").collect();
        assert_eq!(allowed, methods, "{path}");
    }
}
