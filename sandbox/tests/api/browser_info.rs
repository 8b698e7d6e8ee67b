//! What the browser tells for EMV 3-D Secure is checked before an issuer refuses it.

use serde_json::{Value, json};

use crate::world::{World, read_example};

/// Member, value, whether it is taken.
pub fn rows() -> Vec<(&'static str, Value, bool)> {
    let mut rows: Vec<_> = [1, 4, 8, 15, 16, 24, 32, 48].map(|depth| ("color_depth", json!(depth), true)).into();
    rows.extend([0, 2, 23, 30, 36, 64].map(|depth| ("color_depth", json!(depth), false)));
    for side in ["screen_width", "screen_height"] {
        rows.extend([(side, json!(0), true), (side, json!(999_999), true), (side, json!(1_000_000), false)]);
    }
    rows.extend([-840, -540, 0, 720].map(|minutes| ("time_zone_offset", json!(minutes), true)));
    rows.extend([-841, 721, 100_000].map(|minutes| ("time_zone_offset", json!(minutes), false)));
    rows.extend(["01", "05"].map(|size| ("challenge_window_size", json!(size), true)));
    rows.extend(["", "00", "06", "1"].map(|size| ("challenge_window_size", json!(size), false)));
    rows
}

#[tokio::test]
async fn it_is_in_the_ranges_of_the_standard() {
    let world = World::new().await;
    let session = world.session().await;
    let example: Value = serde_json::from_str(&read_example("pay_by_card")).unwrap();
    for (at, (member, value, good)) in rows().into_iter().enumerate() {
        let mut browser = example["browser_info"].clone();
        browser[member] = value.clone();
        // A wallet that does not exist: nothing is charged, so that one session serves for every row.
        let body = json!({
            "amount": session.amount, "currency": session.currency, "browser_info": browser,
            "payment_method": { "type": "wallet", "wallet_id": "none" },
        });
        let reply = world.post_payment(&session, &format!("key {at}"), &body.to_string()).await;
        let expected = if good { (404, "wallet_not_found") } else { (400, "malformed_request") };
        assert_eq!(reply.refusal(), (expected.0, expected.1.into()), "{member} {value}");
        assert!(good || reply.json()["detail"].as_str().unwrap().contains(member), "{}", reply.text);
    }
}
