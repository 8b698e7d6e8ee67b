//! Actions: what a payer has to do before a payment can go on (3-D Secure, or approval in the wallet).

use payments_widget::protocol::action::{ActionKind, Display};
use sqlx::{AnyConnection, FromRow, Row};

use super::Store;
use super::columns::{Flag, UnknownWord};
use crate::clock::{self, Millis};

/// One action, as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct ActionRow {
    /// `act_…`
    pub id: String,
    /// The kind, and for 3-D Secure what is shown.
    #[sqlx(flatten, try_from = "TaskColumns")]
    pub task: Task,
    /// Where a redirect comes back to.
    pub return_url: Option<String>,
    /// The payer has answered, or the payment was canceled.
    #[sqlx(try_from = "Flag")]
    pub done: bool,
    /// When it can no longer be done, in milliseconds since 1970.
    pub expires_at: Millis,
}

/// What has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// EMV 3-D Secure in a frame.
    ThreeDSecure(Display),
    /// A page of the wallet, in the window of the merchant's page.
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
}

/// The two columns of a [`Task`].
#[derive(FromRow)]
struct TaskColumns {
    kind: String,
    display: Option<String>,
}

impl TryFrom<TaskColumns> for Task {
    type Error = UnknownWord;

    fn try_from(TaskColumns { kind, display }: TaskColumns) -> Result<Self, UnknownWord> {
        match (ActionKind::from_word(&kind), display.as_deref().and_then(Display::from_word)) {
            (Some(ActionKind::ThreeDSecure), Some(display)) => Ok(Self::ThreeDSecure(display)),
            (Some(ActionKind::Redirect), _) => Ok(Self::Redirect),
            _ => Err(UnknownWord),
        }
    }
}

impl ActionRow {
    pub(super) async fn insert(&self, tx: &mut AnyConnection, payment_id: &str) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO actions (id, payment_id, kind, display, return_url, done, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&self.id)
        .bind(payment_id)
        .bind(self.task.kind().as_str())
        .bind(self.task.display().map(Display::as_str))
        .bind(&self.return_url)
        .bind(i64::from(self.done))
        .bind(self.expires_at)
        .execute(tx)
        .await?;
        Ok(())
    }
}

/// The action that a payment waits for.
pub(super) async fn open_action(tx: &mut AnyConnection, payment_id: &str) -> sqlx::Result<Option<ActionRow>> {
    sqlx::query_as("SELECT * FROM actions WHERE payment_id = $1 AND done = 0").bind(payment_id).fetch_optional(tx).await
}

impl Store {
    /// An action, done or not, and the payment that it belongs to.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn action(&self, id: &str) -> sqlx::Result<Option<(ActionRow, String)>> {
        let row =
            sqlx::query("SELECT * FROM actions WHERE id = $1").bind(id).fetch_optional(&self.database.pool).await?;
        row.map(|row| Ok((ActionRow::from_row(&row)?, row.try_get("payment_id")?))).transpose()
    }

    /// The ids of the payments that wait for an action which can no longer be done.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn expired_actions(&self) -> sqlx::Result<Vec<String>> {
        sqlx::query_scalar("SELECT payment_id FROM actions WHERE done = 0 AND expires_at <= $1")
            .bind(clock::now())
            .fetch_all(&self.database.pool)
            .await
    }
}
