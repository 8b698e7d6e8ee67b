//! Where a webhook may go: public addresses over HTTPS, and nowhere else unless the sandbox was started to allow it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use payments_sandbox::Config;
use payments_sandbox::webhooks::Rules;
use payments_sandbox::webhooks::address::{self, UrlError};
use payments_sandbox::webhooks::client::{Client, Message, NoAnswer, PublicOnly};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use reqwest::StatusCode;
use reqwest::dns::Resolve;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::program::Program;
use crate::receiver::{Receiver, config, secret};
use crate::world::{Folder, World};

#[test]
fn no_spelling_of_a_private_address_is_allowed() {
    let refused = [
        "https://localhost/",
        "https://LOCALHOST./",
        "https://api.localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https://%31%32%37.0.0.1/",
        "https://0/",
        "https://0.0.0.0/",
        "https://10.1.2.3/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://172.31.255.255/",
        "https://192.168.0.1/",
        "https://198.19.255.255/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::]/",
        "https://[::1]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001:0:7f00:1::]/",
        "https://[2001:db8::1]/",
        "https://[fc00::1]/",
        "https://[fd12::1]/",
        "https://[fe80::1]/",
        "https://[fec0::1]/",
        "https://[ff02::1]/",
    ];
    for url in refused {
        assert_eq!(address::read_url(url, false).err(), Some(UrlError::NotPublic), "{url}");
        assert!(address::read_url(url, true).is_ok(), "{url}");
    }
    for url in [
        "https://shop.example/",
        "https://8.8.8.8/",
        "https://172.32.0.1/",
        "https://100.128.0.1/",
        "https://[2606:4700::1111]/",
        "https://[2a00::1]/",
        "https://localhost.example/",
    ] {
        assert!(address::read_url(url, false).is_ok(), "{url}");
    }
    assert_eq!(address::read_url("http://shop.example/", false).err(), Some(UrlError::NotHttps));
    assert!(address::read_url("http://shop.example/", true).is_ok());
}

/// A name that resolves to this machine, as a name of the attacker's would, is refused where the connection is made.
#[tokio::test]
async fn a_name_that_resolves_to_a_private_address_is_not_connected_to() {
    let receiver = Receiver::new().await;
    let own_name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let rules = |allow_private| Rules {
        allow_private,
        time_limit: Duration::from_secs(5),
        first_retry: Duration::from_secs(1),
        retry_for: 1_000,
    };
    let post = async |allow_private: bool, url: &str| {
        let message = Message { url, event_id: "evt_1", timestamp: 1, signature: String::new(), body: "{}".to_owned() };
        Client::new(rules(allow_private)).unwrap().post(message).await
    };
    // What the client's connections go through.
    let resolved = PublicOnly.resolve("localhost".parse().unwrap()).await;
    assert_eq!(resolved.err().unwrap().to_string(), "the name resolves to no public address");
    let port = receiver.address.port();
    let is_loopback = |found: &SocketAddr| found.ip().is_loopback();
    let own_name = own_name.trim();
    if tokio::net::lookup_host((own_name, 0)).await.is_ok_and(|mut found| found.all(|address| is_loopback(&address))) {
        let url = format!("https://{own_name}:{port}/");
        assert_eq!(post(false, &url).await, Err(NoAnswer::AddressNotAllowed), "{url}");
        assert_eq!(post(true, &url).await, Err(NoAnswer::Unreachable), "it is there, but has no TLS");
    }
    assert_eq!(post(false, &receiver.url).await, Err(NoAnswer::AddressNotAllowed));
    assert!(receiver.seen().is_empty(), "no request has arrived");
    assert_eq!(post(true, &receiver.url).await, Ok(StatusCode::OK));
}

#[tokio::test]
async fn an_endpoint_of_an_earlier_start_is_held_to_the_rules_of_this_one() {
    let mut world = World::with(config()).await;
    let receiver = Receiver::new().await;
    let endpoint = world.endpoint_for(&receiver).await;
    world.running.take().unwrap().stop().await;
    world.start_again(Config { allow_private_webhooks: false, ..config() }).await;
    world.pay_by_quick_wallet().await;
    world.newest_has(&endpoint, "error", "address_not_allowed").await;
    assert!(receiver.seen().is_empty());
}

/// An authority of its own as PEM, and a server with a certificate of it for `localhost`.
fn authority() -> (String, TlsAcceptor) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let root = params.self_signed(&key).unwrap();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![leaf.der().clone()], key);
    (root.pem(), TlsAcceptor::from(Arc::new(config.unwrap())))
}

#[tokio::test]
async fn over_https_only_to_a_certificate_that_is_trusted() {
    let flags = ["--allow-private-webhooks", "--webhook-first-retry", "50ms", "--webhook-retry-for", "1m"];
    let (root, acceptor) = authority();
    let receiver = Receiver::with_tls(acceptor).await;
    let folder = Folder::new();
    let program = Program::start(&folder, &flags);
    let world = program.world(folder);
    let endpoint = world.endpoint_for(&receiver).await;
    world.pay_by_quick_wallet().await;
    world.newest_has(&endpoint, "error", "unreachable").await;
    assert!(receiver.seen().is_empty(), "nobody vouches for it");
    program.crash();

    let file = world.folder.path().join("root.pem");
    std::fs::write(&file, root).unwrap();
    let program = Program::start_in(&world.folder, &flags, &[("SSL_CERT_FILE", file.to_str().unwrap())]);
    let world = program.world(world.folder);
    assert!(receiver.wait_for(1).await[0].is_signed_with(secret(&endpoint)));
    world.newest_has(&endpoint, "status", "delivered").await;
    program.crash();
}
