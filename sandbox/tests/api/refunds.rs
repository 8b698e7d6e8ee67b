//! Refunds: whole and in parts, never more than was paid, and never twice.

use std::time::{Duration, Instant};

use payments_sandbox::hash::{hash, random_name};
use reqwest::Method;
use serde_json::{Value, json};

use crate::databases::{allow_updates, break_updates, open};
use crate::program::Program;
use crate::world::{Change, Folder, Reply, Session, World, assert_shape};

const GOOD: &str = "4242424242424242";
/// The network answers two seconds later, to a refund too.
const LATE: &str = "4000000000000119";
/// Paid, but no refund of it succeeds.
const CLOSED: &str = "4000000000005126";

/// What the network has given back, in minor units.
pub const GIVEN: &str = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM refunds WHERE verdict = 'refunded'";

impl World {
    /// A payment of 10,000 minor units with this card, and its session.
    pub async fn paid(&self, number: &str) -> (Session, String) {
        let session = self.session().await;
        let begun = self.pay_by_card(&session, number).await.json();
        let id = begun["id"].as_str().unwrap().to_owned();
        assert_eq!(self.decided(&session, &id).await["status"], "succeeded");
        (session, id)
    }

    pub async fn refund(&self, payment: &str, key: &str, request: &Value) -> Reply {
        self.merchant(Method::POST, &format!("/payments/{payment}/refunds"), key, Some(request)).await
    }

    /// A refund under a key of its own, that is accepted.
    pub async fn refunded(&self, payment: &str, request: &Value) -> Value {
        let reply = self.refund(payment, &random_name("key_"), request).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()
    }

    /// The payment as the merchant's server sees it.
    pub async fn payment_of_merchant(&self, payment: &str) -> Reply {
        self.merchant(Method::GET, &format!("/payments/{payment}"), "", None).await
    }

    pub async fn amount_refunded(&self, payment: &str) -> Value {
        self.payment_of_merchant(payment).await.json()["amount_refunded"].clone()
    }

    async fn refunds(&self, payment: &str) -> Reply {
        self.merchant(Method::GET, &format!("/payments/{payment}/refunds"), "", None).await
    }

