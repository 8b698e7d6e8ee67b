//! Payments: one attempt to pay a session, by card or by wallet.
//!
//! Types only. A card is here as a sealed JWE on the way in and as brand and last four digits on the way out.

use serde::{Deserialize, Serialize};

use super::action::NextAction;

/// `POST /payments`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// What is paid with, as the payer's browser gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum PaymentMethodData {
    /// A card, sealed for the server.
    Card {
        /// Compact JWE, RFC 7516.
        encrypted_card: String,
    },
    /// A wallet of the session's payer.
    Wallet {
        /// The wallet's id, 1 to 64 characters.
        wallet_id: String,
    },
}

/// The browser data elements of EMV 3-D Secure 2 (EMVCo, protocol and core functions specification, table A.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrowserInfo {
    /// BCP 47.
    pub language: String,
    /// Bits per pixel.
    pub color_depth: u32,
    /// CSS pixels.
    pub screen_width: u32,
    /// CSS pixels.
    pub screen_height: u32,
    /// Minutes from local time to UTC, as `Date.prototype.getTimezoneOffset` gives them: −540 in Seoul.
    pub time_zone_offset: i32,
    /// No browser has it any more.
    pub java_enabled: bool,
    /// Always true: the widget runs.
    pub javascript_enabled: bool,
    /// `navigator.userAgent`.
    pub user_agent: String,
    /// `01` 250×400, `02` 390×400, `03` 500×600, `04` 600×400, `05` full screen.
    pub challenge_window_size: String,
}

/// A payment as the API answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// How far a payment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// The payer has to do something first.
    RequiresAction,
    /// The network has not answered yet.
    Processing,
    /// Paid.
    Succeeded,
    /// Refused; nothing was charged.
    Declined,
    /// Given up before it was decided; nothing was charged.
    Canceled,
}

impl PaymentStatus {
    /// The word of the wire and of the JavaScript surface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Declined => "declined",
            Self::Canceled => "canceled",
        }
    }
}

/// What was paid with, masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PaymentMethod {
    /// A card.
    Card {
        /// Brand and last four digits.
        card: CardSummary,
    },
    /// A wallet.
    Wallet {
        /// The wallet's id.
        wallet_id: String,
    },
}

/// All that is ever kept of a card number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardSummary {
    /// A brand's id, `visa`.
    pub brand: Option<String>,
    /// Four digits.
    pub last4: String,
}

/// A way to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    /// A card.
    Card,
    /// A wallet.
    Wallet,
}

impl MethodKind {
    /// The word of the wire and of the JavaScript surface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Wallet => "wallet",
        }
    }
}

/// Why a payment was declined. What must not be told a payer (lost, stolen, fraud) is `Generic`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineCode {
    /// No reason is given.
    Generic,
    /// Not enough money.
    InsufficientFunds,
    /// The issuer says that the card is over.
    ExpiredCard,
    /// The issuer says that the code is wrong.
    IncorrectCvv,
    /// A limit of the card or of the day.
    LimitExceeded,
    /// 3-D Secure failed.
    AuthenticationFailed,
    /// Worth another try.
    TryAgain,
}

impl DeclineCode {
    /// Every code, for reading one from its word.
    pub const ALL: [Self; 7] = [
        Self::Generic,
        Self::InsufficientFunds,
        Self::ExpiredCard,
        Self::IncorrectCvv,
        Self::LimitExceeded,
        Self::AuthenticationFailed,
        Self::TryAgain,
    ];

    /// The word of the wire and of the JavaScript surface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::InsufficientFunds => "insufficient_funds",
            Self::ExpiredCard => "expired_card",
            Self::IncorrectCvv => "incorrect_cvv",
            Self::LimitExceeded => "limit_exceeded",
            Self::AuthenticationFailed => "authentication_failed",
            Self::TryAgain => "try_again",
        }
    }
}
