//! An error is an error whatever is around the route; and every line of the log says for which request it is.

use std::future::pending;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use axum::response::{IntoResponse, Response as Answer};
use axum::routing::get;
use payments_sandbox::api::middleware;
use payments_sandbox::api::problem::ApiError;
use payments_sandbox::shop::keys::Keys;
use payments_widget::card::FieldError;
use payments_widget::protocol::problem::ErrorCode;
use reqwest::Method;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::console_visitor::Visitor;
use crate::databases::open;
use crate::program::Program;
use crate::world::{Folder, World};

async fn ask(router: Router, headers: &[(&str, &str)]) -> (Response<()>, Value) {
    let mut request = Request::get("/").header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, body) = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (Response::from_parts(parts, ()), serde_json::from_slice(&bytes).unwrap())
}

async fn refuse() -> Result<(), ApiError> {
    Err(ApiError::new(ErrorCode::RateLimited, "Too often.").retry_after(7))
}

#[tokio::test]
async fn a_route_without_layers_refuses_too() {
    let (answer, problem) = ask(Router::new().route("/", get(refuse)), &[]).await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert_eq!(answer.headers()["retry-after"], "7");
    assert_eq!((&problem["code"], &problem["status"]), (&"rate_limited".into(), &429.into()));
    assert_eq!((&problem["detail"], &problem["request_id"]), (&"Too often.".into(), &"".into()));
}

#[tokio::test]
async fn an_error_that_no_server_gives_is_no_success() {
    for code in ErrorCode::ALL {
        let status = ApiError::new(code, "").into_response().status();
        assert_eq!(status.as_u16(), code.status().unwrap_or(500), "{}", code.as_str());
    }
}

#[tokio::test]
async fn the_request_id_is_ours_and_in_header_and_document() {
    let routes = || middleware::around(Router::new().route("/", get(refuse)), middleware::TIME_LIMIT);
    let (answer, problem) = ask(routes(), &[("request-id", "req_mine")]).await;
    let id = answer.headers()["request-id"].to_str().unwrap();
    assert!(id.starts_with("req_") && id != "req_mine", "{id}");
    assert_eq!(problem["request_id"], id);
    let (other, _) = ask(routes(), &[]).await;
    assert_ne!(other.headers()["request-id"], id);
}

#[tokio::test]
async fn a_call_that_does_not_end_is_a_server_error() {
    let routes = Router::new().route("/", get(pending::<Answer>));
    let limited = middleware::around(routes, Duration::from_millis(20));
    let (answer, problem) = ask(limited, &[("origin", "https://shop.example")]).await;
    assert_eq!((answer.status().as_u16(), &problem["code"]), (500, &"server_error".into()));
    assert_eq!(answer.headers()["access-control-allow-origin"], "https://shop.example");
    assert_eq!(problem["request_id"], answer.headers()["request-id"].to_str().unwrap());
}

#[test]
fn every_wrong_field_of_a_card_has_a_code_of_the_server() {
    let other_code = [
        (FieldError::CardNumberRequired, "card_number_invalid"),
        (FieldError::CardNumberIncomplete, "card_number_invalid"),
        (FieldError::ExpirationDateRequired, "expiration_date_invalid"),
        (FieldError::ExpirationDateIncomplete, "expiration_date_invalid"),
        (FieldError::CvvRequired, "cvv_invalid"),
        (FieldError::CvvIncomplete, "cvv_invalid"),
        (FieldError::CardholderNameRequired, "cardholder_name_invalid"),
    ];
    for error in FieldError::ALL {
        let code = ApiError::card_fields(&[*error]).code();
        let expected = other_code.iter().find(|(from, _)| from == error).map_or(error.code(), |(_, code)| code);
        assert_eq!((code.as_str(), code.status()), (expected, Some(422)), "{error}");
    }
    assert_eq!(ApiError::card_fields(&[]).code(), ErrorCode::EncryptedCardInvalid);
}

#[tokio::test]
async fn what_breaks_is_logged_with_the_id_of_the_request() {
    let folder = Folder::new();
    let program = Program::start(&folder, &[]);
    let world: World = program.world(folder);
    let session = world.session().await;
    let mut database = open(&world.folder, "sandbox").await;
    for (table, method, path) in [
        ("payment_sessions", Method::GET, format!("/payment_sessions/{}", session.id)),
        // Its work is a task of its own.
        ("idempotency_keys", Method::POST, "/payment_sessions".to_owned()),
    ] {
        let rename = |from: &str, to: &str| sqlx::AssertSqlSafe(format!("ALTER TABLE {from} RENAME TO {to}"));
        sqlx::query(rename(table, "away")).execute(&mut database).await.unwrap();
        let body = (method == Method::POST).then(|| world.session_request(1, "USD"));
        let reply = world.merchant(method, &path, "key", body.as_ref()).await;
        assert_eq!(reply.refusal(), (500, "server_error".into()));
        let log = world.folder.read("log");
        let line = log.lines().find(|line| line.contains("the database failed") && line.contains(table)).unwrap();
        assert!(line.contains(reply.header("request-id")), "{line}");
        sqlx::query(rename("away", table)).execute(&mut database).await.unwrap();
    }
    program.crash();
}

#[test]
fn a_secret_key_is_not_printed() {
    let keys = Keys { publishable: "pk_test_public".into(), secret: "sk_test_hidden".into() };
    let printed = format!("{keys:?}");
    assert!(printed.contains("pk_test_public") && !printed.contains("hidden"), "{printed}");
}

/// PostgreSQL does not store the character NUL in a text, and SQLite does: neither is a failure of the server.
#[tokio::test]
async fn a_text_with_nul_is_a_wrong_request() {
    let world = World::new().await;
    let session = world.session().await;
    for path in
        ["/payments/a%00", "/payment_sessions/a%00", "/refunds/a%00", "/webhook_endpoints/a%00", "/actions/a%00?k=b"]
    {
        let reply = world.merchant(Method::GET, path, "", None).await;
        assert!((400..500).contains(&reply.status.as_u16()), "{path}: {} {}", reply.status, reply.text);
    }
    let endpoint = json!({ "url": "https://shop.example/\u{0}" });
    let reply = world.merchant(Method::POST, "/webhook_endpoints", "nul", Some(&endpoint)).await;
    assert_ne!(reply.status.as_u16() / 100, 5, "{}", reply.text);
    let method = json!({ "type": "saved_card", "saved_card": "sc_\u{0}" });
    let payment = json!({ "amount": 10_000, "currency": "USD", "payment_method": method });
    let reply = world.post_payment(&session, "nul", &payment.to_string()).await;
    assert!((400..500).contains(&reply.status.as_u16()), "{} {}", reply.status, reply.text);
    let visitor = Visitor::shop(&world).await;
    for path in ["/payments?q=%00", "/payments/pay_%00", "/webhooks/we_%00"] {
        assert_ne!(visitor.get(path).await.status.as_u16() / 100, 5, "{path}");
    }
    for (path, fields) in
        [("/login", [("name", "a\0"), ("password", "b")]), ("/signup", [("name", "a\0"), ("password", "b")])]
    {
        assert_ne!(visitor.post(path, &fields).await.status.as_u16() / 100, 5, "{path}");
    }
}
