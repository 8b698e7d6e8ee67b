//! Webhook endpoints: whose they are, what they can be, and their secrets.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::databases::written_down;
use crate::durability::finds;
use crate::receiver::{Reaction, Receiver, config, id, secret};
use crate::world::{World, assert_shape};

const GOOD: &str = "4242424242424242";
const CHALLENGE: &str = "4000000000003220";

#[tokio::test]
async fn both_secrets_sign_while_one_is_replaced() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    let endpoint = world.endpoint_for(&receiver).await;
    let rotated = world.rotate(&endpoint, json!({ "expires_in": 60 })).await;
    assert_eq!(rotated.status, 200, "{}", rotated.text);
    assert_shape(&rotated.text, "webhook_endpoint_created");
    let rotated = rotated.json();
    assert_ne!(secret(&rotated), secret(&endpoint));
    world.pay_by_quick_wallet().await;
    let both = receiver.wait_for(1).await.remove(0);
    assert!(both.is_signed_with(secret(&endpoint)) && both.is_signed_with(secret(&rotated)));
    assert_eq!(both.header("webhook-signature").split(' ').count(), 2);

    let newest = world.rotate(&endpoint, json!({ "expires_in": 0 })).await.json();
    world.pay_by_quick_wallet().await;
    let one = receiver.wait_for(2).await.remove(1);
    assert!(one.is_signed_with(secret(&newest)));
    assert!(!one.is_signed_with(secret(&endpoint)) && !one.is_signed_with(secret(&rotated)));
    assert_eq!(one.header("webhook-signature").split(' ').count(), 1);

    world.rotate(&endpoint, json!({ "expires_in": 1 })).await;
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    world.pay_by_quick_wallet().await;
    let later = receiver.wait_for(3).await.remove(2);
    assert!(!later.is_signed_with(secret(&newest)), "its time is over");

    for _ in 0..4 {
        assert_eq!(world.rotate(&endpoint, json!({})).await.status, 200);
    }
    assert_eq!(world.rotate(&endpoint, json!({})).await.refusal(), (400, "malformed_request".into()));
    assert_eq!(world.rotate(&endpoint, json!({ "expires_in": 604_801 })).await.refusal().0, 400);
    assert_eq!(world.rotate(&endpoint, json!({ "expires_in": 0 })).await.status, 200);
}

#[tokio::test]
async fn a_secret_is_shown_where_it_is_made_and_stored_nowhere() {
    let mut world = World::with(config()).await;
    let receiver = Receiver::new().await;
    let request = json!({ "url": receiver.url, "events": ["payment.succeeded"] });
    let made = world.post_endpoint("key", &request).await;
    assert_shape(&made.text, "webhook_endpoint_created");
    assert_eq!(made.header("cache-control"), "no-store");
    let endpoint = made.json();
    assert!(secret(&endpoint).starts_with("whsec_"));
    let replay = world.post_endpoint("key", &request).await;
    assert_eq!((&replay.text, replay.header("idempotent-replayed")), (&made.text, "true"));
    let path = format!("/webhook_endpoints/{}", id(&endpoint));
    let read = world.merchant(Method::GET, &path, "", None).await;
    assert_shape(&read.text, "webhook_endpoint");
    let list = world.merchant(Method::GET, "/webhook_endpoints", "", None).await;
    assert_eq!(list.json(), json!({ "webhook_endpoints": [read.json()] }));

    world.pay_by_card(&world.session().await, CHALLENGE).await;
    world.pay_by_quick_wallet().await;
    world.newest_has(&endpoint, "status", "delivered").await;
    world.running.take().unwrap().stop().await;
    let secret = secret(&endpoint).strip_prefix("whsec_").unwrap();
    let mut found = 0;
    for (name, bytes) in written_down(&world.folder).await {
        let text = String::from_utf8_lossy(&bytes);
        found += text.matches(id(&endpoint)).count();
        assert!(!text.contains(secret), "{name}");
        assert!(!text.contains("?k="), "no secret of an action either: {name}");
    }
    assert!(found > 0, "the search finds what it should");
}

#[tokio::test]
async fn an_endpoint_hears_of_what_it_asked_for() {
    let world = World::with(config()).await;
    let (some, all) = (Receiver::new().await, Receiver::new().await);
    let request = json!({ "url": some.url, "events": ["refund.succeeded", "payment.declined", "refund.succeeded"] });
    let endpoint = world.endpoint(&request).await;
    assert_eq!(endpoint["events"], json!(["payment.declined", "refund.succeeded"]));
    world.endpoint_for(&all).await;
    let payment = world.pay_by_quick_wallet().await;
    world.refunded(&payment, &json!({})).await;
    all.wait_for(3).await;
    some.wait_for(1).await;
    assert_eq!(some.kinds(), ["refund.succeeded"]);
}

