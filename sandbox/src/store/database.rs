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

/// How many requests may read or write at the same time.
const CONNECTIONS: u32 = 4;

/// Opens the file and runs the migrations that it has not had. Makes the file if it does not exist, for its owner only;
/// SQLite gives the files beside it the same mode. Statements are not logged.
///
/// # Errors
/// When the file cannot be opened, or a newer version has changed its tables.
pub async fn open(path: &Path, migrations: &Migrator) -> sqlx::Result<SqlitePool> {
    if !path.exists() {
        private_file::write(path, b"")?;
    }
    let pool = connect(path, CONNECTIONS).await?;
    migrations.run(&pool).await?;
    Ok(pool)
}

/// One more pool over a file that is open, for its one writer. Who writes waits here for its turn, and takes no connection from
/// those who read.
///
/// # Errors
/// When the file cannot be opened.
pub async fn open_writer(path: &Path) -> sqlx::Result<SqlitePool> {
    connect(path, 1).await
}

async fn connect(path: &Path, connections: u32) -> sqlx::Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        // After a commit that failed (a full disk), SQLite has ended the transaction and sqlx has not: such a connection
        // would refuse every later one.
        .after_release(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        // A connection that was opened while the file could not be written stays read-only.
        .max_lifetime(Duration::from_secs(60))
        .connect_with(options)
        .await
}
