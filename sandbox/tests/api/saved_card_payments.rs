//! Payments by a saved card: the sealed CVV, what it is bound to, and everything that holds for a card too.

use payments_sandbox::hash::random_name;
use payments_sandbox::store::saved_cards::CardKey;
use payments_sandbox::vault::Vault;
use payments_widget::card::Pan;
use payments_widget::card::number::NumberOptions;
use reqwest::Method;
use serde_json::{Value, json};

use crate::databases::open;
use crate::saved_cards::{execute, list, save, saved_id};
use crate::seal::{base64, cvv_plaintext, header, plaintext, random, seal, seal_cvv, seal_with};
use crate::world::{Change, Reply, Session, World, assert_shape, body_with, read_example};

const VISA: &str = "4242424242424242";

fn body(session: &Session, id: &str, encrypted_cvv: Option<&str>) -> String {
    let mut method = json!({ "type": "saved_card", "saved_card": id });
    if let Some(jwe) = encrypted_cvv {
        method["encrypted_cvv"] = json!(jwe);
    }
    json!({
        "amount": session.amount, "currency": session.currency, "payment_method": method, "installment_months": 0,
    })
    .to_string()
}

async fn sealed_cvv(world: &World, session: &Session, id: &str) -> String {
    seal_cvv(&world.key().await, &cvv_plaintext(id, &session.id, session.amount, &session.currency))
}

/// With the right security code.
pub async fn pay(world: &World, session: &Session, id: &str) -> Reply {
    let jwe = sealed_cvv(world, session, id).await;
    world.post_payment(session, &random_name("key_"), &body(session, id, Some(&jwe))).await
}

/// A saved card of `minsu` whose number the simulated network would not have let through the payment that saves it.
async fn plant(world: &World, number: &str) -> String {
    let id = random_name("card_");
    let vault = Vault::load_or_make(&world.folder.path().join("vault-key")).unwrap();
    let pan = Pan::read(number, &NumberOptions::default()).unwrap();
    let card = CardKey { developer_id: "dev_shop", payer_id: "minsu", id: &id };
    let seal = vault.seal(&pan, card).unwrap();
    sqlx::query(
        "INSERT INTO saved_cards VALUES ($1, 'dev_shop', 'minsu', NULL, $2, 'visa', $3, 12, 2034, $4, $5, 1, 1, NULL)",
    )
    .bind(&id)
    .bind(random_name(""))
    .bind(pan.last4())
    .bind(seal.vault_key_id)
    .bind(seal.sealed_number)
    .execute(&mut open(&world.folder, "sandbox").await)
    .await
    .unwrap();
    id
}

#[tokio::test]
async fn it_pays_as_its_card_does() {
    let world = World::new().await;
    let id = saved_id(&save(&world, "minsu", VISA).await.1);
    let other = saved_id(&save(&world, "minsu", "5555555555554444").await.1);
    let session = world.session_for("minsu").await;
    let reply = pay(&world, &session, &id).await;
    assert_shape(&reply.text, "payment_by_saved_card");
    assert_eq!(reply.json()["status"], "succeeded");
    let method = json!({"type": "card", "card": {"brand": "visa", "last4": "4242"}, "saved_card": id});
    assert_eq!(reply.json()["payment_method"], method);
    assert_eq!(world.payment(&session, reply.json()["id"].as_str().unwrap()).await["payment_method"], method);
    assert_eq!(world.read_session(&session).await["payment"]["payment_method"], method);
    let cards = list(&world, &session).await;
    assert_eq!([&cards[0]["id"], &cards[1]["id"]], [&json!(id), &json!(other)], "the last used first");
    assert_eq!(world.approvals().await, 3);
    let fingerprints = "SELECT COUNT(DISTINCT card_fingerprint) FROM payments WHERE last4 = '4242'";
    assert_eq!(world.count("sandbox", fingerprints).await, 1, "the same card in the books");
}

