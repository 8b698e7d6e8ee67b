//! Connections and requests that are not what a browser or a server sends: silent, slow, or ambiguous.

use std::time::{Duration, Instant};

use payments_sandbox::connections::{HEAD_TIME_LIMIT, MAX_CONNECTIONS, READ_TIME_LIMIT};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::world::World;

/// Sends a text, and reads until the server closes the connection: how long that took, and what came.
async fn until_closed(url: &str, text: &str) -> (Duration, String) {
    let began = Instant::now();
    let mut connection = TcpStream::connect(url.trim_start_matches("http://")).await.unwrap();
    connection.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = tokio::time::timeout(2 * HEAD_TIME_LIMIT, connection.read_to_string(&mut answer)).await;
    assert!(read.is_ok(), "still open after {:?}: {text:?}", began.elapsed());
    (began.elapsed(), answer)
}

#[tokio::test]
async fn a_connection_that_is_silent_or_slow_is_closed() {
    let world = World::new().await;
    let login = "POST /login HTTP/1.1\r\nhost: localhost\r\norigin: {shop}\r\n\
                 content-type: application/x-www-form-urlencoded\r\ncontent-length: 40\r\n\r\nuser";
    let login = login.replace("{shop}", &world.shop);
    let result = "POST /v1/actions/act_1/result HTTP/1.1\r\nhost: localhost\r\n\
                  content-type: application/x-www-form-urlencoded\r\ncontent-length: 40\r\n\r\nk=";
    let (api, shop) = (world.payments.as_str(), world.shop.as_str());
    let closed = tokio::join!(
        until_closed(api, ""),
        until_closed(shop, ""),
        until_closed(api, "GET /v1/jwks.json HTTP/1.1\r\nhost: local"),
        // Silent after a whole request.
        until_closed(api, "GET /v1/jwks.json HTTP/1.1\r\nhost: localhost\r\n\r\n"),
        until_closed(shop, &login),
        until_closed(api, result),
    );
    let all = [&closed.0, &closed.1, &closed.2, &closed.3, &closed.4, &closed.5];
    for (took, answer) in all {
        assert!(*took >= Duration::from_secs(9), "{took:?} {answer}");
    }
    assert!(closed.3.1.starts_with("HTTP/1.1 200 "), "{}", closed.3.1);
    assert!(closed.4.1.starts_with("HTTP/1.1 400 "), "{}", closed.4.1);
    assert!(closed.5.1.starts_with("HTTP/1.1 400 "), "{}", closed.5.1);
}

