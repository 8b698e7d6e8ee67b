//! Payments: the intent before the network is asked, and what became of it.
//!
//! A payment is stored as `processing` together with its idempotency key before the network is asked for money. From there it
//! only moves forward; a decision that comes twice changes nothing the second time.

use payments_widget::protocol::payment::{CardSummary, DeclineCode, MethodKind, PaymentMethod, PaymentStatus};
use sqlx::{AnyConnection, FromRow};

use super::actions::{self, ActionRow};
use super::columns::{UnknownWord, Word};
use super::events::{self, EventKind};
use super::idempotency::{KeyUse, Made};
use super::saved_cards::{self, CardRow};
use super::sessions::{self, SessionRow};
use super::wallets::{self, WalletKey};
use super::{Store, to_sql};
use crate::clock::{self, Millis};
use crate::fail_point;

/// How many attempts of one session may reach the network.
const MAX_ATTEMPTS: i64 = 5;

/// How long an undecided payment is left to the instance that looks after it, since that has last said that it does. If the
/// instance was only slow, nothing is lost: what the network has decided stays decided.
const WATCH_MILLIS: Millis = 5000;
/// The same for a payment that waits for its payer: how often the network is asked whether it knows more.
const WATCH_WAITING_MILLIS: Millis = 60 * 1000;
/// How many payments are taken up at a time.
const TAKEN_AT_ONCE: i64 = 100;

/// One payment, as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct PaymentRow {
    /// `pay_…`
    pub id: String,
    /// `ps_…`
    pub session_id: String,
    /// How far it has come.
    #[sqlx(try_from = "Word")]
    pub status: PaymentStatus,
    /// Minor units.
    #[sqlx(try_from = "i64")]
    pub amount: u64,
    /// ISO 4217.
    pub currency: String,
    /// What is paid with, masked.
    #[sqlx(flatten, try_from = "MethodColumns")]
    pub method: PaymentMethod,
    /// Why it was declined, as a payer may know it: the word of a [`DeclineCode`].
    pub decline_code: Option<String>,
    /// Why it was declined, in the network's word.
    pub network_decline_code: Option<String>,
    /// The reference under which the network knows it; none for a wallet.
    pub network_reference: Option<String>,
    /// What was given back of it by now, in minor units.
    #[sqlx(try_from = "i64")]
    pub amount_refunded: u64,
    /// When the attempt was made, in milliseconds since 1970.
    pub created_at: Millis,
    /// The action that it waits for, read in the same moment as its status.
    #[sqlx(skip)]
    pub open_action: Option<ActionRow>,
}

/// The columns of a [`PaymentMethod`].
#[derive(FromRow)]
struct MethodColumns {
    #[sqlx(try_from = "Word")]
    method: MethodKind,
    brand: Option<String>,
    last4: Option<String>,
    wallet_id: Option<String>,
    saved_card_id: Option<String>,
}

impl TryFrom<MethodColumns> for PaymentMethod {
    type Error = UnknownWord;

    fn try_from(columns: MethodColumns) -> Result<Self, UnknownWord> {
        match (columns.method, columns.last4, columns.wallet_id) {
            (MethodKind::Card, Some(last4), _) => {
                Ok(Self::card(CardSummary::new(columns.brand, last4), columns.saved_card_id))
            }
            (MethodKind::Wallet, _, Some(wallet_id)) => Ok(Self::wallet(wallet_id)),
            _ => Err(UnknownWord),
        }
    }
}

/// The code that a payer may see for a network's word. A payer never sees lost, stolen or fraud: they become `generic`.
pub fn decline_code(word: &str) -> DeclineCode {
    DeclineCode::from_word(word).unwrap_or(DeclineCode::Generic)
}

/// An attempt about to be made.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// `pay_…`
    pub id: String,
    /// `ps_…`
    pub session_id: String,
    /// Minor units.
    pub amount: u64,
    /// ISO 4217.
    pub currency: String,
    /// What is paid with, masked.
    pub method: PaymentMethod,
    /// Keyed hash of the card number; none for a wallet.
    pub card_fingerprint: Option<String>,
    /// The card that is saved once the payment has succeeded.
    pub save: Option<CardRow>,
    /// Monthly payments; 0 means paid at once.
    pub installment_months: u8,
    /// Korea: identity number and card password came with the card.
    pub korean_auth: bool,
    /// The reference under which the network will be asked; none for a wallet.
    pub network_reference: Option<String>,
}

