//! Webhooks: what is sent, in which order, and how often.

use std::time::{Duration, Instant};

use payments_sandbox::Config;
use payments_sandbox::clock;
use payments_sandbox::store::Store;
use reqwest::Method;
use serde_json::{Value, json};

use crate::databases::open;
use crate::durability::finds;
use crate::program::Program;
use crate::receiver::{Reaction, Receiver, config, id, secret};
use crate::world::{Folder, World, assert_shape, config_in};

const GOOD: &str = "4242424242424242";
const CHALLENGE: &str = "4000000000003220";
const LATE: &str = "4000000000000119";

#[tokio::test]
async fn a_payment_and_its_refund_are_told_in_order_signed_and_without_a_card_number() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    let endpoint = world.endpoint_for(&receiver).await;
    let (_, payment) = world.paid(GOOD).await;
    let paid = world.payment_of_merchant(&payment).await;
    let refund = world.refunded(&payment, &json!({ "amount": 2_500, "reason": "duplicate" })).await;

    let seen = receiver.wait_for(3).await;
    assert_eq!(receiver.kinds(), ["payment.succeeded", "refund.created", "refund.succeeded"]);
    assert_shape(&seen[0].body, "event_payment");
    assert_shape(&seen[1].body, "event_refund");
    assert_eq!(seen[0].json()["data"], paid.json(), "as the merchant's server saw it then");
    assert_eq!(seen[1].json()["data"]["status"], "pending");
    assert_eq!(seen[2].json()["data"], refund);
    for webhook in &seen {
        let event = webhook.json();
        assert_eq!(webhook.header("webhook-id"), id(&event));
        assert_eq!(webhook.header("content-type"), "application/json");
        assert!(webhook.header("user-agent").starts_with("payments-sandbox/"));
        assert_eq!(event["livemode"], false);
        assert!(webhook.is_signed_with(secret(&endpoint)));
        assert!(!webhook.is_signed_with("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        assert!(!finds(webhook.body.as_bytes(), GOOD), "{}", webhook.body);
        let mut changed = webhook.clone();
        changed.body = changed.body.replace("10000", "10001").replace("2500", "2501");
        assert!(changed.body != webhook.body && !changed.is_signed_with(secret(&endpoint)));
    }
    let deliveries = world.deliveries(&endpoint).await;
    let events: Vec<_> = deliveries.iter().map(|delivery| delivery["event"].clone()).collect();
    let ids: Vec<_> = seen.iter().rev().map(|webhook| webhook.json()["id"].clone()).collect();
    assert_eq!(events, ids, "the newest first");
}

#[tokio::test]
async fn every_kind_of_event() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    world.endpoint_for(&receiver).await;
    world.pay_by_card(&world.session().await, "4000000000009987").await;
    let declined = receiver.wait_for(1).await[0].json();
    assert_eq!((&declined["type"], &declined["data"]["decline_code"]), (&json!("payment.declined"), &json!("generic")));
    assert_eq!(declined["data"]["network_decline_code"], "lost_card", "as the merchant's server sees it");

    let session = world.session().await;
    let waiting = world.pay_by_card(&session, CHALLENGE).await.json();
    let asked = receiver.wait_for(2).await[1].json();
    assert_eq!(asked["type"], "payment.requires_action");
    assert_eq!(asked["data"]["next_action"], waiting["next_action"], "with its URL");
    let page = world.send(Method::GET, asked["data"]["next_action"]["url"].as_str().unwrap(), &[], None).await;
    assert_eq!(page.status, 200);
    let path = format!("/payments/{}/cancel", id(&waiting));
    world.merchant(Method::POST, &path, "", None).await;
    let canceled = receiver.wait_for(3).await[2].json();
    assert_eq!((&canceled["type"], &canceled["data"]["status"]), (&json!("payment.canceled"), &json!("canceled")));

    let (_, closed) = world.paid("4000000000005126").await;
    world.refunded(&closed, &json!({})).await;
    receiver.wait_for(6).await;
    assert_eq!(receiver.kinds()[3..], ["payment.succeeded", "refund.created", "refund.failed"]);

    let payment = world.pay_by_quick_wallet().await;
    world.refunded(&payment, &json!({})).await;
    let seen = receiver.wait_for(9).await;
    assert_eq!(receiver.kinds()[6..], ["payment.succeeded", "refund.created", "refund.succeeded"]);
    assert!(seen.iter().all(|webhook| !finds(webhook.body.as_bytes(), CHALLENGE)));
}

