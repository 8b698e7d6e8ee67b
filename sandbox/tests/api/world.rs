//! A sandbox in a folder of its own, and the calls that tests make.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use payments_sandbox::clock;
use payments_sandbox::hash::random_name;
use payments_sandbox::{Config, Running, start};
use payments_widget::jwe::jwk::{Jwk, JwkSet};
use reqwest::header::HeaderMap;
use reqwest::{Certificate, Method, StatusCode};
use serde_json::{Value, json};

use crate::databases::{Server, open};
use crate::seal::{plaintext, seal};

/// What a test does to a request before it is sent.
pub type Change = fn(&mut Value);

/// A folder that is deleted at the end, and with it the PostgreSQL database of the sandbox in it, if the tests run on one.
pub struct Folder(PathBuf, Server);

impl Folder {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(random_name("payments-sandbox-"));
        fs::create_dir(&path).unwrap();
        Self(path, Server::default())
    }

    /// The database of the sandbox in this folder; none if it has SQLite files.
    pub fn database_url(&self) -> Option<String> {
        self.1.database_url()
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap().trim().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An answer.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {} {}", self.status, self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Status and code of a refusal, after a look at what all refusals have.
    pub fn refusal(&self) -> (u16, String) {
        let json = self.json();
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(json["status"], self.status.as_u16());
        assert_eq!(json["request_id"], self.header("request-id"));
        assert_eq!(json["type"], format!("urn:payments-widget:error:{}", json["code"].as_str().unwrap()));
        (self.status.as_u16(), json["code"].as_str().unwrap().to_owned())
    }
}

/// A session to pay.
#[derive(Clone)]
pub struct Session {
    pub id: String,
    pub secret: String,
    pub amount: u64,
    pub currency: String,
}

/// Where a sandbox listens, and its keys.
pub struct World {
    pub folder: Folder,
    pub running: Option<Running>,
    pub shop: String,
    pub payments: String,
    pub pk: String,
    pub sk: String,
    pub http: reqwest::Client,
}

impl World {
    pub async fn new() -> Self {
        Self::with(Config::default()).await
    }

    /// `config` decides what is not about ports and folders.
    pub async fn with(config: Config) -> Self {
        let folder = Folder::new();
        let config = config_in(&folder, config);
        let running = start(&config).await.unwrap();
        let (shop, payments) = (running.shop_url.clone(), running.payments_url.clone());
        let mut world = Self::at(folder, shop, payments);
        world.running = Some(running);
        world
    }

    /// A sandbox that runs already, over the data in `folder`.
    pub fn at(folder: Folder, shop: String, payments: String) -> Self {
        let (pk, sk) = (folder.read("shop-key"), folder.read("shop-secret"));
        let authority = fs::read(folder.path().join("tls-authority.pem")).ok();
        let http = reqwest::Client::builder()
            .no_proxy()
            // Of https it trusts only what is served from this folder.
            .tls_certs_only(authority.map(|pem| Certificate::from_pem(&pem).unwrap()))
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self { folder, running: None, shop, payments, pk, sk, http }
    }

    /// Stops, changes what is stored, and starts again over the same data.
    pub async fn restart_after(&mut self, change: impl AsyncFnOnce(&Folder)) {
        self.running.take().unwrap().stop().await;
        change(&self.folder).await;
        self.start_again(Config::default()).await;
    }

    /// Starts over the same data, with what `config` says beside ports and folders.
    pub async fn start_again(&mut self, config: Config) {
        let running = start(&config_in(&self.folder, config)).await.unwrap();
        (self.shop, self.payments) = (running.shop_url.clone(), running.payments_url.clone());
        self.running = Some(running);
    }

    /// Any call; `path` is below `/v1`.
    pub async fn call(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Reply {
        self.send(method, &format!("{}/v1{path}", self.payments), headers, body).await
    }

    pub async fn send(&self, method: Method, url: &str, headers: &[(&str, &str)], body: Option<&str>) -> Reply {
        self.try_to_send(method, url, headers, body).await.unwrap()
    }

    /// Fails where nobody answers.
    pub async fn try_to_send(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> reqwest::Result<Reply> {
        let mut request = self.http.request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body.to_owned());
        }
        let answer = request.send().await?;
        Ok(Reply { status: answer.status(), headers: answer.headers().clone(), text: answer.text().await? })
    }

    pub async fn key(&self) -> Jwk {
        let set: JwkSet = serde_json::from_str(&self.call(Method::GET, "/jwks.json", &[], None).await.text).unwrap();
        set.keys.into_iter().next().unwrap()
    }

    /// As the merchant's server.
    pub async fn merchant(&self, method: Method, path: &str, key: &str, body: Option<&Value>) -> Reply {
        let bearer = format!("Bearer {}", self.sk);
        let body = body.map(Value::to_string);
        let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
        if !key.is_empty() {
            headers.push(("idempotency-key", key));
        }
        self.call(method, path, &headers, body.as_deref()).await
    }

    pub fn session_request(&self, amount: u64, currency: &str) -> Value {
        json!({
            "amount": amount, "currency": currency, "order_id": "1042", "payer": { "id": "minsu" },
            "payment_method_types": ["card", "wallet"], "return_url": format!("{}/return?from=shop", self.shop),
        })
    }

    pub async fn session_of(&self, request: &Value) -> Session {
        let reply = self.merchant(Method::POST, "/payment_sessions", &random_name("key_"), Some(request)).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        let json = reply.json();
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        Session {
            id: text("id"),
            secret: text("client_secret"),
            amount: json["amount"].as_u64().unwrap(),
            currency: text("currency"),
        }
    }