/// What became of the attempt to begin a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// It is stored; now ask for the money.
    Begun,
    /// Another payment of the session is undecided or has succeeded.
    AnotherActive,
    /// The session's time is over.
    SessionExpired,
    /// The encrypted card or CVV, or the wallet's token, came with another idempotency key before; or another instance was faster
    /// under the same key.
    TokenUsed,
    /// The session has had all its attempts.
    TooManyAttempts,
}

/// A step forward of a payment.
#[derive(Clone, Debug)]
pub enum Step {
    /// Paid.
    Succeeded,
    /// Refused, in the network's word.
    Declined(String),
    /// Canceled before it was decided.
    Canceled,
    /// The payer has to do something.
    RequiresAction(ActionRow),
}

/// The first step of a wallet's payment, in the transaction that begins it.
#[derive(Clone, Debug)]
pub enum WalletStep {
    /// Takes the money.
    Debit,
    /// Asks the owner first.
    Ask(ActionRow),
    /// Refuses, in the wallet's word.
    Refuse(&'static str),
}

impl Store {
    /// Commits the intent to charge a card.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn begin_card_payment(&self, attempt: &Attempt, key: &KeyUse) -> sqlx::Result<Begin> {
        let begin = self
            .database
            .transact((attempt.clone(), key.clone()), |(attempt, key), tx| Box::pin(insert(tx, attempt, key)))
            .await?;
        if begin == Begin::Begun {
            self.counts.count(PaymentStatus::Processing);
        }
        Ok(begin)
    }

