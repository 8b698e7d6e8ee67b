//! Saved cards: rows with a sealed number, which only the vault can open.
//!
//! A card is stored together with the payment that is to save it, as nobody has the number any more when a late answer or an
//! authentication decides that payment. It counts as saved once the payment has succeeded; otherwise it is removed with the
//! payment's decision, in the same transaction.

use sqlx::{AnyConnection, FromRow};

use super::{Store, database};
use crate::clock::{self, Millis};

/// How many cards a payer can have, those included that can be restored.
const MOST_CARDS: i64 = 20;
/// How long a deleted card can be restored: 10 minutes.
const RESTORE_MILLIS: Millis = 10 * 60 * 1000;

/// The key of a saved card: its id, its developer and its payer.
#[derive(Clone, Copy, Debug)]
pub struct CardKey<'a> {
    /// The merchant.
    pub developer_id: &'a str,
    /// The merchant's id for the payer.
    pub payer_id: &'a str,
    /// `card_…`
    pub id: &'a str,
}

/// A sealed card number.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Seal {
    /// The key that it is sealed under.
    pub vault_key_id: String,
    /// Nonce, ciphertext and tag in base64url.
    pub sealed_number: String,
}

/// One card, as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct CardRow {
    /// `card_…`
    pub id: String,
    /// The merchant.
    pub developer_id: String,
    /// The merchant's id for the payer.
    pub payer_id: String,
    /// Keyed hash of the card number.
    pub card_fingerprint: String,
    /// A brand's id.
    pub brand: Option<String>,
    /// Four digits.
    pub last4: String,
    /// The last month in which it is valid.
    #[sqlx(try_from = "i64")]
    pub exp_month: u8,
    /// The full year of that month.
    #[sqlx(try_from = "i64")]
    pub exp_year: u16,
    /// The number.
    #[sqlx(flatten)]
    pub seal: Seal,
    /// When it was saved, in milliseconds since 1970.
    pub created_at: Millis,
    /// When it was last paid with, or saved.
    pub used_at: Millis,
    /// For a card that the payer has deleted: until when it can be restored.
    pub restorable_until: Option<Millis>,
}

impl CardRow {
    /// The key of the card in the store.
    pub fn key(&self) -> CardKey<'_> {
        CardKey { developer_id: &self.developer_id, payer_id: &self.payer_id, id: &self.id }
    }

    pub(super) async fn insert(&self, tx: &mut AnyConnection, payment_id: &str) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO saved_cards (id, developer_id, payer_id, payment_id, card_fingerprint, brand, last4, exp_month,
                exp_year, vault_key_id, sealed_number, created_at, used_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(&self.id)
        .bind(&self.developer_id)
        .bind(&self.payer_id)
        .bind(payment_id)
        .bind(&self.card_fingerprint)
        .bind(&self.brand)
        .bind(&self.last4)
        .bind(i64::from(self.exp_month))
        .bind(i64::from(self.exp_year))
        .bind(&self.seal.vault_key_id)
        .bind(&self.seal.sealed_number)
        .bind(self.created_at)
        .bind(self.used_at)
        .execute(tx)
        .await?;
        Ok(())
    }
}

/// After a payment has succeeded: saves the card that came with it. Gives the saved card's id.
pub(super) async fn payment_succeeded(tx: &mut AnyConnection, payment_id: &str) -> sqlx::Result<Option<String>> {
    let card: CardRow =
        sqlx::query_as("SELECT * FROM saved_cards WHERE payment_id = $1").bind(payment_id).fetch_one(&mut *tx).await?;
    let saved = save(tx, &card, clock::now()).await?;
    payment_failed(tx, payment_id).await?;
    match &saved {
        Some(id) => {
            sqlx::query("UPDATE payments SET saved_card_id = $1 WHERE id = $2")
                .bind(id)
                .bind(payment_id)
                .execute(&mut *tx)
                .await?;
            used(tx, id).await?;
        }
        None => tracing::info!(payment = payment_id, "the card is not saved: its payer has all that a payer can have"),
    }
    Ok(saved)
}

