//! An open payment form in Rust: it knows cards, seals them, and charges them by way of the merchant's own backend.
//!
//! **The way of a typed digit**: `web` reads the input event, [`form`] reduces it with the rules of [`card`] (its
//! `edit` puts text and caret right) to a view, and `web` writes what differs into the page.
//!
//! **The way of a payment**: [`flow`] is told that the payer submitted, and gives effects one after another: ask for a
//! session, get the keys, seal the card ([`jwe`]), post the payment ([`protocol`]), settle. `web` carries each out
//! and tells [`flow`] what came of it. Amounts are [`money`].
//!
//! Everything but `web` is pure: no I/O, no clock, no randomness, no browser, so it is tested natively and serves a
//! server as well. Only `web` sees a browser crate, and nobody but its tests sees `web`.

pub mod card;
pub mod checkout;
pub mod flow;
pub mod form;
pub mod jwe;
pub mod money;
pub mod protocol;
pub mod text;
pub mod words;

#[cfg(all(target_arch = "wasm32", feature = "web"))]
pub mod web;