#[tokio::test]
async fn where_nobody_listens_nothing_is_written() {
    let world = World::new().await;
    world.pay_by_quick_wallet().await;
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM events").await, 0);
}

#[tokio::test]
async fn a_later_event_waits_for_the_earlier_one_of_its_payment_only() {
    let world = World::with(Config { webhook_first_retry: 1_000, ..config() }).await;
    let receiver = Receiver::new().await;
    receiver.will([Reaction::Answer(500)]);
    let endpoint = world.endpoint_for(&receiver).await;
    let held = world.pay_by_quick_wallet().await;
    receiver.wait_for(1).await;
    world.refunded(&held, &json!({})).await;
    let other = world.pay_by_quick_wallet().await;
    let seen = receiver.wait_for(5).await;
    let told: Vec<_> = seen
        .iter()
        .map(|webhook| {
            (webhook.kind(), webhook.json()["data"]["payment"] == other || webhook.json()["data"]["id"] == other)
        })
        .map(|(kind, of_other)| format!("{kind}{}", if of_other { " of the other" } else { "" }))
        .collect();
    assert_eq!(
        told,
        [
            "payment.succeeded",
            "payment.succeeded of the other",
            "payment.succeeded",
            "refund.created",
            "refund.succeeded"
        ]
    );
    assert_eq!(seen[0].json()["id"], seen[2].json()["id"], "the same event again");
    assert_eq!(seen[0].body, seen[2].body);
    let wait = seen[2].at - seen[0].at;
    assert!(wait >= Duration::from_millis(500) && wait < Duration::from_millis(1_700), "{wait:?}");
    world.newest_has(&endpoint, "status", "delivered").await;
}

#[tokio::test]
async fn whatever_is_no_success_is_tried_again() {
    let world = World::with(config()).await;
    let (receiver, other) = (Receiver::new().await, Receiver::new().await);
    receiver.will([
        Reaction::Answer(500),
        Reaction::Answer(404),
        Reaction::RedirectTo(other.url.clone()),
        Reaction::Hang,
        Reaction::Answer(204),
    ]);
    let endpoint = world.endpoint_for(&receiver).await;
    world.pay_by_quick_wallet().await;
    let seen = receiver.wait_for(5).await;
    let delivered = world.newest_has(&endpoint, "status", "delivered").await;
    assert_eq!((&delivered["attempts"], &delivered["response_status"]), (&json!(5), &json!(204)));
    assert_eq!((&delivered["error"], &delivered["next_attempt_at"]), (&Value::Null, &Value::Null));
    assert!(seen.windows(2).all(|pair| pair[0].header("webhook-id") == pair[1].header("webhook-id")));
    assert!(seen.iter().all(|webhook| webhook.is_signed_with(secret(&endpoint))), "each with the time of its attempt");
    assert!(other.seen().is_empty(), "a redirect is not followed");
    assert_eq!(receiver.seen().len(), 5, "and nothing after the success");
}

#[tokio::test]
async fn a_receiver_that_is_away_gets_it_later() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    let (address, url) = (receiver.address, receiver.url.clone());
    drop(receiver);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let endpoint = world.endpoint(&json!({ "url": url })).await;
    world.pay_by_quick_wallet().await;
    world.newest_has(&endpoint, "error", "unreachable").await;
    let receiver = Receiver::at(address).await;
    receiver.wait_for(1).await;
    let delivered = world.newest_has(&endpoint, "status", "delivered").await;
    assert!(delivered["attempts"].as_i64().unwrap() > 1, "{delivered}");
}

