//! What is kept, in SQLite: developers, sessions, payments, wallets, idempotency keys.
//!
//! Rows in, rows out, and the transactions that must not be torn apart; who may see what is decided in `api`.

pub mod actions;
pub mod database;
pub mod developers;
pub mod idempotency;
pub mod payments;
pub mod sessions;
pub mod wallets;

use std::path::Path;

use sqlx::SqlitePool;

/// The sandbox's database.
#[derive(Clone)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens the database, and makes its tables at the first start.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open(path: &Path) -> sqlx::Result<Self> {
        let pool = database::open(path).await?;
        sqlx::raw_sql(include_str!("schema.sql")).execute(&pool).await?;
        Ok(Self { pool })
    }

    /// Closes every connection, which also folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Amounts are below 2^53 everywhere, so neither way loses anything.
fn to_sql(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

fn from_sql(amount: i64) -> u64 {
    u64::try_from(amount).unwrap_or(0)
}

/// A column that holds a word nobody wrote: somebody else's file, or a newer version's.
fn unreadable(column: &'static str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.into(), source: "not a word this version knows".into() }
}
