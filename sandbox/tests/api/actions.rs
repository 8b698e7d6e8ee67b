//! 3-D Secure: the issuer's page, giving up, running out of time.

use std::time::Duration;

use payments_sandbox::Config;
use reqwest::Method;
use serde_json::{Value, json};

use crate::databases::open;
use crate::world::{Session, World, assert_shape};

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

pub async fn challenge(world: &World, number: &str) -> (Session, Value) {
    let session = world.session().await;
    let reply = world.pay_by_card(&session, number).await;
    assert_shape(&reply.text, "payment_challenge");
    assert_eq!(reply.json()["status"], "requires_action");
    (session, reply.json())
}

pub async fn answer(world: &World, payment: &Value, result: &str) -> String {
    let url = payment["next_action"]["url"].as_str().unwrap();
    let (address, key) = url.split_once("?k=").unwrap();
    let body = format!("k={key}&result={result}");
    let reply = world.send(Method::POST, &format!("{address}/result"), &FORM, Some(&body)).await;
    assert_eq!(reply.status, 200);
    reply.text
}

async fn cancel(world: &World, session: &Session, payment: &Value) -> crate::world::Reply {
    let path = format!("/payments/{}/cancel", payment["id"].as_str().unwrap());
    world.browser(Method::POST, &path, session, &[("content-type", "")], None).await
}

#[tokio::test]
async fn a_challenge_decides() {
    let world = World::new().await;
    let rows = [
        ("4000000000003220", "challenge", "approved", "succeeded", Value::Null),
        ("4000000000003220", "challenge", "refused", "declined", json!("authentication_failed")),
        ("4000000000003055", "hidden", "approved", "succeeded", Value::Null),
        ("4000008400001629", "challenge", "approved", "declined", json!("generic")),
    ];
    for (number, display, result, status, decline_code) in rows {
        let (session, payment) = challenge(&world, number).await;
        assert_eq!(payment["next_action"]["type"], "three_d_secure");
        assert_eq!(payment["next_action"]["display"], display);
        let id = payment["id"].as_str().unwrap();
        let page = answer(&world, &payment, result).await;
        let hint = format!("parent.postMessage({{type:'payment.updated',payment:'{id}'}},'*')");
        assert!(page.contains(&hint), "{page}");
        let after = world.payment(&session, id).await;
        assert_eq!((&after["status"], &after["decline_code"]), (&json!(status), &decline_code), "{number} {result}");
        assert_eq!(after["next_action"], Value::Null);

        answer(&world, &payment, "approved").await;
        assert_eq!(world.payment(&session, id).await["status"], status, "an action is done once");
    }
    assert_eq!(world.approvals().await, 2);
}

#[tokio::test]
async fn the_issuers_page_is_for_the_merchants_frame_only() {
    let world = World::new().await;
    let (_, payment) = challenge(&world, "4000000000003220").await;
    let url = payment["next_action"]["url"].as_str().unwrap();
    let page = world.send(Method::GET, url, &[], None).await;
    assert!(page.text.contains("Test bank") && page.text.contains("•••• 3220"), "{}", page.text);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors") && policy.contains(&world.shop), "{policy}");
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("access-control-allow-origin"), "");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");

    let without_key = world.send(Method::GET, url.split('?').next().unwrap(), &[], None).await;
    assert_eq!(without_key.refusal(), (400, "malformed_request".into()));
    let another_key = format!("{url}x");
    assert_eq!(world.send(Method::GET, &another_key, &[], None).await.refusal(), (404, "not_found".into()));
}