#[tokio::test]
async fn its_number_decides_what_happens() {
    let world = World::new().await;
    for (number, status, code) in [
        ("4000000000000002", "declined", json!("generic")),
        ("4000000000000127", "declined", json!("incorrect_cvv")),
        ("4000000000003220", "requires_action", Value::Null),
        ("4000000000000119", "processing", Value::Null),
    ] {
        let id = plant(&world, number).await;
        let session = world.session_for("minsu").await;
        let payment = pay(&world, &session, &id).await.json();
        assert_eq!((&payment["status"], &payment["decline_code"]), (&json!(status), &code), "{number}");
        assert_eq!(payment["payment_method"]["saved_card"], id);
        if status == "requires_action" {
            let (address, key) = payment["next_action"]["url"].as_str().unwrap().split_once("?k=").unwrap();
            let form = [("content-type", "application/x-www-form-urlencoded")];
            let body = format!("k={key}&result=approved");
            world.send(Method::POST, &format!("{address}/result"), &form, Some(&body)).await;
        }
        let last = world.decided(&session, payment["id"].as_str().unwrap()).await["status"].clone();
        assert_eq!(last, if status == "declined" { "declined" } else { "succeeded" }, "{number}");
    }
    assert_eq!(list(&world, &world.session().await).await.len(), 4, "a declined card stays saved");
}

#[tokio::test]
async fn the_example_of_the_wire_is_taken() {
    let world = World::new().await;
    let id = saved_id(&save(&world, "user_77", VISA).await.1);
    let as_here = |example: &str| read_example(example).replace("https://shop.example", &world.shop);
    let session = world.session_of(&serde_json::from_str(&as_here("create_session")).unwrap()).await;
    let jwe = sealed_cvv(&world, &session, &id).await;
    let body = as_here("pay_by_saved_card").replace("eyJhbGciOi…", &jwe).replace("card_5Rt2", &id);
    assert_eq!(world.post_payment(&session, "key", &body).await.json()["status"], "succeeded");

    let session = world.session_of(&serde_json::from_str(&as_here("create_session_without_cvv")).unwrap()).await;
    let body = as_here("pay_by_saved_card_without_cvv").replace("card_5Rt2", &id);
    assert_eq!(world.post_payment(&session, "key2", &body).await.json()["status"], "succeeded");
}

#[tokio::test]
async fn only_the_merchants_server_waives_the_cvv() {
    let world = World::new().await;
    let id = saved_id(&save(&world, "minsu", VISA).await.1);
    for (waived, required) in [(None, true), (Some("required"), true), (Some("skip"), false)] {
        let mut request = world.session_request(10_000, "USD");
        if let Some(waived) = waived {
            request["saved_card_cvv"] = json!(waived);
        }
        let session = world.session_of(&request).await;
        assert_eq!(list(&world, &session).await[0]["cvv_required"], required, "{waived:?}");
        let reply = world.post_payment(&session, &session.id, &body(&session, &id, None)).await;
        if required {
            assert_eq!(reply.refusal(), (422, "cvv_required".into()));
            assert_eq!(reply.json()["field"], "cvv");
            assert_eq!(pay(&world, &session, &id).await.json()["status"], "succeeded", "with it");
        } else {
            assert_eq!(reply.json()["status"], "succeeded");
        }
    }
    for wrong in [json!("never"), json!(true), json!("")] {
        let mut request = world.session_request(10_000, "USD");
        request["saved_card_cvv"] = wrong;
        let reply = world.merchant(Method::POST, "/payment_sessions", "key", Some(&request)).await;
        assert_eq!(reply.refusal(), (400, "malformed_request".into()));
    }
    // What is sent is checked, needed or not.
    let mut request = world.session_request(10_000, "USD");
    request["saved_card_cvv"] = json!("skip");
    let session = world.session_of(&request).await;
    let wrong = world.post_payment(&session, "wrong", &body(&session, &id, Some("x"))).await;
    assert_eq!(wrong.refusal(), (400, "encrypted_card_invalid".into()));
}

#[tokio::test]
async fn a_strangers_an_unknown_and_a_deleted_card_are_the_same() {
    let world = World::new().await;
    let id = saved_id(&save(&world, "minsu", VISA).await.1);
    let session = world.session_for("jane").await;
    let refusal = |reply: Reply| {
        assert_eq!(reply.refusal(), (404, "not_found".into()));
        reply.text.split("request_id").next().unwrap().to_owned()
    };
    let unknown = refusal(pay(&world, &session, "card_none").await);
    assert_eq!(refusal(pay(&world, &session, &id).await), unknown, "another payer's");
    // Found by nobody, whatever comes with it.
    let without = world.post_payment(&session, "without", &body(&session, &id, None)).await;
    assert_eq!(refusal(without), unknown);
    let own = world.session_for("minsu").await;
    let pending = save(&world, "minsu", "4000000000003220").await.1;
    assert_eq!(pending["status"], "requires_action");
    let mut database = open(&world.folder, "sandbox").await;
    let pending: String = sqlx::query_scalar("SELECT id FROM saved_cards WHERE payment_id IS NOT NULL")
        .fetch_one(&mut database)
        .await
        .unwrap();
    assert_eq!(refusal(pay(&world, &own, &pending).await), unknown, "one that is not saved yet");
    let deleted = world.browser(Method::DELETE, &format!("/saved_cards/{id}"), &own, &[], None).await;
    assert_eq!(deleted.status, 200);
    assert_eq!(refusal(pay(&world, &own, &id).await), unknown, "a deleted one");
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM payments").await, 2, "those that saved");
}

