//! API keys that are rolled: the new ones work at once, the old ones for a while or no longer.

use payments_sandbox::{Config, clock};
use reqwest::Method;
use serde_json::json;

use crate::console_visitor::Visitor;
use crate::databases::open;
use crate::program::Program;
use crate::world::{Folder, World};

const HOUR: i64 = 60 * 60 * 1000;
const NUMBER: &str = "4242424242424242";

/// Starts again over the same data with new keys; the world still has the old ones.
async fn rolled(world: &mut World, old_keys_for: i64) -> (String, String) {
    world.running.take().unwrap().stop().await;
    world.start_again(Config { roll_keys: true, old_keys_for, ..Config::default() }).await;
    let keys = (world.folder.read("shop-key"), world.folder.read("shop-secret"));
    let running = world.running.as_ref().unwrap();
    assert_eq!((&running.keys.publishable, &running.keys.secret, running.keys_are_new), (&keys.0, &keys.1, true));
    assert!(keys.0 != world.pk && keys.1 != world.sk);
    keys
}

/// What the two keys of the world are answered.
async fn answers(world: &World) -> [u16; 2] {
    let secret = world.merchant(Method::GET, "/payment_sessions/ps_none", "", None).await;
    let publishable = world.call(Method::GET, &format!("/jwks.json?key={}", world.pk), &[], None).await;
    for reply in [&secret, &publishable] {
        if reply.status == 401 {
            assert_eq!(reply.refusal(), (401, "api_key_invalid".into()));
        }
    }
    [secret.status.as_u16(), publishable.status.as_u16()]
}

/// When the keys that have an end are over.
async fn ends(world: &World) -> Vec<i64> {
    sqlx::query_scalar("SELECT expires_at FROM api_keys WHERE expires_at IS NOT NULL")
        .fetch_all(&mut open(&world.folder, "sandbox").await)
        .await
        .unwrap()
}

#[tokio::test]
async fn old_keys_work_until_their_time_is_over() {
    let mut world = World::new().await;
    let (pk, sk) = rolled(&mut world, HOUR).await;
    assert_eq!(answers(&world).await, [404, 200], "the old ones still work");
    let ends = ends(&world).await;
    let expected = clock::now() + HOUR;
    assert!(ends.len() == 2 && ends.iter().all(|end| (expected - 60_000..=expected).contains(end)), "{ends:?}");

    let over = "UPDATE api_keys SET expires_at = expires_at - 3600000 WHERE expires_at IS NOT NULL";
    sqlx::query(over).execute(&mut open(&world.folder, "sandbox").await).await.unwrap();
    assert_eq!(answers(&world).await, [401, 401]);
    (world.pk, world.sk) = (pk, sk);
    assert_eq!(answers(&world).await, [404, 200], "the new ones have no end");
}

#[tokio::test]
async fn keys_can_be_revoked_at_once() {
    let mut world = World::new().await;
    let (pk, sk) = rolled(&mut world, 0).await;
    assert_eq!(answers(&world).await, [401, 401]);
    (world.pk, world.sk) = (pk, sk);
    assert_eq!(answers(&world).await, [404, 200]);
    world.restart_after(async |_| {}).await;
    assert_eq!(answers(&world).await, [404, 200], "a start without the option changes nothing");
}

#[tokio::test]
async fn a_second_roll_does_not_give_old_keys_more_time() {
    let mut world = World::new().await;
    let (pk, sk) = rolled(&mut world, HOUR).await;
    let newest = rolled(&mut world, 48 * HOUR).await;
    let soon = clock::now() + 2 * HOUR;
    assert_eq!(ends(&world).await.into_iter().filter(|end| *end < soon).count(), 2, "the first two keep their end");
    rolled(&mut world, 0).await;
    for (pk, sk) in [(world.pk.clone(), world.sk.clone()), (pk, sk), newest] {
        (world.pk, world.sk) = (pk, sk);
        assert_eq!(answers(&world).await, [401, 401]);
    }
}