#[tokio::test]
async fn a_deleted_endpoint_gets_nothing() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    receiver.always(Reaction::Answer(500));
    let endpoint = world.endpoint_for(&receiver).await;
    world.pay_by_quick_wallet().await;
    receiver.wait_for(1).await;
    let path = format!("/webhook_endpoints/{}", id(&endpoint));
    assert_eq!(world.merchant(Method::DELETE, &path, "", None).await.status, 204);
    for (method, path) in
        [(Method::DELETE, path.clone()), (Method::GET, path.clone()), (Method::GET, path + "/deliveries")]
    {
        assert_eq!(world.merchant(method, &path, "", None).await.refusal(), (404, "not_found".into()));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let seen = receiver.seen().len();
    world.pay_by_quick_wallet().await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(receiver.seen().len(), seen);
}

#[tokio::test]
async fn another_merchants_endpoint_is_none_and_a_browser_has_none() {
    let world = World::with(config()).await;
    let receiver = Receiver::new().await;
    let endpoint = world.endpoint_for(&receiver).await;
    let (session, _) = world.paid(GOOD).await;
    let event = world.newest_has(&endpoint, "status", "delivered").await["event"].as_str().unwrap().to_owned();
    let path = format!("/webhook_endpoints/{}", id(&endpoint));
    let calls = [
        (Method::GET, path.clone(), None),
        (Method::DELETE, path.clone(), None),
        (Method::POST, format!("{path}/rotate_secret"), Some("{}")),
        (Method::GET, format!("{path}/deliveries"), None),
        (Method::POST, format!("{path}/deliveries/{event}/resend"), None),
    ];
    let other = format!("Bearer {}", world.another_merchant().await);
    let headers = [("authorization", other.as_str()), ("content-type", "application/json")];
    for (method, path, body) in &calls {
        let refused = world.call(method.clone(), path, &headers, *body).await;
        assert_eq!(refused.refusal(), (404, "not_found".into()), "{method} {path}");
        let refused = world.browser(method.clone(), path, &session, &[], *body).await;
        assert_eq!(refused.refusal(), (403, "key_type_forbidden".into()), "{method} {path}");
    }
    let body = json!({ "url": receiver.url }).to_string();
    for (method, body) in [(Method::GET, None), (Method::POST, Some(body.as_str()))] {
        let refused = world.browser(method, "/webhook_endpoints", &session, &[("idempotency-key", "k")], body).await;
        assert_eq!(refused.refusal(), (403, "key_type_forbidden".into()));
    }
    let list = world.call(Method::GET, "/webhook_endpoints", &headers, None).await;
    assert_eq!(list.json(), json!({ "webhook_endpoints": [] }));
    assert_eq!(world.merchant(Method::GET, &path, "", None).await.status, 200, "it is as it was");
}

#[tokio::test]
async fn what_an_endpoint_cannot_be() {
    let world = World::new().await;
    let long = format!("https://shop.example/{}", "a".repeat(2048));
    for request in [
        json!({}),
        json!({ "url": "shop.example" }),
        json!({ "url": "ftp://shop.example/" }),
        json!({ "url": "javascript:alert(1)" }),
        json!({ "url": "http://shop.example/" }),
        json!({ "url": long }),
        json!({ "url": "https://user@shop.example/" }),
        json!({ "url": "https://:4242424242424242@shop.example/" }),
        json!({ "url": "https://localhost/" }),
        json!({ "url": "https://shop.example/", "events": [] }),
        json!({ "url": "https://shop.example/", "events": ["payment.paid"] }),
        json!({ "url": "https://shop.example/", "events": "payment.succeeded" }),
        json!({ "url": "https://shop.example/", "secret": "whsec_mine" }),
    ] {
        let refused = world.post_endpoint("key", &request).await;
        assert_eq!(refused.refusal(), (400, "malformed_request".into()), "{request}");
        assert!(!finds(refused.text.as_bytes(), GOOD), "{}", refused.text);
    }
    for _ in 0..16 {
        world.endpoint(&json!({ "url": "https://shop.example/" })).await;
    }
    let many = world.post_endpoint("key", &json!({ "url": "https://shop.example/" })).await;
    assert_eq!(many.refusal(), (400, "malformed_request".into()));
}
