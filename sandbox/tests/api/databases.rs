//! The databases below a sandbox: SQLite files in its folder, or a PostgreSQL database of its own on the server that
//! `SANDBOX_TEST_DATABASE_URL` names. Its user must be allowed to make databases.

use std::future::Future;
use std::sync::OnceLock;
use std::{env, fs, thread};

use payments_sandbox::hash::random_name;
use payments_sandbox::store::database::{Source, is_file};
use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};

use crate::world::{Folder, World};

fn server() -> Option<reqwest::Url> {
    env::var("SANDBOX_TEST_DATABASE_URL").ok().map(|url| url.parse().unwrap())
}

/// Whether the tests run on SQLite files. Where they do not, a test about files has nothing to test.
pub fn on_files() -> bool {
    server().is_none()
}

/// A database on the server, made when it is first asked for and removed at the end.
#[derive(Default)]
pub struct Server(OnceLock<String>);

impl Server {
    /// The database's address; none if the tests run on files.
    pub fn database_url(&self) -> Option<String> {
        let mut url = server()?;
        let make = || {
            let name = random_name("test_");
            run(format!(r#"CREATE DATABASE "{name}""#));
            name
        };
        url.set_path(self.0.get_or_init(make));
        Some(url.into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(name) = self.0.get() {
            run(format!(r#"DROP DATABASE "{name}" WITH (FORCE)"#));
        }
    }
}

/// Runs a statement on the server, also where nothing can be awaited.
fn run(statement: String) {
    let work = async move {
        install_default_drivers();
        let mut connection = AnyConnection::connect(server().unwrap().as_str()).await.unwrap();
        connection.execute(AssertSqlSafe(statement)).await.unwrap();
    };
    thread::spawn(|| block_on(work)).join().unwrap();
}

fn block_on(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
}

/// The sandbox's `sandbox`, `network` or `shop`.
pub async fn open(folder: &Folder, name: &str) -> AnyConnection {
    let server = folder.database_url().map(|url| url.parse().unwrap());
    let source = Source::new(folder.path(), server.as_ref(), name);
    AnyConnection::connect_with(&source.options().unwrap()).await.unwrap()
}

/// Another program keeps everybody from making and paying sessions, until this value is dropped or commits.
pub async fn held_write_lock(world: &World) -> AnyConnection {
    let mut database = open(&world.folder, "sandbox").await;
    if is_file(&database) {
        database.execute("BEGIN IMMEDIATE").await.unwrap();
    } else {
        database.execute("BEGIN; LOCK TABLE payment_sessions IN EXCLUSIVE MODE").await.unwrap();
    }
    database
}

/// From now on no row of the table can be changed for which `when` is true.
pub async fn break_updates(database: &mut AnyConnection, table: &str, when: &str) {
    let statements = if is_file(database) {
        format!(
            "CREATE TRIGGER broken BEFORE UPDATE ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, 'is broken'); END"
        )
    } else {
        format!(
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'is broken'; END $$;
             CREATE TRIGGER broken BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION broken()"
        )
    };
    database.execute(AssertSqlSafe(statements)).await.unwrap();
}

/// Ends [`break_updates`].
pub async fn allow_updates(database: &mut AnyConnection, table: &str) {
    let statement =
        if is_file(database) { "DROP TRIGGER broken".into() } else { format!("DROP TRIGGER broken ON {table}") };
    database.execute(AssertSqlSafe(statement)).await.unwrap();
}

/// The names of a table's columns.
pub async fn columns(database: &mut AnyConnection, table: &str) -> Vec<String> {
    let query = if is_file(database) {
        "SELECT name FROM pragma_table_info($1)"
    } else {
        "SELECT column_name::text FROM information_schema.columns WHERE table_name = $1"
    };
    sqlx::query_scalar(query).bind(table.to_owned()).fetch_all(database).await.unwrap()
}

/// Everything that the sandbox has written down: the files of its folder, and on a server every row of every table as text.
pub async fn written_down(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for file in fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        all.push((path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()));
    }
    if on_files() {
        return all;
    }
    let mut database = open(folder, "sandbox").await;
    let tables = "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables
                  WHERE table_schema LIKE 'payments%'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut database).await.unwrap();
    for table in tables {
        let rows = AssertSqlSafe(format!("SELECT t::text FROM {table} AS t"));
        let rows = sqlx::query(rows).fetch_all(&mut database).await.unwrap();
        let text: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        all.push((table, text.join("\n").into_bytes()));
    }
    all
}

/// How many migrations the database `name` has had once it is of this version.
pub fn migrations(name: &str) -> usize {
    fs::read_dir(format!("{}/migrations/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap().count()
}