/// Notes that a saved card was used now.
pub(super) async fn used(tx: &mut AnyConnection, id: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE saved_cards SET used_at = $1 WHERE id = $2").bind(clock::now()).bind(id).execute(tx).await?;
    Ok(())
}

/// Removes the card that came with a payment and was not saved.
pub(super) async fn payment_failed(tx: &mut AnyConnection, payment_id: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM saved_cards WHERE payment_id = $1").bind(payment_id).execute(tx).await?;
    Ok(())
}

/// Saves a card, or brings the one that the payer has of this number up to date. Gives the id; `None` if the payer has all cards
/// that a payer can have.
async fn save(tx: &mut AnyConnection, card: &CardRow, now: Millis) -> sqlx::Result<Option<String>> {
    lock_payer(tx, card).await?;
    sqlx::query("DELETE FROM saved_cards WHERE developer_id = $1 AND payer_id = $2 AND restorable_until <= $3")
        .bind(&card.developer_id)
        .bind(&card.payer_id)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    let known: Option<String> = sqlx::query_scalar(
        "UPDATE saved_cards SET brand = $1, exp_month = $2, exp_year = $3, restorable_until = NULL
         WHERE developer_id = $4 AND payer_id = $5 AND card_fingerprint = $6 AND payment_id IS NULL RETURNING id",
    )
    .bind(&card.brand)
    .bind(i64::from(card.exp_month))
    .bind(i64::from(card.exp_year))
    .bind(&card.developer_id)
    .bind(&card.payer_id)
    .bind(&card.card_fingerprint)
    .fetch_optional(&mut *tx)
    .await?;
    if known.is_some() {
        return Ok(known);
    }
    let count: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM saved_cards WHERE developer_id = $1 AND payer_id = $2 AND payment_id IS NULL",
    )
    .bind(&card.developer_id)
    .bind(&card.payer_id)
    .fetch_one(&mut *tx)
    .await?;
    if count >= MOST_CARDS && !remove_first_deleted(tx, card).await? {
        return Ok(None);
    }
    sqlx::query("UPDATE saved_cards SET payment_id = NULL, created_at = $1 WHERE id = $2")
        .bind(now)
        .bind(&card.id)
        .execute(tx)
        .await?;
    Ok(Some(card.id.clone()))
}

/// Until the end of the transaction nobody else saves a card of this payer: two payments that succeed at once could else save one
/// card twice, or one more than a payer can have. In a file, who writes is alone anyway.
async fn lock_payer(tx: &mut AnyConnection, card: &CardRow) -> sqlx::Result<()> {
    if !database::is_file(tx) {
        sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, hashtextextended($2, 0)))")
            .bind(&card.payer_id)
            .bind(&card.developer_id)
            .execute(tx)
            .await?;
    }
    Ok(())
}

/// A deleted card makes room for a new one, and can then no longer be restored.
async fn remove_first_deleted(tx: &mut AnyConnection, card: &CardRow) -> sqlx::Result<bool> {
    let removed = sqlx::query(
        "DELETE FROM saved_cards WHERE id =
            (SELECT id FROM saved_cards WHERE developer_id = $1 AND payer_id = $2 AND restorable_until IS NOT NULL
             ORDER BY restorable_until LIMIT 1)",
    )
    .bind(&card.developer_id)
    .bind(&card.payer_id)
    .execute(tx)
    .await?;
    Ok(removed.rows_affected() == 1)
}

