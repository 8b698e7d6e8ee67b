//! Both origins under TLS.

use std::fs;
use std::path::Path;

use payments_sandbox::{Config, start};
use reqwest::{Certificate, Client, Method};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::program::Program;
use crate::shop::CART;
use crate::world::{Folder, World, config_in};

fn tls_dev() -> Config {
    Config { tls_dev: true, ..Config::default() }
}

/// A client that trusts the PEM file.
fn trusting(file: &Path) -> Client {
    let authority = Certificate::from_pem(&fs::read(file).unwrap()).unwrap();
    Client::builder().no_proxy().tls_certs_only([authority]).build().unwrap()
}

#[tokio::test]
async fn a_payment_under_tls() {
    let world = World::with(tls_dev()).await;
    assert!(world.payments.starts_with("https://") && world.shop.starts_with("https://"), "{}", world.payments);
    let session = world.session().await;
    let payment = world.pay_by_card(&session, "4000000000003220").await.json();
    let action = payment["next_action"]["url"].as_str().unwrap();
    assert!(action.starts_with(&format!("{}/v1/actions/", world.payments)), "{action}");
    let page = world.send(Method::GET, action, &[], None).await;
    assert_eq!(page.status, 200);

    let frame = world.send(Method::GET, &format!("{}/widget/frame.json", world.payments), &[], None).await.json();
    let shop: serde_json::Value = world.shop.as_str().into();
    assert!(frame["parents"].as_array().unwrap().contains(&shop), "{frame}");
    assert_eq!(frame["endpoint"], format!("{}/v1", world.payments));
}

#[tokio::test]
async fn the_shop_pays_over_tls_and_its_cookie_is_secure() {
    let world = World::with(tls_dev()).await;
    let headers = [("origin", world.shop.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let login = format!("{}/login", world.shop);
    let reply = world.send(Method::POST, &login, &headers, Some("username=minsu&password=demo")).await;
    let cookie = reply.header("set-cookie");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    let sid = cookie.split(';').next().unwrap();
    let headers = [("origin", world.shop.as_str()), ("cookie", sid), ("content-type", "application/json")];
    let url = format!("{}/checkout/session", world.shop);
    let made = world.send(Method::POST, &url, &headers, Some(CART)).await;
    assert!(made.text.contains("client_secret"), "{} {}", made.status, made.text);

    let plain = World::new().await;
    let headers = [("origin", plain.shop.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let login = format!("{}/login", plain.shop);
    let reply = plain.send(Method::POST, &login, &headers, Some("username=minsu&password=demo")).await;
    assert!(!reply.header("set-cookie").contains("Secure"));
}

#[tokio::test]
async fn the_authority_is_made_once_and_signs_for_this_computer() {
    let mut world = World::with(tls_dev()).await;
    let file = world.folder.path().join("tls-authority.pem");
    let authority = fs::read(&file).unwrap();
    let port = world.payments.rsplit(':').next().unwrap().to_owned();
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let answer = trusting(&file).get(format!("https://{host}:{port}/healthz")).send().await;
        assert_eq!(answer.unwrap().status(), 204, "{host}");
    }
    let stranger = Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    assert!(stranger.get(format!("https://localhost:{port}/healthz")).send().await.is_err());

    world.running.take().unwrap().stop().await;
    world.start_again(tls_dev()).await;
    assert_eq!(fs::read(&file).unwrap(), authority);
    assert_eq!(world.send(Method::GET, &format!("{}/healthz", world.payments), &[], None).await.status, 204);
}

#[tokio::test]
async fn a_request_without_tls_is_answered_with_what_to_do() {
    let world = World::with(tls_dev()).await;
    let address = world.payments.trim_start_matches("https://");
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 400 ") && answer.ends_with("\r\n\r\nThis port is for https; change the URL"),
        "{answer}"
    );
    assert_eq!(world.send(Method::GET, &format!("{}/healthz", world.payments), &[], None).await.status, 204);
}

#[tokio::test]
async fn a_certificate_from_files() {
    let (folder, other) = (Folder::new(), Folder::new());
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["pay.example".into()]).unwrap().self_signed(&key).unwrap();
    let (cert_file, key_file) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    fs::write(&cert_file, certificate.pem()).unwrap();
    fs::write(&key_file, key.serialize_pem()).unwrap();
    let files =
        |key: &Path| Config { tls_cert: Some(cert_file.clone()), tls_key: Some(key.into()), ..Config::default() };

    let running = start(&config_in(&folder, files(&key_file))).await.unwrap();
    let port: u16 = running.payments_url.rsplit(':').next().unwrap().parse().unwrap();
    let client = Client::builder()
        .no_proxy()
        .tls_certs_only([Certificate::from_pem(certificate.pem().as_bytes()).unwrap()])
        .resolve("pay.example", ([127, 0, 0, 1], port).into())
        .build()
        .unwrap();
    let answer = client.get(format!("https://pay.example:{port}/healthz")).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    running.stop().await;

    let wrong = other.path().join("key.pem");
    for text in [rcgen::KeyPair::generate().unwrap().serialize_pem(), "no key".into()] {
        fs::write(&wrong, text).unwrap();
        let sentence = start(&config_in(&folder, files(&wrong))).await.err().unwrap().to_string();
        assert!(sentence.starts_with(&format!("Cannot serve https with {}: ", cert_file.display())), "{sentence}");
    }
}

#[tokio::test]
async fn the_program_says_which_authority_to_trust() {
    let folder = Folder::new();
    let program = Program::start(&folder, &["--tls-dev"]);
    let file = folder.path().join("tls-authority.pem").display().to_string();
    assert!(program.prints(&format!("curl --cacert {file}")));
    program.crash();
}
