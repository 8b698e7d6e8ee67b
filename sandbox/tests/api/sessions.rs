//! Payment sessions: what a merchant may ask for, and what each side sees.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::databases::held_write_lock;
use crate::world::{Change, World, assert_shape};

#[tokio::test]
async fn each_side_sees_its_part() {
    let world = World::new().await;
    let request = world.session_request(10_000, "USD");
    let made = world.merchant(Method::POST, "/payment_sessions", "key", Some(&request)).await;
    assert_eq!(made.status, 201);
    assert_shape(&made.text, "session_created");
    assert_eq!(made.header("cache-control"), "no-store");

    let session = world.session().await;
    world.pay_by_card(&session, "4000000000009987").await;
    let path = format!("/payment_sessions/{}", session.id);
    let merchant = world.merchant(Method::GET, &path, "", None).await;
    assert_shape(&merchant.text, "session_for_merchant");
    assert_eq!(merchant.json()["payer"]["id"], "minsu");

    let other = world.session().await;
    world.pay_by_card(&other, "4242424242424242").await;
    let path = format!("/payment_sessions/{}", other.id);
    let payer = world.browser(Method::GET, &path, &other, &[], None).await;
    assert_shape(&payer.text, "session_for_payer");
}

#[tokio::test]
async fn what_a_session_cannot_be() {
    let world = World::new().await;
    let rows: [(u16, &str, Change); 20] = [
        (422, "amount_invalid", |request| request["amount"] = json!(0)),
        (422, "amount_invalid", |request| request["amount"] = json!(-1)),
        (422, "amount_invalid", |request| request["amount"] = json!(9_007_199_254_740_992_u64)),
        (400, "malformed_request", |request| request["amount"] = json!("100")),
        (422, "currency_invalid", |request| request["currency"] = json!("XYZ")),
        (422, "currency_invalid", |request| request["currency"] = json!("usd")),
        (400, "malformed_request", |request| request["payer"]["id"] = json!("")),
        (400, "malformed_request", |request| request["payer"]["id"] = json!("min\0su")),
        (400, "malformed_request", |request| request["order_id"] = json!("1042\n")),
        (400, "malformed_request", |request| drop(request.as_object_mut().unwrap().remove("payer"))),
        (400, "malformed_request", |request| request["payment_method_types"] = json!([])),
        (400, "malformed_request", |request| request["payment_method_types"] = json!(["cash"])),
        (400, "malformed_request", |request| request["expires_in"] = json!(0)),
        (400, "malformed_request", |request| request["more"] = json!(1)),
        (422, "return_url_not_allowed", |request| request["return_url"] = json!("https://evil.example/return")),
        (422, "return_url_not_allowed", |request| request["return_url"] = json!("javascript:alert(1)")),
        (422, "return_url_not_allowed", |request| request["return_url"] = json!("return")),
        (422, "return_url_not_allowed", |request| {
            request["return_url"] = json!(format!("blob:{}", request["return_url"].as_str().unwrap()));
        }),
        (422, "return_url_not_allowed", |request| request["return_url"] = json!("http://localhost\\@evil.example/")),
        (422, "return_url_not_allowed", |request| request["return_url"] = json!("http://localhost/\r\nreturn")),
    ];
    for (status, code, change) in rows {
        let mut request = world.session_request(10_000, "USD");
        change(&mut request);
        let reply = world.merchant(Method::POST, "/payment_sessions", "key", Some(&request)).await;
        assert_eq!(reply.refusal(), (status, code.into()), "{request}");
    }
}

#[tokio::test]
async fn a_session_ends() {
    let world = World::new().await;
    let mut request = world.session_request(10_000, "USD");
    request["expires_in"] = json!(1);
    let session = world.session_of(&request).await;
    assert_eq!(world.read_session(&session).await["status"], "open");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(world.read_session(&session).await["status"], "expired");
    assert_eq!(world.pay_by_card(&session, "4242424242424242").await.refusal(), (410, "session_expired".into()));
}

