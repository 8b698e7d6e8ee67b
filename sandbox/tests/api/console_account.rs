//! A password that is changed, and who is still logged in after that.

use sqlx::AssertSqlSafe;

use crate::console_visitor::{Visitor, cookie_of};
use crate::databases::{open, written_down};
use crate::durability::finds;
use crate::world::{Reply, World};

const NAME: &str = "min@shop.example";
/// What [`Visitor::sign_up`] chooses.
const OLD: &str = "long enough";
const NEW: &str = "AnotherLongOne";

async fn change(visitor: &Visitor<'_>, current: &str, new: &str, again: &str) -> Reply {
    visitor.post("/account/password", &[("current", current), ("new", new), ("again", again)]).await
}

async fn log_in_with(world: &World, password: &str) -> String {
    let reply = Visitor::nobody(world).post("/login", &[("name", NAME), ("password", password)]).await;
    reply.header("location").to_owned()
}

#[tokio::test]
async fn a_changed_password_ends_every_other_log_in() {
    let world = World::new().await;
    let (visitor, _) = Visitor::sign_up(&world, NAME).await;
    let elsewhere = Visitor::log_in(&world, NAME, OLD).await;
    let shop = Visitor::shop(&world).await;
    let reply = change(&visitor, OLD, NEW, NEW).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/console/account"));
    let after = Visitor { world: &world, cookie: cookie_of(&reply) };
    assert_ne!(after.cookie, visitor.cookie, "whoever knew the cookie has nothing from it");
    let page = after.page("/account").await;
    assert!(page.contains("The password is changed.") && page.contains(NAME), "{page}");
    for over in [&visitor, &elsewhere] {
        assert_eq!(over.get("").await.header("location"), "/console/login");
    }
    assert_eq!(shop.get("").await.status, 200, "another account's log-in");
    assert_eq!(log_in_with(&world, OLD).await, "/console/login?wrong");
    assert_eq!(log_in_with(&world, NEW).await, "/console");
    // Once more, with the new one as the old one.
    let reply = change(&after, NEW, OLD, OLD).await;
    assert!(!cookie_of(&reply).is_empty());
    assert_eq!(log_in_with(&world, OLD).await, "/console");
    for (file, bytes) in written_down(&world.folder).await {
        assert!(!finds(&bytes, OLD) && !finds(&bytes, NEW), "{file}");
    }
}

#[tokio::test]
async fn a_log_in_that_began_with_the_old_password_is_of_no_use() {
    let world = World::new().await;
    let (visitor, _) = Visitor::sign_up(&world, NAME).await;
    change(&visitor, OLD, NEW, NEW).await;
    let late = Visitor::log_in(&world, NAME, NEW).await;
    assert_eq!(late.get("").await.status, 200);
    // As it is stored by somebody whose password was compared before the change.
    let mut database = open(&world.folder, "sandbox").await;
    let earlier = format!("UPDATE console_sessions SET password_version = 1 WHERE account = '{NAME}'");
    sqlx::query(AssertSqlSafe(earlier)).execute(&mut database).await.unwrap();
    assert_eq!(late.get("").await.header("location"), "/console/login");
}

#[tokio::test]
async fn of_two_changes_at_the_same_time_one_is_made() {
    let world = World::new().await;
    let (visitor, _) = Visitor::sign_up(&world, NAME).await;
    let other = Visitor::log_in(&world, NAME, OLD).await;
    let (one, two) = tokio::join!(
        change(&visitor, OLD, "the first one", "the first one"),
        change(&other, OLD, "the second one", "the second one"),
    );
    let new = [log_in_with(&world, "the first one").await, log_in_with(&world, "the second one").await];
    let made = [one, two].map(|reply| reply.header("location") == "/console/account" && !cookie_of(&reply).is_empty());
    assert_eq!(made.iter().filter(|made| **made).count(), 1);
    assert_eq!(new.map(|location| location == "/console"), made);
}

#[tokio::test]
async fn a_password_is_changed_only_by_who_knows_the_old_one() {
    let world = World::new().await;
    let (visitor, _) = Visitor::sign_up(&world, NAME).await;
    for (current, new, again, why) in [
        ("wrong", NEW, NEW, "Check the current password."),
        ("", NEW, NEW, "Check the current password."),
        (OLD, NEW, "another one", "The two new passwords differ."),
        (OLD, "short", "short", "Use a password of 8 to 128 characters."),
        (OLD, &"x".repeat(129), &"x".repeat(129), "Use a password of 8 to 128 characters."),
    ] {
        let reply = change(&visitor, current, new, again).await;
        assert_eq!((reply.status.as_u16(), reply.header("set-cookie")), (303, ""), "{why}");
        let page = visitor.page("/account").await;
        assert!(page.contains("role=\"alert\"") && page.contains(why), "{why}: {page}");
        assert!(!page.contains("name=\"current\" value") && !page.contains(OLD), "{page}");
    }
    assert_eq!(log_in_with(&world, OLD).await, "/console");
    // Guesses are counted as attempts to log in.
    for _ in 0..10 {
        change(&visitor, "a guess", NEW, NEW).await;
    }
    change(&visitor, OLD, NEW, NEW).await;
    assert!(visitor.page("/account").await.contains("Too many attempts"));
    assert_eq!(log_in_with(&world, OLD).await, "/console/login?limited");
    let untouched = "SELECT COUNT(*) FROM accounts WHERE password_version = 1";
    assert_eq!(world.count("sandbox", untouched).await, 2);
}

#[tokio::test]
async fn the_demo_shops_password_stays_that_of_its_file() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let page = visitor.page("/account").await;
    assert!(page.contains("console-password") && !page.contains("type=\"password\""), "{page}");
    let password = world.folder.read("console-password");
    change(&visitor, &password, NEW, NEW).await;
    assert!(visitor.page("/account").await.contains("role=\"alert\""));
    Visitor::shop(&world).await;
}
