//! Wallets: balance, approval, and whose they are.

use reqwest::Method;
use serde_json::json;

use crate::databases::open;
use crate::world::{World, assert_shape};

#[tokio::test]
async fn a_wallet_pays_from_its_balance() {
    let world = World::new().await;
    let session = world.session().await;
    let reply = world.pay_by_wallet(&session, "my_wallet").await;
    assert_shape(&reply.text, "payment_succeeded");
    assert_eq!(reply.json()["status"], "succeeded");
    assert_eq!(reply.json()["payment_method"], json!({"type": "wallet", "wallet_id": "my_wallet"}));
    let spent = "SELECT 10000000000 - balance FROM wallets
                 WHERE payer_id = 'minsu' AND id = 'my_wallet' AND currency = 'USD'";
    assert_eq!(world.count("sandbox", spent).await, 10_000);
}

#[tokio::test]
async fn every_payer_has_the_test_wallets_in_every_currency() {
    let mut world = World::new().await;
    for (payer, currency) in [("user_77", "EUR"), ("user_78", "JPY"), ("user_77", "EUR")] {
        for (wallet, status) in
            [("my_wallet", "succeeded"), ("empty_wallet", "declined"), ("app_wallet", "requires_action")]
        {
            let mut request = world.session_request(9_007_199_254, currency);
            request["payer"]["id"] = json!(payer);
            let payment = world.pay_by_wallet(&world.session_of(&request).await, wallet).await.json();
            assert_eq!(payment["status"], status, "{payer} {currency} {wallet}");
        }
        // What is spent is there again after a restart.
        world.restart_after(async |_| {}).await;
    }
}

#[tokio::test]
async fn an_empty_one_is_declined() {
    let world = World::new().await;
    let session = world.session().await;
    let payment = world.pay_by_wallet(&session, "empty_wallet").await.json();
    assert_eq!(payment["status"], "declined");
    assert_eq!(payment["decline_code"], "insufficient_funds");
    assert_eq!(world.read_session(&session).await["status"], "open");
}

#[tokio::test]
async fn none_and_another_payers_are_the_same() {
    let world = World::new().await;
    let mut database = open(&world.folder, "sandbox").await;
    let wallet = "INSERT INTO wallets VALUES ('dev_shop', 'minsu', 'own_wallet', 'USD', 100000, 0, 0)";
    sqlx::query(wallet).execute(&mut database).await.unwrap();
    let mut request = world.session_request(10_000, "USD");
    request["payer"]["id"] = json!("somebody");
    let session = world.session_of(&request).await;
    let another = world.pay_by_wallet(&session, "own_wallet").await;
    let none = world.pay_by_wallet(&session, "no_such_wallet").await;
    assert_eq!(another.refusal(), (404, "wallet_not_found".into()));
    let without_id = |text: &str| text.split("request_id").next().unwrap().to_owned();
    assert_eq!(without_id(&another.text), without_id(&none.text));
    assert_eq!(another.json()["field"], "walletId");
}

#[tokio::test]
async fn what_is_no_wallet_id() {
    let world = World::new().await;
    let session = world.session().await;
    for id in ["", "a\u{0}b", &"x".repeat(65)] {
        assert_eq!(world.pay_by_wallet(&session, id).await.refusal(), (422, "wallet_id_invalid".into()));
    }
}

#[tokio::test]
async fn a_method_that_the_session_does_not_allow() {
    let world = World::new().await;
    let mut request = world.session_request(10_000, "USD");
    request["payment_method_types"] = json!(["card"]);
    let session = world.session_of(&request).await;
    let reply = world.pay_by_wallet(&session, "my_wallet").await;
    assert_eq!(reply.refusal(), (422, "payment_method_not_allowed".into()));
}

