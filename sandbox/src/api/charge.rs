//! Charging: commit the intent, ask for the money, commit the answer.
//!
//! The card goes to the network once, here, and is dropped. Between the two commits the reference alone tells what
//! became of it.

use std::sync::Arc;

use payments_widget::card::korea::installments_valid;
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::payment::{CardSummary, PaymentMethod, PaymentRequest};
use payments_widget::protocol::problem::ErrorCode;

use super::problem::Refusal;
use super::{Api, body, sealed, settle};
use crate::clock;
use crate::secret::random_name;
use crate::store::actions::{ActionRow, Task};
use crate::store::idempotency::KeyUse;
use crate::store::payments::{Attempt, Begin, WalletStep};
use crate::store::sessions::SessionRow;
use crate::store::wallets::WalletKey;

const LONGEST_WALLET_ID: usize = 64;

/// Charges a sealed card. The payment's id; `None` when another attempt of the session was faster.
///
/// # Errors
/// Those of the contract.
pub async fn card(
    api: &Arc<Api>,
    session: &SessionRow,
    request: &PaymentRequest,
    encrypted_card: &str,
    mut key: KeyUse,
) -> Result<Option<String>, Refusal> {
    let installment_months = request.installment_months.unwrap_or(0);
    check_installments(installment_months, session)?;
    let opened = sealed::open(api, session, encrypted_card).await?;
    let masked = opened.card.masked();
    let reference = random_name("ref_");
    let attempt = Attempt {
        id: random_name("pay_"),
        session_id: session.id.clone(),
        amount: session.amount,
        currency: session.currency.clone(),
        method: PaymentMethod::Card {
            card: CardSummary { brand: masked.brand.map(|brand| brand.id().into()), last4: masked.last4 },
        },
        card_fingerprint: Some(api.server_key.derive_card_fingerprint(opened.card.pan.expose())),
        installment_months,
        network_reference: Some(reference.clone()),
    };
    key.jti = Some(opened.jti);
    if !begun(api.store.begin_card_payment(&attempt, &key).await?)? {
        return Ok(None);
    }
    let asked = api.network.authorize(&reference, &opened.card.pan, session.amount, &session.currency).await;
    drop(opened.card);
    let written = match asked {
        Ok(answer) => settle::write_down(api, &attempt.id, &reference, answer).await,
        Err(error) => Err(error),
    };
    if let Err(error) = written {
        tracing::warn!(%error, payment = attempt.id, "the network's answer is not written down; asking for the reference");
        settle::follow(api, attempt.id.clone(), reference);
    }
    Ok(Some(attempt.id))
}

fn check_installments(months: u8, session: &SessionRow) -> Result<(), Refusal> {
    let money = Currency::parse(&session.currency).and_then(|currency| Money::from_minor(session.amount, currency));
    if money.is_ok_and(|money| installments_valid(months, &money)) {
        return Ok(());
    }
    Err(body::installments_invalid())
}

/// Charges a wallet of the session's payer. The payment's id; `None` when another attempt of the session was faster.
///
/// # Errors
/// Those of the contract.
pub async fn wallet(
    api: &Api,
    session: &SessionRow,
    request: &PaymentRequest,
    wallet_id: &str,
    key: KeyUse,
) -> Result<Option<String>, Refusal> {
    let length = wallet_id.chars().count();
    if length == 0 || length > LONGEST_WALLET_ID || wallet_id.chars().any(char::is_control) {
        return Err(Refusal::field(
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
        Refusal::field(ErrorCode::WalletNotFound, "walletId", "The session's payer has no such wallet.")
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

fn redirect(api: &Api, session: &SessionRow, request: &PaymentRequest) -> Result<ActionRow, Refusal> {
    let return_url = request.return_url.as_ref().or(session.return_url.as_ref());
    let Some(return_url) = return_url else {
        return Err(Refusal::new(
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

/// Whether the payment has begun; if not, another one lives.
fn begun(begin: Begin) -> Result<bool, Refusal> {
    match begin {
        Begin::Begun => Ok(true),
        Begin::AnotherLives => Ok(false),
        Begin::CardUsed => Err(Refusal::new(
            ErrorCode::TokenUsed,
            "This sealed card came with another Idempotency-Key before. Seal the card anew.",
        )),
        Begin::TooManyAttempts => {
            Err(Refusal::new(ErrorCode::TooManyAttempts, "The session has had its five attempts."))
        }
    }
}