#[tokio::test]
async fn an_expired_card_is_listed_and_refused() {
    let world = World::new().await;
    let id = saved_id(&save(&world, "minsu", VISA).await.1);
    execute(&world, "UPDATE saved_cards SET exp_year = 2020").await;
    let session = world.session_for("minsu").await;
    assert_eq!(list(&world, &session).await[0]["expired"], true);
    let reply = pay(&world, &session, &id).await;
    assert_eq!(reply.refusal(), (422, "card_expired".into()));
    assert_eq!(reply.json()["field"], "expirationDate");
}

#[tokio::test]
async fn each_sealed_cvv_is_used_once() {
    let world = World::new().await;
    let id = plant(&world, "4000000000000002").await;
    let session = world.session_for("minsu").await;
    let jwe = sealed_cvv(&world, &session, &id).await;
    let first = world.post_payment(&session, "one", &body(&session, &id, Some(&jwe))).await;
    assert_eq!(first.json()["status"], "declined");
    let again = world.post_payment(&session, "two", &body(&session, &id, Some(&jwe))).await;
    assert_eq!(again.refusal(), (409, "token_used".into()));
    let repeated = world.post_payment(&session, "one", &body(&session, &id, Some(&jwe))).await;
    assert_eq!((repeated.header("idempotent-replayed"), &repeated.json()["id"]), ("true", &first.json()["id"]));
    assert_eq!(world.count("network", "SELECT COUNT(*) FROM authorizations").await, 1);
}

#[tokio::test]
async fn neither_jwe_is_taken_for_the_other() {
    let world = World::new().await;
    let id = saved_id(&save(&world, "minsu", VISA).await.1);
    let session = world.session_for("minsu").await;
    let key = world.key().await;
    let card = plaintext(VISA, &session.id, session.amount, &session.currency);
    let cvv = cvv_plaintext(&id, &session.id, session.amount, &session.currency);
    let invalid = (400, "encrypted_card_invalid".to_owned());
    // By their type; and with the other's type, by what is in them.
    for jwe in [seal(&key, &card), seal(&key, &cvv), seal_cvv(&key, &card)] {
        let reply = world.post_payment(&session, "as_cvv", &body(&session, &id, Some(&jwe))).await;
        assert_eq!(reply.refusal(), invalid);
    }
    for jwe in [seal_cvv(&key, &cvv), seal_cvv(&key, &card), seal(&key, &cvv)] {
        let reply = world.post_payment(&session, "as_card", &body_with(&session, &jwe)).await;
        assert_eq!(reply.refusal(), invalid);
    }
    let reply = world.post_payment(&session, "right", &body(&session, &id, Some(&seal_cvv(&key, &cvv)))).await;
    assert_eq!(reply.json()["status"], "succeeded");
}

