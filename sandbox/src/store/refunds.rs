//! Refunds: the intent before the network is asked, and what became of it.
//!
//! A refund is stored as `pending` together with its idempotency key, and claims its part of the payment's amount, before the
//! network is asked. From there it is decided once; a decision that comes twice changes nothing the second time.

use payments_widget::protocol::payment::PaymentStatus;
use payments_widget::words;
use sqlx::{AnyConnection, FromRow};

use super::columns::Word;
use super::events::{self, EventKind};
use super::idempotency::{KeyUse, Made};
use super::wallets::{self, WalletKey};
use super::{Store, to_sql};
use crate::clock::{self, Millis};

/// How many refunds of one payment are listed.
const LISTED: i64 = 100;

words! {
    /// How far a refund has come.
    pub enum RefundStatus {
        /// The network has not answered yet.
        Pending = "pending",
        /// The money is given back.
        Succeeded = "succeeded",
        /// The network refuses; the payment is as it was before.
        Failed = "failed",
    }
}

words! {
    /// Why a merchant gives money back.
    pub enum RefundReason {
        /// The payer asked for it.
        RequestedByCustomer = "requested_by_customer",
        /// The same was paid twice.
        Duplicate = "duplicate",
        /// Somebody else paid with the payer's card.
        Fraudulent = "fraudulent",
    }
}

/// One refund, as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct RefundRow {
    /// `re_…`
    pub id: String,
    /// `pay_…`
    pub payment_id: String,
    /// How far it has come.
    #[sqlx(try_from = "Word")]
    pub status: RefundStatus,
    /// Minor units.
    #[sqlx(try_from = "i64")]
    pub amount: u64,
    /// ISO 4217.
    pub currency: String,
    /// Why: the word of a [`RefundReason`].
    pub reason: Option<String>,
    /// When it was asked for, in milliseconds since 1970.
    pub created_at: Millis,
}

/// A refund about to be made.
#[derive(Clone, Debug)]
pub struct NewRefund<'a> {
    /// `re_…`
    pub id: String,
    /// `pay_…`
    pub payment_id: &'a str,
    /// Minor units; `None` is all that is left.
    pub amount: Option<u64>,
    /// Why.
    pub reason: Option<RefundReason>,
    /// Who gives the money back.
    pub giver: Giver<'a>,
}

/// Who gives the money back.
#[derive(Clone, Debug)]
pub enum Giver<'a> {
    /// The card network, under this reference of the refund's own.
    Network(String),
    /// The wallet, at once.
    Wallet(WalletKey<'a>),
}

/// What became of the attempt to begin a refund.
#[derive(Clone, Debug)]
pub enum BeginRefund {
    /// It is stored. Now ask the network.
    Begun(PendingRefund),
    /// The wallet has its money back.
    Done,
    /// The payment has not succeeded.
    NotPaid,
    /// Another instance has made something under the same idempotency key.
    KeyUsed,
    /// Only this much of the payment is left, in minor units.
    MoreThanLeft(u64),
}

/// What the network decides about a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundStep {
    /// The money is given back.
    Succeeded,
    /// It is not.
    Failed,
}

/// A refund that the network has to decide.
#[derive(Clone, Debug, FromRow)]
pub struct PendingRefund {
    /// `re_…`
    pub id: String,
    /// The reference under which the network knows the refund.
    pub network_reference: String,
    /// The reference under which the network knows the payment.
    pub payment_reference: String,
    /// Minor units.
    #[sqlx(try_from = "i64")]
    pub amount: u64,
    /// ISO 4217.
    pub currency: String,
}

/// What is left of a payment.
#[derive(FromRow)]
struct Refundable {
    #[sqlx(try_from = "Word")]
    status: PaymentStatus,
    #[sqlx(try_from = "i64")]
    amount: u64,
    currency: String,
    network_reference: Option<String>,
    #[sqlx(try_from = "i64")]
    refunds_claimed: u64,
}

