//! Card charges per second through the real HTTP surface, and how long each takes, beside bare durable commits of the same
//! database on the same disk; or the sandbox's memory while it takes many. Every charge needs two durable commits of the sandbox's own database, one before and one after the
//! card network is asked, so half of the bare commits is the limit for charges that are made one after the other.
//!
//! `npm run bench -- server` runs it, on SQLite and on PostgreSQL; `npm run bench -- memory` prints the memory, which must not grow with
//! the number of charges, on SQLite. `CHARGES` is how many charges each row makes, or all of them for the memory. `PAYERS` is how many
//! people pay in turns; without it each charge is somebody else's.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a bench ends at the first surprise, prints what it measures, and shares a file with the tests"
)]

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use payments_sandbox::hash::random_name;
use payments_sandbox::store::database::Source;
use payments_widget::jwe::jwk::{Jwk, JwkSet};
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use tokio::net::TcpStream;

#[expect(dead_code, reason = "the tests that share it need more of it")]
#[path = "../tests/api/seal.rs"]
mod seal;

/// How many connections send charges at the same time.
const CONNECTIONS: [usize; 3] = [1, 8, 32];
/// How many instances share a PostgreSQL database in the last row.
const INSTANCES: usize = 3;
/// How many charges each row makes.
const CHARGES: usize = 3000;
/// How many charges the memory is watched for, from how many connections, and how often it is printed.
const CHARGES_FOR_MEMORY: usize = 100_000;
const CONNECTIONS_FOR_MEMORY: usize = 16;
const PARTS: usize = 10;
/// How long bare commits are counted.
const FLOOR_TIME: Duration = Duration::from_secs(2);
/// Bare commits that are sent to SQLite at once, so that the way to its thread costs nothing.
const FLOOR_BATCH: usize = 100;
/// Payments that are prepared at the same time.
const PREPARED_AT_ONCE: usize = 8;

/// The program, over a folder of data.
struct Instance {
    child: Child,
    payments: SocketAddr,
}

impl Instance {
    fn start(folder: &Path, database_url: Option<&str>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
            .args(["--shop-port", "0", "--port", "0", "--attempts-per-minute", "1000000", "--data"])
            .arg(folder)
            .env_remove("DATABASE_URL")
            .envs(database_url.map(|url| ("DATABASE_URL", url)))
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let url = lines.into_iter().find(|line| line.starts_with("Payments")).expect("it starts");
        let port = url.rsplit(':').next().unwrap().trim_end_matches('/').parse().unwrap();
        Self { child, payments: ([127, 0, 0, 1], port).into() }
    }

