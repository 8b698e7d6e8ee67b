//! What was written for the requests since the last look: payments of the server, and authorizations of the card network.

use payments_sandbox::Config;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tokio::runtime::Runtime;

pub struct Ledger {
    payments: Table,
    authorizations: Table,
}

struct Table {
    pool: SqlitePool,
    name: &'static str,
    /// The last row that was seen.
    seen: i64,
}

/// Of one row.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Money {
    number: i64,
    pub amount: i64,
    pub currency: String,
}

impl Ledger {
    pub fn open(runtime: &Runtime, config: &Config) -> Self {
        let table = |file: &str, name| {
            let options = SqliteConnectOptions::new().filename(config.data.join(file)).read_only(true);
            Table { pool: runtime.block_on(SqlitePool::connect_with(options)).expect("the database"), name, seen: 0 }
        };
        Self {
            payments: table("sandbox.sqlite", "payments"),
            authorizations: table("network.sqlite", "authorizations"),
        }
    }

    /// The new payments, and the new authorizations.
    pub fn news(&mut self, runtime: &Runtime) -> (Vec<Money>, Vec<Money>) {
        (self.payments.news(runtime), self.authorizations.news(runtime))
    }
}

impl Table {
    fn news(&mut self, runtime: &Runtime) -> Vec<Money> {
        let query =
            format!("SELECT rowid AS number, amount, currency FROM {} WHERE rowid > $1 ORDER BY rowid", self.name);
        let query = sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(self.seen);
        let rows: Vec<Money> = runtime.block_on(query.fetch_all(&self.pool)).expect("rows");
        self.seen = rows.last().map_or(self.seen, |row| row.number);
        rows
    }
}
