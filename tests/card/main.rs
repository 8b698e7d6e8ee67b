//! What a card is: tables, one a rule, and properties that hold for every text.
#![cfg(not(target_arch = "wasm32"))]

mod allocations;
mod brand;
mod cvv;
mod digits;
mod edit;
mod edit_any;
mod expiry;
mod field;
mod korea;
mod name;
mod number;
mod postal_code;
mod published;
mod read;
