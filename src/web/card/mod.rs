//! The card in the page: the validators, the card of a call, and its encryption. In here is every card number; there is no network.

pub mod order;
pub mod seal;
pub mod validators;
