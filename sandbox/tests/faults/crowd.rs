//! Payers who pay by every method at the same time, as a widget does: what is undecided is sent again with the same bytes, and
//! after a decline comes a new attempt.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use payments_sandbox::hash::random_name;
use payments_widget::jwe::jwk::Jwk;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::books::WALLETS;
use crate::seal::{plaintext, seal};
use crate::world::{Reply, Session, World, body_with};

/// The cards of the payers, and the CVV that comes with each: see `seal::plaintext`.
pub const CARDS: [&str; 3] = ["4242424242424242", "4000000000003220", "4000000000000119"];
/// No fault lasts for as long as this.
const LONGEST: Duration = Duration::from_secs(150);
const WAIT: Duration = Duration::from_millis(40);

/// A payment that a payer got the answer `succeeded` for.
pub struct Paid {
    pub session: String,
    pub payment: String,
    pub amount: u64,
}

/// What the payers share.
struct Shared {
    world: World,
    key: Jwk,
    begun: AtomicUsize,
    /// Steps of payments, without the reading of what is undecided: see [`Crowd::progressed`].
    steps: AtomicUsize,
    /// No payer begins another payment after so many.
    limit: usize,
    over: AtomicBool,
}

pub struct Crowd {
    shared: Arc<Shared>,
    payers: JoinSet<Answers>,
}

/// The answers that a payer got.
#[derive(Default)]
pub struct Answers {
    pub paid: Vec<Paid>,
    /// How often each status came.
    pub statuses: BTreeMap<u16, usize>,
    /// How often no answer came.
    pub unanswered: usize,
}

impl Answers {
    pub fn server_errors(&self) -> usize {
        self.statuses.range(500..).map(|(_, count)| count).sum()
    }

    fn add(&mut self, other: Self) {
        self.paid.extend(other.paid);
        self.unanswered += other.unanswered;
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
    }
}

impl Crowd {
    /// `payers` of them, until they have made `limit` payments or [`Crowd::close`] is called. `key` seals their cards.
    pub fn start(world: World, key: Jwk, payers: usize, limit: usize) -> Self {
        let shared = Arc::new(Shared {
            world,
            key,
            begun: AtomicUsize::new(0),
            steps: AtomicUsize::new(0),
            limit,
            over: AtomicBool::new(false),
        });
        let mut set = JoinSet::new();
        for _ in 0..payers {
            set.spawn(pay_again_and_again(Arc::clone(&shared)));
        }
        Self { shared, payers: set }
    }

    pub fn world(&self) -> &World {
        &self.shared.world
    }

    /// Waits until the payers have come so many steps further: a session made, a payment begun or paid; or until every payment is
    /// begun. However short the times between two faults are, the payments continue.
    pub async fn progressed(&self, more: u64) {
        let steps = || self.shared.steps.load(Ordering::Relaxed);
        let (begin, more) = (steps(), usize::try_from(more).unwrap());
        let since = Instant::now();
        while steps() < begin + more && !self.is_done() {
            assert!(since.elapsed() < LONGEST, "no payment comes further");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Whether every payment is begun.
    pub fn is_done(&self) -> bool {
        self.shared.begun.load(Ordering::Relaxed) >= self.shared.limit
    }

    /// Lets no payment begin any more.
    pub fn close(&self) {
        self.shared.over.store(true, Ordering::Relaxed);
    }

    /// Waits until every payment that has begun is decided.
    pub async fn finish(mut self) -> (World, Answers) {
        let mut all = Answers::default();
        while let Some(answers) = self.payers.join_next().await {
            all.add(answers.unwrap());
        }
        (Arc::into_inner(self.shared).unwrap().world, all)
    }
}

async fn pay_again_and_again(shared: Arc<Shared>) -> Answers {
    let mut payer = Payer { shared: &shared, answers: Answers::default(), began: Instant::now() };
    loop {
        let number = shared.begun.fetch_add(1, Ordering::Relaxed);
        if number >= shared.limit || shared.over.load(Ordering::Relaxed) {
            return payer.answers;
        }
        payer.began = Instant::now();
        payer.pay(number).await;
    }
}

struct Payer<'a> {
    shared: &'a Shared,
    answers: Answers,
    began: Instant,
}

impl Payer<'_> {
    async fn pay(&mut self, number: usize) {
        let mut session = self.session(number).await;
        loop {
            let (key, body) = (random_name("key_"), self.body(&session, number));
            let Some(mut payment) = self.begin(&session, &key, &body).await else {
                // Its five attempts were all voided by crashes: a new order.
                session = self.session(number).await;
                continue;
            };
            let id = payment["id"].as_str().unwrap().to_owned();
            loop {
                match payment["status"].as_str().unwrap() {
                    "succeeded" => {
                        self.step();
                        self.answers.paid.push(Paid { session: session.id, payment: id, amount: session.amount });
                        return;
                    }
                    "declined" => break,
                    "requires_action" => self.approve(&payment["next_action"]).await,
                    _ => tokio::time::sleep(WAIT).await,
                }
                payment = self.read(&session, &id).await;
            }
        }
    }