#[tokio::test]
async fn what_is_given_up_lets_the_next_go_and_can_be_sent_again() {
    let world = World::with(Config { webhook_retry_for: 300, ..config() }).await;
    let receiver = Receiver::new().await;
    receiver.always(Reaction::Hang);
    let endpoint = world.endpoint_for(&receiver).await;
    let payment = world.pay_by_quick_wallet().await;
    let failed = world.newest_has(&endpoint, "status", "failed").await;
    assert_eq!((&failed["error"], &failed["response_status"]), (&json!("timed_out"), &Value::Null));
    assert_eq!(failed["next_attempt_at"], Value::Null);
    let tried = receiver.seen().len();

    receiver.always(Reaction::Answer(200));
    world.refunded(&payment, &json!({})).await;
    receiver.wait_for(tried + 2).await;
    world.newest_has(&endpoint, "status", "delivered").await;
    let again = world.resend(&endpoint, failed["event"].as_str().unwrap()).await;
    assert_eq!((again.status.as_u16(), &again.json()["status"]), (202, &json!("pending")));
    let seen = receiver.wait_for(tried + 3).await;
    assert_eq!(seen.last().unwrap().json()["id"], failed["event"]);
    // One that was delivered, too.
    world.resend(&endpoint, failed["event"].as_str().unwrap()).await;
    receiver.wait_for(tried + 4).await;
    let none = world.resend(&endpoint, "evt_none").await;
    assert_eq!(none.refusal(), (404, "not_found".into()));
}

#[tokio::test]
async fn an_event_that_is_sent_again_holds_up_no_other() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    let endpoint = world.endpoint_for(&receiver).await;
    let payment = world.pay_by_quick_wallet().await;
    let first = world.newest_has(&endpoint, "status", "delivered").await;
    receiver.will([Reaction::Hang]);
    world.resend(&endpoint, first["event"].as_str().unwrap()).await;
    receiver.wait_for(2).await;
    world.refunded(&payment, &json!({})).await;
    receiver.wait_for(4).await;
    assert_eq!(receiver.kinds()[1..4], ["payment.succeeded", "refund.created", "refund.succeeded"]);
}

#[tokio::test]
async fn a_slow_endpoint_holds_up_no_other() {
    let world = World::with(Config { webhook_time_limit: 10_000, ..config() }).await;
    let (slow, quick) = (Receiver::new().await, Receiver::new().await);
    slow.always(Reaction::Hang);
    world.endpoint_for(&slow).await;
    world.endpoint_for(&quick).await;
    for _ in 0..20 {
        world.pay_by_quick_wallet().await;
    }
    let paid = Instant::now();
    quick.wait_for(20).await;
    assert!(paid.elapsed() < Duration::from_secs(5), "{:?}", paid.elapsed());
    assert!(slow.seen().len() <= 8, "{} at the same time", slow.seen().len());
}

#[tokio::test]
async fn a_crash_loses_no_event() {
    let folder = Folder::new();
    let flags = ["--allow-private-webhooks", "--webhook-time-limit", "300ms", "--webhook-first-retry", "50ms"];
    let program = Program::start(&folder, &flags);
    let world = program.world(folder);
    let receiver = Receiver::new().await;
    receiver.will([Reaction::Hang]);
    let endpoint = world.endpoint_for(&receiver).await;
    let payment = world.pay_by_quick_wallet().await;
    world.refunded(&payment, &json!({})).await;
    receiver.wait_for(1).await;
    program.crash();
    assert_eq!(receiver.kinds(), ["payment.succeeded"]);

    let program = Program::start(&world.folder, &flags);
    let world = program.world(world.folder);
    let seen = receiver.wait_for(4).await;
    assert_eq!(receiver.kinds()[1..], ["payment.succeeded", "refund.created", "refund.succeeded"]);
    assert_eq!(seen[0].json()["id"], seen[1].json()["id"]);
    assert!(seen[1].is_signed_with(secret(&endpoint)), "the secret is the same after a restart");
    world.newest_has(&endpoint, "status", "delivered").await;
    program.crash();
}