    /// Its resident memory in MiB.
    fn memory(&self) -> f64 {
        let ps = Command::new("ps").args(["-o", "rss=", "-p"]).arg(self.child.id().to_string()).output().unwrap();
        String::from_utf8(ps.stdout).unwrap().trim().parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder of data with its keys; deleted at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = env::temp_dir().join(random_name("payments-bench-"));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap().trim().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// One connection to the payments API.
struct Client {
    host: String,
    sender: SendRequest<Full<Bytes>>,
}

impl Client {
    async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self { host: format!("localhost:{}", address.port()), sender }
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> (StatusCode, Bytes) {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.sender.send_request(request.body(body.into()).unwrap()).await.unwrap();
        (answer.status(), answer.into_body().collect().await.unwrap().to_bytes())
    }
}

/// A payment that only has to be sent.
struct Prepared {
    client_secret: String,
    body: String,
}

/// Who pays: so many people in turns, or somebody else each time.
struct Payers {
    most: Option<usize>,
    next: AtomicUsize,
}

impl Payers {
    fn next(&self) -> String {
        match self.most {
            Some(most) => format!("payer_{}", self.next.fetch_add(1, Ordering::Relaxed) % most),
            None => random_name("payer_"),
        }
    }
}

/// The keys of a merchant, the one that cards are encrypted for, and who pays.
struct Merchant {
    payers: Payers,
    publishable: String,
    secret: String,
    encryption_key: Jwk,
}

impl Merchant {
    async fn of(folder: &Folder, client: &mut Client) -> Self {
        let (_, keys) = client.send(Method::GET, "/v1/jwks.json", &[], String::new()).await;
        let keys: JwkSet = serde_json::from_slice(&keys).unwrap();
        Self {
            payers: Payers { most: whole_number("PAYERS"), next: AtomicUsize::new(0) },
            publishable: format!("Bearer {}", folder.read("shop-key")),
            secret: format!("Bearer {}", folder.read("shop-secret")),
            encryption_key: keys.keys.into_iter().next().unwrap(),
        }
    }

    /// Makes a session, and encrypts a card for it.
    async fn prepare(&self, client: &mut Client) -> Prepared {
        let request = json!({
            "amount": 10_000, "currency": "KRW", "payer": { "id": self.payers.next() },
            "payment_method_types": ["card"],
        });
        let key = random_name("key_");
        let headers =
            [("authorization", self.secret.as_str()), ("content-type", JSON), ("idempotency-key", key.as_str())];
        let (status, answer) = client.send(Method::POST, "/v1/payment_sessions", &headers, request.to_string()).await;
        assert_eq!(status, StatusCode::CREATED, "{answer:?}");
        let session: Value = serde_json::from_slice(&answer).unwrap();
        let plaintext = seal::plaintext("4242424242424242", session["id"].as_str().unwrap(), 10_000, "KRW");
        let body = json!({
            "amount": 10_000, "currency": "KRW", "installment_months": 0,
            "payment_method": { "type": "card", "encrypted_card": seal::seal(&self.encryption_key, &plaintext) },
        });
        Prepared { client_secret: session["client_secret"].as_str().unwrap().into(), body: body.to_string() }
    }

    /// Sends the payment. Gives how long the answer took.
    async fn charge(&self, client: &mut Client, payment: &Prepared) -> Duration {
        let key = random_name("key_");
        let origin = format!("http://{}", client.host);
        let headers = [
            ("authorization", self.publishable.as_str()),
            ("origin", origin.as_str()),
            ("payment-session", payment.client_secret.as_str()),
            ("content-type", JSON),
            ("idempotency-key", key.as_str()),
        ];
        let begun = Instant::now();
        let (status, answer) = client.send(Method::POST, "/v1/payments", &headers, payment.body.clone()).await;
        let took = begun.elapsed();
        let paid: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!((status, paid["status"].as_str()), (StatusCode::OK, Some("succeeded")), "{answer:?}");
        took
    }
}

const JSON: &str = "application/json";

/// What one row has measured.
struct Row {
    per_second: f64,
    times: Vec<Duration>,
}

impl Row {
    fn quantile(&self, share: f64) -> f64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index of the list")]
        let at = (share * count(self.times.len().saturating_sub(1))).round() as usize;
        self.times[at].as_secs_f64() * 1000.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}

/// Does `work` for each number below `total`, on `connections` connections to the instances in turns.
async fn spread<T: Send + 'static, F>(
    instances: &[SocketAddr],
    connections: usize,
    total: usize,
    work: impl Fn(Client, usize) -> F + Clone + Send + Sync + 'static,
) -> Vec<T>
where
    F: Future<Output = (Client, T)> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = Vec::new();
    for number in 0..connections {
        let (next, work) = (Arc::clone(&next), work.clone());
        let mut client = Client::connect(instances[number % instances.len()]).await;
        workers.push(tokio::spawn(async move {
            let mut done = Vec::new();
            loop {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                if turn >= total {
                    return done;
                }
                let result;
                (client, result) = work(client, turn).await;
                done.push(result);
            }
        }));
    }
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.unwrap());
    }
    all
}

async fn measure(merchant: &Arc<Merchant>, instances: &[SocketAddr], connections: usize, charges: usize) -> Row {
    let maker = Arc::clone(merchant);
    let prepared = spread(instances, PREPARED_AT_ONCE, charges, move |mut client, _| {
        let maker = Arc::clone(&maker);
        async move {
            let payment = maker.prepare(&mut client).await;
            (client, payment)
        }
    });
    let prepared = Arc::new(prepared.await);
    let payer = Arc::clone(merchant);
    let begun = Instant::now();
    let mut times = spread(instances, connections, charges, move |mut client, turn| {
        let (payer, prepared) = (Arc::clone(&payer), Arc::clone(&prepared));
        async move {
            let took = payer.charge(&mut client, &prepared[turn]).await;
            (client, took)
        }
    })
    .await;
    let per_second = count(charges) / begun.elapsed().as_secs_f64();
    times.sort_unstable();
    Row { per_second, times }
}

