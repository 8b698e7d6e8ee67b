//! What state the form is in: the phase of the payment, what is said about it, and what the page may know.
//!
//! Nothing here holds what was typed.

use crate::card::{Brand, Brands, Field, FieldError, YearMonth};
use crate::text::{Arg, Text};
use crate::words;

/// The phase of the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The payer fills in the form, or corrects it after a failed attempt.
    Editing,
    /// An attempt is in flight.
    Busy {
        /// The payment was sent to the server.
        posted: bool,
    },
    /// The payment was sent, and its outcome is unknown.
    Unknown(Unknown),
    /// A payment of the session waits for the payer: this attempt's own, or an earlier one that kept it out.
    Open(OpenPayment),
    /// The payment succeeded.
    Paid(Receipt),
}

/// What the form shows of a payment that waits for the payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPayment {
    /// Its id `pay_…`.
    pub id: String,
    /// The wallet: its name for the payer, where the form offers it, else its id; `None` for the card issuer.
    pub wallet: Option<String>,
    /// Until when it waits: RFC 3339, UTC.
    pub expires_at: String,
    /// It kept out the attempt that the payer has just asked for. Once it is given up, that one is made.
    pub is_earlier: bool,
    /// The payer wants to give it up, and the server has not answered yet.
    pub giving_up: bool,
    /// It could not be given up.
    pub failed: bool,
}

words! {
    /// Why nothing was charged, and what the payer can do. The word is the key of the sentence.
    pub enum Reason {
        /// The card issuer does not say why.
        Declined = "declined.body",
        /// There is not enough money.
        Funds = "declined.funds",
        /// The card has expired.
        Expired = "declined.expired",
        /// The CVV is wrong.
        Cvv = "declined.cvv",
        /// A limit of the card is reached.
        Limit = "declined.limit",
        /// The payer was not authenticated.
        Identity = "declined.identity",
        /// It may work later.
        Later = "declined.later",
        /// It was the wallet.
        Wallet = "wallet.other",
        /// The session has had all its attempts.
        Attempts = "failed.attempts",
        /// It took too long.
        Time = "failed.time",
        /// Something could not be reached.
        Network = "failed.network",
        /// Test mode takes no real card.
        Test = "failed.test",
        /// Anything else.
        Other = "failed.body",
    }
}

/// How an attempt ended that did not pay, as far as the form shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptEnd {
    /// The card issuer or the wallet declined it.
    Declined {
        /// The id of the wallet; `None` for the card issuer.
        wallet: Option<String>,
        /// Why.
        reason: Reason,
        /// What is wrong with a field, if it was declined for that.
        error: Option<FieldError>,
    },
    /// Nothing was charged, for another reason.
    Failed {
        /// Why.
        reason: Reason,
        /// The errors that the server found in the fields.
        errors: Vec<FieldError>,
    },
    /// The payer closed the authentication, and nothing was charged.
    Stopped,
    /// The payment was sent, and its outcome is unknown. With the payment's id, where it is known.
    Unknown(Option<String>),
    /// The same, but the session can be read now: another payment of it is open, or the payer comes back to the page.
    Unread,
}

/// What the form knows of a payment that succeeded. The rest of what is shown is known to what pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The card's brand; `None` for a wallet, and for a brand that this version does not know.
    pub brand: Option<Brand>,
    /// The wallet: its name for the payer, where the form offers it, else its id; `None` for a card.
    pub wallet: Option<String>,
}

/// A card that the server has kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedCard {
    /// Its id `card_…`.
    pub id: String,
    /// Its brand; `None` for one that this version does not know.
    pub brand: Option<Brand>,
    /// Its last four digits.
    pub last4: String,
    /// The last month in which it is valid.
    pub expiry: YearMonth,
    /// It has expired: it is shown and cannot be chosen.
    pub expired: bool,
    /// The server asks for its CVV.
    pub cvv_required: bool,
    /// What the payer did to it.
    pub status: SavedStatus,
}

