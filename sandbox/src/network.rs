//! A simulated card network with a ledger of its own, as a real one has: what it decided stays decided.
//!
//! The card is handed over once, in [`Network::authorize`]; everything after goes by the reference. The ledger keeps
//! the last four digits and never a card number. Asking twice under one reference gives one authorization.

use std::path::Path;

use payments_widget::card::Pan;
use payments_widget::protocol::action::Display;
use sqlx::{Row, SqlitePool};

use crate::clock::{self, Millis};
use crate::store::database;

/// How long the slow card's issuer takes to answer, in milliseconds.
const LATE_MILLIS: Millis = 2000;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS authorizations (
        reference TEXT PRIMARY KEY,
        state TEXT NOT NULL,          -- decided, late, hidden, challenge
        verdict TEXT NOT NULL,        -- approved, voided, or why it is declined; not valid before the state is decided
        amount BIGINT NOT NULL,
        currency TEXT NOT NULL,
        last4 TEXT NOT NULL,
        decided_at BIGINT NOT NULL,   -- of a late one: when it will be
        created_at BIGINT NOT NULL
    );";

/// What the network says of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The money is reserved.
    Approved,
    /// Refused, in the network's own word.
    Declined(String),
    /// Given up before it was decided.
    Voided,
    /// The issuer has not answered yet.
    Pending,
    /// The payer has to be authenticated first.
    Authenticate(Display),
}

const APPROVED: &str = "approved";
const VOIDED: &str = "voided";

/// What happens to a test number: the state it begins in, and the verdict.
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

/// Whether the number is one of the test numbers, which alone may be authorized here.
pub fn is_test_number(pan: &Pan) -> bool {
    scenario(pan).is_some()
}

/// The network's door.
#[derive(Clone)]
pub struct Network {
    ledger: SqlitePool,
}

impl Network {
    /// Opens the ledger, and makes it at the first start.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open(path: &Path) -> sqlx::Result<Self> {
        let ledger = database::open(path).await?;
        sqlx::raw_sql(SCHEMA).execute(&ledger).await?;
        Ok(Self { ledger })
    }

    /// Asks for the money once per `reference`; asked again, the first answer stands.
    ///
    /// # Errors
    /// When the ledger cannot be reached: then ask for the reference.
    pub async fn authorize(&self, reference: &str, pan: &Pan, amount: u64, currency: &str) -> sqlx::Result<Answer> {
        let Scenario { state, verdict } =
            scenario(pan).unwrap_or(Scenario { state: "decided", verdict: "not_a_test_card" });
        let now = clock::now();
        let decided_at = if state == "late" { now + LATE_MILLIS } else { now };
        self.write(reference, state, verdict, (amount, currency, pan.last4()), (decided_at, now)).await?;
        self.stands(reference).await
    }

    /// What became of `reference`; `None` if it never arrived.
    ///
    /// # Errors
    /// When the ledger cannot be reached.
    pub async fn ask(&self, reference: &str) -> sqlx::Result<Option<Answer>> {
        let row = sqlx::query("SELECT state, verdict, decided_at FROM authorizations WHERE reference = $1")
            .bind(reference)
            .fetch_optional(&self.ledger)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (state, verdict): (&str, &str) = (row.try_get("state")?, row.try_get("verdict")?);
        let late = state == "late" && row.try_get::<Millis, _>("decided_at")? > clock::now();
        Ok(Some(match (state, verdict) {
            ("hidden", _) => Answer::Authenticate(Display::Hidden),
            ("challenge", _) => Answer::Authenticate(Display::Challenge),
            _ if late => Answer::Pending,
            (_, APPROVED) => Answer::Approved,
            (_, VOIDED) => Answer::Voided,
            (_, reason) => Answer::Declined(reason.into()),
        }))
    }

    /// Tells the network how the payer's authentication went, and asks what follows.
    ///
    /// # Errors
    /// When the ledger cannot be reached.
    pub async fn authenticated(&self, reference: &str, passed: bool) -> sqlx::Result<Answer> {
        sqlx::query(
            "UPDATE authorizations SET state = 'decided', decided_at = $1,
                verdict = CASE WHEN $2 THEN verdict ELSE 'authentication_failed' END
             WHERE reference = $3 AND state IN ('hidden', 'challenge')",
        )
        .bind(clock::now())
        .bind(passed)
        .bind(reference)
        .execute(&self.ledger)
        .await?;
        self.stands(reference).await
    }

    /// Gives `reference` up if it is not decided, even one that has not arrived: it will be refused if it still does.
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
        .execute(&self.ledger)
        .await?;
        self.stands(reference).await
    }

    /// Closes every connection, which also folds the write-ahead log into the file.
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
        .execute(&self.ledger)
        .await?;
        Ok(())
    }

    async fn stands(&self, reference: &str) -> sqlx::Result<Answer> {
        self.ask(reference).await?.ok_or(sqlx::Error::RowNotFound)
    }
}
