//! Saved cards: what a payer's browser may know of the cards that the server keeps for that payer.
//!
//! Types only. No card number and no CVV is in any of them.

use serde::{Deserialize, Serialize};

/// `GET /saved_cards`: the cards of the session's payer, the one that was used last first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SavedCards {
    /// At most 20.
    pub saved_cards: Vec<SavedCard>,
}

impl SavedCards {
    /// The cards in this order.
    pub fn new(saved_cards: Vec<SavedCard>) -> Self {
        Self { saved_cards }
    }
}

/// One saved card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
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

impl SavedCard {
    /// A card of no known brand that has not expired and needs its CVV; `created_at` is RFC 3339 in UTC. The other members can
    /// be set.
    pub fn new(id: String, last4: String, exp_month: u8, exp_year: u16, created_at: String) -> Self {
        Self { id, brand: None, last4, exp_month, exp_year, expired: false, cvv_required: true, created_at }
    }
}

/// `DELETE /saved_cards/{id}`: the card can no longer be paid with, and can be restored for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeletedCard {
    /// `card_…`
    pub id: String,
    /// Always true.
    pub deleted: bool,
    /// Until when `POST /saved_cards/{id}/restore` brings it back: RFC 3339, UTC.
    pub restorable_until: String,
}

impl DeletedCard {
    /// The answer for a card that was deleted; `restorable_until` is RFC 3339 in UTC.
    pub fn new(id: String, restorable_until: String) -> Self {
        Self { id, deleted: true, restorable_until }
    }
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
