//! Payments, the network's ledger and the wallets side by side, to the cent.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant, UNIX_EPOCH};

use payments_sandbox::clock;
use payments_sandbox::store::database::{DatabaseUrl, Source};
use payments_widget::webhooks::{self, Headers, Secret};
use serde::Deserialize;
use sqlx::{AnyConnection, Connection, Executor};

use crate::crowd::Paid;
use crate::receiver::Receiver;
use crate::world::Folder;

/// Wallets of a payer that are not filled again at a start, so that what was taken can be counted: one pays at once, one asks.
pub const WALLETS: [&str; 2] = ["counted_wallet", "counted_app_wallet"];
const BALANCE: i64 = 10_000_000_000;

/// How a sandbox's databases are opened.
#[derive(Clone)]
pub struct Books {
    pub sandbox: Source,
    network: Source,
}

/// What is wrong.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub charges: usize,
    pub lost: usize,
    pub doubled: usize,
}

impl Verdict {
    pub fn expect_good(&self) {
        assert!(self.lost == 0 && self.doubled == 0 && self.charges > 0, "{self:?}");
    }
}

struct Payment {
    id: String,
    session: String,
    status: String,
    amount: i64,
    reference: Option<String>,
}

/// A webhook's body.
#[derive(Deserialize)]
struct Webhook {
    data: Data,
}

/// The payment that it is about.
#[derive(Deserialize)]
struct Data {
    id: String,
    amount: i64,
}

/// An event, however often it was sent.
struct Event {
    id: String,
    paid: bool,
    amount: i64,
}

impl Books {
    /// Of a sandbox with its data in `folder` or on `server`.
    pub fn new(folder: &Folder, server: Option<&str>) -> Self {
        let server: Option<DatabaseUrl> = server.map(|url| url.parse().unwrap());
        let source = |name| Source::new(folder.path(), server.as_ref(), name);
        Self { sandbox: source("sandbox"), network: source("network") }
    }

    /// On the database of the tests.
    pub fn of(folder: &Folder) -> Self {
        Self::new(folder, folder.database_url().as_deref())
    }

    pub async fn open(source: &Source) -> AnyConnection {
        AnyConnection::connect_with(&source.options().unwrap()).await.unwrap()
    }

    pub async fn add_wallets(&self) {
        let mut database = Self::open(&self.sandbox).await;
        for (approval, id) in WALLETS.iter().enumerate() {
            sqlx::query(
                "INSERT INTO wallets (developer_id, payer_id, id, currency, balance, needs_approval, needs_token)
                 SELECT id, 'minsu', $1, 'USD', $2, $3, 0 FROM developers",
            )
            .bind(*id)
            .bind(BALANCE)
            .bind(i64::try_from(approval).unwrap())
            .execute(&mut database)
            .await
            .unwrap();
        }
    }

    /// Compares everything with everything, and with the answers that payers got, once no payment is undecided any more.
    pub async fn reconcile(&self, answered: &[Paid]) -> Verdict {
        let payments = self.decided_payments().await;
        let mut ledger = self.approvals().await;
        let mut verdict = Verdict::default();

        let by_id: HashMap<_, _> = payments.iter().map(|payment| (payment.id.as_str(), payment)).collect();
        for paid in answered {
            let kept = by_id.get(paid.payment.as_str()).is_some_and(|payment| {
                payment.status == "succeeded"
                    && payment.session == paid.session
                    && payment.amount == i64::try_from(paid.amount).unwrap()
            });
            verdict.lost += usize::from(!kept);
        }

        let (mut sessions, mut from_wallets) = (HashSet::new(), 0);
        for payment in payments.iter().filter(|payment| payment.status == "succeeded") {
            verdict.charges += 1;
            verdict.doubled += usize::from(!sessions.insert(&payment.session));
            match &payment.reference {
                // Booked here, and the network has taken nothing, or another amount.
                Some(reference) => verdict.lost += usize::from(ledger.remove(reference) != Some(payment.amount)),
                None => from_wallets += payment.amount,
            }
        }
        // Money that the network has taken and that is not booked here.
        verdict.doubled += ledger.len();

        let mut database = Self::open(&self.sandbox).await;
        let complete: i64 = number(&mut database, "SELECT COUNT(*) FROM payment_sessions WHERE complete = 1").await;
        assert_eq!(usize::try_from(complete).unwrap(), sessions.len(), "paid sessions are complete, and no others");
        let left = number(
            &mut database,
            "SELECT COALESCE(CAST(SUM(balance) AS BIGINT), 0) FROM wallets WHERE id LIKE 'counted%'",
        )
        .await;
        let full = number(&mut database, "SELECT COUNT(*) FROM wallets WHERE id LIKE 'counted%'").await * BALANCE;
        assert_eq!(full - left, from_wallets, "what is gone from the wallets is what they have paid");
        verdict
    }

