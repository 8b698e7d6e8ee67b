//! The demo shop: who may ask for a session, at which price, and which session.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::databases::{held_write_lock, open};
use crate::world::{Folder, Reply, Session, World};

pub const CART: &str = r#"{"amount":128000,"currency":"KRW","method":"card"}"#;

async fn log_in(world: &World, name: &str, password: &str) -> Reply {
    let headers = [("origin", world.shop.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let body = format!("username={name}&password={password}");
    world.send(Method::POST, &format!("{}/login", world.shop), &headers, Some(&body)).await
}

pub async fn cookie(world: &World, name: &str) -> String {
    let reply = log_in(world, name, "demo").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/"));
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("shop_sid=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

pub async fn ask(world: &World, cookie: &str, path: &str, more: &[(&str, &str)], body: &str) -> Reply {
    let mut headers = vec![("cookie", cookie)];
    headers.extend(more);
    if !more.iter().any(|(name, _)| *name == "origin") {
        headers.push(("origin", &world.shop));
    }
    if !more.iter().any(|(name, _)| *name == "content-type") {
        headers.push(("content-type", "application/json"));
    }
    headers.retain(|(_, value)| !value.is_empty());
    world.send(Method::POST, &format!("{}{path}", world.shop), &headers, Some(body)).await
}

async fn get(world: &World, cookie: &str, path: &str) -> Reply {
    world.send(Method::GET, &format!("{}{path}", world.shop), &[("cookie", cookie)], None).await
}

fn session(reply: &Reply, amount: u64, currency: &str) -> Session {
    assert_eq!(reply.status, 200, "{}", reply.text);
    crate::world::assert_shape(&reply.text, "session_answer");
    let secret = reply.json()["client_secret"].as_str().unwrap().to_owned();
    let id = secret.split("_secret_").next().unwrap().to_owned();
    Session { id, secret, amount, currency: currency.into() }
}

/// Cookie, headers, body, status.
type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, u16);

#[tokio::test]
async fn who_may_ask_for_a_session() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    let rows: [Row<'_>; 10] = [
        ("", &[], CART, 401),
        ("shop_sid=guessed", &[], CART, 401),
        (&minsu, &[("origin", "")], CART, 403),
        (&minsu, &[("origin", "http://localhost:1")], CART, 403),
        (&minsu, &[("origin", &world.payments)], CART, 403),
        (&minsu, &[("content-type", "text/plain")], CART, 415),
        (&minsu, &[], r#"{"amount":1,"currency":"KRW","method":"card"}"#, 422),
        (&minsu, &[], "{}", 400),
        (&minsu, &[], r#"[128000,"KRW","card"]"#, 400),
        (&minsu, &[], CART, 200),
    ];
    for (cookie, more, body, status) in rows {
        let reply = ask(&world, cookie, "/checkout/session", more, body).await;
        assert_eq!(reply.status, status, "{cookie} {more:?} {body}");
        assert_eq!(reply.header("access-control-allow-origin"), "");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    let wrong = log_in(&world, "minsu", "wrong").await;
    assert_eq!((wrong.header("location"), wrong.header("set-cookie")), ("/login?wrong", ""));
    let foreign = world
        .send(
            Method::POST,
            &format!("{}/login", world.shop),
            &[("origin", "http://evil.example"), ("content-type", "application/x-www-form-urlencoded")],
            Some("username=minsu&password=demo"),
        )
        .await;
    assert_eq!(foreign.status, 403);
}

#[tokio::test]
async fn one_order_has_one_session_until_it_is_paid() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    let ask_cart = async || session(&ask(&world, &minsu, "/checkout/session", &[], CART).await, 128_000, "KRW");
    let first = ask_cart().await;
    assert_eq!(ask_cart().await.secret, first.secret, "while it is open");
    let merchant = world.merchant(Method::GET, &format!("/payment_sessions/{}", first.id), "", None).await.json();
    assert_eq!(merchant["payer"], json!({ "id": "minsu" }));
    assert_eq!(merchant["amount"], 128_000);

    assert_eq!(world.pay_by_card(&first, "4242424242424242").await.json()["status"], "succeeded");
    assert_eq!(ask_cart().await.secret, first.secret, "a page that does not know yet must not pay twice");
    assert_eq!(get(&world, &minsu, "/").await.status, 200);
    assert_ne!(ask_cart().await.secret, first.secret, "the next page begins the next order");
}

#[tokio::test]
async fn pages_that_open_together_have_one_order() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    let first = async || {
        let (page, session, other) = tokio::join!(
            get(&world, &minsu, "/"),
            ask(&world, &minsu, "/checkout/session", &[], CART),
            get(&world, &minsu, "/")
        );
        assert_eq!((page.status.as_u16(), other.status.as_u16()), (200, 200));
        session.text
    };
    let answers = tokio::join!(first(), first(), first());
    assert_eq!((&answers.0, &answers.0), (&answers.1, &answers.2));
    assert_eq!(world.count("shop", "SELECT COUNT(*) FROM orders").await, 1);
}

#[tokio::test]
async fn logging_in_again_ends_the_log_in_before() {
    let world = World::new().await;
    let before = cookie(&world, "minsu").await;
    let headers = [
        ("origin", world.shop.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
        ("cookie", before.as_str()),
    ];
    let login = format!("{}/login", world.shop);
    let reply = world.send(Method::POST, &login, &headers, Some("username=jane&password=demo")).await;
    assert!(!reply.header("set-cookie").starts_with(&before), "a new cookie");
    assert_eq!(get(&world, &before, "/").await.header("location"), "/login");
}

#[tokio::test]
async fn an_expired_session_is_replaced_unless_something_is_under_way() {
    let mut world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    let expire = async |folder: &Folder| {
        let mut database = open(folder, "sandbox").await;
        sqlx::query("UPDATE payment_sessions SET expires_at = created_at").execute(&mut database).await.unwrap();
    };
    let first = session(&ask(&world, &minsu, "/checkout/session", &[], CART).await, 128_000, "KRW");
    world.restart_after(expire).await;
    let second = session(&ask(&world, &minsu, "/checkout/session", &[], CART).await, 128_000, "KRW");
    assert_ne!(second.secret, first.secret);

    world.pay_by_card(&second, "4000000000003220").await;
    world.restart_after(expire).await;
    let third = session(&ask(&world, &minsu, "/checkout/session", &[], CART).await, 128_000, "KRW");
    assert_eq!(third.secret, second.secret, "its challenge may still be passed");
}

#[tokio::test]
async fn the_return_page_gets_the_secret_of_its_own_payer_only() {
    let world = World::new().await;
    let (minsu, jane) = (cookie(&world, "minsu").await, cookie(&world, "jane").await);
    let made = session(&ask(&world, &minsu, "/checkout/session", &[], CART).await, 128_000, "KRW");
    let path = format!("/checkout/session?payment_session={}", made.id);
    assert_eq!(session(&get(&world, &minsu, &path).await, 0, "").secret, made.secret);
    assert_eq!(get(&world, &jane, &path).await.status, 404);
    assert_eq!(get(&world, "", &path).await.status, 401);
    assert_eq!(get(&world, &minsu, "/checkout/session?payment_session=ps_none").await.status, 404);
    assert_eq!(get(&world, &minsu, "/checkout/session").await.status, 404);
}

#[tokio::test]
async fn a_top_up_is_of_the_amount_that_the_payer_chose() {
    let world = World::new().await;
    let jane = cookie(&world, "jane").await;
    let ask_for = async |amount: u64, currency: &str| {
        let claim = json!({ "amount": amount, "currency": currency, "method": "card" });
        ask(&world, &jane, "/checkout/session?top_up=1", &[], &claim.to_string()).await
    };
    for (amount, currency) in [(99, "USD"), (100_001, "USD"), (10_000, "KRW")] {
        assert_eq!(ask_for(amount, currency).await.status, 422, "{amount} {currency}");
    }
    let hundred = session(&ask_for(10_000, "USD").await, 10_000, "USD");
    let fifty = session(&ask_for(5_000, "USD").await, 5_000, "USD");
    assert_ne!(hundred.secret, fifty.secret);
    assert_eq!(session(&ask_for(10_000, "USD").await, 0, "").secret, hundred.secret);
    assert_eq!(world.pay_by_card(&hundred, "4242424242424242").await.json()["status"], "succeeded");
    assert_eq!(world.pay_by_wallet(&fifty, "my_wallet").await.json()["status"], "succeeded");
    assert_ne!(session(&ask_for(10_000, "USD").await, 0, "").secret, hundred.secret, "the next top-up");
}

#[tokio::test]
async fn pages_are_filled_in_under_a_strict_policy() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    for path in ["/", "/guide", "/styles", "/playground", "/login", "/return"] {
        let page = get(&world, &minsu, path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text.contains("{{"), "{path}");
        assert!(page.text.contains(r#"data-user="minsu""#), "{path}");
        assert!(!page.text.contains(&world.sk), "{path}");
        let policy = page.header("content-security-policy");
        for part in ["default-src 'none'", "'wasm-unsafe-eval'", "require-trusted-types-for 'script'", &world.payments]
        {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
    }
    let page = get(&world, &minsu, "/guide").await;
    let nonce = page.text.split(r#"<script nonce=""#).nth(1).unwrap().split('"').next().unwrap();
    assert!(page.header("content-security-policy").contains(&format!("'nonce-{nonce}'")));
    for path in ["/", "/return"] {
        assert_eq!(get(&world, "", path).await.header("location"), "/login", "{path}");
    }
    get(&world, &minsu, "/logout").await;
    assert_eq!(get(&world, &minsu, "/").await.header("location"), "/login");
}

#[tokio::test]
async fn the_shop_reads_what_came_of_a_late_payment() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    let first = session(&ask(&world, &minsu, "/checkout/session", &[], CART).await, 128_000, "KRW");
    let payment: Value = world.pay_by_card(&first, "4000000000000119").await.json();
    get(&world, &minsu, "/").await;
    let same = session(&ask(&world, &minsu, "/checkout/session", &[], CART).await, 128_000, "KRW");
    assert_eq!(same.secret, first.secret, "nothing is decided yet");
    world.decided(&first, payment["id"].as_str().unwrap()).await;
    tokio::time::sleep(Duration::from_millis(10)).await;
    get(&world, &minsu, "/").await;
    let next = session(&ask(&world, &minsu, "/checkout/session", &[], CART).await, 128_000, "KRW");
    assert_ne!(next.secret, first.secret);
}

#[tokio::test]
async fn every_page_is_the_frame_with_its_own_parts() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    for (path, name, bar, widget) in [
        ("/", "checkout", true, true),
        ("/guide", "guide", false, true),
        ("/styles", "styles", false, true),
        ("/playground", "playground", false, true),
        ("/login", "login", false, false),
        ("/return", "return", false, true),
    ] {
        let page = get(&world, &minsu, path).await.text;
        let folder = if name == "playground" { name } else { "shop" };
        for once in [
            "<!doctype html>".to_owned(),
            "</html>".to_owned(),
            format!(r#"<body data-title="{name}.title" data-user="minsu">"#),
            format!(r#"<h1 data-text="{name}.title">"#),
            format!(r#"<script type="module" src="/{folder}/{name}.js"></script>"#),
            r#"<select class="tool" id="language""#.to_owned(),
            r#"<footer class="foot">"#.to_owned(),
        ] {
            assert_eq!(page.matches(&once).count(), 1, "{path}: {once}");
        }
        assert_eq!(page.contains(r#"<nav class="steps""#), bar, "{path}");
        assert_eq!(page.contains("/widget/payments-widget.global.js"), widget, "{path}");
        assert!(!page.contains("<!--"), "{path}: a place is left");
    }
}

/// The words of one language, by their keys.
fn words(column: usize) -> Vec<(String, String)> {
    let table = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../www/shop/strings.json")).unwrap();
    let table: HashMap<String, [String; 3]> = serde_json::from_str(&table).unwrap();
    assert_eq!(table["lang"], ["ko", "en", "ar"]);
    table.into_iter().map(|(key, row)| (key, row[column].clone())).collect()
}

#[tokio::test]
async fn a_page_comes_with_its_words_in_the_language_of_whoever_asks() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    let rows = [
        ("", "", "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("", "", "fr, ar-EG;q=0.5, en;q=0.3", "ar"),
        ("", "", "ko;q=0.1, EN", "en"),
        ("", "", "ko;q=0, fr", "en"),
        ("", "", "", "en"),
        ("", "; shop_lang=ar", "ko", "ar"),
        ("", "; shop_lang=fr", "ko", "ko"),
        ("?wrong&lang=ko", "; shop_lang=ar", "en", "ko"),
        ("?lang=%22%3E", "", "ar", "ar"),
    ];
    for (query, chosen, accepted, language) in rows {
        let column = ["ko", "en", "ar"].iter().position(|tag| *tag == language).unwrap();
        let words = words(column);
        let word = |key: &str| words.iter().find(|(found, _)| found == key).unwrap().1.replace("{user}", "minsu");
        for path in ["/", "/guide", "/styles", "/playground", "/login", "/return"] {
            let headers = [("cookie", format!("{minsu}{chosen}")), ("accept-language", accepted.to_owned())];
            let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
            let page = world.send(Method::GET, &format!("{}{path}{query}", world.shop), &headers, None).await;
            let of = format!("{path}{query} {chosen} {accepted}");
            assert_eq!(page.header("vary"), "accept-language, cookie", "{of}");
            let dir = if language == "ar" { "rtl" } else { "ltr" };
            assert!(page.text.contains(&format!(r#"<html lang="{language}" dir="{dir}">"#)), "{of}");
            assert!(page.text.contains(&format!(r#"<option value="{language}" selected"#)), "{of}");
            assert_eq!(page.text.matches(" selected").count(), 1, "{of}");
            let title = format!("{}.title", if path == "/" { "checkout" } else { path.trim_start_matches('/') });
            assert!(page.text.contains(&format!("<title>{} · {}</title>", word(&title), word("shop.name"))), "{of}");
            let texts: Vec<_> = page.text.split(r#" data-text=""#).skip(1).collect();
            assert!(texts.len() > 6, "{of}");
            for text in texts {
                let key = text.split('"').next().unwrap();
                let shown = text.split('>').nth(1).unwrap().split('<').next().unwrap();
                assert_eq!(shown, word(key).replace("{n}", "0"), "{of}");
            }
            for label in page.text.split(r#" data-label=""#).skip(1) {
                let mut quoted = label.split('"');
                let expected = word(quoted.next().unwrap());
                assert_eq!((quoted.next(), quoted.next()), (Some(" aria-label="), Some(expected.as_str())), "{of}");
            }
        }
    }
}

#[tokio::test]
async fn amounts_come_with_the_page_too() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    for (language, total) in [("ko", "128,000원"), ("en", "₩128,000"), ("ar", "\u{200f}128,000\u{a0}₩")] {
        let page = get(&world, &minsu, &format!("/?lang={language}")).await;
        assert_eq!(page.text.matches(&format!(r#" data-won="128000">{total}<"#)).count(), 3, "{language}");
    }
}

#[tokio::test]
async fn who_is_logged_in_is_shown_the_way_out_and_nobody_else() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    for (cookie, hidden, shown) in [(minsu.as_str(), "foot.login", "foot.logout"), ("", "foot.logout", "foot.login")] {
        let page = get(&world, cookie, "/guide").await.text;
        assert!(page.contains(&format!(r#"data-text="{hidden}" hidden>"#)), "{cookie}");
        assert!(page.contains(&format!(r#"data-text="{shown}" >"#)), "{cookie}");
    }
}

#[tokio::test]
async fn a_page_that_is_kept_open_does_not_sell_its_order_again() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    let order = |page: &Reply| {
        let from = page.text.split("/checkout/session?order=").nth(1).expect("the page names its order");
        from.split('"').next().unwrap().to_owned()
    };
    let first = order(&get(&world, &minsu, "/").await);
    let path = format!("/checkout/session?order={first}");
    let paid = session(&ask(&world, &minsu, &path, &[], CART).await, 128_000, "KRW");
    assert_eq!(world.pay_by_card(&paid, "4242424242424242").await.json()["status"], "succeeded");

    // Another tab shows the next order. The first page is asked for its own again.
    let next = order(&get(&world, &minsu, "/").await);
    assert_ne!(next, first);
    let again = session(&ask(&world, &minsu, &path, &[], CART).await, 128_000, "KRW");
    assert_eq!(again.id, paid.id);
    assert_eq!(world.pay_by_card(&again, "4242424242424242").await.refusal(), (409, "session_complete".into()));
    let path = format!("/checkout/session?order={next}");
    assert_ne!(session(&ask(&world, &minsu, &path, &[], CART).await, 128_000, "KRW").id, paid.id);

    // Nobody else's.
    let jane = cookie(&world, "jane").await;
    assert_eq!(ask(&world, &jane, &path, &[], CART).await.status, 404);
}

#[tokio::test]
async fn another_site_cannot_log_a_payer_out() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    let url = format!("{}/logout", world.shop);
    let headers = [("cookie", minsu.as_str()), ("sec-fetch-site", "cross-site")];
    world.send(Method::GET, &url, &headers, None).await;
    assert_eq!(get(&world, &minsu, "/").await.status, 200);
    world.send(Method::GET, &url, &[("cookie", &minsu), ("sec-fetch-site", "same-origin")], None).await;
    assert_eq!(get(&world, &minsu, "/").await.status, 303);
}

#[tokio::test]
async fn one_payers_slow_checkout_does_not_hold_another_up() {
    let world = World::new().await;
    let (minsu, jane) = (cookie(&world, "minsu").await, cookie(&world, "jane").await);
    // The API cannot make a session meanwhile.
    let mut database = held_write_lock(&world).await;
    let slow = ask(&world, &minsu, "/checkout/session", &[], CART);
    let other = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let page = tokio::time::timeout(Duration::from_secs(3), get(&world, &jane, "/")).await;
        sqlx::query("ROLLBACK").execute(&mut database).await.unwrap();
        page.expect("jane waits for minsu").status
    };
    let (slow, other) = tokio::join!(slow, other);
    assert_eq!((slow.status.as_u16(), other.as_u16()), (200, 200), "{}", slow.text);
}

#[tokio::test]
async fn a_log_in_ends_after_a_day() {
    let world = World::new().await;
    let minsu = cookie(&world, "minsu").await;
    let mut database = open(&world.folder, "shop").await;
    sqlx::query("UPDATE logins SET created_at = created_at - 86400000").execute(&mut database).await.unwrap();
    assert_eq!(get(&world, &minsu, "/").await.header("location"), "/login");
    cookie(&world, "jane").await;
    assert_eq!(world.count("shop", "SELECT COUNT(*) FROM logins").await, 1, "what has ended is deleted");
}
