//! The developer console: payments, refunds, keys, origins, webhooks and the log of requests, of one developer only.

use std::time::{Duration, Instant};

use payments_sandbox::Config;
use payments_sandbox::hash::random_name;
use payments_sandbox::store::Store;
use payments_sandbox::store::database::Source;
use payments_sandbox::store::request_log::RequestRow;
use reqwest::Method;
use serde_json::json;
use sqlx::AssertSqlSafe;

use crate::console_visitor::{Visitor, keys_in, once_in, value_after};
use crate::databases::{open, written_down};
use crate::durability::finds;
use crate::receiver::{Reaction, Receiver, config};
use crate::world::World;

const GOOD: &str = "4242424242424242";
const CHALLENGE: &str = "4000000000003220";
const DECLINED: &str = "4000000000009995";
const REFUND_FAILS: &str = "4000000000005126";

async fn paid(world: &World, number: &str) -> String {
    let payment = world.pay_by_card(&world.session().await, number).await.json();
    payment["id"].as_str().unwrap().to_owned()
}

/// The page, once it holds the text.
async fn wait_for(visitor: &Visitor<'_>, path: &str, text: &str) -> String {
    let begun = Instant::now();
    loop {
        let page = visitor.page(path).await;
        if page.contains(text) {
            return page;
        }
        assert!(begun.elapsed() < Duration::from_secs(15), "no {text} on {path}: {page}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn the_overview_counts_the_last_day() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    assert!(visitor.page("").await.contains("No payments yet."));
    for number in [GOOD, GOOD, DECLINED, CHALLENGE] {
        paid(&world, number).await;
    }
    let won = world.session_of(&world.session_request(128_000, "KRW")).await;
    world.pay_by_card(&won, GOOD).await;
    let page = visitor.page("").await;
    for figure in ["<dd>$200.00</dd><dd>₩128,000</dd>", "<dd>75.0%</dd>", "<dd>1</dd>"] {
        assert!(page.contains(figure), "{figure}: {page}");
    }
    assert!(page.split("Median response</dt><dd>").nth(1).unwrap().starts_with("0."), "{page}");
    let old = "UPDATE payments SET created_at = created_at - 25 * 60 * 60 * 1000";
    sqlx::query(old).execute(&mut open(&world.folder, "sandbox").await).await.unwrap();
    let page = visitor.page("").await;
    assert!(page.contains("Last 24 hours</dt><dd>–</dd>") && page.contains("Approval rate</dt><dd>–</dd>"), "{page}");
}

#[tokio::test]
async fn payments_are_found_by_state_and_by_the_beginning_of_an_id() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let good = paid(&world, GOOD).await;
    let declined = paid(&world, DECLINED).await;
    let waits = paid(&world, CHALLENGE).await;
    let mut request = world.session_request(10_000, "USD");
    request["order_id"] = json!("A-20417");
    let session = world.session_of(&request).await;
    let named = world.pay_by_wallet(&session, "my_wallet").await.json()["id"].as_str().unwrap().to_owned();
    let all = [&good, &declined, &waits, &named];
    for (query, found) in [
        ("", vec![&good, &declined, &waits, &named]),
        ("?status=all", vec![&good, &declined, &waits, &named]),
        ("?status=succeeded", vec![&good, &named]),
        ("?status=declined", vec![&declined]),
        ("?status=checking", vec![&waits]),
        ("?status=canceled", vec![]),
        ("?status=refunded", vec![]),
        ("?q=A-204", vec![&named]),
        ("?q=A-204&status=declined", vec![]),
        ("?q=%25", vec![]),
        ("?q=204", vec![]),
        (&format!("?q={good}"), vec![&good]),
        (&format!("?q={}&status=all", declined.chars().take(12).collect::<String>()), vec![&declined]),
    ] {
        let page = visitor.page(&format!("/payments{query}")).await;
        let shown: Vec<_> = all.into_iter().filter(|id| page.contains(&format!("/console/payments/{id}\""))).collect();
        assert_eq!(shown, found, "{query}");
    }
    assert_eq!(visitor.get("/payments?status=paid").await.status, 400);
    for list in ["/payments", "/requests"] {
        for cursor in
            ["", "nothing", "1", "-pay_1", "1-", "x-pay_1", "1-pay_%00", "1-pay 1", "99999999999999999999-pay_1"]
        {
            let reply = visitor.get(&format!("{list}?before={cursor}")).await;
            assert_eq!(reply.status, 400, "{list} {cursor}");
            assert!(reply.text.contains("The request cannot be read"), "{}", reply.text);
        }
        assert_eq!(visitor.get(&format!("{list}?before=1-pay_1")).await.status, 200, "an old one");
    }
}

#[tokio::test]
async fn a_long_list_has_pages() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let first = paid(&world, GOOD).await;
    let mut database = open(&world.folder, "sandbox").await;
    let columns = "session_id, status, amount, currency, method, brand, last4, installment_months";
    for number in 0..60 {
        // Of several payments in one millisecond none is left out between two pages.
        let copy = format!(
            "INSERT INTO payments (id, attempt, created_at, updated_at, {columns})
             SELECT 'pay_copy{number:02}', {number} + 10, created_at + {number} / 10, updated_at, session_id, 'declined', amount, currency,
                method, brand, last4, installment_months FROM payments WHERE id = '{first}'"
        );
        sqlx::query(AssertSqlSafe(copy)).execute(&mut database).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut path = "/payments?status=all".to_owned();
    for left in (0..3).rev() {
        let page = visitor.page(&path).await;
        let links = page.split("href=\"/console/payments/").skip(1);
        seen.extend(links.map(|link| link.split('"').next().unwrap().to_owned()));
        if left > 0 {
            let next = value_after(&page, "rel=\"next\" href=\"");
            path = next.replace("&amp;", "&").trim_start_matches("/console").to_owned();
        } else {
            assert!(!page.contains("rel=\"next\"") && page.contains("First page"));
        }
    }
    assert_eq!(seen.len(), 61);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 61, "each once");
}