impl Store {
    /// Commits the intent to give money back; for a wallet, the whole refund.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn begin_refund(&self, refund: &NewRefund<'_>, key: &KeyUse) -> sqlx::Result<BeginRefund> {
        let mut tx = self.database.write().await?;
        let now = clock::now();
        // A write before the first read: in every database nobody else claims a part of this payment until the end.
        let payment: Refundable = sqlx::query_as(
            "UPDATE payments SET updated_at = $1 WHERE id = $2
             RETURNING status, amount, currency, network_reference, refunds_claimed",
        )
        .bind(now)
        .bind(refund.payment_id)
        .fetch_one(&mut *tx)
        .await?;
        // What is in the way may be the refund of this very request, which another instance was faster with.
        if key.is_used(&mut tx).await? {
            return Ok(BeginRefund::KeyUsed);
        }
        if payment.status != PaymentStatus::Succeeded {
            return Ok(BeginRefund::NotPaid);
        }
        let left = payment.amount - payment.refunds_claimed;
        let amount = refund.amount.unwrap_or(left);
        if amount == 0 || amount > left {
            return Ok(BeginRefund::MoreThanLeft(left));
        }
        if !key.insert(&mut tx, Made::Refund(&refund.id)).await? {
            return Ok(BeginRefund::KeyUsed);
        }
        sqlx::query("UPDATE payments SET refunds_claimed = refunds_claimed + $1 WHERE id = $2")
            .bind(to_sql(amount))
            .bind(refund.payment_id)
            .execute(&mut *tx)
            .await?;
        insert(&mut tx, refund, (amount, &payment.currency), now).await?;
        events::refund_changed(&mut tx, EventKind::RefundCreated, (refund.payment_id, &refund.id)).await?;
        let begin = match &refund.giver {
            Giver::Wallet(wallet) => {
                wallets::credit(&mut tx, *wallet, amount).await?;
                advance(&mut tx, &refund.id, RefundStep::Succeeded).await?;
                BeginRefund::Done
            }
            Giver::Network(reference) => BeginRefund::Begun(PendingRefund {
                id: refund.id.clone(),
                network_reference: reference.clone(),
                payment_reference: payment.network_reference.ok_or(sqlx::Error::RowNotFound)?,
                amount,
                currency: payment.currency,
            }),
        };
        tx.commit().await?;
        Ok(begin)
    }

    /// Stores the network's decision, unless the refund is decided already.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn advance_refund(&self, id: &str, step: RefundStep) -> sqlx::Result<()> {
        let mut tx = self.database.write().await?;
        advance(&mut tx, id, step).await?;
        tx.commit().await
    }

    /// The refund of this id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refund(&self, id: &str) -> sqlx::Result<Option<RefundRow>> {
        sqlx::query_as("SELECT * FROM refunds WHERE id = $1").bind(id).fetch_optional(&self.database.pool).await
    }

    /// The newest 100 refunds of a payment, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refunds(&self, payment_id: &str) -> sqlx::Result<Vec<RefundRow>> {
        sqlx::query_as("SELECT * FROM refunds WHERE payment_id = $1 ORDER BY number DESC LIMIT $2")
            .bind(payment_id)
            .bind(LISTED)
            .fetch_all(&self.database.pool)
            .await
    }

    /// Every refund that the network has to decide.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn pending_refunds(&self) -> sqlx::Result<Vec<PendingRefund>> {
        sqlx::query_as(
            "SELECT refunds.id, refunds.network_reference, payments.network_reference AS payment_reference,
                refunds.amount, refunds.currency
             FROM refunds JOIN payments ON payments.id = refunds.payment_id
             WHERE refunds.status = 'pending' ORDER BY refunds.created_at",
        )
        .fetch_all(&self.database.pool)
        .await
    }
}

async fn insert(
    tx: &mut AnyConnection,
    refund: &NewRefund<'_>,
    (amount, currency): (u64, &str),
    now: Millis,
) -> sqlx::Result<()> {
    let reference = match &refund.giver {
        Giver::Network(reference) => Some(reference),
        Giver::Wallet(_) => None,
    };
    sqlx::query(
        "INSERT INTO refunds (id, payment_id, number, status, amount, currency, reason, network_reference, created_at, updated_at)
         VALUES ($1, $2, (SELECT COUNT(*) + 1 FROM refunds WHERE payment_id = $2), 'pending', $3, $4, $5, $6, $7, $7)",
    )
    .bind(&refund.id)
    .bind(refund.payment_id)
    .bind(to_sql(amount))
    .bind(currency)
    .bind(refund.reason.map(RefundReason::as_str))
    .bind(reference)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

async fn advance(tx: &mut AnyConnection, id: &str, step: RefundStep) -> sqlx::Result<()> {
    let (status, event) = match step {
        RefundStep::Succeeded => (RefundStatus::Succeeded, EventKind::RefundSucceeded),
        RefundStep::Failed => (RefundStatus::Failed, EventKind::RefundFailed),
    };
    let moved: Option<(String, i64)> = sqlx::query_as(
        "UPDATE refunds SET status = $1, updated_at = $2 WHERE id = $3 AND status = 'pending' RETURNING payment_id, amount",
    )
    .bind(status.as_str())
    .bind(clock::now())
    .bind(id)
    .fetch_optional(&mut *tx)
    .await?;
    let Some((payment_id, amount)) = moved else { return Ok(()) };
    let change = match step {
        RefundStep::Succeeded => "UPDATE payments SET amount_refunded = amount_refunded + $1 WHERE id = $2",
        RefundStep::Failed => "UPDATE payments SET refunds_claimed = refunds_claimed - $1 WHERE id = $2",
    };
    sqlx::query(change).bind(amount).bind(&payment_id).execute(&mut *tx).await?;
    events::refund_changed(tx, event, (&payment_id, id)).await
}
