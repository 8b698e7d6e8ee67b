//! Every test number does what the contract's table says.

use std::time::Duration;

use payments_sandbox::Config;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, assert_shape, read_example};

#[tokio::test]
async fn cards_that_succeed() {
    let world = World::new().await;
    let rows = [
        ("4242424242424242", "visa"),
        ("5555555555554444", "mastercard"),
        ("378282246310005", "american-express"),
        ("6011111111111117", "discover"),
        ("3566002020360505", "jcb"),
        ("30569309025904", "diners-club"),
        ("6200000000000005", "unionpay"),
        ("2223003122003222", "mastercard"),
        ("9490220006611406", "korean-local"),
        ("9490220006611407", "korean-local"),
    ];
    for (number, brand) in rows {
        let session = world.session().await;
        let reply = world.pay_by_card(&session, number).await;
        assert_eq!(reply.status, 200, "{number}: {}", reply.text);
        let payment = reply.json();
        let last4: String = number.chars().skip(number.len() - 4).collect();
        assert_eq!(payment["status"], "succeeded", "{number}");
        assert_eq!(payment["payment_method"], json!({"type": "card", "card": {"brand": brand, "last4": last4}}));
        assert_eq!(payment["amount"], 10_000);
        assert_eq!(payment["next_action"], Value::Null);
        assert_eq!(world.read_session(&session).await["status"], "complete");
    }
    assert_eq!(world.approvals().await, 10);
}

#[tokio::test]
async fn cards_that_are_declined() {
    let world = World::new().await;
    let rows = [
        ("4000000000000002", "generic", "do_not_honor"),
        ("4000000000009995", "insufficient_funds", "insufficient_funds"),
        ("4000000000009987", "generic", "lost_card"),
        ("4000000000009979", "generic", "stolen_card"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000000127", "incorrect_cvv", "incorrect_cvv"),
    ];
    for (number, code, network_code) in rows {
        let session = world.session().await;
        let reply = world.pay_by_card(&session, number).await;
        assert_shape(&reply.text, "payment_declined");
        let payment = reply.json();
        assert_eq!((reply.status.as_u16(), &payment["status"]), (200, &json!("declined")), "{number}");
        assert_eq!(payment["decline_code"], code, "{number}");
        assert!(!reply.text.contains("network_decline_code"), "no word of it for a publishable key");

        let path = format!("/payments/{}", payment["id"].as_str().unwrap());
        let seen = world.merchant(Method::GET, &path, "", None).await.json();
        assert_eq!(seen["network_decline_code"], network_code, "{number}");
    }
    assert_eq!(world.approvals().await, 0);
}

#[tokio::test]
async fn the_examples_of_the_wire_are_taken() {
    let world = World::new().await;
    let as_here = |example: &str| read_example(example).replace("https://shop.example", &world.shop);
    let request = serde_json::from_str(&as_here("create_session")).unwrap();
    let session = world.session_of(&request).await;
    let sealed: Value = serde_json::from_str(&world.card_body(&session, "4000000000003220").await).unwrap();
    let sealed = sealed["payment_method"]["encrypted_card"].as_str().unwrap();
    let body = as_here("pay_by_card").replace("eyJhbGciOi…", sealed);
    let reply = world.post_payment(&session, "0b0e7f2e-6a1c-4f0e-9d53-4b0f5a0f7c11", &body).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_shape(&reply.text, "payment_challenge");
}

#[tokio::test]
async fn the_network_answers_late() {
    let world = World::new().await;
    let session = world.session().await;
    let payment = world.pay_by_card(&session, "4000000000000119").await.json();
    assert_eq!(payment["status"], "processing");
    let again = world.pay_by_card(&session, "4242424242424242").await;
    assert_eq!(again.refusal(), (409, "payment_in_progress".into()));
    let decided = world.decided(&session, payment["id"].as_str().unwrap()).await;
    assert_eq!(decided["status"], "succeeded");
    assert_eq!(world.approvals().await, 1);
}

#[tokio::test]
async fn after_a_decline_another_card_may_pay() {
    let world = World::new().await;
    let session = world.session().await;
    assert_eq!(world.pay_by_card(&session, "4000000000000002").await.json()["status"], "declined");
    assert_eq!(world.read_session(&session).await["status"], "open");
    assert_eq!(world.pay_by_card(&session, "4242424242424242").await.json()["status"], "succeeded");

    let third = world.pay_by_card(&session, "5555555555554444").await;
    assert_eq!(third.refusal(), (409, "session_complete".into()));
    assert_eq!(third.json()["payment"]["payment_method"]["card"]["last4"], "4242");
    assert_shape(&third.text, "problem_session_complete");
}

#[tokio::test]
async fn five_attempts_and_no_more() {
    let world = World::new().await;
    let session = world.session().await;
    for _ in 0..5 {
        assert_eq!(world.pay_by_card(&session, "4000000000000002").await.json()["status"], "declined");
    }
    let sixth = world.pay_by_card(&session, "4242424242424242").await;
    assert_eq!(sixth.refusal(), (429, "too_many_attempts".into()));
    assert_eq!(sixth.header("retry-after"), "");
    assert_eq!(world.count("network", "SELECT COUNT(*) FROM authorizations").await, 5);
}

#[tokio::test]
async fn two_attempts_at_once_charge_once() {
    let world = World::new().await;
    let session = world.session().await;
    let (a, b, c) = tokio::join!(
        world.pay_by_card(&session, "4242424242424242"),
        world.pay_by_card(&session, "5555555555554444"),
        world.pay_by_wallet(&session, "my_wallet"),
    );
    let statuses = [a.status.as_u16(), b.status.as_u16(), c.status.as_u16()];
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 2, "{statuses:?}");
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM payments").await, 1);
}

