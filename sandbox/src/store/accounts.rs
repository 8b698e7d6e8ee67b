//! Accounts of the developer console, who is logged in, and how often somebody has tried.

use sqlx::FromRow;

use super::Store;
use super::calls::Counts;
use super::developers::add_developer;
use crate::clock::{self, Millis};
use crate::hash::{hash, random_name};

/// How long a log-in lasts: 12 hours.
const LOG_IN_LIFETIME: Millis = 12 * 60 * 60 * 1000;
/// How long attempts are counted before the count begins anew: 15 minutes.
pub const ATTEMPTS_WINDOW: Millis = 15 * 60 * 1000;

/// An account.
#[derive(Clone, FromRow)]
pub struct AccountRow {
    /// In small letters.
    pub name: String,
    /// Whose payments and keys it shows.
    pub developer_id: String,
    /// argon2id, in the PHC string format.
    pub password_hash: String,
    /// How many passwords it has had, this one included.
    pub password_version: i64,
}

/// Who is logged in.
#[derive(Clone, Debug, FromRow)]
pub struct LoggedIn {
    /// The account's name.
    pub account: String,
    /// Whose payments and keys it shows.
    pub developer_id: String,
}

impl Store {
    /// The account of this name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn account(&self, name: &str) -> sqlx::Result<Option<AccountRow>> {
        sqlx::query_as("SELECT name, developer_id, password_hash, password_version FROM accounts WHERE name = $1")
            .bind(name)
            .fetch_optional(&self.database.pool)
            .await
    }

    /// Stores an account, and its developer if that is not stored yet. Gives false, and stores nothing, if the name is taken.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_account(&self, account: &AccountRow) -> sqlx::Result<bool> {
        let mut tx = self.database.write().await?;
        add_developer(&mut tx, &account.developer_id, &account.name).await?;
        let added = sqlx::query(
            "INSERT INTO accounts (name, developer_id, password_hash, password_version, created_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING",
        )
        .bind(&account.name)
        .bind(&account.developer_id)
        .bind(&account.password_hash)
        .bind(account.password_version)
        .bind(clock::now())
        .execute(&mut *tx)
        .await?;
        if added.rows_affected() == 0 {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Logs an account in, whose password of this version was right. Gives the value of the cookie, of which only a hash is stored.
    /// It is of no use if the password was changed meanwhile.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn log_in(&self, account: &str, password_version: i64) -> sqlx::Result<String> {
        let sid = random_name("");
        sqlx::query(
            "INSERT INTO console_sessions (sid_hash, account, password_version, expires_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(hash(&[sid.as_bytes()]))
        .bind(account)
        .bind(password_version)
        .bind(clock::now() + LOG_IN_LIFETIME)
        .execute(&self.database.writer)
        .await?;
        Ok(sid)
    }

    /// Gives an account another password in place of the one of this version, and ends all its log-ins. Gives the version of the
    /// new one; `None`, and changes nothing, if that was replaced already.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn change_password(&self, account: &str, version: i64, password_hash: &str) -> sqlx::Result<Option<i64>> {
        let mut tx = self.database.write().await?;
        let changed = sqlx::query(
            "UPDATE accounts SET password_hash = $1, password_version = password_version + 1
             WHERE name = $2 AND password_version = $3",
        )
        .bind(password_hash)
        .bind(account)
        .bind(version)
        .execute(&mut *tx)
        .await?;
        if changed.rows_affected() == 0 {
            return Ok(None);
        }
        // A log-in that is being stored now has the old version, and is of no use.
        sqlx::query("DELETE FROM console_sessions WHERE account = $1").bind(account).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(Some(version + 1))
    }

    /// Who is logged in with a cookie of this value.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn logged_in(&self, sid: &str) -> sqlx::Result<Option<LoggedIn>> {
        sqlx::query_as(
            "SELECT accounts.name AS account, accounts.developer_id
             FROM console_sessions JOIN accounts ON accounts.name = console_sessions.account
                AND accounts.password_version = console_sessions.password_version
             WHERE console_sessions.sid_hash = $1 AND console_sessions.expires_at > $2",
        )
        .bind(hash(&[sid.as_bytes()]))
        .bind(clock::now())
        .fetch_optional(&self.database.pool)
        .await
    }

    /// Deletes a log-in.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn log_out(&self, sid: &str) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM console_sessions WHERE sid_hash = $1")
            .bind(hash(&[sid.as_bytes()]))
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }

    /// Leaves a notice for the next page of a log-in.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn leave_notice(&self, sid: &str, notice: &str) -> sqlx::Result<()> {
        sqlx::query("UPDATE console_sessions SET notice = $1 WHERE sid_hash = $2")
            .bind(notice)
            .bind(hash(&[sid.as_bytes()]))
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }

    /// Takes the notice of a log-in: of several who ask for it, one gets it.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn take_notice(&self, sid: &str) -> sqlx::Result<Option<String>> {
        let sid_hash = hash(&[sid.as_bytes()]);
        let notice: Option<Option<String>> =
            sqlx::query_scalar("SELECT notice FROM console_sessions WHERE sid_hash = $1")
                .bind(&sid_hash)
                .fetch_optional(&self.database.pool)
                .await?;
        let Some(notice) = notice.flatten() else { return Ok(None) };
        let taken = sqlx::query("UPDATE console_sessions SET notice = NULL WHERE sid_hash = $1 AND notice = $2")
            .bind(&sid_hash)
            .bind(&notice)
            .execute(&self.database.writer)
            .await?;
        Ok((taken.rows_affected() == 1).then_some(notice))
    }

    /// Counts an attempt of `subject`. Gives how many there were in its current 15 minutes, and when those began.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn count_attempt(&self, subject: &str) -> sqlx::Result<(i64, Millis)> {
        const ATTEMPTS: Counts<1> = Counts { table: "console_attempts", key: ["subject"], window: ATTEMPTS_WINDOW };
        ATTEMPTS.count(&self.database, [&hash(&[subject.as_bytes()])]).await
    }

    /// Forgets the attempts of `subject`, who has succeeded.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_attempts(&self, subject: &str) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM console_attempts WHERE subject = $1")
            .bind(hash(&[subject.as_bytes()]))
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }

    /// Deletes the log-ins that are over, and counts of attempts that no longer matter.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_log_ins(&self) -> sqlx::Result<()> {
        let now = clock::now();
        sqlx::query("DELETE FROM console_sessions WHERE expires_at <= $1")
            .bind(now)
            .execute(&self.database.writer)
            .await?;
        sqlx::query("DELETE FROM console_attempts WHERE begun_at <= $1")
            .bind(now - ATTEMPTS_WINDOW)
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }
}
