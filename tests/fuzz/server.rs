//! The real sandbox over SQLite files, the requests that it takes, and what holds of each of its answers.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};
use std::{env, fs};

use payments_sandbox::hash::random_name;
use payments_sandbox::store::Store;
use payments_sandbox::{Config, Running, start};
use payments_widget::jwe::jwk::{Jwk, JwkSet};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::http::{Answer, Headers, Request, contains, value};
use crate::ledger::Ledger;
use crate::seal::{cvv_plaintext, plaintext, seal, seal_cvv};

/// What every session is for: minor units and currency.
pub const PRICE: (u64, &str) = (10_000, "USD");
/// The card of the right requests: a number that is not in the fuzzer's dictionary, and in no answer.
const NUMBER: &str = "2223003122003222";

/// Who calls an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A merchant's server.
    Merchant,
    /// The server of a merchant without payments: its endpoints are never sent anything.
    Other,
    /// A payer's browser.
    Payer,
    Anybody,
}

/// A request that is right, but for its session when that is paid.
pub struct Operation {
    pub method: &'static str,
    pub path: String,
    pub caller: Caller,
    pub body: Option<Body>,
}

pub enum Body {
    Json(Value),
    Form(String),
}

impl Body {
    fn content_type(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json",
            Self::Form(_) => "application/x-www-form-urlencoded",
        }
    }

    pub fn text(&self) -> String {
        match self {
            Self::Json(json) => json.to_string(),
            Self::Form(text) => text.clone(),
        }
    }
}

/// What can be used up, and is then made again.
#[derive(Clone, Default)]
struct Made {
    session: String,
    secret: String,
    /// `/actions/act_1?k=key`, of an approval that waits for its payer.
    action: String,
}

pub struct Server {
    runtime: Runtime,
    running: Running,
    address: SocketAddr,
    other_secret_key: String,
    key: Jwk,
    saved_card: String,
    paid: String,
    endpoint: String,
    made: Mutex<Made>,
    ledger: Mutex<Ledger>,
}

/// The server of this process. It ends with it.
pub static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

/// How many operations there are.
pub const OPERATIONS: usize = 21;
/// The operation that charges a card.
pub const CARD: usize = 0;
/// The operation that charges a saved card.
pub const SAVED_CARD: usize = 2;

/// The headers that an answer may have.
const ANSWERED: [&str; 19] = [
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "allow",
    "cache-control",
    "connection",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "date",
    "idempotent-replayed",
    "location",
    "referrer-policy",
    "request-id",
    "vary",
    "www-authenticate",
    "x-content-type-options",
];

impl Server {
    fn start() -> Self {
        // The script removes it.
        let folder = env::var_os("FUZZ_DATA").map_or_else(env::temp_dir, PathBuf::from);
        let data = folder.join(random_name("payments-fuzz-"));
        fs::create_dir(&data).unwrap();
        let config = Config { shop_port: 0, port: 0, data, attempts_per_minute: u32::MAX, ..Config::default() };
        // One thread, so that the same request takes the same way more often.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let running = runtime.block_on(start(&config)).unwrap();
        let (_, port) = running.payments_url.rsplit_once(':').unwrap();
        let address = (Ipv4Addr::LOCALHOST, port.parse().unwrap()).into();
        let other_secret_key = random_name("sk_test_");
        runtime.block_on(async {
            let store = Store::open(&config.source("sandbox")).await.unwrap();
            let publishable = random_name("pk_test_");
            store.ensure_developer("dev_other", "Another shop", &publishable, &other_secret_key).await.unwrap();
            store.close().await;
        });
        let ledger = Mutex::new(Ledger::open(&runtime, &config));
        let (key, made) = (Jwk::default(), Mutex::default());
        let [saved_card, paid, endpoint] = [const { String::new() }; 3];
        let mut server =
            Self { runtime, running, address, other_secret_key, key, saved_card, paid, endpoint, made, ledger };
        server.prepare();
        server
    }

