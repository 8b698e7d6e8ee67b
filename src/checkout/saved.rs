//! Between the server's saved cards and the form's.

use crate::card::{Brand, YearMonth};
use crate::flow::retry::Fault;
use crate::form::{SavedCard, SavedChange, SavedStatus};
use crate::protocol::problem::ErrorCode;
use crate::protocol::saved_card::{self, SavedCardRequest};

/// The form's view of the cards that the server has kept.
pub fn saved_cards(cards: Vec<saved_card::SavedCard>) -> Vec<SavedCard> {
    let card = |card: saved_card::SavedCard| SavedCard {
        brand: card.brand.as_deref().and_then(Brand::from_id),
        id: card.id,
        last4: card.last4,
        expiry: YearMonth { year: card.exp_year, month: card.exp_month },
        expired: card.expired,
        cvv_required: card.cvv_required,
        status: SavedStatus::Kept,
    };
    cards.into_iter().map(card).collect()
}

/// What a form learns from the answer to its request about one card.
pub fn saved_change(request: &SavedCardRequest, answer: &Result<Vec<saved_card::SavedCard>, Fault>) -> SavedChange {
    let is_delete = matches!(request, SavedCardRequest::Delete(_));
    match answer {
        Ok(_) if is_delete => SavedChange::Deleted,
        Ok(_) => SavedChange::Restored,
        Err(Fault::Refused { code: ErrorCode::NotFound, .. }) => SavedChange::Gone,
        Err(_) if is_delete => SavedChange::DeleteFailed,
        Err(_) => SavedChange::RestoreFailed,
    }
}
