//! Saved cards of a session's payer: listed, deleted, and restored.
//!
//! A card of another payer or merchant is as unknown here as one that was never saved. A session whose time is over reads and
//! changes nothing: its client secret may be in a page that nobody looks at any more.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use payments_widget::card::cvv;
use payments_widget::card::{Brand, Brands, YearMonth};
use payments_widget::protocol::saved_card::{DeletedCard, SavedCard, SavedCards};
use payments_widget::protocol::session::SavedCardCvv;

use super::auth::SessionHolder;
use super::body;
use super::problem::ApiError;
use super::{Answer, Api};
use crate::clock::{self, rfc3339};
use crate::store::saved_cards::{CardKey, CardRow};
use crate::store::sessions::SessionRow;

/// `GET /saved_cards`
///
/// # Errors
/// Those of [`SessionHolder`]; `session_expired`, `rate_limited`, `server_error`.
pub async fn list(State(api): State<Arc<Api>>, SessionHolder { session, .. }: SessionHolder) -> Answer {
    check(&api, &session).await?;
    let cards = api.store.saved_cards(&session.developer_id, &session.payer_id).await?;
    let saved_cards = cards.into_iter().map(|card| view(card, &session)).collect();
    Ok(body::json(StatusCode::OK, &SavedCards::new(saved_cards)))
}

/// `DELETE /saved_cards/{id}`. A second call gives the same answer as the first.
///
/// # Errors
/// Those of [`list`]; `not_found`.
pub async fn delete(
    State(api): State<Arc<Api>>,
    SessionHolder { session, .. }: SessionHolder,
    Path(id): Path<String>,
) -> Answer {
    check(&api, &session).await?;
    let until = api.store.delete_card(key(&session, &id)).await?.ok_or_else(ApiError::not_found)?;
    Ok(body::json(StatusCode::OK, &DeletedCard::new(id, rfc3339(until))))
}

/// `POST /saved_cards/{id}/restore`. A card that is not deleted stays as it is.
///
/// # Errors
/// Those of [`list`]; `not_found`, also when the time to restore the card is over.
pub async fn restore(
    State(api): State<Arc<Api>>,
    SessionHolder { session, .. }: SessionHolder,
    Path(id): Path<String>,
) -> Answer {
    check(&api, &session).await?;
    let card = api.store.restore_card(key(&session, &id)).await?.ok_or_else(ApiError::not_found)?;
    Ok(body::json(StatusCode::OK, &view(card, &session)))
}

async fn check(api: &Api, session: &SessionRow) -> Result<(), ApiError> {
    if session.is_over() {
        return Err(ApiError::session_expired());
    }
    api.saved_cards_limit.count(&api.store, session).await
}

/// A card of the session's payer.
pub fn key<'a>(session: &'a SessionRow, id: &'a str) -> CardKey<'a> {
    CardKey { developer_id: &session.developer_id, payer_id: &session.payer_id, id }
}

/// How many digits the CVV of the card may have.
pub fn cvv_lengths(card: &CardRow) -> &'static [usize] {
    let brand = card.brand.as_deref().and_then(Brand::from_id);
    cvv::lengths(brand.map_or(Brands::NONE, |brand| Brands::of(&[brand])))
}

/// Whether a payment of the session needs the card's CVV: the merchant's server has not waived it, and the brand has one.
pub fn cvv_required(card: &CardRow, session: &SessionRow) -> bool {
    session.saved_card_cvv == SavedCardCvv::Required && !cvv_lengths(card).contains(&0)
}

fn view(card: CardRow, session: &SessionRow) -> SavedCard {
    let expiry = YearMonth { year: card.exp_year, month: card.exp_month };
    let cvv_required = cvv_required(&card, session);
    let mut view = SavedCard::new(card.id, card.last4, card.exp_month, card.exp_year, rfc3339(card.created_at));
    view.brand = card.brand;
    view.expired = expiry < YearMonth::from_unix_ms_utc_minus_12(clock::now());
    view.cvv_required = cvv_required;
    view
}