    /// Commits a wallet's payment together with its first step. Gives the payment too, if it has begun.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn begin_wallet_payment(
        &self,
        attempt: &Attempt,
        key: &KeyUse,
        wallet: WalletKey<'_>,
        step: &WalletStep,
    ) -> sqlx::Result<(Begin, Option<PaymentRow>)> {
        let names = [wallet.developer_id, wallet.payer_id, wallet.id, wallet.currency].map(str::to_owned);
        let data = (attempt.clone(), key.clone(), names, step.clone());
        let begun = self.database.transact(data, |(attempt, key, names, step), tx| {
            Box::pin(async move {
                let [developer_id, payer_id, id, currency] = names;
                let begin = insert(tx, attempt, key).await?;
                if begin != Begin::Begun {
                    return Ok((begin, None));
                }
                let step = match step {
                    WalletStep::Debit => {
                        debit(tx, WalletKey { developer_id, payer_id, id, currency }, attempt.amount).await?
                    }
                    WalletStep::Ask(action) => Step::RequiresAction(action.clone()),
                    WalletStep::Refuse(word) => Step::Declined((*word).into()),
                };
                Ok((begin, advance(tx, &attempt.id, &step).await?))
            })
        });
        let (begin, reached) = begun.await?;
        self.count(reached.as_ref());
        Ok((begin, reached))
    }

    /// Takes the money after the wallet's owner has approved, if the payment still waits for that.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn debit_approved(&self, payment_id: &str, wallet: WalletKey<'_>, amount: u64) -> sqlx::Result<()> {
        let mut tx = self.database.write().await?;
        sessions::lock_of_payment(&mut tx, payment_id).await?;
        let waits: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM payments WHERE id = $1 AND status = 'requires_action'")
                .bind(payment_id)
                .fetch_optional(&mut *tx)
                .await?;
        let mut reached = None;
        if waits.is_some() {
            let step = debit(&mut tx, wallet, amount).await?;
            reached = advance(&mut tx, payment_id, &step).await?;
        }
        tx.commit().await?;
        self.count(reached.as_ref());
        Ok(())
    }

    /// Takes a step, unless the payment is decided already. Gives the payment as it is after the step that was taken.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn advance(&self, payment_id: &str, step: &Step) -> sqlx::Result<Option<PaymentRow>> {
        let moved = self.database.transact((payment_id.to_owned(), step.clone()), |(payment_id, step), tx| {
            Box::pin(async move {
                sessions::lock_of_payment(tx, payment_id).await?;
                advance(tx, payment_id, step).await
            })
        });
        let reached = moved.await?;
        self.count(reached.as_ref());
        Ok(reached)
    }

    fn count(&self, reached: Option<&PaymentRow>) {
        if let Some(payment) = reached {
            self.counts.count(payment.status);
        }
    }

    /// Whether a payment of the session is undecided or has succeeded.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn has_live_payment(&self, session_id: &str) -> sqlx::Result<bool> {
        let live: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM payments
             WHERE session_id = $1 AND status IN ('processing', 'requires_action', 'succeeded')",
        )
        .bind(session_id)
        .fetch_optional(&self.database.pool)
        .await?;
        Ok(live.is_some())
    }

    /// The payment of this id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn payment(&self, id: &str) -> sqlx::Result<Option<PaymentRow>> {
        let mut tx = self.database.read().await?;
        let payment = read(&mut tx, id).await?;
        tx.commit().await?;
        Ok(payment)
    }

    /// Card payments that are not decided and that nobody looks after, at most 100. From now on this instance does, for a while;
    /// [`keep_watching`](Self::keep_watching) makes it longer. Two instances never get the same payment.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn take_up_payments(&self) -> sqlx::Result<Vec<PaymentRow>> {
        let now = clock::now();
        let left: Vec<PaymentRow> = sqlx::query_as(
            "SELECT * FROM payments
             WHERE status IN ('processing', 'requires_action') AND network_reference IS NOT NULL AND watched_until <= $1
             ORDER BY watched_until LIMIT $2",
        )
        .bind(now)
        .bind(TAKEN_AT_ONCE)
        .fetch_all(&self.database.pool)
        .await?;
        let mut taken = Vec::new();
        for payment in left {
            let waits = payment.status == PaymentStatus::RequiresAction;
            let moved = sqlx::query(
                "UPDATE payments SET watched_until = $1 WHERE id = $2 AND status = $3 AND watched_until <= $4",
            )
            .bind(now + if waits { WATCH_WAITING_MILLIS } else { WATCH_MILLIS })
            .bind(&payment.id)
            .bind(payment.status.as_str())
            .bind(now)
            .execute(&self.database.writer)
            .await?;
            if moved.rows_affected() == 1 {
                taken.push(payment);
            }
        }
        Ok(taken)
    }

    /// Says that this instance still looks after an undecided payment.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn keep_watching(&self, payment_id: &str) -> sqlx::Result<()> {
        sqlx::query(
            "UPDATE payments SET watched_until = $1 WHERE id = $2 AND status IN ('processing', 'requires_action')",
        )
        .bind(clock::now() + WATCH_MILLIS)
        .bind(payment_id)
        .execute(&self.database.writer)
        .await?;
        Ok(())
    }

    /// Where this process is alone, at its start: nobody looks after any payment.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_all_watches(&self) -> sqlx::Result<()> {
        sqlx::query("UPDATE payments SET watched_until = 0 WHERE status IN ('processing', 'requires_action')")
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }
}

/// The payment of this id.
pub(super) async fn read(tx: &mut AnyConnection, id: &str) -> sqlx::Result<Option<PaymentRow>> {
    let row = sqlx::query_as("SELECT * FROM payments WHERE id = $1").bind(id).fetch_optional(&mut *tx).await?;
    with_action(tx, row).await
}

/// The session's newest payment.
pub(super) async fn newest(tx: &mut AnyConnection, session_id: &str) -> sqlx::Result<Option<PaymentRow>> {
    let row = sqlx::query_as("SELECT * FROM payments WHERE session_id = $1 ORDER BY attempt DESC LIMIT 1")
        .bind(session_id)
        .fetch_optional(&mut *tx)
        .await?;
    with_action(tx, row).await
}

async fn with_action(tx: &mut AnyConnection, row: Option<PaymentRow>) -> sqlx::Result<Option<PaymentRow>> {
    let Some(mut payment) = row else { return Ok(None) };
    if payment.status == PaymentStatus::RequiresAction {
        payment.open_action = actions::open_action(tx, &payment.id).await?;
    }
    Ok(Some(payment))
}

