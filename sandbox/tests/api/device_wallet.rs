//! The wallet that takes a token: the token of the test route, and everything that is no such token.

use base64ct::{Base64UrlUnpadded, Encoding};
use payments_sandbox::device_wallet::{Claims, DeviceWallet};
use payments_sandbox::hash::random_name;
use reqwest::Method;
use serde_json::{Value, json};

use crate::seal::base64;
use crate::world::{Folder, Reply, Session, World, assert_shape, read_example};

async fn token_of(world: &World, session: &Session) -> String {
    let body = json!({ "amount": session.amount, "currency": session.currency }).to_string();
    let reply = world.browser(Method::POST, "/test_wallet/token", session, &[], Some(&body)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["token"].as_str().unwrap().to_owned()
}

fn body(session: &Session, wallet_id: &str, token: Option<&str>) -> String {
    let mut method = json!({ "type": "wallet", "wallet_id": wallet_id });
    if let Some(token) = token {
        method["token"] = json!(token);
    }
    json!({ "amount": session.amount, "currency": session.currency, "payment_method": method }).to_string()
}

async fn pay(world: &World, session: &Session, token: &str) -> Reply {
    world.post_payment(session, &random_name("key_"), &body(session, "device_wallet", Some(token))).await
}

fn claims(session: &Session) -> Claims {
    Claims {
        amount: session.amount,
        currency: session.currency.clone(),
        session: session.id.clone(),
        jti: random_name("tok_"),
        exp: 9_999_999_999,
    }
}

fn wallet(folder: &Folder) -> DeviceWallet {
    DeviceWallet::load_or_make(&folder.path().join("wallet-key")).unwrap()
}

#[tokio::test]
async fn it_pays_with_the_token_of_its_script() {
    let world = World::new().await;
    for (amount, currency) in [(10_000, "USD"), (50_000, "KRW")] {
        let session = world.session_of(&world.session_request(amount, currency)).await;
        let token = token_of(&world, &session).await;
        let reply = pay(&world, &session, &token).await;
        assert_shape(&reply.text, "payment_succeeded");
        assert_eq!(reply.json()["status"], "succeeded");
        assert_eq!(reply.json()["payment_method"], json!({"type": "wallet", "wallet_id": "device_wallet"}));
    }
    let spent = "SELECT 10000000000 - balance FROM wallets WHERE id = 'device_wallet' AND currency = 'KRW'";
    assert_eq!(world.count("sandbox", spent).await, 50_000);
}

#[tokio::test]
async fn the_example_of_the_wire_is_taken() {
    let world = World::new().await;
    let session = world.session().await;
    let token = token_of(&world, &session).await;
    let body = read_example("pay_by_wallet_with_token").replace("https://shop.example", &world.shop);
    let paid = world.post_payment(&session, "key", &body.replace("eyJhbGciOi…", &token)).await;
    assert_eq!(paid.json()["status"], "succeeded", "{}", paid.text);
}

#[tokio::test]
async fn a_token_is_given_and_taken_only_where_it_belongs() {
    let world = World::new().await;
    let session = world.session().await;
    let malformed = (400, "malformed_request".to_owned());
    let token = token_of(&world, &session).await;
    for (wallet, token) in [
        ("device_wallet", None),
        ("device_wallet", Some("")),
        ("my_wallet", Some(token.as_str())),
        ("my_wallet", Some("")),
        ("app_wallet", Some(token.as_str())),
    ] {
        let reply = world.post_payment(&session, "key", &body(&session, wallet, token)).await;
        assert_eq!(reply.refusal(), malformed, "{wallet} {token:?}");
    }
    let unknown = world.post_payment(&session, "key", &body(&session, "no_such_wallet", Some(&token))).await;
    assert_eq!(unknown.refusal(), (404, "wallet_not_found".into()));
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM payments").await, 0);
    assert_eq!(pay(&world, &session, &token).await.json()["status"], "succeeded", "the token is still good");
}

#[tokio::test]
async fn what_is_no_token_at_all_is_malformed() {
    let world = World::new().await;
    let session = world.session().await;
    let token = token_of(&world, &session).await;
    let parts: Vec<_> = token.split('.').collect();
    let header = |json: &str| [&base64(json.as_bytes()), parts[1], parts[2]].join(".");
    for wrong in [
        "x".to_owned(),
        "a.b".to_owned(),
        parts[..2].join("."),
        format!("{token}.{}", parts[2]),
        format!("{token}="),
        header(r#"{"alg":"none"}"#),
        header(r#"{"alg":"HS256","typ":"device-wallet+jws"}"#),
        header(r#"{"typ":"device-wallet+jws","alg":"ES256"}"#),
        format!(" {token}"),
        "\u{d55c}".to_owned(),
    ] {
        assert_eq!(pay(&world, &session, &wrong).await.refusal(), (400, "malformed_request".into()), "{wrong}");
    }
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM payments").await, 0);
}

/// A signature that is wrong, in a shape that is right, is the wallet's own refusal: a declined payment.
#[tokio::test]
async fn what_the_wallet_does_not_accept_is_declined() {
    let world = World::new().await;
    let session = world.session().await;
    let other = world.session().await;
    let wallet = wallet(&world.folder);
    let signed = |claims: &Claims| wallet.sign(claims).unwrap();
    let token = signed(&claims(&session));
    let parts: Vec<_> = token.split('.').collect();
    let mut cheaper: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(parts[1]).unwrap()).unwrap();
    cheaper["amount"] = json!(1);
    let altered = [parts[0], &base64(cheaper.to_string().as_bytes()), parts[2]].join(".");
    let stranger = Folder::new();
    let foreign = self::wallet(&stranger).sign(&claims(&session)).unwrap();
    let cut = [parts[0], parts[1], parts[2].get(..84).unwrap()].join(".");
    for (token, word) in [
        (altered, "token_invalid"),
        (foreign, "token_invalid"),
        (cut, "token_invalid"),
        (signed(&Claims { exp: 1_795_509_060 / 2, ..claims(&session) }), "token_expired"),
        (signed(&claims(&other)), "token_of_another_session"),
    ] {
        let reply = pay(&world, &session, &token).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let payment = reply.json();
        assert_eq!((&payment["status"], &payment["decline_code"]), (&json!("declined"), &json!("generic")), "{word}");
        let path = format!("/payments/{}", payment["id"].as_str().unwrap());
        assert_eq!(world.merchant(Method::GET, &path, "", None).await.json()["network_decline_code"], word);
    }
    // Five attempts, and no more.
    assert_eq!(pay(&world, &session, &token).await.refusal(), (429, "too_many_attempts".into()));
    let spent = "SELECT 10000000000 - balance FROM wallets WHERE id = 'device_wallet'";
    assert_eq!(world.count("sandbox", spent).await, 0);
}

#[tokio::test]
async fn a_token_is_for_one_amount_and_one_payment() {
    let world = World::new().await;
    let session = world.session().await;
    let wallet = wallet(&world.folder);
    for (amount, currency) in [(9_999, "USD"), (10_000, "EUR")] {
        let token = wallet.sign(&Claims { amount, currency: currency.into(), ..claims(&session) }).unwrap();
        assert_eq!(pay(&world, &session, &token).await.refusal(), (422, "amount_mismatch".into()));
    }
    let poor = world.session_of(&world.session_request(9_007_199_254_740_991, "USD")).await;
    let token = token_of(&world, &poor).await;
    let declined = pay(&world, &poor, &token).await.json();
    assert_eq!((&declined["status"], &declined["decline_code"]), (&json!("declined"), &json!("insufficient_funds")));
    assert_eq!(pay(&world, &poor, &token).await.refusal(), (409, "token_used".into()));

    let token = token_of(&world, &session).await;
    let body = body(&session, "device_wallet", Some(&token));
    let first = world.post_payment(&session, "key", &body).await.json();
    assert_eq!(first["status"], "succeeded");
    let repeated = world.post_payment(&session, "key", &body).await;
    assert_eq!((&repeated.json()["id"], repeated.header("idempotent-replayed")), (&first["id"], "true"));
}

#[tokio::test]
async fn a_token_has_at_most_16_kib() {
    let world = World::new().await;
    let session = world.session().await;
    let longest = "x".repeat(16 * 1024);
    assert_eq!(pay(&world, &session, &longest).await.refusal(), (400, "malformed_request".into()), "it is read");
    assert_eq!(pay(&world, &session, &format!("{longest}x")).await.refusal(), (413, "request_too_large".into()));
    // As JSON escapes it: twice as many bytes on the wire.
    assert_eq!(pay(&world, &session, &"\"".repeat(16 * 1024)).await.refusal(), (400, "malformed_request".into()));
    assert_eq!(pay(&world, &session, &"x".repeat(48 * 1024)).await.refusal(), (413, "request_too_large".into()));
}

#[tokio::test]
async fn the_script_signs_for_the_holder_of_a_session_only() {
    let world = World::new().await;
    let session = world.session().await;
    let sign = async |headers: &[(&str, &str)], body: &str| {
        world.browser(Method::POST, "/test_wallet/token", &session, headers, Some(body)).await
    };
    let good = r#"{"amount":10000,"currency":"USD"}"#;
    assert_eq!(sign(&[("payment-session", "")], good).await.refusal(), (401, "session_invalid".into()));
    assert_eq!(sign(&[("authorization", "Bearer pk_none")], good).await.refusal(), (401, "api_key_invalid".into()));
    assert_eq!(sign(&[("origin", "https://a.example")], good).await.refusal(), (403, "origin_not_allowed".into()));
    for (body, refusal) in [
        ("{}", (400, "malformed_request")),
        (r#"{"amount":10000,"currency":"USD","session":"ps_a"}"#, (400, "malformed_request")),
        (r#"{"amount":0,"currency":"USD"}"#, (422, "amount_invalid")),
        (r#"{"amount":1,"currency":"usd"}"#, (422, "currency_invalid")),
    ] {
        assert_eq!(sign(&[], body).await.refusal(), (refusal.0, refusal.1.into()), "{body}");
    }
    let token = sign(&[], good).await.json()["token"].as_str().unwrap().to_owned();
    let payload = Base64UrlUnpadded::decode_vec(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Claims = serde_json::from_slice(&payload).unwrap();
    assert_eq!((claims.amount, claims.currency.as_str(), claims.session), (10_000, "USD", session.id.clone()));
    let left = claims.exp - payments_sandbox::clock::now() / 1000;
    assert!((290..=300).contains(&left), "{left} s");
}

#[tokio::test]
async fn every_payer_has_one_and_a_restart_keeps_its_key() {
    let mut world = World::new().await;
    let session = world.session_for("jane").await;
    let token = token_of(&world, &session).await;
    world.restart_after(async |_| {}).await;
    assert_eq!(pay(&world, &session, &token).await.json()["status"], "succeeded");
}
