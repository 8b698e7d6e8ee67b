//! A backup that is made while the sandbox runs, as `www/docs/operations.md` describes it, and what is restored from it.

use std::fs;
use std::process::Command;

use payments_sandbox::{Config, start};
use reqwest::Method;
use sqlx::{AssertSqlSafe, Executor};

use crate::databases::open;
use crate::saved_card_payments::pay;
use crate::saved_cards::{save, saved_id};
use crate::world::{Folder, World, config_in};

const NUMBER: &str = "4242424242424242";
const KEYS: [&str; 6] = ["server-key", "jwk.json", "vault-key", "wallet-key", "shop-key", "shop-secret"];

fn run(program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).output().unwrap();
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
}

/// The databases of `from` as they are now, in the folder `to` and its database.
async fn copy_databases(from: &Folder, to: &Folder) {
    if let (Some(from), Some(restored)) = (from.database_url(), to.database_url()) {
        let dump = to.path().join("payments.dump").display().to_string();
        run("pg_dump", &["--format=custom", "--file", &dump, &from]);
        run("pg_restore", &["--exit-on-error", "--dbname", &restored, &dump]);
        return;
    }
    for name in ["sandbox", "network", "shop"] {
        let file = to.path().join(format!("{name}.sqlite")).display().to_string();
        open(from, name).await.execute(AssertSqlSafe(format!("VACUUM INTO '{file}'"))).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_paid_before_a_backup_is_there_after_a_restore() {
    let mut world = World::new().await;
    let card = saved_id(&save(&world, "minsu", NUMBER).await.1);
    let (paid, open_one, later) = (world.session().await, world.session().await, world.session().await);
    let body = world.card_body(&paid, NUMBER).await;
    let payment = world.post_payment(&paid, "key-of-paid", &body).await.json();
    let approvals = world.approvals().await;

    let copy = Folder::new();
    for key in KEYS {
        fs::copy(world.folder.path().join(key), copy.path().join(key)).unwrap();
    }
    copy_databases(&world.folder, &copy).await;
    let after = world.pay_by_card(&later, NUMBER).await.json();
    assert_eq!((&payment["status"], &after["status"]), (&"succeeded".into(), &"succeeded".into()));
    world.running.take().unwrap().stop().await;

    let running = start(&config_in(&copy, Config::default())).await.unwrap();
    assert!(!running.keys_are_new);
    let mut restored = World::at(copy, running.shop_url.clone(), running.payments_url.clone());
    restored.running = Some(running);
    assert_eq!((&restored.pk, &restored.sk), (&world.pk, &world.sk));
    assert_eq!(restored.payment(&paid, payment["id"].as_str().unwrap()).await, payment);
    // The same request is the same payment, and takes nothing again.
    assert_eq!(restored.post_payment(&paid, "key-of-paid", &body).await.json()["id"], payment["id"]);
    assert_eq!(restored.approvals().await, approvals);
    let path = format!("/payments/{}", after["id"].as_str().unwrap());
    assert_eq!(restored.browser(Method::GET, &path, &later, &[], None).await.status, 404);
    // A session of before the backup can be paid, and the vault's key opens the saved card.
    assert_eq!(restored.pay_by_card(&open_one, NUMBER).await.json()["status"], "succeeded");
    let session = restored.session_for("minsu").await;
    assert_eq!(pay(&restored, &session, &card).await.json()["status"], "succeeded");
}
