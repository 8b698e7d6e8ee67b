//! The log of requests, by developer: written many lines at a time, and kept for a week.

use std::fmt::Write;

use sqlx::{AssertSqlSafe, FromRow};

use super::Store;
use crate::clock::{self, Millis};

/// How long a line is kept: 7 days.
const KEPT_MILLIS: Millis = 7 * 24 * 60 * 60 * 1000;
/// How many lines of a developer are kept.
const MOST_LINES: i64 = 10_000;
/// How many lines are written by one statement.
const AT_ONCE: usize = 50;
const COLUMNS: usize = 8;

/// One request that was answered. It holds nothing that a caller has written.
#[derive(Clone, Debug, FromRow)]
pub struct RequestRow {
    /// `req_…`
    pub request_id: String,
    /// Whose request it was.
    pub developer_id: String,
    /// When it came, in milliseconds since 1970.
    pub at: Millis,
    /// `POST`
    pub method: String,
    /// The template of its path: `/v1/payments/{id}`.
    pub route: String,
    /// The HTTP status of the answer.
    pub status: i64,
    /// The code of an error.
    pub code: Option<String>,
    /// How long it took, in milliseconds.
    pub millis: i64,
}

impl Store {
    /// Adds lines to the log.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_requests(&self, lines: &[RequestRow]) -> sqlx::Result<()> {
        let mut tx = self.database.write().await?;
        for chunk in lines.chunks(AT_ONCE) {
            let mut insert = sqlx::query(AssertSqlSafe(insert_of(chunk.len())));
            for line in chunk {
                insert = insert
                    .bind(&line.request_id)
                    .bind(&line.developer_id)
                    .bind(line.at)
                    .bind(&line.method)
                    .bind(&line.route)
                    .bind(line.status)
                    .bind(&line.code)
                    .bind(line.millis);
            }
            insert.execute(&mut *tx).await?;
        }
        tx.commit().await
    }

    /// The newest lines of a developer, those before `before` (time and request id) if it is given.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn requests(
        &self,
        developer_id: &str,
        before: Option<(Millis, &str)>,
        limit: i64,
    ) -> sqlx::Result<Vec<RequestRow>> {
        let (at, id) = before.unwrap_or((Millis::MAX, ""));
        sqlx::query_as(
            "SELECT * FROM request_log
             WHERE developer_id = $1 AND (at < $2 OR (at = $2 AND request_id < $3))
             ORDER BY at DESC, request_id DESC LIMIT $4",
        )
        .bind(developer_id)
        .bind(at)
        .bind(id)
        .bind(limit)
        .fetch_all(&self.database.pool)
        .await
    }

    /// Deletes the lines that are older than a week, and of these developers those beyond the newest 10,000.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_requests<'a>(&self, developers: impl Iterator<Item = &'a str>) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM request_log WHERE at < $1")
            .bind(clock::now() - KEPT_MILLIS)
            .execute(&self.database.writer)
            .await?;
        for developer in developers {
            sqlx::query(
                "DELETE FROM request_log WHERE developer_id = $1 AND at <
                    (SELECT at FROM request_log WHERE developer_id = $1 ORDER BY at DESC, request_id DESC LIMIT 1 OFFSET $2)",
            )
            .bind(developer)
            .bind(MOST_LINES - 1)
            .execute(&self.database.writer)
            .await?;
        }
        Ok(())
    }
}

/// The statement that inserts so many lines. Its text depends on their number only.
fn insert_of(lines: usize) -> String {
    let mut sql = "INSERT INTO request_log (request_id, developer_id, at, method, route, status, code, millis) VALUES "
        .to_owned();
    for line in 0..lines {
        sql.push_str(if line == 0 { "(" } else { ", (" });
        for column in 1..=COLUMNS {
            // A string takes every text.
            let _ = write!(sql, "{}${}", if column == 1 { "" } else { ", " }, line * COLUMNS + column);
        }
        sql.push(')');
    }
    sql
}
