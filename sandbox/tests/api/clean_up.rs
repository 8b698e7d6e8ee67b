//! What is deleted by its age, and what is kept although it is old.

use std::time::{Duration, Instant};

use payments_sandbox::Config;
use reqwest::Method;
use serde_json::json;
use sqlx::AssertSqlSafe;

use crate::actions::{answer, challenge};
use crate::databases::{on_files, open};
use crate::instances::another;
use crate::receiver::{Reaction, Receiver, config};
use crate::saved_card_payments::pay;
use crate::saved_cards::{save, saved_id};
use crate::shop;
use crate::world::World;

const NUMBER: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The times of all rows. Those of an open action stay: it would be over.
const TIMES: [(&str, &str, &[&str]); 8] = [
    ("sandbox", "refunds", &["created_at", "updated_at"]),
    ("sandbox", "payments", &["created_at", "updated_at"]),
    ("sandbox", "actions WHERE done = 1", &["expires_at"]),
    ("sandbox", "idempotency_keys", &["created_at"]),
    ("sandbox", "payment_sessions", &["created_at", "expires_at"]),
    ("network", "authorizations", &["created_at", "decided_at"]),
    ("shop", "checkouts", &["created_at"]),
    ("shop", "orders", &["created_at"]),
];

/// Everything happened so many days earlier.
async fn set_back(world: &World, days: i64) {
    for (database, rows, columns) in TIMES {
        let (table, condition) = rows.split_once(' ').unwrap_or((rows, ""));
        let changes: Vec<_> = columns.iter().map(|column| format!("{column} = {column} - {}", days * DAY)).collect();
        let statement = AssertSqlSafe(format!("UPDATE {table} SET {} {condition}", changes.join(", ")));
        sqlx::query(statement).execute(&mut open(&world.folder, database).await).await.unwrap();
    }
}

