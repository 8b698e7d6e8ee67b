//! Several instances over one PostgreSQL database. On SQLite files there is one, and nothing to test here.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use payments_sandbox::clock;
use payments_sandbox::hash::random_name;
use payments_sandbox::{Config, start};
use reqwest::Method;
use serde_json::json;
use tokio::task::JoinSet;

use crate::databases::{on_files, open};
use crate::program::Program;
use crate::receiver::{self, Receiver};
use crate::shop;
use crate::world::{Folder, Session, World, config_in};

/// What every instance needs of the first one's folder.
const KEYS: [&str; 6] = ["shop-key", "shop-secret", "server-key", "jwk.json", "vault-key", "wallet-key"];

fn copy_of_keys(folder: &Folder) -> Folder {
    let copy = Folder::new();
    for file in KEYS {
        fs::copy(folder.path().join(file), copy.path().join(file)).unwrap();
    }
    copy
}

/// One more instance in this process, with a copy of the keys.
pub async fn another(first: &World, config: Config) -> World {
    let folder = copy_of_keys(&first.folder);
    let running = start(&sharing(first, &folder, config)).await.unwrap();
    let mut world = World::at(folder, running.shop_url.clone(), running.payments_url.clone());
    world.running = Some(running);
    world
}

/// For an instance in `folder`, with the database of the first one.
fn sharing(first: &World, folder: &Folder, config: Config) -> Config {
    Config { data: folder.path().into(), ..config_in(&first.folder, config) }
}

/// Three programs over one database.
fn three_programs(more: &[&str]) -> (Vec<World>, Vec<Program>) {
    let folder = Folder::new();
    let address = folder.database_url().unwrap();
    let first = Program::start(&folder, more);
    let mut worlds = vec![first.world(folder)];
    let mut programs = vec![first];
    for _ in 0..2 {
        let folder = copy_of_keys(&worlds[0].folder);
        let program = Program::start_in(&folder, more, &[("DATABASE_URL", &address)]);
        worlds.push(program.world(folder));
        programs.push(program);
    }
    (worlds, programs)
}

#[tokio::test]
async fn what_one_instance_made_another_one_continues() {
    if on_files() {
        return;
    }
    let one = World::new().await;
    let two = another(&one, Config::default()).await;
    let session = one.session().await;
    let body = two.card_body(&session, "4000000000003220").await;
    let begun = two.post_payment(&session, "key", &body).await.json();
    assert_eq!(begun["status"], "requires_action");
    let replay = one.post_payment(&session, "key", &body).await;
    assert_eq!((&replay.json()["id"], replay.header("idempotent-replayed")), (&begun["id"], "true"));
    let reused = one.post_payment(&session, "key", &format!("{body} ")).await;
    assert_eq!(reused.refusal(), (422, "idempotency_key_reused".into()));
    let url = begun["next_action"]["url"].as_str().unwrap();
    let (path, key) = url.split_once("/v1").unwrap().1.split_once("?k=").unwrap();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    one.call(Method::POST, &format!("{path}/result"), &form, Some(&format!("k={key}&result=approved"))).await;
    assert_eq!(two.read_session(&session).await["status"], "complete");
    assert_eq!(one.approvals().await, 1);
}

#[tokio::test]
async fn instances_that_start_at_once_have_the_same_keys() {
    if on_files() {
        return;
    }
    let folder = Folder::new();
    let config = config_in(&folder, Config::default());
    let (one, two, three) = tokio::join!(start(&config), start(&config), start(&config));
    let all = [one.unwrap(), two.unwrap(), three.unwrap()];
    assert_eq!(all.iter().filter(|running| running.keys_are_new).count(), 1);
    let mut world = World::at(folder, all[0].shop_url.clone(), all[0].payments_url.clone());
    let (session, key) = (world.session().await, world.key().await);
    for running in &all {
        world.payments.clone_from(&running.payments_url);
        assert_eq!(world.read_session(&session).await["status"], "open");
        assert_eq!(world.key().await, key);
    }
    assert_eq!(world.pay_by_card(&session, "4242424242424242").await.json()["status"], "succeeded");
    for running in all {
        running.stop().await;
    }
}

/// As containers that share a volume do.
#[tokio::test]
async fn programs_that_start_at_once_in_an_empty_folder_share_its_keys() {
    if on_files() {
        return;
    }
    let folder = Folder::new();
    let programs = thread::scope(|scope| {
        let starts = [(); 3].map(|()| scope.spawn(|| Program::start(&folder, &[])));
        starts.map(|start| start.join().unwrap())
    });
    assert_eq!(programs.iter().filter(|program| program.prints("(shown this once)")).count(), 1);
    let mut world = programs[0].world(folder);
    let session = world.session().await;
    for program in &programs {
        world = program.world(world.folder);
        assert_eq!(world.read_session(&session).await["status"], "open");
    }
    assert_eq!(world.pay_by_card(&session, "4242424242424242").await.json()["status"], "succeeded");
    programs.into_iter().for_each(Program::crash);
}

