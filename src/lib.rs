//! An open payment form in Rust: it knows cards, seals them, and charges them by way of the merchant's own backend.
//!
//! **The way of a typed digit**: `web` reads the input event, [`form`] reduces it with the rules of [`card`] (its
//! `edit` puts text and caret right) to a view, and `web` writes what differs into the page.
//!
//! **The way of a payment**: [`flow`] gets the submission and gives effects one after another: get a session, get
//! the keys, seal the card ([`jwe`]), post the payment ([`protocol`]), settle. `web` carries out each effect and hands its
//! result to [`flow`]. [`checkout`] is between the form and the flow: what a charge needs of a form, and what a form shows
//! of its end. If the outcome is unknown, `flow::follow_up` reads the session until it is known. Amounts are [`money`],
//! sentences for the payer are [`text`], and [`mod@words`] holds the macro for the word lists of the API.
//!
//! Each module begins with an example; [`flow`] plays a whole charge. What may grow in a minor release is `#[non_exhaustive]`: the
//! codes, the words of the wire, the brands and the members of the API's answers.
//!
//! `webhooks`, behind a feature of this name, is for the merchant's server: it verifies what the payments API sends there.
//! `jwe::open`, behind the feature `open`, is for a payments API: it decrypts the cards.
//!
//! Everything but `web` is pure: no I/O, no clock, no randomness, no browser, so it is tested natively and serves a
//! server as well. Only `web` uses a browser crate, and only its tests use `web`. It is behind the feature `web`, which is
//! on by default; without it the crate has no browser crate and no allocator.

pub mod card;
pub mod checkout;
pub mod flow;
pub mod form;
pub mod jwe;
pub mod money;
pub mod protocol;
pub mod text;
#[cfg(feature = "webhooks")]
pub mod webhooks;
pub mod words;

#[cfg(all(target_arch = "wasm32", feature = "browser"))]
pub mod web;