#[tokio::test]
async fn a_payment_has_a_timeline_and_its_json() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let declined = paid(&world, DECLINED).await;
    let page = visitor.page(&format!("/payments/{declined}")).await;
    assert!(page.contains("Payment created") && page.contains("Declined: insufficient_funds"), "{page}");
    assert!(page.contains("&quot;status&quot;: &quot;declined&quot;") && !page.contains("name=\"once\""), "{page}");

    let session = world.session().await;
    let payment = world.pay_by_card(&session, CHALLENGE).await.json();
    let path = format!("/payments/{}", payment["id"].as_str().unwrap());
    let page = visitor.page(&path).await;
    assert!(page.contains("3D Secure started") && !page.contains("3D Secure passed"), "{page}");
    let url = payment["next_action"]["url"].as_str().unwrap();
    let secret = url.split("k=").nth(1).unwrap();
    assert!(!page.contains(secret), "the secret of the action is the payer's");
    let body = format!("k={secret}&result=approved");
    let result = format!("{}/result", url.split('?').next().unwrap());
    world.send(Method::POST, &result, &[("content-type", "application/x-www-form-urlencoded")], Some(&body)).await;
    let page = visitor.page(&path).await;
    let steps = ["Payment created", "3D Secure started", "3D Secure passed", "<span>Approved</span>"];
    let places: Vec<_> =
        steps.iter().map(|step| page.rfind(step).unwrap_or_else(|| panic!("{step}: {page}"))).collect();
    assert!(places.is_sorted(), "{page}");
    assert_eq!(page.matches("data-clock").count(), 4, "each has its time");
    assert_eq!(visitor.get("/payments/pay_none").await.status, 404);
}

