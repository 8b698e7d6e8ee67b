//! What a call that only reads a session says when there is no session to be read.

use payments_widget::flow::failure::Failure;
use payments_widget::flow::retry::{Fault, NO_JSON};
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
    let failure = Failure::session_unread(Fault::Unreadable { status: 200, missing: NO_JSON }, URL);
    assert_eq!(failure.code, ErrorCode::UnexpectedResponse);
    assert!(failure.message.ends_with("In the API's answer, JSON is missing or wrong."), "{}", failure.message);
}

#[test]
fn a_session_url_that_gives_no_secret_is_named_with_its_status_and_without_its_query() {
    let unreadable = Fault::Unreadable { status: 502, missing: NO_JSON };
    for (fault, answered) in [
        (unreadable, "502"),
        (refusal(ErrorCode::SessionInvalid, None), "401"),
        (Fault::Unreachable, "nothing"),
        (Fault::TimedOut, "nothing"),
    ] {
        let failure = Failure::no_client_secret("https://shop.example/session?order=7#top", fault.status());
        assert_eq!(failure.code, ErrorCode::SessionSourceFailed);
        let begin = format!(
            "https://shop.example/session answered {answered}, and not 200 with JSON and a client_secret in it. "
        );
        assert!(failure.message.starts_with(&begin), "{}", failure.message);
    }
}
