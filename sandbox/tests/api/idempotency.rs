//! The same key twice is the same request once.

use reqwest::Method;

use crate::seal::{plaintext, seal};
use crate::world::{World, body_with};

#[tokio::test]
async fn a_replay_gives_the_current_state() {
    let world = World::new().await;
    let session = world.session().await;
    let body = world.card_body(&session, "4000000000000119").await;
    let first = world.post_payment(&session, "key", &body).await;
    assert_eq!(first.json()["status"], "processing");
    assert_eq!(first.header("idempotent-replayed"), "");
    world.decided(&session, first.json()["id"].as_str().unwrap()).await;

    let replay = world.post_payment(&session, "key", &body).await;
    assert_eq!(replay.header("idempotent-replayed"), "true");
    assert_eq!(replay.json()["id"], first.json()["id"]);
    assert_eq!(replay.json()["status"], "succeeded");
    assert_eq!(world.approvals().await, 1);
}

#[tokio::test]
async fn another_request_under_a_used_key() {
    let world = World::new().await;
    let (session, other) = (world.session().await, world.session().await);
    let body = world.card_body(&session, "4000000000000002").await;
    assert_eq!(world.post_payment(&session, "key", &body).await.status, 200);
    for (session, body) in [(&session, format!("{body} ")), (&other, body.clone())] {
        let reply = world.post_payment(session, "key", &body).await;
        assert_eq!(reply.refusal(), (422, "idempotency_key_reused".into()));
    }
}

#[tokio::test]
async fn a_payer_takes_no_key_of_the_merchant() {
    let world = World::new().await;
    let session = world.session().await;
    let body = world.card_body(&session, "4000000000000002").await;
    assert_eq!(world.post_payment(&session, "order-1043-1", &body).await.status, 200);
    let request = world.session_request(10_000, "USD");
    let made = world.merchant(Method::POST, "/payment_sessions", "order-1043-1", Some(&request)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let other = world.session_request(20_000, "USD");
    let reused = world.merchant(Method::POST, "/payment_sessions", "order-1043-1", Some(&other)).await;
    assert_eq!(reused.refusal(), (422, "idempotency_key_reused".into()));
}

#[tokio::test]
async fn many_at_once_are_one_payment() {
    let world = World::new().await;
    let session = world.session().await;
    let body = world.card_body(&session, "4242424242424242").await;
    let post = || world.post_payment(&session, "key", &body);
    let replies = tokio::join!(post(), post(), post(), post(), post(), post());
    let replies = [replies.0, replies.1, replies.2, replies.3, replies.4, replies.5];
    let fresh = replies.iter().filter(|reply| reply.status == 200 && reply.header("idempotent-replayed").is_empty());
    assert_eq!(fresh.count(), 1);
    for reply in &replies {
        match reply.status.as_u16() {
            200 => assert_eq!(reply.json()["status"], "succeeded"),
            _ => {
                assert_eq!(reply.refusal(), (409, "idempotency_in_flight".into()));
                assert_eq!(reply.header("retry-after"), "1");
            }
        }
    }
    assert_eq!(world.approvals().await, 1);
}

#[tokio::test]
async fn a_key_in_flight_is_held() {
    let world = World::new().await;
    let session = world.session().await;
    // A JWE that cannot be opened is refused only after a while.
    let body = body_with(&session, "a.b.c.d.e");
    let (first, second) =
        tokio::join!(world.post_payment(&session, "key", &body), world.post_payment(&session, "key", &body));
    let mut codes = [first.refusal().1, second.refusal().1];
    codes.sort();
    assert_eq!(codes, ["encrypted_card_invalid", "idempotency_in_flight"]);
    let another = body_with(&session, "f");
    let (first, other) =
        tokio::join!(world.post_payment(&session, "key", &body), world.post_payment(&session, "key", &another));
    let mut codes = [first.refusal().1, other.refusal().1];
    codes.sort();
    assert_eq!(codes, ["encrypted_card_invalid", "idempotency_key_reused"]);
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    let world = World::new().await;
    let session = world.session().await;
    let refused = world.post_payment(&session, "key", "{").await;
    assert_eq!(refused.refusal(), (400, "malformed_request".into()));
    let body = world.card_body(&session, "4242424242424242").await;
    assert_eq!(world.post_payment(&session, "key", &body).await.json()["status"], "succeeded");
}

#[tokio::test]
async fn a_sealed_card_is_good_for_one_key() {
    let world = World::new().await;
    let session = world.session().await;
    let declined = plaintext("4000000000000002", &session.id, session.amount, &session.currency);
    let key = world.key().await;
    let body = body_with(&session, &seal(&key, &declined));
    assert_eq!(world.post_payment(&session, "a", &body).await.json()["status"], "declined");
    for body in [body, body_with(&session, &seal(&key, &declined))] {
        assert_eq!(world.post_payment(&session, "b", &body).await.refusal(), (409, "token_used".into()));
    }
}

#[tokio::test]
async fn what_is_no_key() {
    let world = World::new().await;
    let session = world.session().await;
    for key in ["", &"k".repeat(256), "tab\there"] {
        let reply = world.post_payment(&session, key, "{}").await;
        assert_eq!(reply.refusal(), (400, "idempotency_key_invalid".into()), "{key:?}");
    }
}

#[tokio::test]
async fn a_sessions_creation_gives_its_secret_again() {
    let world = World::new().await;
    let request = world.session_request(10_000, "USD");
    let first = world.merchant(Method::POST, "/payment_sessions", "order-1042-1", Some(&request)).await;
    let again = world.merchant(Method::POST, "/payment_sessions", "order-1042-1", Some(&request)).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!((first.status, &first.text), (again.status, &again.text));
}
