//! The API's answers, read member by member, for a browser that has no room for serde.
//!
//! The JSON itself is behind a trait, so that the same code reads JavaScript's objects and, in native tests, serde_json's.
//! An answer that lacks a member is no answer: `None`, never a guess.

use super::action::{ActionKind, Display, NextAction};
use super::payment::{CardSummary, DeclineCode, MethodKind, Payment, PaymentMethod, PaymentStatus};
use super::problem::{ErrorCode, FieldProblem, Problem};
use super::saved_card::{DeletedCard, SavedCard};
use super::session::{Session, SessionStatus};
use crate::jwe::jwk::Jwk;

/// A JSON value that can be asked for members. A value that is no object has none, and a member that is `null` is absent.
pub trait Object: Sized {
    /// A member that is a string.
    fn text(&self, name: &str) -> Option<String>;
    /// A member that is a whole number from 0 to 2^53 − 1.
    fn whole(&self, name: &str) -> Option<u64>;
    /// A member that is a boolean.
    fn flag(&self, name: &str) -> Option<bool>;
    /// The elements of a member that is an array.
    fn list(&self, name: &str) -> Option<Vec<Self>>;
    /// A member of any type, to be asked for its own members.
    fn object(&self, name: &str) -> Option<Self>;
}

/// Reads the members that must be there, and remembers whether one was missing.
struct Reader<'a, O> {
    json: &'a O,
    complete: bool,
}

impl<'a, O: Object> Reader<'a, O> {
    fn of(json: &'a O) -> Self {
        Self { json, complete: true }
    }

    fn must<T: Default>(&mut self, value: Option<T>) -> T {
        self.complete &= value.is_some();
        value.unwrap_or_default()
    }

    fn text(&mut self, name: &str) -> String {
        let value = self.json.text(name);
        self.must(value)
    }

    fn whole(&mut self, name: &str) -> u64 {
        let value = self.json.whole(name);
        self.must(value)
    }

    fn flag(&mut self, name: &str) -> bool {
        let value = self.json.flag(name);
        self.must(value)
    }

    /// What was read, if nothing was missing.
    fn done<T>(self, value: T) -> Option<T> {
        self.complete.then_some(value)
    }
}

/// What an answer needs, for the name of what it lacks: the members that are texts, and what is left if none of them and no
/// number or flag is missing. A list, as names beside every reading would cost a kilobyte.
pub struct Needed {
    texts: &'static [&'static str],
    rest: &'static str,
}

/// What [`payment`] needs.
pub const PAYMENT: Needed =
    Needed { texts: &["id", "session", "status", "currency", "created_at"], rest: "status or payment_method" };
/// What [`session`] needs.
pub const SESSION: Needed = Needed { texts: &["id", "status", "currency", "expires_at"], rest: "status or payment" };

/// The first member that is missing or wrong in an answer that could not be read.
pub fn missing(json: &impl Object, needed: &Needed) -> &'static str {
    let text = needed.texts.iter().find(|name| json.text(name).is_none());
    match text {
        Some(name) => name,
        None if json.whole("amount").is_none() => "amount",
        None if json.flag("livemode").is_none() => "livemode",
        None => needed.rest,
    }
}

/// The answer of `GET /payments/{id}` and `POST /payments`. `None` where a member that must be there is missing or has
/// another type, or a word is unknown. An unknown decline code is `Generic`: it is a refusal all the same.
pub fn payment(json: &impl Object) -> Option<Payment> {
    let status = PaymentStatus::from_word(&json.text("status")?)?;
    let payment_method = payment_method(&json.object("payment_method")?)?;
    let mut reader = Reader::of(json);
    let payment = Payment {
        id: reader.text("id"),
        session: reader.text("session"),
        status,
        amount: reader.whole("amount"),
        currency: reader.text("currency"),
        livemode: reader.flag("livemode"),
        payment_method,
        decline_code: json
            .text("decline_code")
            .map(|word| DeclineCode::from_word(&word).unwrap_or(DeclineCode::Generic)),
        network_decline_code: None,
        next_action: json.object("next_action").and_then(|action| next_action(&action)),
        created_at: reader.text("created_at"),
    };
    reader.done(payment)
}

fn payment_method(json: &impl Object) -> Option<PaymentMethod> {
    Some(match MethodKind::from_word(&json.text("type")?)? {
        MethodKind::Card => {
            let card = json.object("card")?;
            let card = CardSummary { brand: card.text("brand"), last4: card.text("last4")? };
            PaymentMethod::Card { card, saved_card: json.text("saved_card") }
        }
        MethodKind::Wallet => PaymentMethod::Wallet { wallet_id: json.text("wallet_id")? },
    })
}

