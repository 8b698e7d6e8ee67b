//! The OpenAPI document agrees with the examples of the wire, the routes, the codes and the ranges.

use boon::{Compiler, Draft, Schemas};
use payments_widget::protocol::problem::ErrorCode;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, read_example};

/// Where the document is for the validator; nothing is fetched.
const DOCUMENT: &str = "https://payments.example/openapi.json";

/// Example, and the schema that describes it.
const EXAMPLES: [(&str, &str); 36] = [
    ("create_refund", "CreateRefund"),
    ("create_session", "CreateSession"),
    ("create_session_without_cvv", "CreateSession"),
    ("create_webhook_endpoint", "CreateWebhookEndpoint"),
    ("deliveries", "Deliveries"),
    ("delivery", "Delivery"),
    ("event_payment", "Event"),
    ("event_refund", "Event"),
    ("jwks", "Keys"),
    ("pay_by_card", "PaymentRequest"),
    ("pay_by_card_and_save", "PaymentRequest"),
    ("pay_by_saved_card", "PaymentRequest"),
    ("pay_by_saved_card_without_cvv", "PaymentRequest"),
    ("pay_by_wallet", "PaymentRequest"),
    ("pay_by_wallet_with_token", "PaymentRequest"),
    ("payment_by_saved_card", "Payment"),
    ("payment_challenge", "Payment"),
    ("payment_declined", "Payment"),
    ("payment_redirect", "Payment"),
    ("payment_refunded", "Payment"),
    ("payment_succeeded", "Payment"),
    ("problem", "Problem"),
    ("problem_fields", "Problem"),
    ("problem_session_complete", "Problem"),
    ("refund", "Refund"),
    ("refunds", "Refunds"),
    ("rotate_secret", "RotateSecret"),
    ("saved_card", "SavedCard"),
    ("saved_card_deleted", "DeletedCard"),
    ("saved_cards", "SavedCards"),
    ("session_created", "Session"),
    ("session_for_merchant", "Session"),
    ("session_for_payer", "Session"),
    ("webhook_endpoint", "WebhookEndpoint"),
    ("webhook_endpoint_created", "WebhookEndpoint"),
    ("webhook_endpoints", "WebhookEndpoints"),
];

fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi.json")).unwrap()
}

/// Checks values against the schemas of the document (JSON Schema 2020-12, as OpenAPI 3.1 has it).
struct Validator {
    compiler: Compiler,
    schemas: Schemas,
}

impl Validator {
    fn new(document: &Value) -> Self {
        let mut closed = document.clone();
        close(&mut closed);
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource(DOCUMENT, closed).unwrap();
        Self { compiler, schemas: Schemas::new() }
    }

    fn check(&mut self, schema: &str, value: &Value) -> Result<(), String> {
        let place = format!("{DOCUMENT}#/components/schemas/{schema}");
        let schema = self.compiler.compile(&place, &mut self.schemas).unwrap();
        self.schemas.validate(value, schema).map_err(|error| error.to_string())
    }
}

/// Lets no object have a member that its schema does not describe. Only the document's requests say so themselves: in an
/// answer a client has to expect new members, but an example must not have any.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") {
                members.insert("additionalProperties".into(), json!(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[test]
fn it_describes_every_example() {
    let document = document();
    let mut validator = Validator::new(&document);
    for (example, schema) in EXAMPLES {
        let value: Value = serde_json::from_str(&read_example(example)).unwrap();
        assert_eq!(validator.check(schema, &value), Ok(()), "{example}");
        let mut more = value.clone();
        more["unheard_of"] = json!(1);
        assert!(validator.check(schema, &more).is_err(), "{example} with an unknown member");
        for name in document["components"]["schemas"][schema]["required"].as_array().into_iter().flatten() {
            let mut less = value.clone();
            less.as_object_mut().unwrap().remove(name.as_str().unwrap());
            assert!(validator.check(schema, &less).is_err(), "{example} without {name}");
        }
    }
}

#[test]
fn it_names_the_ranges_of_browser_info() {
    let mut validator = Validator::new(&document());
    let example: Value = serde_json::from_str(&read_example("pay_by_card")).unwrap();
    for (member, value, good) in crate::browser_info::rows() {
        let mut request = example.clone();
        request["browser_info"][member] = value.clone();
        assert_eq!(validator.check("PaymentRequest", &request).is_ok(), good, "{member} {value}");
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
    assert_eq!(paths.len(), 20);
    for (path, operations) in paths {
        let path = path.replace("{id}", "none").replace("{event}", "none");
        let methods: Vec<_> = operations.as_object().unwrap().keys().map(|name| name.to_uppercase()).collect();
        // Nobody patches here: the answer says what else the path takes.
        let reply = world.call(Method::PATCH, &path, &[], None).await;
        assert_eq!(reply.refusal(), (405, "method_not_allowed".into()), "{path}");
        let mut allowed: Vec<_> = reply.header("allow").split(',').filter(|name| *name != "HEAD").collect();
        allowed.sort();
        assert_eq!(allowed, methods, "{path}");
    }
}

#[test]
fn it_allows_no_control_characters_in_names() {
    let mut validator = Validator::new(&document());
    for (example, schema, member) in [
        ("create_session", "CreateSession", "/payer/id"),
        ("create_session", "CreateSession", "/order_id"),
        ("pay_by_wallet", "PaymentRequest", "/payment_method/wallet_id"),
    ] {
        for (name, good) in [("민수 1", true), ("min\0su", false), ("1042\n", false)] {
            let mut request: Value = serde_json::from_str(&read_example(example)).unwrap();
            *request.pointer_mut(member).unwrap() = json!(name);
            assert_eq!(validator.check(schema, &request).is_ok(), good, "{member} {name:?}");
        }
    }
}
