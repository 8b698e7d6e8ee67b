//! Keys, origins, CORS, and what is no proper request.

use reqwest::Method;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use payments_sandbox::Config;

use crate::world::World;

#[tokio::test]
async fn keys() {
    let world = World::new().await;
    let session = world.session().await;
    let path = format!("/payment_sessions/{}", session.id);
    for authorization in ["", "Bearer", "Bearer ", "Bearer pk_test_wrong", "Basic x", "pk"] {
        let reply = world.browser(Method::GET, &path, &session, &[("authorization", authorization)], None).await;
        assert_eq!(reply.refusal(), (401, "api_key_invalid".into()), "{authorization}");
        assert_eq!(reply.header("access-control-allow-origin"), world.shop, "or the page sees a network error");
    }
    let sk = format!("Bearer {}", world.sk);
    let reply = world.browser(Method::GET, &path, &session, &[("authorization", &sk)], None).await;
    assert_eq!(reply.refusal(), (403, "key_type_forbidden".into()), "a secret key in a browser");
    let body = world.session_request(1, "USD").to_string();
    let reply = world.browser(Method::POST, "/payment_sessions", &session, &[], Some(&body)).await;
    assert_eq!(reply.refusal(), (403, "key_type_forbidden".into()), "a publishable key for a server's call");
}

#[tokio::test]
async fn a_merchants_server_may_pay_too() {
    let world = World::new().await;
    let session = world.session().await;
    let body = world.card_body(&session, "4000000000009979").await;
    let sk = format!("Bearer {}", world.sk);
    let headers = [("authorization", sk.as_str()), ("origin", ""), ("idempotency-key", "key")];
    let payment = world.browser(Method::POST, "/payments", &session, &headers, Some(&body)).await.json();
    assert_eq!(payment["network_decline_code"], "stolen_card");
    let headers =
        [("authorization", sk.as_str()), ("origin", ""), ("idempotency-key", "other"), ("payment-session", "")];
    let reply = world.browser(Method::POST, "/payments", &session, &headers, Some(&body)).await;
    assert_eq!(reply.refusal(), (401, "session_invalid".into()));
}

#[tokio::test]
async fn origins() {
    let world = World::new().await;
    let session = world.session().await;
    let path = format!("/payment_sessions/{}", session.id);
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "http://evil.example/localhost",
        "http://127.0.0.1.evil.example",
    ] {
        let reply = world.browser(Method::GET, &path, &session, &[("origin", origin)], None).await;
        assert_eq!(reply.refusal(), (403, "origin_not_allowed".into()), "{origin}");
        assert_eq!(reply.header("access-control-allow-origin"), origin);
    }
    let reply = world.browser(Method::GET, &path, &session, &[("origin", "https://evil.example")], None).await;
    assert!(reply.json()["detail"].as_str().unwrap().contains("--origin https://evil.example"), "{}", reply.text);
    // In test mode every page of this machine.
    for origin in
        ["", &world.shop, &world.shop.replace("localhost", "127.0.0.1"), "http://localhost:5173", "http://[::1]:3000"]
    {
        let reply = world.browser(Method::GET, &path, &session, &[("origin", origin)], None).await;
        assert_eq!(reply.status, 200, "{origin}");
    }
}

#[tokio::test]
async fn the_keys_say_whether_a_page_may_use_a_publishable_key() {
    let world = World::new().await;
    let (pk, sk) = (format!("?key={}", world.pk), format!("?key={}", world.sk));
    for (query, origin, refusal) in [
        ("", "https://evil.example", None),
        (pk.as_str(), &world.shop, None),
        (&pk, "https://evil.example", Some((403, "origin_not_allowed"))),
        ("?key=pk_test_unknown", &world.shop, Some((401, "api_key_invalid"))),
        ("?key=", &world.shop, Some((401, "api_key_invalid"))),
        (&sk, &world.shop, Some((403, "key_type_forbidden"))),
    ] {
        let reply = world.call(Method::GET, &format!("/jwks.json{query}"), &[("origin", origin)], None).await;
        match refusal {
            Some((status, code)) => {
                assert_eq!(reply.refusal(), (status, code.to_owned()), "{query}");
                assert_eq!(reply.header("access-control-allow-origin"), origin, "or the page sees a network error");
            }
            None => {
                assert!(reply.json()["keys"].is_array(), "{query}: {}", reply.text);
                assert_eq!(reply.header("cache-control") == "no-store", !query.is_empty());
            }
        }
    }
}

