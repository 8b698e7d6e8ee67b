//! What a payer has to do before a payment can go on: 3-D Secure, or approving in the wallet.

use payments_widget::protocol::action::{ActionKind, Display};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row, SqliteConnection};

use super::{Store, unreadable};
use crate::clock::{self, Millis};

/// One action, as it is kept.
#[derive(Clone, Debug)]
pub struct ActionRow {
    /// `act_…`
    pub id: String,
    /// The kind, and for 3-D Secure what is shown.
    pub task: Task,
    /// Where a redirect comes back to.
    pub return_url: Option<String>,
    /// Done, or given up.
    pub done: bool,
    /// From when on it can no longer be done.
    pub expires_at: Millis,
}

/// What has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// EMV 3-D Secure in a frame.
    ThreeDSecure(Display),
    /// A page of the wallet in the page's own window.
    Redirect,
}

impl Task {
    /// The kind, as the wire has it.
    pub fn kind(self) -> ActionKind {
        match self {
            Self::ThreeDSecure(_) => ActionKind::ThreeDSecure,
            Self::Redirect => ActionKind::Redirect,
        }
    }

    /// For 3-D Secure: whether the payer sees anything.
    pub fn display(self) -> Option<Display> {
        match self {
            Self::ThreeDSecure(display) => Some(display),
            Self::Redirect => None,
        }
    }

    fn words(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::ThreeDSecure(Display::Hidden) => ("three_d_secure", Some("hidden")),
            Self::ThreeDSecure(Display::Challenge) => ("three_d_secure", Some("challenge")),
            Self::Redirect => ("redirect", None),
        }
    }

    fn from_words(kind: &str, display: Option<&str>) -> Option<Self> {
        [Self::ThreeDSecure(Display::Hidden), Self::ThreeDSecure(Display::Challenge), Self::Redirect]
            .into_iter()
            .find(|task| task.words() == (kind, display))
    }
}

impl FromRow<'_, SqliteRow> for ActionRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let task = Task::from_words(row.try_get("kind")?, row.try_get("display")?);
        Ok(Self {
            id: row.try_get("id")?,
            task: task.ok_or_else(|| unreadable("kind"))?,
            return_url: row.try_get("return_url")?,
            done: row.try_get("done")?,
            expires_at: row.try_get("expires_at")?,
        })
    }
}

impl ActionRow {
    pub(super) async fn insert(&self, tx: &mut SqliteConnection, payment_id: &str) -> sqlx::Result<()> {
        let (kind, display) = self.task.words();
        sqlx::query(
            "INSERT INTO actions (id, payment_id, kind, display, return_url, done, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&self.id)
        .bind(payment_id)
        .bind(kind)
        .bind(display)
        .bind(&self.return_url)
        .bind(self.done)
        .bind(self.expires_at)
        .execute(tx)
        .await?;
        Ok(())
    }
}

impl Store {
    /// The action that a payment waits for.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn open_action(&self, payment_id: &str) -> sqlx::Result<Option<ActionRow>> {
        sqlx::query_as("SELECT * FROM actions WHERE payment_id = $1 AND NOT done")
            .bind(payment_id)
            .fetch_optional(&self.pool)
            .await
    }

    /// An action, done or not, and the payment that it belongs to.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn action(&self, id: &str) -> sqlx::Result<Option<(ActionRow, String)>> {
        let row = sqlx::query("SELECT * FROM actions WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        row.map(|row| Ok((ActionRow::from_row(&row)?, row.try_get("payment_id")?))).transpose()
    }

    /// The payments that waited for something which can no longer be done.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn expired_actions(&self) -> sqlx::Result<Vec<String>> {
        sqlx::query_scalar("SELECT payment_id FROM actions WHERE NOT done AND expires_at <= $1")
            .bind(clock::now())
            .fetch_all(&self.pool)
            .await
    }
}
