//! Saved cards: when one is kept, whose it is, how it is deleted and restored.

use payments_sandbox::Config;
use payments_sandbox::clock;
use payments_sandbox::hash::{hash, random_name};
use reqwest::Method;
use serde_json::{Value, json};

use crate::databases::{open, written_down};
use crate::seal::{plaintext, seal};
use crate::world::{Reply, Session, World, assert_shape};

const VISA: &str = "4242424242424242";
const MASTERCARD: &str = "5555555555554444";

/// The body of a payment that saves its card.
pub async fn saving_body(world: &World, session: &Session, number: &str, exp_year: u16) -> String {
    let mut claims = plaintext(number, &session.id, session.amount, &session.currency);
    claims["exp_year"] = json!(exp_year);
    let sealed = seal(&world.key().await, &claims);
    json!({
        "amount": session.amount, "currency": session.currency,
        "payment_method": { "type": "card", "encrypted_card": sealed, "save": true },
    })
    .to_string()
}

/// A payment in a session of its own that saves its card for `payer`.
pub async fn save(world: &World, payer: &str, number: &str) -> (Session, Value) {
    let session = world.session_for(payer).await;
    let body = saving_body(world, &session, number, 2034).await;
    let payment = world.post_payment(&session, &session.id, &body).await.json();
    (session, payment)
}

/// The id of a card that a payment has saved.
pub fn saved_id(payment: &Value) -> String {
    assert_eq!(payment["status"], "succeeded", "{payment}");
    payment["payment_method"]["saved_card"].as_str().unwrap().to_owned()
}

pub async fn list(world: &World, session: &Session) -> Vec<Value> {
    let reply = world.browser(Method::GET, "/saved_cards", session, &[], None).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["saved_cards"].as_array().unwrap().clone()
}

fn ids(cards: &[Value]) -> Vec<&str> {
    cards.iter().map(|card| card["id"].as_str().unwrap()).collect()
}

async fn delete(world: &World, session: &Session, id: &str) -> Reply {
    world.browser(Method::DELETE, &format!("/saved_cards/{id}"), session, &[], None).await
}

async fn restore(world: &World, session: &Session, id: &str) -> Reply {
    world.browser(Method::POST, &format!("/saved_cards/{id}/restore"), session, &[], None).await
}

pub async fn execute(world: &World, query: &'static str) -> u64 {
    sqlx::query(query).execute(&mut open(&world.folder, "sandbox").await).await.unwrap().rows_affected()
}

const ROWS: &str = "SELECT COUNT(*) FROM saved_cards";

