//! What the shop keeps: who is logged in, orders, and which payment session was made for which order.
//!
//! Client secrets are not kept: repeating a session's creation under its key gives the secret again.

use std::path::Path;

use sqlx::{Row, SqlitePool};

use crate::clock::{self, Millis};
use crate::secret::{hash, random_name};
use crate::store::database;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS logins (
        sid_hash TEXT PRIMARY KEY,
        payer TEXT NOT NULL,
        created_at BIGINT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS orders (
        id TEXT PRIMARY KEY,
        payer TEXT NOT NULL,
        kind TEXT NOT NULL,             -- cart, top_up
        amount BIGINT NOT NULL,
        currency TEXT NOT NULL,
        paid BOOLEAN NOT NULL,
        created_at BIGINT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS checkouts (
        session_id TEXT PRIMARY KEY,
        order_id TEXT NOT NULL REFERENCES orders (id),
        attempt BIGINT NOT NULL,
        idempotency_key TEXT NOT NULL,
        request TEXT NOT NULL,          -- what the session was made with, to repeat it byte for byte
        created_at BIGINT NOT NULL,
        UNIQUE (order_id, attempt)
    );";

/// What an order is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What lies in the cart, at the shop's price.
    Cart,
    /// A top-up of an amount that the payer chose.
    TopUp,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Cart => "cart",
            Self::TopUp => "top_up",
        }
    }
}

/// An order that is not paid.
#[derive(Clone, Debug)]
pub struct Order {
    /// `order_…`
    pub id: String,
    /// Whose.
    pub payer: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
}

/// A session that was made for an order.
#[derive(Clone, Debug)]
pub struct Checkout {
    /// `ps_…`
    pub session_id: String,
    /// The order's first session is 1.
    pub attempt: i64,
    /// Under which key it was made.
    pub idempotency_key: String,
    /// With which body.
    pub request: String,
    /// When.
    pub created_at: Millis,
}

/// The shop's database.
pub struct ShopStore {
    pool: SqlitePool,
}

impl ShopStore {
    /// Opens the database, and makes its tables at the first start.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open(path: &Path) -> sqlx::Result<Self> {
        let pool = database::open(path).await?;
        sqlx::raw_sql(SCHEMA).execute(&pool).await?;
        Ok(Self { pool })
    }

    /// Closes every connection, which also folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Logs a payer in; the cookie's value.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn log_in(&self, payer: &str) -> sqlx::Result<String> {
        let sid = random_name("");
        sqlx::query("INSERT INTO logins (sid_hash, payer, created_at) VALUES ($1, $2, $3)")
            .bind(hash(&[sid.as_bytes()]))
            .bind(payer)
            .bind(clock::now())
            .execute(&self.pool)
            .await?;
        Ok(sid)
    }

    /// Forgets a log-in.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn log_out(&self, sid: &str) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM logins WHERE sid_hash = $1").bind(hash(&[sid.as_bytes()])).execute(&self.pool).await?;
        Ok(())
    }

    /// Who holds this cookie.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn payer(&self, sid: &str) -> sqlx::Result<Option<String>> {
        sqlx::query_scalar("SELECT payer FROM logins WHERE sid_hash = $1")
            .bind(hash(&[sid.as_bytes()]))
            .fetch_optional(&self.pool)
            .await
    }

    /// The payer's order of this kind and price that is not paid; a new one if there is none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn open_order(&self, payer: &str, kind: Kind, amount: i64, currency: &str) -> sqlx::Result<Order> {
        let found: Option<String> = sqlx::query_scalar(
            "SELECT id FROM orders WHERE payer = $1 AND kind = $2 AND amount = $3 AND currency = $4 AND NOT paid
             ORDER BY created_at DESC LIMIT 1",
        )
        .bind(payer)
        .bind(kind.as_str())
        .bind(amount)
        .bind(currency)
        .fetch_optional(&self.pool)
        .await?;
        let order = |id| Order { id, payer: payer.into(), amount, currency: currency.into() };
        if let Some(id) = found {
            return Ok(order(id));
        }
        let order = order(random_name("order_"));
        sqlx::query(
            "INSERT INTO orders (id, payer, kind, amount, currency, paid, created_at)
             VALUES ($1, $2, $3, $4, $5, FALSE, $6)",
        )
        .bind(&order.id)
        .bind(payer)
        .bind(kind.as_str())
        .bind(amount)
        .bind(currency)
        .bind(clock::now())
        .execute(&self.pool)
        .await?;
        Ok(order)
    }

    /// The order is paid and can be fulfilled.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn mark_paid(&self, order_id: &str) -> sqlx::Result<()> {
        sqlx::query("UPDATE orders SET paid = TRUE WHERE id = $1").bind(order_id).execute(&self.pool).await?;
        Ok(())
    }

    /// The newest session of an order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn newest_checkout(&self, order_id: &str) -> sqlx::Result<Option<Checkout>> {
        let row = sqlx::query("SELECT * FROM checkouts WHERE order_id = $1 ORDER BY attempt DESC LIMIT 1")
            .bind(order_id)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| checkout(&row)).transpose()
    }

    /// The session of this id, if it was made for this payer.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn checkout_of(&self, payer: &str, session_id: &str) -> sqlx::Result<Option<Checkout>> {
        let row = sqlx::query(
            "SELECT checkouts.* FROM checkouts JOIN orders ON orders.id = checkouts.order_id
             WHERE checkouts.session_id = $1 AND orders.payer = $2",
        )
        .bind(session_id)
        .bind(payer)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| checkout(&row)).transpose()
    }

    /// Remembers for which order a session was made.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_checkout(&self, order_id: &str, checkout: &Checkout) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO checkouts (session_id, order_id, attempt, idempotency_key, request, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (session_id) DO NOTHING",
        )
        .bind(&checkout.session_id)
        .bind(order_id)
        .bind(checkout.attempt)
        .bind(&checkout.idempotency_key)
        .bind(&checkout.request)
        .bind(checkout.created_at)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

fn checkout(row: &sqlx::sqlite::SqliteRow) -> sqlx::Result<Checkout> {
    Ok(Checkout {
        session_id: row.try_get("session_id")?,
        attempt: row.try_get("attempt")?,
        idempotency_key: row.try_get("idempotency_key")?,
        request: row.try_get("request")?,
        created_at: row.try_get("created_at")?,
    })
}
