//! Charging: commit the intent, ask the network for the money, commit the network's answer.
//!
//! The card is sent to the network once, here, and is dropped. Between the two commits only the network's reference tells
//! what became of the payment.

use std::sync::Arc;

use payments_widget::card::korea::installments_valid;
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::payment::{CardSummary, PaymentMethod, PaymentRequest, is_wallet_id};
use payments_widget::protocol::problem::ErrorCode;

use super::problem::ApiError;
use super::{Api, body, encrypted_card, settle};
use crate::clock;
use crate::hash::random_name;
use crate::store::actions::{ActionRow, Task};
use crate::store::idempotency::KeyUse;
use crate::store::payments::{Attempt, Begin, WalletStep};
use crate::store::sessions::SessionRow;
use crate::store::wallets::WalletKey;

/// Charges an encrypted card. Gives the payment's id, or `None` if another attempt of the session was faster.
///
/// # Errors
/// `installment_months_invalid`, those of [`encrypted_card::decrypt`], `token_used`, `too_many_attempts`, `server_error`.
pub async fn card(
    api: &Arc<Api>,
    session: &SessionRow,
    request: &PaymentRequest,
    jwe: &str,
    mut key: KeyUse,
) -> Result<Option<String>, ApiError> {
    let installment_months = request.installment_months.unwrap_or(0);
    check_installments(installment_months, session)?;
    let decrypted = encrypted_card::decrypt(api, session, jwe).await?;
    let masked = decrypted.card.masked();
    let reference = random_name("ref_");
    let attempt = Attempt {
        id: random_name("pay_"),
        session_id: session.id.clone(),
        amount: session.amount,
        currency: session.currency.clone(),
        method: PaymentMethod::Card {
            card: CardSummary { brand: masked.brand.map(|brand| brand.id().into()), last4: masked.last4 },
            saved_card: None,
        },
        card_fingerprint: Some(api.server_key.derive_card_fingerprint(decrypted.card.pan.expose())),
        installment_months,
        network_reference: Some(reference.clone()),
    };
    key.jti = Some(decrypted.jti);
    if !begun(api.store.begin_card_payment(&attempt, &key).await?)? {
        return Ok(None);
    }
    let asked = api.network.authorize(&reference, &decrypted.card.pan, session.amount, &session.currency).await;
    drop(decrypted.card);
    let recorded = match asked {
        Ok(answer) => settle::record(api, &attempt.id, &reference, answer).await,
        Err(error) => Err(error),
    };
    if let Err(error) = recorded {
        tracing::warn!(%error, payment = attempt.id, "the network's answer could not be stored; asking for it again");
        settle::poll_network(api, attempt.id.clone(), reference);
    }
    Ok(Some(attempt.id))
}

fn check_installments(months: u8, session: &SessionRow) -> Result<(), ApiError> {
    let money = Currency::parse(&session.currency).and_then(|currency| Money::from_minor(session.amount, currency));
    if money.is_ok_and(|money| installments_valid(months, &money)) {
        return Ok(());
    }
    Err(body::installments_invalid())
}

/// Charges a wallet of the session's payer. Gives the payment's id, or `None` if another attempt of the session was
/// faster.
///
/// # Errors
/// `wallet_id_invalid`, `installment_months_invalid`, `wallet_not_found`, `return_url_not_allowed`, `too_many_attempts`,
/// `server_error`.
pub async fn wallet(
    api: &Api,
    session: &SessionRow,
    request: &PaymentRequest,
    wallet_id: &str,
    key: KeyUse,
) -> Result<Option<String>, ApiError> {
    if !is_wallet_id(wallet_id) {
        return Err(ApiError::field(
            ErrorCode::WalletIdInvalid,
            "walletId",
            "A wallet's id is 1 to 64 characters without control characters.",
        ));
    }
    check_installments(request.installment_months.unwrap_or(0), session)?;
    let wallet = WalletKey {
        developer_id: &session.developer_id,
        payer_id: &session.payer_id,
        id: wallet_id,
        currency: &session.currency,
    };
    let needs_approval = api.store.wallet_needs_approval(wallet).await?.ok_or_else(|| {
        ApiError::field(ErrorCode::WalletNotFound, "walletId", "The session's payer has no such wallet.")
    })?;
    let step = if needs_approval { WalletStep::Ask(redirect(api, session, request)?) } else { WalletStep::Debit };
    let attempt = Attempt {
        id: random_name("pay_"),
        session_id: session.id.clone(),
        amount: session.amount,
        currency: session.currency.clone(),
        method: PaymentMethod::Wallet { wallet_id: wallet_id.into() },
        card_fingerprint: None,
        installment_months: 0,
        network_reference: None,
    };
    let begin = api.store.begin_wallet_payment(&attempt, &key, wallet, &step).await?;
    Ok(begun(begin)?.then_some(attempt.id))
}

fn redirect(api: &Api, session: &SessionRow, request: &PaymentRequest) -> Result<ActionRow, ApiError> {
    let return_url = request.return_url.as_ref().or(session.return_url.as_ref());
    let Some(return_url) = return_url else {
        return Err(ApiError::new(
            ErrorCode::ReturnUrlNotAllowed,
            "This wallet asks for approval on a page of its own, so the payment needs a return URL.",
        ));
    };
    Ok(ActionRow {
        id: random_name("act_"),
        task: Task::Redirect,
        return_url: Some(return_url.clone()),
        done: false,
        expires_at: clock::now() + api.action_lifetime,
    })
}

/// Whether the payment has begun; false if another one is active.
fn begun(begin: Begin) -> Result<bool, ApiError> {
    match begin {
        Begin::Begun => Ok(true),
        Begin::AnotherActive => Ok(false),
        Begin::SessionExpired => Err(ApiError::session_expired()),
        Begin::CardUsed => Err(ApiError::new(
            ErrorCode::TokenUsed,
            "This sealed card came with another Idempotency-Key before. Seal the card anew.",
        )),
        Begin::TooManyAttempts => {
            Err(ApiError::new(ErrorCode::TooManyAttempts, "The session has had its five attempts."))
        }
    }
}
