//! Opening a SQLite file so that what is committed stays committed, with the tables of this version.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};

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

/// Writes the write-ahead log into the file and empties it, so that what was deleted is not in the log either. Does nothing while
/// somebody reads an older state: then a later call does, or the end of the process.
///
/// # Errors
/// When the file cannot be written.
pub async fn empty_log(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await?;
    Ok(())
}

async fn connect(path: &Path, connections: u32) -> sqlx::Result<SqlitePool> {
    let (path, file) = (path.to_owned(), identity(path)?);
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // What is deleted is overwritten with zeros.
        .pragma("secure_delete", "ON")
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        // After a commit that failed (a full disk), SQLite has ended the transaction and sqlx has not: such a connection
        // would refuse every later one.
        .after_release(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        // What is written into a deleted file is lost with the process. The next connection finds no file, which is an error.
        .before_acquire(move |_, _| {
            let is_there = identity(&path).is_ok_and(|now| now == file);
            Box::pin(async move { Ok(is_there) })
        })
        // A connection that was opened while the file could not be written stays read-only.
        .max_lifetime(Duration::from_secs(60))
        .connect_with(options)
        .await
}

/// What tells a file from another one that is at the same path later.
#[cfg(unix)]
fn identity(path: &Path) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

/// Windows does not delete a file that is open.
#[cfg(not(unix))]
fn identity(path: &Path) -> io::Result<()> {
    fs::metadata(path).map(|_| ())
}
