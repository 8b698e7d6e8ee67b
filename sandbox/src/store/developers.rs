//! Developers (merchants), the hashes of their keys, and the origins of their pages.

use payments_widget::words;
use sqlx::{AnyConnection, FromRow};

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

/// How many keys of a developer are listed.
const LISTED_KEYS: i64 = 20;
/// How many origins a developer can have.
const MOST_ORIGINS: i64 = 50;

/// A key that can be used.
#[derive(Clone, Debug, FromRow)]
pub struct KnownKey {
    /// Its hash, by which it is stored.
    pub hash: String,
    /// Whose key it is.
    pub developer_id: String,
    /// What it may do.
    #[sqlx(try_from = "Word")]
    pub kind: KeyKind,
}

/// A key as it may be shown.
#[derive(Clone, Debug, FromRow)]
pub struct KeyRow {
    /// What it may do.
    #[sqlx(try_from = "Word")]
    pub kind: KeyKind,
    /// A publishable key itself, of a secret one the last four characters.
    pub shown: Option<String>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: Millis,
    /// When it ends, in milliseconds since 1970.
    pub expires_at: Option<Millis>,
    /// When it was used last, in milliseconds since 1970, to the minute.
    pub last_used_at: Option<Millis>,
}

/// An origin of a developer's pages.
#[derive(Clone, Debug, FromRow)]
pub struct OriginRow {
    /// `https://shop.example`
    pub origin: String,
    /// When it was added in the console, in milliseconds since 1970; `None` if it comes with the start of the sandbox.
    pub added_at: Option<Millis>,
}

impl Store {
    /// Stores a developer and one key of each kind, unless they are stored already. Of a secret key only a hash and its last four characters
    /// are stored.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn ensure_developer(&self, id: &str, name: &str, publishable: &str, secret: &str) -> sqlx::Result<()> {
        let mut tx = self.database.write().await?;
        add_developer(&mut tx, id, name).await?;
        add_keys(&mut tx, id, [publishable, secret]).await?;
        tx.commit().await
    }

    /// Gives a developer a publishable and a secret key, unless they are there. Every other key of theirs ends at `until`, in milliseconds since
    /// 1970, unless it ends before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn replace_keys(&self, developer_id: &str, keys: [&str; 2], until: Millis) -> sqlx::Result<()> {
        let mut tx = self.database.write().await?;
        add_keys(&mut tx, developer_id, keys).await?;
        end_others(&mut tx, developer_id, keys, until).await?;
        tx.commit().await
    }

    /// Whether a key was ever given to somebody, also if it has ended since.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn was_given(&self, key: &str) -> sqlx::Result<bool> {
        let found: Option<i64> = sqlx::query_scalar("SELECT 1 FROM api_keys WHERE hash = $1")
            .bind(hash(&[key.as_bytes()]))
            .fetch_optional(&self.database.pool)
            .await?;
        Ok(found.is_some())
    }

    /// A developer's keys that can be used, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn api_keys(&self, developer_id: &str) -> sqlx::Result<Vec<KeyRow>> {
        sqlx::query_as(
            "SELECT kind, shown, created_at, expires_at, last_used_at FROM api_keys
             WHERE developer_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
             ORDER BY created_at DESC, kind LIMIT $3",
        )
        .bind(developer_id)
        .bind(clock::now())
        .bind(LISTED_KEYS)
        .fetch_all(&self.database.pool)
        .await
    }

    /// The key that a caller has sent; `None` for one that is unknown, revoked or expired.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn known_key(&self, key: &str) -> sqlx::Result<Option<KnownKey>> {
        sqlx::query_as(
            "SELECT hash, developer_id, kind FROM api_keys
             WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
        )
        .bind(hash(&[key.as_bytes()]))
        .bind(clock::now())
        .fetch_optional(&self.database.pool)
        .await
    }

    /// Notes when keys were used last: the hash of each, and milliseconds since 1970. A later time that is stored stays.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn note_use_of_keys(&self, uses: &[(String, Millis)]) -> sqlx::Result<()> {
        let mut tx = self.database.write().await?;
        for (hash, at) in uses {
            sqlx::query(
                "UPDATE api_keys SET last_used_at = $1 WHERE hash = $2 AND (last_used_at IS NULL OR last_used_at < $1)",
            )
            .bind(at)
            .bind(hash)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await
    }

    /// Replaces the origins that a developer's pages have by the start of the sandbox. Where several instances share the database,
    /// each adds its own.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_origins(&self, developer_id: &str, origins: &[String]) -> sqlx::Result<()> {
        let mut tx = self.database.write().await?;
        if !self.is_shared() {
            sqlx::query("DELETE FROM origins WHERE developer_id = $1 AND added_at IS NULL")
                .bind(developer_id)
                .execute(&mut *tx)
                .await?;
        }
        for origin in origins {
            sqlx::query(
                "INSERT INTO origins (developer_id, origin) VALUES ($1, $2)
                 ON CONFLICT (developer_id, origin) DO UPDATE SET added_at = NULL",
            )
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

    /// The origins of a developer's pages, and where each comes from.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn listed_origins(&self, developer_id: &str) -> sqlx::Result<Vec<OriginRow>> {
        sqlx::query_as("SELECT origin, added_at FROM origins WHERE developer_id = $1 ORDER BY origin")
            .bind(developer_id)
            .fetch_all(&self.database.pool)
            .await
    }

    /// Adds an origin for a developer, unless it is there. Gives false if the developer has as many as one can have.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_origin(&self, developer_id: &str, origin: &str) -> sqlx::Result<bool> {
        let mut tx = self.database.write().await?;
        let there: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM origins WHERE developer_id = $1 AND origin <> $2")
            .bind(developer_id)
            .bind(origin)
            .fetch_one(&mut *tx)
            .await?;
        if there >= MOST_ORIGINS {
            return Ok(false);
        }
        sqlx::query("INSERT INTO origins (developer_id, origin, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(developer_id)
            .bind(origin)
            .bind(clock::now())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Removes an origin that was added by [`add_origin`](Self::add_origin).
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn remove_origin(&self, developer_id: &str, origin: &str) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM origins WHERE developer_id = $1 AND origin = $2 AND added_at IS NOT NULL")
            .bind(developer_id)
            .bind(origin)
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }
}

