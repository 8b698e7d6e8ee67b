//! What is sealed wrongly is refused: by one text, after one time.

use std::time::Instant;

use base64ct::{Base64UrlUnpadded, Encoding};
use reqwest::Method;
use serde_json::json;

use crate::seal::{Parts, base64, header, plaintext, random, seal, seal_with};
use crate::world::{Change, Session, World, assert_shape, body_with};

const NUMBER: &str = "4242424242424242";

async fn refusal(world: &World, session: &Session, jwe: &str) -> (u16, String) {
    world.post_payment(session, "key", &body_with(session, jwe)).await.refusal()
}

/// Changes the first character of a base64url text.
fn flipped(text: &str) -> String {
    let other = if text.starts_with('A') { "B" } else { "A" };
    text.chars().next().map_or_else(String::new, |first| text.replacen(first, other, 1))
}

#[tokio::test]
async fn a_jwe_that_was_touched() {
    let world = World::new().await;
    let session = world.session().await;
    let key = world.key().await;
    let text = plaintext(NUMBER, &session.id, session.amount, &session.currency).to_string();
    let sealed = || seal_with(&key, header(&key), &text, 1024);
    let touch = |change: fn(&mut Parts)| {
        let mut parts = sealed();
        change(&mut parts);
        parts.compact()
    };
    let with_header = |change: Change| {
        let mut header = header(&key);
        change(&mut header);
        seal_with(&key, header, &text, 1024).compact()
    };
    let good = sealed().compact();
    let rows = [
        ("nothing", String::new()),
        ("four parts", good.rsplit_once('.').unwrap().0.to_owned()),
        ("six parts", format!("{good}.")),
        ("padding", touch(|parts| parts.tag.push('='))),
        ("another tag", touch(|parts| parts.tag = flipped(&parts.tag))),
        ("a short tag", touch(|parts| parts.tag.truncate(20))),
        ("another iv", touch(|parts| parts.iv = flipped(&parts.iv))),
        ("a short iv", touch(|parts| parts.iv.truncate(8))),
        ("another ciphertext", touch(|parts| parts.ciphertext = flipped(&parts.ciphertext))),
        ("an encrypted key", touch(|parts| parts.encrypted_key = base64(&random::<32>()))),
        (
            "another header of the same meaning",
            touch(|parts| {
                let json = String::from_utf8(Base64UrlUnpadded::decode_vec(&parts.protected).unwrap()).unwrap();
                parts.protected = base64(format!(" {json}").as_bytes());
            }),
        ),
        ("another length", seal_with(&key, header(&key), &text, 1023).compact()),
        ("no padding", seal_with(&key, header(&key), &text, 0).compact()),
        ("another algorithm", with_header(|header| header["alg"] = json!("dir"))),
        ("another encryption", with_header(|header| header["enc"] = json!("A128GCM"))),
        ("another type", with_header(|header| header["typ"] = json!("JWE"))),
        ("zip", with_header(|header| header["zip"] = json!("DEF"))),
        ("crit", with_header(|header| header["crit"] = json!(["exp"]))),
        ("an apu", with_header(|header| header["apu"] = json!(""))),
        ("no type", with_header(|header| drop(header.as_object_mut().unwrap().remove("typ")))),
        (
            "a private epk",
            with_header(|header| {
                header["epk"] =
                    json!({ "kty": "EC", "crv": "P-256", "x": base64(&[1; 32]), "y": base64(&[1; 32]), "d": "AA" });
            }),
        ),
        (
            "a point that is not on the curve",
            with_header(|header| {
                header["epk"] = json!({ "kty": "EC", "crv": "P-256", "x": base64(&[1; 32]), "y": base64(&[1; 32]) });
            }),
        ),
        ("a header that is no JSON", touch(|parts| parts.protected = base64(b"{"))),
    ];
    for (name, jwe) in rows {
        assert_eq!(refusal(&world, &session, &jwe).await, (400, "encrypted_card_invalid".into()), "{name}");
    }
    let unknown = with_header(|header| header["kid"] = json!("another"));
    assert_eq!(refusal(&world, &session, &unknown).await, (400, "encryption_key_unknown".into()));
    let paid = world.post_payment(&session, "key", &body_with(&session, &good)).await;
    assert_eq!(paid.json()["status"], "succeeded", "untouched it is good");
}

