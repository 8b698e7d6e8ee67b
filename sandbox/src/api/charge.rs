//! Charging: commit the intent, ask the network for the money, commit the network's answer.
//!
//! The card number is sent to the network once, here, and is dropped. Between the two commits only the network's reference tells
//! what became of the payment.

use std::sync::Arc;

use payments_widget::card::expiry::{self, YearMonth};
use payments_widget::card::korea::installments_valid;
use payments_widget::card::{Card, Pan};
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::payment::{
    CardSummary, LONGEST_WALLET_TOKEN, PaymentMethod, PaymentRequest, PaymentStatus, is_wallet_id,
};
use payments_widget::protocol::problem::ErrorCode;

use super::problem::ApiError;
use super::{Api, body, encrypted_card, encrypted_cvv, saved_cards, sealed, settle};
use crate::clock;
use crate::device_wallet::TokenError;
use crate::fail_point;
use crate::hash::random_name;
use crate::store::actions::{ActionRow, Task};
use crate::store::idempotency::KeyUse;
use crate::store::payments::{Attempt, Begin, PaymentRow, WalletStep};
use crate::store::saved_cards::CardRow;
use crate::store::sessions::SessionRow;
use crate::store::wallets::WalletKey;
use crate::vault::VaultError;

/// Charges an encrypted card, and saves it for the session's payer if `save` says so and the payment succeeds. Gives the
/// payment, or `None` if another attempt of the session was faster.
///
/// # Errors
/// `installment_months_invalid`, those of [`encrypted_card::decrypt`], `token_used`, `too_many_attempts`, `server_error`.
pub async fn card(
    api: &Arc<Api>,
    session: &SessionRow,
    request: &PaymentRequest,
    (jwe, save): (&str, bool),
    mut key: KeyUse,
) -> Result<Option<PaymentRow>, ApiError> {
    let installment_months = check_installments(request, session)?;
    let decrypted = encrypted_card::decrypt(api, session, jwe).await?;
    let fingerprint = api.server_key.derive_card_fingerprint(decrypted.card.pan.expose());
    let masked = decrypted.card.masked();
    let card = CardSummary::new(masked.brand.map(|brand| brand.id().into()), masked.last4);
    let save = if save { Some(sealed_for_later(api, session, &decrypted.card, &card, &fingerprint)?) } else { None };
    let attempt = Attempt {
        card_fingerprint: Some(fingerprint),
        save,
        installment_months,
        korean_auth: decrypted.card.korean.is_some(),
        network_reference: Some(random_name("ref_")),
        ..attempt(session, PaymentMethod::card(card, None))
    };
    key.jti = Some(decrypted.jti);
    take(api, attempt, &key, decrypted.card.pan).await
}

/// The card with its number sealed, as it is stored until the payment is decided.
fn sealed_for_later(
    api: &Api,
    session: &SessionRow,
    card: &Card,
    summary: &CardSummary,
    fingerprint: &str,
) -> Result<CardRow, ApiError> {
    let id = random_name("card_");
    let seal = api.vault.seal(&card.pan, saved_cards::key(session, &id)).map_err(vault_error)?;
    let now = clock::now();
    Ok(CardRow {
        id,
        developer_id: session.developer_id.clone(),
        payer_id: session.payer_id.clone(),
        card_fingerprint: fingerprint.into(),
        brand: summary.brand.clone(),
        last4: summary.last4.clone(),
        exp_month: card.expiry.month,
        exp_year: card.expiry.year,
        seal,
        created_at: now,
        used_at: now,
        restorable_until: None,
    })
}

/// Charges a saved card of the session's payer. Gives the payment, or `None` if another attempt of the session was faster.
///
/// # Errors
/// `installment_months_invalid`, `not_found`, `card_expired`, `cvv_required`, those of [`encrypted_cvv::check`], `token_used`,
/// `too_many_attempts`, `server_error`.
pub async fn saved_card(
    api: &Arc<Api>,
    session: &SessionRow,
    request: &PaymentRequest,
    (id, encrypted_cvv): (&str, Option<&str>),
    mut key: KeyUse,
) -> Result<Option<PaymentRow>, ApiError> {
    let installment_months = check_installments(request, session)?;
    let card = api.store.saved_card(saved_cards::key(session, id)).await?.ok_or_else(ApiError::not_found)?;
    check_expiry(&card)?;
    match encrypted_cvv {
        Some(jwe) => key.jti = Some(encrypted_cvv::check(api, session, &card, jwe).await?),
        None if saved_cards::cvv_required(&card, session) => {
            let detail = "The payment of a saved card needs encrypted_cvv, unless the session was made without it.";
            return Err(ApiError::field(ErrorCode::CvvRequired, "cvv", detail));
        }
        None => {}
    }
    let pan = api.vault.open(&card.seal, card.key()).map_err(vault_error)?;
    let summary = CardSummary::new(card.brand, card.last4);
    let attempt = Attempt {
        card_fingerprint: Some(card.card_fingerprint),
        installment_months,
        network_reference: Some(random_name("ref_")),
        ..attempt(session, PaymentMethod::card(summary, Some(card.id)))
    };
    take(api, attempt, &key, pan).await
}

fn check_expiry(card: &CardRow) -> Result<(), ApiError> {
    let date = format!("{:02}/{:04}", card.exp_month, card.exp_year);
    let now = YearMonth::from_unix_ms_utc_minus_12(clock::now());
    match expiry::validate(&date, now, expiry::MAX_YEARS_AHEAD).error {
        Some(error) => Err(ApiError::card_fields(&[error])),
        None => Ok(()),
    }
}

fn vault_error(error: VaultError) -> ApiError {
    tracing::error!(%error, "the vault failed");
    ApiError::server_error()
}

