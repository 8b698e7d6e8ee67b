//! Which marks are shown: of the cards that are taken, of the card that is typed, and the networks to choose from.

use super::reduce::{Entry, Form};
use crate::card::{Brand, Brands, Field};
use crate::text::{Arg, Text};

/// The marks that a page shows when it does not say what it takes.
const USUAL: [Brand; 5] = [Brand::Visa, Brand::Mastercard, Brand::AmericanExpress, Brand::Jcb, Brand::UnionPay];

impl Form {
    /// The networks to choose from: a number that is complete and still fits several brands is a co-badged card.
    pub(super) fn networks(&self) -> Brands {
        let complete = self.entry(Field::CardNumber).is_some_and(Entry::complete);
        let networks = self.brands.intersection(self.options.accepted.unwrap_or(Brands::ALL));
        if complete && networks.len() > 1 { networks } else { Brands::NONE }
    }

    /// The brands whose marks are shown while nothing is known: those the page takes, else the best known.
    pub(super) fn usual(&self) -> Brands {
        self.options.accepted.unwrap_or_else(|| {
            let marks = Brands::of(&USUAL);
            if self.options.korean_cards { marks.with(Brand::KoreanLocal) } else { marks }
        })
    }

    /// The mark of the card, or of the two that it may still be. Of many candidates the usual ones are shown, so that
    /// a 4 is a Visa card at once and not one of six schemes most of which the payer has never heard of.
    pub(super) fn detected(&self) -> Vec<Brand> {
        if self.text(Field::CardNumber).is_empty() {
            return Vec::new();
        }
        if let (true, Some(network)) = (!self.networks().is_empty(), self.network) {
            return vec![network];
        }
        let usual = self.brands.intersection(self.usual());
        let shown = if usual.is_empty() { self.brands } else { usual };
        shown.iter().take(2).collect()
    }

    /// What the live region says of a mark that has appeared.
    pub(super) fn say_detected(&self) -> Option<Text> {
        match *self.detected() {
            [brand] => Some(Text::new("number.detected").with("brand", Arg::Brand(brand))),
            [a, b] => Some(Text::new("number.several").with("a", Arg::Brand(a)).with("b", Arg::Brand(b))),
            _ => None,
        }
    }
}