#[tokio::test]
async fn an_instance_with_other_keys_does_not_start() {
    if on_files() {
        return;
    }
    let world = World::new().await;
    let other = Folder::new();
    let refused = start(&sharing(&world, &other, Config::default())).await;
    let sentence = refused.err().unwrap().to_string();
    assert!(sentence.contains("give every instance a copy of the first one's folder"), "{sentence}");
}

#[tokio::test]
async fn instances_count_a_payers_calls_together() {
    if on_files() {
        return;
    }
    let limited = || Config { attempts_per_minute: 3, ..Config::default() };
    let one = World::with(limited()).await;
    let two = another(&one, limited()).await;
    let mut answers = Vec::new();
    for world in [&one, &two, &one, &two] {
        let session = world.session().await;
        answers.push(world.pay_by_wallet(&session, "my_wallet").await);
    }
    let statuses: Vec<_> = answers.iter().map(|reply| reply.status.as_u16()).collect();
    assert_eq!(statuses, [200, 200, 200, 429]);
    let wait: u32 = answers[3].header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait} s");
    let other = two.session_for("jane").await;
    assert_eq!(two.pay_by_wallet(&other, "my_wallet").await.status, 200, "another payer's calls are not counted");
    // A minute later.
    let mut database = open(&one.folder, "sandbox").await;
    sqlx::query("UPDATE calls SET begun_at = begun_at - 60000").execute(&mut database).await.unwrap();
    let session = one.session().await;
    assert_eq!(one.pay_by_wallet(&session, "my_wallet").await.status, 200);
}

#[tokio::test]
async fn a_wallet_is_debited_once_however_many_approve_it() {
    if on_files() {
        return;
    }
    let one = World::new().await;
    let two = another(&one, Config::default()).await;
    for _ in 0..5 {
        let session = one.session().await;
        let payment = one.pay_by_wallet(&session, "app_wallet").await.json();
        let url = payment["next_action"]["url"].as_str().unwrap();
        let (path, key) = url.split_once("/v1").unwrap().1.split_once("?k=").unwrap();
        let (path, body) = (format!("{path}/result"), format!("k={key}&result=approved"));
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let approve = async |world: &World| world.call(Method::POST, &path, &form, Some(&body)).await;
        let replies = tokio::join!(approve(&one), approve(&two), approve(&one), approve(&two));
        assert_eq!(replies.0.status, 303, "{}", replies.0.text);
        assert_eq!(one.read_session(&session).await["status"], "complete");
    }
    let spent = "SELECT 10000000000 - balance FROM wallets WHERE id = 'app_wallet' AND currency = 'USD'";
    assert_eq!(one.count("sandbox", spent).await, 50_000);
}

#[tokio::test]
async fn one_card_that_is_saved_at_once_is_saved_once() {
    if on_files() {
        return;
    }
    let one = World::new().await;
    let two = another(&one, Config::default()).await;
    let sessions = [one.session().await, one.session().await, one.session().await, one.session().await];
    let pay = async |world: &World, session: &Session| {
        let mut body: serde_json::Value =
            serde_json::from_str(&world.card_body(session, "4242424242424242").await).unwrap();
        body["payment_method"]["save"] = json!(true);
        let begun = world.post_payment(session, &session.id, &body.to_string()).await.json();
        world.decided(session, begun["id"].as_str().unwrap()).await
    };
    let paid = tokio::join!(
        pay(&one, &sessions[0]),
        pay(&two, &sessions[1]),
        pay(&one, &sessions[2]),
        pay(&two, &sessions[3])
    );
    for payment in [paid.0, paid.1, paid.2, paid.3] {
        assert_eq!(payment["status"], "succeeded");
    }
    assert_eq!(one.count("sandbox", "SELECT COUNT(*) FROM saved_cards").await, 1);
}

#[tokio::test]
async fn pages_of_two_instances_that_open_together_have_one_order() {
    if on_files() {
        return;
    }
    let one = World::new().await;
    let two = another(&one, Config::default()).await;
    let cookie = shop::cookie(&one, "minsu").await;
    let ask = async |world: &World| shop::ask(world, &cookie, "/checkout/session", &[], shop::CART).await;
    let answers = tokio::join!(ask(&one), ask(&two), ask(&one), ask(&two));
    for answer in [&answers.1, &answers.2, &answers.3] {
        assert_eq!((answer.status.as_u16(), &answer.text), (200, &answers.0.text));
    }
    assert_eq!(one.count("shop", "SELECT COUNT(*) FROM orders").await, 1);
    assert_eq!(one.count("shop", "SELECT COUNT(*) FROM checkouts").await, 1);
}

