//! What the payer has to do in a charge: when an action is shown, what it does to the deadline, and what follows when the
//! payer closes it.

use super::{Charge, Effects, Phase, ShownAction};
use crate::flow::failure::Failure;
use crate::flow::messages::{ChargeEffect, Request};
use crate::flow::retry::Fault;
use crate::protocol::action::{ActionKind, Display, NextAction};
use crate::protocol::payment::{Payment, PaymentStatus};
use crate::protocol::problem::Outcome;

impl Charge {
    pub(super) fn act(&mut self, payment: Box<Payment>, action: Option<NextAction>) -> Effects {
        let is_shown = |id: &str| self.action.as_ref().is_some_and(|shown| shown.id == id);
        match action {
            Some(action) if action.kind == ActionKind::Redirect => {
                self.end_action();
                self.phase = Phase::Left;
                self.action = Some(ShownAction { id: action.id.clone(), challenge_since: None });
                vec![ChargeEffect::ShowAction(payment, action)]
            }
            Some(action) if !is_shown(&action.id) && !self.closed_by_payer => {
                self.end_action();
                let challenge_since = (action.display != Some(Display::Hidden)).then_some(self.now);
                self.action = Some(ShownAction { id: action.id.clone(), challenge_since });
                let mut effects = vec![ChargeEffect::ShowAction(payment, action)];
                effects.extend(self.wait_to_poll());
                effects
            }
            _ => self.wait_to_poll(),
        }
    }

    pub(super) fn action_closed(&mut self, id: &str) -> Effects {
        if self.action.as_ref().is_none_or(|shown| shown.id != id) {
            return Effects::new();
        }
        let mut effects = self.close_action();
        self.closed_by_payer = true;
        if let Some(id) = self.payment_id() {
            effects.extend(self.begin_read(Phase::Canceling, Request::CancelPayment { id }));
        }
        effects
    }

    /// The payer cannot get to the page of the redirect from here.
    pub(super) fn leave_blocked(&mut self) -> Effects {
        self.action = None;
        let payment = self.payment.clone();
        let id = self.payment_id().filter(|_| !self.submission.offers_open);
        let Some(id) = id else { return self.fail(Failure::redirect_blocked(payment, Outcome::Unknown)) };
        self.redirect_blocked = true;
        self.begin_read(Phase::Canceling, Request::CancelPayment { id })
    }

    pub(super) fn cancel_answered(&mut self, answer: Result<Box<Payment>, Fault>) -> Effects {
        match answer {
            Ok(payment) if payment.status == PaymentStatus::Canceled && self.redirect_blocked => {
                self.fail(Failure::redirect_blocked(Some(payment), Outcome::NotCharged))
            }
            Ok(payment) if payment.status != PaymentStatus::RequiresAction => self.progress(payment),
            // The payment was decided before the cancel arrived: its state is the answer.
            Err(Fault::Refused { problem, .. }) if problem.status == 409 => self.poll(),
            _ => {
                let payment = self.payment.clone();
                self.fail(if self.redirect_blocked {
                    Failure::redirect_blocked(payment, Outcome::Unknown)
                } else {
                    Failure::action_canceled(payment, Outcome::Unknown)
                })
            }
        }
    }

    /// The payer's time in a challenge is added to the deadline, and looks follow each other quickly again.
    fn end_action(&mut self) {
        if let Some(since) = self.action.take().and_then(|shown| shown.challenge_since) {
            self.deadline += self.now - since;
        }
        self.polls = 0;
    }

    pub(super) fn close_action(&mut self) -> Effects {
        if self.action.is_none() {
            return Effects::new();
        }
        self.end_action();
        vec![ChargeEffect::CloseAction]
    }
}