#[tokio::test]
async fn a_refund_is_made_once_however_often_its_form_is_sent() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let id = paid(&world, GOOD).await;
    let path = format!("/payments/{id}");
    let page = visitor.page(&path).await;
    assert!(page.contains("value=\"100.00\""), "all of it is offered");
    let once = once_in(&page).to_owned();
    let form = [("once", once.as_str()), ("amount", "25.5"), ("reason", "requested_by_customer")];
    let refunds = format!("{path}/refunds");
    // A double click, and a reload.
    let (one, other) = tokio::join!(visitor.post(&refunds, &form), visitor.post(&refunds, &form));
    assert_eq!((one.status.as_u16(), other.status.as_u16()), (303, 303), "{} {}", one.text, other.text);
    let page = visitor.done(&refunds, &form).await;
    assert!(page.contains("Refunded.") && page.contains("$25.50 refunded"), "{page}");
    assert!(page.contains("Approved, partly refunded") && page.contains("value=\"74.50\""), "{page}");
    let listed = world.merchant(Method::GET, &format!("/payments/{id}/refunds"), "", None).await.json();
    assert_eq!(listed["refunds"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&listed["refunds"][0]["amount"], &listed["refunds"][0]["reason"]),
        (&json!(2550), &json!("requested_by_customer"))
    );
    assert!(!visitor.page(&path).await.contains("Refunded."), "it is said once");

    let changed = [("once", once.as_str()), ("amount", "1"), ("reason", "")];
    assert!(visitor.done(&refunds, &changed).await.contains("This form was sent before."));
    let (page, fresh) = (visitor.page(&path).await, random_name("console-"));
    assert_ne!(once_in(&page), once);
    for amount in ["74.51", "0", "-1", "x", "1.234", "99999999999999999999"] {
        let page = visitor.done(&refunds, &[("once", &fresh), ("amount", amount), ("reason", "")]).await;
        assert!(page.contains("This amount cannot be given back"), "{amount}: {page}");
    }
    let page = visitor.done(&refunds, &[("once", &fresh), ("amount", "74.50"), ("reason", "")]).await;
    assert!(page.contains(">Refunded</span>") && !page.contains("name=\"once\""), "nothing is left: {page}");
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM refunds").await, 2);
    assert!(visitor.page("/payments?status=refunded").await.contains(&id));
}

#[tokio::test]
async fn a_refund_that_is_refused_says_why() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let fails = paid(&world, REFUND_FAILS).await;
    let form = [("once", "console-a"), ("amount", "100"), ("reason", "duplicate")];
    let page = visitor.done(&format!("/payments/{fails}/refunds"), &form).await;
    assert!(
        page.contains("The card network refuses the refund.") && page.contains("Refund of $100.00 failed"),
        "{page}"
    );
    let declined = paid(&world, DECLINED).await;
    let form = [("once", "console-b"), ("amount", "100"), ("reason", "")];
    let page = visitor.done(&format!("/payments/{declined}/refunds"), &form).await;
    assert!(page.contains("Only a payment that was approved can be refunded."), "{page}");
}

