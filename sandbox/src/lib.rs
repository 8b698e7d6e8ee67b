//! The backend to develop and test the payment form against, and to start your own backend from.
//!
//! Two origins in one process, which know of each other only what they would know over the internet:
//!
//! * [`api`], the payments API: sessions, encrypted and saved cards, wallets, 3-D Secure, refunds, [`webhooks`], over a database
//!   ([`store`]) and a simulated card network ([`network`]) with its own ledger;
//! * [`shop`], a merchant's server: log-in, cart, and a session for the payer who is logged in, made with the secret key.
//!
//! [`console`] is on the origin of the API: a developer's own payments, keys and webhooks as pages.
//!
//! [`start`] puts the two together. No card number is ever logged; one is stored only if its payer saves the card, sealed by the
//! [`vault`]. See [`api::encrypted_card`].

pub mod api;
pub mod arrival;
pub mod backoff;
pub mod clean_up;
pub mod clock;
pub mod config;
pub mod connections;
pub mod console;
pub mod device_wallet;
pub mod fail_point;
pub mod files;
pub mod hash;
pub mod health;
pub mod host;
pub mod html;
pub mod key_ring;
pub mod language;
pub mod metrics;
pub mod network;
pub mod private_file;
pub mod request_log;
pub mod same_origin;
pub mod serve;
pub mod shop;
pub mod store;
pub mod tls;
pub mod vault;
pub mod webhooks;

pub use config::Config;
pub use serve::{Running, StartError, start};
