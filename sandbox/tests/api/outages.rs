//! A PostgreSQL server that cannot be reached for a while, without a restart of the sandbox.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use payments_sandbox::{Config, start};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::databases::on_files;
use crate::instances::{BOOKED, pay_in_any_case};
use crate::world::{Folder, World, config_in};

/// The way to the server, which can be cut.
struct Way {
    server: String,
    address: SocketAddr,
    open: Option<JoinHandle<()>>,
}

impl Way {
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut way = Self { server, address: listener.local_addr().unwrap(), open: None };
        way.serve(listener);
        way
    }

    fn serve(&mut self, listener: TcpListener) {
        let server = self.server.clone();
        self.open = Some(tokio::spawn(async move {
            // Ends with the task.
            let mut connections = JoinSet::new();
            while let Ok((mut from, _)) = listener.accept().await {
                let server = server.clone();
                connections.spawn(async move {
                    let mut to = TcpStream::connect(server).await.unwrap();
                    let _ = copy_bidirectional(&mut from, &mut to).await;
                });
            }
        }));
    }

    /// Breaks every connection and refuses new ones.
    async fn cut(&mut self) {
        let open = self.open.take().unwrap();
        open.abort();
        let _ = open.await;
    }

    async fn restore(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serve(listener);
    }
}

/// A sandbox that reaches its database on a way that can be cut.
async fn world_on_a_way() -> (World, Way) {
    let folder = Folder::new();
    let mut url: reqwest::Url = folder.database_url().unwrap().parse().unwrap();
    let way = Way::to(format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432))).await;
    url.set_host(Some("127.0.0.1")).unwrap();
    url.set_port(Some(way.address.port())).unwrap();
    let more = Config { attempts_per_minute: 100_000, ..Config::default() };
    let config = Config { database_url: Some(url.as_str().parse().unwrap()), ..config_in(&folder, more) };
    let running = start(&config).await.unwrap();
    let mut world = World::at(folder, running.shop_url.clone(), running.payments_url.clone());
    world.running = Some(running);
    (world, way)
}

#[tokio::test]
async fn a_server_that_is_away_takes_no_payment_and_then_takes_it() {
    if on_files() {
        return;
    }
    let (world, mut way) = world_on_a_way().await;
    let session = world.session().await;
    let body = world.card_body(&session, "4242424242424242").await;
    way.cut().await;
    let refused = world.post_payment(&session, "key", &body).await;
    assert_eq!(refused.refusal(), (503, "service_unavailable".into()));
    assert_eq!(refused.header("retry-after"), "1");
    way.restore().await;
    let paid = world.post_payment(&session, "key", &body).await;
    assert_eq!((paid.status.as_u16(), paid.header("idempotent-replayed")), (200, ""), "{}", paid.text);
    assert_eq!(paid.json()["status"], "succeeded");
    assert_eq!(world.approvals().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_break_under_load_lose_and_double_nothing() {
    const PAYERS: usize = 40;
    if on_files() {
        return;
    }
    let (world, mut way) = world_on_a_way().await;
    let mut sessions = Vec::new();
    for _ in 0..PAYERS {
        sessions.push(world.session().await);
    }
    let worlds = Arc::new(vec![world]);
    let mut payers = JoinSet::new();
    for (number, session) in sessions.iter().cloned().enumerate() {
        let worlds = Arc::clone(&worlds);
        payers.spawn(async move { pay_in_any_case(&worlds, &session, number).await });
    }
    for _ in 0..6 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        way.cut().await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        way.restore().await;
    }
    while let Some(paid) = payers.join_next().await {
        paid.unwrap();
    }
    for session in &sessions {
        assert_eq!(worlds[0].read_session(session).await["status"], "complete");
    }
    let paid = i64::try_from(PAYERS).unwrap();
    assert_eq!((worlds[0].approvals().await, worlds[0].count("sandbox", BOOKED).await), (paid, paid));
}
