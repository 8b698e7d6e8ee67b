//! A simulated card network with its own ledger, as a real one has: what it has decided stays decided.
//!
//! The card is handed over once, in [`Network::authorize`]; every later call names the reference. The ledger stores the
//! last four digits and never a card number. Two requests under one reference make one authorization, or one refund.

use payments_widget::card::Pan;
use payments_widget::protocol::action::Display;
use sqlx::AnyConnection;

use crate::clock::{self, Millis};
use crate::store::database::{Database, Source, delete};
use crate::store::to_sql;

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

/// What the network says of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundAnswer {
    /// The money is given back.
    Refunded,
    /// It is not, in the network's own word.
    Refused(String),
    /// The issuer has not answered yet.
    Pending,
}

/// Money to be given back.
#[derive(Clone, Copy, Debug)]
pub struct RefundOrder<'a> {
    /// The refund's own reference.
    pub reference: &'a str,
    /// The reference of the authorization that took the money.
    pub authorization: &'a str,
    /// Minor units.
    pub amount: u64,
    /// ISO 4217.
    pub currency: &'a str,
}

const APPROVED: &str = "approved";
const VOIDED: &str = "voided";
const REFUNDED: &str = "refunded";

/// What happens to a test number: the state in which its authorization begins, the verdict, and the verdict on its refunds.
/// States: `decided`, `late`, `hidden`, `challenge`. Verdicts: `approved`, `voided`, or why it is declined; on a refund:
/// `refunded`, or why it is refused.
struct Scenario {
    state: &'static str,
    verdict: &'static str,
    refund_verdict: &'static str,
}

impl Scenario {
    fn refused(reason: &'static str) -> Self {
        Self { state: "decided", verdict: reason, refund_verdict: REFUNDED }
    }
}

