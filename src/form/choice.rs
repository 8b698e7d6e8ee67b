//! How the payer wants to pay.

/// One of the ways to pay that the form offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The card that is typed into the fields.
    #[default]
    NewCard,
    /// The wallet at this index of [`FormOptions::wallets`](super::FormOptions::wallets).
    Wallet(usize),
}
