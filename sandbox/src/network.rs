//! A simulated card network with its own ledger, as a real one has: what it has decided stays decided.
//!
//! The card is handed over once, in [`Network::authorize`]; every later call names the reference. The ledger stores the
//! last four digits and never a card number. Two requests under one reference make one authorization.

use payments_widget::card::Pan;
use payments_widget::protocol::action::Display;

use crate::clock::{self, Millis};
use crate::store::database::{Database, Source};

/// How long the slow card's issuer takes to answer, in milliseconds.
const LATE_MILLIS: Millis = 2000;

/// What the network says of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The money is reserved.
    Approved,
    /// Refused, in the network's own word.
    Declined(String),
    /// Voided before it was decided: it can no longer take money.
    Voided,
    /// The issuer has not answered yet.
    Pending,
    /// The payer has to be authenticated first.
    Authenticate(Display),
}

const APPROVED: &str = "approved";
const VOIDED: &str = "voided";

/// What happens to a test number: the state in which its authorization begins, and the verdict.
/// States: `decided`, `late`, `hidden`, `challenge`. Verdicts: `approved`, `voided`, or why it is declined.
struct Scenario {
    state: &'static str,
    verdict: &'static str,
}

fn scenario(pan: &Pan) -> Option<Scenario> {
    let (state, verdict) = match pan.expose() {
        "4242424242424242" | "5555555555554444" | "378282246310005" | "6011111111111117" | "3566002020360505"
        | "30569309025904" | "6200000000000005" | "2223003122003222" | "9490220006611406" | "9490220006611407" => {
            ("decided", APPROVED)
        }
        "4000000000003220" => ("challenge", APPROVED),
        "4000000000003055" => ("hidden", APPROVED),
        "4000008400001629" => ("challenge", "do_not_honor"),
        "4000000000000002" => ("decided", "do_not_honor"),
        "4000000000009995" => ("decided", "insufficient_funds"),
        "4000000000009987" => ("decided", "lost_card"),
        "4000000000009979" => ("decided", "stolen_card"),
        "4000000000000069" => ("decided", "expired_card"),
        "4000000000000127" => ("decided", "incorrect_cvv"),
        "4000000000000119" => ("late", APPROVED),
        _ => return None,
    };
    Some(Scenario { state, verdict })
}

/// Whether the number is one of the test numbers. No other number is ever authorized here.
pub fn is_test_number(pan: &Pan) -> bool {
    scenario(pan).is_some()
}

/// The network, as its members reach it.
#[derive(Clone)]
pub struct Network {
    ledger: Database,
}

impl Network {
    /// Whether the ledger's tables are those of this version or of a newer one.
    ///
    /// # Errors
    /// When the database cannot be reached, or has no tables.
    pub async fn is_migrated(&self) -> sqlx::Result<bool> {
        self.ledger.is_migrated().await
    }

    /// Opens the ledger and brings its tables to this version. Makes them at the first start.
    ///
    /// # Errors
    /// When the database cannot be reached, or a newer version has changed its tables.
    pub async fn open(source: &Source) -> sqlx::Result<Self> {
        Ok(Self { ledger: Database::open(source, sqlx::migrate!("migrations/network")).await? })
    }

    /// Asks for the money once per `reference`. A second request gets the answer of the first.
    ///
    /// # Errors
    /// When the ledger cannot be reached: then [`ask`](Self::ask) what became of the reference.
    pub async fn authorize(&self, reference: &str, pan: &Pan, amount: u64, currency: &str) -> sqlx::Result<Answer> {
        let Scenario { state, verdict } =
            scenario(pan).unwrap_or(Scenario { state: "decided", verdict: "not_a_test_card" });
        let now = clock::now();
        let decided_at = if state == "late" { now + LATE_MILLIS } else { now };
        self.write(reference, state, verdict, (amount, currency, pan.last4()), (decided_at, now)).await?;
        self.current(reference).await
    }

    /// What became of `reference`; `None` if the network has never received it.
    ///
    /// # Errors
    /// When the ledger cannot be reached.
    pub async fn ask(&self, reference: &str) -> sqlx::Result<Option<Answer>> {
        let row: Option<(String, String, Millis)> =
            sqlx::query_as("SELECT state, verdict, decided_at FROM authorizations WHERE reference = $1")
                .bind(reference)
                .fetch_optional(&self.ledger.pool)
                .await?;
        let Some((state, verdict, decided_at)) = row else { return Ok(None) };
        let late = state == "late" && decided_at > clock::now();
        Ok(Some(match (state.as_str(), verdict.as_str()) {
            ("hidden", _) => Answer::Authenticate(Display::Hidden),
            ("challenge", _) => Answer::Authenticate(Display::Challenge),
            _ if late => Answer::Pending,
            (_, APPROVED) => Answer::Approved,
            (_, VOIDED) => Answer::Voided,
            (_, reason) => Answer::Declined(reason.into()),
        }))
    }

    /// Tells the network whether the payer was authenticated. Gives what follows.
    ///
    /// # Errors
    /// When the ledger cannot be reached.
    pub async fn authenticated(&self, reference: &str, passed: bool) -> sqlx::Result<Answer> {
        sqlx::query(
            "UPDATE authorizations SET state = 'decided', decided_at = $1,
                verdict = CASE WHEN $2 = 1 THEN verdict ELSE 'authentication_failed' END
             WHERE reference = $3 AND state IN ('hidden', 'challenge')",
        )
        .bind(clock::now())
        .bind(i64::from(passed))
        .bind(reference)
        .execute(&self.ledger.writer)
        .await?;
        self.current(reference).await
    }

    /// Voids `reference` if it is not decided, even if the network has not received it: it is refused if it comes later.
    ///
    /// # Errors
    /// When the ledger cannot be reached.
    pub async fn void(&self, reference: &str) -> sqlx::Result<Answer> {
        let now = clock::now();
        self.write(reference, "decided", VOIDED, (0, "", ""), (now, now)).await?;
        sqlx::query(
            "UPDATE authorizations SET state = 'decided', verdict = $1, decided_at = $2
             WHERE reference = $3 AND state IN ('hidden', 'challenge')",
        )
        .bind(VOIDED)
        .bind(now)
        .bind(reference)
        .execute(&self.ledger.writer)
        .await?;
        self.current(reference).await
    }

    /// Closes every connection, and writes a file's write-ahead log into the file.
    pub async fn close(&self) {
        self.ledger.close().await;
    }

    async fn write(
        &self,
        reference: &str,
        state: &str,
        verdict: &str,
        (amount, currency, last4): (u64, &str, &str),
        (decided_at, created_at): (Millis, Millis),
    ) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO authorizations (reference, state, verdict, amount, currency, last4, decided_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (reference) DO NOTHING",
        )
        .bind(reference)
        .bind(state)
        .bind(verdict)
        .bind(i64::try_from(amount).unwrap_or(i64::MAX))
        .bind(currency)
        .bind(last4)
        .bind(decided_at)
        .bind(created_at)
        .execute(&self.ledger.writer)
        .await?;
        Ok(())
    }

    async fn current(&self, reference: &str) -> sqlx::Result<Answer> {
        self.ask(reference).await?.ok_or(sqlx::Error::RowNotFound)
    }
}