    pub async fn session_for(&self, payer: &str) -> Session {
        let mut request = self.session_request(10_000, "USD");
        request["payer"]["id"] = json!(payer);
        self.session_of(&request).await
    }

    pub async fn session(&self) -> Session {
        self.session_of(&self.session_request(10_000, "USD")).await
    }

    /// As the payer's browser.
    pub async fn browser(
        &self,
        method: Method,
        path: &str,
        session: &Session,
        more: &[(&str, &str)],
        body: Option<&str>,
    ) -> Reply {
        self.try_in_browser(method, path, session, more, body).await.unwrap()
    }

    /// Fails where nobody answers.
    pub async fn try_in_browser(
        &self,
        method: Method,
        path: &str,
        session: &Session,
        more: &[(&str, &str)],
        body: Option<&str>,
    ) -> reqwest::Result<Reply> {
        let bearer = format!("Bearer {}", self.pk);
        let base = [
            ("authorization", bearer.as_str()),
            ("origin", self.shop.as_str()),
            ("payment-session", session.secret.as_str()),
            ("content-type", "application/json"),
        ];
        // What a test says itself replaces the defaults here.
        let mut headers: HashMap<&str, &str> = base.into_iter().collect();
        headers.extend(more.iter().copied());
        headers.retain(|_, value| !value.is_empty());
        let url = format!("{}/v1{path}", self.payments);
        self.try_to_send(method, &url, &headers.into_iter().collect::<Vec<_>>(), body).await
    }

    pub async fn post_payment(&self, session: &Session, key: &str, body: &str) -> Reply {
        self.browser(Method::POST, "/payments", session, &[("idempotency-key", key)], Some(body)).await
    }

    /// Gives `None` where nobody answers.
    pub async fn try_to_post_payment(&self, session: &Session, key: &str, body: &str) -> Option<Reply> {
        self.try_in_browser(Method::POST, "/payments", session, &[("idempotency-key", key)], Some(body)).await.ok()
    }

    /// The body of a payment with a sealed card.
    pub async fn card_body(&self, session: &Session, number: &str) -> String {
        let plaintext = plaintext(number, &session.id, session.amount, &session.currency);
        body_with(session, &seal(&self.key().await, &plaintext))
    }

    pub async fn pay_by_card(&self, session: &Session, number: &str) -> Reply {
        let body = self.card_body(session, number).await;
        self.post_payment(session, &random_name("key_"), &body).await
    }

    pub async fn pay_by_wallet(&self, session: &Session, wallet_id: &str) -> Reply {
        let body = json!({
            "amount": session.amount, "currency": session.currency,
            "payment_method": { "type": "wallet", "wallet_id": wallet_id },
        });
        self.post_payment(session, &random_name("key_"), &body.to_string()).await
    }

    pub async fn payment(&self, session: &Session, id: &str) -> Value {
        self.browser(Method::GET, &format!("/payments/{id}"), session, &[], None).await.json()
    }

    /// The payment once it is no longer `processing`.
    pub async fn decided(&self, session: &Session, id: &str) -> Value {
        let begun = Instant::now();
        loop {
            let payment = self.payment(session, id).await;
            if payment["status"] != "processing" {
                return payment;
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "still processing");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn read_session(&self, session: &Session) -> Value {
        self.browser(Method::GET, &format!("/payment_sessions/{}", session.id), session, &[], None).await.json()
    }

    /// One number from the sandbox's own database or the network's ledger.
    pub async fn count(&self, name: &str, query: &'static str) -> i64 {
        let mut database = open(&self.folder, name).await;
        sqlx::query_scalar(query).fetch_one(&mut database).await.unwrap()
    }

    /// How often the network has taken money by now.
    pub async fn approvals(&self) -> i64 {
        let query = "SELECT COUNT(*) FROM authorizations
                     WHERE state IN ('decided', 'late') AND verdict = 'approved' AND decided_at <= $1";
        let mut ledger = open(&self.folder, "network").await;
        sqlx::query_scalar(query).bind(clock::now()).fetch_one(&mut ledger).await.unwrap()
    }
}

pub fn body_with(session: &Session, encrypted_card: &str) -> String {
    json!({
        "amount": session.amount, "currency": session.currency,
        "payment_method": { "type": "card", "encrypted_card": encrypted_card }, "installment_months": 0,
    })
    .to_string()
}

pub fn config_in(folder: &Folder, config: Config) -> Config {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Config {
        shop_port: 0,
        port: 0,
        data: folder.path().into(),
        database_url: folder.database_url().map(|url| url.parse().unwrap()),
        www: Some(root.join("www")),
        dist: Some(root.join("dist")),
        docs: Some(root.join(".docs")),
        ..config
    }
}

/// Whether `actual` has the members of the hand-written example, in their order, and no others.
pub fn assert_shape(actual: &str, example: &str) {
    assert_eq!(members(actual), members(&read_example(example)), "{actual}");
}

/// A hand-written example of the wire: of what only a merchant's server sees, or of what the widget reads and writes too.
pub fn read_example(name: &str) -> String {
    let sandbox = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = format!("tests/wire/{name}.json");
    let of_merchant = sandbox.join(&file);
    let path = if of_merchant.exists() { of_merchant } else { sandbox.join("..").join(&file) };
    fs::read_to_string(path).unwrap()
}

/// Every member's name in their order in the text.
fn members(json: &str) -> Vec<&str> {
    let pieces: Vec<_> = json.split('"').collect();
    pieces.windows(2).filter(|pair| pair[1].trim_start().starts_with(':')).map(|pair| pair[0]).collect()
}