/// An attempt to pay the session, with nothing of a card.
fn attempt(session: &SessionRow, method: PaymentMethod) -> Attempt {
    Attempt {
        id: random_name("pay_"),
        session_id: session.id.clone(),
        amount: session.amount,
        currency: session.currency.clone(),
        method,
        card_fingerprint: None,
        save: None,
        installment_months: 0,
        korean_auth: false,
        network_reference: None,
    }
}

/// Commits the attempt, asks the network for the money, and commits its answer.
async fn take(api: &Arc<Api>, attempt: Attempt, key: &KeyUse, pan: Pan) -> Result<Option<PaymentRow>, ApiError> {
    let Some(reference) = &attempt.network_reference else { return Err(ApiError::server_error()) };
    if !begun(api.store.begin_card_payment(&attempt, key).await?)? {
        return Ok(None);
    }
    fail_point::reach("intent_committed");
    let asked = api.network.authorize(reference, &pan, attempt.amount, &attempt.currency).await;
    drop(pan);
    fail_point::reach("network_asked");
    let recorded = match asked {
        Ok(answer) => settle::record(api, &attempt.id, PaymentStatus::Processing, reference, answer).await,
        Err(error) => Err(error),
    };
    let moved = recorded.unwrap_or_else(|error| {
        tracing::warn!(%error, payment = attempt.id, "the network's answer could not be stored; asking for it again");
        settle::poll_network(api, attempt.id.clone(), PaymentStatus::Processing, reference.clone());
        None
    });
    fail_point::reach("answer_committed");
    match moved {
        Some(payment) => Ok(Some(payment)),
        None => api.store.payment(&attempt.id).await.map_err(ApiError::after_commit),
    }
}

/// The number of monthly payments; 0 means paid at once.
fn check_installments(request: &PaymentRequest, session: &SessionRow) -> Result<u8, ApiError> {
    let months = request.installment_months.unwrap_or(0);
    let money = Currency::parse(&session.currency).and_then(|currency| Money::from_minor(session.amount, currency));
    if money.is_ok_and(|money| installments_valid(months, &money)) {
        return Ok(months);
    }
    Err(body::installments_invalid())
}

/// Charges a wallet of the session's payer. Gives the payment, or `None` if another attempt of the session was
/// faster. A token that the wallet does not accept is a declined payment, as it would be with a real wallet.
///
/// # Errors
/// `wallet_id_invalid`, `installment_months_invalid`, `request_too_large`, `wallet_not_found`, `malformed_request` for a token
/// that is missing, not taken or none, `amount_mismatch`, `token_used`, `return_url_not_allowed`, `too_many_attempts`,
/// `server_error`.
pub async fn wallet(
    api: &Api,
    session: &SessionRow,
    request: &PaymentRequest,
    (wallet_id, token): (&str, Option<&str>),
    mut key: KeyUse,
) -> Result<Option<PaymentRow>, ApiError> {
    if !is_wallet_id(wallet_id) {
        return Err(ApiError::field(
            ErrorCode::WalletIdInvalid,
            "walletId",
            "A wallet's id is 1 to 64 characters without control characters.",
        ));
    }
    check_installments(request, session)?;
    if token.is_some_and(|token| token.len() > LONGEST_WALLET_TOKEN) {
        return Err(ApiError::new(ErrorCode::RequestTooLarge, "The wallet's token is longer than 16 KiB."));
    }
    let wallet = WalletKey {
        developer_id: &session.developer_id,
        payer_id: &session.payer_id,
        id: wallet_id,
        currency: &session.currency,
    };
    let needs = api.store.wallet_needs(wallet).await?.ok_or_else(|| {
        ApiError::field(ErrorCode::WalletNotFound, "walletId", "The session's payer has no such wallet.")
    })?;
    let accepted = match (needs.token, token) {
        (true, Some(token)) => check_token(api, session, token)?.map(Some),
        (true, None) => return Err(ApiError::malformed("This wallet needs the token of its own script.")),
        (false, Some(_)) => return Err(ApiError::malformed("This wallet takes no token.")),
        (false, None) => Ok(None),
    };
    let step = match accepted {
        Err(refusal) => WalletStep::Refuse(refusal),
        Ok(_) if needs.approval => WalletStep::Ask(redirect(api, session, request)?),
        Ok(_) => WalletStep::Debit,
    };
    key.jti = accepted.unwrap_or_default();
    let attempt = attempt(session, PaymentMethod::wallet(wallet_id.into()));
    let (begin, payment) = api.store.begin_wallet_payment(&attempt, &key, wallet, &step).await?;
    begun(begin)?;
    Ok(payment)
}

/// The name of a token that the wallet accepts for this session's payment, or the wallet's word for why it refuses.
fn check_token(api: &Api, session: &SessionRow, token: &str) -> Result<Result<String, &'static str>, ApiError> {
    let claims = match api.device_wallet.check(token, clock::now()) {
        Ok(claims) => claims,
        Err(TokenError::Malformed) => return Err(ApiError::malformed("The token is none of this wallet.")),
        Err(TokenError::Invalid) => return Ok(Err("token_invalid")),
        Err(TokenError::Expired) => return Ok(Err("token_expired")),
    };
    if claims.session != session.id {
        return Ok(Err("token_of_another_session"));
    }
    sealed::check_money(claims.amount, &claims.currency, session)?;
    // No `jti` of a JWE holds a colon.
    Ok(Ok(format!("wallet:{}", claims.jti)))
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
        Begin::TokenUsed => Err(ApiError::new(
            ErrorCode::TokenUsed,
            "This sealed card, sealed CVV or token came with another Idempotency-Key before. Make a new one.",
        )),
        Begin::TooManyAttempts => {
            Err(ApiError::new(ErrorCode::TooManyAttempts, "The session has had its five attempts."))
        }
    }
}