#[tokio::test]
async fn a_developer_sees_and_changes_nothing_of_another() {
    let mut world = World::with(config()).await;
    let receiver = Receiver::new().await;
    let endpoint = world.endpoint_for(&receiver).await["id"].as_str().unwrap().to_owned();
    let theirs = paid(&world, GOOD).await;
    receiver.wait_for(1).await;
    let event = receiver.seen()[0].header("webhook-id").to_owned();
    let shop_keys = [world.pk.clone(), world.sk.clone()];
    let (cookie, keys) = {
        let (other, keys) = Visitor::sign_up(&world, "other").await;
        (other.cookie, keys)
    };
    [world.pk, world.sk] = keys.clone();
    let own = paid(&world, GOOD).await;
    let other = Visitor { world: &world, cookie };
    wait_for(&other, "/requests", "/v1/payments").await;
    for path in ["", "/payments", "/keys", "/webhooks", "/requests"] {
        let page = other.page(path).await;
        for secret in [&theirs, &endpoint, &shop_keys[0]] {
            assert!(!page.contains(secret.as_str()), "{path} {secret}");
        }
    }
    assert!(other.page("/payments").await.contains(&own));
    assert_eq!(world.count("sandbox", "SELECT COUNT(DISTINCT developer_id) FROM request_log").await, 2);
    let refund = [("once", "console-x"), ("amount", "1"), ("reason", "")];
    for (path, form) in [
        (format!("/payments/{theirs}/refunds"), &refund[..]),
        (format!("/webhooks/{endpoint}/rotate"), &[("expires_in", "0")]),
        (format!("/webhooks/{endpoint}/resend"), &[("event", event.as_str())]),
        (format!("/webhooks/{endpoint}/delete"), &[]),
    ] {
        assert_eq!(other.post(&path, form).await.status, 404, "{path}");
    }
    for path in [format!("/payments/{theirs}"), format!("/webhooks/{endpoint}")] {
        assert_eq!(other.get(&path).await.status, 404, "{path}");
    }
    let once = once_in(&other.page("/keys").await).to_owned();
    let fresh = keys_in(&other.done("/keys/replace", &[("once", &once), ("old_keys_for", "0s")]).await);
    other.done("/origins/add", &[("origin", "https://other.example")]).await;
    assert_ne!(fresh, keys);

    let shop = Visitor::shop(&world).await;
    let page = shop.page("/keys").await;
    assert!(page.contains(&shop_keys[0]) && !page.contains(&fresh[0]) && !page.contains("https://other.example"));
    assert!(shop.page(&format!("/webhooks/{endpoint}")).await.contains(&receiver.url));
    assert_eq!(shop.get(&format!("/payments/{own}")).await.status, 404);
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM refunds").await, 0);
    let bearer = format!("Bearer {}", shop_keys[1]);
    let list = world.call(Method::GET, "/webhook_endpoints", &[("authorization", &bearer)], None).await.json();
    assert_eq!(list["webhook_endpoints"].as_array().unwrap().len(), 1, "the shop's key works as before");
}

/// A payer buys in the shop, which calls the API with its secret key.
async fn shop_works(world: &World) -> bool {
    let form = [("content-type", "application/x-www-form-urlencoded"), ("origin", world.shop.as_str())];
    let url = format!("{}/login", world.shop);
    let login = world.send(Method::POST, &url, &form, Some("username=jane&password=demo")).await;
    let cookie = login.header("set-cookie").split(';').next().unwrap().to_owned();
    let json = [("content-type", "application/json"), ("origin", world.shop.as_str()), ("cookie", cookie.as_str())];
    let body = json!({ "amount": 2000, "currency": "USD", "method": "card" }).to_string();
    let url = format!("{}/checkout/session?top_up", world.shop);
    world.send(Method::POST, &url, &json, Some(&body)).await.status == 200
}

#[tokio::test]
async fn the_shops_keys_are_replaced_and_the_shop_goes_on() {
    let mut world = World::new().await;
    let status = async |world: &World, sk: &str| {
        let bearer = format!("Bearer {sk}");
        world.call(Method::GET, "/webhook_endpoints", &[("authorization", &bearer)], None).await.status.as_u16()
    };
    if world.folder.database_url().is_some() {
        let visitor = Visitor::shop(&world).await;
        let page = visitor.page("/keys").await;
        assert!(page.contains("Replace them with --roll-keys") && !page.contains("old_keys_for"), "{page}");
        let form = [("once", "o"), ("old_keys_for", "0s")];
        assert!(visitor.done("/keys/replace", &form).await.contains("Replace them with --roll-keys"));
        assert_eq!(status(&world, &world.sk).await, 200);
        return;
    }
    let visitor = Visitor::shop(&world).await;
    let once = once_in(&visitor.page("/keys").await).to_owned();
    let form = [("once", once.as_str()), ("old_keys_for", "1h")];
    let first = keys_in(&visitor.done("/keys/replace", &form).await);
    assert!(!visitor.page("/keys").await.contains(&first[1]), "shown once");
    assert_eq!(keys_in(&visitor.done("/keys/replace", &form).await), first, "the same form makes the same keys");
    assert_eq!((status(&world, &first[1]).await, status(&world, &world.sk).await), (200, 200), "both for an hour");
    assert!(visitor.page("/keys").await.contains(&world.pk), "the old one is listed with its end");
    assert_eq!([world.folder.read("shop-key"), world.folder.read("shop-secret")], first);

    let form = [("once", "another"), ("old_keys_for", "0s")];
    let second = keys_in(&visitor.done("/keys/replace", &form).await);
    for old in [&world.sk, &first[1]] {
        assert_eq!(status(&world, old).await, 401);
    }
    assert_eq!(status(&world, &second[1]).await, 200);
    assert!(shop_works(&world).await, "the shop uses the new keys at once");
    let frame = world.send(Method::GET, &format!("{}/widget/frame.json", world.payments), &[], None).await;
    assert_eq!(frame.json()["apiKey"], json!(second[0]));
    let page = world.send(Method::GET, &format!("{}/guide", world.shop), &[], None).await;
    assert!(page.text.contains(&second[0]), "its pages too");

    // The form of before, sent once more, changes nothing.
    let form = [("once", once.as_str()), ("old_keys_for", "0s")];
    assert!(visitor.done("/keys/replace", &form).await.contains("This form was sent before."));
    assert_eq!(status(&world, &second[1]).await, 200);
    assert_eq!(visitor.post("/keys/replace", &[("once", "x"), ("old_keys_for", "9h")]).await.status, 400);

    world.restart_after(async |_| {}).await;
    assert!(shop_works(&world).await);
    assert_eq!((status(&world, &second[1]).await, status(&world, &first[1]).await), (200, 401));
    for (file, bytes) in written_down(&world.folder).await {
        assert!(file == "shop-secret" || !finds(&bytes, &second[1]), "{file}");
    }
}

