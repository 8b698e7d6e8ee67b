//! The program with its pages and the widget inside, in a folder that has nothing.

use std::collections::BTreeMap;

use payments_sandbox::files::Files;
use payments_sandbox::{Config, start};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};

use crate::program::Program;
use crate::world::{Folder, World, config_in};

const FILES: [&str; 6] = [
    "/widget/payments-widget.global.js",
    "/widget/payments-widget_bg.wasm",
    "/widget/frame.html",
    "/widget/frame.json",
    "/widget/locales/ko.js",
    "/widget/none.js",
];
const PAGES: [&str; 15] = [
    "/login",
    "/guide",
    "/styles",
    "/playground",
    "/shop/shop.css",
    "/playground/controls.js",
    "/api/option-names.js",
    "/shop/none.js",
    "/docs/",
    "/docs/en/",
    "/docs/ko/backend",
    "/docs/en/backend.md",
    "/docs/site.js",
    "/docs/en/none",
    "/llms.txt",
];

/// The headers that do not differ from one answer, or one port, to another; and not those by which a copy is asked for again.
fn lasting(headers: &HeaderMap, port: &str) -> BTreeMap<String, String> {
    let of_a_moment = ["date", "last-modified", "etag", "accept-ranges", "content-security-policy"];
    let mut kept: BTreeMap<_, _> = headers
        .iter()
        .filter(|(name, _)| !of_a_moment.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    if let Some(policy) = headers.get("content-security-policy") {
        let words = policy.to_str().unwrap().replace(port, "PORT");
        let words = words.split(' ').filter(|word| !word.contains("nonce-"));
        kept.insert("content-security-policy".into(), words.collect::<Vec<_>>().join(" "));
    }
    kept
}

#[tokio::test]
async fn an_empty_folder_serves_what_the_folders_do() {
    let from_files = World::new().await;
    let folder = Folder::new();
    let program = Program::start_in_folder(&folder, folder.path(), &[]);
    let embedded = program.world(folder);
    let pairs =
        [(&from_files.payments, &embedded.payments, &FILES[..]), (&from_files.shop, &embedded.shop, &PAGES[..])];
    for (one, other, paths) in pairs {
        for path in paths {
            let expected = from_files.send(Method::GET, &format!("{one}{path}"), &[], None).await;
            let actual = embedded.send(Method::GET, &format!("{other}{path}"), &[], None).await;
            assert_eq!(actual.status, expected.status, "{path}");
            let port = |world: &World| world.payments.rsplit(':').next().unwrap().to_owned();
            assert_eq!(
                lasting(&actual.headers, &port(&embedded)),
                lasting(&expected.headers, &port(&from_files)),
                "{path}"
            );
            let is_file = path.contains('.') && !path.ends_with(".json");
            assert!(!is_file || actual.text == expected.text, "{path} has another content");
        }
    }
    let url = format!("{}/widget/frame.html", embedded.payments);
    let first = embedded.send(Method::GET, &url, &[], None).await;
    let again = embedded.send(Method::GET, &url, &[("if-none-match", first.header("etag"))], None).await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert!(again.header("content-security-policy").contains("frame-ancestors"), "{:?}", again.headers);
    let session = embedded.session().await;
    assert_eq!(embedded.pay_by_card(&session, "4242424242424242").await.json()["status"], "succeeded");
    program.crash();
}

#[tokio::test]
async fn folders_replace_what_is_inside() {
    let (folder, files) = (Folder::new(), Folder::new());
    std::fs::write(files.path().join("own.js"), "own").unwrap();
    let config = Config { dist: Some(files.path().into()), ..config_in(&folder, Config::default()) };
    let running = start(&config).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let read = async |file: &str| http.get(format!("{}/widget/{file}", running.payments_url)).send().await.unwrap();
    assert_eq!(read("own.js").await.text().await.unwrap(), "own");
    assert_eq!(read("frame.js").await.status(), 404);
    assert!(Files::pages(None).text("shop/none.html").await.is_err());
    running.stop().await;
}
