//! Columns that hold words of the wire or flags, and how they become Rust's types.

use payments_widget::protocol::payment::{MethodKind, PaymentStatus};
use payments_widget::protocol::session::SavedCardCvv;
use thiserror::Error;

use super::deliveries::DeliveryStatus;
use super::developers::KeyKind;
use super::events::EventKind;
use super::refunds::RefundStatus;

/// A word as it is stored. `#[sqlx(try_from = "Word")]` makes a field of a row from it.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
pub(super) struct Word(String);

/// What is true or false, as it is stored: 1 or 0, because SQLite has no other type for it. `#[sqlx(try_from = "Flag")]` makes a
/// field of a row from it, and `bind(i64::from(flag))` writes it.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
pub(super) struct Flag(i64);

impl From<Flag> for bool {
    fn from(Flag(number): Flag) -> Self {
        number != 0
    }
}

/// A column holds a word that this version does not know: the file is another program's or a newer version's.
#[derive(Debug, Error)]
#[error("not a word that this version knows")]
pub(super) struct UnknownWord;

/// Each is made from its word.
macro_rules! from_words {
    ($($name:ty),*) => {
        $(impl TryFrom<Word> for $name {
            type Error = UnknownWord;

            fn try_from(Word(word): Word) -> Result<Self, UnknownWord> {
                Self::from_word(&word).ok_or(UnknownWord)
            }
        })*
    };
}

from_words!(DeliveryStatus, EventKind, KeyKind, MethodKind, PaymentStatus, RefundStatus, SavedCardCvv);

/// Methods with commas between them: `card,wallet`.
impl TryFrom<Word> for Vec<MethodKind> {
    type Error = UnknownWord;

    fn try_from(Word(words): Word) -> Result<Self, UnknownWord> {
        words.split(',').map(MethodKind::from_word).collect::<Option<_>>().ok_or(UnknownWord)
    }
}