#[tokio::test]
async fn a_preflight_answers_any_origin() {
    let world = World::new().await;
    let headers = [
        ("origin", "https://anywhere.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type,idempotency-key,payment-session"),
    ];
    let reply = world.call(Method::OPTIONS, "/payments", &headers, None).await;
    assert_eq!(reply.status, 204);
    let expected = [
        ("access-control-allow-origin", "https://anywhere.example"),
        ("access-control-allow-headers", "authorization, content-type, idempotency-key, payment-session"),
        ("access-control-allow-methods", "GET, POST, DELETE"),
        ("access-control-max-age", "7200"),
        ("vary", "Origin"),
        ("access-control-allow-credentials", ""),
    ];
    for (name, value) in expected {
        assert_eq!(reply.header(name), value, "{name}");
    }
}

#[tokio::test]
async fn what_every_answer_has() {
    let world = World::new().await;
    let session = world.session().await;
    let path = format!("/payment_sessions/{}", session.id);
    for path in [path.as_str(), "/nothing/here", "/payments/pay_none"] {
        let reply = world.browser(Method::GET, path, &session, &[], None).await;
        assert_eq!(reply.header("access-control-allow-origin"), world.shop, "{path}");
        let exposed = reply.header("access-control-expose-headers");
        assert_eq!(exposed, "request-id, retry-after, idempotent-replayed", "{path}");
        assert_eq!(reply.header("vary"), "Origin", "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert!(reply.header("request-id").starts_with("req_"), "{path}");
    }
}

#[tokio::test]
async fn what_is_no_proper_request() {
    let world = World::new().await;
    let session = world.session().await;
    let post = async |headers: &[(&str, &str)], body: &str| {
        let mut all = vec![("idempotency-key", "key")];
        all.extend(headers);
        world.browser(Method::POST, "/payments", &session, &all, Some(body)).await
    };
    for media_type in ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
        let reply = post(&[("content-type", media_type)], "{}").await;
        assert_eq!(reply.refusal(), (415, "unsupported_media_type".into()), "{media_type}");
    }
    let wallet = r#"{"amount":10000,"currency":"USD","payment_method":{"type":"wallet","wallet_id":"none"}}"#;
    let padded = |length: usize| format!("{wallet}{}", " ".repeat(length - wallet.len()));
    assert_eq!(post(&[], &padded(16 * 1024)).await.refusal(), (404, "wallet_not_found".into()));
    // More is for a wallet's token only; see `device_wallet`.
    assert_eq!(post(&[], &padded(16 * 1024 + 1)).await.refusal(), (413, "request_too_large".into()));
    assert_eq!(post(&[], &"x".repeat(16 * 1024 + 1)).await.refusal(), (413, "request_too_large".into()));
    for body in ["", "{", "[]", "null", "{}", r#"{"amount":1,"amount":1}"#, "4242424242424242"] {
        let reply = post(&[("content-type", "application/json; charset=utf-8")], body).await;
        assert_eq!(reply.refusal(), (400, "malformed_request".into()), "{body}");
        assert!(!reply.text.contains("4242"), "{}", reply.text);
    }
    let reply = world.call(Method::DELETE, "/payments", &[], None).await;
    assert_eq!(reply.refusal(), (405, "method_not_allowed".into()));
    assert_eq!(reply.header("allow"), "POST");
    let reply = world.call(Method::GET, "/nothing", &[], None).await;
    assert_eq!(reply.refusal(), (404, "not_found".into()));
}

#[tokio::test]
async fn a_body_is_an_object_in_utf_8() {
    let world = World::new().await;
    let session = world.session().await;
    let wallet = r#"{"amount":10000,"currency":"USD","payment_method":{"type":"wallet","wallet_id":"none"}}"#;
    let members = r#"[10000,"USD",{"type":"wallet","wallet_id":"none"},null,null,null]"#;
    let rows = [
        ("application/json; charset=utf-8", wallet, (404, "wallet_not_found")),
        ("Application/JSON;charset=\"UTF-8\"", wallet, (404, "wallet_not_found")),
        ("application/json; charset=utf-16", wallet, (415, "unsupported_media_type")),
        ("application/json", members, (400, "malformed_request")),
        ("application/json", "\u{feff}{}", (400, "malformed_request")),
    ];
    for (media_type, body, (status, code)) in rows {
        let headers = [("idempotency-key", "key"), ("content-type", media_type)];
        let reply = world.browser(Method::POST, "/payments", &session, &headers, Some(body)).await;
        assert_eq!(reply.refusal(), (status, code.into()), "{media_type} {body}");
    }
}

#[tokio::test]
async fn a_body_that_is_far_too_long_is_read_to_its_end() {
    let world = World::new().await;
    let session = world.session().await;
    // More than all buffers between the two hold: an answer before the end would break the connection.
    let body = " ".repeat(8 * 1024 * 1024);
    let reply = world.post_payment(&session, "key", &body).await;
    assert_eq!(reply.refusal(), (413, "request_too_large".into()));
}

