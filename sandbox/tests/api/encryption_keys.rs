//! The keys that cards are encrypted for: every kind opens, and a rotation loses no card.

use std::fs;
use std::time::{Duration, Instant};

use payments_sandbox::api::jwks::OPENS_FOR;
use payments_sandbox::key_ring::KeyRing;
use payments_sandbox::{Config, clock, start};
use payments_widget::jwe::algorithm::Enc;
use payments_widget::jwe::jwk::{Jwk, JwkSet};
use payments_widget::jwe::open::{KeyKind, OpenError};
use reqwest::Method;
use serde_json::{Value, json};

use crate::program::Program;
use crate::seal::{Parts, base64, header, plaintext, random, seal, seal_cvv, seal_with, wrap};
use crate::world::{Change, Folder, Session, World, assert_shape, body_with, config_in};

const NUMBER: &str = "4242424242424242";
const KINDS: [&str; 4] = ["ec", "ec-a128gcm", "rsa", "rsa-a128gcm"];

fn rotating(kind: &str, old_encryption_key_for: i64) -> Config {
    let rotate_encryption_key = Some(kind.parse().unwrap());
    Config { rotate_encryption_key, old_encryption_key_for, ..Config::default() }
}

async fn world_of(kind: &str) -> World {
    World::with(rotating(kind, 0)).await
}

async fn rotated(world: &mut World, kind: &str, old_for: i64) {
    world.running.take().unwrap().stop().await;
    world.start_again(rotating(kind, old_for)).await;
}

async fn published(world: &World) -> Vec<Jwk> {
    let reply = world.call(Method::GET, "/jwks.json", &[], None).await;
    serde_json::from_str::<JwkSet>(&reply.text).unwrap().keys
}

fn card_for(key: &Jwk, session: &Session) -> String {
    seal(key, &plaintext(NUMBER, &session.id, session.amount, &session.currency))
}

async fn pay(world: &World, session: &Session, jwe: &str) -> Value {
    world.post_payment(session, &session.id, &body_with(session, jwe)).await.json()
}

/// The keys in the file.
fn stored(world: &World) -> Value {
    serde_json::from_str(&world.folder.read("jwk.json")).unwrap()
}

fn ring(folder: &Folder, now: i64) -> KeyRing {
    KeyRing::load_or_make(&folder.path().join("jwk.json"), KeyKind::USUAL, OPENS_FOR, now).unwrap()
}

#[tokio::test]
async fn a_card_for_each_kind_of_key_pays() {
    for kind in KINDS {
        let world = world_of(kind).await;
        let [key] = &published(&world).await[..] else { panic!("one key") };
        assert!(key.is_usable(), "{key:?}");
        let expected = if kind.starts_with("rsa") { "RSA-OAEP-256" } else { "ECDH-ES" };
        let enc = if kind.ends_with("a128gcm") { Enc::A128Gcm } else { Enc::A256Gcm };
        assert_eq!((key.alg.as_str(), key.enc()), (expected, Some(enc)));
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, key.thumbprint_input().as_bytes());
        assert_eq!(base64(digest.as_ref()), key.kid);
        let session = world.session().await;
        assert_eq!(pay(&world, &session, &card_for(key, &session)).await["status"], "succeeded", "{kind}");
    }
    let world = world_of("rsa-a128gcm").await;
    let reply = world.call(Method::GET, "/jwks.json", &[], None).await;
    assert_shape(&reply.text, "jwks_rsa");
    assert!(!reply.text.contains("pkcs8") && !reply.text.contains("_at"), "{}", reply.text);
}