    /// Compares the webhooks that the merchant's server got with the payments, once none is left to be sent: one signed event for
    /// each that is paid, sent at least once and after the payment's other events, and none for any other.
    pub async fn compare_webhooks(&self, receiver: &Receiver, secret: &str, verdict: &mut Verdict) {
        let mut database = Self::open(&self.sandbox).await;
        wait_for_none(&mut database, "SELECT COUNT(*) FROM webhook_deliveries WHERE status = 'pending'").await;
        let secrets = [Secret::parse(secret).unwrap()];
        let mut events: HashMap<String, Vec<Event>> = HashMap::new();
        for seen in receiver.seen() {
            let headers = Headers::read(|name| Some(seen.header(name))).unwrap();
            // As of then: the test may have taken longer than a webhook is good for.
            let sent_at = UNIX_EPOCH + Duration::from_secs(headers.timestamp.parse().unwrap());
            let event = webhooks::verify(&headers, seen.body.as_bytes(), &secrets, sent_at, webhooks::TOLERANCE);
            let webhooks::Event { id, kind, .. } = event.unwrap();
            let Webhook { data } = serde_json::from_str(&seen.body).unwrap();
            let of_payment = events.entry(data.id).or_default();
            // Sent again.
            if of_payment.iter().all(|event| event.id != id) {
                of_payment.push(Event { id, paid: kind == "payment.succeeded", amount: data.amount });
            }
        }
        for payment in self.decided_payments().await {
            let events = events.remove(&payment.id).unwrap_or_default();
            let paid = events.iter().filter(|event| event.paid).count();
            let due = usize::from(payment.status == "succeeded");
            verdict.doubled += paid.saturating_sub(due);
            let announced = events.last().is_some_and(|event| event.paid && event.amount == payment.amount);
            verdict.lost += usize::from(due == 1 && !announced);
        }
        assert!(events.is_empty(), "webhooks of payments that are not here: {:?}", events.keys());
    }

    async fn decided_payments(&self) -> Vec<Payment> {
        let mut database = Self::open(&self.sandbox).await;
        wait_for_none(&mut database, PROCESSING).await;
        let rows: Vec<(String, String, String, i64, Option<String>)> =
            sqlx::query_as("SELECT id, session_id, status, amount, network_reference FROM payments")
                .fetch_all(&mut database)
                .await
                .unwrap();
        let read = |(id, session, status, amount, reference)| Payment { id, session, status, amount, reference };
        rows.into_iter().map(read).collect()
    }

    /// What the network has taken, by its reference.
    async fn approvals(&self) -> HashMap<String, i64> {
        let mut ledger = Self::open(&self.network).await;
        let query = "SELECT reference, amount FROM authorizations
                     WHERE state IN ('decided', 'late') AND verdict = 'approved' AND decided_at <= $1";
        let rows: Vec<(String, i64)> = sqlx::query_as(query).bind(clock::now()).fetch_all(&mut ledger).await.unwrap();
        rows.into_iter().collect()
    }
}

/// How many payments are not decided, and decided without the payer.
pub const PROCESSING: &str = "SELECT COUNT(*) FROM payments WHERE status = 'processing'";

/// Waits until a query counts nothing any more.
pub async fn wait_for_none(database: &mut AnyConnection, query: &'static str) {
    let began = Instant::now();
    while number(database, query).await > 0 {
        assert!(began.elapsed() < Duration::from_secs(60), "still there: {query}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

pub async fn number(database: &mut AnyConnection, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(database).await.unwrap()
}

/// The comparison finds what it should: one payment too little, one too much.
#[tokio::test]
async fn wrong_books_are_found() {
    let world = crate::world::World::new().await;
    let books = Books::of(&world.folder);
    let mut answered = Vec::new();
    for _ in 0..3 {
        let session = world.session().await;
        let payment = world.pay_by_card(&session, "4242424242424242").await.json();
        let payment = payment["id"].as_str().unwrap().to_owned();
        answered.push(Paid { session: session.id, payment, amount: session.amount });
    }
    assert_eq!(books.reconcile(&answered).await, Verdict { charges: 3, lost: 0, doubled: 0 });
    let mut ledger = Books::open(&books.network).await;
    ledger
        .execute("UPDATE authorizations SET amount = amount + 1 WHERE reference = (SELECT MIN(reference) FROM authorizations)")
        .await
        .unwrap();
    assert_eq!(books.reconcile(&answered).await, Verdict { charges: 3, lost: 1, doubled: 0 });
    ledger
        .execute(
            "INSERT INTO authorizations (reference, state, verdict, amount, currency, last4, decided_at, created_at)
             SELECT 'ref_more', state, verdict, amount, currency, last4, decided_at, created_at FROM authorizations LIMIT 1",
        )
        .await
        .unwrap();
    assert_eq!(books.reconcile(&answered).await, Verdict { charges: 3, lost: 1, doubled: 1 });
    answered[0].payment = "pay_forgotten".into();
    assert_eq!(books.reconcile(&answered).await, Verdict { charges: 3, lost: 2, doubled: 1 });
}