#[tokio::test]
async fn claims_that_are_not_the_sessions() {
    let world = World::new().await;
    let session = world.session().await;
    let key = world.key().await;
    let changes: [(&str, Change); 13] = [
        ("another session", |claims| claims["session"] = json!("ps_another")),
        ("another version", |claims| claims["v"] = json!(2)),
        ("a short jti", |claims| claims["jti"] = json!(base64(&random::<15>()))),
        ("no jti", |claims| drop(claims.as_object_mut().unwrap().remove("jti"))),
        ("no iat", |claims| drop(claims.as_object_mut().unwrap().remove("iat"))),
        ("an unknown member", |claims| claims["more"] = json!(1)),
        ("an unknown network", |claims| claims["network"] = json!("monopoly")),
        ("a number that is a number", |claims| claims["number"] = json!(4_242_424_242_424_242_u64)),
        ("half of the Korean pair", |claims| claims["kr"] = json!({ "identity": "900101" })),
        ("the Korean pair as a list", |claims| claims["kr"] = json!(["900101", "12"])),
        ("a negative amount", |claims| claims["amount"] = json!(-1)),
        ("a month in words", |claims| claims["exp_month"] = json!("12")),
        ("a cvv that is a number", |claims| claims["cvv"] = json!(123)),
    ];
    for (name, change) in changes {
        let mut claims = plaintext(NUMBER, &session.id, session.amount, &session.currency);
        change(&mut claims);
        assert_eq!(
            refusal(&world, &session, &seal(&key, &claims)).await,
            (400, "encrypted_card_invalid".into()),
            "{name}"
        );
    }
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM payments").await, 0);
}

#[tokio::test]
async fn padding_is_of_spaces_and_no_longer_than_it_has_to_be() {
    let world = World::new().await;
    let session = world.session().await;
    let key = world.key().await;
    let mut claims = plaintext(NUMBER, &session.id, session.amount, &session.currency);
    let text = claims.to_string();
    let filled = |with: &str| format!("{text}{}", with.repeat(1024 - text.len()));
    let members: Vec<_> = claims.as_object().unwrap().values().collect();
    let rows = [
        ("line feeds", filled("\n"), 1024),
        ("zeros", filled("\0"), 1024),
        ("a space before", format!(" {text}"), 1024),
        ("the longer length for no reason", text.clone(), 2048),
        ("an array of the members", json!(members).to_string(), 1024),
    ];
    for (name, text, length) in rows {
        let jwe = seal_with(&key, header(&key), &text, length).compact();
        assert_eq!(refusal(&world, &session, &jwe).await, (400, "encrypted_card_invalid".into()), "{name}");
    }
    claims["name"] = json!("\u{d55c}".repeat(255));
    claims["kr"] = json!({ "identity": "9".repeat(100), "password": "12" });
    let jwe = seal_with(&key, header(&key), &claims.to_string(), 2048).compact();
    assert_eq!(refusal(&world, &session, &jwe).await, (422, "identity_number_invalid".into()), "2048 when longer");
}

#[tokio::test]
async fn every_failure_takes_the_same_time() {
    let world = World::new().await;
    let session = world.session().await;
    let key = world.key().await;
    let mut claims = plaintext(NUMBER, &session.id, session.amount, &session.currency);
    claims["session"] = json!("ps_another");
    let mut touched = seal_with(&key, header(&key), "{}", 1024);
    touched.tag = flipped(&touched.tag);
    for jwe in ["x", &touched.compact(), &seal(&key, &claims)] {
        let begun = Instant::now();
        refusal(&world, &session, jwe).await;
        let millis = begun.elapsed().as_millis();
        assert!((50..500).contains(&millis), "{millis} ms");
    }
}