#[tokio::test]
async fn a_return_url_with_the_ids_of_an_earlier_payment_comes_back_with_those_of_this_one() {
    let world = World::new().await;
    let mut request = world.session_request(10_000, "USD");
    let page = format!("{}/return", world.shop);
    request["return_url"] =
        json!(format!("{page}?a=%20b&payment_session=ps_old&payment=pay_old&payment=pay_older#top"));
    let session = world.session_of(&request).await;
    let payment = world.pay_by_wallet(&session, "app_wallet").await.json();
    let (address, key) = payment["next_action"]["url"].as_str().unwrap().split_once("?k=").unwrap();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("k={key}&result=approved");
    let back = world.send(Method::POST, &format!("{address}/result"), &form, Some(&body)).await;
    let ids = format!("payment_session={}&payment={}", session.id, payment["id"].as_str().unwrap());
    assert_eq!(back.header("location"), format!("{page}?a=+b&{ids}#top"));
}

#[tokio::test]
async fn approval_goes_by_the_wallets_page_and_back() {
    let world = World::new().await;
    for (result, status) in [("approved", "succeeded"), ("refused", "canceled")] {
        let session = world.session().await;
        let reply = world.pay_by_wallet(&session, "app_wallet").await;
        assert_shape(&reply.text, "payment_redirect");
        let payment = reply.json();
        let id = payment["id"].as_str().unwrap();
        assert_eq!(payment["status"], "requires_action");
        let url = payment["next_action"]["url"].as_str().unwrap();

        let page = world.send(Method::GET, url, &[("accept-language", "ko-KR")], None).await;
        assert!(page.text.contains("시험 지갑") && page.text.contains("100.00 USD"), "{}", page.text);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(policy.contains(&format!("form-action 'self' {}", world.shop)), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");

        let (address, key) = url.split_once("?k=").unwrap();
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let body = format!("k={key}&result={result}");
        let back = world.send(Method::POST, &format!("{address}/result"), &form, Some(&body)).await;
        assert_eq!(back.status, 303);
        let expected = format!("{}/return?from=shop&payment_session={}&payment={id}", world.shop, session.id);
        assert_eq!(back.header("location"), expected);
        assert_eq!(world.payment(&session, id).await["status"], status);

        let twice = world.send(Method::POST, &format!("{address}/result"), &form, Some(&body)).await;
        assert_eq!(twice.status, 303);
        assert_eq!(world.payment(&session, id).await["status"], status);
    }
    let spent = "SELECT 10000000000 - balance FROM wallets
                 WHERE payer_id = 'minsu' AND id = 'app_wallet' AND currency = 'USD'";
    assert_eq!(world.count("sandbox", spent).await, 10_000);
}

#[tokio::test]
async fn approval_needs_somewhere_to_come_back_to() {
    let world = World::new().await;
    let mut request = world.session_request(10_000, "USD");
    request.as_object_mut().unwrap().remove("return_url");
    let session = world.session_of(&request).await;
    let reply = world.pay_by_wallet(&session, "app_wallet").await;
    assert_eq!(reply.refusal(), (422, "return_url_not_allowed".into()));
    assert_eq!(world.pay_by_wallet(&session, "my_wallet").await.json()["status"], "succeeded");
}

#[tokio::test]
async fn the_wallets_page_escapes_what_it_shows() {
    let world = World::new().await;
    let mut database = open(&world.folder, "sandbox").await;
    let wallet = "INSERT INTO wallets VALUES ('dev_shop', 'minsu', '<script>&\"', 'USD', 100000, 1, 0)";
    sqlx::query(wallet).execute(&mut database).await.unwrap();
    let payment = world.pay_by_wallet(&world.session().await, "<script>&\"").await.json();
    let page = world.send(Method::GET, payment["next_action"]["url"].as_str().unwrap(), &[], None).await;
    assert!(page.text.contains("<p><bdi>&lt;script&gt;&amp;&quot;</bdi></p>"), "{}", page.text);
    assert!(
        page.text.contains("Test wallet") && page.header("content-security-policy").contains("frame-ancestors 'none'")
    );
}
