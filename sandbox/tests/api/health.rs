//! What a proxy, a supervisor and Prometheus ask.

use std::time::Duration;

use payments_sandbox::Config;
use reqwest::Method;
use serde_json::json;
use sqlx::{AssertSqlSafe, Executor};

use crate::databases::open;
use crate::world::{Reply, World};

async fn asked(world: &World, path: &str) -> Reply {
    world.send(Method::GET, &format!("{}{path}", world.payments), &[("host", "10.1.2.3:8080")], None).await
}

#[tokio::test]
async fn a_sandbox_that_can_take_payments_says_so() {
    let world = World::new().await;
    for path in ["/healthz", "/readyz"] {
        let reply = asked(&world, path).await;
        assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (204, "no-store"), "{path}");
    }
}

#[tokio::test]
async fn without_its_tables_it_is_alive_and_not_ready() {
    for name in ["sandbox", "network"] {
        let world = World::new().await;
        let mut database = open(&world.folder, name).await;
        let (table, aside) = ("_sqlx_migrations", "aside");
        database.execute(AssertSqlSafe(format!("ALTER TABLE {table} RENAME TO {aside}"))).await.unwrap();
        let reply = asked(&world, "/readyz").await;
        assert_eq!(reply.json()["code"], "service_unavailable");
        assert_eq!((reply.status.as_u16(), reply.header("retry-after")), (503, "1"), "{}", reply.text);
        assert_eq!(asked(&world, "/healthz").await.status, 204);

        database.execute(AssertSqlSafe(format!("ALTER TABLE {aside} RENAME TO {table}"))).await.unwrap();
        assert_eq!(asked(&world, "/readyz").await.status, 204);
        database.execute(AssertSqlSafe(format!("DELETE FROM {table}"))).await.unwrap();
        let reply = asked(&world, "/readyz").await;
        assert_eq!(reply.json()["detail"], "The tables of a database are older than this version.");
    }
}

#[tokio::test]
async fn while_it_stops_it_is_not_ready_and_still_answers() {
    let mut world = World::with(Config { stop_delay: 3000, ..Config::default() }).await;
    let session = world.session().await;
    let stopping = tokio::spawn(world.running.take().unwrap().stop());
    tokio::time::sleep(Duration::from_millis(300)).await;
    let reply = asked(&world, "/readyz").await;
    assert_eq!((reply.status.as_u16(), &reply.json()["detail"]), (503, &json!("It is stopping.")));
    assert_eq!(world.pay_by_card(&session, "4242424242424242").await.json()["status"], "succeeded");
    stopping.await.unwrap();
    assert!(world.http.get(format!("{}/healthz", world.payments)).send().await.is_err(), "it still answers");
}

#[tokio::test]
async fn metrics_count_requests_by_route_and_payments_by_state() {
    let world = World::with(Config { metrics_port: Some(0), ..Config::default() }).await;
    let url = world.running.as_ref().unwrap().metrics_url.clone().unwrap();
    let read = async || world.send(Method::GET, &url, &[], None).await;
    let (paid, refused) = (world.session().await, world.session().await);
    let payment = world.pay_by_card(&paid, "4242424242424242").await.json();
    world.pay_by_card(&refused, "4000000000000002").await;
    world.payment(&paid, payment["id"].as_str().unwrap()).await;
    let made_up = Method::from_bytes(b"PAN4242424242424242").unwrap();
    world.send(made_up, &format!("{}/4242424242424242", world.payments), &[], None).await;
    world.send(Method::GET, &format!("{}/widget/index.js?pan=4242424242424242", world.payments), &[], None).await;

    let reply = read().await;
    assert_eq!(reply.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let lines: Vec<_> = reply.text.lines().collect();
    for line in [
        r#"payments_requests_total{route="/v1/payment_sessions",method="POST",status="201"} 2"#,
        r#"payments_requests_total{route="/v1/payments",method="POST",status="200"} 2"#,
        r#"payments_requests_total{route="/v1/payments/{id}",method="GET",status="200"} 1"#,
        r#"payments_requests_total{route="none",method="other",status="404"} 1"#,
        r#"payments_request_duration_seconds_count{route="/v1/payments",method="POST"} 2"#,
        r#"payments_payments_total{status="processing"} 2"#,
        r#"payments_payments_total{status="succeeded"} 1"#,
        r#"payments_payments_total{status="declined"} 1"#,
        r#"payments_requests_total{route="/widget/{file}",method="GET",status="200"} 1"#,
        "# EOF",
    ] {
        assert!(lines.contains(&line), "{line} is not in\n{}", reply.text);
    }
    for secret in ["4242424242424242", payment["id"].as_str().unwrap(), &paid.id, &paid.secret, "minsu", "dev_shop"] {
        assert!(!reply.text.contains(secret), "{secret} is in\n{}", reply.text);
    }
}

#[tokio::test]
async fn metrics_are_neither_public_nor_for_another_name() {
    let world = World::with(Config { metrics_port: Some(0), ..Config::default() }).await;
    assert_eq!(asked(&world, "/metrics").await.status, 400);
    let reply = world.send(Method::GET, &format!("{}/metrics", world.payments), &[], None).await;
    assert_eq!(reply.status, 404);
    let url = world.running.as_ref().unwrap().metrics_url.clone().unwrap();
    let reply = world.send(Method::GET, &url, &[("host", "evil.example")], None).await;
    assert_eq!(reply.status, 400);
    assert!(World::new().await.running.unwrap().metrics_url.is_none());
}