#[tokio::test]
async fn a_session_made_with_the_old_key_is_paid_with_the_new_one() {
    for old_keys_for in [0, HOUR] {
        let mut world = World::new().await;
        let [session, declined] = [world.session().await, world.session().await];
        let payment = world.pay_by_card(&declined, "4000000000000002").await.json();
        let old = (world.pk.clone(), world.sk.clone());
        let new = rolled(&mut world, old_keys_for).await;
        (world.pk, world.sk) = new.clone();
        assert_eq!(world.read_session(&declined).await["payment"]["id"], payment["id"]);
        assert_eq!(world.pay_by_card(&session, NUMBER).await.json()["status"], "succeeded");
        let read = world.merchant(Method::GET, &format!("/payment_sessions/{}", session.id), "", None).await.json();
        assert_eq!(read["status"], "complete");
        if old_keys_for > 0 {
            // A page that was open has the old key.
            world.pk = old.0;
            assert_eq!(world.pay_by_card(&declined, NUMBER).await.json()["status"], "succeeded");
        }
    }
}

/// When the world's keys were used last: publishable and secret.
async fn last_used(world: &World) -> [Option<i64>; 2] {
    let query = "SELECT last_used_at FROM api_keys WHERE developer_id = 'dev_shop' ORDER BY kind";
    let found: Vec<Option<i64>> =
        sqlx::query_scalar(query).fetch_all(&mut open(&world.folder, "sandbox").await).await.unwrap();
    found.try_into().unwrap()
}

#[tokio::test]
async fn the_console_says_when_a_key_was_used_last() {
    let mut world = World::new().await;
    assert_eq!(last_used(&world).await, [None, None]);
    {
        let page = Visitor::shop(&world).await.page("/keys").await;
        assert_eq!(page.matches("No use recorded").count(), 2, "{page}");
    }
    let begun = clock::now();
    world.merchant(Method::GET, "/payment_sessions/ps_none", "", None).await;
    let first = until(&world, |[_, secret]| secret.is_some()).await;
    assert!(first[0].is_none() && (begun..=clock::now()).contains(&first[1].unwrap()), "{first:?}");
    {
        let page = Visitor::shop(&world).await.page("/keys").await;
        assert_eq!((page.matches("Last used").count(), page.matches("No use recorded").count()), (1, 1), "{page}");
    }
    // More uses in the same minute write nothing, until the sandbox stops.
    answers(&world).await;
    let second = until(&world, |[publishable, _]| publishable.is_some()).await;
    assert_eq!(second[1], first[1]);
    let before_stop = clock::now();
    answers(&world).await;
    world.restart_after(async |_| {}).await;
    let last = last_used(&world).await;
    assert!(last.iter().all(|at| at.is_some_and(|at| at >= before_stop)), "{last:?}");
}

/// Waits until the times are so.
async fn until(world: &World, is_so: impl Fn([Option<i64>; 2]) -> bool) -> [Option<i64>; 2] {
    for _ in 0..200 {
        let now = last_used(world).await;
        if is_so(now) {
            return now;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no use is written");
}

/// The keys are in the files before the database, so that a process that is killed between both has locked nobody out.
#[tokio::test]
async fn a_roll_that_was_cut_short_leaves_every_key_as_it_was() {
    let mut world = World::new().await;
    let other = Folder::new();
    let program = Program::start(&other, &[]);
    program.crash();
    let fresh = other.read("shop-key");
    world.restart_after(async |folder| std::fs::write(folder.path().join("shop-key"), &fresh).unwrap()).await;
    assert_eq!(answers(&world).await, [404, 200]);
    world.pk = fresh;
    assert_eq!(answers(&world).await, [404, 200]);
}

#[cfg(unix)]
#[tokio::test]
async fn the_program_shows_the_new_secret_once_and_keeps_it_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    Program::start(&folder, &[]).crash();
    let old = folder.read("shop-secret");
    let program = Program::start(&folder, &["--roll-keys", "--old-keys-for", "0s"]);
    let secret = folder.read("shop-secret");
    assert_ne!(old, secret);
    assert!(program.prints(&secret) && !program.prints(&old));
    assert_eq!(std::fs::metadata(folder.path().join("shop-secret")).unwrap().permissions().mode() & 0o777, 0o600);
    let world = program.world(folder);
    assert_eq!(answers(&world).await, [404, 200]);
    let shop = world.send(Method::GET, &format!("{}/login", world.shop), &[], None).await;
    assert_eq!(shop.status, 200);
    let frame = world.send(Method::GET, &format!("{}/widget/frame.json", world.payments), &[], None).await;
    assert_eq!(frame.json()["apiKey"], json!(world.pk), "the form in a frame has the new key");
    program.crash();
    let program = Program::start(&world.folder, &[]);
    assert!(!program.prints(&secret));
    program.crash();
}