#[tokio::test]
async fn for_an_rsa_key_a_jwe_that_was_touched_is_refused() {
    let world = world_of("rsa").await;
    let session = world.session().await;
    let key = world.key().await;
    let text = plaintext(NUMBER, &session.id, session.amount, &session.currency).to_string();
    let touch = |change: fn(&Jwk, &mut Parts)| {
        let mut parts = seal_with(&key, header(&key), &text, 1024);
        change(&key, &mut parts);
        parts.compact()
    };
    let with_header = |change: Change| {
        let mut header = header(&key);
        change(&mut header);
        seal_with(&key, header, &text, 1024).compact()
    };
    let point = json!({ "kty": "EC", "crv": "P-256", "x": base64(&[1; 32]), "y": base64(&[1; 32]) });
    let mut with_epk = header(&key);
    with_epk["epk"] = point;
    let rows = [
        ("no encrypted key", touch(|_, parts| parts.encrypted_key.clear())),
        ("a short encrypted key", touch(|_, parts| parts.encrypted_key = base64(&random::<255>()))),
        (
            "a random encrypted key",
            touch(|_, parts| parts.encrypted_key = base64(&[&[0], &random::<255>()[..]].concat())),
        ),
        ("another content key", touch(|key, parts| parts.encrypted_key = base64(&wrap(key, &random::<32>())))),
        ("a content key for A128GCM", touch(|key, parts| parts.encrypted_key = base64(&wrap(key, &random::<16>())))),
        ("a longer content key", touch(|key, parts| parts.encrypted_key = base64(&wrap(key, &random::<48>())))),
        ("another tag", touch(|_, parts| parts.tag = base64(&random::<16>()))),
        ("an epk", seal_with(&key, with_epk, &text, 1024).compact()),
        ("an epk that is null", with_header(|header| header["epk"] = json!(null))),
        ("another algorithm", with_header(|header| header["alg"] = json!("RSA-OAEP"))),
        ("that of the other kind", with_header(|header| header["alg"] = json!("ECDH-ES"))),
        ("another encryption", with_header(|header| header["enc"] = json!("A128GCM"))),
    ];
    for (name, jwe) in rows {
        let refused = world.post_payment(&session, "key", &body_with(&session, &jwe)).await.refusal();
        assert_eq!(refused, (400, "encrypted_card_invalid".into()), "{name}");
    }
    assert_eq!(pay(&world, &session, &touch(|_, _| {})).await["status"], "succeeded", "untouched it is good");
}

#[tokio::test]
async fn a_card_for_the_key_before_a_rotation_pays_after_it() {
    let mut world = World::new().await;
    let old = world.key().await;
    let sessions = [world.session().await, world.session().await];
    rotated(&mut world, "rsa-a128gcm", 0).await;
    let [new] = &published(&world).await[..] else { panic!("the old key is still published") };
    assert!(new.kid != old.kid && new.kty == "RSA");
    for (key, session) in [&old, new].into_iter().zip(&sessions) {
        assert_eq!(pay(&world, session, &card_for(key, session)).await["status"], "succeeded", "{}", key.kty);
    }
    world.restart_after(async |_| {}).await;
    assert_eq!(world.key().await.kid, new.kid, "a start without the option changes nothing");
}

#[tokio::test]
async fn the_old_key_may_be_published_after_the_new_one() {
    let mut world = World::new().await;
    let first = world.key().await;
    rotated(&mut world, "ec", 60 * 60 * 1000).await;
    let second = world.key().await;
    let kids = |keys: Vec<Jwk>| keys.into_iter().map(|key| key.kid).collect::<Vec<_>>();
    assert_eq!(kids(published(&world).await), [second.kid.clone(), first.kid.clone()]);
    let retired_at = stored(&world)["keys"][1]["retired_at"].as_i64().unwrap();
    // Another rotation takes both back at once, and gives none more time.
    rotated(&mut world, "ec", 0).await;
    let third = world.key().await;
    assert_eq!(kids(published(&world).await), [third.kid]);
    let times: Vec<_> = (1..3).map(|at| stored(&world)["keys"][at]["retired_at"].as_i64().unwrap()).collect();
    assert!(times.iter().all(|time| *time < retired_at && *time <= clock::now()), "{times:?}");
    for key in [first, second] {
        let session = world.session().await;
        assert_eq!(pay(&world, &session, &card_for(&key, &session)).await["status"], "succeeded");
    }
}

#[tokio::test]
async fn when_no_session_can_hold_a_card_for_it_a_key_is_deleted() {
    let mut world = World::new().await;
    let old = world.key().await;
    let private = stored(&world)["keys"][0]["key"]["d"].as_str().unwrap().to_owned();
    rotated(&mut world, "ec", 0).await;
    world
        .restart_after(async |folder| {
            let mut file: Value = serde_json::from_str(&folder.read("jwk.json")).unwrap();
            file["keys"][1]["retired_at"] = json!(clock::now() - OPENS_FOR);
            fs::write(folder.path().join("jwk.json"), file.to_string()).unwrap();
        })
        .await;
    let session = world.session().await;
    let refused = world.post_payment(&session, "key", &body_with(&session, &card_for(&old, &session))).await.refusal();
    // By this code the widget asks for the keys anew.
    assert_eq!(refused, (400, "encryption_key_unknown".into()));
    // The sweep deletes it, soon after the start.
    let begun = Instant::now();
    while stored(&world)["keys"].as_array().unwrap().len() > 1 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the key is still in the file");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!world.folder.read("jwk.json").contains(&private));
    assert_eq!(pay(&world, &session, &card_for(&world.key().await, &session)).await["status"], "succeeded");
}

