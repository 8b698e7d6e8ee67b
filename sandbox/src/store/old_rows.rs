//! Sessions, payments and actions that are over: deleted by their age.
//!
//! Each call deletes one batch in a transaction of its own, so that whoever wants to write meanwhile waits for that batch only. A
//! reader looks first: where nothing is old, nobody waits for anything.

use sqlx::{Any, AssertSqlSafe, FromRow, Transaction};

use super::Store;
use super::database::{Database, delete, one_of};
use crate::clock::Millis;

/// How long what is over is kept at least: 30 days, which is longer than an idempotency key can be repeated, a webhook is sent
/// again, or a payer can still do something.
pub const KEPT_MILLIS: Millis = 30 * 24 * 60 * 60 * 1000;
/// The most rows that are deleted at a time, or of sessions the most with all that belongs to them.
pub const BATCH: i64 = 500;

/// Sessions that are deleted, with their payments, by [`commit`](Self::commit).
pub struct OldSessions {
    tx: Transaction<'static, Any>,
    sessions: usize,
    /// The references under which the network has their payments.
    pub payment_references: Vec<String>,
    /// The references under which the network has their refunds.
    pub refund_references: Vec<String>,
}

impl OldSessions {
    /// Deletes them for good. Gives whether there may be more.
    ///
    /// # Errors
    /// When the database cannot be written: then they are all still there.
    pub async fn commit(self) -> sqlx::Result<bool> {
        self.tx.commit().await?;
        tracing::info!(sessions = self.sessions, "old sessions and their payments are deleted");
        Ok(is_full(self.sessions))
    }
}

/// A payment's or a refund's own id, and the network's.
#[derive(FromRow)]
struct Referred {
    id: String,
    network_reference: Option<String>,
}

/// Old rows of a table that nothing refers to. None of the texts comes from outside.
pub struct OldRows {
    /// The table.
    pub table: &'static str,
    /// The columns of its primary key.
    pub key: &'static str,
    /// The column of their time.
    pub time: &'static str,
    /// Which are old enough: `created_at < $1`.
    pub condition: &'static str,
}

impl OldRows {
    /// Deletes a batch of them, the oldest first; `$1` is `before`. Gives whether there may be more.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete(&self, database: &Database, before: Millis) -> sqlx::Result<bool> {
        let Self { table, key, time, condition } = self;
        if !is_any(database, table, condition, before).await? {
            return Ok(false);
        }
        let statement = format!(
            "DELETE FROM {table} WHERE ({key}) IN
                (SELECT {key} FROM {table} WHERE {condition} ORDER BY {time} LIMIT $2)"
        );
        let deleted = sqlx::query(AssertSqlSafe(statement)).bind(before).bind(BATCH).execute(&database.writer).await?;
        Ok(is_full(deleted.rows_affected()))
    }
}

/// Whether a row of the table fulfils the condition, in which `$1` is `before`.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_any(database: &Database, table: &str, condition: &str, before: Millis) -> sqlx::Result<bool> {
    let query = AssertSqlSafe(format!("SELECT 1 FROM {table} WHERE {condition} LIMIT 1"));
    let found: Option<i64> = sqlx::query_scalar(query).bind(before).fetch_optional(&database.pool).await?;
    Ok(found.is_some())
}

/// Whether a session is old enough: it ended before `$1`, and none of its payments is undecided, was changed or refunded since, or has
/// an event that may be sent.
const SESSION_IS_OVER: &str = "expires_at < $1 AND NOT EXISTS
    (SELECT 1 FROM payments WHERE session_id = payment_sessions.id AND (
        status IN ('processing', 'requires_action') OR updated_at >= $1
        OR EXISTS (SELECT 1 FROM refunds WHERE payment_id = payments.id AND (status = 'pending' OR updated_at >= $1))
        OR EXISTS (SELECT 1 FROM events WHERE payment_id = payments.id)))";

impl Store {
    /// Deletes a batch of the sessions that ended before `before`, and that are paid or not as `paid` says, with their payments,
    /// refunds and actions. A session stays while one of its payments is undecided, or was changed or refunded since `before`, or
    /// has an event that may be sent. `None` if there is none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn old_sessions(&self, paid: bool, before: Millis) -> sqlx::Result<Option<OldSessions>> {
        let condition = format!("complete = {} AND {SESSION_IS_OVER}", i64::from(paid));
        if !is_any(&self.database, "payment_sessions", &condition, before).await? {
            return Ok(None);
        }
        let mut tx = self.database.write().await?;
        let query = format!("SELECT id FROM payment_sessions WHERE {condition} ORDER BY expires_at LIMIT $2");
        let sessions: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(query)).bind(before).bind(BATCH).fetch_all(&mut *tx).await?;
        let payments = referred(&mut tx, "payments", "session_id", &sessions).await?;
        let ids: Vec<_> = payments.iter().map(|payment| payment.id.clone()).collect();
        let refunds = referred(&mut tx, "refunds", "payment_id", &ids).await?;
        delete(&mut tx, "actions", "payment_id", &ids).await?;
        delete(&mut tx, "refunds", "payment_id", &ids).await?;
        delete(&mut tx, "payments", "session_id", &sessions).await?;
        delete(&mut tx, "payment_sessions", "id", &sessions).await?;
        let references = |all: Vec<Referred>| all.into_iter().filter_map(|one| one.network_reference).collect();
        Ok(Some(OldSessions {
            tx,
            sessions: sessions.len(),
            payment_references: references(payments),
            refund_references: references(refunds),
        }))
    }

    /// Deletes a batch of the actions that were done, and could be until a time before `before`. Their payments stay. Gives whether
    /// there may be more.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_actions(&self, before: Millis) -> sqlx::Result<bool> {
        const OLD: OldRows =
            OldRows { table: "actions", key: "id", time: "expires_at", condition: "done = 1 AND expires_at < $1" };
        OLD.delete(&self.database, before).await
    }
}

/// Whether so many rows are a whole batch, after which there may be another one.
pub fn is_full(rows: impl TryInto<i64>) -> bool {
    rows.try_into().is_ok_and(|rows| rows >= BATCH)
}

async fn referred(
    tx: &mut Transaction<'static, Any>,
    table: &'static str,
    column: &'static str,
    values: &[String],
) -> sqlx::Result<Vec<Referred>> {
    let query = format!("SELECT id, network_reference FROM {table} WHERE {column} {}", one_of(values.len()));
    let query = values.iter().fold(sqlx::query_as(AssertSqlSafe(query)), |query, value| query.bind(value));
    query.fetch_all(&mut **tx).await
}
