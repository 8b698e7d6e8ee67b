//! What is stored, in SQLite or PostgreSQL: developers, sessions, payments, refunds, saved cards, wallets, webhooks, idempotency
//! keys, accounts of the console.
//!
//! Rows in, rows out, and the transactions that must not be torn apart. Who may see what is decided in `api`.

pub mod accounts;
pub mod actions;
pub mod calls;
mod columns;
pub mod console;
pub mod database;
pub mod deliveries;
pub mod developers;
pub mod events;
pub mod group;
pub mod idempotency;
pub mod old_rows;
pub mod payments;
pub mod refunds;
pub mod request_log;
pub mod saved_cards;
pub mod sessions;
pub mod wallets;
pub mod webhook_endpoints;

use sqlx::migrate::Migrator;
use sqlx::{Any, Transaction};

use self::database::{Database, Source};
use crate::metrics::PaymentCounts;

/// The database of the payments API.
#[derive(Clone)]
pub struct Store {
    database: Database,
    counts: PaymentCounts,
}

impl Store {
    /// Opens the database and brings its tables to this version. Makes them at the first start.
    ///
    /// # Errors
    /// When the database cannot be reached, or a newer version has changed its tables.
    pub async fn open(source: &Source) -> sqlx::Result<Self> {
        let mut migrations = sqlx::migrate!("migrations/sandbox");
        if let Source::Schema { .. } = source {
            let more = sqlx::migrate!("migrations/sandbox_shared");
            migrations = Migrator::with_migrations(migrations.iter().chain(more.iter()).cloned().collect());
        }
        Ok(Self { database: Database::open(source, migrations).await?, counts: PaymentCounts::default() })
    }

    /// Whether other instances may work with the same database.
    pub fn is_shared(&self) -> bool {
        self.database.is_shared()
    }

    /// How many payments this instance has brought into each state.
    pub fn counts(&self) -> &PaymentCounts {
        &self.counts
    }

    /// Whether the tables are those of this version or of a newer one.
    ///
    /// # Errors
    /// When the database cannot be reached, or has no tables.
    pub async fn is_migrated(&self) -> sqlx::Result<bool> {
        self.database.is_migrated().await
    }

    /// Takes the turn to do a work that one instance is enough for; it ends with the transaction. `None` while another instance has
    /// it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn turn(&self, work: &str) -> sqlx::Result<Option<Transaction<'static, Any>>> {
        let mut tx = self.database.read().await?;
        if self.is_shared() {
            let free: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))")
                .bind(format!("turn to {work}"))
                .fetch_one(&mut *tx)
                .await?;
            if !free {
                return Ok(None);
            }
        }
        Ok(Some(tx))
    }

    /// The value that all instances have under this name: the one that is given, if it is the first.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn agreed(&self, name: &str, value: &str) -> sqlx::Result<String> {
        sqlx::query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .bind(value)
            .execute(&self.database.writer)
            .await?;
        sqlx::query_scalar("SELECT value FROM settings WHERE name = $1").bind(name).fetch_one(&self.database.pool).await
    }

    /// Closes every connection, and writes a file's write-ahead log into the file.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

/// An amount for a `BIGINT` column. Amounts are below 2^53 everywhere, so nothing is lost.
pub(crate) fn to_sql(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