#[test]
fn a_key_opens_until_its_time_is_over_also_in_a_process_that_runs_on() {
    let folder = Folder::new();
    let keys = ring(&folder, 1_000);
    let old = keys.published(1_000).keys.remove(0);
    let jwe = seal_cvv(&old, &json!({}));
    let opens = |now| keys.open("payment-cvv+jwe", &jwe, now).map(|_| ());
    let kids = |now| keys.published(now).keys.into_iter().map(|key| key.kid).collect::<Vec<_>>();
    keys.rotate(KeyKind::USUAL, 5_000, 2_000).unwrap();
    let new = kids(2_000)[0].clone();
    let end = 5_000 + OPENS_FOR;
    assert_eq!((kids(4_999), kids(5_000)), (vec![new.clone(), old.kid.clone()], vec![new]));
    for (now, expected) in [(2_000, Ok(())), (5_000, Ok(())), (end - 1, Ok(())), (end, Err(OpenError::UnknownKey))] {
        keys.forget_expired(now).unwrap();
        assert_eq!(opens(now), expected, "{now}");
    }
    let text = folder.read("jwk.json");
    assert!(!text.contains(&old.kid), "the file has forgotten it too");
    assert_eq!(ring(&folder, end).published(end).keys.len(), 1);
    // Longer than the longest session and the two caches of the public keys.
    assert_eq!(OPENS_FOR, (24 * 60 + 10) * 60 * 1000);
}

#[tokio::test]
async fn the_file_of_version_0_1_0_is_taken_over() {
    let mut world = World::new().await;
    let old = world.key().await;
    let one = stored(&world)["keys"][0]["key"].clone();
    assert!(one["d"].is_string() && one["created_at"].is_null());
    world.restart_after(async |folder| fs::write(folder.path().join("jwk.json"), one.to_string()).unwrap()).await;
    assert_eq!(world.key().await, old);
    let session = world.session().await;
    rotated(&mut world, "ec", 0).await;
    assert_ne!(world.key().await.kid, old.kid);
    assert_eq!(pay(&world, &session, &card_for(&old, &session)).await["status"], "succeeded");
}

#[tokio::test]
async fn a_file_that_holds_something_else_is_refused() {
    let world = World::new().await;
    let good = stored(&world)["keys"][0].clone();
    let with = |change: Change| {
        let mut key = good.clone();
        change(&mut key);
        json!({ "keys": [key] }).to_string()
    };
    let rows = [
        String::new(),
        "{}".into(),
        json!({ "keys": [] }).to_string(),
        with(|key| drop(key["key"].as_object_mut().unwrap().remove("d"))),
        with(|key| key["key"]["d"] = json!("AAAA")),
        with(|key| key["key"]["pkcs8"] = json!("AAAA")),
        with(|key| key["key"]["enc"] = json!("A192GCM")),
        with(|key| key["retired_at"] = json!(1)),
        with(|key| key["retired"] = json!(1)),
    ];
    for text in rows {
        let folder = Folder::new();
        fs::write(folder.path().join("jwk.json"), &text).unwrap();
        let sentence = start(&config_in(&folder, Config::default())).await.err().unwrap().to_string();
        assert!(sentence.contains("jwk.json") && !sentence.contains("AAAA"), "{sentence}");
        assert_eq!(folder.read("jwk.json"), text, "it is left as it was");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_option_of_the_program_makes_a_private_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let program = Program::start(&folder, &["--rotate-encryption-key", "rsa"]);
    let world = program.world(folder);
    assert_eq!(published(&world).await.len(), 1, "at the first start it decides the kind of the only key");
    assert_eq!(world.key().await.kty, "RSA");
    program.crash();
    let program = Program::start(&world.folder, &["--rotate-encryption-key"]);
    let world = program.world(world.folder);
    let kinds: Vec<_> = published(&world).await.into_iter().map(|key| key.kty).collect();
    assert_eq!(kinds, ["EC", "RSA"]);
    assert_eq!(fs::metadata(world.folder.path().join("jwk.json")).unwrap().permissions().mode() & 0o777, 0o600);
    program.crash();
}
