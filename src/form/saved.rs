//! Saved cards: those that the server has kept for the payer, and whether the one that is typed is to be kept.

use std::rc::Rc;

use super::choice::Choice;
use super::event::{FormEffect, Target};
use super::model::Form;
use super::options::AskCvv;
use super::state::{Phase, SavedCard, SavedChange, SavedStatus, Status};
use crate::card::Field;
use crate::text::Text;

impl Form {
    /// The cards that the server has kept for the payer.
    pub fn saved_cards(&self) -> &[SavedCard] {
        &self.saved
    }

    /// The chosen saved card.
    pub fn saved_card(&self) -> Option<&SavedCard> {
        match self.choice {
            Choice::Saved(at) => self.saved.get(at),
            Choice::NewCard | Choice::Wallet(_) => None,
        }
    }

    /// Whether the CVV of a saved card is asked for.
    pub fn asks_cvv_of(&self, card: &SavedCard) -> bool {
        self.options.saved_cvv == AskCvv::Always || card.cvv_required
    }

    /// Whether the card that is typed is to be kept.
    pub fn saves(&self) -> bool {
        self.asks_to_save() && self.save
    }

    /// Whether the form offers to keep the card that is typed.
    pub(super) fn asks_to_save(&self) -> bool {
        self.options.asks_to_save && self.choice == Choice::NewCard
    }

    /// Whether a saved card, and not one that the form does not offer any more, can be paid with.
    pub(super) fn can_choose(&self, choice: Choice) -> bool {
        match choice {
            Choice::NewCard => true,
            Choice::Saved(at) => self.saved.get(at).is_some_and(SavedCard::can_pay),
            Choice::Wallet(_) => self.options.wallet(choice).is_some(),
        }
    }

    /// The saved cards are known. The first that can be paid with is chosen, unless the payer is about to type another one.
    pub(super) fn take_saved(&mut self, cards: Vec<SavedCard>, effects: &mut Vec<FormEffect>) {
        // While a pointer is down nothing may move.
        if self.pointer_down {
            self.saved_later = Some(cards);
            return;
        }
        self.saved = Rc::new(cards);
        let is_untouched = self.focused.is_none() && self.entries().all(|entry| entry.text.is_empty());
        if is_untouched && self.choice == Choice::NewCard && self.phase == Phase::Editing {
            self.choose_first_saved(effects);
        }
    }

    fn choose_first_saved(&mut self, effects: &mut Vec<FormEffect>) {
        let first = self.saved.iter().position(SavedCard::can_pay);
        self.choose(first.map_or(Choice::NewCard, Choice::Saved), effects);
    }

    /// The payer wants to delete a saved card, or to have a deleted one back.
    pub(super) fn change_saved(&mut self, id: &str, from: SavedStatus, effects: &mut Vec<FormEffect>) {
        let busy = self.busy();
        let Some(card) =
            Rc::make_mut(&mut self.saved).iter_mut().find(|card| card.id == id && card.status == from && !busy)
        else {
            return;
        };
        if from == SavedStatus::Deleted {
            card.status = SavedStatus::Restoring;
            effects.push(FormEffect::RestoreSaved(card.id.clone()));
        } else {
            card.status = SavedStatus::Deleting;
            effects.push(FormEffect::DeleteSaved(card.id.clone()));
        }
        self.leave_unusable(effects);
    }

    /// The server has answered.
    pub(super) fn saved_changed(&mut self, id: &str, change: SavedChange, effects: &mut Vec<FormEffect>) {
        let Some(at) = self.saved.iter().position(|card| card.id == id) else { return };
        let card = Rc::make_mut(&mut self.saved).get_mut(at);
        match (change, card) {
            (SavedChange::Gone, _) => self.remove_saved(at),
            (SavedChange::Deleted | SavedChange::RestoreFailed, Some(card)) => card.status = SavedStatus::Deleted,
            (SavedChange::Restored | SavedChange::DeleteFailed, Some(card)) => card.status = SavedStatus::Kept,
            (_, None) => {}
        }
        if matches!(change, SavedChange::DeleteFailed | SavedChange::RestoreFailed) {
            self.status = Some(Status::of(Text::new("saved.failed")));
        }
        self.leave_unusable(effects);
    }

    fn remove_saved(&mut self, at: usize) {
        Rc::make_mut(&mut self.saved).remove(at);
        match self.choice {
            Choice::Saved(chosen) if chosen == at => self.choice = Choice::NewCard,
            Choice::Saved(chosen) if chosen > at => self.choice = Choice::Saved(chosen - 1),
            _ => {}
        }
    }

    /// A card that cannot be paid with is not chosen.
    fn leave_unusable(&mut self, effects: &mut Vec<FormEffect>) {
        if !self.can_choose(self.choice) {
            self.choose_first_saved(effects);
        }
        self.check();
    }

    /// Where the focus is after a decline: at what the payer has to enter again.
    pub(super) fn target(&self, field: Field) -> Target {
        self.entry(field).map_or(Target::Button, |_| Target::Field(field))
    }
}