    /// The refund once it is no longer pending.
    async fn decided_refund(&self, refund: &Value) -> Value {
        let begun = Instant::now();
        loop {
            let path = format!("/refunds/{}", refund["id"].as_str().unwrap());
            let now = self.merchant(Method::GET, &path, "", None).await.json();
            if now["status"] != "pending" {
                return now;
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "still pending");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The secret key of another merchant.
    pub async fn another_merchant(&self) -> String {
        let mut database = open(&self.folder, "sandbox").await;
        sqlx::query("INSERT INTO developers VALUES ('dev_other', 'Other', 1)").execute(&mut database).await.unwrap();
        sqlx::query(
            "INSERT INTO api_keys (hash, developer_id, kind, created_at) VALUES ($1, 'dev_other', 'secret', 1)",
        )
        .bind(hash(&[b"sk_test_other"]))
        .execute(&mut database)
        .await
        .unwrap();
        "sk_test_other".into()
    }
}

#[tokio::test]
async fn parts_and_then_the_rest() {
    let world = World::new().await;
    let (session, payment) = world.paid(GOOD).await;
    let request = json!({ "amount": 2_500, "reason": "requested_by_customer" });
    let first = world.refund(&payment, "key", &request).await;
    assert_eq!(first.status, 201);
    assert_shape(&first.text, "refund");
    let refund = first.json();
    assert_eq!((&refund["status"], &refund["amount"]), (&json!("succeeded"), &json!(2_500)));
    assert_eq!((&refund["payment"], &refund["currency"]), (&json!(payment), &json!("USD")));
    assert_eq!(refund["reason"], "requested_by_customer");
    let read = world.merchant(Method::GET, &format!("/refunds/{}", refund["id"].as_str().unwrap()), "", None).await;
    assert_eq!((read.status.as_u16(), &read.text), (200, &first.text));

    let merchants = world.payment_of_merchant(&payment).await;
    assert_shape(&merchants.text, "payment_refunded");
    assert_eq!(merchants.json()["amount_refunded"], 2_500);
    assert_eq!(merchants.json()["status"], "succeeded");
    let path = format!("/payment_sessions/{}", session.id);
    let of_session = world.merchant(Method::GET, &path, "", None).await.json();
    assert_eq!(of_session["payment"]["amount_refunded"], 2_500);
    let payers = world.payment(&session, &payment).await;
    assert_eq!(payers.get("amount_refunded"), None, "the payer's browser does not see it");

    let rest = world.refunded(&payment, &json!({})).await;
    assert_eq!((&rest["amount"], &rest["reason"]), (&json!(7_500), &Value::Null));
    assert_eq!(world.amount_refunded(&payment).await, 10_000);
    for request in [json!({}), json!({ "amount": 1 })] {
        let refused = world.refund(&payment, &random_name("key_"), &request).await;
        assert_eq!(refused.refusal(), (422, "amount_invalid".into()));
        assert_eq!(refused.json()["field"], "amount");
    }
    let list = world.refunds(&payment).await;
    let list = list.json();
    let amounts: Vec<_> = list["refunds"].as_array().unwrap().iter().map(|refund| &refund["amount"]).collect();
    assert_eq!(amounts, [&json!(7_500), &json!(2_500)], "the newest first");
    assert_eq!(world.count("network", GIVEN).await, 10_000);
}

#[tokio::test]
async fn a_list_has_the_refunds_of_one_payment() {
    let world = World::new().await;
    let (_, payment) = world.paid(GOOD).await;
    let (_, other) = world.paid(GOOD).await;
    assert_eq!(world.refunds(&payment).await.json(), json!({ "refunds": [] }));
    world.refunded(&payment, &json!({ "reason": "duplicate" })).await;
    assert_shape(&world.refunds(&payment).await.text, "refunds");
    assert_eq!(world.refunds(&other).await.json(), json!({ "refunds": [] }));
}

#[tokio::test]
async fn a_wallet_has_its_money_back_at_once() {
    const SPENT: &str = "SELECT 10000000000 - balance FROM wallets
                         WHERE payer_id = 'minsu' AND id = 'my_wallet' AND currency = 'USD'";
    let world = World::new().await;
    let payment = world.pay_by_wallet(&world.session().await, "my_wallet").await.json();
    let payment = payment["id"].as_str().unwrap();
    assert_eq!(world.count("sandbox", SPENT).await, 10_000);
    let refund = world.refunded(payment, &json!({ "amount": 4_000 })).await;
    assert_eq!(refund["status"], "succeeded");
    assert_eq!(world.count("sandbox", SPENT).await, 6_000);
    world.refunded(payment, &json!({})).await;
    assert_eq!(world.count("sandbox", SPENT).await, 0);
    assert_eq!(world.amount_refunded(payment).await, 10_000);
    assert_eq!(world.count("network", "SELECT COUNT(*) FROM refunds").await, 0);
}

#[tokio::test]
async fn many_at_once_never_give_back_more_than_was_paid() {
    let world = World::new().await;
    let (_, by_card) = world.paid(GOOD).await;
    let by_wallet = world.pay_by_wallet(&world.session().await, "my_wallet").await.json();
    for payment in [by_card.as_str(), by_wallet["id"].as_str().unwrap()] {
        let mut answers = Vec::new();
        let requests = (0..50).map(|_| {
            let (http, sk) = (world.http.clone(), world.sk.clone());
            let url = format!("{}/v1/payments/{payment}/refunds", world.payments);
            tokio::spawn(async move {
                let request = http.post(url).bearer_auth(sk).header("idempotency-key", random_name("key_"));
                let answer = request.header("content-type", "application/json").body(r#"{"amount":300}"#).send().await;
                answer.unwrap().status().as_u16()
            })
        });
        for request in requests.collect::<Vec<_>>() {
            answers.push(request.await.unwrap());
        }
        let made = answers.iter().filter(|status| **status == 201).count();
        let refused = answers.iter().filter(|status| **status == 422).count();
        assert_eq!((made, refused), (33, 17), "{answers:?}");
        assert_eq!(world.amount_refunded(payment).await, 9_900);
        assert_eq!(world.refunded(payment, &json!({})).await["amount"], 100);
    }
    assert_eq!(world.count("network", GIVEN).await, 10_000);
}

#[tokio::test]
async fn a_key_makes_one_refund() {
    let world = World::new().await;
    let (_, payment) = world.paid(LATE).await;
    let request = json!({ "amount": 100 });
    let first = world.refund(&payment, "key", &request).await.json();
    assert_eq!(first["status"], "pending");
    let mut replays = Vec::new();
    for _ in 0..3 {
        let replay = world.refund(&payment, "key", &request).await;
        assert_eq!((replay.status.as_u16(), replay.header("idempotent-replayed")), (201, "true"));
        replays.push(replay.json()["id"].clone());
    }
    assert!(replays.iter().all(|id| *id == first["id"]));
    assert_eq!(world.decided_refund(&first).await["status"], "succeeded");
    let replay = world.refund(&payment, "key", &request).await.json();
    assert_eq!((&replay["id"], &replay["status"]), (&first["id"], &json!("succeeded")), "the state of now");
    let reused = world.refund(&payment, "key", &json!({ "amount": 200 })).await;
    assert_eq!(reused.refusal(), (422, "idempotency_key_reused".into()));
    let (_, other) = world.paid(GOOD).await;
    assert_eq!(world.refund(&other, "key", &request).await.refusal(), (422, "idempotency_key_reused".into()));
    assert_eq!(world.refund(&payment, "", &request).await.refusal(), (400, "idempotency_key_invalid".into()));
    assert_eq!(world.count("network", GIVEN).await, 100);
}

#[tokio::test]
async fn one_that_fails_leaves_the_payment_as_it_was() {
    let world = World::new().await;
    let (_, payment) = world.paid(CLOSED).await;
    for _ in 0..2 {
        assert_eq!(world.refunded(&payment, &json!({})).await["status"], "failed");
        assert_eq!(world.amount_refunded(&payment).await, 0);
    }
    assert_eq!(world.count("network", GIVEN).await, 0);
    assert_eq!(world.count("network", "SELECT CAST(SUM(refunded) AS BIGINT) FROM authorizations").await, 0);
}

#[tokio::test]
async fn a_late_answer_holds_the_money_meanwhile() {
    let world = World::new().await;
    let (_, payment) = world.paid(LATE).await;
    let refund = world.refunded(&payment, &json!({ "amount": 9_000 })).await;
    assert_eq!((&refund["status"], world.amount_refunded(&payment).await), (&json!("pending"), json!(0)));
    let more = world.refund(&payment, "key", &json!({ "amount": 1_001 })).await;
    assert_eq!(more.refusal(), (422, "amount_invalid".into()));
    assert!(more.json()["detail"].as_str().unwrap().contains("Only 1000 minor units of USD"), "{}", more.text);
    assert_eq!(world.decided_refund(&refund).await["status"], "succeeded");
    assert_eq!(world.amount_refunded(&payment).await, 9_000);
}

#[tokio::test]
async fn the_network_gives_back_no_more_than_it_took() {
    let world = World::new().await;
    let (_, payment) = world.paid(GOOD).await;
    world.refunded(&payment, &json!({})).await;
    let mut database = open(&world.folder, "sandbox").await;
    for forget in ["UPDATE payments SET refunds_claimed = 0, amount_refunded = 0", "DELETE FROM refunds"] {
        sqlx::query(forget).execute(&mut database).await.unwrap();
    }
    assert_eq!(world.refunded(&payment, &json!({ "amount": 1 })).await["status"], "failed");
    assert_eq!(world.count("network", GIVEN).await, 10_000);
}

#[tokio::test]
async fn a_pending_one_outlives_a_crash() {
    let folder = Folder::new();
    let program = Program::start(&folder, &[]);
    let world = program.world(folder);
    let (_, payment) = world.paid(LATE).await;
    let refund = world.refunded(&payment, &json!({ "amount": 700 })).await;
    assert_eq!(refund["status"], "pending");
    program.crash();

    let program = Program::start(&world.folder, &[]);
    let world = program.world(world.folder);
    assert_eq!(world.decided_refund(&refund).await["status"], "succeeded");
    assert_eq!(world.amount_refunded(&payment).await, 700);
    assert_eq!(world.count("network", GIVEN).await, 700);
    program.crash();
}

/// The network's answer was never committed here, or the network was never asked.
#[tokio::test]
async fn a_crash_around_the_network_gives_back_once() {
    for forgotten_by_network in [false, true] {
        let mut world = World::new().await;
        let (_, payment) = world.paid(GOOD).await;
        let refund = world.refunded(&payment, &json!({ "amount": 700 })).await;
        world
            .restart_after(async |folder| {
                let mut database = open(folder, "sandbox").await;
                for change in ["UPDATE refunds SET status = 'pending'", "UPDATE payments SET amount_refunded = 0"] {
                    sqlx::query(change).execute(&mut database).await.unwrap();
                }
                if forgotten_by_network {
                    let mut ledger = open(folder, "network").await;
                    for change in ["DELETE FROM refunds", "UPDATE authorizations SET refunded = 0"] {
                        sqlx::query(change).execute(&mut ledger).await.unwrap();
                    }
                }
            })
            .await;
        assert_eq!(world.decided_refund(&refund).await["status"], "succeeded");
        assert_eq!(world.amount_refunded(&payment).await, 700);
        assert_eq!(world.count("network", GIVEN).await, 700);
        assert_eq!(world.refunded(&payment, &json!({})).await["amount"], 9_300);
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_written_down_is_asked_for_again() {
    let world = World::new().await;
    let (_, payment) = world.paid(GOOD).await;
    let mut database = open(&world.folder, "sandbox").await;
    break_updates(&mut database, "refunds", "TRUE").await;
    let refund = world.refunded(&payment, &json!({})).await;
    assert_eq!(refund["status"], "pending");
    allow_updates(&mut database, "refunds").await;
    assert_eq!(world.decided_refund(&refund).await["status"], "succeeded");
    assert_eq!(world.count("network", GIVEN).await, 10_000);
}

#[tokio::test]
async fn only_a_payment_that_has_succeeded() {
    let world = World::new().await;
    for (number, status) in
        [("4000000000000002", "declined"), ("4000000000003220", "requires_action"), (LATE, "processing")]
    {
        let payment = world.pay_by_card(&world.session().await, number).await.json();
        assert_eq!(payment["status"], status);
        let refused = world.refund(payment["id"].as_str().unwrap(), "key", &json!({})).await;
        assert_eq!(refused.refusal(), (409, "payment_in_progress".into()));
        assert_eq!(refused.json()["payment"]["status"], status);
        assert!(refused.json()["detail"].as_str().unwrap().contains(status), "{}", refused.text);
    }
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM refunds").await, 0);
}

#[tokio::test]
async fn what_a_refund_cannot_be() {
    let world = World::new().await;
    let (_, payment) = world.paid(GOOD).await;
    let rows: [(u16, &str, Change); 7] = [
        (422, "amount_invalid", |request| request["amount"] = json!(0)),
        (422, "amount_invalid", |request| request["amount"] = json!(-1)),
        (422, "amount_invalid", |request| request["amount"] = json!(10_001)),
        (422, "amount_invalid", |request| request["amount"] = json!(u64::MAX)),
        (400, "malformed_request", |request| request["amount"] = json!("1")),
        (400, "malformed_request", |request| request["reason"] = json!("4242424242424242")),
        (400, "malformed_request", |request| request["currency"] = json!("USD")),
    ];
    for (status, code, change) in rows {
        let mut request = json!({});
        change(&mut request);
        let refused = world.refund(&payment, "key", &request).await;
        assert_eq!(refused.refusal(), (status, code.into()), "{request}");
        assert!(!refused.text.contains(GOOD), "{}", refused.text);
    }
}

#[tokio::test]
async fn by_the_merchants_own_secret_key_only() {
    let world = World::new().await;
    let (session, payment) = world.paid(GOOD).await;
    let refund = world.refunded(&payment, &json!({ "amount": 1 })).await;
    let paths = [format!("/payments/{payment}/refunds"), format!("/refunds/{}", refund["id"].as_str().unwrap())];
    let key = [("idempotency-key", "key")];
    for (method, path) in [(Method::POST, &paths[0]), (Method::GET, &paths[0]), (Method::GET, &paths[1])] {
        let body = (method == Method::POST).then_some("{}");
        let by_browser = world.browser(method.clone(), path, &session, &key, body).await;
        assert_eq!(by_browser.refusal(), (403, "key_type_forbidden".into()), "{method} {path}");
    }
    let other = format!("Bearer {}", world.another_merchant().await);
    let headers = [("authorization", other.as_str()), ("content-type", "application/json"), ("idempotency-key", "key")];
    let none = ["/payments/pay_none/refunds".to_owned(), "/refunds/re_none".to_owned()];
    for (method, at) in [(Method::POST, 0), (Method::GET, 0), (Method::GET, 1)] {
        let body = (method == Method::POST).then_some("{}");
        let mut details = Vec::new();
        for path in [&paths[at], &none[at]] {
            let refused = world.call(method.clone(), path, &headers, body).await;
            assert_eq!(refused.refusal(), (404, "not_found".into()), "{method} {path}");
            details.push(refused.json()["detail"].clone());
        }
        assert_eq!(details[0], details[1]);
    }
    assert_eq!(world.amount_refunded(&payment).await, 1);
}
