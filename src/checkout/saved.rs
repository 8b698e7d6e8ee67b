//! Between the server's saved cards and the form's.

use crate::card::{Brand, YearMonth};
use crate::form::{SavedCard, SavedChange, SavedStatus};
use crate::protocol::saved_card;

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

/// What a form learns of its request about one card, to delete or else to restore it. `done`: the server did it; `is_gone`: there
/// is no such card.
pub fn saved_change(is_delete: bool, done: bool, is_gone: bool) -> SavedChange {
    match (is_delete, done) {
        (true, true) => SavedChange::Deleted,
        (false, true) => SavedChange::Restored,
        (_, false) if is_gone => SavedChange::Gone,
        (true, false) => SavedChange::DeleteFailed,
        (false, false) => SavedChange::RestoreFailed,
    }
}
