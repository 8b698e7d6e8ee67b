//! Opening a SQLite file so that what is committed stays committed, with the tables of this version.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqlitePool};

use crate::private_file;

/// Begins a transaction that writes. It is the only writer from its first statement on, so that nothing it has read can
/// change before it writes.
pub const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// Opens the file and runs the migrations that it has not had. Makes the file if it does not exist, for its owner only;
/// SQLite gives the files beside it the same mode. Statements are not logged.
///
/// # Errors
/// When the file cannot be opened, or a newer version has changed its tables.
pub async fn open(path: &Path, migrations: &Migrator) -> sqlx::Result<SqlitePool> {
    if !path.exists() {
        private_file::write(path, b"")?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(Duration::from_secs(10))
        // After a commit that failed (a full disk), SQLite has ended the transaction and sqlx has not: such a connection
        // would refuse every later one.
        .after_release(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        // A connection that was opened while the file could not be written stays read-only.
        .max_lifetime(Duration::from_secs(60))
        .connect_with(options)
        .await?;
    migrations.run(&pool).await?;
    Ok(pool)
}
