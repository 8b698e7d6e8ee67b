//! What a page remembers of its sessions.

use payments_widget::flow::failure::Failure;
use payments_widget::flow::messages::{ChargeEnd, Method};
use payments_widget::flow::session_book::{KeptSession, SessionBook, payment_of};
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::payment::PaymentStatus::{Declined, Processing, Succeeded};
use payments_widget::protocol::problem::ErrorCode;

use super::script::{payment, payment_in, submission};

fn usd(minor: u64) -> Money {
    Money::from_minor(minor, Currency::parse("USD").unwrap()).unwrap()
}

fn paid() -> Result<ChargeEnd, Failure> {
    Ok(ChargeEnd::Paid(Box::new(payment("pay_1", Succeeded))))
}

fn token() -> Result<ChargeEnd, Failure> {
    Ok(ChargeEnd::Token { jwe: "jwe".to_owned().into(), key_id: "kid-1".to_owned(), session: "ps_1".to_owned() })
}

#[test]
fn one_call_holds_a_session_at_a_time() {
    let mut book = SessionBook::new();
    assert!(book.hold("ps_1"));
    assert!(!book.hold("ps_1"));
    assert!(book.hold("ps_2"), "another session");
    book.release("ps_1");
    assert!(book.hold("ps_1"));
    assert!(!book.hold("ps_2"));
}

#[test]
fn the_earlier_payment_of_each_session_is_remembered() {
    let mut book = SessionBook::new();
    assert_eq!(book.earlier_payment("ps_1"), None);
    book.remember(&payment("pay_1", Declined));
    book.remember(&payment_in("ps_2", "pay_2", Processing));
    book.remember(&payment("pay_3", Processing));
    assert_eq!((book.earlier_payment("ps_1"), book.earlier_payment("ps_2")), (Some("pay_3"), Some("pay_2")));
    assert!(book.hold("ps_1"), "to know a session is not to hold it");
}

/// As `retrievePayment()` sees it in the middle of a charge.
#[test]
fn a_payment_that_is_seen_while_a_charge_is_busy_is_no_earlier_one() {
    let mut book = SessionBook::new();
    book.remember(&payment("pay_1", Declined));
    assert!(book.hold("ps_1"));
    book.remember(&payment("pay_2", Processing));
    assert!(!book.hold("ps_1"));
    assert_eq!(book.earlier_payment("ps_1"), Some("pay_1"));
    book.release("ps_1");
    assert_eq!(book.earlier_payment("ps_1"), Some("pay_2"));
}

#[test]
fn an_end_has_the_payment_that_was_seen() {
    assert_eq!(payment_of(&paid()).map(|payment| payment.id.as_str()), Some("pay_1"));
    assert_eq!(payment_of(&token()), None);
    let unknown = Failure::unknown(Some(Box::new(payment("pay_2", Processing))), None);
    assert_eq!(payment_of(&Err(unknown)).map(|payment| payment.id.as_str()), Some("pay_2"));
    assert_eq!(payment_of(&Err(Failure::unknown(None, None))), None);
}

#[test]
fn a_kept_session_is_for_one_amount_in_one_currency() {
    let money = submission(Method::Token).money;
    let mut kept = KeptSession::default();
    assert_eq!(kept.secret(money), None);
    kept.keep("secret".to_owned(), money);
    assert_eq!(kept.secret(money), Some("secret"));
    assert_eq!(kept.secret(usd(10_001)), None);
    let krw = Money::from_minor(money.minor(), Currency::parse("KRW").unwrap()).unwrap();
    assert_eq!(kept.secret(krw), None);
    kept.keep("other".to_owned(), usd(10_001));
    assert_eq!((kept.secret(money), kept.secret(usd(10_001))), (None, Some("other")));
}

#[test]
fn a_session_is_kept_until_it_can_no_longer_be_paid() {
    let after = |end: &Result<ChargeEnd, Failure>| {
        let mut kept = KeptSession::default();
        kept.keep("secret".to_owned(), usd(10_000));
        kept.attempt_ended(end);
        kept.secret(usd(10_000)).is_some()
    };
    assert!(!after(&paid()));
    for code in ErrorCode::ALL {
        let over = ["session_complete", "session_expired", "session_invalid", "too_many_attempts", "amount_mismatch"];
        assert_eq!(after(&Err(Failure::new(code, ""))), !over.contains(&code.as_str()), "{code:?}");
    }
}
