//! What the shop stores: who is logged in, orders, and which payment session was made for which order.
//!
//! Client secrets are not stored: repeating a session's creation under its key gives the secret again.

use payments_widget::words;
use sqlx::{Any, AssertSqlSafe, FromRow, Transaction};

use crate::clock::{self, Millis};
use crate::hash::{hash, random_name};
use crate::store::database::{Database, Source, delete};
use crate::store::old_rows::{BATCH, is_any, is_full};

/// How long a log-in lasts, in milliseconds.
const LOG_IN_LIFETIME: Millis = 24 * 60 * 60 * 1000;

words! {
    /// What an order is for.
    pub enum OrderKind {
        /// The content of the cart, at the shop's price.
        Cart = "cart",
        /// A top-up of an amount that the payer chose.
        TopUp = "top_up",
    }
}

/// An order.
#[derive(Clone, Debug, FromRow)]
pub struct Order {
    /// `order_…`
    pub id: String,
    /// Who pays.
    pub payer: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
}

/// A session that was made for an order.
#[derive(Clone, Debug, FromRow)]
pub struct Checkout {
    /// `ps_…`
    pub session_id: String,
    /// Counts the sessions of an order, from 1.
    pub attempt: i64,
    /// The idempotency key with which it was made.
    pub idempotency_key: String,
    /// The body with which it was made.
    pub request: String,
    /// When, in milliseconds since 1970.
    pub created_at: Millis,
}

/// The shop's database.
pub struct ShopStore {
    database: Database,
}

impl ShopStore {
    /// Opens the database and brings its tables to this version. Makes them at the first start.
    ///
    /// # Errors
    /// When the database cannot be reached, or a newer version has changed its tables.
    pub async fn open(source: &Source) -> sqlx::Result<Self> {
        Ok(Self { database: Database::open(source, sqlx::migrate!("migrations/shop")).await? })
    }

    /// Closes every connection, and writes a file's write-ahead log into the file.
    pub async fn close(&self) {
        self.database.close().await;
    }

    /// Waits until no other instance works on this payer's orders, until the value is dropped.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn lock_orders(&self, payer: &str) -> sqlx::Result<Option<Transaction<'static, Any>>> {
        self.database.lock_name(&format!("orders of {payer}")).await
    }

    /// Logs a payer in. Gives the value of the cookie, of which only a hash is stored. Log-ins that have ended are deleted.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn log_in(&self, payer: &str) -> sqlx::Result<String> {
        let sid = random_name("");
        let now = clock::now();
        sqlx::query("DELETE FROM logins WHERE created_at <= $1")
            .bind(now - LOG_IN_LIFETIME)
            .execute(&self.database.writer)
            .await?;
        sqlx::query("INSERT INTO logins (sid_hash, payer, created_at) VALUES ($1, $2, $3)")
            .bind(hash(&[sid.as_bytes()]))
            .bind(payer)
            .bind(now)
            .execute(&self.database.writer)
            .await?;
        Ok(sid)
    }

    /// Deletes a log-in.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn log_out(&self, sid: &str) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM logins WHERE sid_hash = $1")
            .bind(hash(&[sid.as_bytes()]))
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }

    /// The payer whose cookie has this value.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn payer(&self, sid: &str) -> sqlx::Result<Option<String>> {
        sqlx::query_scalar("SELECT payer FROM logins WHERE sid_hash = $1 AND created_at > $2")
            .bind(hash(&[sid.as_bytes()]))
            .bind(clock::now() - LOG_IN_LIFETIME)
            .fetch_optional(&self.database.pool)
            .await
    }

    /// The payer's unpaid order of this kind and price; a new one if there is none. The amount is in minor units.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn open_order(&self, payer: &str, kind: OrderKind, amount: i64, currency: &str) -> sqlx::Result<Order> {
        let found: Option<String> = sqlx::query_scalar(
            "SELECT id FROM orders WHERE payer = $1 AND kind = $2 AND amount = $3 AND currency = $4 AND paid = 0
             ORDER BY created_at DESC LIMIT 1",
        )
        .bind(payer)
        .bind(kind.as_str())
        .bind(amount)
        .bind(currency)
        .fetch_optional(&self.database.pool)
        .await?;
        let order = |id| Order { id, payer: payer.into(), amount, currency: currency.into() };
        if let Some(id) = found {
            return Ok(order(id));
        }
        let order = order(random_name("order_"));
        sqlx::query(
            "INSERT INTO orders (id, payer, kind, amount, currency, paid, created_at)
             VALUES ($1, $2, $3, $4, $5, 0, $6)",
        )
        .bind(&order.id)
        .bind(payer)
        .bind(kind.as_str())
        .bind(amount)
        .bind(currency)
        .bind(clock::now())
        .execute(&self.database.writer)
        .await?;
        Ok(order)
    }

    /// The payer's order of this id, paid or not; `None` for another payer's and for a top-up.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn cart_order(&self, payer: &str, id: &str) -> sqlx::Result<Option<Order>> {
        sqlx::query_as("SELECT id, payer, amount, currency FROM orders WHERE id = $1 AND payer = $2 AND kind = $3")
            .bind(id)
            .bind(payer)
            .bind(OrderKind::Cart.as_str())
            .fetch_optional(&self.database.pool)
            .await
    }

    /// Marks an order as paid: it can be fulfilled.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn mark_paid(&self, order_id: &str) -> sqlx::Result<()> {
        sqlx::query("UPDATE orders SET paid = 1 WHERE id = $1").bind(order_id).execute(&self.database.writer).await?;
        Ok(())
    }

    /// The newest session of an order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn newest_checkout(&self, order_id: &str) -> sqlx::Result<Option<Checkout>> {
        sqlx::query_as("SELECT * FROM checkouts WHERE order_id = $1 ORDER BY attempt DESC LIMIT 1")
            .bind(order_id)
            .fetch_optional(&self.database.pool)
            .await
    }

    /// The session of this id, if it was made for this payer.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn checkout_of(&self, payer: &str, session_id: &str) -> sqlx::Result<Option<Checkout>> {
        sqlx::query_as(
            "SELECT checkouts.* FROM checkouts JOIN orders ON orders.id = checkouts.order_id
             WHERE checkouts.session_id = $1 AND orders.payer = $2",
        )
        .bind(session_id)
        .bind(payer)
        .fetch_optional(&self.database.pool)
        .await
    }

    /// Stores for which order a session was made.
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
        .execute(&self.database.writer)
        .await?;
        Ok(())
    }

    /// Deletes a batch of the orders that were made, and had their last session, before `before`, with their sessions. Gives whether
    /// there may be more.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_orders(&self, before: Millis) -> sqlx::Result<bool> {
        const OLD: &str = "created_at < $1 AND NOT EXISTS
            (SELECT 1 FROM checkouts WHERE order_id = orders.id AND created_at >= $1)";
        if !is_any(&self.database, "orders", OLD, before).await? {
            return Ok(false);
        }
        let mut tx = self.database.write().await?;
        let query = format!("SELECT id FROM orders WHERE {OLD} ORDER BY created_at LIMIT $2");
        let old: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(query)).bind(before).bind(BATCH).fetch_all(&mut *tx).await?;
        delete(&mut tx, "checkouts", "order_id", &old).await?;
        delete(&mut tx, "orders", "id", &old).await?;
        tx.commit().await?;
        Ok(is_full(old.len()))
    }
}
