//! Carries out the effects of `flow::follow_up`: waits, and reads the session of an unknown outcome.
//!
//! No rule of payment is here.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::flow::failure::Failure;
use crate::flow::follow_up::{FollowUp, FollowUpEffect, FollowUpEvent, UnknownAttempt};
use crate::flow::messages::{ChargeEnd, ChargeEvent, Done, Task, Ticket};
use crate::protocol::payment::Payment;
use crate::web::callbacks::Timer;
use crate::web::js::spawn::spawn;
use crate::web::pay::action::Stage;
use crate::web::pay::result::ChargeError;
use crate::web::pay::runner::Context;
use crate::web::pay::session_registry;
use crate::web::pay::session_source::KeptSession;

/// What is called while an outcome is followed.
pub struct FollowerCallbacks {
    /// A look brought nothing new. True: the outcome has been unknown for about a minute.
    pub still_unknown: Box<dyn Fn(bool)>,
    /// A payment waits for the payer, who can continue it or give it up.
    pub offer: Box<dyn Fn(&Payment)>,
    /// It has waited for about 20 minutes.
    pub payer_late: Box<dyn Fn()>,
    /// Where its actions are shown.
    pub stage: Box<dyn Stage>,
    /// A payment whose redirect is blocked is given up: nobody can open it in a click.
    pub gives_up_blocked: bool,
    /// Called once, at the end. With the outcome `unknown`, nothing more can be learned from here.
    pub settled: Box<dyn Fn(Result<ChargeEnd, Failure>)>,
}

/// A follow-up that runs by itself.
#[must_use = "the follow-up stops when this is dropped"]
pub struct Follower(Rc<Inner>);

struct Inner {
    context: Rc<Context>,
    kept: Option<Rc<KeptSession>>,
    secret: String,
    machine: RefCell<FollowUp>,
    timer: Cell<Option<Timer>>,
    callbacks: FollowerCallbacks,
}

impl Follower {
    /// Begins to follow a charge that ended with an unknown outcome. The callbacks may be called before this returns.
    pub fn start(
        context: Rc<Context>,
        ended: &ChargeError,
        kept: Option<Rc<KeptSession>>,
        callbacks: FollowerCallbacks,
    ) -> Self {
        let attempt = ended.attempt.as_ref();
        let unknown = UnknownAttempt {
            session: attempt.map(|attempt| attempt.session.clone()),
            known_payment: attempt.and_then(|attempt| attempt.known_payment.clone()),
            failure: ended.failure.clone(),
        };
        let (machine, effects) = FollowUp::start(unknown, context.limits.timeout_ms);
        let inner = Rc::new(Inner {
            context,
            kept,
            secret: attempt.map(|attempt| attempt.secret.clone()).unwrap_or_default(),
            machine: RefCell::new(machine),
            timer: Cell::default(),
            callbacks,
        });
        inner.apply(effects);
        Self(inner)
    }

    /// The payer wants to know now. False where no look will follow any more.
    pub fn check_now(&self) -> bool {
        self.0.dispatch(FollowUpEvent::CheckNow);
        !self.is_over()
    }

    /// The payer wants to continue the payment that waits for them.
    pub fn resume(&self) {
        self.0.dispatch(FollowUpEvent::Continue);
    }

    /// The payer wants to give it up.
    pub fn give_up(&self) {
        self.0.dispatch(FollowUpEvent::GiveUp);
    }

    /// Whether no look will follow any more.
    pub fn is_over(&self) -> bool {
        self.0.machine.borrow().is_over()
    }
}

impl Inner {
    fn dispatch(self: &Rc<Self>, event: FollowUpEvent) {
        let effects = self.machine.borrow_mut().handle(event);
        self.apply(effects);
    }

    fn apply(self: &Rc<Self>, effects: Vec<FollowUpEffect>) {
        for effect in effects {
            match effect {
                FollowUpEffect::Begin(ticket, task, ms) => self.begin(ticket, task, ms),
                FollowUpEffect::StillUnknown { late } => (self.callbacks.still_unknown)(late),
                FollowUpEffect::Offer(payment) => (self.callbacks.offer)(&payment),
                FollowUpEffect::PayerLate => (self.callbacks.payer_late)(),
                FollowUpEffect::ShowAction(payment, action) => {
                    // Weak, as the stage belongs to this follower.
                    let follower = Rc::downgrade(self);
                    let gives_up = self.callbacks.gives_up_blocked;
                    let on_event = move |event| {
                        let event = match event {
                            ChargeEvent::ActionClosed(id) => FollowUpEvent::ActionClosed(id),
                            ChargeEvent::RedirectBlocked if gives_up => FollowUpEvent::GiveUp,
                            _ => FollowUpEvent::CheckNow,
                        };
                        if let Some(follower) = follower.upgrade() {
                            follower.dispatch(event);
                        }
                    };
                    self.callbacks.stage.show(&payment, &action, Box::new(on_event));
                }
                FollowUpEffect::CloseAction => self.callbacks.stage.close(),
                FollowUpEffect::Settle(end) => {
                    session_registry::attempt_ended(&end, self.kept.as_deref());
                    (self.callbacks.settled)(*end);
                }
            }
        }
    }

    fn begin(self: &Rc<Self>, ticket: Ticket, task: Task, ms: u32) {
        // Weak, so that dropping the follower stops it.
        let follower = Rc::downgrade(self);
        let done = move |done| {
            if let Some(follower) = follower.upgrade() {
                follower.dispatch(FollowUpEvent::Done(ticket, done));
            }
        };
        match task {
            Task::Send(request) => {
                self.timer.take();
                let (context, secret) = (self.context.clone(), self.secret.clone());
                spawn(Box::pin(async move { done(context.api.send(&secret, &request, ms).await) }));
            }
            _ => self.timer.set(Some(Timer::new(ms, move || done(Done::Slept)))),
        }
    }
}