/// Waits until a table has this many rows.
async fn wait_until_left(world: &World, database: &str, query: &'static str, left: i64) {
    let begun = Instant::now();
    while world.count(database, query).await != left {
        assert!(begun.elapsed() < Duration::from_secs(20), "{query}: {}", world.count(database, query).await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Long enough for what is old to be looked for.
async fn a_round() {
    tokio::time::sleep(Duration::from_millis(1_500)).await;
}

const SESSIONS: &str = "SELECT COUNT(*) FROM payment_sessions";
const PAYMENTS: &str = "SELECT COUNT(*) FROM payments";
const ACTIONS: &str = "SELECT COUNT(*) FROM actions";
const REFUNDS: &str = "SELECT COUNT(*) FROM refunds";
const KEYS: &str = "SELECT COUNT(*) FROM idempotency_keys";
const LEDGER: &str = "SELECT COUNT(*) FROM authorizations";

#[tokio::test]
async fn what_was_not_paid_is_deleted_and_what_was_paid_stays() {
    let world = World::new().await;
    let unpaid = world.session().await;
    let declined = world.session().await;
    world.pay_by_card(&declined, DECLINED).await;
    let (paid, payment) = challenge(&world, "4000000000003220").await;
    answer(&world, &payment, "approved").await;
    let (undecided, waiting) = challenge(&world, "4000000000003220").await;
    set_back(&world, 29).await;
    a_round().await;
    assert_eq!(world.count("sandbox", SESSIONS).await, 4);
    assert_eq!(world.count("sandbox", ACTIONS).await, 2);
    assert_eq!(world.count("sandbox", KEYS).await, 0, "those of more than a day");

    set_back(&world, 2).await;
    let new = world.session().await;
    wait_until_left(&world, "sandbox", SESSIONS, 3).await;
    wait_until_left(&world, "sandbox", ACTIONS, 1).await;
    assert_eq!(world.count("sandbox", PAYMENTS).await, 2);
    assert_eq!(world.count("network", LEDGER).await, 2);
    for session in [&unpaid, &declined] {
        let reply = world.merchant(Method::GET, &format!("/payment_sessions/{}", session.id), "", None).await;
        assert_eq!(reply.refusal(), (404, "not_found".into()));
    }
    assert_eq!(world.read_session(&new).await["status"], "open");
    assert_eq!(world.read_session(&paid).await["status"], "complete");
    let id = payment["id"].as_str().unwrap();
    assert_eq!(world.refunded(id, &json!({})).await["status"], "succeeded");
    // The payer was in the issuer's page for all that time.
    answer(&world, &waiting, "approved").await;
    assert_eq!(world.read_session(&undecided).await["status"], "complete");
}

#[tokio::test]
async fn a_payment_is_deleted_when_its_time_is_over() {
    let world = World::with(Config { keep_payments: 40 * DAY, ..Config::default() }).await;
    let (_, saving) = save(&world, "minsu", NUMBER).await;
    let (_, refunded_early) = world.paid(NUMBER).await;
    world.refunded(&refunded_early, &json!({})).await;
    let (_, refunded_late) = world.paid(NUMBER).await;
    let quick = world.pay_by_quick_wallet().await;
    set_back(&world, 39).await;
    a_round().await;
    assert_eq!(world.count("sandbox", SESSIONS).await, 4);
    world.refunded(&refunded_late, &json!({ "amount": 100 })).await;

    set_back(&world, 2).await;
    wait_until_left(&world, "sandbox", SESSIONS, 1).await;
    for (database, query, left) in
        [("sandbox", PAYMENTS, 1), ("sandbox", REFUNDS, 1), ("network", LEDGER, 1), ("network", REFUNDS, 1)]
    {
        assert_eq!(world.count(database, query).await, left, "{database} {query}");
    }
    for gone in [&refunded_early, &quick] {
        assert_eq!(world.payment_of_merchant(gone).await.refusal(), (404, "not_found".into()));
    }
    assert_eq!(world.amount_refunded(&refunded_late).await, 100);
    assert_eq!(world.refunded(&refunded_late, &json!({})).await["amount"], 9_900, "the network has it too");
    let session = world.session_for("minsu").await;
    assert_eq!(pay(&world, &session, &saved_id(&saving)).await.json()["status"], "succeeded", "the card is kept");
}

#[tokio::test]
async fn a_webhook_that_may_be_sent_keeps_its_payment() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    receiver.always(Reaction::Answer(500));
    let endpoint = world.endpoint_for(&receiver).await;
    let session = world.session().await;
    world.pay_by_card(&session, DECLINED).await;
    receiver.wait_for(1).await;
    set_back(&world, 31).await;
    a_round().await;
    assert_eq!(world.count("sandbox", SESSIONS).await, 1);
    assert_eq!(world.deliveries(&endpoint).await[0]["status"], "pending");

    let mut database = open(&world.folder, "sandbox").await;
    for table in ["webhook_deliveries SET status = 'failed',", "events SET"] {
        let change = AssertSqlSafe(format!("UPDATE {table} created_at = created_at - {}", 31 * DAY));
        sqlx::query(change).execute(&mut database).await.unwrap();
    }
    wait_until_left(&world, "sandbox", SESSIONS, 0).await;
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM events").await, 0);
}

/// More than two batches, and on a server by two instances, while payers pay.
#[tokio::test]
async fn many_old_rows_are_deleted_while_others_are_paid() {
    let one = World::new().await;
    let two = if on_files() { None } else { Some(another(&one, Config::default()).await) };
    const NUMBERS: &str = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1200)";
    let columns =
        "id, developer_id, secret_hash, payer_id, amount, currency, methods, complete, created_at, expires_at";
    let of_payment = "id, session_id, attempt, status, amount, currency, method, wallet_id, installment_months, created_at, updated_at";
    let mut database = open(&one.folder, "sandbox").await;
    for statement in [
        format!(
            "INSERT INTO payment_sessions ({columns}) {NUMBERS} SELECT 'ps_' || n, 'dev_shop', '', 'minsu', 1, 'USD', 'card', 0,
                1, 9795500000000 FROM numbers"
        ),
        format!(
            "INSERT INTO payments ({of_payment}) {NUMBERS} SELECT 'pay_' || n, 'ps_' || n, 1, 'declined', 1, 'USD', 'wallet', 'w', 0, 1, 1
                FROM numbers"
        ),
        format!(
            "INSERT INTO idempotency_keys (developer_id, key, request_hash, created_at) {NUMBERS}
             SELECT 'dev_shop', 'old ' || n, '', 1 FROM numbers"
        ),
        "UPDATE payment_sessions SET expires_at = 1".into(),
    ] {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut database).await.unwrap();
    }
    let second = two.as_ref().unwrap_or(&one);
    let mut made = 0;
    while one.count("sandbox", SESSIONS).await > made {
        assert!(made < 200, "old rows are left");
        let world = if made % 2 == 0 { &one } else { second };
        let session = world.session().await;
        assert_eq!(world.pay_by_card(&session, NUMBER).await.json()["status"], "succeeded");
        made += 1;
    }
    assert!(made > 0);
    wait_until_left(&one, "sandbox", "SELECT COUNT(*) FROM idempotency_keys WHERE key LIKE 'old %'", 0).await;
    assert_eq!(one.count("sandbox", PAYMENTS).await, made);
    assert_eq!(one.count("network", LEDGER).await, made);
}

#[tokio::test]
async fn an_order_is_deleted_with_its_time() {
    let world = World::new().await;
    let minsu = shop::cookie(&world, "minsu").await;
    let jane = shop::cookie(&world, "jane").await;
    for cookie in [&minsu, &jane] {
        assert_eq!(shop::ask(&world, cookie, "/checkout/session", &[], shop::CART).await.status, 200);
    }
    set_back(&world, 364).await;
    a_round().await;
    assert_eq!(world.count("shop", "SELECT COUNT(*) FROM orders").await, 2);
    // Jane's has a session of today.
    assert_eq!(shop::ask(&world, &jane, "/checkout/session", &[], shop::CART).await.status, 200);
    set_back(&world, 2).await;
    wait_until_left(&world, "shop", "SELECT COUNT(*) FROM orders", 1).await;
    assert_eq!(world.count("shop", "SELECT COUNT(*) FROM checkouts").await, 2);
    assert_eq!(shop::ask(&world, &minsu, "/checkout/session", &[], shop::CART).await.status, 200);
    assert_eq!(world.count("shop", "SELECT COUNT(*) FROM orders").await, 2);
}
