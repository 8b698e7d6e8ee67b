//! Payments: one attempt to pay a session, by card, by saved card or by wallet.
//!
//! Types, and the limits of their values. A request has a card as a sealed JWE, an answer has its brand and last four
//! digits; the card number is in neither.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::action::NextAction;
use crate::words;

/// The longest id of a wallet, in characters.
const LONGEST_WALLET_ID: usize = 64;

/// The longest token of a wallet, in bytes.
pub const LONGEST_WALLET_TOKEN: usize = 16 * 1024;

/// The values of `browserColorDepth` in EMV 3-D Secure, in bits per pixel. Acquirers refuse every other one.
/// EMVCo, 3-D Secure protocol and core functions specification 2.3.1, table A.1.
pub const COLOR_DEPTHS: [u32; 8] = [1, 4, 8, 15, 16, 24, 32, 48];

/// What a browser reports that does not know its screen, or does not tell.
/// <https://www.w3.org/TR/cssom-view-1/#dom-screen-colordepth>
const UNKNOWN_COLOR_DEPTH: u32 = 24;

/// The narrowest page that gets the wide challenge window, in CSS pixels; below, the dialog is a phone's sheet.
const WIDE_PAGE: f64 = 480.0;

/// Whether a wallet's id can be one: 1 to 64 characters, no control characters.
pub fn is_wallet_id(id: &str) -> bool {
    (1..=LONGEST_WALLET_ID).contains(&id.chars().count()) && !id.chars().any(char::is_control)
}

/// Whether a wallet's token can be one: 1 byte to 16 KiB.
pub fn is_wallet_token(token: &str) -> bool {
    (1..=LONGEST_WALLET_TOKEN).contains(&token.len())
}

/// The `browserColorDepth` of a screen, in bits per pixel: the largest of [`COLOR_DEPTHS`] that the screen has, so 24
/// for a screen of 30 bits. 0 is no screen's depth: it counts as unknown, which is 24.
pub fn color_depth(screen: u32) -> u32 {
    COLOR_DEPTHS.into_iter().rev().find(|depth| *depth <= screen).unwrap_or(UNKNOWN_COLOR_DEPTH)
}

/// The EMV code of the challenge window for a page of this width in CSS pixels: `02` (390×400) on a phone, else `03`
/// (500×600).
pub fn challenge_window_size(page_width: f64) -> &'static str {
    if page_width < WIDE_PAGE { "02" } else { "03" }
}

/// `POST /payments`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PaymentRequest {
    /// Minor units; must equal the session's.
    pub amount: u64,
    /// ISO 4217, upper case; must equal the session's.
    pub currency: String,
    /// What is paid with.
    pub payment_method: PaymentMethodData,
    /// Korea: 0 is "paid at once". Absent for a wallet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installment_months: Option<u8>,
    /// What EMV 3-D Secure wants to know of the browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_info: Option<BrowserInfo>,
    /// Where a redirect comes back to; on the merchant's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
}

impl PaymentRequest {
    /// What must be there. The other members are absent; set those that are needed.
    pub fn new(amount: u64, currency: String, payment_method: PaymentMethodData) -> Self {
        Self { amount, currency, payment_method, installment_months: None, browser_info: None, return_url: None }
    }
}

/// What is paid with, as the payer's browser sends it. `Debug` shows neither what is sealed nor a token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum PaymentMethodData {
    /// A card, sealed for the server.
    Card {
        /// Compact JWE, RFC 7516.
        encrypted_card: String,
        /// Whether the card is kept for the session's payer once the payment has succeeded.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        save: bool,
    },
    /// A saved card of the session's payer.
    SavedCard {
        /// The card's id, `card_…`.
        saved_card: String,
        /// The CVV, sealed for the server: compact JWE, RFC 7516. Absent only where the session asks for none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        encrypted_cvv: Option<String>,
    },
    /// A wallet of the session's payer.
    Wallet {
        /// The wallet's id, 1 to 64 characters.
        wallet_id: String,
        /// What the wallet's own script gave for this payment, 1 byte to 16 KiB. It is passed on unread.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
    },
}

impl PaymentMethodData {
    /// The way to pay: a saved card is a card.
    pub fn kind(&self) -> MethodKind {
        match self {
            Self::Card { .. } | Self::SavedCard { .. } => MethodKind::Card,
            Self::Wallet { .. } => MethodKind::Wallet,
        }
    }
}

impl fmt::Debug for PaymentMethodData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Card { .. } => f.debug_struct("Card").finish_non_exhaustive(),
            Self::SavedCard { saved_card, .. } => {
                f.debug_struct("SavedCard").field("saved_card", saved_card).finish_non_exhaustive()
            }
            Self::Wallet { wallet_id, .. } => {
                f.debug_struct("Wallet").field("wallet_id", wallet_id).finish_non_exhaustive()
            }
        }
    }
}

