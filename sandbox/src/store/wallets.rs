//! Wallets of test payers: every payer has the same four, each made when the payer first names it. Money leaves a wallet in
//! the transaction in which its payment succeeds, and comes back in the one in which it is refunded.

use sqlx::{AnyConnection, FromRow};

use super::columns::Flag;
use super::{Store, to_sql};

/// What a wallet holds at first, and at each start of the sandbox, in minor units.
const FULL: u64 = 10_000_000_000;

/// The wallets that every payer has, in every currency: the id, what it holds, and what it needs.
const TEST_WALLETS: [(&str, u64, Needs); 4] = [
    ("my_wallet", FULL, Needs { approval: false, token: false }),
    ("empty_wallet", 0, Needs { approval: false, token: false }),
    ("app_wallet", FULL, Needs { approval: true, token: false }),
    ("device_wallet", FULL, Needs { approval: false, token: true }),
];

/// What a wallet needs for a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Needs {
    /// The owner's approval, on a page of the wallet's own.
    #[sqlx(rename = "needs_approval", try_from = "Flag")]
    pub approval: bool,
    /// A token from the wallet's own script.
    #[sqlx(rename = "needs_token", try_from = "Flag")]
    pub token: bool,
}

/// Which wallet. A payer can have several, each in several currencies.
#[derive(Clone, Copy, Debug)]
pub struct WalletKey<'a> {
    /// The merchant.
    pub developer_id: &'a str,
    /// The merchant's id for the payer.
    pub payer_id: &'a str,
    /// The id that the payer's page names.
    pub id: &'a str,
    /// ISO 4217.
    pub currency: &'a str,
}

impl Store {
    /// What the wallet needs for a payment; `None` if the payer has no such wallet. A test wallet that the payer has not named
    /// before is made here.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn wallet_needs(&self, wallet: WalletKey<'_>) -> sqlx::Result<Option<Needs>> {
        let stored = self.stored_wallet(wallet).await?;
        let test_wallet = TEST_WALLETS.into_iter().find(|(id, ..)| *id == wallet.id);
        let (None, Some((_, balance, needs))) = (stored, test_wallet) else { return Ok(stored) };
        self.add_wallet(wallet, balance, needs).await?;
        Ok(Some(needs))
    }

    async fn stored_wallet(&self, wallet: WalletKey<'_>) -> sqlx::Result<Option<Needs>> {
        sqlx::query_as(
            "SELECT needs_approval, needs_token FROM wallets
             WHERE developer_id = $1 AND payer_id = $2 AND id = $3 AND currency = $4",
        )
        .bind(wallet.developer_id)
        .bind(wallet.payer_id)
        .bind(wallet.id)
        .bind(wallet.currency)
        .fetch_optional(&self.database.pool)
        .await
    }

    /// Fills every test wallet again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn refill_test_wallets(&self) -> sqlx::Result<()> {
        for (id, balance, _) in TEST_WALLETS {
            sqlx::query("UPDATE wallets SET balance = $1 WHERE id = $2")
                .bind(to_sql(balance))
                .bind(id)
                .execute(&self.database.writer)
                .await?;
        }
        Ok(())
    }

    async fn add_wallet(&self, wallet: WalletKey<'_>, balance: u64, needs: Needs) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO wallets (developer_id, payer_id, id, currency, balance, needs_approval, needs_token)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (developer_id, payer_id, id, currency) DO NOTHING",
        )
        .bind(wallet.developer_id)
        .bind(wallet.payer_id)
        .bind(wallet.id)
        .bind(wallet.currency)
        .bind(to_sql(balance))
        .bind(i64::from(needs.approval))
        .bind(i64::from(needs.token))
        .execute(&self.database.writer)
        .await?;
        Ok(())
    }
}

/// Takes the money if the wallet has enough. Gives whether it did.
pub(super) async fn debit(tx: &mut AnyConnection, wallet: WalletKey<'_>, amount: u64) -> sqlx::Result<bool> {
    change_balance(tx, wallet, -to_sql(amount)).await
}

/// Puts money back into the wallet that it was taken from.
pub(super) async fn credit(tx: &mut AnyConnection, wallet: WalletKey<'_>, amount: u64) -> sqlx::Result<()> {
    let given = change_balance(tx, wallet, to_sql(amount)).await?;
    if given { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// Gives false, and changes nothing, if there is no such wallet or it would be below zero.
async fn change_balance(tx: &mut AnyConnection, wallet: WalletKey<'_>, change: i64) -> sqlx::Result<bool> {
    let changed = sqlx::query(
        "UPDATE wallets SET balance = balance + $1
         WHERE developer_id = $2 AND payer_id = $3 AND id = $4 AND currency = $5 AND balance + $1 >= 0",
    )
    .bind(change)
    .bind(wallet.developer_id)
    .bind(wallet.payer_id)
    .bind(wallet.id)
    .bind(wallet.currency)
    .execute(tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}