async fn insert(tx: &mut AnyConnection, attempt: &Attempt, key: &KeyUse) -> sqlx::Result<Begin> {
    sessions::lock(tx, &attempt.session_id).await?;
    match number_of_attempt(tx, attempt, key).await? {
        Ok(number) if key.insert(tx, Made::Payment(&attempt.id)).await? => {
            insert_as(tx, attempt, number).await?;
            Ok(Begin::Begun)
        }
        Ok(_) => Ok(Begin::TokenUsed),
        Err(refused) => Ok(refused),
    }
}

/// What decides whether a session can have another attempt, read in one statement.
#[derive(FromRow)]
struct Before {
    #[sqlx(flatten)]
    session: SessionRow,
    /// Its attempts.
    made: i64,
    /// Those that are undecided or have succeeded; at most one.
    live: i64,
    /// How often the name of the encrypted card, CVV or token came before.
    used: i64,
}

/// Which attempt of its session it would be, from 1; or why it cannot be made.
async fn number_of_attempt(
    tx: &mut AnyConnection,
    attempt: &Attempt,
    key: &KeyUse,
) -> sqlx::Result<Result<i64, Begin>> {
    let before: Option<Before> = sqlx::query_as(
        "SELECT *,
            (SELECT COUNT(*) FROM payments WHERE session_id = $1) AS made,
            (SELECT COUNT(*) FROM payments
             WHERE session_id = $1 AND status IN ('processing', 'requires_action', 'succeeded')) AS live,
            (SELECT COUNT(*) FROM idempotency_keys WHERE jti = $2) AS used
         FROM payment_sessions WHERE id = $1",
    )
    .bind(&attempt.session_id)
    .bind(&key.jti)
    .fetch_optional(tx)
    .await?;
    Ok(match before {
        Some(before) if before.live > 0 => Err(Begin::AnotherActive),
        // Looked at here, where nobody else decides: who has read that the session is over makes another one for the same order.
        Some(before) if before.session.is_over() => Err(Begin::SessionExpired),
        Some(before) if before.used > 0 => Err(Begin::TokenUsed),
        Some(before) if before.made >= MAX_ATTEMPTS => Err(Begin::TooManyAttempts),
        Some(before) => Ok(before.made + 1),
        None => Err(Begin::SessionExpired),
    })
}

async fn insert_as(tx: &mut AnyConnection, attempt: &Attempt, number: i64) -> sqlx::Result<()> {
    let now = clock::now();
    let (card, saved_card) = match &attempt.method {
        PaymentMethod::Card { card, saved_card, .. } => (Some(card), saved_card.as_deref()),
        _ => (None, None),
    };
    let wallet_id = attempt.method.wallet_id();
    sqlx::query(
        "INSERT INTO payments (id, session_id, attempt, status, amount, currency, method, brand, last4,
            card_fingerprint, saved_card_id, wallet_id, installment_months, korean_auth, network_reference, created_at, updated_at,
            watched_until)
         VALUES ($1, $2, $3, 'processing', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16)",
    )
    .bind(&attempt.id)
    .bind(&attempt.session_id)
    .bind(number)
    .bind(to_sql(attempt.amount))
    .bind(&attempt.currency)
    .bind(attempt.method.kind().as_str())
    .bind(card.and_then(|card| card.brand.as_deref()))
    .bind(card.map(|card| card.last4.as_str()))
    .bind(&attempt.card_fingerprint)
    .bind(saved_card)
    .bind(wallet_id)
    .bind(i64::from(attempt.installment_months))
    .bind(i64::from(attempt.korean_auth))
    .bind(&attempt.network_reference)
    .bind(now)
    .bind(now + WATCH_MILLIS)
    .execute(&mut *tx)
    .await?;
    if let Some(card) = &attempt.save {
        card.insert(tx, &attempt.id).await?;
    }
    Ok(())
}

async fn debit(tx: &mut AnyConnection, wallet: WalletKey<'_>, amount: u64) -> sqlx::Result<Step> {
    let taken = wallets::debit(tx, wallet, amount).await?;
    fail_point::reach("wallet_debited");
    Ok(if taken { Step::Succeeded } else { Step::Declined(DeclineCode::InsufficientFunds.as_str().into()) })
}