/// The browser data elements of EMV 3-D Secure 2 (EMVCo, protocol and core functions specification, table A.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrowserInfo {
    /// BCP 47.
    pub language: String,
    /// Bits per pixel, one of [`COLOR_DEPTHS`].
    pub color_depth: u32,
    /// CSS pixels.
    pub screen_width: u32,
    /// CSS pixels.
    pub screen_height: u32,
    /// Minutes from local time to UTC, as `Date.prototype.getTimezoneOffset` gives them: −540 in Seoul.
    pub time_zone_offset: i32,
    /// No browser has it any more.
    pub java_enabled: bool,
    /// Always true: the widget is running.
    pub javascript_enabled: bool,
    /// `navigator.userAgent`.
    pub user_agent: String,
    /// `01` 250×400, `02` 390×400, `03` 500×600, `04` 600×400, `05` full screen.
    pub challenge_window_size: String,
}

/// A payment as the API answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Payment {
    /// `pay_…`
    pub id: String,
    /// `ps_…`
    pub session: String,
    /// How far it has come.
    pub status: PaymentStatus,
    /// Minor units.
    pub amount: u64,
    /// ISO 4217, upper case.
    pub currency: String,
    /// False for everything made with test keys.
    pub livemode: bool,
    /// What was paid with, masked.
    pub payment_method: PaymentMethod,
    /// Why it was declined, as a payer may know it.
    pub decline_code: Option<DeclineCode>,
    /// The network's own word for it; for a secret key only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_decline_code: Option<String>,
    /// What the payer has to do now.
    pub next_action: Option<NextAction>,
    /// RFC 3339, UTC.
    pub created_at: String,
}

impl Payment {
    /// A payment of test mode that needs nothing of the payer and was not declined; `amount` is in minor units, `created_at`
    /// RFC 3339 in UTC. The other members can be set.
    pub fn new(
        id: String,
        session: String,
        status: PaymentStatus,
        amount: u64,
        currency: String,
        payment_method: PaymentMethod,
        created_at: String,
    ) -> Self {
        Self {
            id,
            session,
            status,
            amount,
            currency,
            livemode: false,
            payment_method,
            decline_code: None,
            network_decline_code: None,
            next_action: None,
            created_at,
        }
    }
}

words! {
    /// How far a payment has come.
    #[non_exhaustive]
    pub enum PaymentStatus {
        /// The payer has to do something first.
        RequiresAction = "requires_action",
        /// The network has not answered yet.
        Processing = "processing",
        /// Paid.
        Succeeded = "succeeded",
        /// Refused; nothing was charged.
        Declined = "declined",
        /// Ended before it was decided; nothing was charged.
        Canceled = "canceled",
    }
}

/// What was paid with, masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum PaymentMethod {
    /// A card.
    #[non_exhaustive]
    Card {
        /// Brand and last four digits.
        card: CardSummary,
        /// The payer's saved card `card_…`: the one that was paid with, or the one that this payment has saved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        saved_card: Option<String>,
    },
    /// A wallet.
    #[non_exhaustive]
    Wallet {
        /// The wallet's id.
        wallet_id: String,
    },
}

impl PaymentMethod {
    /// A card. `saved_card`: its id, if it is a saved one.
    pub fn card(card: CardSummary, saved_card: Option<String>) -> Self {
        Self::Card { card, saved_card }
    }

    /// The wallet with this id.
    pub fn wallet(wallet_id: String) -> Self {
        Self::Wallet { wallet_id }
    }

    /// The wallet's id; `None` for a card.
    pub fn wallet_id(&self) -> Option<&str> {
        match self {
            Self::Card { .. } => None,
            Self::Wallet { wallet_id } => Some(wallet_id),
        }
    }

    /// The way to pay.
    pub fn kind(&self) -> MethodKind {
        match self {
            Self::Card { .. } => MethodKind::Card,
            Self::Wallet { .. } => MethodKind::Wallet,
        }
    }
}

/// All that is ever kept of a card number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CardSummary {
    /// A brand's id, `visa`.
    pub brand: Option<String>,
    /// Four digits.
    pub last4: String,
}

impl CardSummary {
    /// `brand`: a brand's id, if it is known; `last4`: four digits.
    pub fn new(brand: Option<String>, last4: String) -> Self {
        Self { brand, last4 }
    }
}

words! {
    /// A way to pay.
    #[non_exhaustive]
    pub enum MethodKind {
        /// A card.
        Card = "card",
        /// A wallet.
        Wallet = "wallet",
    }
}

words! {
    /// Why a payment was declined. A reason that the payer must not learn (lost, stolen, fraud) is `Generic`.
    #[non_exhaustive]
    pub enum DeclineCode {
        /// No reason is given.
        Generic = "generic",
        /// Not enough money.
        InsufficientFunds = "insufficient_funds",
        /// The issuer says that the card has expired.
        ExpiredCard = "expired_card",
        /// The issuer says that the CVV is wrong.
        IncorrectCvv = "incorrect_cvv",
        /// A limit of the card or of the day.
        LimitExceeded = "limit_exceeded",
        /// 3-D Secure failed.
        AuthenticationFailed = "authentication_failed",
        /// Another try may succeed.
        TryAgain = "try_again",
    }
}
