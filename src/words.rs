//! Word lists of the wire and of the JavaScript surface: one table for each enum.
//!
//! [`words!`](crate::words!) writes what every such enum needs, so that no list is written a second time: the word of a
//! value, the value of a word, all values, and serde. An error never quotes what was read: it could be card data.
//!
//! ```
//! use payments_widget::protocol::payment::PaymentStatus;
//!
//! assert_eq!(serde_json::to_string(&PaymentStatus::RequiresAction).ok().as_deref(), Some(r#""requires_action""#));
//! let error = serde_json::from_str::<PaymentStatus>(r#""4242 4242 4242 4242""#).map_err(|error| error.to_string());
//! assert!(error.is_err_and(|error| error.starts_with("not a word of PaymentStatus") && !error.contains("4242")));
//! ```

use std::borrow::Cow;

#[doc(hidden)]
pub use serde;

/// Defines an enum whose every value has one word. A row is the doc comment, the variant and the word.
///
/// The enum is `Clone`, `Copy`, `Debug`, `PartialEq` and `Eq`, and has
/// - `ALL`: every value, in the order of the table;
/// - `as_str(self)`: the word of a value;
/// - `from_word(&str)`: the value of a word, `None` for any other text;
/// - serde's `Serialize` and `Deserialize`, as the word. An unknown word is an error that names the enum and not the
///   text.
///
/// ```
/// payments_widget::words! {
///     /// How a parcel travels.
///     pub enum Freight {
///         /// By ship.
///         Sea = "by_sea",
///         /// By plane.
///         Air = "by_air",
///     }
/// }
/// assert_eq!(Freight::Air.as_str(), "by_air");
/// assert_eq!(Freight::from_word("by_sea"), Some(Freight::Sea));
/// assert_eq!(Freight::from_word("on_foot"), None);
/// ```
#[macro_export]
macro_rules! words {
    (
        $(#[$about:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$row:meta])* $variant:ident = $word:literal),* $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visibility enum $name {
            $($(#[$row])* $variant),*
        }

        impl $name {
            /// Every value, in the order of the table.
            $visibility const ALL: [Self; [$($word),*].len()] = [$(Self::$variant),*];

            /// The word of the wire and of the JavaScript surface.
            $visibility fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }

            /// The value of a word; `None` for any other text.
            $visibility fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }

        impl $crate::words::serde::Serialize for $name {
            fn serialize<S: $crate::words::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::words::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::words::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::words::read(deserializer, Self::from_word, concat!("not a word of ", stringify!($name)))
            }
        }
    };
}

/// What the `Deserialize` of every word list does; `refusal` is the whole text of its error.
#[doc(hidden)]
pub fn read<'de, T, D: serde::Deserializer<'de>>(
    deserializer: D,
    from_word: fn(&str) -> Option<T>,
    refusal: &'static str,
) -> Result<T, D::Error> {
    use serde::de::{Deserialize, Error};
    // serde's own errors quote what they found.
    let word = Cow::<str>::deserialize(deserializer).map_err(|_| D::Error::custom(refusal))?;
    from_word(&word).ok_or_else(|| D::Error::custom(refusal))
}