impl Store {
    /// The payer's cards, the one that was used last first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn saved_cards(&self, developer_id: &str, payer_id: &str) -> sqlx::Result<Vec<CardRow>> {
        sqlx::query_as(
            "SELECT * FROM saved_cards
             WHERE developer_id = $1 AND payer_id = $2 AND payment_id IS NULL AND restorable_until IS NULL
             ORDER BY used_at DESC, created_at DESC, id",
        )
        .bind(developer_id)
        .bind(payer_id)
        .fetch_all(&self.database.pool)
        .await
    }

    /// A card of the payer that can be paid with.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn saved_card(&self, card: CardKey<'_>) -> sqlx::Result<Option<CardRow>> {
        sqlx::query_as(
            "SELECT * FROM saved_cards
             WHERE developer_id = $1 AND payer_id = $2 AND id = $3 AND payment_id IS NULL AND restorable_until IS NULL",
        )
        .bind(card.developer_id)
        .bind(card.payer_id)
        .bind(card.id)
        .fetch_optional(&self.database.pool)
        .await
    }

    /// Deletes a card of the payer. Gives until when it can be restored, for a card that is deleted already too; `None` if the
    /// payer has no such card.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete_card(&self, card: CardKey<'_>) -> sqlx::Result<Option<Millis>> {
        let now = clock::now();
        sqlx::query_scalar(
            "UPDATE saved_cards SET restorable_until = COALESCE(restorable_until, $1)
             WHERE developer_id = $2 AND payer_id = $3 AND id = $4 AND payment_id IS NULL
                AND (restorable_until IS NULL OR restorable_until > $5)
             RETURNING restorable_until",
        )
        .bind(now + RESTORE_MILLIS)
        .bind(card.developer_id)
        .bind(card.payer_id)
        .bind(card.id)
        .bind(now)
        .fetch_optional(&self.database.writer)
        .await
    }

    /// Restores a deleted card of the payer; one that is not deleted stays as it is. `None` if the payer has no such card, or its
    /// time is over.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn restore_card(&self, card: CardKey<'_>) -> sqlx::Result<Option<CardRow>> {
        sqlx::query_as(
            "UPDATE saved_cards SET restorable_until = NULL
             WHERE developer_id = $1 AND payer_id = $2 AND id = $3 AND payment_id IS NULL
                AND (restorable_until IS NULL OR restorable_until > $4)
             RETURNING *",
        )
        .bind(card.developer_id)
        .bind(card.payer_id)
        .bind(card.id)
        .bind(clock::now())
        .fetch_optional(&self.database.writer)
        .await
    }

    /// Removes the deleted cards that can no longer be restored, also from the file's write-ahead log.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn remove_deleted_cards(&self) -> sqlx::Result<()> {
        let mut connection = self.database.writer.acquire().await?;
        let removed = sqlx::query("DELETE FROM saved_cards WHERE restorable_until <= $1")
            .bind(clock::now())
            .execute(&mut *connection)
            .await?
            .rows_affected();
        if removed > 0 {
            tracing::info!(removed, "deleted cards are removed for good");
            database::empty_log(&mut connection).await?;
        }
        Ok(())
    }

    /// The ids of the keys that cards are sealed under.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn vault_key_ids(&self) -> sqlx::Result<Vec<String>> {
        sqlx::query_scalar("SELECT DISTINCT vault_key_id FROM saved_cards").fetch_all(&self.database.pool).await
    }

    /// At most `limit` cards that are sealed under another key, saved or not.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn cards_not_sealed_under(&self, vault_key_id: &str, limit: u32) -> sqlx::Result<Vec<CardRow>> {
        sqlx::query_as("SELECT * FROM saved_cards WHERE vault_key_id <> $1 ORDER BY id LIMIT $2")
            .bind(vault_key_id)
            .bind(i64::from(limit))
            .fetch_all(&self.database.pool)
            .await
    }

    /// Replaces the sealed numbers of these cards, all or none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn replace_seals(&self, sealed: &[(String, Seal)]) -> sqlx::Result<()> {
        let mut tx = self.database.write().await?;
        for (id, seal) in sealed {
            sqlx::query("UPDATE saved_cards SET vault_key_id = $1, sealed_number = $2 WHERE id = $3")
                .bind(&seal.vault_key_id)
                .bind(&seal.sealed_number)
                .bind(id)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await
    }
}