    /// What the operations name: a key, a payment, a saved card, an endpoint, an action, and a session that is open.
    fn prepare(&mut self) {
        let keys: JwkSet = serde_json::from_value(self.right("GET", "/jwks.json", Caller::Anybody, None)).unwrap();
        self.key = keys.keys.into_iter().next().unwrap();
        self.new_session();
        let paid = self.right("POST", "/payments", Caller::Payer, Some(self.payment(self.card(&self.sealed_card()))));
        self.paid = text(&paid, "id");
        let saved = self.right("GET", "/saved_cards", Caller::Payer, None);
        self.saved_card = text(&saved["saved_cards"][0], "id");
        let endpoint = json!({ "url": "https://shop.example/webhooks" });
        let endpoint = self.right("POST", "/webhook_endpoints", Caller::Other, Some(endpoint));
        self.endpoint = text(&endpoint, "id");
        self.new_action();
    }

    /// The answer to a request that must be right.
    fn right(&self, method: &'static str, path: &str, caller: Caller, body: Option<Value>) -> Value {
        let operation = Operation { method, path: path.into(), caller, body: body.map(Body::Json) };
        let body = operation.body.as_ref().map(Body::text).unwrap_or_default();
        let answer = self.ask(&operation, &self.headers(&operation), body.as_bytes()).expect("an answer");
        assert!(answer.status < 300, "{method} {path}: {}", String::from_utf8_lossy(&answer.body));
        serde_json::from_slice(&answer.body).expect("JSON")
    }

    /// Another session, that nobody has tried to pay.
    fn new_session(&self) {
        let session = self.right("POST", "/payment_sessions", Caller::Merchant, Some(self.session()));
        let mut made = self.made.lock().unwrap();
        (made.session, made.secret) = (text(&session, "id"), text(&session, "client_secret"));
    }

    /// Another action, that nobody has answered, and another session.
    fn new_action(&self) {
        self.new_session();
        let payment = self.right("POST", "/payments", Caller::Payer, Some(self.payment(wallet("app_wallet"))));
        let url = text(&payment["next_action"], "url");
        let (_, action) = url.split_once("/v1").unwrap();
        self.made.lock().unwrap().action = action.to_owned();
        self.new_session();
    }

    fn session(&self) -> Value {
        json!({
            "amount": PRICE.0, "currency": PRICE.1, "order_id": "1042", "payer": { "id": "minsu" }, "expires_in": 900,
            "payment_method_types": ["card", "wallet"], "return_url": self.return_url(),
        })
    }

    fn return_url(&self) -> String {
        format!("{}/return", self.running.shop_url)
    }

    fn payment(&self, method: Value) -> Value {
        json!({
            "amount": PRICE.0, "currency": PRICE.1, "installment_months": 0, "return_url": self.return_url(),
            "browser_info": {
                "language": "ko-KR", "color_depth": 24, "screen_width": 1440, "screen_height": 900,
                "time_zone_offset": -540, "java_enabled": false, "javascript_enabled": true, "user_agent": "Mozilla/5.0",
                "challenge_window_size": "02",
            },
            "payment_method": method,
        })
    }

    fn card(&self, jwe: &str) -> Value {
        json!({ "type": "card", "encrypted_card": jwe, "save": true })
    }

    /// The plaintext of the right card, or of the CVV of the saved one, for the session that is open.
    pub fn plaintext(&self, operation: usize) -> Value {
        let session = self.made.lock().unwrap().session.clone();
        if operation == SAVED_CARD {
            cvv_plaintext(&self.saved_card, &session, PRICE.0, PRICE.1)
        } else {
            plaintext(NUMBER, &session, PRICE.0, PRICE.1)
        }
    }

    fn sealed_card(&self) -> String {
        seal(&self.key, &self.plaintext(CARD))
    }

    /// A payment with this sealed in it, in place of what is right.
    pub fn payment_with(&self, operation: usize, plaintext: &Value) -> Value {
        self.payment(if operation == SAVED_CARD {
            self.saved(&seal_cvv(&self.key, plaintext))
        } else {
            self.card(&seal(&self.key, plaintext))
        })
    }

    fn saved(&self, jwe: &str) -> Value {
        json!({ "type": "saved_card", "saved_card": self.saved_card, "encrypted_cvv": jwe })
    }