/// A merchant makes a new session for an order once it has read that the old one is expired and unpaid. So that answer must be
/// final: no payment that was sent in time may be committed after it.
#[tokio::test]
async fn an_order_is_not_charged_twice_when_its_session_expires_while_it_is_paid() {
    for wallet in [false, true] {
        let world = World::new().await;
        let mut request = world.session_request(10_000, "USD");
        request["expires_in"] = json!(1);
        let session = world.session_of(&request).await;
        let body = world.card_body(&session, "4242424242424242").await;
        let mut writer = held_write_lock(&world).await;
        let pay = async {
            if wallet {
                world.pay_by_wallet(&session, "my_wallet").await
            } else {
                world.post_payment(&session, "key", &body).await
            }
        };
        let path = format!("/payment_sessions/{}", session.id);
        let read = async {
            tokio::time::sleep(Duration::from_millis(1200)).await;
            world.merchant(Method::GET, &path, "", None).await.json()
        };
        let release = async {
            tokio::time::sleep(Duration::from_millis(1700)).await;
            sqlx::query("COMMIT").execute(&mut writer).await.unwrap();
        };
        let (paid, read, ()) = tokio::join!(pay, read, release);
        assert_eq!((&read["status"], &read["payment"]), (&json!("expired"), &Value::Null), "wallet: {wallet}");
        assert_eq!(paid.refusal(), (410, "session_expired".into()), "wallet: {wallet}");
        assert_eq!(world.approvals().await, 0);
        assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM payments").await, 0);
    }
}

/// SQLite waits ten seconds for a lock; then nothing was done, and readers have not waited at all.
#[tokio::test]
async fn a_database_that_stays_busy_is_no_unknown_outcome() {
    let world = World::new().await;
    let (session, other) = (world.session().await, world.session().await);
    let body = world.card_body(&session, "4242424242424242").await;
    let mut writer = held_write_lock(&world).await;
    let pay = world.post_payment(&session, "key", &body);
    let wallet = || world.pay_by_wallet(&other, "my_wallet");
    let others = async { tokio::join!(wallet(), wallet(), wallet(), wallet(), wallet()) };
    let read = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let begun = std::time::Instant::now();
        assert_eq!(world.read_session(&session).await["status"], "open");
        assert!(begun.elapsed() < Duration::from_secs(2), "a reader waited for a writer");
    };
    let begun = std::time::Instant::now();
    let (paid, others, ()) = tokio::join!(pay, others, read);
    // Nobody waits for the lock after somebody else has waited for it in vain.
    assert!(begun.elapsed() < Duration::from_secs(18), "{:?}", begun.elapsed());
    for reply in [paid, others.0, others.1, others.2, others.3, others.4] {
        assert_eq!(reply.refusal(), (503, "service_unavailable".into()));
        assert_eq!(reply.header("retry-after"), "1");
    }
    sqlx::query("COMMIT").execute(&mut writer).await.unwrap();
    assert_eq!(world.post_payment(&session, "key", &body).await.json()["status"], "succeeded");
    assert_eq!(world.approvals().await, 1);
}

#[tokio::test]
async fn one_answer_never_contradicts_itself() {
    let world = World::new().await;
    for _ in 0..25 {
        let session = world.session().await;
        let payment = world.pay_by_card(&session, "4000000000003220").await.json();
        let url = payment["next_action"]["url"].as_str().unwrap();
        let (address, key) = url.split_once("?k=").unwrap();
        let body = format!("k={key}&result=approved");
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let (result, payment_path) =
            (format!("{address}/result"), format!("/payments/{}", payment["id"].as_str().unwrap()));
        let approve = world.send(Method::POST, &result, &form, Some(&body));
        let session_path = format!("/payment_sessions/{}", session.id);
        let read = async {
            for _ in 0..12 {
                let (session, payment) = tokio::join!(
                    world.merchant(Method::GET, &session_path, "", None),
                    world.merchant(Method::GET, &payment_path, "", None),
                );
                let (session, payment) = (session.json(), payment.json());
                let paid = session["payment"]["status"] == "succeeded";
                assert_eq!(session["status"] == "complete", paid, "{session}");
                for payment in [&session["payment"], &payment] {
                    assert_eq!(payment["status"] == "requires_action", payment["next_action"].is_object(), "{payment}");
                }
            }
        };
        tokio::join!(approve, read);
    }
}

#[tokio::test]
async fn only_its_own_secret_opens_a_session() {
    let world = World::new().await;
    let (session, other) = (world.session().await, world.session().await);
    let path = format!("/payment_sessions/{}", session.id);
    let reply = world.browser(Method::GET, &path, &other, &[], None).await;
    assert_eq!(reply.refusal(), (404, "not_found".into()));

    let payment = world.pay_by_card(&session, "4000000000000002").await.json();
    let path = format!("/payments/{}", payment["id"].as_str().unwrap());
    let reply = world.browser(Method::GET, &path, &other, &[], None).await;
    assert_eq!(reply.refusal(), (404, "not_found".into()));

    let swapped = session.secret.replace(&session.id, &other.id);
    for secret in ["", "x", &session.id, &swapped, &format!("{}x", session.secret)] {
        let reply = world.browser(Method::GET, &path, &session, &[("payment-session", secret)], None).await;
        assert_eq!(reply.refusal(), (401, "session_invalid".into()), "{secret}");
    }
}