#[tokio::test]
async fn origins_are_added_and_removed_and_stay_over_a_restart() {
    let mut world = World::with(Config { origins: vec!["https://start.example".into()], ..Config::default() }).await;
    let allowed = async |world: &World, origin: &str| {
        let path = format!("/jwks.json?key={}", world.pk);
        world.call(Method::GET, &path, &[("origin", origin)], None).await.status == 200
    };
    {
        let visitor = Visitor::shop(&world).await;
        assert!(!allowed(&world, "https://new.example").await);
        let page = visitor.done("/origins/add", &[("origin", " https://new.example/ ")]).await;
        assert!(page.contains("The origin was added.") && page.contains("value=\"https://new.example\""), "{page}");
        assert!(allowed(&world, "https://new.example").await);
        let mut request = world.session_request(100, "USD");
        request["return_url"] = json!("https://new.example/return");
        world.session_of(&request).await;
        let frame = world.send(Method::GET, &format!("{}/widget/frame.json", world.payments), &[], None).await.json();
        assert!(frame["parents"].as_array().unwrap().contains(&json!("https://new.example")), "{frame}");
        let wrong =
            ["shop.example", "https://shop.example/path", "javascript:alert(1)", "*", "", "https://a@b.example"];
        for origin in wrong {
            let page = visitor.done("/origins/add", &[("origin", origin)]).await;
            assert!(page.contains("Write an origin as https://shop.example"), "{origin}: {page}");
        }
        assert!(!page.contains("value=\"https://start.example\""), "that of the start has no button");
        visitor.done("/origins/remove", &[("origin", "https://start.example")]).await;
        assert!(allowed(&world, "https://start.example").await);
    }
    world.restart_after(async |_| {}).await;
    assert!(allowed(&world, "https://new.example").await && allowed(&world, "https://start.example").await);
    let visitor = Visitor::shop(&world).await;
    let page = visitor.done("/origins/remove", &[("origin", "https://new.example")]).await;
    assert!(page.contains("The origin was removed.") && !page.contains("https://new.example"), "{page}");
    assert!(!allowed(&world, "https://new.example").await);
    for number in 0..60 {
        visitor.post("/origins/add", &[("origin", &format!("https://shop{number}.example"))]).await;
    }
    assert!(visitor.page("/keys").await.contains("There can be at most 50 origins."));
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM origins").await, 50);
}

