//! Opening a database file so that what is committed stays committed.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqlitePool};

use crate::secret::write_private;

/// Begins a transaction that writes: at once the only writer, so that nothing read in it can change under it.
pub const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// Opens the file, and makes it if it is not there, for its owner only; SQLite gives the files beside it the same mode.
/// Statements are not logged.
///
/// # Errors
/// When the file cannot be opened.
pub async fn open(path: &Path) -> sqlx::Result<SqlitePool> {
    if !path.exists() {
        write_private(path, b"")?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging();
    SqlitePoolOptions::new().max_connections(4).acquire_timeout(Duration::from_secs(10)).connect_with(options).await
}