    /// One of [`OPERATIONS`].
    pub fn operation(&self, number: usize) -> Operation {
        let Made { session, action, .. } = self.made.lock().unwrap().clone();
        let (paid, endpoint, saved) = (&self.paid, &self.endpoint, &self.saved_card);
        let (action_path, action_key) = action.split_once("?k=").unwrap_or_default();
        let post = |path: &str, caller, body| ("POST", path.to_owned(), caller, Some(Body::Json(body)));
        let bare = |path: String, caller| ("POST", path, caller, None);
        let get = |path: String, caller| ("GET", path, caller, None);
        let (method, path, caller, body) = match number % OPERATIONS {
            CARD => post("/payments", Caller::Payer, self.payment(self.card(&self.sealed_card()))),
            1 => post("/payments", Caller::Payer, self.payment(wallet("my_wallet"))),
            SAVED_CARD => {
                let cvv = seal_cvv(&self.key, &self.plaintext(SAVED_CARD));
                post("/payments", Caller::Payer, self.payment(self.saved(&cvv)))
            }
            3 => post("/payment_sessions", Caller::Merchant, self.session()),
            4 => {
                let refund = json!({ "amount": 1, "reason": "duplicate" });
                post(&format!("/payments/{paid}/refunds"), Caller::Merchant, refund)
            }
            5 => {
                let events = ["payment.succeeded", "refund.succeeded"];
                let body = json!({ "url": "https://shop.example/webhooks", "events": events });
                post("/webhook_endpoints", Caller::Other, body)
            }
            6 => {
                let body = json!({ "expire_old_in": 3_600 });
                post(&format!("/webhook_endpoints/{endpoint}/rotate_secret"), Caller::Other, body)
            }
            7 => post("/test_wallet/token", Caller::Payer, json!({ "wallet_id": "device_wallet" })),
            8 => {
                let form = Body::Form(format!("k={action_key}&result=approved"));
                ("POST", format!("{action_path}/result"), Caller::Anybody, Some(form))
            }
            9 => bare(format!("/payments/{paid}/cancel"), Caller::Merchant),
            10 => bare(format!("/saved_cards/{saved}/restore"), Caller::Payer),
            11 => bare(format!("/webhook_endpoints/{endpoint}/deliveries/evt_1/resend"), Caller::Other),
            12 => get(format!("/payment_sessions/{session}"), Caller::Payer),
            13 => get(format!("/payments/{paid}"), Caller::Merchant),
            14 => get(format!("/payments/{paid}/refunds"), Caller::Merchant),
            15 => get("/saved_cards".into(), Caller::Payer),
            16 => ("DELETE", format!("/saved_cards/{saved}"), Caller::Payer, None),
            17 => get("/webhook_endpoints".into(), Caller::Other),
            18 => get(format!("/webhook_endpoints/{endpoint}/deliveries"), Caller::Other),
            19 => get(action.clone(), Caller::Anybody),
            _ => get("/jwks.json".into(), Caller::Anybody),
        };
        Operation { method, path, caller, body }
    }

    /// The headers of a request that is right.
    pub fn headers(&self, operation: &Operation) -> Headers {
        let keys = &self.running.keys;
        let bearer = match operation.caller {
            Caller::Merchant => Some(&keys.secret),
            Caller::Other => Some(&self.other_secret_key),
            Caller::Payer => Some(&keys.publishable),
            Caller::Anybody => None,
        };
        let mut headers = Headers::new();
        let mut set = |name: &str, value: &str| headers.push((name.to_owned(), value.into()));
        set("host", &self.address.to_string());
        if let Some(key) = bearer {
            set("authorization", &format!("Bearer {key}"));
        }
        if operation.caller == Caller::Payer {
            set("origin", &self.running.shop_url);
            set("payment-session", &self.made.lock().unwrap().secret);
        }
        if let Some(body) = &operation.body {
            set("content-type", body.content_type());
        }
        if operation.method == "POST" {
            set("idempotency-key", &random_name("key_"));
        }
        headers
    }

    /// Whether these headers, as a server sees them, may have an answer that tells or changes something.
    pub fn is_authorized(&self, operation: &Operation, headers: &Headers) -> bool {
        let right = self.headers(operation);
        let is_key = bearer(headers) == bearer(&right);
        let (origin, session) = (value(headers, "origin"), value(headers, "payment-session"));
        match operation.caller {
            Caller::Anybody => true,
            Caller::Merchant | Caller::Other => is_key && origin.is_none(),
            Caller::Payer => {
                is_key && session == value(&right, "payment-session") && origin.is_none_or(is_of_this_machine)
            }
        }
    }