#[tokio::test]
async fn webhooks_are_added_sent_again_and_deleted() {
    let world = World::with(config()).await;
    let visitor = Visitor::shop(&world).await;
    let receiver = Receiver::new().await;
    let once = once_in(&visitor.page("/webhooks").await).to_owned();
    let form = [("once", once.as_str()), ("url", receiver.url.as_str()), ("events", "payments")];
    let page = visitor.done("/webhooks", &form).await;
    let secret = value_after(&page, "data-copy=\"").to_owned();
    assert!(secret.starts_with("whsec_"), "{secret}");
    assert!(visitor.done("/webhooks", &form).await.contains(&secret), "the same form makes one endpoint");
    let page = visitor.page("/webhooks").await;
    assert!(!page.contains("whsec_"), "shown once");
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM webhook_endpoints").await, 1);
    let path = value_after(&page, "<a href=\"/console/webhooks/").split('"').next().unwrap();
    let path = format!("/webhooks/{path}");

    receiver.will([Reaction::Answer(500)]);
    let payment = paid(&world, GOOD).await;
    let seen = receiver.wait_for(2).await;
    assert!(seen.iter().all(|seen| seen.is_signed_with(&secret)));
    let page = wait_for(&visitor, &path, "Delivered").await;
    assert!(
        page.contains("payment.succeeded") && page.contains("200 · attempts: 2") && page.contains(&payment),
        "{page}"
    );
    let event = value_after(&page, "name=\"event\" value=\"").to_owned();
    assert!(visitor.done(&format!("{path}/resend"), &[("event", &event)]).await.contains("The event is sent again."));
    receiver.wait_for(3).await;
    assert_eq!(visitor.post(&format!("{path}/resend"), &[("event", "evt_none")]).await.status, 404);

    let page = visitor.done(&format!("{path}/rotate"), &[("expires_in", "0")]).await;
    let rotated = value_after(&page, "data-copy=\"").to_owned();
    assert_ne!(rotated, secret);
    paid(&world, GOOD).await;
    let newest = receiver.wait_for(4).await.remove(3);
    assert!(newest.is_signed_with(&rotated) && !newest.is_signed_with(&secret));
    assert_eq!(visitor.post(&format!("{path}/rotate"), &[("expires_in", "7")]).await.status, 400);

    assert!(visitor.done(&format!("{path}/delete"), &[]).await.contains("The endpoint was deleted."));
    assert_eq!(visitor.get(&path).await.status, 404);
    assert!(visitor.page("/webhooks").await.contains("No endpoints yet."));
}

#[tokio::test]
async fn a_webhook_url_that_is_not_public_is_refused() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    for (url, why) in [
        ("http://shop.example/", "Use https and a public address"),
        ("https://localhost/", "Use https and a public address"),
        ("https://10.0.0.1/", "Use https and a public address"),
        ("shop", "Write a URL such as"),
        ("https://user:secret@shop.example/", "Write a URL such as"),
    ] {
        let page = visitor.done("/webhooks", &[("once", "console-1"), ("url", url), ("events", "all")]).await;
        assert!(page.contains(why), "{url}: {page}");
    }
    for number in 0..17 {
        let once = format!("console-many-{number}");
        let form = [("once", once.as_str()), ("url", "https://shop.example/"), ("events", "refunds")];
        let page = visitor.done("/webhooks", &form).await;
        assert_eq!(page.contains("There can be at most 16 endpoints."), number == 16, "{number}");
    }
}

#[tokio::test]
async fn encryption_keys_are_shown_with_thumbprints_to_pin() {
    let mut world = World::new().await;
    let old = world.key().await.kid;
    world.restart_after(async |_| {}).await;
    world.running.take().unwrap().stop().await;
    world.start_again(Config { rotate_encryption_key: Some("rsa".parse().unwrap()), ..Config::default() }).await;
    let new = world.key().await.kid;
    let visitor = Visitor::shop(&world).await;
    let page = visitor.page("/keys").await;
    let [newest, before] = [&new, &old].map(|kid| page.find(kid.as_str()).unwrap());
    assert!(newest < before && page.contains("In use") && page.contains("Published until"), "{page}");
    assert!(page.contains("RSA-OAEP-256, A256GCM") && page.contains("ECDH-ES, A256GCM"), "{page}");
}

