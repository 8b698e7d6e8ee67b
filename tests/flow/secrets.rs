//! `Debug` of what the machines hold: no client secret, no idempotency key, no sealed card, no key of an action's URL.

use std::fmt::Debug;
use std::rc::Rc;

use payments_widget::flow::messages::{ChargeEffect, ChargeEnd, ChargeEvent, Done, Request, Secret, Task, Ticket};
use payments_widget::protocol::payment::{PaymentMethodData, PaymentRequest};
use payments_widget::protocol::session::{SessionAnswer, SessionStatus};

use super::script::{challenge, session_of, to_do};

const SECRET: &str = "Vx1c3sJ0pQe7uYt5RkLz9A";

fn secret<T: From<String>>() -> T {
    SECRET.to_owned().into()
}

fn pay() -> Request {
    let card = PaymentMethodData::Card { encrypted_card: secret(), save: true };
    let body = PaymentRequest::new(10_000, "USD".to_owned(), card);
    Request::Pay { idempotency_key: secret(), body: Rc::new(body) }
}

fn token() -> ChargeEnd {
    ChargeEnd::Token { jwe: secret(), key_id: "kid-1".to_owned(), session: "ps_1".to_owned() }
}

/// Nothing of the secret is in the text; what is looked for there is.
fn shows(value: &impl Debug, expected: &str) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains(SECRET.get(..8).unwrap()), "{text}");
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn debug_shows_what_it_is_and_no_secret() {
    let ticket = Ticket::default();
    let mut session = session_of(SessionStatus::Open, None);
    session.client_secret = Some(secret());
    shows(&session, "ps_1");
    shows(&SessionAnswer::new(secret()), "SessionAnswer");
    shows(&secret::<Secret>(), "Secret(..)");
    shows(&pay(), "amount: ");
    shows(&PaymentMethodData::Card { encrypted_card: secret(), save: true }, "Card");
    let wallet = |token| PaymentMethodData::Wallet { wallet_id: "my_wallet".to_owned(), token };
    shows(&wallet(None), "my_wallet");
    shows(&wallet(Some(secret())), "my_wallet");
    let encrypted_cvv = Some(secret());
    shows(&PaymentMethodData::SavedCard { saved_card: "card_1".to_owned(), encrypted_cvv }, "card_1");
    shows(&ChargeEffect::Begin(ticket, Task::Send(pay()), 30_000), "30000");
    shows(&ChargeEvent::Done(ticket, Done::Sealed(secret())), "Sealed");
    shows(&Done::SessionRead(Ok(Box::new(session))), "ps_1");
    shows(&ChargeEffect::Settle(Box::new(Ok(token()))), "kid-1");
    shows(&token(), "kid-1");
    let mut action = challenge("act_1");
    action.url = format!("https://pay.example/actions/act_1?key={SECRET}");
    let waiting = Box::new(to_do(action.clone()));
    shows(&ChargeEffect::ShowAction(waiting, action.clone()), "https://pay.example/actions/act_1");
    action.url = format!("https://pay.example/act_1#{SECRET}");
    shows(&action, "act_1");
}