/// Adds a developer, unless it is there.
pub(super) async fn add_developer(tx: &mut AnyConnection, id: &str, name: &str) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO developers (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING")
        .bind(id)
        .bind(name)
        .bind(clock::now())
        .execute(tx)
        .await?;
    Ok(())
}

/// Adds the publishable and the secret key of a developer, unless they are there.
async fn add_keys(tx: &mut AnyConnection, developer_id: &str, [publishable, secret]: [&str; 2]) -> sqlx::Result<()> {
    let now = clock::now();
    // Keys of version 0.1.0 have nothing to be shown until their next start.
    for (key, kind, shown) in
        [(publishable, KeyKind::Publishable, publishable.to_owned()), (secret, KeyKind::Secret, last_letters(secret))]
    {
        sqlx::query(
            "INSERT INTO api_keys (hash, developer_id, kind, created_at, shown) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (hash) DO UPDATE SET shown = excluded.shown",
        )
        .bind(hash(&[key.as_bytes()]))
        .bind(developer_id)
        .bind(kind.as_str())
        .bind(now)
        .bind(shown)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

fn last_letters(key: &str) -> String {
    let all: Vec<char> = key.chars().collect();
    all.iter().skip(all.len().saturating_sub(4)).collect()
}

/// Lets every key of a developer but those in `kept` end at `until`, unless it ends before.
async fn end_others(tx: &mut AnyConnection, developer_id: &str, kept: [&str; 2], until: Millis) -> sqlx::Result<()> {
    let [one, other] = kept.map(|key| hash(&[key.as_bytes()]));
    sqlx::query(
        "UPDATE api_keys SET expires_at = $1
         WHERE developer_id = $2 AND hash NOT IN ($3, $4) AND (expires_at IS NULL OR expires_at > $1)",
    )
    .bind(until)
    .bind(developer_id)
    .bind(one)
    .bind(other)
    .execute(tx)
    .await?;
    Ok(())
}