#[tokio::test]
async fn a_cvv_is_bound_to_session_card_and_money() {
    let world = World::new().await;
    let id = saved_id(&save(&world, "minsu", VISA).await.1);
    let session = world.session_for("minsu").await;
    let key = world.key().await;
    let rows: [(&str, u16, Change); 14] = [
        ("encrypted_card_invalid", 400, |claims| claims["session"] = json!("ps_another")),
        ("encrypted_card_invalid", 400, |claims| claims["saved_card"] = json!("card_another")),
        ("encrypted_card_invalid", 400, |claims| claims["v"] = json!(2)),
        ("encrypted_card_invalid", 400, |claims| claims["jti"] = json!(base64(&random::<15>()))),
        ("encrypted_card_invalid", 400, |claims| drop(claims.as_object_mut().unwrap().remove("jti"))),
        ("encrypted_card_invalid", 400, |claims| drop(claims.as_object_mut().unwrap().remove("saved_card"))),
        ("encrypted_card_invalid", 400, |claims| claims["number"] = json!("4242424242424242")),
        ("encrypted_card_invalid", 400, |claims| claims["cvv"] = json!(123)),
        ("amount_mismatch", 422, |claims| claims["amount"] = json!(9_999)),
        ("amount_mismatch", 422, |claims| claims["currency"] = json!("EUR")),
        ("cvv_invalid", 422, |claims| claims["cvv"] = json!("")),
        ("cvv_invalid", 422, |claims| claims["cvv"] = json!("12")),
        ("cvv_invalid", 422, |claims| claims["cvv"] = json!("1234")),
        ("cvv_invalid", 422, |claims| claims["cvv"] = json!("12a")),
    ];
    for (number, (code, status, change)) in rows.into_iter().enumerate() {
        let mut claims = cvv_plaintext(&id, &session.id, session.amount, &session.currency);
        change(&mut claims);
        let sealed = seal_cvv(&key, &claims);
        let reply = world.post_payment(&session, "key", &body(&session, &id, Some(&sealed))).await;
        assert_eq!(reply.refusal(), (status, code.into()), "row {number}");
        assert!(!reply.text.contains("4242"), "{}", reply.text);
    }
    // Padded to another length, and for a key that nobody holds.
    let claims = cvv_plaintext(&id, &session.id, session.amount, &session.currency).to_string();
    let mut cvv_header = header(&key);
    cvv_header["typ"] = json!("payment-cvv+jwe");
    for (length, kid, code) in [(1023, &*key.kid, "encrypted_card_invalid"), (1024, "none", "encryption_key_unknown")] {
        cvv_header["kid"] = json!(kid);
        let sealed = seal_with(&key, cvv_header.clone(), &claims, length).compact();
        let reply = world.post_payment(&session, "key", &body(&session, &id, Some(&sealed))).await;
        assert_eq!(reply.refusal(), (400, code.into()));
    }
    assert_eq!(world.count("network", "SELECT COUNT(*) FROM authorizations").await, 1);
}

#[tokio::test]
async fn what_holds_for_a_card_holds_for_a_saved_one() {
    let world = World::new().await;
    let id = plant(&world, "4000000000000002").await;
    let session = world.session_for("minsu").await;
    for (wrong, refusal) in [
        (Session { amount: 9_999, ..session.clone() }, (422, "amount_mismatch")),
        (Session { currency: "EUR".into(), ..session.clone() }, (422, "amount_mismatch")),
    ] {
        let jwe = sealed_cvv(&world, &wrong, &id).await;
        let reply = world.post_payment(&session, "key", &body(&wrong, &id, Some(&jwe))).await;
        assert_eq!(reply.refusal(), (refusal.0, refusal.1.into()));
    }
    for _ in 0..5 {
        assert_eq!(pay(&world, &session, &id).await.json()["status"], "declined");
    }
    assert_eq!(pay(&world, &session, &id).await.refusal(), (429, "too_many_attempts".into()));

    let mut request = world.session_request(10_000, "USD");
    request["payment_method_types"] = json!(["wallet"]);
    let wallets_only = world.session_of(&request).await;
    assert_eq!(pay(&world, &wallets_only, &id).await.refusal(), (422, "payment_method_not_allowed".into()));

    let good = saved_id(&save(&world, "minsu", VISA).await.1);
    for (amount, currency, months, allowed) in
        [(50_000, "KRW", 3, true), (49_999, "KRW", 3, false), (10_000, "USD", 3, false)]
    {
        let session = world.session_of(&world.session_request(amount, currency)).await;
        let jwe = sealed_cvv(&world, &session, &good).await;
        let monthly = format!(r#""installment_months":{months}"#);
        let body = body(&session, &good, Some(&jwe)).replace(r#""installment_months":0"#, &monthly);
        let reply = world.post_payment(&session, &session.id, &body).await;
        if allowed {
            assert_eq!(reply.json()["status"], "succeeded");
        } else {
            assert_eq!(reply.refusal(), (422, "installment_months_invalid".into()), "{amount} {currency}");
        }
    }
    let session = world.session_for("minsu").await;
    let (a, b) = tokio::join!(pay(&world, &session, &good), pay(&world, &session, &good));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "two attempts at once charge once");
}