/// What the payer did to a saved card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SavedStatus {
    /// Nothing: it can be paid with.
    #[default]
    Kept,
    /// The server is asked to delete it.
    Deleting,
    /// It is deleted, and can be restored for some minutes.
    Deleted,
    /// The server is asked to restore it.
    Restoring,
}

/// How the server answered to what the payer did to a saved card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedChange {
    /// It is deleted.
    Deleted,
    /// It is there again.
    Restored,
    /// There is no such card any more.
    Gone,
    /// It could not be deleted.
    DeleteFailed,
    /// It could not be restored.
    RestoreFailed,
}

impl SavedCard {
    /// The brands that its CVV may be of.
    pub fn brands(&self) -> Brands {
        self.brand.map_or(Brands::NONE, |brand| Brands::of(&[brand]))
    }

    /// Whether it can be chosen.
    pub(super) fn can_pay(&self) -> bool {
        !self.expired && self.status == SavedStatus::Kept
    }
}

/// A message above the pay button: how the last attempt ended, or what became of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It was declined or failed, and nothing was charged.
    Failed {
        /// What happened.
        title: Text,
        /// Why, and what the payer can do.
        body: Text,
    },
    /// The payer closed the authentication.
    Stopped,
    /// The number was removed while the payer was on another page.
    Removed,
    /// The outcome is unknown.
    Unknown(Unknown),
}

/// What is said of an unknown outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// When it was last looked up in vain, in milliseconds since 1970, once it has been unknown for a minute. Then the payer
    /// gets the payment's id and a button to check now.
    pub late: Option<i64>,
    /// The payment's id `pay_…`, where it is known.
    pub payment: Option<String>,
    /// It is being looked up now, as the payer asked for it.
    pub checking: bool,
}

impl Notice {
    /// Its title.
    pub fn title(&self) -> Text {
        match self {
            Self::Failed { title, .. } => title.clone(),
            Self::Stopped => Text::new("stopped.title"),
            Self::Removed => Text::new("removed.title"),
            Self::Unknown(_) => Text::new("unknown.title"),
        }
    }

    /// The sentence below its title.
    pub fn body(&self) -> Text {
        match self {
            Self::Failed { body, .. } => body.clone(),
            Self::Stopped => Text::new("stopped.body"),
            Self::Removed => Text::new("removed.body"),
            Self::Unknown(Unknown { late: None, .. }) => Text::new("unknown.body"),
            Self::Unknown(Unknown { late: Some(at), payment: Some(id), .. }) => {
                Text::new("unknown.late").with("id", Arg::Word(id.clone())).with("time", Arg::Time(*at))
            }
            Self::Unknown(Unknown { late: Some(at), .. }) => Text::new("unknown.none").with("time", Arg::Time(*at)),
        }
    }

    /// Whether it is a failure, which interrupts a screen reader. Everything else is said by the live region.
    pub fn is_alert(&self) -> bool {
        matches!(self, Self::Failed { .. })
    }
}

/// What the live region says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The sentences, one after the other.
    pub texts: Vec<Text>,
    /// The field whose label is said before them. Such a text waits until the payer has stopped typing.
    pub field: Option<Field>,
    /// It stays until another one takes its place; any other is gone with the next edit.
    pub stays: bool,
}

impl Status {
    /// One sentence.
    pub(super) fn of(text: Text) -> Self {
        Self { texts: vec![text], field: None, stays: false }
    }
}

/// What the page may know of the form. Never a digit, a length or a keystroke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormState {
    /// Everything needed for a payment is there and valid.
    pub complete: bool,
    /// All fields are empty.
    pub empty: bool,
    /// A payment is in flight, waits for the payer, or its outcome is unknown.
    pub busy: bool,
    /// The card's brand, once only one is possible.
    pub brand: Option<Brand>,
    /// Every brand that is still possible, most likely first.
    pub brands: Brands,
    /// The fields that are shown.
    pub fields: Vec<FieldState>,
}

/// What the page may know of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldState {
    /// The field.
    pub field: Field,
    /// It is empty.
    pub empty: bool,
    /// It is valid.
    pub complete: bool,
    /// The error that is shown.
    pub error: Option<FieldError>,
}
