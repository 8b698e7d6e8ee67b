//! A merchant's server that takes webhooks, and what tests ask of the sandbox about them.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use payments_sandbox::Config;
use payments_sandbox::hash::random_name;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::world::{Reply, World};

/// What a receiver does with a webhook.
#[derive(Clone)]
pub enum Reaction {
    Answer(u16),
    RedirectTo(String),
    Hang,
}

/// A webhook as it arrived.
#[derive(Clone)]
pub struct Seen {
    pub headers: HeaderMap,
    pub body: String,
    pub at: Instant,
}

impl Seen {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// By the reference implementation of the specification.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        Webhook::new(secret).unwrap().verify(self.body.as_bytes(), &self.headers).is_ok()
    }
}

/// A merchant's server. It answers 200 unless a test sets another answer.
pub struct Receiver {
    pub url: String,
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct State {
    seen: Vec<Seen>,
    /// To the next webhooks, one each.
    next: VecDeque<Reaction>,
    /// To those after them.
    always: Option<Reaction>,
}

impl State {
    fn take(&mut self, webhook: Seen) -> Reaction {
        self.seen.push(webhook);
        self.next.pop_front().or_else(|| self.always.clone()).unwrap_or(Reaction::Answer(200))
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Receiver {
    pub async fn new() -> Self {
        Self::at("127.0.0.1:0".parse().unwrap()).await
    }

    pub async fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        Self::over(listener, address, format!("http://{address}/webhooks"))
    }

    /// With a certificate for `localhost`.
    pub async fn with_tls(acceptor: TlsAcceptor) -> Self {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        Self::over(Tls { tcp, acceptor }, address, format!("https://localhost:{}/webhooks", address.port()))
    }

    fn over<L: Listener>(listener: L, address: SocketAddr, url: String) -> Self
    where
        L::Addr: std::fmt::Debug,
    {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let receive = async move |headers: HeaderMap, body: Bytes| -> Response {
            let body = String::from_utf8(body.to_vec()).unwrap();
            let reaction = shared.lock().unwrap().take(Seen { headers, body, at: Instant::now() });
            match reaction {
                Reaction::Answer(status) => StatusCode::from_u16(status).unwrap().into_response(),
                Reaction::RedirectTo(url) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, url)]).into_response(),
                Reaction::Hang => std::future::pending().await,
            }
        };
        let server = tokio::spawn(async move {
            axum::serve(listener, Router::new().fallback(receive)).await.unwrap();
        });
        Self { url, address, state, server }
    }

    pub fn will(&self, reactions: impl IntoIterator<Item = Reaction>) {
        self.state.lock().unwrap().next.extend(reactions);
    }

    pub fn always(&self, reaction: Reaction) {
        self.state.lock().unwrap().always = Some(reaction);
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }

    pub fn kinds(&self) -> Vec<String> {
        self.seen().iter().map(Seen::kind).collect()
    }

    /// What has arrived, once it is so many.
    pub async fn wait_for(&self, count: usize) -> Vec<Seen> {
        let begun = Instant::now();
        loop {
            let seen = self.seen();
            if seen.len() >= count {
                return seen;
            }
            assert!(begun.elapsed() < Duration::from_secs(15), "{:?} in place of {count}", self.kinds());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Connections with TLS; what does not speak it is dropped.
struct Tls {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let (stream, address) = self.tcp.accept().await.unwrap();
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

/// Quick waits, and receivers on this machine.
pub fn config() -> Config {
    Config {
        allow_private_webhooks: true,
        webhook_time_limit: 500,
        webhook_first_retry: 20,
        webhook_retry_for: 60_000,
        ..Config::default()
    }
}

impl World {
    pub async fn post_endpoint(&self, key: &str, request: &Value) -> Reply {
        self.merchant(Method::POST, "/webhook_endpoints", key, Some(request)).await
    }

    /// A new endpoint.
    pub async fn endpoint(&self, request: &Value) -> Value {
        let reply = self.post_endpoint(&random_name("key_"), request).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()
    }

    pub async fn endpoint_for(&self, receiver: &Receiver) -> Value {
        self.endpoint(&json!({ "url": receiver.url })).await
    }

    pub async fn deliveries(&self, endpoint: &Value) -> Vec<Value> {
        let path = format!("/webhook_endpoints/{}/deliveries", id(endpoint));
        let reply = self.merchant(Method::GET, &path, "", None).await;
        reply.json()["deliveries"].as_array().unwrap().clone()
    }

    /// The newest delivery, once this member of it is this word.
    pub async fn newest_has(&self, endpoint: &Value, member: &str, word: &str) -> Value {
        let begun = Instant::now();
        loop {
            let newest = self.deliveries(endpoint).await.first().cloned().unwrap_or_default();
            if newest[member] == word {
                return newest;
            }
            assert!(begun.elapsed() < Duration::from_secs(15), "{newest} is not {word}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn rotate(&self, endpoint: &Value, request: Value) -> Reply {
        let path = format!("/webhook_endpoints/{}/rotate_secret", id(endpoint));
        self.merchant(Method::POST, &path, "", Some(&request)).await
    }

    pub async fn resend(&self, endpoint: &Value, event: &str) -> Reply {
        let path = format!("/webhook_endpoints/{}/deliveries/{event}/resend", id(endpoint));
        self.merchant(Method::POST, &path, "", None).await
    }

    pub async fn pay_by_quick_wallet(&self) -> String {
        let payment = self.pay_by_wallet(&self.session().await, "my_wallet").await.json();
        payment["id"].as_str().unwrap().to_owned()
    }
}

pub fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

pub fn secret(endpoint: &Value) -> &str {
    endpoint["secret"].as_str().unwrap()
}