/// A payment after a step, and what the step leaves to be done.
#[derive(FromRow)]
struct Moved {
    #[sqlx(flatten)]
    payment: PaymentRow,
    /// Actions that it waited for.
    open_actions: i64,
    /// How many cards came with it to be saved: one or none.
    card_came: i64,
    /// The merchant's webhook endpoints.
    endpoints: i64,
}

/// The payment after the step; `None` if it was decided already.
async fn advance(tx: &mut AnyConnection, payment_id: &str, step: &Step) -> sqlx::Result<Option<PaymentRow>> {
    let (status, network_word) = match step {
        Step::Succeeded => (PaymentStatus::Succeeded, None),
        Step::Declined(word) => (PaymentStatus::Declined, Some(word.as_str())),
        Step::Canceled => (PaymentStatus::Canceled, None),
        Step::RequiresAction(_) => (PaymentStatus::RequiresAction, None),
    };
    let (now, asks) = (clock::now(), status == PaymentStatus::RequiresAction);
    let moved: Option<Moved> = sqlx::query_as(
        "UPDATE payments SET status = $1, decline_code = $2, network_decline_code = $3, updated_at = $4,
            asked_at = COALESCE(asked_at, $5), decided_at = $6
         WHERE id = $7 AND status IN ('processing', 'requires_action')
         RETURNING *,
            (SELECT COUNT(*) FROM actions WHERE payment_id = $7 AND done = 0) AS open_actions,
            (SELECT COUNT(*) FROM saved_cards WHERE payment_id = $7) AS card_came,
            (SELECT COUNT(*) FROM webhook_endpoints WHERE deleted_at IS NULL AND developer_id =
                (SELECT developer_id FROM payment_sessions WHERE id = payments.session_id)) AS endpoints",
    )
    .bind(status.as_str())
    .bind(network_word.map(|word| decline_code(word).as_str()))
    .bind(network_word)
    .bind(now)
    .bind(asks.then_some(now))
    .bind((!asks).then_some(now))
    .bind(payment_id)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(Moved { mut payment, open_actions, card_came, endpoints }) = moved else { return Ok(None) };
    if open_actions > 0 {
        sqlx::query("UPDATE actions SET done = 1 WHERE payment_id = $1 AND done = 0")
            .bind(payment_id)
            .execute(&mut *tx)
            .await?;
    }
    match step {
        Step::RequiresAction(action) => {
            action.insert(tx, payment_id).await?;
            payment.open_action = Some(action.clone());
        }
        Step::Succeeded => {
            sqlx::query("UPDATE payment_sessions SET complete = 1 WHERE id = $1")
                .bind(&payment.session_id)
                .execute(&mut *tx)
                .await?;
            note_success(tx, &mut payment, card_came > 0).await?;
        }
        Step::Declined(_) | Step::Canceled if card_came > 0 => saved_cards::payment_failed(tx, payment_id).await?,
        Step::Declined(_) | Step::Canceled => {}
    }
    if endpoints == 0 {
        return Ok(Some(payment));
    }
    let event = match step {
        Step::Succeeded => EventKind::PaymentSucceeded,
        Step::Declined(_) => EventKind::PaymentDeclined,
        Step::Canceled => EventKind::PaymentCanceled,
        Step::RequiresAction(_) => EventKind::PaymentRequiresAction,
    };
    events::payment_changed(tx, event, &payment).await?;
    Ok(Some(payment))
}

/// Saves the card that came with a payment, or notes that a saved card was used.
async fn note_success(tx: &mut AnyConnection, payment: &mut PaymentRow, card_came: bool) -> sqlx::Result<()> {
    let PaymentMethod::Card { saved_card, .. } = &mut payment.method else { return Ok(()) };
    match saved_card {
        Some(id) => saved_cards::used(tx, id).await,
        None if card_came => {
            *saved_card = saved_cards::payment_succeeded(tx, &payment.id).await?;
            Ok(())
        }
        None => Ok(()),
    }
}
