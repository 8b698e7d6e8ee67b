//! Opening a database so that what is committed stays committed, with the tables of this version.
//!
//! A database is a SQLite file, which one process has for itself, or a schema in PostgreSQL, which several instances share. What
//! differs between the two is here; every statement elsewhere is one that both understand.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use reqwest::Url;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::migrate::Migrator;
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions, Connection, Transaction};

use super::group::{self, Group, Work};
use crate::private_file;

/// How many requests may read or write a SQLite file at the same time.
const FILE_CONNECTIONS: u32 = 4;
/// How many connections to a server one schema has in one instance: three instances need fewer than PostgreSQL's default of 100.
const SERVER_CONNECTIONS: u32 = 10;
/// How long a connection, and then a lock, may be waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// For every connection to a file.
const FILE_SETTINGS: [&str; 6] = [
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    // What is deleted is overwritten with zeros.
    "PRAGMA secure_delete = ON",
    // KiB of pages that a connection keeps, in place of 2 MB. They are most of the process's memory, and as connections are replaced
    // every minute, the heap keeps a part of what each has had. The system keeps the pages of the file too.
    "PRAGMA cache_size = -256",
];

/// The address of a PostgreSQL database: `postgres://user:password@host:5432/name`. It is printed without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Box<Url>);

impl FromStr for DatabaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
        url.map(|url| Self(Box::new(url))).ok_or("write it as postgres://user:password@host:5432/name")
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.0.scheme())?;
        if !self.0.username().is_empty() {
            write!(f, "{}@", self.0.username())?;
        }
        write!(f, "{}", self.0.host_str().unwrap_or_default())?;
        if let Some(port) = self.0.port() {
            write!(f, ":{port}")?;
        }
        f.write_str(self.0.path())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where one of the databases is.
#[derive(Clone, Debug)]
pub enum Source {
    /// A SQLite file.
    File(PathBuf),
    /// A schema of a PostgreSQL database.
    Schema {
        /// The database.
        server: DatabaseUrl,
        /// The schema's name.
        name: String,
    },
}

impl Source {
    /// The database `name` on the server, or in the folder if there is no server.
    pub fn new(folder: &Path, server: Option<&DatabaseUrl>, name: &str) -> Self {
        match server {
            Some(server) => Self::Schema { server: server.clone(), name: format!("payments_{name}") },
            None => Self::File(folder.join(format!("{name}.sqlite"))),
        }
    }

    /// What to do if it cannot be used, in one sentence.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::File(_) => "Remove its folder to start afresh.",
            Self::Schema { .. } => {
                "Check that PostgreSQL runs and that --database-url is right; drop the schema to start afresh."
            }
        }
    }

    /// How a connection to it is made. Statements are not logged.
    ///
    /// # Errors
    /// When its address cannot be read.
    pub fn options(&self) -> sqlx::Result<AnyConnectOptions> {
        install_default_drivers();
        let url = match self {
            Self::File(path) => {
                Url::parse(&format!("sqlite:{}", percent_encoded(path))).map_err(sqlx::Error::config)?
            }
            Self::Schema { server, name } => {
                let mut url = Url::clone(&server.0);
                url.query_pairs_mut()
                    .append_pair("options[search_path]", name)
                    .append_pair("options[lock_timeout]", &PATIENCE.as_millis().to_string());
                url
            }
        };
        Ok(AnyConnectOptions::from_url(&url)?.disable_statement_logging())
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Schema { server, name } => write!(f, "the schema {name} of {server}"),
        }
    }
}

/// A database that is open.
#[derive(Clone, Debug)]
pub struct Database {
    /// For single statements.
    pub pool: AnyPool,
    /// For single statements that write. Who writes into a file waits here for its turn, and takes no connection from those who
    /// read.
    pub writer: AnyPool,
    /// What commits the transactions of a file together; none in PostgreSQL.
    group: Option<Group>,
    /// The number of the last migration.
    version: i64,
}

impl Database {
    /// Opens the database and runs the migrations that it has not had. Makes a file that does not exist, for its owner only;
    /// SQLite gives the files beside it the same mode.
    ///
    /// # Errors
    /// When the database cannot be reached, or a newer version has changed its tables.
    pub async fn open(source: &Source, migrations: Migrator) -> sqlx::Result<Self> {
        match source {
            Source::File(path) => Self::open_file(source, path, migrations).await,
            Source::Schema { name, .. } => Self::open_schema(source, name, migrations).await,
        }
    }

    async fn open_file(source: &Source, path: &Path, migrations: Migrator) -> sqlx::Result<Self> {
        if !path.exists() {
            private_file::write(path, b"")?;
        }
        let pool = connect_to_file(source, path, FILE_CONNECTIONS).await?;
        migrations.run(&pool).await?;
        let writer = connect_to_file(source, path, 1).await?;
        Ok(Self { pool, group: Some(Group::new(writer.clone())), writer, version: version(&migrations) })
    }

