//! What a call that only reads a session says when there is no session to be read.

use payments_widget::flow::failure::Failure;
use payments_widget::flow::retry::Fault;
use payments_widget::protocol::problem::{ErrorCode, Outcome};

use super::script::refusal;

const URL: &str = "https://pay.example/v1/payment_sessions";

#[test]
fn a_refusal_keeps_its_code_its_text_its_field_and_its_request_id() {
    let mut fault = refusal(ErrorCode::SessionInvalid, None);
    let Fault::Refused { problem, .. } = &mut fault else { panic!("no refusal") };
    problem.field = Some("session".to_owned());
    let (detail, request_id) = (problem.detail.clone(), problem.request_id.clone());
    let failure = Failure::session_unread(fault, URL);
    assert_eq!(failure.code, ErrorCode::SessionInvalid);
    assert_eq!((failure.message.as_ref(), failure.request_id), (detail.as_str(), Some(request_id)));
    assert_eq!(failure.field.as_deref(), Some("session"));
}

#[test]
fn no_answer_names_the_address_and_what_to_check() {
    for fault in [Fault::Unreachable, Fault::TimedOut] {
        let failure = Failure::session_unread(fault, URL);
        assert_eq!((failure.code, failure.outcome), (ErrorCode::NetworkError, Outcome::NotCharged));
        assert!(failure.message.starts_with(URL) && failure.message.contains("CORS"), "{}", failure.message);
    }
}

#[test]
fn an_answer_of_something_else_is_unexpected() {
    let failure = Failure::session_unread(Fault::Unreadable { status: 200 }, URL);
    assert_eq!(failure.code, ErrorCode::UnexpectedResponse);
}
