//! Databases of earlier versions open with this one and keep what they hold.

use payments_sandbox::hash::hash;
use payments_sandbox::{Config, start};
use reqwest::Method;
use serde_json::json;
use sqlx::AssertSqlSafe;

use crate::databases::{migrations, on_files, open};
use crate::world::{Folder, World, config_in};

const SECRET: &str = "ps_old_secret_abcdefghijklmnopqrstuvw";
const SID: &str = "abcdefghijklmnopqrstuvw";

/// The three files as version 0.1.0 left them: a developer, a session with a payment that the network has approved and
/// that was never answered, and a payer who is logged in.
async fn version_0_1_0(folder: &Folder) {
    let hash = |text: &str| hash(&[text.as_bytes()]);
    let sandbox = format!(
        "INSERT INTO developers VALUES ('dev_old', 'Old', 1);
         INSERT INTO api_keys VALUES ('{}', 'dev_old', 'secret', 1, NULL), ('{}', 'dev_old', 'publishable', 1, NULL);
         INSERT INTO origins VALUES ('dev_old', 'https://shop.example');
         INSERT INTO payment_sessions VALUES ('ps_old', 'dev_old', '{}', 'user_77', '1042', 12800, 'USD', 'card,wallet',
            'https://shop.example/return', FALSE, 1795500000000, 9795500000000);
         INSERT INTO payments VALUES ('pay_declined', 'ps_old', 1, 'declined', 12800, 'USD', 'wallet', NULL, NULL, NULL,
            'my_wallet', 0, 'insufficient_funds', 'insufficient_funds', NULL, 1795500000000, 1795500000000);
         INSERT INTO payments VALUES ('pay_old', 'ps_old', 2, 'processing', 12800, 'USD', 'card', 'visa', '4242', 'f', NULL, 0,
            NULL, NULL, 'ref_old', 1795500001000, 1795500001000);
         INSERT INTO idempotency_keys VALUES ('dev_old', 'key', 'h', 'jti', NULL, 'pay_old', 1795500001000);",
        hash("sk_test_old"),
        hash("pk_test_old"),
        hash(SECRET),
    );
    let shop = format!(
        "INSERT INTO logins VALUES ('{}', 'jane', unixepoch() * 1000);
         INSERT INTO orders VALUES ('order_old', 'jane', 'cart', 128000, 'KRW', TRUE, 1);
         INSERT INTO checkouts VALUES ('ps_none', 'order_old', 1, 'order_old-1', '{{}}', 1);",
        hash(SID),
    );
    let network = "INSERT INTO authorizations
                   VALUES ('ref_old', 'decided', 'approved', 12800, 'USD', '4242', 1795500001000, 1795500001000);";
    for (file, schema, rows) in [
        ("sandbox", include_str!("version_0_1_0/sandbox.sql"), sandbox.as_str()),
        ("shop", include_str!("version_0_1_0/shop.sql"), shop.as_str()),
        ("network", include_str!("version_0_1_0/network.sql"), network),
    ] {
        std::fs::write(folder.path().join(format!("{file}.sqlite")), "").unwrap();
        let mut database = open(folder, file).await;
        for sql in [schema, rows] {
            sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut database).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_database_of_version_0_1_0_keeps_what_it_holds() {
    if !on_files() {
        return;
    }
    let folder = Folder::new();
    version_0_1_0(&folder).await;
    let running = start(&config_in(&folder, Config::default())).await.unwrap();
    let mut world = World::at(folder, running.shop_url.clone(), running.payments_url.clone());
    world.running = Some(running);
    for _ in 0..2 {
        let merchant = [("authorization", "Bearer sk_test_old")];
        let session = world.call(Method::GET, "/payment_sessions/ps_old", &merchant, None).await.json();
        assert_eq!((&session["order_id"], &session["payer"]["id"]), (&json!("1042"), &json!("user_77")));
        assert_eq!(session["payment_method_types"], json!(["card", "wallet"]));

        let browser =
            [("authorization", "Bearer pk_test_old"), ("payment-session", SECRET), ("origin", "https://shop.example")];
        let declined = world.call(Method::GET, "/payments/pay_declined", &browser, None).await.json();
        assert_eq!(declined["decline_code"], "insufficient_funds");
        assert_eq!(declined["payment_method"], json!({ "type": "wallet", "wallet_id": "my_wallet" }));
        let old = crate::world::Session {
            id: "ps_old".into(),
            secret: SECRET.into(),
            amount: 12_800,
            currency: "USD".into(),
        };
        (world.pk, world.shop) = ("pk_test_old".into(), "https://shop.example".into());
        let payment = world.decided(&old, "pay_old").await;
        assert_eq!(payment["status"], "succeeded", "the old ledger has approved it");
        assert_eq!(payment["payment_method"], json!({ "type": "card", "card": { "brand": "visa", "last4": "4242" } }));

        let cards = world.call(Method::GET, "/saved_cards", &browser, None).await.json();
        assert_eq!(cards, json!({ "saved_cards": [] }));

        let shop = &world.running.as_ref().unwrap().shop_url;
        let cookie = format!("shop_sid={SID}");
        let page = world.send(Method::GET, &format!("{shop}/"), &[("cookie", &cookie)], None).await;
        assert!(page.text.contains(r#"data-user="jane""#), "{}", page.text);
        world.restart_after(async |_| {}).await;
    }
    for file in ["sandbox", "shop", "network"] {
        let query = "SELECT COUNT(*) FROM _sqlx_migrations WHERE success";
        assert_eq!(world.count(file, query).await, i64::try_from(migrations(file)).unwrap(), "{file}");
    }
}

#[tokio::test]
async fn a_new_database_has_the_tables_of_version_0_1_0_and_of_later_migrations() {
    if !on_files() {
        return;
    }
    const LATER: [(&str, &[&str]); 3] = [
        (
            "sandbox",
            &[
                "settings",
                "sessions_by_end",
                "actions_of_payment",
                "actions_by_end",
                "saved_cards",
                "one_card_of_payer",
                "card_of_payment",
                "deleted_cards",
                "refunds",
                "pending_refunds",
                "webhook_endpoints",
                "endpoints_of_developer",
                "replaced_webhook_secrets",
                "events",
                "oldest_events",
                "webhook_deliveries",
                "waiting_deliveries",
                "newest_deliveries",
                "oldest_deliveries",
                "accounts",
                "console_sessions",
                "oldest_console_sessions",
                "console_attempts",
                "newest_payments",
                "request_log",
                "newest_requests",
            ],
        ),
        ("network", &["refunds"]),
        ("shop", &["oldest_orders"]),
    ];
    let world = World::new().await;
    let old = Folder::new();
    version_0_1_0(&old).await;
    for (file, added) in LATER {
        let mut tables = Vec::new();
        for folder in [&world.folder, &old] {
            let query = "SELECT name, type FROM sqlite_schema WHERE name NOT LIKE '\\_sqlx%' ESCAPE '\\'
                         AND name NOT LIKE 'sqlite%' ORDER BY name";
            let rows: Vec<(String, String)> =
                sqlx::query_as(query).fetch_all(&mut open(folder, file).await).await.unwrap();
            tables.push(rows);
        }
        // Version 0.1.0 had it; a later migration has replaced it by two others.
        tables[1].retain(|(name, _)| name != "open_actions");
        let later = tables[0].extract_if(.., |(name, _)| added.contains(&name.as_str())).count();
        assert_eq!(later, added.len(), "{file}");
        assert_eq!(tables[0], tables[1], "{file}");
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    for file in ["sandbox", "shop", "network"] {
        let mut world = World::new().await;
        world.running.take().unwrap().stop().await;
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     VALUES (9999, 'newer', TRUE, $1, 0)";
        sqlx::query(newer).bind(vec![0_u8]).execute(&mut open(&world.folder, file).await).await.unwrap();
        let refused = start(&config_in(&world.folder, Config::default())).await;
        let sentence = refused.err().unwrap().to_string();
        assert!(sentence.contains("9999") && sentence.ends_with("to start afresh."), "{file}: {sentence}");
    }
}