#[tokio::test]
async fn what_others_have_named_is_shown_as_text() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let hostile = "\"><script>alert(1)</script><img src=x onerror=alert(1)> & \u{202e}";
    let mut request = world.session_request(10_000, "USD");
    request["order_id"] = json!(hostile);
    request["payer"]["id"] = json!(hostile);
    let session = world.session_of(&request).await;
    let id = world.pay_by_card(&session, GOOD).await.json()["id"].as_str().unwrap().to_owned();
    let query = format!("/payments?q={}", crate::console_visitor::encoded(&[("q", hostile)]).trim_start_matches("q="));
    for path in ["", "/payments", &format!("/payments/{id}"), &query, &format!("{query}&status=declined")] {
        let page = visitor.page(path).await;
        assert!(!page.contains("<script>") && !page.contains("<img"), "{path}: {page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{path}: {page}");
    }
}

#[tokio::test]
async fn the_log_of_requests_holds_no_card_and_no_secret() {
    let world = World::new().await;
    let visitor = Visitor::shop(&world).await;
    let session = world.session().await;
    world.pay_by_card(&session, GOOD).await;
    let planted = format!("/payments/{GOOD}?card={GOOD}&cvv=123");
    let bearer = format!("Bearer {}", world.sk);
    for path in [planted.as_str(), "/payment_sessions/ps_none"] {
        world.call(Method::GET, path, &[("authorization", &bearer), ("user-agent", GOOD)], None).await;
    }
    let check = format!("/jwks.json?key={}", world.pk);
    let foreign = world.call(Method::GET, &check, &[("origin", "https://no.example")], None).await;
    assert_eq!(foreign.status, 403);
    world.call(Method::GET, "/payments/pay_1", &[("authorization", "Bearer sk_test_nobody")], None).await;
    wait_for(&visitor, "/requests", "origin_not_allowed").await;
    let page = visitor.page("/requests").await;
    for text in
        ["GET /v1/jwks.json", "403 origin_not_allowed", "POST /v1/payments<", "404 not_found", "201</span>", "req_"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    let template = "GET /v1/payments/{id}";
    assert!(page.contains(template), "{page}");
    for secret in [GOOD, "cvv=", &session.secret, &world.sk, "sk_test_nobody", "?card"] {
        assert!(!page.contains(secret), "{secret}: {page}");
    }
    for (file, bytes) in written_down(&world.folder).await {
        assert!(!finds(&bytes, GOOD), "{file}");
    }
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM request_log WHERE route LIKE '/console%'").await, 0);
}

#[tokio::test]
async fn the_log_of_requests_is_kept_for_a_week_and_within_bounds() {
    let world = World::new().await;
    let (visitor, _) = Visitor::sign_up(&world, "other").await;
    let server = world.folder.database_url().map(|url| url.parse().unwrap());
    let store = Store::open(&Source::new(world.folder.path(), server.as_ref(), "sandbox")).await.unwrap();
    let mut database = open(&world.folder, "sandbox").await;
    let find = "SELECT developer_id FROM accounts WHERE name = 'other'";
    let developer: String = sqlx::query_scalar(find).fetch_one(&mut database).await.unwrap();
    let now = payments_sandbox::clock::now();
    let line = |number: i64, at: i64| RequestRow {
        request_id: format!("req_{number:05}"),
        developer_id: developer.clone(),
        at,
        method: "GET".into(),
        route: "/v1/payments/{id}".into(),
        status: 200,
        code: None,
        millis: 1,
    };
    let mut lines: Vec<_> = (0..10_005).map(|number| line(number, now - 20_000 + number)).collect();
    lines.push(line(99_999, now - 8 * 24 * 60 * 60 * 1000));
    store.add_requests(&lines).await.unwrap();
    store.forget_old_requests([developer.as_str()].into_iter()).await.unwrap();
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM request_log").await, 10_000);
    let first = visitor.page("/requests").await;
    assert!(first.contains("req_10004") && !first.contains("req_09954"), "50 on a page");
    let next = value_after(&first, "rel=\"next\" href=\"").trim_start_matches("/console").to_owned();
    let second = visitor.page(&next).await;
    assert!(second.contains("req_09954") && second.contains("req_09905") && !second.contains("<code>req_09955"));
}