#[tokio::test]
async fn monthly_payments_are_for_won() {
    let world = World::new().await;
    let rows =
        [(50_000, "KRW", 3, true), (49_999, "KRW", 3, false), (50_000, "KRW", 1, false), (10_000, "USD", 3, false)];
    for (amount, currency, months, allowed) in rows {
        let session = world.session_of(&world.session_request(amount, currency)).await;
        let body = world.card_body(&session, "4242424242424242").await;
        let body = body.replace(r#""installment_months":0"#, &format!(r#""installment_months":{months}"#));
        let reply = world.post_payment(&session, &session.id, &body).await;
        if allowed {
            assert_eq!(reply.json()["status"], "succeeded");
        } else {
            assert_eq!(reply.refusal(), (422, "installment_months_invalid".into()), "{amount} {currency} {months}");
            assert_eq!(reply.json()["field"], "installmentMonths");
        }
    }
    assert_eq!(world.approvals().await, 1);
}

#[tokio::test]
async fn a_page_that_goes_away_leaves_nothing_half_done() {
    use tokio::io::AsyncWriteExt;
    let world = World::new().await;
    let address = world.payments.strip_prefix("http://localhost").map(|port| format!("127.0.0.1{port}")).unwrap();
    for millis in 0..15 {
        let session = world.session().await;
        let body = world.card_body(&session, "4242424242424242").await;
        let request = format!(
            "POST /v1/payments HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\npayment-session: {}\r\n\
             idempotency-key: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            world.pk,
            session.secret,
            session.id,
            body.len()
        );
        let mut connection = tokio::net::TcpStream::connect(&address).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(millis)).await;
        drop(connection);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let paid = world.count("sandbox", "SELECT COUNT(*) FROM payments WHERE status = 'succeeded'").await;
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM payments").await, paid);
    assert_eq!(world.approvals().await, paid);
    assert!(paid > 0);
}

#[tokio::test]
async fn one_payer_cannot_try_without_end() {
    let world = World::with(Config { attempts_per_minute: 3, ..Config::default() }).await;
    for attempt in 1..=4 {
        let session = world.session().await;
        let reply = world.pay_by_card(&session, "4000000000000002").await;
        if attempt < 4 {
            assert_eq!(reply.json()["status"], "declined");
        } else {
            assert_eq!(reply.refusal(), (429, "rate_limited".into()));
            let seconds: u32 = reply.header("retry-after").parse().unwrap();
            assert!((1..=60).contains(&seconds), "{seconds}");
        }
    }
}
