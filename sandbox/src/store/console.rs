//! What the developer console reads of payments: only those of one developer.

use payments_widget::words;
use sqlx::FromRow;

use super::Store;
use super::payments::PaymentRow;
use crate::clock::{self, Millis};

words! {
    /// Which payments are listed.
    pub enum Filter {
        /// All.
        All = "all",
        /// Paid.
        Succeeded = "succeeded",
        /// Refused.
        Declined = "declined",
        /// Not decided yet.
        Checking = "checking",
        /// Given up before they were decided.
        Canceled = "canceled",
        /// Paid, and some of it given back.
        Refunded = "refunded",
    }
}

/// A payment with what the developer has said of its session.
#[derive(Clone, Debug, FromRow)]
pub struct ListedPayment {
    /// The payment. Its action is not read.
    #[sqlx(flatten)]
    pub payment: PaymentRow,
    /// The developer's id of the order.
    pub order_id: Option<String>,
    /// The developer's id of the payer.
    pub payer_id: String,
    /// When the payer was asked for something first, in milliseconds since 1970.
    pub asked_at: Option<Millis>,
    /// When it was decided, in milliseconds since 1970. Payments of earlier versions do not have it.
    pub decided_at: Option<Millis>,
}

/// Which payments are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// In which state.
    pub filter: Filter,
    /// How the payment's or the order's id begins; empty for all.
    pub begins: &'a str,
    /// Only those before this time and id.
    pub before: Option<(Millis, &'a str)>,
    /// How many at most.
    pub limit: i64,
}

/// What was paid in one currency.
#[derive(Clone, Debug, FromRow)]
pub struct Total {
    /// ISO 4217.
    pub currency: String,
    /// Minor units.
    #[sqlx(try_from = "i64")]
    pub amount: u64,
}

/// The payments of the last 24 hours.
#[derive(Clone, Debug)]
pub struct Day {
    /// What was paid, the currency with the most payments first.
    pub totals: Vec<Total>,
    /// How many were paid.
    pub succeeded: i64,
    /// How many were refused.
    pub declined: i64,
    /// How many are not decided yet.
    pub checking: i64,
    /// In milliseconds, how long half of the payments took at most to be decided, without those for which the payer was asked.
    pub median_millis: Option<i64>,
}

const LAST_DAY: Millis = 24 * 60 * 60 * 1000;

impl Store {
    /// A developer's payments, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn payments_of(&self, developer_id: &str, search: Search<'_>) -> sqlx::Result<Vec<ListedPayment>> {
        let (at, id) = search.before.unwrap_or((Millis::MAX, ""));
        sqlx::query_as(
            "SELECT payments.*, payment_sessions.order_id, payment_sessions.payer_id
             FROM payments JOIN payment_sessions ON payment_sessions.id = payments.session_id
             WHERE payment_sessions.developer_id = $1
                AND ($2 = 'all' OR payments.status = $2
                    OR ($2 = 'checking' AND payments.status IN ('processing', 'requires_action'))
                    OR ($2 = 'refunded' AND payments.amount_refunded > 0))
                AND (substr(payments.id, 1, length($3)) = $3 OR substr(payment_sessions.order_id, 1, length($3)) = $3)
                AND (payments.created_at < $4 OR (payments.created_at = $4 AND payments.id < $5))
             ORDER BY payments.created_at DESC, payments.id DESC LIMIT $6",
        )
        .bind(developer_id)
        .bind(search.filter.as_str())
        .bind(search.begins)
        .bind(at)
        .bind(id)
        .bind(search.limit)
        .fetch_all(&self.database.pool)
        .await
    }

    /// A payment of this developer; `None` for another's too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn payment_of(&self, developer_id: &str, id: &str) -> sqlx::Result<Option<ListedPayment>> {
        sqlx::query_as(
            "SELECT payments.*, payment_sessions.order_id, payment_sessions.payer_id
             FROM payments JOIN payment_sessions ON payment_sessions.id = payments.session_id
             WHERE payments.id = $1 AND payment_sessions.developer_id = $2",
        )
        .bind(id)
        .bind(developer_id)
        .fetch_optional(&self.database.pool)
        .await
    }

    /// Whether a payment has asked its payer for 3-D Secure.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn asked_for_three_d_secure(&self, payment_id: &str) -> sqlx::Result<bool> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM actions WHERE payment_id = $1 AND kind = 'three_d_secure' LIMIT 1")
                .bind(payment_id)
                .fetch_optional(&self.database.pool)
                .await?;
        Ok(found.is_some())
    }

    /// What a developer's last 24 hours were.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn last_day(&self, developer_id: &str) -> sqlx::Result<Day> {
        let since = clock::now() - LAST_DAY;
        let mut tx = self.database.read().await?;
        let totals = sqlx::query_as(
            "SELECT payments.currency, CAST(SUM(payments.amount) AS BIGINT) AS amount
             FROM payments JOIN payment_sessions ON payment_sessions.id = payments.session_id
             WHERE payment_sessions.developer_id = $1 AND payments.created_at > $2 AND payments.status = 'succeeded'
             GROUP BY payments.currency ORDER BY COUNT(*) DESC, payments.currency",
        )
        .bind(developer_id)
        .bind(since)
        .fetch_all(&mut *tx)
        .await?;
        let counts: Vec<(String, i64)> = sqlx::query_as(
            "SELECT payments.status, COUNT(*)
             FROM payments JOIN payment_sessions ON payment_sessions.id = payments.session_id
             WHERE payment_sessions.developer_id = $1 AND payments.created_at > $2 GROUP BY payments.status",
        )
        .bind(developer_id)
        .bind(since)
        .fetch_all(&mut *tx)
        .await?;
        let of = |wanted: &[&str]| {
            counts.iter().filter(|(status, _)| wanted.contains(&status.as_str())).map(|(_, count)| count).sum::<i64>()
        };
        let timed: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM payments JOIN payment_sessions ON payment_sessions.id = payments.session_id
             WHERE payment_sessions.developer_id = $1 AND payments.created_at > $2
                AND payments.decided_at IS NOT NULL AND payments.asked_at IS NULL",
        )
        .bind(developer_id)
        .bind(since)
        .fetch_one(&mut *tx)
        .await?;
        let median_millis = sqlx::query_scalar(
            "SELECT payments.decided_at - payments.created_at
             FROM payments JOIN payment_sessions ON payment_sessions.id = payments.session_id
             WHERE payment_sessions.developer_id = $1 AND payments.created_at > $2
                AND payments.decided_at IS NOT NULL AND payments.asked_at IS NULL
             ORDER BY payments.decided_at - payments.created_at LIMIT 1 OFFSET $3",
        )
        .bind(developer_id)
        .bind(since)
        .bind((timed - 1).max(0) / 2)
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Day {
            totals,
            succeeded: of(&["succeeded"]),
            declined: of(&["declined"]),
            checking: of(&["processing", "requires_action"]),
            median_millis,
        })
    }
}
