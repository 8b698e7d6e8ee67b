//! How the payer wants to pay.

/// One of the ways to pay that the form offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The card that is typed into the fields.
    #[default]
    NewCard,
    /// The saved card at this index of the list that the server gave.
    Saved(usize),
    /// The wallet at this index of [`FormOptions::wallets`](super::FormOptions::wallets).
    Wallet(usize),
}

impl Choice {
    /// Whether it is a card, new or saved.
    pub fn is_card(self) -> bool {
        !matches!(self, Self::Wallet(_))
    }
}