#[tokio::test]
async fn a_key_is_one_charge_on_all_instances() {
    if on_files() {
        return;
    }
    let (worlds, programs) = three_programs(&[]);
    let session = worlds[0].session().await;
    let body = worlds[0].card_body(&session, "4242424242424242").await;
    let (worlds, session) = (Arc::new(worlds), Arc::new(session));
    let mut posts = JoinSet::new();
    for number in 0..500 {
        let (worlds, session, body) = (Arc::clone(&worlds), Arc::clone(&session), body.clone());
        posts.spawn(async move { worlds[number % 3].post_payment(&session, "key", &body).await });
    }
    let mut ids = Vec::new();
    while let Some(reply) = posts.join_next().await {
        let reply = reply.unwrap();
        if reply.status == 200 {
            ids.push(reply.json()["id"].as_str().unwrap().to_owned());
        } else {
            assert_eq!(reply.refusal(), (409, "idempotency_in_flight".into()));
        }
    }
    assert!(!ids.is_empty() && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(worlds[1].decided(&session, &ids[0]).await["status"], "succeeded");
    assert_eq!(worlds[0].approvals().await, 1);
    assert_eq!(worlds[0].count("sandbox", "SELECT COUNT(*) FROM payments").await, 1);
    programs.into_iter().for_each(Program::crash);
}

/// The payments that succeeded and that the network has taken the same amount for.
pub const BOOKED: &str = "SELECT COUNT(*) FROM payments p
    JOIN payments_network.authorizations a ON a.reference = p.network_reference
    WHERE p.status = 'succeeded' AND a.verdict = 'approved' AND a.amount = p.amount";

/// How many payers pay at the same time.
const PAYERS: usize = 60;

/// Pays until the session is paid, as a widget does whose connection breaks: the same request again, to whichever instance
/// answers; after a decline, a new attempt.
pub async fn pay_in_any_case(worlds: &[World], session: &Session, first: usize) {
    let number = if first.is_multiple_of(2) { "4242424242424242" } else { "4000000000000119" };
    let mut instance = first;
    'attempt: loop {
        // The keys are the same everywhere.
        let body = worlds[0].card_body(session, number).await;
        let key = random_name("key_");
        loop {
            instance += 1;
            let world = &worlds[instance % worlds.len()];
            let Some(reply) = world.try_to_post_payment(session, &key, &body).await else { continue };
            if reply.status != 200 {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
            if reply.json()["status"] == "declined" {
                continue 'attempt;
            }
            let id = reply.json()["id"].as_str().unwrap().to_owned();
            loop {
                match worlds[0].payment(session, &id).await["status"].as_str() {
                    Some("succeeded") => return,
                    Some("declined") => continue 'attempt,
                    // Not decided, or it cannot be read now.
                    _ => tokio::time::sleep(Duration::from_millis(100)).await,
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_is_killed_under_load_loses_and_doubles_nothing() {
    if on_files() {
        return;
    }
    let (worlds, mut programs) = three_programs(&["--attempts-per-minute", "100000"]);
    let mut sessions = Vec::new();
    for _ in 0..PAYERS {
        sessions.push(worlds[0].session().await);
    }
    let worlds = Arc::new(worlds);
    let mut payers = JoinSet::new();
    for (number, session) in sessions.iter().cloned().enumerate() {
        let worlds = Arc::clone(&worlds);
        payers.spawn(async move { pay_in_any_case(&worlds, &session, number).await });
    }
    let in_flight = "SELECT COUNT(*) FROM payments WHERE status = 'processing'";
    while worlds[0].count("sandbox", in_flight).await < 8 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    programs.remove(2).crash();
    while let Some(paid) = payers.join_next().await {
        paid.unwrap();
    }
    for session in &sessions {
        assert_eq!(worlds[1].read_session(session).await["status"], "complete");
    }
    let paid = i64::try_from(PAYERS).unwrap();
    assert_eq!(worlds[0].approvals().await, paid, "the network has taken each amount once");
    assert_eq!(worlds[0].count("sandbox", BOOKED).await, paid, "and this is what is booked");
    assert_eq!(worlds[0].count("sandbox", in_flight).await, 0);
    programs.into_iter().for_each(Program::crash);
}

/// The clocks of two machines differ: what one has called over is not open for the other.
#[tokio::test]
async fn a_session_that_was_called_over_stays_over() {
    let world = World::new().await;
    let session = world.session().await;
    let mut database = open(&world.folder, "sandbox").await;
    // Over since a minute, which is not so long that it is deleted; then again in the future, as after a clock was set back.
    for time in [clock::now() - 60_000, clock::now() + 60_000] {
        let change = sqlx::query("UPDATE payment_sessions SET expires_at = $1").bind(time);
        change.execute(&mut database).await.unwrap();
        assert_eq!(world.read_session(&session).await["status"], "expired");
    }
    assert_eq!(world.pay_by_card(&session, "4242424242424242").await.refusal(), (410, "session_expired".into()));
    assert_eq!(world.approvals().await, 0);
}

#[tokio::test]
async fn a_proxys_address_is_in_what_is_handed_out() {
    let public = "https://pay.example".to_owned();
    let world = World::with(Config { public_url: Some(public.clone()), ..Config::default() }).await;
    let payment = world.pay_by_card(&world.session().await, "4000000000003220").await.json();
    let url = payment["next_action"]["url"].as_str().unwrap();
    assert!(url.starts_with("https://pay.example/v1/actions/"), "{url}");
    for (host, status) in [("pay.example", 200), ("PAY.example", 200), ("localhost:1", 200), ("evil.example", 400)] {
        let reply = world.call(Method::GET, "/jwks.json", &[("host", host)], None).await;
        assert_eq!(reply.status, status, "{host}");
    }
}

#[tokio::test]
async fn refunds_by_two_instances_are_never_more_than_was_paid() {
    if on_files() {
        return;
    }
    let one = World::new().await;
    let two = another(&one, Config::default()).await;
    let (_, payment) = one.paid("4242424242424242").await;
    let part = json!({ "amount": 700 });
    let keys: Vec<_> = (0..20).map(|_| random_name("key_")).collect();
    let mut statuses = Vec::new();
    for key in &keys {
        // The same request to both at once is one refund.
        let (a, b) = tokio::join!(one.refund(&payment, key, &part), two.refund(&payment, key, &part));
        if a.status == 201 {
            assert_eq!(a.json()["id"], b.json()["id"], "{} {}", a.text, b.text);
        }
        statuses.push((a.status.as_u16(), b.status.as_u16()));
    }
    assert_eq!(statuses.iter().filter(|both| **both == (201, 201)).count(), 14, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|both| **both == (422, 422)).count(), 6, "{statuses:?}");
    // Different ones at once.
    let small = json!({ "amount": 90 });
    let refunds = (0..6).map(|number| {
        let (http, sk) = (one.http.clone(), one.sk.clone());
        let base = if number % 2 == 0 { &one.payments } else { &two.payments };
        let request = http.post(format!("{base}/v1/payments/{payment}/refunds")).bearer_auth(sk);
        let request = request.header("idempotency-key", random_name("key_")).header("content-type", "application/json");
        tokio::spawn(request.body(small.to_string()).send())
    });
    let mut made = 0;
    for refund in refunds.collect::<Vec<_>>() {
        made += u32::from(refund.await.unwrap().unwrap().status() == 201);
    }
    assert_eq!(made, 2);
    assert_eq!(one.amount_refunded(&payment).await, 9_980);
    assert_eq!(one.count("network", crate::refunds::GIVEN).await, 9_980);
}

#[tokio::test]
async fn two_instances_send_each_webhook_once_and_in_order() {
    if on_files() {
        return;
    }
    let one = World::with(receiver::config()).await;
    let two = another(&one, receiver::config()).await;
    let receiver = Receiver::new().await;
    let endpoint = one.endpoint_for(&receiver).await;
    for _ in 0..10 {
        for world in [&one, &two] {
            let payment = world.pay_by_quick_wallet().await;
            world.refunded(&payment, &json!({})).await;
        }
    }
    let seen = receiver.wait_for(60).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(receiver.seen().len(), 60, "each once");
    let mut told: HashMap<String, Vec<String>> = HashMap::new();
    for webhook in &seen {
        assert!(webhook.is_signed_with(receiver::secret(&endpoint)));
        let data = &webhook.json()["data"];
        let payment = data["payment"].as_str().or(data["id"].as_str()).unwrap().to_owned();
        told.entry(payment).or_default().push(webhook.kind());
    }
    assert_eq!(told.len(), 20);
    assert!(
        told.values().all(|kinds| *kinds == ["payment.succeeded", "refund.created", "refund.succeeded"]),
        "{told:?}"
    );
}
