//! The developer console: accounts, log-in, and who may send a form.

use payments_sandbox::{Config, clock};
use reqwest::Method;

use crate::console_visitor::{Visitor, cookie_of};
use crate::databases::{open, written_down};
use crate::durability::finds;
use crate::world::World;

#[tokio::test]
async fn who_is_not_logged_in_is_sent_to_the_log_in() {
    let world = World::new().await;
    let nobody = Visitor::nobody(&world);
    for path in ["", "/payments", "/payments/pay_1", "/keys", "/webhooks", "/webhooks/we_1", "/requests"] {
        let reply = nobody.get(path).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/console/login"), "{path}");
    }
    let unknown = Visitor { world: &world, cookie: "console_sid=abcdefghijklmnopqrstuvw".into() };
    assert_eq!(unknown.get("").await.header("location"), "/console/login");
    let page = nobody.get("/nowhere").await;
    assert_eq!(page.status, 404);
    assert!(page.text.contains("There is no such page"), "{}", page.text);
}

#[tokio::test]
async fn the_shops_account_logs_in_and_out() {
    let world = World::new().await;
    let password = world.folder.read("console-password");
    let nobody = Visitor::nobody(&world);
    let reply = nobody.post("/login", &[("name", " Shop "), ("password", &password)]).await;
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("console_sid=") && cookie.ends_with("; Path=/console; HttpOnly; SameSite=Strict"));
    let visitor = Visitor { world: &world, cookie: cookie_of(&reply) };
    let page = visitor.get("").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Developer console") && page.text.contains(&world.pk), "{}", page.text);
    assert!(!page.text.contains(&world.sk), "a secret key is not shown again");

    // A new log-in in the same browser ends the one before.
    let again = visitor.post("/login", &[("name", "shop"), ("password", &password)]).await;
    let second = Visitor { world: &world, cookie: cookie_of(&again) };
    assert_ne!(visitor.cookie, second.cookie);
    assert_eq!((visitor.get("").await.status.as_u16(), second.get("").await.status.as_u16()), (303, 200));

    let out = second.post("/logout", &[]).await;
    assert_eq!((out.status.as_u16(), out.header("location")), (303, "/console/login"));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(second.get("").await.status, 303);
    assert_eq!(second.get("/logout").await.status, 405, "a link logs nobody out");
}

#[tokio::test]
async fn pages_have_the_headers_that_protect_them() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    for path in ["", "/payments", "/keys", "/webhooks", "/requests", "/account", "/login", "/signup", "/nowhere"] {
        let reply = visitor.get(path).await;
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'; "), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!reply.text.contains("<style") && !reply.text.contains(" style="), "{path}");
    }
    let url = format!("{}/console", world.payments);
    let headers = [("cookie", visitor.cookie.as_str()), ("origin", "https://shop.example")];
    let foreign = world.send(Method::GET, &url, &headers, None).await;
    assert_eq!(foreign.header("access-control-allow-origin"), "", "no other page reads it");
    let rebound = world.send(Method::GET, &url, &[("cookie", &visitor.cookie), ("host", "evil.example")], None).await;
    assert_eq!(rebound.status, 400);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_get_the_same_answer() {
    let world = World::new().await;
    let nobody = Visitor::nobody(&world);
    for (name, password) in [("shop", "wrong"), ("shop", ""), ("nobody", "wrong"), ("", ""), ("shop'--", "x")] {
        let reply = nobody.post("/login", &[("name", name), ("password", password)]).await;
        let answer = (reply.status.as_u16(), reply.header("location"), reply.header("set-cookie"));
        assert_eq!(answer, (303, "/console/login?wrong", ""), "{name}");
    }
    assert!(nobody.page("/login?wrong").await.contains("Check the user name and the password."));
}

#[tokio::test]
async fn after_ten_attempts_an_account_is_refused_for_a_while() {
    let world = World::new().await;
    let password = world.folder.read("console-password");
    let nobody = Visitor::nobody(&world);
    for _ in 0..10 {
        let reply = nobody.post("/login", &[("name", "shop"), ("password", "guess")]).await;
        assert_eq!(reply.header("location"), "/console/login?wrong");
    }
    let right = [("name", "SHOP"), ("password", password.as_str())];
    assert_eq!(nobody.post("/login", &right).await.header("location"), "/console/login?limited");
    assert!(nobody.page("/login?limited").await.contains("Too many attempts"));
    let other = nobody.post("/login", &[("name", "other"), ("password", "guess")]).await;
    assert_eq!(other.header("location"), "/console/login?wrong", "it is counted by account");

    let earlier = "UPDATE console_attempts SET begun_at = begun_at - 15 * 60 * 1000";
    sqlx::query(earlier).execute(&mut open(&world.folder, "sandbox").await).await.unwrap();
    assert_eq!(nobody.post("/login", &right).await.header("location"), "/console");
    let left = "SELECT COUNT(*) FROM console_attempts WHERE made > 9";
    assert_eq!(world.count("sandbox", left).await, 0, "a log-in ends the count");
}