#[tokio::test]
async fn a_body_that_cannot_be_read() {
    let world = World::new().await;
    let session = world.session().await;
    let address = world.payments.trim_start_matches("http://");
    let mut connection = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v1/payments HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nPayment-Session: {}\r\n\
         Idempotency-Key: key\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nnot hexadecimal\r\n",
        world.pk, session.secret
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("malformed_request"), "{answer}");
}

#[tokio::test]
async fn what_is_outside_of_the_api() {
    let world = World::new().await;
    for path in ["", "/", "/v1", "/v1/", "/v2/payments", "/v1/payments/", "/v1//payments"] {
        let url = format!("{}{path}", world.payments);
        let reply = world.send(Method::GET, &url, &[("origin", "https://anywhere.example")], None).await;
        assert_eq!(reply.refusal(), (404, "not_found".into()), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "https://anywhere.example", "{path}");
    }
}

#[tokio::test]
async fn the_widget_is_served_as_by_a_cdn() {
    let world = World::new().await;
    let reply = world.send(Method::GET, &format!("{}/widget/none.js", world.payments), &[], None).await;
    assert_eq!(reply.status, 404);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let outside = format!("{}/widget/..%2f..%2fCargo.toml", world.payments);
    assert_eq!(world.send(Method::GET, &outside, &[], None).await.status, 404);
}

#[tokio::test]
async fn an_example_of_a_problem() {
    let world = World::new().await;
    let session = world.session().await;
    let body = world.card_body(&session, "4242424242424242").await.replace("10000", "10001");
    let reply = world.post_payment(&session, "key", &body).await;
    crate::world::assert_shape(&reply.text, "problem");
    assert_eq!(reply.json()["title"], Value::from("Amount mismatch"));
}

#[tokio::test]
async fn an_origin_of_the_command_line_is_kept() {
    let listed = "https://shop.example".to_owned();
    let mut world = World::with(Config { origins: vec![listed.clone()], ..Config::default() }).await;
    for _ in 0..2 {
        let mut request = world.session_request(10_000, "USD");
        request["return_url"] = Value::from("https://shop.example/return");
        let session = world.session_of(&request).await;
        let path = format!("/payment_sessions/{}", session.id);
        let reply = world.browser(Method::GET, &path, &session, &[("origin", &listed)], None).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        // Without the option the second time.
        world.restart_after(async |_| {}).await;
    }
}

#[tokio::test]
async fn a_wrong_request_names_what_is_missing_or_unknown() {
    let world = World::new().await;
    let mut request = world.session_request(10_000, "USD");
    let detail = |reply: crate::world::Reply| reply.json()["detail"].as_str().unwrap().to_owned();
    let reply = world.merchant(Method::POST, "/payment_sessions", "", Some(&request)).await;
    assert!(detail(reply).contains("Idempotency-Key header is missing"));
    request["metadata"] = Value::from("x");
    let reply = world.merchant(Method::POST, "/payment_sessions", "key-1", Some(&request)).await;
    assert!(detail(reply).contains("unknown member metadata, from line 1"));
    request = world.session_request(10_000, "USD");
    request["4242424242424242"] = Value::from("x");
    let reply = world.merchant(Method::POST, "/payment_sessions", "key-2", Some(&request)).await;
    assert!(!reply.text.contains("4242") && detail(reply).contains("unknown member, from line 1"));
    request = world.session_request(10_000, "USD");
    request.as_object_mut().unwrap().remove("payment_method_types");
    let reply = world.merchant(Method::POST, "/payment_sessions", "key-3", Some(&request)).await;
    assert!(detail(reply).contains("missing member payment_method_types"));
}

/// The request of both READMEs, sent as it is printed.
#[tokio::test]
async fn the_request_of_the_readme_makes_a_session() {
    let world = World::new().await;
    for readme in [include_str!("../../../README.md"), include_str!("../../../README.ko.md")] {
        let block = readme.split("```http\n").nth(1).unwrap().split("```").next().unwrap();
        let (head, body) = block.split_once("\n\n").unwrap();
        let mut lines = head.lines();
        let (method, path) = lines.next().unwrap().split_once(' ').unwrap();
        let bearer = format!("Bearer {}", world.sk);
        let mut headers = Vec::new();
        for (name, value) in lines.map(|line| line.split_once(": ").unwrap()) {
            headers.push((name, if name == "Authorization" { bearer.as_str() } else { value }));
        }
        let url = format!("{}{path}", world.payments);
        let reply = world.send(Method::from_bytes(method.as_bytes()).unwrap(), &url, &headers, Some(body)).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        assert!(reply.json()["client_secret"].is_string());
    }
}