    /// Sends a request, and checks what holds of every answer. `None` if the server closed the connection without one.
    ///
    /// The server never fails, no answer holds the number of a card or a header that the sender made up, a refusal says why, as the
    /// contract has it, and only a payment that succeeded has written an amount down: the session's.
    pub fn ask(&self, operation: &Operation, headers: &Headers, body: &[u8]) -> Option<Answer> {
        let shown = format!("{} {}", operation.method, operation.path);
        let request = Request { line: format!("{} /v1{}", operation.method, operation.path), headers, body };
        let answer = request.send(self.address);
        self.check_ledger(operation, answer.as_ref().map_or(0, |answer| answer.status));
        let answer = answer?;
        let Answer { status, headers: answered, body } = &answer;
        assert!(*status < 500, "{shown}: {status} {}", String::from_utf8_lossy(body));
        assert!(!contains(body, NUMBER), "{shown}: the number of a card");
        for (name, value) in answered {
            assert!(ANSWERED.contains(&name.as_str()), "{shown}: {name}");
            assert!(!contains(value, NUMBER), "{shown}: the number of a card in {name}");
        }
        let Some(id) = value(answered, "request-id") else {
            // HTTP itself was wrong, so no part of the API has seen it.
            assert!(matches!(status, 400 | 414 | 431) && body.is_empty(), "{shown}: {status} without an id");
            assert!(request.seen().is_none(), "{shown}: {status} to good HTTP");
            return Some(answer);
        };
        let allowed = value(answered, "access-control-allow-origin");
        let origin = request.seen().and_then(|seen| value(&seen, "origin").map(<[u8]>::to_vec));
        assert!(
            allowed.is_none_or(|allowed| allowed == b"*" || Some(allowed) == origin.as_deref()),
            "{shown}: an origin"
        );
        if *status >= 400 {
            check_problem(&answer, id, &shown);
        }
        Some(answer)
    }

    fn check_ledger(&self, operation: &Operation, status: u16) {
        let (payments, authorizations) = self.ledger.lock().unwrap().news(&self.runtime);
        let may_charge = operation.path == "/payments" && (200..300).contains(&status);
        assert!(payments.len() <= usize::from(may_charge), "{status}: {payments:?}");
        assert!(authorizations.len() <= payments.len(), "{status}: {authorizations:?}");
        for money in payments.iter().chain(&authorizations) {
            assert_eq!((money.amount.cast_unsigned(), money.currency.as_str()), PRICE);
        }
    }

    /// Makes what this request has used up again.
    pub fn go_on(&self, operation: &Operation, answer: &Answer) {
        let code = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default()["code"].clone();
        let over = ["session_complete", "payment_in_progress", "too_many_attempts", "session_expired"];
        if operation.path.ends_with("/result") && answer.status < 400 {
            self.new_action();
        } else if operation.path == "/payments" && (answer.status < 300 || over.iter().any(|over| code == *over)) {
            self.new_session();
        } else if operation.method == "DELETE" && answer.status < 300 {
            let restored = self.operation(10);
            assert!(self.ask(&restored, &self.headers(&restored), b"").is_some_and(|answer| answer.status < 300));
        }
    }
}

fn wallet(id: &str) -> Value {
    json!({ "type": "wallet", "wallet_id": id })
}

fn check_problem(answer: &Answer, id: &[u8], shown: &str) {
    let Answer { status, headers, body } = answer;
    assert_eq!(value(headers, "content-type"), Some(b"application/problem+json".as_slice()), "{shown}: {status}");
    let problem: Value = serde_json::from_slice(body).expect("JSON");
    let code = text(&problem, "code");
    assert_eq!(problem["status"], *status, "{shown}: {problem}");
    assert_eq!(problem["type"], format!("urn:payments-widget:error:{code}"), "{shown}: {problem}");
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{shown}: {problem}");
    assert_eq!(text(&problem, "request_id").as_bytes(), id, "{shown}: {problem}");
}

/// The key of the header `Authorization`. The scheme has no case.
fn bearer(headers: &Headers) -> Option<String> {
    let header = String::from_utf8(value(headers, "authorization")?.to_vec()).ok()?;
    let (scheme, key) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
}

/// Whether an origin is of the machine that the server runs on.
fn is_of_this_machine(origin: &[u8]) -> bool {
    let Ok(origin) = str::from_utf8(origin) else { return false };
    let Some(authority) = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")) else {
        return false;
    };
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        _ => authority,
    };
    let is_name = |host: &str| {
        host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte))
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&host) || host.ends_with(".localhost") && is_name(host)
}

fn text(json: &Value, name: &str) -> String {
    json[name].as_str().unwrap_or_else(|| panic!("{json} has no {name}")).to_owned()
}
