//! Developers (merchants), the hashes of their keys, and the origins of their pages.

use payments_widget::words;
use sqlx::FromRow;

use super::Store;
use super::columns::Word;
use crate::clock::{self, Millis};
use crate::hash::hash;

words! {
    /// What a key may do.
    pub enum KeyKind {
        /// `pk_…`: names a merchant and authorises nothing.
        Publishable = "publishable",
        /// `sk_…`: acts for the merchant.
        Secret = "secret",
    }
}

/// Whose key it is, and its kind.
#[derive(FromRow)]
struct KeyColumns {
    developer_id: String,
    #[sqlx(try_from = "Word")]
    kind: KeyKind,
}

impl Store {
    /// Stores a developer and one key of each kind, unless they are stored already. Of the keys only hashes are stored.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn ensure_developer(&self, id: &str, name: &str, publishable: &str, secret: &str) -> sqlx::Result<()> {
        let now = clock::now();
        let mut tx = self.database.write().await?;
        sqlx::query("INSERT INTO developers (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING")
            .bind(id)
            .bind(name)
            .bind(now)
            .execute(&mut *tx)
            .await?;
        for (key, kind) in [(publishable, KeyKind::Publishable), (secret, KeyKind::Secret)] {
            sqlx::query(
                "INSERT INTO api_keys (hash, developer_id, kind, created_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (hash) DO NOTHING",
            )
            .bind(hash(&[key.as_bytes()]))
            .bind(id)
            .bind(kind.as_str())
            .bind(now)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await
    }

    /// The developer whose key this is, and the kind of the key; `None` for one that is unknown, revoked or expired.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn developer_of_key(&self, key: &str) -> sqlx::Result<Option<(String, KeyKind)>> {
        let found: Option<KeyColumns> = sqlx::query_as(
            "SELECT developer_id, kind FROM api_keys
             WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
        )
        .bind(hash(&[key.as_bytes()]))
        .bind(clock::now())
        .fetch_optional(&self.database.pool)
        .await?;
        Ok(found.map(|key| (key.developer_id, key.kind)))
    }

    /// Lets every key of a developer but those in `kept` end at `until`, in milliseconds since 1970, unless it ends before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_other_keys(&self, developer_id: &str, kept: [&str; 2], until: Millis) -> sqlx::Result<()> {
        let [one, other] = kept.map(|key| hash(&[key.as_bytes()]));
        sqlx::query(
            "UPDATE api_keys SET expires_at = $1
             WHERE developer_id = $2 AND hash NOT IN ($3, $4) AND (expires_at IS NULL OR expires_at > $1)",
        )
        .bind(until)
        .bind(developer_id)
        .bind(one)
        .bind(other)
        .execute(&self.database.writer)
        .await?;
        Ok(())
    }

    /// Replaces the origins of a developer's pages. Where several instances share the database, each adds its own.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_origins(&self, developer_id: &str, origins: &[String]) -> sqlx::Result<()> {
        let mut tx = self.database.write().await?;
        if !self.is_shared() {
            sqlx::query("DELETE FROM origins WHERE developer_id = $1").bind(developer_id).execute(&mut *tx).await?;
        }
        for origin in origins {
            sqlx::query("INSERT INTO origins (developer_id, origin) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(developer_id)
                .bind(origin)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await
    }

    /// The origins of a developer's pages.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn origins(&self, developer_id: &str) -> sqlx::Result<Vec<String>> {
        sqlx::query_scalar("SELECT origin FROM origins WHERE developer_id = $1 ORDER BY origin")
            .bind(developer_id)
            .fetch_all(&self.database.pool)
            .await
    }
}
