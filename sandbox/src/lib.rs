//! The backend to develop and test the payment form against, and to start one's own from.
//!
//! Two origins in one process, which know of each other only what they would over the internet:
//!
//! * [`api`], the payments API: sessions, sealed cards, wallets, 3-D Secure, over a database ([`store`]) and a simulated
//!   card network ([`network`]) with a ledger of its own;
//! * [`shop`], a merchant's server: log-in, cart, and a session for the payer who is logged in, made with the secret key.
//!
//! [`start`](serve::start) puts the two together. No card number is ever logged or stored; see [`api::sealed`].

pub mod api;
pub mod clock;
pub mod config;
pub mod jwe;
pub mod network;
pub mod page;
pub mod secret;
pub mod serve;
pub mod shop;
pub mod store;

pub use config::Config;
pub use serve::{Running, StartError, start};
