//! How a form pays, as the trait [`Pay`]: the room of the calls implements it, the form only calls it.
//!
//! Nothing here knows a request, a session or a key, so that a form can also pay through another page.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::checkout::order::Payable;
use crate::flow::failure::Failure;
use crate::flow::retry::Fault;
use crate::money::Money;
use crate::protocol::action::ActionKind;
use crate::protocol::payment::Payment;
use crate::protocol::saved_card::{SavedCard, SavedCardRequest};
use crate::web::js::options::Options;
use crate::web::js::words::Words;

/// How a form pays.
pub(in crate::web) trait Pay {
    /// The currency of the configuration, for options that name none.
    fn currency(&self) -> Option<String>;

    /// Whether it is test mode: no real money is charged.
    fn is_test(&self) -> bool;

    /// The same with the session source of these options, if they name one. `options` notes what is wrong with it.
    fn with_session(&self, options: &mut Options) -> Rc<dyn Pay>;

    /// Asks for what every charge with a card needs and is the same for all: the encryption key. What goes wrong is said when a
    /// card is charged.
    fn prepare(&self);

    /// Asks about the saved cards of the payer of this form's session, which is one for this amount. `done` is called once.
    fn saved_cards(&self, money: Money, request: SavedCardRequest, done: SavedCardsDone);

    /// Starts a charge. It runs by itself, and may end before this returns.
    fn charge(&self, charge: Charge);

    /// Follows the last charge, whose outcome is unknown for this reason, until its outcome is known.
    fn follow_up(&self, unknown: Failure, dialogs: Dialogs, callbacks: FollowUpCallbacks) -> Rc<dyn FollowUp>;
}

/// A follow-up that runs by itself, until it is dropped.
pub(in crate::web) trait FollowUp {
    /// Checks the outcome now. False where no check can learn more.
    fn check_now(&self) -> bool;

    /// Goes on with the payment that waits for the payer.
    fn resume(&self);

    /// Gives it up.
    fn give_up(&self);
}

/// What is called with the cards of an answer about saved cards, or with why there is none.
pub(in crate::web) type SavedCardsDone = Box<dyn FnOnce(Result<Vec<SavedCard>, Fault>)>;

/// How a form shows what the payer has to do.
pub(in crate::web) struct Dialogs {
    /// The words of the form.
    pub words: Words,
    /// The element of the form that holds the card issuer's dialog.
    pub host: Option<Element>,
    /// Called when an action of the payer is opened (`true`) and closed.
    pub on_action: Rc<dyn Fn(ActionKind, bool)>,
}

/// One charge of a form.
pub(in crate::web) struct Charge {
    /// What it is paid with.
    pub payable: Payable,
    /// The amount.
    pub money: Money,
    /// How actions of the payer are shown.
    pub dialogs: Dialogs,
    /// Called right before the payment is sent, also for each repeat.
    pub posted: Box<dyn Fn()>,
    /// Called once, at the end.
    pub ended: Box<dyn FnOnce(Result<Box<Payment>, Rejection>)>,
}

/// How a charge failed.
pub(in crate::web) struct Rejection {
    /// Why.
    pub failure: Failure,
    /// What the page's session callback threw.
    pub cause: Option<JsValue>,
    /// The form had kept the session from an earlier attempt; a new one is to be had.
    pub session_was_kept: bool,
}

/// What is called while an unknown outcome is followed.
pub(in crate::web) struct FollowUpCallbacks {
    /// A check brought nothing new. True: the outcome has been unknown for about a minute.
    pub still_unknown: Box<dyn Fn(bool)>,
    /// A payment waits for the payer.
    pub offer: Box<dyn Fn(&Payment)>,
    /// It has waited for about 20 minutes.
    pub payer_late: Box<dyn Fn()>,
    /// Called once, at the end. A failure with the outcome `unknown`: no check can learn more.
    pub ended: Box<dyn Fn(Result<Box<Payment>, Failure>)>,
}

impl From<Failure> for Rejection {
    fn from(failure: Failure) -> Self {
        Self { failure, cause: None, session_was_kept: false }
    }
}
