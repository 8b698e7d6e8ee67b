//! Requests that come again, or changed.

use std::sync::Arc;

use payments_sandbox::hash::random_name;
use payments_sandbox::store::Store;
use payments_sandbox::{Config, start};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::books::Books;
use crate::databases::on_files;
use crate::seal::{plaintext, seal};
use crate::table::row;
use crate::tries;
use crate::world::{Reply, Session, World, body_with, config_in};

const NUMBER: &str = "4242424242424242";

async fn world() -> World {
    World::with(Config { attempts_per_minute: 1_000_000, ..Config::default() }).await
}

async fn judge(world: &World, fault: &str, tries: usize, charges: usize) {
    let verdict = Books::of(&world.folder).reconcile(&[]).await;
    row(fault, tries, &verdict);
    assert_eq!(verdict.charges, charges);
    assert!(verdict.lost == 0 && verdict.doubled == 0, "{verdict:?}");
}

/// One request at the same time is one payment; on PostgreSQL it is sent to three instances.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_at_the_same_time() {
    let posts = tries(500, 100);
    let world = Arc::new(world().await);
    let mut instances = Vec::new();
    if !on_files() {
        let config = || Config { attempts_per_minute: 1_000_000, ..Config::default() };
        for _ in 0..2 {
            instances.push(start(&config_in(&world.folder, config())).await.unwrap());
        }
    }
    let mut urls = vec![world.payments.clone()];
    urls.extend(instances.iter().map(|instance| instance.payments_url.clone()));
    let session = Arc::new(world.session().await);
    let body = world.card_body(&session, NUMBER).await;
    let mut set = JoinSet::new();
    for number in 0..posts {
        let (world, session, body) = (Arc::clone(&world), Arc::clone(&session), body.clone());
        let url = format!("{}/v1/payments", urls[number % urls.len()]);
        set.spawn(async move { post_to(&world, &url, &session, &body).await });
    }
    let mut ids = Vec::new();
    while let Some(reply) = set.join_next().await {
        let reply = reply.unwrap();
        match reply.status.as_u16() {
            200 => ids.push(reply.json()["id"].clone()),
            _ => assert_eq!(reply.refusal(), (409, "idempotency_in_flight".into())),
        }
    }
    assert!(!ids.is_empty() && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let fault = if on_files() { "one key, at the same time" } else { "one key, at the same time, on three instances" };
    judge(&world, fault, posts, 1).await;
}

/// Always under the same key.
async fn post_to(world: &World, url: &str, session: &Session, body: &str) -> Reply {
    let bearer = format!("Bearer {}", world.pk);
    let headers = [
        ("authorization", bearer.as_str()),
        ("origin", world.shop.as_str()),
        ("payment-session", session.secret.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "key"),
    ];
    world.send(Method::POST, url, &headers, Some(body)).await
}

/// Sealed cards that were used, each under a new key and in a new session or in its own.
#[tokio::test]
async fn sealed_cards_again() {
    let replays = tries(1_000, 50);
    let world = world().await;
    let (mut session, mut body) = (None, String::new());
    let mut charged = 0;
    for number in 0..replays {
        if number % 10 == 0 {
            let paid = world.session().await;
            body = world.card_body(&paid, NUMBER).await;
            assert_eq!(world.post_payment(&paid, &random_name("key_"), &body).await.json()["status"], "succeeded");
            charged += 1;
            session = Some(paid);
        }
        let paid = session.as_ref().unwrap();
        let (to, code) = match number % 2 {
            0 => (paid.clone(), (409, "session_complete")),
            _ => (world.session().await, (400, "encrypted_card_invalid")),
        };
        let refused = world.post_payment(&to, &random_name("key_"), &body).await.refusal();
        assert_eq!((refused.0, refused.1.as_str()), code);
    }
    judge(&world, "sealed cards again under new keys", replays, charged).await;
}

/// A sealed card that was declined is not tried again, though its session is still open.
#[tokio::test]
async fn declined_cards_again() {
    let replays = tries(100, 10);
    let world = world().await;
    for _ in 0..replays {
        let session = world.session().await;
        let body = world.card_body(&session, "4000000000000002").await;
        assert_eq!(world.post_payment(&session, &random_name("key_"), &body).await.json()["status"], "declined");
        let again = world.post_payment(&session, &random_name("key_"), &body).await;
        assert_eq!(again.refusal().1, "token_used");
    }
    judge(&world, "declined sealed cards again", replays, 0).await;
}

/// What is changed in a payment's body.
const CHANGES: [fn(&mut Value, &Session); 4] = [
    |body, _| body["amount"] = json!(1),
    |body, _| body["amount"] = json!(1_000_000),
    |body, _| body["currency"] = json!("KRW"),
    |body, _| body["currency"] = json!("JPY"),
];

/// What is changed in what is sealed.
const SEALED_CHANGES: [fn(&mut Value, &Session); 4] = [
    |card, _| card["amount"] = json!(1),
    |card, _| card["currency"] = json!("KRW"),
    |card, other| card["session"] = json!(other.id),
    |card, other| {
        card["session"] = json!(other.id);
        card["amount"] = json!(1);
    },
];

#[tokio::test]
async fn changed_amounts_currencies_and_sessions() {
    let each = tries(25, 2);
    let world = world().await;
    let key = world.key().await;
    let (session, other) = (world.session().await, world.session().await);
    let mut made = 0;
    for _ in 0..each {
        for change in CHANGES {
            let mut body: Value = serde_json::from_str(&world.card_body(&session, NUMBER).await).unwrap();
            change(&mut body, &other);
            refuse(&world, &session, &body.to_string()).await;
            made += 1;
        }
        for change in SEALED_CHANGES {
            let mut card = plaintext(NUMBER, &session.id, session.amount, &session.currency);
            change(&mut card, &other);
            refuse(&world, &session, &body_with(&session, &seal(&key, &card))).await;
            made += 1;
        }
    }
    judge(&world, "amount, currency or session changed", made, 0).await;
    assert_eq!(world.pay_by_card(&session, NUMBER).await.json()["status"], "succeeded", "the right one is taken");
}

async fn refuse(world: &World, session: &Session, body: &str) {
    let refused = world.post_payment(session, &random_name("key_"), body).await.refusal();
    let expected = [(422, "amount_mismatch"), (400, "encrypted_card_invalid")];
    assert!(expected.contains(&(refused.0, refused.1.as_str())), "{refused:?}");
}

/// One merchant's key with another one's session, secret and sealed card.
#[tokio::test]
async fn another_merchants_session() {
    let each = tries(100, 5);
    let world = world().await;
    let session = world.session().await;
    let source = config_in(&world.folder, Config::default()).source("sandbox");
    let stranger = Store::open(&source).await.unwrap();
    let (pk, sk) = (random_name("pk_test_"), random_name("sk_test_"));
    stranger.ensure_developer("dev_other", "Another shop", &pk, &sk).await.unwrap();
    for number in 0..each {
        let body = world.card_body(&session, NUMBER).await;
        let bearer = format!("Bearer {}", if number % 2 == 0 { &pk } else { &sk });
        let key = random_name("key_");
        let origin = if number % 2 == 0 { world.shop.as_str() } else { "" };
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key.as_str()), ("origin", origin)];
        let refused = world.browser(Method::POST, "/payments", &session, &headers, Some(&body)).await;
        assert!(matches!(refused.status.as_u16(), 401 | 403 | 404), "{} {}", refused.status, refused.text);
    }
    stranger.close().await;
    judge(&world, "another merchant's session", each, 0).await;
}