#[tokio::test]
async fn a_form_that_is_too_long_is_refused() {
    let world = World::new().await;
    let headers = [("origin", world.shop.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let body = format!("username={}&password=demo", "m".repeat(2000));
    let reply = world.send(Method::POST, &format!("{}/login", world.shop), &headers, Some(&body)).await;
    assert_eq!(reply.status, 413);
    let body = format!("k={}&result=approved", "k".repeat(17_000));
    let reply = world.call(Method::POST, "/actions/act_1/result", &headers, Some(&body)).await;
    assert_eq!(reply.refusal(), (413, "request_too_large".into()));
}

#[tokio::test]
async fn a_header_that_may_be_there_once_is_refused_twice() {
    let world = World::new().await;
    let session = world.session().await;
    for (name, value) in [
        ("authorization", "Bearer pk_test_other"),
        ("payment-session", "ps_1_secret_other"),
        ("idempotency-key", "another"),
        ("content-type", "text/plain"),
        ("host", "evil.example"),
        ("origin", "https://evil.example"),
    ] {
        let body = world.card_body(&session, "4242424242424242").await;
        let address = world.payments.trim_start_matches("http://");
        let request = format!(
            "POST /v1/payments HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\npayment-session: {}\r\n\
             idempotency-key: key-{name}\r\ncontent-type: application/json\r\norigin: {}\r\n{name}: {value}\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            world.pk,
            session.secret,
            world.shop,
            body.len()
        );
        let (_, answer) = until_closed(&world.payments, &request).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{name}: {answer}");
    }
    let (_, answer) = until_closed(&world.payments, "GET /v1/jwks.json HTTP/1.1\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let headers = [("content-encoding", "gzip")];
    let reply = world.browser(Method::POST, "/payments", &session, &headers, Some("{}")).await;
    assert_eq!(reply.refusal(), (415, "unsupported_media_type".into()));
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM payments").await, 0);
}

#[tokio::test]
async fn a_list_in_place_of_an_object_is_refused() {
    let world = World::new().await;
    let mut request = world.session_request(10_000, "USD");
    request["payer"] = json!(["minsu"]);
    let reply = world.merchant(Method::POST, "/payment_sessions", "key-1", Some(&request)).await;
    assert_eq!(reply.refusal(), (400, "malformed_request".into()));

    let session = world.session().await;
    let body = world.card_body(&session, "4242424242424242").await;
    let mut body: Value = serde_json::from_str(&body).unwrap();
    body["payment_method"] = json!(["card", body["payment_method"]["encrypted_card"]]);
    let reply = world.post_payment(&session, "key-2", &body.to_string()).await;
    assert_eq!(reply.refusal(), (400, "malformed_request".into()));
    assert_eq!(world.count("sandbox", "SELECT COUNT(*) FROM payments").await, 0);
}

#[tokio::test]
async fn connections_that_are_kept_do_not_keep_others_out() {
    let world = World::new().await;
    let address = world.payments.trim_start_matches("http://");
    let began = Instant::now();
    let mut kept = Vec::new();
    for _ in 0..MAX_CONNECTIONS + 40 {
        let mut connection = TcpStream::connect(address).await.unwrap();
        let request = format!("GET /v1/jwks.json HTTP/1.1\r\nhost: {address}\r\n\r\n");
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"]}") {
            assert_ne!(connection.read_buf(&mut answer).await.unwrap(), 0, "closed before its answer");
        }
        kept.push(connection);
    }
    assert!(began.elapsed() < HEAD_TIME_LIMIT, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_connection_that_does_not_read_its_answers_is_closed() {
    let world = World::new().await;
    let address = world.payments.trim_start_matches("http://localhost");
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let connection = socket.connect(format!("127.0.0.1{address}").parse().unwrap()).await.unwrap();
    let request = "GET /v1/openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let began = Instant::now();
    // More answers than the system keeps for somebody who does not read them.
    loop {
        match connection.try_write(request.repeat(100).as_bytes()) {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
        assert!(began.elapsed() < 2 * READ_TIME_LIMIT, "still open");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(began.elapsed() >= READ_TIME_LIMIT, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_request_for_another_server_is_refused() {
    let world = World::new().await;
    for (url, path) in [(&world.payments, "/v1/jwks.json"), (&world.shop, "/login")] {
        let port = url.rsplit(':').next().unwrap();
        for (target, host, status) in [
            (path.to_owned(), "localhost".to_owned(), 200),
            (path.to_owned(), format!("LOCALHOST:{port}"), 200),
            (path.to_owned(), format!("127.0.0.1:{port}"), 200),
            (path.to_owned(), format!("[::1]:{port}"), 200),
            (path.to_owned(), "shop.localhost".to_owned(), 200),
            (path.to_owned(), format!("host.docker.internal:{port}"), 200),
            (format!("{url}{path}"), "localhost".to_owned(), 200),
            (path.to_owned(), "evil.example".to_owned(), 400),
            (path.to_owned(), format!("evil.example:{port}"), 400),
            (path.to_owned(), "localhost.evil.example".to_owned(), 400),
            (path.to_owned(), "localhost@evil.example".to_owned(), 400),
            (path.to_owned(), String::new(), 400),
            (format!("http://evil.example{path}"), "localhost".to_owned(), 400),
        ] {
            let request = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
            let (_, answer) = until_closed(url, &request).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{target} {host}: {answer}");
        }
    }
}