#[tokio::test]
async fn the_issuers_page_takes_a_short_form_only() {
    let world = World::new().await;
    let (_, payment) = challenge(&world, "4000000000003220").await;
    let (address, key) = payment["next_action"]["url"].as_str().unwrap().split_once("?k=").unwrap();
    let result = format!("{address}/result");
    let json = [("content-type", "application/json")];
    let reply = world.send(Method::POST, &result, &json, Some("{}")).await;
    assert_eq!(reply.refusal(), (415, "unsupported_media_type".into()));
    let long = format!("k={key}&result={}", "x".repeat(16 * 1024));
    let reply = world.send(Method::POST, &result, &FORM, Some(&long)).await;
    assert_eq!(reply.refusal(), (413, "request_too_large".into()));
    let reply = world.send(Method::POST, &result, &FORM, Some("k=guessed&result=approved")).await;
    assert_eq!(reply.refusal(), (404, "not_found".into()));
}

#[tokio::test]
async fn a_hidden_step_goes_on_by_itself() {
    let world = World::new().await;
    let (_, payment) = challenge(&world, "4000000000003055").await;
    let page = world.send(Method::GET, payment["next_action"]["url"].as_str().unwrap(), &[], None).await;
    assert!(page.text.contains("document.forms[0].submit()"), "{}", page.text);
}

#[tokio::test]
async fn a_payer_may_give_up_and_pay_otherwise() {
    let world = World::new().await;
    let (session, payment) = challenge(&world, "4000000000003220").await;
    let given_up = cancel(&world, &session, &payment).await;
    assert_eq!((given_up.status.as_u16(), &given_up.json()["status"]), (200, &json!("canceled")));

    let page = answer(&world, &payment, "approved").await;
    assert!(page.contains("payment.updated"));
    assert_eq!(world.read_session(&session).await["payment"]["status"], "canceled", "too late");
    assert_eq!(world.approvals().await, 0);

    let twice = cancel(&world, &session, &payment).await;
    assert_eq!((twice.status.as_u16(), &twice.json()["payment"]["status"]), (409, &json!("canceled")));

    let paid = world.pay_by_card(&session, "4242424242424242").await.json();
    assert_eq!(paid["status"], "succeeded");
    let late = cancel(&world, &session, &paid).await;
    assert_eq!(late.refusal(), (409, "session_complete".into()));
}

#[tokio::test]
async fn an_approval_and_giving_up_at_once_agree_with_the_network() {
    let world = World::new().await;
    for _ in 0..10 {
        let (session, payment) = challenge(&world, "4000000000003220").await;
        let before = world.approvals().await;
        tokio::join!(answer(&world, &payment, "approved"), cancel(&world, &session, &payment));
        let status = world.payment(&session, payment["id"].as_str().unwrap()).await["status"].clone();
        let taken = world.approvals().await - before;
        assert_eq!(taken == 1, status == "succeeded", "{status} and {taken}");
    }
}

#[tokio::test]
async fn what_was_given_up_is_canceled_whoever_hears_of_it_first() {
    let world = World::new().await;
    let (session, payment) = challenge(&world, "4000000000003220").await;
    // As between the two steps of giving up.
    let void = "UPDATE authorizations SET state = 'decided', verdict = 'voided'";
    sqlx::query(void).execute(&mut open(&world.folder, "network").await).await.unwrap();
    answer(&world, &payment, "approved").await;
    let now = world.payment(&session, payment["id"].as_str().unwrap()).await;
    assert_eq!((&now["status"], &now["decline_code"]), (&json!("canceled"), &Value::Null));
}

#[tokio::test]
async fn what_is_not_done_in_time_is_given_up() {
    let world = World::with(Config { action_lifetime: 100, ..Config::default() }).await;
    let (session, payment) = challenge(&world, "4000000000003220").await;
    let wallet_session = world.session().await;
    let wallet_payment = world.pay_by_wallet(&wallet_session, "app_wallet").await.json();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    for (session, payment) in [(&session, &payment), (&wallet_session, &wallet_payment)] {
        let now = world.payment(session, payment["id"].as_str().unwrap()).await;
        assert_eq!(now["status"], "canceled");
    }
    assert_eq!(world.pay_by_card(&session, "4242424242424242").await.json()["status"], "succeeded");
}
