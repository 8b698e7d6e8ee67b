//! The posting of a charge: sent, repeated with the same bytes, sealed again for another key, and looked up in the session
//! when its answer is lost.

use std::rc::Rc;

use super::{Charge, Effects, POLLS_MS, Phase};
use crate::flow::failure::Failure;
use crate::flow::messages::{Request, Task};
use crate::flow::progress::News;
use crate::flow::retry::{Fault, RetryContext, Verdict};
use crate::protocol::payment::{PaymentMethodData, PaymentRequest};
use crate::protocol::session::Session;

impl Charge {
    pub(super) fn post(&mut self, payment_method: PaymentMethodData, installment_months: Option<u8>) -> Effects {
        self.body = Some(Rc::new(PaymentRequest {
            amount: self.submission.money.minor(),
            currency: self.submission.money.currency().code().to_owned(),
            payment_method,
            installment_months,
            browser_info: self.submission.browser_info.clone(),
            return_url: self.submission.return_url.clone(),
        }));
        self.tries = 0;
        self.resend()
    }

    pub(super) fn resend(&mut self) -> Effects {
        let Some(body) = self.body.clone() else { return Effects::new() };
        let idempotency_key = self.nonces().idempotency_key.clone();
        let effects = self.begin_write(Phase::Posting, Task::Send(Request::Pay { idempotency_key, body }));
        self.posted |= self.phase == Phase::Posting;
        effects
    }

    pub(super) fn post_failed(&mut self, fault: Fault) -> Effects {
        self.tries = self.tries.saturating_add(1);
        self.lost |= fault.outcome_uncertain();
        self.missing = fault.missing();
        let may_resend = self.tries <= self.submission.limits.max_retries;
        let context = RetryContext {
            lost: self.lost,
            may_reseal: self.submission.method.is_sealed() && !self.resealed,
            backoff_ms: self.backoff.next_ms(self.tries),
            max_delay_ms: if may_resend { self.left_to_write() } else { 0 },
        };
        match fault.verdict(context) {
            Verdict::Resend(ms) => self.begin(Phase::WaitingToPost, Task::Sleep, ms),
            Verdict::Reseal => {
                self.resealed = true;
                self.begin_write(Phase::GettingKey, Task::GetKey { fresh: true })
            }
            Verdict::ReadSession => {
                self.tries = 0;
                self.read_session()
            }
            Verdict::Fail(code, problem) => self.fail(Failure::refused(code, *problem)),
        }
    }

    pub(super) fn read_session(&mut self) -> Effects {
        let id = self.session.clone();
        self.begin_read(Phase::ReadingSession, Request::ReadSession { id })
    }

    pub(super) fn session_read(&mut self, answer: Result<Box<Session>, Fault>) -> Effects {
        match answer.map(|session| News::of(*session, self.known_payment.as_deref())) {
            Ok(News::Payment(payment)) => return self.progress(payment),
            Ok(News::Expired) => return self.fail(Failure::session_expired()),
            Ok(News::None) => {}
            Err(fault) => self.missing = fault.missing().or(self.missing),
        }
        self.tries = self.tries.saturating_add(1);
        let wait = POLLS_MS[0] + self.backoff.next_ms(self.tries);
        if self.tries <= self.submission.limits.max_retries && self.left() > i64::from(wait) {
            return self.begin(Phase::WaitingToReadSession, Task::Sleep, wait);
        }
        self.fail_unknown()
    }
}
