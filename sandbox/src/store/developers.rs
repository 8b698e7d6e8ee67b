//! Developers (merchants), the hashes of their keys, and the origins of their pages.

use sqlx::FromRow;

use super::Store;
use super::columns::Word;
use crate::clock;
use crate::hash::hash;

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// `pk_…`: names a merchant and authorises nothing.
    Publishable,
    /// `sk_…`: acts for the merchant.
    Secret,
}

impl KeyKind {
    /// The word that is stored.
    fn as_str(self) -> &'static str {
        match self {
            Self::Publishable => "publishable",
            Self::Secret => "secret",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Publishable, Self::Secret].into_iter().find(|kind| kind.as_str() == word)
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

    /// The developer whose key this is, and the kind of the key; `None` for an unknown or revoked one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn developer_of_key(&self, key: &str) -> sqlx::Result<Option<(String, KeyKind)>> {
        let found: Option<KeyColumns> =
            sqlx::query_as("SELECT developer_id, kind FROM api_keys WHERE hash = $1 AND revoked_at IS NULL")
                .bind(hash(&[key.as_bytes()]))
                .fetch_optional(&self.database.pool)
                .await?;
        Ok(found.map(|key| (key.developer_id, key.kind)))
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