/// `None` where the action is not understood: the payment is then waited for without it. An unknown `display` is shown to
/// the payer, as a step that nobody sees could wait for them without end.
fn next_action(json: &impl Object) -> Option<NextAction> {
    let kind = ActionKind::from_word(&json.text("type")?)?;
    let mut reader = Reader::of(json);
    let action = NextAction {
        id: reader.text("id"),
        kind,
        display: json.text("display").map(|word| Display::from_word(&word).unwrap_or(Display::Challenge)),
        url: reader.text("url"),
        expires_at: reader.text("expires_at"),
    };
    reader.done(action)
}

/// The answer of `GET /payment_sessions/{id}`, as a page may read it. `None` as for [`payment`], also where its payment
/// cannot be read.
pub fn session(json: &impl Object) -> Option<Session> {
    let status = SessionStatus::from_word(&json.text("status")?)?;
    let newest = match json.object("payment") {
        Some(newest) => Some(payment(&newest)?),
        None => None,
    };
    let mut reader = Reader::of(json);
    let session = Session {
        id: reader.text("id"),
        client_secret: None,
        status,
        amount: reader.whole("amount"),
        currency: reader.text("currency"),
        livemode: reader.flag("livemode"),
        expires_at: reader.text("expires_at"),
        payment: newest,
        order_id: None,
        payer: None,
        payment_method_types: None,
        return_url: None,
    };
    reader.done(session)
}

/// The answer of `GET /saved_cards`, in its order. `None` where there is no list. A card that cannot be read is left out: the
/// others can still be paid with.
pub fn saved_cards(json: &impl Object) -> Option<Vec<SavedCard>> {
    Some(json.list("saved_cards")?.iter().filter_map(saved_card).collect())
}

/// The answer of `POST /saved_cards/{id}/restore`, or one card of the list. `None` where a member that must be there is missing
/// or wrong.
pub fn saved_card(json: &impl Object) -> Option<SavedCard> {
    let mut reader = Reader::of(json);
    let card = SavedCard {
        id: reader.text("id"),
        brand: json.text("brand"),
        last4: reader.text("last4"),
        exp_month: u8::try_from(reader.whole("exp_month")).ok()?,
        exp_year: u16::try_from(reader.whole("exp_year")).ok()?,
        expired: reader.flag("expired"),
        cvv_required: reader.flag("cvv_required"),
        created_at: reader.text("created_at"),
    };
    reader.done(card)
}

/// The answer of `DELETE /saved_cards/{id}`. `None` as for [`saved_card`].
pub fn deleted_card(json: &impl Object) -> Option<DeletedCard> {
    let mut reader = Reader::of(json);
    let deleted = DeletedCard {
        id: reader.text("id"),
        deleted: reader.flag("deleted"),
        restorable_until: reader.text("restorable_until"),
    };
    reader.done(deleted)
}

/// The answer of the merchant's session URL: its client secret.
pub fn client_secret(json: &impl Object) -> Option<String> {
    json.text("client_secret")
}

/// The answer of `GET /jwks.json`. `None` where there is no list of keys. A key with its private half is left out: it
/// protects nothing.
pub fn keys(json: &impl Object) -> Option<Vec<Jwk>> {
    let keys = json.list("keys")?;
    Some(keys.iter().filter(|key| key.object("d").is_none()).map(key).collect())
}

/// Members that are missing are empty, which no check accepts.
fn key(json: &impl Object) -> Jwk {
    let member = |name| json.text(name).unwrap_or_default();
    Jwk {
        kty: member("kty"),
        crv: member("crv"),
        usage: member("use"),
        alg: member("alg"),
        // One that is no text is none that is known, and not one that is missing.
        enc: json.object("enc").map(|_| member("enc")),
        kid: member("kid"),
        x: member("x"),
        y: member("y"),
        n: member("n"),
        e: member("e"),
    }
}

/// A refusal with the HTTP status `status`: a problem document with a code of the contract. `None` for anything else, which
/// is not the API's answer. What is not understood of its fields and its payment is left out.
pub fn problem(json: &impl Object, status: u16) -> Option<(ErrorCode, Problem)> {
    let word = json.text("code")?;
    let code = ErrorCode::from_word(&word)?;
    let mut reader = Reader::of(json);
    let problem = Problem {
        kind: reader.text("type"),
        title: reader.text("title"),
        status,
        code: word,
        detail: reader.text("detail"),
        field: json.text("field"),
        errors: field_problems(json),
        request_id: json.text("request_id").unwrap_or_default(),
        payment: json.object("payment").and_then(|newest| payment(&newest)),
    };
    reader.done((code, problem))
}

/// The member `errors`: every wrong field. One that cannot be read is left out.
pub fn field_problems(json: &impl Object) -> Option<Vec<FieldProblem>> {
    json.list("errors").map(|errors| errors.iter().filter_map(field_problem).collect())
}

fn field_problem(json: &impl Object) -> Option<FieldProblem> {
    Some(FieldProblem { field: json.text("field")?, code: json.text("code")?, message: json.text("message")? })
}