    async fn session(&mut self, number: usize) -> Session {
        let world = &self.shared.world;
        let amount = 1_000 + u64::try_from(number).unwrap();
        let request = world.session_request(amount, "USD").to_string();
        let (bearer, key) = (format!("Bearer {}", world.sk), random_name("key_"));
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("idempotency-key", key.as_str()),
        ];
        let url = format!("{}/v1/payment_sessions", world.payments);
        loop {
            let reply = world.try_to_send(Method::POST, &url, &headers, Some(&request)).await;
            let Some(made) = self.answered(reply.ok()).await else { continue };
            assert!(made.status.is_success(), "{} {}", made.status, made.text);
            self.step();
            let json = made.json();
            let text = |name: &str| json[name].as_str().unwrap().to_owned();
            return Session { id: text("id"), secret: text("client_secret"), amount, currency: text("currency") };
        }
    }

    fn step(&self) {
        self.shared.steps.fetch_add(1, Ordering::Relaxed);
    }

    fn body(&self, session: &Session, number: usize) -> String {
        let method = number % (CARDS.len() + WALLETS.len());
        let Some(card) = CARDS.get(method) else {
            let wallet = WALLETS[method - CARDS.len()];
            return json!({
                "amount": session.amount, "currency": session.currency,
                "payment_method": { "type": "wallet", "wallet_id": wallet },
            })
            .to_string();
        };
        body_with(session, &seal(&self.shared.key, &plaintext(card, &session.id, session.amount, &session.currency)))
    }

    /// Gives the payment, or `None` if the session has had its attempts.
    async fn begin(&mut self, session: &Session, key: &str, body: &str) -> Option<Value> {
        loop {
            let reply = self.shared.world.try_to_post_payment(session, key, body).await;
            let Some(reply) = self.answered(reply).await else { continue };
            match reply.status.as_u16() {
                200 => {
                    self.step();
                    return Some(reply.json());
                }
                429 if reply.refusal().1 == "too_many_attempts" => return None,
                _ => panic!("{} {}", reply.status, reply.text),
            }
        }
    }

    async fn read(&mut self, session: &Session, id: &str) -> Value {
        let path = format!("/payments/{id}");
        loop {
            let reply = self.shared.world.try_in_browser(Method::GET, &path, session, &[], None).await;
            let Some(reply) = self.answered(reply.ok()).await else { continue };
            assert_eq!(reply.status, 200, "{}", reply.text);
            return reply.json();
        }
    }

    /// As on the page of the issuer or the wallet. Whether it arrived is read from the payment.
    async fn approve(&mut self, action: &Value) {
        let url = action["url"].as_str().unwrap();
        let (path, key) = url.split_once("/v1").unwrap().1.split_once("?k=").unwrap();
        let world = &self.shared.world;
        let url = format!("{}/v1{path}/result", world.payments);
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let reply = world.try_to_send(Method::POST, &url, &form, Some(&format!("k={key}&result=approved"))).await;
        self.answered(reply.ok()).await;
    }

    /// The answer, unless it says nothing of the outcome: then the payer waits a moment.
    async fn answered(&mut self, reply: Option<Reply>) -> Option<Reply> {
        assert!(self.began.elapsed() < LONGEST, "a payment stays undecided: {:?}", self.answers.statuses);
        let Some(reply) = reply else {
            self.answers.unanswered += 1;
            tokio::time::sleep(WAIT).await;
            return None;
        };
        *self.answers.statuses.entry(reply.status.as_u16()).or_default() += 1;
        let in_flight = reply.status == 409 && reply.refusal().1 == "idempotency_in_flight";
        if in_flight || reply.status.is_server_error() {
            tokio::time::sleep(WAIT).await;
            return None;
        }
        Some(reply)
    }
}