#[tokio::test]
async fn a_log_in_ends_after_twelve_hours_and_is_removed() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let mut database = open(&world.folder, "sandbox").await;
    let ends: i64 =
        sqlx::query_scalar("SELECT expires_at FROM console_sessions").fetch_one(&mut database).await.unwrap();
    let expected = clock::now() + 12 * 60 * 60 * 1000;
    assert!((expected - 60_000..=expected).contains(&ends));
    sqlx::query("UPDATE console_sessions SET expires_at = $1").bind(clock::now()).execute(&mut database).await.unwrap();
    assert_eq!(visitor.get("").await.header("location"), "/console/login");
    for _ in 0..100 {
        if world.count("sandbox", "SELECT COUNT(*) FROM console_sessions").await == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("it is still stored");
}

/// Every form of the console, with fields that would be taken.
const FORMS: [(&str, &[(&str, &str)]); 12] = [
    ("/login", &[("name", "shop"), ("password", "x")]),
    ("/logout", &[]),
    ("/signup", &[("name", "other"), ("password", "long enough")]),
    ("/payments/pay_1/refunds", &[("once", "o"), ("amount", "1"), ("reason", "")]),
    ("/keys/replace", &[("once", "o"), ("old_keys_for", "0s")]),
    ("/origins/add", &[("origin", "https://evil.example")]),
    ("/origins/remove", &[("origin", "https://shop.example")]),
    ("/webhooks", &[("once", "o"), ("url", "https://evil.example/"), ("events", "all")]),
    ("/webhooks/we_1/rotate", &[("expires_in", "0")]),
    ("/webhooks/we_1/resend", &[("event", "evt_1")]),
    ("/webhooks/we_1/delete", &[]),
    ("/account/password", &[("current", "x"), ("new", "long enough"), ("again", "long enough")]),
];

#[tokio::test]
async fn a_form_from_another_origin_does_nothing() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let own = world.payments.clone();
    let shop = world.shop.clone();
    let foreign: [&[(&str, &str)]; 6] = [
        &[],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        // Another port of the same host is sent the cookie too.
        &[("origin", &shop)],
        &[("origin", &own), ("sec-fetch-site", "cross-site")],
        &[("origin", &own), ("sec-fetch-site", "same-site")],
    ];
    for (path, fields) in FORMS {
        for headers in foreign {
            let reply = visitor.post_with(path, fields, headers).await;
            assert_eq!(reply.status, 403, "{path} {headers:?}");
            assert_eq!(reply.header("set-cookie"), "", "{path}");
        }
    }
    assert_eq!(visitor.get("").await.status, 200, "still logged in");
    let keys = visitor.page("/keys").await;
    assert!(keys.contains(&world.pk) && !keys.contains("evil.example"));
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM accounts").await, 1);
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM webhook_endpoints").await, 0);
}

