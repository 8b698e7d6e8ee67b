//! Which brand marks are shown: of the brands that are accepted, and of the card that is typed.

use super::model::Form;
use crate::card::{Brand, Brands, Field};
use crate::text::{Arg, Text};

/// The marks that are shown where the page does not say which brands it accepts.
const USUAL: [Brand; 5] = [Brand::Visa, Brand::Mastercard, Brand::AmericanExpress, Brand::Jcb, Brand::UnionPay];

/// How many marks of accepted brands are shown beside the label of the card number.
pub const MARKS_WIDE: usize = 6;

/// How many of them are shown in a narrow form. The rest is counted: `+2`.
pub const MARKS_NARROW: usize = 4;

/// How many accepted brands have no mark in a narrow form; `None` where each has one.
pub fn left_out(accepted: Brands) -> Option<usize> {
    accepted.len().checked_sub(MARKS_NARROW).filter(|count| *count > 0)
}

impl Form {
    /// The brands whose marks are shown while the card is unknown: the accepted ones, else the best known.
    pub(super) fn usual_brands(&self) -> Brands {
        self.options.accepted.unwrap_or_else(|| {
            let usual = Brands::of(&USUAL);
            if self.options.korean_cards() { usual.with(Brand::KoreanLocal) } else { usual }
        })
    }

    /// The brand of the card, or the two that it may be. Of many candidates the usual ones are shown, so that a 4 is a
    /// Visa card at once and not one of six brands most of which the payer does not know.
    pub(super) fn detected(&self) -> Vec<Brand> {
        if self.text(Field::CardNumber).is_empty() {
            return Vec::new();
        }
        if let Some(network) = self.network() {
            return vec![network];
        }
        let usual = self.brands().intersection(self.usual_brands());
        let shown = if usual.is_empty() { self.brands() } else { usual };
        shown.iter().take(2).collect()
    }

    /// What the live region says when a mark has appeared, or a choice between the networks of a card.
    pub(super) fn detected_status(&self) -> Option<Text> {
        let networks = self.networks();
        if !networks.is_empty() {
            return Some(Text::new("number.networks").with("list", Arg::Brands(networks)));
        }
        match *self.detected() {
            [brand] => Some(Text::new("number.detected").with("brand", Arg::Brand(brand))),
            [a, b] => Some(Text::new("number.several").with("a", Arg::Brand(a)).with("b", Arg::Brand(b))),
            _ => None,
        }
    }
}