    async fn open_schema(source: &Source, name: &str, mut migrations: Migrator) -> sqlx::Result<Self> {
        // Not by the pool, which would only say that it has waited for too long.
        let mut connection = AnyConnection::connect_with(&source.options()?).await?;
        // The migrations of another instance may take longer than any other lock.
        sqlx::query("SET lock_timeout = 0").execute(&mut connection).await?;
        // Made under the lock of the migrations: several instances may start at once.
        migrations.create_schema(name.to_owned());
        migrations.run(&mut connection).await?;
        connection.close().await?;
        let pool = AnyPoolOptions::new()
            .max_connections(SERVER_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(source.options()?);
        Ok(Self { writer: pool.clone(), pool, group: None, version: version(&migrations) })
    }

    /// Whether other instances may work with it too.
    pub fn is_shared(&self) -> bool {
        self.group.is_none()
    }

    /// Whether its tables are those of this version or of a newer one, which another instance has brought.
    ///
    /// # Errors
    /// When the database cannot be reached, or has no tables.
    pub async fn is_migrated(&self) -> sqlx::Result<bool> {
        let done: Option<i64> =
            sqlx::query_scalar("SELECT version FROM _sqlx_migrations ORDER BY version DESC LIMIT 1")
                .fetch_optional(&self.pool)
                .await?;
        Ok(done.is_some_and(|done| done >= self.version))
    }

    /// Begins a transaction that reads the state of one moment.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(&self) -> sqlx::Result<Transaction<'static, Any>> {
        self.pool
            .begin_with(if self.is_shared() { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" } else { "BEGIN" })
            .await
    }

    /// Begins a transaction that writes. In a file it is the only writer; in PostgreSQL it has to lock what it decides about.
    ///
    /// # Errors
    /// When the database cannot be reached, or another program writes for too long.
    pub async fn write(&self) -> sqlx::Result<Transaction<'static, Any>> {
        // In PostgreSQL each statement sees what was committed before it: after a lock, what its last holder has left. In a file
        // nothing that was read can change before it is written.
        if self.is_shared() {
            self.writer.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await
        } else {
            group::begin(&self.writer).await
        }
    }

    /// Does the work on `data` in a transaction that writes, and gives what it gives once that is committed. In a file, several
    /// transactions that come at the same time are committed together.
    ///
    /// # Errors
    /// Those of the work; those of [`write`](Self::write). Then nothing is written.
    pub async fn transact<D, T>(&self, data: D, work: Work<D, T>) -> sqlx::Result<T>
    where
        D: Send + Sync + 'static,
        T: Send + 'static,
    {
        if let Some(group) = &self.group {
            return group.write(data, work).await;
        }
        let mut tx = self.write().await?;
        let result = work(&data, &mut tx).await?;
        tx.commit().await?;
        Ok(result)
    }

    /// Waits until nobody on another instance has this name locked, and locks it until the transaction ends. In a file there is no
    /// other instance, and nothing to wait for.
    ///
    /// # Errors
    /// When the database cannot be reached, or the name is locked for too long.
    pub async fn lock_name(&self, name: &str) -> sqlx::Result<Option<Transaction<'static, Any>>> {
        if !self.is_shared() {
            return Ok(None);
        }
        let mut tx = self.write().await?;
        sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))").bind(name).execute(&mut *tx).await?;
        Ok(Some(tx))
    }

    /// Closes every connection, and writes a file's write-ahead log into the file.
    pub async fn close(&self) {
        self.writer.close().await;
        self.pool.close().await;
    }
}

/// Writes a file's write-ahead log into the file and empties it, so that what was deleted is not in the log either. Does nothing
/// while somebody reads an older state: then a later call does, or the end of the process. Does nothing in PostgreSQL.
///
/// # Errors
/// When the file cannot be written.
pub async fn empty_log(connection: &mut AnyConnection) -> sqlx::Result<()> {
    if is_file(connection) {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await?;
    }
    Ok(())
}

/// Deletes the rows of a table whose column has one of these values, at most some thousands.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(
    connection: &mut AnyConnection,
    table: &'static str,
    column: &'static str,
    values: &[String],
) -> sqlx::Result<()> {
    let statement = AssertSqlSafe(format!("DELETE FROM {table} WHERE {column} {}", one_of(values.len())));
    values.iter().fold(sqlx::query(statement), |query, value| query.bind(value)).execute(connection).await?;
    Ok(())
}

/// `IN ($1, $2)`: a condition on so many values, which are to be bound.
pub fn one_of(count: usize) -> String {
    let places: Vec<_> = (1..=count).map(|number| format!("${number}")).collect();
    // PostgreSQL does not take an empty list.
    if places.is_empty() { "IN (NULL)".into() } else { format!("IN ({})", places.join(", ")) }
}

/// Whether this is a connection to a SQLite file.
pub fn is_file(connection: &AnyConnection) -> bool {
    connection.backend_name() == "SQLite"
}

fn version(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or_default()
}

async fn connect_to_file(source: &Source, path: &Path, connections: u32) -> sqlx::Result<AnyPool> {
    let (path, file) = (path.to_owned(), identity(path)?);
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        // A test would be one more way to SQLite's thread and back. No server that could be gone is behind it, and the file is looked at
        // below.
        .test_before_acquire(false)
        .after_connect(|connection, _| {
            Box::pin(async move {
                for setting in FILE_SETTINGS {
                    sqlx::query(setting).execute(&mut *connection).await?;
                }
                Ok(())
            })
        })
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
        .connect_with(source.options()?)
        .await
}

/// A path as the opaque part of a URL: `%2Fdata%2Fsandbox.sqlite`.
fn percent_encoded(path: &Path) -> String {
    let encode = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(*byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    path.as_os_str().as_encoded_bytes().iter().map(encode).collect()
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
