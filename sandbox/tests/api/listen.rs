//! Where the sandbox can be reached, and under which names. On Linux every address of 127.0.0.0/8 is this machine's: 127.0.0.2 is one
//! on which nothing listens by default.

use std::net::TcpStream;
use std::process::Command;

use payments_sandbox::{Config, start};
use reqwest::Method;
use serde_json::json;

use crate::program::Program;
use crate::shop;
use crate::world::{Folder, World, config_in};

/// `http://localhost:4243` at another address.
fn at(url: &str, address: &str) -> String {
    url.replace("localhost", address)
}

fn is_open(url: &str, address: &str) -> bool {
    TcpStream::connect(at(url, address).trim_start_matches("http://")).is_ok()
}

async fn status(world: &World, url: &str, host: &str) -> u16 {
    world.send(Method::GET, url, &[("host", host)], None).await.status.as_u16()
}

#[tokio::test]
async fn by_default_only_this_machine_reaches_it() {
    let world = World::new().await;
    for url in [&world.shop, &world.payments] {
        assert!(is_open(url, "127.0.0.1") && !is_open(url, "127.0.0.2"), "{url}");
        assert_eq!(status(&world, url, "127.0.0.2").await, 400, "the address is none of its own");
    }
}

#[tokio::test]
async fn an_address_of_all_lets_others_in_under_any_address_and_no_other_name() {
    for address in ["0.0.0.0", "::"] {
        let config = Config { listen: vec![address.parse().unwrap()], ..Config::default() };
        let world = World::with(config).await;
        for (url, path) in [(&world.shop, "/login"), (&world.payments, "/v1/jwks.json")] {
            let url = format!("{}{path}", at(url, "127.0.0.2"));
            let port = url.split(':').nth(2).unwrap().split('/').next().unwrap();
            for (host, expected) in [
                ("127.0.0.2", 200),
                (&format!("10.1.2.3:{port}"), 200),
                (&format!("[fd00::1]:{port}"), 200),
                ("localhost", 200),
                ("user@10.1.2.3", 400),
                ("10.1.2.3.evil.example", 400),
                ("sandbox-1", 400),
            ] {
                assert_eq!(status(&world, &url, host).await, expected, "{address} {url} {host}");
            }
        }
        let session = world.session().await;
        assert_eq!(world.pay_by_card(&session, "4242424242424242").await.json()["status"], "succeeded");
    }
}

#[tokio::test]
async fn an_address_is_added_to_those_of_this_machine() {
    let addresses = ["127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.1"].map(|text| text.parse().unwrap());
    let world = World::with(Config { listen: addresses.to_vec(), ..Config::default() }).await;
    for (address, open) in [("127.0.0.1", true), ("127.0.0.2", true), ("127.0.0.3", true), ("127.0.0.4", false)] {
        assert_eq!(is_open(&world.payments, address), open, "{address}");
    }
}

#[tokio::test]
async fn an_address_of_another_machine_is_refused_in_one_sentence() {
    let folder = Folder::new();
    // A network of no machine: RFC 5737.
    let config = Config { listen: vec!["192.0.2.1".parse().unwrap()], ..Config::default() };
    let sentence = start(&config_in(&folder, config)).await.err().unwrap().to_string();
    assert!(sentence.starts_with("Cannot listen on 192.0.2.1:0: "), "{sentence}");
    assert!(sentence.ends_with("Give an address of this machine, or 0.0.0.0 for all."), "{sentence}");
}

#[tokio::test]
async fn metrics_are_on_a_network_only_if_that_is_asked_for() {
    let everywhere = || vec!["0.0.0.0".parse().unwrap()];
    let private = Config { metrics_port: Some(0), listen: everywhere(), ..Config::default() };
    let public = Config { metrics_listen: everywhere(), metrics_port: Some(0), ..Config::default() };
    for (config, open) in [(private, false), (public, true)] {
        let world = World::with(config).await;
        let url = world.running.as_ref().unwrap().metrics_url.clone().unwrap();
        assert_eq!(is_open(url.trim_end_matches("/metrics"), "127.0.0.2"), open);
        assert_eq!(status(&world, &url, "sandbox-1:9464").await, if open { 200 } else { 400 });
    }
}

#[tokio::test]
async fn a_shop_with_another_address_works_under_it() {
    let public = "https://shop.example".to_owned();
    let world = World::with(Config { shop_url: Some(public.clone()), ..Config::default() }).await;
    assert_eq!(status(&world, &format!("{}/login", world.shop), "shop.example").await, 200);
    assert_eq!(status(&world, &format!("{}/login", world.shop), "evil.example").await, 400);
    let form = [("origin", public.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let login = format!("{}/login", world.shop);
    let reply = world.send(Method::POST, &login, &form, Some("username=minsu&password=demo")).await;
    let cookie = reply.header("set-cookie");
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let answer = shop::ask(&world, cookie, "/checkout/session", &[("origin", &public)], shop::CART).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let id = answer.json()["client_secret"].as_str().unwrap().split("_secret_").next().unwrap().to_owned();
    let session = world.merchant(Method::GET, &format!("/payment_sessions/{id}"), "", None).await.json();
    assert_eq!(session["return_url"], json!("https://shop.example/return"));

    let session = world.session().await;
    let path = format!("/payment_sessions/{}", session.id);
    let read = world.browser(Method::GET, &path, &session, &[("origin", &public)], None).await;
    assert_eq!(read.status, 200, "{}", read.text);
    let frame = world.send(Method::GET, &format!("{}/widget/frame.json", world.payments), &[], None).await.json();
    assert!(frame["parents"].as_array().unwrap().contains(&json!(public)), "{frame}");
}

fn health_check(arguments: &[&str]) -> (bool, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_sandbox")).arg("--health-check").args(arguments).output().unwrap();
    (done.status.success(), String::from_utf8(done.stderr).unwrap())
}

#[tokio::test]
async fn a_health_check_asks_the_program_that_runs() {
    for flag in ["--listen=0.0.0.0", "--tls-dev"] {
        let folder = Folder::new();
        let program = Program::start(&folder, &[flag]);
        assert_eq!(program.prints("other machines can reach it, at 0.0.0.0;"), flag.contains("listen"));
        let world = program.world(folder);
        let port = world.payments.rsplit(':').next().unwrap();
        assert_eq!(health_check(&["--port", port, flag]), (true, String::new()));
        program.crash();
        let (well, sentence) = health_check(&["--port", port, flag]);
        assert!(!well && sentence.contains(&format!("127.0.0.1:{port}/healthz does not answer: ")), "{sentence}");
    }
    let sentence = "--health-check needs the port of the sandbox that runs: give it by --port.\n";
    assert_eq!(health_check(&["--port=0"]), (false, sentence.into()));
}