/// Two instances over one database never claim the same delivery.
#[tokio::test]
async fn an_attempt_is_claimed_by_one_instance() {
    let mut world = World::with(config()).await;
    let receiver = Receiver::new().await;
    receiver.always(Reaction::Hang);
    let endpoint = world.endpoint_for(&receiver).await;
    for _ in 0..40 {
        world.pay_by_quick_wallet().await;
    }
    world.running.take().unwrap().stop().await;
    let mut database = open(&world.folder, "sandbox").await;
    sqlx::query("UPDATE webhook_deliveries SET claimed_until = 0, next_attempt_at = 0, attempts = 0")
        .execute(&mut database)
        .await
        .unwrap();
    let source = config_in(&world.folder, config()).source("sandbox");
    let (one, two) = (Store::open(&source).await.unwrap(), Store::open(&source).await.unwrap());
    let mut events = Vec::new();
    for _ in 0..10 {
        let far = i64::MAX;
        let (a, b) = tokio::join!(
            one.claim_deliveries(id(&endpoint), 8, far, far),
            two.claim_deliveries(id(&endpoint), 8, far, far)
        );
        events.extend([a.unwrap(), b.unwrap()].into_iter().flatten().map(|delivery| delivery.event_id));
    }
    assert_eq!(events.len(), 40);
    events.sort();
    events.dedup();
    assert_eq!(events.len(), 40);
    one.close().await;
    two.close().await;
}

#[tokio::test]
async fn the_secret_of_an_action_is_not_in_the_outbox() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    receiver.always(Reaction::Answer(500));
    world.endpoint_for(&receiver).await;
    world.pay_by_card(&world.session().await, CHALLENGE).await;
    let seen = receiver.wait_for(1).await;
    assert!(seen[0].body.contains("?k="));
    let stored = "SELECT COUNT(*) FROM events WHERE data LIKE '%requires_action%' AND data NOT LIKE '%?k=%'";
    assert_eq!(world.count("sandbox", stored).await, 1);
}

#[tokio::test]
async fn what_is_over_is_deleted_after_thirty_days() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    let endpoint = world.endpoint_for(&receiver).await;
    world.pay_by_quick_wallet().await;
    world.newest_has(&endpoint, "status", "delivered").await;
    receiver.always(Reaction::Answer(500));
    world.pay_by_quick_wallet().await;
    receiver.wait_for(2).await;
    let mut database = open(&world.folder, "sandbox").await;
    const DAY: i64 = 24 * 60 * 60 * 1000;
    for (age, left) in [(29 * DAY, 2), (31 * DAY, 1)] {
        for table in ["events", "webhook_deliveries"] {
            let aged = format!("UPDATE {table} SET created_at = $1");
            sqlx::query(sqlx::AssertSqlSafe(aged)).bind(clock::now() - age).execute(&mut database).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        for count in ["SELECT COUNT(*) FROM events", "SELECT COUNT(*) FROM webhook_deliveries"] {
            assert_eq!(world.count("sandbox", count).await, left, "{age} {count}");
        }
    }
    assert_eq!(world.deliveries(&endpoint).await[0]["status"], "pending", "what waits is kept");
}

#[tokio::test]
async fn a_payment_that_the_network_decides_later_is_told_once() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    world.endpoint_for(&receiver).await;
    let (_, payment) = world.paid(LATE).await;
    let seen = receiver.wait_for(1).await;
    assert_eq!((seen[0].kind(), &seen[0].json()["data"]["id"]), ("payment.succeeded".into(), &json!(payment)));
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(receiver.seen().len(), 1);
}
