//! The documentation: which address means which file, and in which language a reader comes to it.

use std::fs;

use payments_sandbox::{Config, start};
use reqwest::redirect::Policy;

use crate::world::{Folder, config_in};

#[tokio::test]
async fn an_address_means_a_page_and_a_file_is_served_as_it_is() {
    let (folder, files) = (Folder::new(), Folder::new());
    for (path, text) in [
        ("en/index.html", "list"),
        ("ko/index.html", "목록"),
        ("en/backend.html", "page"),
        ("en/reference/errors.html", "errors"),
        ("en/backend.md", "# Page"),
        ("en/404.html", "no page"),
        ("ko/404.html", "없음"),
        ("site.css", "a {}"),
        ("llms.txt", "# 목록"),
    ] {
        fs::create_dir_all(files.path().join(path).parent().unwrap()).unwrap();
        fs::write(files.path().join(path), text).unwrap();
    }
    let config = Config { docs: Some(files.path().into()), ..config_in(&folder, Config::default()) };
    let running = start(&config).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).redirect(Policy::none()).build().unwrap();
    let html = "text/html; charset=utf-8";
    for (address, status, kind, text) in [
        ("/docs/en", 200, html, "list"),
        ("/docs/ko/", 200, html, "목록"),
        ("/docs/en/backend", 200, html, "page"),
        ("/docs/en/reference/errors", 200, html, "errors"),
        ("/docs/en/backend.md", 200, "text/markdown; charset=utf-8", "# Page"),
        ("/docs/site.css", 200, "text/css; charset=utf-8", "a {}"),
        ("/llms.txt", 200, "text/plain; charset=utf-8", "# 목록"),
        ("/docs/en/none", 404, html, "no page"),
        ("/docs/ko/none", 404, html, "없음"),
        ("/docs/xx/none", 404, html, "no page"),
        ("/docs/en/..%2f..%2fnone", 404, html, "no page"),
    ] {
        let reply = http.get(format!("{}{address}", running.shop_url)).send().await.unwrap();
        let header = |name: &str| reply.headers()[name].to_str().unwrap().to_owned();
        assert_eq!((reply.status().as_u16(), header("content-type").as_str()), (status, kind), "{address}");
        assert!(header("content-security-policy").starts_with("default-src 'none'; script-src 'self';"), "{address}");
        assert_eq!(header("cache-control"), "no-cache");
        assert_eq!(reply.text().await.unwrap(), text, "{address}");
    }
    for (wanted, language) in [("ko-KR,ko;q=0.9,en;q=0.5", "ko"), ("de,en;q=0.5", "en"), ("ar", "en"), ("", "en")] {
        let reply =
            http.get(format!("{}/docs/", running.shop_url)).header("accept-language", wanted).send().await.unwrap();
        assert_eq!(reply.status().as_u16(), 303);
        assert_eq!(reply.headers()["location"], format!("/docs/{language}/"), "{wanted}");
        assert_eq!(reply.headers()["vary"], "accept-language, cookie");
    }
    running.stop().await;
}
