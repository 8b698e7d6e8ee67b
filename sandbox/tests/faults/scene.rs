//! The program, started again and again over one folder, with payers and a proxy before it and a merchant's server behind it.

use std::time::{Duration, Instant};

use crate::books::{Books, Verdict};
use crate::crowd::{Answers, Crowd};
use crate::postgres::Postgres;
use crate::program::Program;
use crate::proxy::Proxy;
use crate::receiver::{Receiver, secret};
use crate::table::row;
use crate::world::{Folder, World};
use crate::{canary, random_below};

const PAYERS: usize = 12;
/// No limit to what a payer tries; the merchant's server is on this machine, and is soon asked again after a failure.
const FLAGS: [&str; 7] = [
    "--attempts-per-minute",
    "1000000",
    "--allow-private-webhooks",
    "--webhook-time-limit",
    "1s",
    "--webhook-first-retry",
    "50ms",
];
/// How long a fail point may not be reached.
const LONGEST_LIFE: Duration = Duration::from_secs(60);

pub struct Scene {
    pub crowd: Crowd,
    pub proxy: Proxy,
    program: Option<Program>,
    environment: Vec<(String, String)>,
    books: Books,
    merchant: Merchant,
}

/// The merchant's server.
struct Merchant {
    receiver: Receiver,
    secret: String,
}

/// When the payers are gone.
pub struct End {
    pub answers: Answers,
    program: Program,
    world: World,
    proxy: Proxy,
    books: Books,
    merchant: Merchant,
}

impl Scene {
    /// `percent` of all connections break; the payers make at most `limit` payments.
    pub async fn begin(folder: Folder, percent: u64, limit: usize, environment: &[(&str, &str)]) -> Self {
        let server = environment.iter().find(|(name, _)| *name == "DATABASE_URL").map(|(_, url)| (*url).to_owned());
        let environment = owned(environment);
        let program = start(&folder, &environment);
        let books = Books::new(&folder, server.or(folder.database_url()).as_deref());
        books.add_wallets().await;
        let mut world = program.world(folder);
        let receiver = Receiver::new().await;
        let endpoint = world.endpoint_for(&receiver).await;
        let merchant = Merchant { receiver, secret: secret(&endpoint).to_owned() };
        let proxy = Proxy::start(percent).await;
        proxy.lead_to(&world.payments);
        // Without a fault.
        let key = world.key().await;
        (world.payments, world.http) = (proxy.url.clone(), client());
        let crowd = Crowd::start(world, key, PAYERS, limit);
        Self { crowd, proxy, program: Some(program), environment, books, merchant }
    }

    pub fn folder(&self) -> &Folder {
        &self.crowd.world().folder
    }

    pub fn process(&self) -> u32 {
        self.program.as_ref().unwrap().child.id()
    }

    /// Until a random moment, at which most payers are in the middle of a payment.
    pub async fn work_for_a_while(&self) {
        self.crowd.progressed(1 + random_below(12)).await;
        tokio::time::sleep(Duration::from_millis(random_below(50))).await;
    }

    pub fn kill(&mut self) {
        self.program.take().unwrap().crash();
    }

    /// Starts the program again, with more in its environment.
    pub fn start_again(&mut self, more: &[(&str, &str)]) {
        let mut environment = self.environment.clone();
        environment.extend(owned(more));
        let program = tokio::task::block_in_place(|| start(self.folder(), &environment));
        self.proxy.lead_to(&program.url("Payments"));
        self.program = Some(program);
    }

    /// Waits until the program has ended by itself.
    pub async fn dies(&mut self) {
        let Program { child, .. } = self.program.as_mut().unwrap();
        let began = Instant::now();
        while child.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < LONGEST_LIFE, "the fail point is not reached");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.program = None;
    }

    /// Lets the payers end what they have begun.
    pub async fn leave(self) -> End {
        self.crowd.close();
        self.finish().await
    }

    /// Lets the payers make all payments up to the limit.
    pub async fn finish(self) -> End {
        let Self { crowd, proxy, program, books, merchant, .. } = self;
        let (world, answers) = crowd.finish().await;
        End { answers, program: program.unwrap(), world, proxy, books, merchant }
    }
}

impl End {
    pub fn process(&self) -> u32 {
        self.program.child.id()
    }

    /// Compares payments, ledger, wallets and webhooks, and looks for cards in all that was sent and written down, also on
    /// `server` where the program has a database of its own. Nothing may be wrong.
    pub async fn judge(&self, fault: &str, tries: usize, server: Option<&Postgres>) -> Verdict {
        let Merchant { receiver, secret } = &self.merchant;
        let mut verdict = self.books.reconcile(&self.answers.paid).await;
        self.books.compare_webhooks(receiver, secret, &mut verdict).await;
        row(fault, tries, &verdict);
        verdict.expect_good();
        let webhooks = receiver.seen().into_iter().map(|seen| format!("{:?}\n{}\n", seen.headers, seen.body));
        let traffic = [self.proxy.traffic(), webhooks.collect::<String>().into_bytes()].concat();
        assert_eq!(canary::found(&self.world.folder, &traffic, server).await, Vec::<String>::new());
        verdict
    }
}

fn owned(environment: &[(&str, &str)]) -> Vec<(String, String)> {
    environment.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

fn start(folder: &Folder, environment: &[(String, String)]) -> Program {
    let environment: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Program::start_in(folder, &FLAGS, &environment)
}

/// One connection for each request, so that each can break by itself.
fn client() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    builder.pool_max_idle_per_host(0).timeout(Duration::from_secs(20)).build().unwrap()
}
