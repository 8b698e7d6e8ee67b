//! Payment sessions: payer, merchant, amount, payment methods and expiry.

use payments_widget::protocol::payment::MethodKind;
use payments_widget::protocol::session::SessionStatus;
use sqlx::FromRow;

use super::columns::Word;
use super::database::BEGIN_WRITE;
use super::idempotency::KeyUse;
use super::{Store, to_sql};
use crate::clock::Millis;

/// One session, as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct SessionRow {
    /// `ps_…`
    pub id: String,
    /// The merchant.
    pub developer_id: String,
    /// The hash of its client secret.
    pub secret_hash: String,
    /// The merchant's id for the person who pays.
    pub payer_id: String,
    /// The merchant's id of the order.
    pub order_id: Option<String>,
    /// Minor units.
    #[sqlx(try_from = "i64")]
    pub amount: u64,
    /// ISO 4217.
    pub currency: String,
    /// The methods that may be used.
    #[sqlx(try_from = "Word")]
    pub methods: Vec<MethodKind>,
    /// Where a redirect comes back to.
    pub return_url: Option<String>,
    /// Paid.
    pub complete: bool,
    /// When it was made, in milliseconds since 1970.
    pub created_at: Millis,
    /// When it can no longer be paid, in milliseconds since 1970.
    pub expires_at: Millis,
}

impl SessionRow {
    /// What can still happen to the session at `now`.
    pub fn status(&self, now: Millis) -> SessionStatus {
        match (self.complete, now < self.expires_at) {
            (true, _) => SessionStatus::Complete,
            (false, true) => SessionStatus::Open,
            (false, false) => SessionStatus::Expired,
        }
    }
}

impl Store {
    /// Stores a session together with the idempotency key of its creation.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_session(&self, session: &SessionRow, key: &KeyUse) -> sqlx::Result<()> {
        let methods: Vec<_> = session.methods.iter().map(|method| method.as_str()).collect();
        let mut tx = self.pool.begin_with(BEGIN_WRITE).await?;
        sqlx::query(
            "INSERT INTO payment_sessions (id, developer_id, secret_hash, payer_id, order_id, amount, currency,
                methods, return_url, complete, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(&session.id)
        .bind(&session.developer_id)
        .bind(&session.secret_hash)
        .bind(&session.payer_id)
        .bind(&session.order_id)
        .bind(to_sql(session.amount))
        .bind(&session.currency)
        .bind(methods.join(","))
        .bind(&session.return_url)
        .bind(session.complete)
        .bind(session.created_at)
        .bind(session.expires_at)
        .execute(&mut *tx)
        .await?;
        key.insert(&mut tx, Some(&session.id), None).await?;
        tx.commit().await
    }

    /// The session of this id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn session(&self, id: &str) -> sqlx::Result<Option<SessionRow>> {
        sqlx::query_as("SELECT * FROM payment_sessions WHERE id = $1").bind(id).fetch_optional(&self.pool).await
    }
}
