//! Saved cards: what a payer's browser may know of the cards that the server keeps for that payer.
//!
//! Types only. No card number and no CVV is in any of them.

use serde::{Deserialize, Serialize};

/// `GET /saved_cards`: the cards of the session's payer, the one that was used last first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedCards {
    /// At most 20.
    pub saved_cards: Vec<SavedCard>,
}

/// One saved card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedCard {
    /// `card_…`
    pub id: String,
    /// A brand's id, `visa`.
    pub brand: Option<String>,
    /// Four digits.
    pub last4: String,
    /// The last month in which it is valid, 1 to 12.
    pub exp_month: u8,
    /// The full year of that month.
    pub exp_year: u16,
    /// Whether that month is over everywhere on Earth (UTC−12).
    pub expired: bool,
    /// Whether this session's payment needs the card's CVV.
    pub cvv_required: bool,
    /// When it was saved: RFC 3339, UTC.
    pub created_at: String,
}

/// `DELETE /saved_cards/{id}`: the card can no longer be paid with, and can be restored for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedCard {
    /// `card_…`
    pub id: String,
    /// Always true.
    pub deleted: bool,
    /// Until when `POST /saved_cards/{id}/restore` brings it back: RFC 3339, UTC.
    pub restorable_until: String,
}

/// What is asked about the saved cards of a session's payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedCardRequest {
    /// `GET /saved_cards`
    List,
    /// `DELETE /saved_cards/{id}`
    Delete(String),
    /// `POST /saved_cards/{id}/restore`
    Restore(String),
}