#[tokio::test]
async fn a_form_without_a_log_in_does_nothing() {
    let world = World::new().await;
    let nobody = Visitor::nobody(&world);
    for (path, fields) in FORMS {
        if ["/login", "/logout", "/signup"].contains(&path) {
            continue;
        }
        assert_eq!(nobody.post(path, fields).await.header("location"), "/console/login", "{path}");
    }
    for (path, fields) in [("/login", "name=shop"), ("/signup", "")] {
        let url = format!("{}/console{path}", world.payments);
        let headers = [("origin", world.payments.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        assert_eq!(world.send(Method::POST, &url, &headers, Some(fields)).await.status, 400, "{path}");
        let json = [("origin", world.payments.as_str()), ("content-type", "application/json")];
        assert_eq!(world.send(Method::POST, &url, &json, Some("{}")).await.status, 400, "{path}");
    }
}

#[tokio::test]
async fn whoever_signs_up_gets_keys_that_are_shown_once() {
    let mut world = World::new().await;
    let (visitor, keys) = Visitor::sign_up(&world, "Min@Shop.example").await;
    let page = visitor.page("/keys").await;
    assert!(page.contains(&keys[0]) && !page.contains(&keys[1]) && !page.contains("notice--once"), "{page}");
    let last: String = keys[1].chars().skip(keys[1].len() - 4).collect();
    assert!(page.contains(&format!("sk_test_••••{last}")));
    let again = Visitor::log_in(&world, "min@shop.example", "long enough").await;
    assert!(again.page("").await.contains(&keys[0]));
    for (_, bytes) in written_down(&world.folder).await {
        assert!(!finds(&bytes, &keys[1]) && !finds(&bytes, "long enough"));
    }
    let nobody = Visitor::nobody(&world);
    for (name, password, why) in [
        ("min@shop.example", "long enough", "taken"),
        ("shop", "long enough", "taken"),
        ("mi", "long enough", "name"),
        ("min shop", "long enough", "name"),
        ("<script>", "long enough", "name"),
        ("other", "short", "password"),
    ] {
        let reply = nobody.post("/signup", &[("name", name), ("password", password)]).await;
        assert_eq!(reply.header("location"), format!("/console/signup?{why}"), "{name}");
        assert!(nobody.page(&format!("/signup?{why}")).await.contains("role=\"alert\""));
    }
    [world.pk, world.sk] = keys;
    let session = world.session_of(&world.session_request(10_000, "USD")).await;
    assert_eq!(world.pay_by_card(&session, "4242424242424242").await.json()["status"], "succeeded");
}

#[tokio::test]
async fn sign_ups_are_limited() {
    let world = World::new().await;
    let nobody = Visitor::nobody(&world);
    let many = "UPDATE console_attempts SET made = 20";
    nobody.post("/signup", &[("name", "first"), ("password", "long enough")]).await;
    sqlx::query(many).execute(&mut open(&world.folder, "sandbox").await).await.unwrap();
    let reply = nobody.post("/signup", &[("name", "second"), ("password", "long enough")]).await;
    assert_eq!(reply.header("location"), "/console/signup?limited");
}

#[tokio::test]
async fn the_console_speaks_korean_and_english() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let url = format!("{}/console/payments?status=declined&q=%26", world.payments);
    let get = async |url: &str, headers: &[(&str, &str)]| {
        let mut all = vec![("cookie", visitor.cookie.as_str())];
        all.extend(headers);
        world.send(Method::GET, url, &all, None).await
    };
    let korean = get(&url, &[("accept-language", "ko-KR,ko;q=0.9,en;q=0.8")]).await;
    assert!(korean.text.contains("<html lang=\"ko\">") && korean.text.contains("결제 내역"), "{}", korean.text);
    assert!(
        korean.text.contains("href=\"/console/payments?status=declined&amp;q=%26&amp;lang=en\""),
        "{}",
        korean.text
    );
    assert_eq!(korean.header("set-cookie"), "");
    for wanted in ["en-US", "fr", ""] {
        assert!(get(&url, &[("accept-language", wanted)]).await.text.contains("<html lang=\"en\">"), "{wanted}");
    }
    let chosen = get(&format!("{url}&lang=ko"), &[("accept-language", "en")]).await;
    assert!(chosen.text.contains("<html lang=\"ko\">"));
    assert!(chosen.header("set-cookie").starts_with("console_lang=ko; Path=/console; HttpOnly; SameSite=Lax"));
    let cookie = format!("{}; console_lang=ko", visitor.cookie);
    let kept = world.send(Method::GET, &url, &[("cookie", &cookie), ("accept-language", "en")], None).await;
    assert!(kept.text.contains("<html lang=\"ko\">"));
    let unknown = get(&format!("{url}&lang=%3Cscript%3E"), &[]).await;
    assert!(unknown.text.contains("<html lang=\"en\">") && unknown.header("set-cookie").is_empty());
}

#[tokio::test]
async fn under_https_the_cookie_is_secure() {
    let world = World::with(Config { tls_dev: true, ..Config::default() }).await;
    let password = world.folder.read("console-password");
    let reply = Visitor::nobody(&world).post("/login", &[("name", "shop"), ("password", &password)]).await;
    assert!(reply.header("set-cookie").ends_with("; SameSite=Strict; Secure"), "{}", reply.header("set-cookie"));
}

#[tokio::test]
async fn a_start_without_the_password_file_writes_the_same_again() {
    let mut world = World::new().await;
    let password = world.folder.read("console-password");
    world.restart_after(async |folder| std::fs::remove_file(folder.path().join("console-password")).unwrap()).await;
    assert_eq!(world.folder.read("console-password"), password);
    Visitor::shop(&world).await;
}

/// Every key that the pages use is in the table, and every row is used, in both languages.
#[test]
fn the_table_of_words_is_whole() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(root.join("../www/console/strings.json")).unwrap();
    let table: std::collections::BTreeMap<String, Vec<String>> = serde_json::from_str(&table).unwrap();
    let mut source = String::new();
    for file in std::fs::read_dir(root.join("src/console")).unwrap() {
        source += &std::fs::read_to_string(file.unwrap().path()).unwrap();
    }
    let quoted: Vec<&str> = source.split('"').collect();
    let groups: Vec<&str> = table.keys().filter_map(|key| key.split_once('.')).map(|(group, _)| group).collect();
    let is_key = |text: &&&str| {
        text.split_once('.').is_some_and(|(group, rest)| {
            groups.contains(&group) && !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        })
    };
    let missing: Vec<_> = quoted.iter().filter(is_key).filter(|key| !table.contains_key(**key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let unused: Vec<_> = table.keys().filter(|key| !quoted.contains(&key.as_str())).collect();
    assert!(unused.is_empty(), "{unused:?}");
    assert!(table.values().all(|row| row.len() == 2 && row.iter().all(|word| !word.is_empty())));
}