#[tokio::test]
async fn amounts_that_differ() {
    let world = World::new().await;
    let session = world.session().await;
    let key = world.key().await;
    let mismatch = (422, "amount_mismatch".to_owned());
    for (amount, currency) in [(9_999, "USD"), (10_000, "EUR")] {
        let claims = plaintext(NUMBER, &session.id, amount, currency);
        assert_eq!(refusal(&world, &session, &seal(&key, &claims)).await, mismatch, "in the sealed card");
        let claimed = Session { amount, currency: currency.into(), ..session.clone() };
        let body = world.card_body(&claimed, NUMBER).await;
        assert_eq!(world.post_payment(&session, "key", &body).await.refusal(), mismatch, "in both");
    }
    let rows = [
        ("10000", "0", "amount_invalid"),
        ("10000", "-5", "amount_invalid"),
        ("10000", "1.5", "amount_invalid"),
        ("10000", "9007199254740992", "amount_invalid"),
        ("10000", "9007199254740991", "amount_mismatch"),
        ("10000", "1e999", "amount_invalid"),
        ("USD", "usd", "currency_invalid"),
        ("USD", "XYZ", "currency_invalid"),
        (r#""installment_months":0"#, r#""installment_months":-1"#, "installment_months_invalid"),
        (r#""installment_months":0"#, r#""installment_months":256"#, "installment_months_invalid"),
        (r#""installment_months":0"#, r#""installment_months":-1e999"#, "installment_months_invalid"),
    ];
    for (good, bad, code) in rows {
        let body = body_with(&session, "x").replace(good, bad);
        assert_eq!(world.post_payment(&session, "key", &body).await.refusal(), (422, code.into()), "{bad}");
    }
}

#[tokio::test]
async fn cards_that_cannot_be_charged() {
    let world = World::new().await;
    let session = world.session().await;
    let key = world.key().await;
    let changes: [(&str, Change); 20] = [
        ("card_number_invalid", |claims| claims["number"] = json!("4242424242424241")),
        // Empty and half typed are words of a form; over the wire the field is just invalid.
        ("card_number_invalid", |claims| claims["number"] = json!("")),
        ("card_number_invalid", |claims| claims["number"] = json!("4242")),
        ("cvv_invalid", |claims| claims["cvv"] = json!("")),
        ("cvv_invalid", |claims| claims["cvv"] = json!("12")),
        ("cardholder_name_invalid", |claims| claims["name"] = json!("4242 4242 4242 4242")),
        ("cardholder_name_invalid", |claims| claims["name"] = json!("KIM\u{0}MINSU")),
        ("cardholder_name_invalid", |claims| claims["name"] = json!("KIM\u{85}MINSU")),
        ("card_expired", |claims| claims["exp_year"] = json!(2020)),
        ("expiration_date_invalid", |claims| claims["exp_month"] = json!(13)),
        ("cvv_invalid", |claims| claims["cvv"] = json!("12a")),
        ("identity_number_invalid", |claims| claims["kr"] = json!({ "identity": "991332", "password": "12" })),
        ("live_card_in_test_mode", |claims| claims["number"] = json!("4111111111111111")),
        // A form takes these; what it seals has plain digits.
        ("card_number_invalid", |claims| claims["number"] = json!("4242 4242 4242 4242")),
        ("card_number_invalid", |claims| claims["number"] = json!("4242-4242-4242-4242")),
        ("card_number_invalid", |claims| claims["number"] = json!("4242424242424242\u{200f}")),
        ("card_number_invalid", |claims| claims["number"] = json!("\u{ff14}\u{ff12}".repeat(8))),
        ("cvv_invalid", |claims| claims["cvv"] = json!(" 123")),
        ("identity_number_invalid", |claims| claims["kr"] = json!({ "identity": "900101 ", "password": "12" })),
        ("card_password_invalid", |claims| {
            claims["kr"] = json!({ "identity": "900101", "password": "\u{661}\u{662}" })
        }),
    ];
    for (code, change) in changes {
        let mut claims = plaintext(NUMBER, &session.id, session.amount, &session.currency);
        change(&mut claims);
        let reply = world.post_payment(&session, "key", &body_with(&session, &seal(&key, &claims))).await;
        assert_eq!(reply.refusal(), (422, code.into()));
        assert!(!reply.text.contains("4242") && !reply.text.contains("4111"), "{}", reply.text);
    }
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let world = World::new().await;
    let session = world.session().await;
    let mut claims = plaintext(NUMBER, &session.id, session.amount, &session.currency);
    (claims["exp_month"], claims["cvv"]) = (json!(13), json!("12a"));
    let body = body_with(&session, &seal(&world.key().await, &claims));
    let reply = world.post_payment(&session, "key", &body).await;
    assert_shape(&reply.text, "problem_fields");
    assert_eq!(reply.json()["field"], "expirationDate");
    assert_eq!(reply.json()["errors"][1]["field"], "cvv");
}

#[tokio::test]
async fn the_key_is_published_as_its_thumbprint() {
    let world = World::new().await;
    let reply = world.call(Method::GET, "/jwks.json", &[("origin", "https://anywhere.example")], None).await;
    assert_shape(&reply.text, "jwks");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("cache-control"), "public, max-age=300");
    let key = world.key().await;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, key.thumbprint_input().as_bytes());
    assert_eq!(base64(digest.as_ref()), key.kid);
    assert!(key.is_usable());
    assert!(!reply.text.contains("\"d\""));
}