/// Waits for the sweep.
async fn until_rows(world: &World, rows: i64) {
    for _ in 0..60 {
        if world.count("sandbox", ROWS).await == rows {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("not {rows} rows");
}

fn without_id(reply: &Reply) -> String {
    reply.text.split("request_id").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_payment_that_succeeds_saves_its_card() {
    let world = World::new().await;
    let (session, payment) = save(&world, "minsu", VISA).await;
    let reply = world.browser(Method::GET, "/saved_cards", &session, &[], None).await;
    assert_shape(&reply.text, "saved_cards");
    let card = &reply.json()["saved_cards"][0];
    assert_eq!(card["id"], saved_id(&payment));
    assert!(card["id"].as_str().unwrap().starts_with("card_"));
    let expected = json!({"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2034, "expired": false});
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&card[name], value, "{name}");
    }
    let bearer = format!("Bearer {}", world.sk);
    let headers = [("authorization", bearer.as_str()), ("payment-session", session.secret.as_str())];
    let for_server = world.call(Method::GET, "/saved_cards", &headers, None).await;
    assert_eq!(for_server.json(), reply.json(), "the merchant's server sees it with the session");
    let without = world.call(Method::GET, "/saved_cards", &headers[..1], None).await;
    assert_eq!(without.refusal(), (401, "session_invalid".into()));
}

#[tokio::test]
async fn only_a_payment_that_asks_for_it_saves() {
    let world = World::new().await;
    let session = world.session().await;
    assert_eq!(world.pay_by_card(&session, VISA).await.json()["payment_method"]["saved_card"], Value::Null);
    let session = world.session().await;
    let body = saving_body(&world, &session, VISA, 2034).await.replace("true", "false");
    assert_eq!(world.post_payment(&session, "key", &body).await.json()["status"], "succeeded");
    for wrong in ["null", "1", "\"true\"", "[]"] {
        let body = saving_body(&world, &session, VISA, 2034).await.replace("true", wrong);
        assert_eq!(world.post_payment(&session, wrong, &body).await.refusal(), (400, "malformed_request".into()));
    }
    assert_eq!(world.count("sandbox", ROWS).await, 0);
}

#[tokio::test]
async fn a_payment_that_fails_saves_nothing() {
    let world = World::new().await;
    for number in ["4000000000000002", "4000000000009995"] {
        let (session, payment) = save(&world, "minsu", number).await;
        assert_eq!(payment["status"], "declined");
        assert_eq!(list(&world, &session).await, Vec::<Value>::new());
    }
    assert_eq!(world.count("sandbox", ROWS).await, 0);
}

#[tokio::test]
async fn after_a_challenge_the_card_is_saved_or_gone() {
    let world = World::new().await;
    for (number, result, saved) in [
        ("4000000000003220", "approved", 1),
        ("4000000000003220", "refused", 1),
        ("4000008400001629", "approved", 1),
        ("4000000000003055", "approved", 2),
    ] {
        let (session, payment) = save(&world, "minsu", number).await;
        assert_eq!(payment["status"], "requires_action");
        assert_eq!(payment["payment_method"]["saved_card"], Value::Null);
        let before = list(&world, &session).await.len();
        let (address, key) = payment["next_action"]["url"].as_str().unwrap().split_once("?k=").unwrap();
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let body = format!("k={key}&result={result}");
        world.send(Method::POST, &format!("{address}/result"), &form, Some(&body)).await;
        let cards = list(&world, &session).await;
        assert_eq!(cards.len(), saved, "{number} {result}, before {before}");
        let paid = world.payment(&session, payment["id"].as_str().unwrap()).await;
        if paid["status"] == "succeeded" {
            assert_eq!(paid["payment_method"]["saved_card"], cards[0]["id"]);
        } else {
            assert_eq!(paid["payment_method"]["saved_card"], Value::Null);
        }
        assert_eq!(world.count("sandbox", ROWS).await, i64::try_from(saved).unwrap());
    }
    let (session, waiting) = save(&world, "jane", "4000000000003220").await;
    let cancel = format!("/payments/{}/cancel", waiting["id"].as_str().unwrap());
    world.browser(Method::POST, &cancel, &session, &[], None).await;
    assert_eq!(world.count("sandbox", ROWS).await, 2, "a canceled payment saves nothing");
}

#[tokio::test]
async fn a_late_answer_saves_it_even_after_a_restart() {
    let mut world = World::new().await;
    let (session, payment) = save(&world, "minsu", "4000000000000119").await;
    assert_eq!((&payment["status"], list(&world, &session).await.len()), (&json!("processing"), 0));
    world.restart_after(async |_| {}).await;
    let decided = world.decided(&session, payment["id"].as_str().unwrap()).await;
    assert_eq!(ids(&list(&world, &session).await), [saved_id(&decided)]);
}

#[tokio::test]
async fn the_same_card_again_gets_the_new_expiry() {
    let world = World::new().await;
    let (_, first) = save(&world, "minsu", VISA).await;
    save(&world, "minsu", MASTERCARD).await;
    let session = world.session_for("minsu").await;
    let body = saving_body(&world, &session, VISA, 2039).await;
    let again = world.post_payment(&session, "key", &body).await.json();
    assert_eq!(saved_id(&again), saved_id(&first));
    let cards = list(&world, &session).await;
    assert_eq!(cards.len(), 2);
    assert_eq!(
        (&cards[0]["id"], &cards[0]["exp_year"]),
        (&json!(saved_id(&first)), &json!(2039)),
        "the last used first"
    );
}

#[tokio::test]
async fn two_payments_at_once_save_the_card_once() {
    let world = World::new().await;
    let (a, b, c, d) = tokio::join!(
        save(&world, "minsu", VISA),
        save(&world, "minsu", VISA),
        save(&world, "minsu", MASTERCARD),
        save(&world, "jane", VISA)
    );
    assert_eq!(saved_id(&a.1), saved_id(&b.1));
    assert_ne!(saved_id(&a.1), saved_id(&d.1), "another payer's is another card");
    let cards = list(&world, &c.0).await;
    assert_eq!(cards.len(), 2);
    assert_eq!(world.count("sandbox", ROWS).await, 3);
}

/// Nineteen more cards of the payer, of which only the rows are there.
async fn fill(world: &World) {
    let mut database = open(&world.folder, "sandbox").await;
    for number in 0..19 {
        let copy =
            "INSERT INTO saved_cards SELECT $1, developer_id, payer_id, NULL, $1, brand, last4, exp_month, exp_year,
                    vault_key_id, sealed_number, created_at, used_at - 1, NULL
                    FROM saved_cards WHERE last4 = '4242' AND payer_id = 'minsu' LIMIT 1";
        sqlx::query(copy).bind(format!("card_copy{number}")).execute(&mut database).await.unwrap();
    }
}

#[tokio::test]
async fn a_payer_has_at_most_20_cards() {
    let world = World::new().await;
    let (session, first) = save(&world, "minsu", VISA).await;
    fill(&world).await;
    assert_eq!(list(&world, &session).await.len(), 20);
    let (_, twenty_first) = save(&world, "minsu", MASTERCARD).await;
    assert_eq!(twenty_first["status"], "succeeded", "the payment is not touched");
    assert_eq!(twenty_first["payment_method"]["saved_card"], Value::Null);
    assert_eq!(world.count("sandbox", ROWS).await, 20);
    let (_, again) = save(&world, "minsu", VISA).await;
    assert_eq!(saved_id(&again), saved_id(&first), "one of the twenty is still brought up to date");
    saved_id(&save(&world, "jane", MASTERCARD).await.1);

    // A deleted card makes room, and cannot be restored then.
    let last = list(&world, &session).await[19]["id"].as_str().unwrap().to_owned();
    assert_eq!(delete(&world, &session, &last).await.status, 200);
    let new = saved_id(&save(&world, "minsu", MASTERCARD).await.1);
    let cards = list(&world, &session).await;
    assert_eq!((cards.len(), ids(&cards)[0]), (20, new.as_str()));
    assert_eq!(restore(&world, &session, &last).await.refusal(), (404, "not_found".into()));
}

#[tokio::test]
async fn a_deleted_card_can_be_restored_for_ten_minutes() {
    let world = World::new().await;
    let (session, payment) = save(&world, "minsu", VISA).await;
    let id = saved_id(&payment);
    let before = list(&world, &session).await;
    let deleted = delete(&world, &session, &id).await;
    assert_shape(&deleted.text, "saved_card_deleted");
    assert_eq!((&deleted.json()["id"], &deleted.json()["deleted"]), (&json!(id), &json!(true)));
    let left = world.count("sandbox", "SELECT restorable_until FROM saved_cards").await - clock::now();
    assert!((590_000..=601_000).contains(&left), "{left} ms");
    assert_eq!(list(&world, &session).await.len(), 0);
    assert_eq!(without_id(&delete(&world, &session, &id).await), without_id(&deleted), "repeated: the same");

    let restored = restore(&world, &session, &id).await;
    assert_shape(&restored.text, "saved_card");
    assert_eq!(restored.json(), before[0]);
    assert_eq!(restore(&world, &session, &id).await.json(), before[0], "repeated: the same");
    assert_eq!(list(&world, &session).await, before);

    // Saved again, it is back.
    delete(&world, &session, &id).await;
    assert_eq!(saved_id(&save(&world, "minsu", VISA).await.1), id);
    assert_eq!(list(&world, &session).await.len(), 1);
}

#[tokio::test]
async fn after_that_it_is_gone_for_good() {
    let mut world = World::new().await;
    let (session, payment) = save(&world, "minsu", VISA).await;
    let id = saved_id(&payment);
    let sealed: String = sqlx::query_scalar("SELECT sealed_number FROM saved_cards")
        .fetch_one(&mut open(&world.folder, "sandbox").await)
        .await
        .unwrap();
    delete(&world, &session, &id).await;
    execute(&world, "UPDATE saved_cards SET restorable_until = restorable_until - 601000").await;
    assert_eq!(restore(&world, &session, &id).await.refusal(), (404, "not_found".into()));
    assert_eq!(delete(&world, &session, &id).await.refusal(), (404, "not_found".into()));
    until_rows(&world, 0).await;
    world.running.take().unwrap().stop().await;
    for (name, bytes) in written_down(&world.folder).await {
        let found = bytes.windows(sealed.len()).any(|at| at == sealed.as_bytes());
        assert!(!found, "{name} still holds the sealed number");
    }
}

#[tokio::test]
async fn what_is_over_at_the_start_is_removed() {
    let mut world = World::new().await;
    let (session, payment) = save(&world, "minsu", VISA).await;
    delete(&world, &session, &saved_id(&payment)).await;
    world
        .restart_after(async |folder| {
            let over = "UPDATE saved_cards SET restorable_until = 1";
            sqlx::query(over).execute(&mut open(folder, "sandbox").await).await.unwrap();
        })
        .await;
    until_rows(&world, 0).await;
}

/// A second merchant, who has a payer of the same id.
async fn another_merchant(world: &World) -> World {
    let mut database = open(&world.folder, "sandbox").await;
    sqlx::query("INSERT INTO developers VALUES ('dev_other', 'Other', 1)").execute(&mut database).await.unwrap();
    for (key, kind) in [("pk_test_other", "publishable"), ("sk_test_other", "secret")] {
        sqlx::query("INSERT INTO api_keys (hash, developer_id, kind, created_at) VALUES ($1, 'dev_other', $2, 1)")
            .bind(hash(&[key.as_bytes()]))
            .bind(kind)
            .execute(&mut database)
            .await
            .unwrap();
    }
    let folder = crate::world::Folder::new();
    for file in ["shop-key", "shop-secret"] {
        std::fs::write(folder.path().join(file), "").unwrap();
    }
    let mut other = World::at(folder, world.shop.clone(), world.payments.clone());
    (other.pk, other.sk) = ("pk_test_other".into(), "sk_test_other".into());
    other
}

#[tokio::test]
async fn a_card_is_its_payers_at_its_merchant() {
    let world = World::new().await;
    let (own, payment) = save(&world, "minsu", VISA).await;
    let id = saved_id(&payment);
    let other = another_merchant(&world).await;
    let strangers = [(&world, world.session_for("jane").await), (&other, other.session_for("minsu").await)];
    for (world, session) in &strangers {
        assert_eq!(list(world, session).await.len(), 0);
        let deleted = (delete(world, session, &id).await, delete(world, session, "card_none").await);
        let restored = (restore(world, session, &id).await, restore(world, session, "card_none").await);
        for (strange, unknown) in [deleted, restored] {
            assert_eq!(strange.refusal(), (404, "not_found".into()));
            assert_eq!(without_id(&strange), without_id(&unknown));
        }
    }
    assert_eq!(ids(&list(&world, &own).await), [id]);
}

#[tokio::test]
async fn a_session_whose_time_is_over_reads_and_changes_nothing() {
    let world = World::new().await;
    let (session, payment) = save(&world, "minsu", VISA).await;
    let id = saved_id(&payment);
    assert_eq!(list(&world, &session).await.len(), 1, "a paid one still does");
    execute(&world, "UPDATE payment_sessions SET expires_at = created_at").await;
    let expired = (410, "session_expired".to_owned());
    let reply = world.browser(Method::GET, "/saved_cards", &session, &[], None).await;
    assert_eq!(reply.refusal(), expired);
    assert_eq!(delete(&world, &session, &id).await.refusal(), expired);
    assert_eq!(restore(&world, &session, &id).await.refusal(), expired);
    assert_eq!(ids(&list(&world, &world.session_for("minsu").await).await), [id]);
}

#[tokio::test]
async fn calls_for_saved_cards_are_counted_apart_from_payments() {
    let world = World::with(Config { attempts_per_minute: 3, ..Config::default() }).await;
    let session = world.session().await;
    for call in 1..=4 {
        let reply = match call {
            1 => world.browser(Method::GET, "/saved_cards", &session, &[], None).await,
            2 => restore(&world, &session, "card_none").await,
            _ => delete(&world, &session, "card_none").await,
        };
        let expected = match call {
            1 => 200,
            4 => 429,
            _ => 404,
        };
        assert_eq!(reply.status, expected, "call {call}");
        if call == 4 {
            assert_eq!(reply.refusal().1, "rate_limited");
            assert!((1..=60).contains(&reply.header("retry-after").parse::<u32>().unwrap()));
        }
    }
    assert_eq!(world.pay_by_card(&session, VISA).await.json()["status"], "succeeded");
    assert_eq!(list(&world, &world.session_for(&random_name("payer_")).await).await.len(), 0);
}
