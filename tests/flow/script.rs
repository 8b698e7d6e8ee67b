//! What a script is made of: replies, and the payments, sessions and refusals in them.

use payments_widget::flow::failure::Failure;
use payments_widget::flow::messages::{Done, Limits, Method, Nonces, Submission};
use payments_widget::flow::retry::Fault;
use payments_widget::jwe::algorithm::Enc;
use payments_widget::jwe::jwk::{EcPoint, PublicKey, RecipientKey};
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::action::{ActionKind, Display, NextAction};
use payments_widget::protocol::payment::{CardSummary, DeclineCode, Payment, PaymentMethod, PaymentStatus};
use payments_widget::protocol::problem::{ErrorCode, Problem};
use payments_widget::protocol::session::{Session, SessionStatus};

/// How long an answer takes where the script does not say.
const LATENCY: u32 = 100;

/// The kinds of task that the script answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Source,
    Key,
    Seal,
    Post,
    Payment,
    Cancel,
    Session,
}

/// What comes of a task, after so many milliseconds.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) ms: u32,
    pub(crate) done: Done,
    /// The machine slept meanwhile, so that no time-out fired.
    pub(crate) asleep: bool,
}

impl Reply {
    pub(crate) fn after(self, ms: u32) -> Self {
        Self { ms, ..self }
    }

    pub(crate) fn after_sleep(self, ms: u32) -> Self {
        Self { ms, asleep: true, ..self }
    }
}

pub(crate) fn never() -> Reply {
    reply(Done::Slept).after(u32::MAX)
}

pub(crate) fn reply(done: Done) -> Reply {
    Reply { ms: LATENCY, done, asleep: false }
}

pub(crate) fn source(id: &str, known_payment: Option<&str>) -> Reply {
    reply(Done::Session { id: id.to_owned(), known_payment: known_payment.map(str::to_owned) })
}

pub(crate) fn sealed(jwe: &str) -> Reply {
    reply(Done::Sealed(jwe.to_owned().into()))
}

pub(crate) fn key(kid: &str) -> Reply {
    reply(Done::Key(recipient(kid)))
}

pub(crate) fn failed(code: ErrorCode) -> Reply {
    reply(Done::Failed(Failure::new(code, "as the script says")))
}

/// The payment `pay_1` in a state.
pub(crate) fn now_is(status: PaymentStatus) -> Reply {
    answered(payment("pay_1", status))
}

pub(crate) fn answered(payment: Payment) -> Reply {
    reply(Done::Payment(Ok(Box::new(payment))))
}

pub(crate) fn broken(fault: Fault) -> Reply {
    reply(Done::Payment(Err(fault)))
}

pub(crate) fn refused(code: ErrorCode, retry_after: Option<u32>) -> Reply {
    broken(refusal(code, retry_after))
}

pub(crate) fn session(status: SessionStatus, payment: Option<Payment>) -> Reply {
    reply(Done::SessionRead(Ok(Box::new(session_of(status, payment)))))
}

pub(crate) fn session_unread(fault: Fault) -> Reply {
    reply(Done::SessionRead(Err(fault)))
}

pub(crate) fn recipient(kid: &str) -> RecipientKey {
    let public = PublicKey::Ec(EcPoint { x: "x".to_owned(), y: "y".to_owned() });
    RecipientKey { kid: kid.to_owned(), enc: Enc::A256Gcm, public }
}

pub(crate) fn payment(id: &str, status: PaymentStatus) -> Payment {
    payment_in("ps_1", id, status)
}

pub(crate) fn payment_in(session: &str, id: &str, status: PaymentStatus) -> Payment {
    let method = PaymentMethod::card(CardSummary::new(None, "4242".to_owned()), None);
    let [id, session, currency, created_at] = [id, session, "USD", "2026-11-24T08:31:00Z"].map(str::to_owned);
    let mut payment = Payment::new(id, session, status, 10_000, currency, method, created_at);
    payment.decline_code = (status == PaymentStatus::Declined).then_some(DeclineCode::InsufficientFunds);
    payment
}

pub(crate) fn acting(action: NextAction) -> Reply {
    answered(to_do(action))
}

pub(crate) fn to_do(action: NextAction) -> Payment {
    let mut payment = payment("pay_1", PaymentStatus::RequiresAction);
    payment.next_action = Some(action);
    payment
}

pub(crate) fn challenge(id: &str) -> NextAction {
    action(id, ActionKind::ThreeDSecure, Some(Display::Challenge))
}

pub(crate) fn hidden(id: &str) -> NextAction {
    action(id, ActionKind::ThreeDSecure, Some(Display::Hidden))
}

pub(crate) fn redirect(id: &str) -> NextAction {
    action(id, ActionKind::Redirect, None)
}

fn action(id: &str, kind: ActionKind, display: Option<Display>) -> NextAction {
    let (url, expires_at) = ("https://pay.example.com/v1/actions".to_owned(), "2026-11-24T08:41:00Z".to_owned());
    let mut action = NextAction::new(id.to_owned(), kind, url, expires_at);
    action.display = display;
    action
}

pub(crate) fn session_of(status: SessionStatus, payment: Option<Payment>) -> Session {
    let [id, currency, expires_at] = ["ps_1", "USD", "2026-11-24T08:46:00Z"].map(str::to_owned);
    let mut session = Session::new(id, status, 10_000, currency, expires_at);
    session.payment = payment;
    session
}

pub(crate) fn refusal(code: ErrorCode, retry_after: Option<u32>) -> Fault {
    let [title, detail, request_id] = ["Refused", "As the script says.", "req_1"].map(str::to_owned);
    let mut problem = Problem::new(code, title, detail, request_id);
    problem.payment = (code == ErrorCode::SessionComplete).then(|| payment("pay_0", PaymentStatus::Succeeded));
    Fault::Refused { code, problem: Box::new(problem), retry_after }
}

pub(crate) fn submission(method: Method) -> Submission {
    let Some(money) = Currency::parse("USD").ok().and_then(|usd| Money::from_minor(10_000, usd).ok()) else {
        unreachable!("USD 100.00 is an amount");
    };
    let nonces = |nth: u8| Nonces { idempotency_key: format!("key-{nth}").into(), jti: format!("jti-{nth}") };
    Submission {
        method,
        money,
        nonces: [nonces(1), nonces(2)],
        offers_open: false,
        limits: Limits { timeout_ms: 30_000, max_retries: 2 },
        jitter_seed: 1,
        browser_info: None,
        return_url: Some("https://shop.example/return".to_owned()),
    }
}