/// Bare durable commits per second: a small row each, into a table of its own beside the sandbox's tables.
async fn floor(source: &Source, connections: usize) -> f64 {
    let connect = || async { AnyConnection::connect_with(&source.options().unwrap()).await.unwrap() };
    let mut first = connect().await;
    let is_file = matches!(source, Source::File(_));
    if is_file {
        first.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL").await.unwrap();
    }
    first.execute("CREATE TABLE floor (id BIGINT, text TEXT)").await.unwrap();
    let insert = "INSERT INTO floor (id, text) VALUES (1, 'a row of about as many bytes as the change of a payment')";
    let begun = Instant::now();
    let mut made = 0;
    if is_file {
        // One writer at a time: more connections would only wait for each other.
        let batch = vec![insert; FLOOR_BATCH].join(";");
        while begun.elapsed() < FLOOR_TIME {
            sqlx::raw_sql(AssertSqlSafe(batch.clone())).execute(&mut first).await.unwrap();
            made += FLOOR_BATCH;
        }
    } else {
        let mut workers = Vec::new();
        for _ in 0..connections {
            let mut connection = connect().await;
            workers.push(tokio::spawn(async move {
                let mut made = 0;
                while begun.elapsed() < FLOOR_TIME {
                    sqlx::query(insert).execute(&mut connection).await.unwrap();
                    made += 1;
                }
                made
            }));
        }
        for worker in workers {
            made += worker.await.unwrap();
        }
    }
    let per_second = count(made) / begun.elapsed().as_secs_f64();
    first.execute("DROP TABLE floor").await.unwrap();
    first.close().await.unwrap();
    per_second
}

fn print(name: &str, connections: usize, floor: f64, row: &Row) {
    println!(
        "{name:<28} {connections:>4} {:>12.0} {floor:>14.0} {:>8.2} {:>9.1} {:>9.1}",
        row.per_second,
        row.per_second / (floor / 2.0),
        row.quantile(0.5),
        row.quantile(0.99)
    );
}

async fn bench(name: &str, database_url: Option<&str>, charges: usize) {
    let folder = Folder::new();
    let mut instances = vec![Instance::start(&folder.0, database_url)];
    let source = Source::new(&folder.0, database_url.map(|url| url.parse().unwrap()).as_ref(), "sandbox");
    let merchant = Arc::new(Merchant::of(&folder, &mut Client::connect(instances[0].payments).await).await);
    let addresses = |instances: &[Instance]| instances.iter().map(|instance| instance.payments).collect::<Vec<_>>();
    // The first charges fill the caches.
    measure(&merchant, &addresses(&instances), 8, charges / 10).await;
    for connections in CONNECTIONS {
        let floor = floor(&source, connections).await;
        let row = measure(&merchant, &addresses(&instances), connections, charges).await;
        print(name, connections, floor, &row);
    }
    if database_url.is_some() {
        instances.extend((1..INSTANCES).map(|_| Instance::start(&folder.0, database_url)));
        let connections = CONNECTIONS[CONNECTIONS.len() - 1];
        let floor = floor(&source, connections).await;
        let row = measure(&merchant, &addresses(&instances), connections, charges).await;
        print(&format!("{name}, {INSTANCES} instances"), connections, floor, &row);
    }
}

/// Prints the memory of an instance before and after each part of the charges.
async fn watch_memory(charges: usize) {
    let folder = Folder::new();
    let instance = Instance::start(&folder.0, None);
    let merchant = Arc::new(Merchant::of(&folder, &mut Client::connect(instance.payments).await).await);
    println!("{:>10} {:>12} {:>8}", "charges", "charges/s", "MiB");
    println!("{:>10} {:>12} {:>8.1}", 0, "", instance.memory());
    let size = charges.div_ceil(PARTS);
    for part in 1..=PARTS {
        let row = measure(&merchant, &[instance.payments], CONNECTIONS_FOR_MEMORY, size).await;
        println!("{:>10} {:>12.0} {:>8.1}", part * size, row.per_second, instance.memory());
    }
}

/// The number in a variable of the environment.
fn whole_number(name: &str) -> Option<usize> {
    env::var(name).ok().map(|text| text.parse().expect("a whole number"))
}

#[tokio::main]
async fn main() {
    let wanted = whole_number("CHARGES");
    if env::args().any(|word| word == "memory") {
        return watch_memory(wanted.unwrap_or(CHARGES_FOR_MEMORY)).await;
    }
    let charges = wanted.unwrap_or(CHARGES);
    println!(
        "{:<28} {:>4} {:>12} {:>14} {:>8} {:>9} {:>9}",
        "database", "conn", "charges/s", "bare commits/s", "÷ limit", "p50 ms", "p99 ms"
    );
    bench("SQLite", None, charges).await;
    if let Ok(url) = env::var("SANDBOX_TEST_DATABASE_URL") {
        bench("PostgreSQL", Some(&url), charges).await;
    }
}
