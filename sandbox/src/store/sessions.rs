//! Payment sessions: payer, merchant, amount, payment methods and expiry.

use payments_widget::protocol::payment::{MethodKind, PaymentStatus};
use payments_widget::protocol::session::{SavedCardCvv, SessionStatus};
use sqlx::any::AnyExecutor;
use sqlx::{AnyConnection, FromRow};

use super::columns::{Flag, Word};
use super::idempotency::{KeyUse, Made};
use super::payments::{self, PaymentRow};
use super::{Store, database, to_sql};
use crate::clock::{self, Millis};

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
    /// Whether a saved card needs its CVV.
    #[sqlx(try_from = "Word")]
    pub saved_card_cvv: SavedCardCvv,
    /// Paid.
    #[sqlx(try_from = "Flag")]
    pub complete: bool,
    /// A caller got the answer that its time is over and nothing was paid: that is final, by every clock.
    #[sqlx(try_from = "Flag")]
    pub closed: bool,
    /// When it was made, in milliseconds since 1970.
    pub created_at: Millis,
    /// When it can no longer be paid, in milliseconds since 1970.
    pub expires_at: Millis,
}

/// A session as it was in one moment.
#[derive(Clone, Debug)]
pub struct SessionState {
    /// The session.
    pub session: SessionRow,
    /// What could still happen to it.
    pub status: SessionStatus,
    /// Its newest payment.
    pub newest: Option<PaymentRow>,
}

impl SessionRow {
    /// Whether it can no longer be paid because of its time.
    pub fn is_over(&self) -> bool {
        self.closed || self.expires_at <= clock::now()
    }
}

impl SessionState {
    /// A session as it is now, with the newest payment that was read with it.
    pub fn new(session: SessionRow, newest: Option<PaymentRow>) -> Self {
        let status = match (session.complete, session.is_over()) {
            (true, _) => SessionStatus::Complete,
            (false, false) => SessionStatus::Open,
            (false, true) => SessionStatus::Expired,
        };
        Self { session, status, newest }
    }

    /// Whether it says that the session can no longer be paid and that nothing was, which is not final yet.
    fn is_lost(&self) -> bool {
        let undecided =
            |payment: &PaymentRow| matches!(payment.status, PaymentStatus::Processing | PaymentStatus::RequiresAction);
        self.status == SessionStatus::Expired && !self.session.closed && !self.newest.as_ref().is_some_and(undecided)
    }
}

/// In a transaction that writes, before anything that is decided by the session's state: from here to the end of the transaction
/// nobody else decides about this session. In a file, who writes is alone anyway.
pub(super) async fn lock(tx: &mut AnyConnection, id: &str) -> sqlx::Result<()> {
    if !database::is_file(tx) {
        sqlx::query("SELECT id FROM payment_sessions WHERE id = $1 FOR UPDATE").bind(id).fetch_optional(tx).await?;
    }
    Ok(())
}

/// [`lock`], by one of the session's payments.
pub(super) async fn lock_of_payment(tx: &mut AnyConnection, payment_id: &str) -> sqlx::Result<()> {
    if !database::is_file(tx) {
        sqlx::query(
            "SELECT id FROM payment_sessions WHERE id = (SELECT session_id FROM payments WHERE id = $1) FOR UPDATE",
        )
        .bind(payment_id)
        .fetch_optional(tx)
        .await?;
    }
    Ok(())
}

async fn read_state(tx: &mut AnyConnection, id: &str) -> sqlx::Result<Option<SessionState>> {
    let Some(session) = read(&mut *tx, id).await? else { return Ok(None) };
    let newest = payments::newest(tx, id).await?;
    Ok(Some(SessionState::new(session, newest)))
}

pub(super) async fn read(executor: impl AnyExecutor<'_>, id: &str) -> sqlx::Result<Option<SessionRow>> {
    sqlx::query_as("SELECT * FROM payment_sessions WHERE id = $1").bind(id).fetch_optional(executor).await
}

impl Store {
    /// Stores a session together with the idempotency key of its creation. Gives false, and stores nothing, if another instance
    /// was faster under the same key.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_session(&self, session: &SessionRow, key: &KeyUse) -> sqlx::Result<bool> {
        let new = (session.clone(), key.clone());
        self.database.transact(new, |(session, key), tx| Box::pin(add(tx, session, key))).await
    }

    /// The session of this id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn session(&self, id: &str) -> sqlx::Result<Option<SessionRow>> {
        read(&self.database.pool, id).await
    }

    /// The session of this id with its newest payment. That it is expired and unpaid is final.
    ///
    /// # Errors
    /// When the database cannot be read; for an expired session, when it cannot be written.
    pub async fn session_state(&self, id: &str) -> sqlx::Result<Option<SessionState>> {
        let mut tx = self.database.read().await?;
        let state = read_state(&mut tx, id).await?;
        tx.commit().await?;
        if !state.as_ref().is_some_and(SessionState::is_lost) {
            return Ok(state);
        }
        // A payment that came in time may be waiting to be written. Read as the only writer, it is seen here, or it is
        // refused after this.
        let mut tx = self.database.write().await?;
        lock(&mut tx, id).await?;
        let state = read_state(&mut tx, id).await?;
        if state.as_ref().is_some_and(SessionState::is_lost) {
            sqlx::query("UPDATE payment_sessions SET closed = 1 WHERE id = $1").bind(id).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(state)
    }
}

async fn add(tx: &mut AnyConnection, session: &SessionRow, key: &KeyUse) -> sqlx::Result<bool> {
    let methods: Vec<_> = session.methods.iter().map(|method| method.as_str()).collect();
    if !key.insert(tx, Made::Session(&session.id)).await? {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO payment_sessions (id, developer_id, secret_hash, payer_id, order_id, amount, currency,
            methods, return_url, saved_card_cvv, complete, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
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
    .bind(session.saved_card_cvv.as_str())
    .bind(i64::from(session.complete))
    .bind(session.created_at)
    .bind(session.expires_at)
    .execute(tx)
    .await?;
    Ok(true)
}
