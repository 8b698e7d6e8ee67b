//! What is stored, in SQLite: developers, sessions, payments, refunds, saved cards, wallets, webhooks,
//! idempotency keys.
//!
//! Rows in, rows out, and the transactions that must not be torn apart. Who may see what is decided in `api`.

pub mod actions;
mod columns;
pub mod database;
pub mod deliveries;
pub mod developers;
pub mod events;
pub mod idempotency;
pub mod payments;
pub mod refunds;
pub mod saved_cards;
pub mod sessions;
pub mod wallets;
pub mod webhook_endpoints;

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::{Sqlite, SqlitePool, Transaction};

use self::database::BEGIN_WRITE;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sandbox");

/// The database of the payments API.
#[derive(Clone)]
pub struct Store {
    /// For what only reads.
    pool: SqlitePool,
    writer: SqlitePool,
}

impl Store {
    /// Opens the database and brings its tables to this version. Makes the file at the first start.
    ///
    /// # Errors
    /// When the file cannot be opened, or a newer version has changed its tables.
    pub async fn open(path: &Path) -> sqlx::Result<Self> {
        Ok(Self { pool: database::open(path, &MIGRATIONS).await?, writer: database::open_writer(path).await? })
    }

    /// Begins a transaction that writes.
    async fn write(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.writer.begin_with(BEGIN_WRITE).await
    }

    /// Closes every connection, and writes the write-ahead log into the file.
    pub async fn close(&self) {
        self.writer.close().await;
        self.pool.close().await;
    }
}

/// An amount for a `BIGINT` column. Amounts are below 2^53 everywhere, so nothing is lost.
pub(crate) fn to_sql(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