fn scenario(pan: &Pan) -> Option<Scenario> {
    if pan.expose() == "4000000000005126" {
        return Some(Scenario { state: "decided", verdict: APPROVED, refund_verdict: "account_closed" });
    }
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
    Some(Scenario { state, verdict, refund_verdict: REFUNDED })
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
        let scenario = scenario(pan).unwrap_or_else(|| Scenario::refused("not_a_test_card"));
        let now = clock::now();
        let decided_at = if scenario.state == "late" { now + LATE_MILLIS } else { now };
        if self.write(reference, &scenario, (amount, currency, pan.last4()), (decided_at, now)).await? {
            return Ok(answer(scenario.state, scenario.verdict, decided_at));
        }
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
        Ok(row.map(|(state, verdict, decided_at)| answer(&state, &verdict, decided_at)))
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
        self.write(reference, &Scenario::refused(VOIDED), (0, "", ""), (now, now)).await?;
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

    /// Gives money back once per reference, and never more than the authorization has taken. A second request gets the answer of
    /// the first, so it is also how the network is asked what became of a refund.
    ///
    /// # Errors
    /// When the ledger cannot be reached: then repeat the request.
    pub async fn refund(&self, order: RefundOrder<'_>) -> sqlx::Result<RefundAnswer> {
        let now = clock::now();
        let mut tx = self.ledger.write().await?;
        let new = sqlx::query(
            "INSERT INTO refunds (reference, authorization_reference, verdict, amount, currency, decided_at, created_at)
             VALUES ($1, $2, 'more_than_authorized', $3, $4, $5, $5) ON CONFLICT (reference) DO NOTHING",
        )
        .bind(order.reference)
        .bind(order.authorization)
        .bind(to_sql(order.amount))
        .bind(order.currency)
        .bind(now)
        .execute(&mut *tx)
        .await?;
        if new.rows_affected() == 1 {
            let covered: Option<(String, String)> = sqlx::query_as(
                "UPDATE authorizations SET refunded = refunded + CASE WHEN refund_verdict = $1 THEN $2 ELSE 0 END
                 WHERE reference = $3 AND currency = $4 AND verdict = $5 AND state IN ('decided', 'late')
                    AND decided_at <= $6 AND refunded + $2 <= amount
                 RETURNING state, refund_verdict",
            )
            .bind(REFUNDED)
            .bind(to_sql(order.amount))
            .bind(order.authorization)
            .bind(order.currency)
            .bind(APPROVED)
            .bind(now)
            .fetch_optional(&mut *tx)
            .await?;
            if let Some((state, verdict)) = covered {
                sqlx::query("UPDATE refunds SET verdict = $1, decided_at = $2 WHERE reference = $3")
                    .bind(verdict)
                    .bind(if state == "late" { now + LATE_MILLIS } else { now })
                    .bind(order.reference)
                    .execute(&mut *tx)
                    .await?;
            }
        }
        let (verdict, decided_at): (String, Millis) =
            sqlx::query_as("SELECT verdict, decided_at FROM refunds WHERE reference = $1")
                .bind(order.reference)
                .fetch_one(&mut *tx)
                .await?;
        tx.commit().await?;
        Ok(match verdict {
            _ if decided_at > clock::now() => RefundAnswer::Pending,
            verdict if verdict == REFUNDED => RefundAnswer::Refunded,
            reason => RefundAnswer::Refused(reason),
        })
    }

    /// Deletes what the ledger has of these authorizations and refunds. They are decided, and nobody asks about them any more.
    ///
    /// # Errors
    /// When the ledger cannot be reached.
    pub async fn forget(&self, authorizations: &[String], refunds: &[String]) -> sqlx::Result<()> {
        if authorizations.is_empty() && refunds.is_empty() {
            return Ok(());
        }
        let mut tx = self.ledger.write().await?;
        delete(&mut tx, "refunds", "reference", refunds).await?;
        delete(&mut tx, "authorizations", "reference", authorizations).await?;
        tx.commit().await
    }

    /// Closes every connection, and writes a file's write-ahead log into the file.
    pub async fn close(&self) {
        self.ledger.close().await;
    }

    /// Gives false, and writes nothing, if the reference is known.
    async fn write(
        &self,
        reference: &str,
        scenario: &Scenario,
        (amount, currency, last4): (u64, &str, &str),
        (decided_at, created_at): (Millis, Millis),
    ) -> sqlx::Result<bool> {
        let new = Authorization {
            reference: reference.into(),
            state: scenario.state,
            verdict: scenario.verdict,
            refund_verdict: scenario.refund_verdict,
            amount,
            currency: currency.into(),
            last4: last4.into(),
            decided_at,
            created_at,
        };
        self.ledger.transact(new, |new, tx| Box::pin(new.insert(tx))).await
    }

    async fn current(&self, reference: &str) -> sqlx::Result<Answer> {
        self.ask(reference).await?.ok_or(sqlx::Error::RowNotFound)
    }
}

/// One that is about to be written.
struct Authorization {
    reference: String,
    state: &'static str,
    verdict: &'static str,
    refund_verdict: &'static str,
    amount: u64,
    currency: String,
    last4: String,
    decided_at: Millis,
    created_at: Millis,
}

impl Authorization {
    /// Gives false, and writes nothing, if the reference is known.
    async fn insert(&self, tx: &mut AnyConnection) -> sqlx::Result<bool> {
        let written = sqlx::query(
            "INSERT INTO authorizations (reference, state, verdict, refund_verdict, amount, currency, last4, decided_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (reference) DO NOTHING",
        )
        .bind(&self.reference)
        .bind(self.state)
        .bind(self.verdict)
        .bind(self.refund_verdict)
        .bind(to_sql(self.amount))
        .bind(&self.currency)
        .bind(&self.last4)
        .bind(self.decided_at)
        .bind(self.created_at)
        .execute(tx)
        .await?;
        Ok(written.rows_affected() == 1)
    }
}

/// What the network says of an authorization in this state.
fn answer(state: &str, verdict: &str, decided_at: Millis) -> Answer {
    let late = state == "late" && decided_at > clock::now();
    match (state, verdict) {
        ("hidden", _) => Answer::Authenticate(Display::Hidden),
        ("challenge", _) => Answer::Authenticate(Display::Challenge),
        _ if late => Answer::Pending,
        (_, APPROVED) => Answer::Approved,
        (_, VOIDED) => Answer::Voided,
        (_, reason) => Answer::Declined(reason.into()),
    }
}
