//! What a card is: its number, expiry, security code and name, how they are typed, read and checked.
//!
//! One noun a file, one result shape ([`Check`]): valid, potentially valid, and what is wrong. Pure: no clock, no I/O.
//! What was typed is never in an error, a log or a `Debug` text, and [`Pan`] is the only type that keeps a number.
//!
//! ```
//! use payments_widget::card::{Card, CardFields, FieldError, MaskedCard, Rules, YearMonth};
//! use zeroize::Zeroizing;
//!
//! let typed = |text: &str| Zeroizing::new(text.to_owned());
//! let fields = CardFields {
//!     number: typed("4242 4242 4242 4242"),
//!     expiry: typed("12 / 34"),
//!     cvv: typed("12"),
//!     ..CardFields::default()
//! };
//! let now = YearMonth { year: 2026, month: 11 };
//! let rules = Rules { accepted: None, now, holder_required: false, korean_auth: false, amount: None };
//!
//! assert_eq!(Card::read(&fields, &rules).err(), Some(vec![FieldError::CvvIncomplete]));
//! let card = Card::read(&CardFields { cvv: typed("123"), ..fields }, &rules)?;
//! assert_eq!(card.masked().last4, "4242");
//! # Ok::<(), Vec<FieldError>>(())
//! ```

#![deny(clippy::indexing_slicing)]

pub mod brand;
pub mod check;
pub mod cvv;
pub mod digits;
pub mod edit;
pub mod expiry;
pub mod field;
pub mod korea;
pub mod name;
pub mod number;
pub mod postal_code;
pub mod read;
mod table;

pub use brand::{Brand, BrandInfo, Brands};
pub use check::Check;
pub use cvv::Cvv;
pub use expiry::YearMonth;
pub use field::{Field, FieldError};
pub use korea::{KoreanAuth, Owner};
pub use number::Pan;
pub use read::{Card, CardFields, Expiry, MaskedCard, Rules};
