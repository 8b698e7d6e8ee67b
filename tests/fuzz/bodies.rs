//! The bodies of requests, with everything else right, and the plaintext of a card with everything else right. No body makes the
//! server fail or charge what is not right, and each refusal says why and repeats no card number.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use payments_widget_fuzz::change::{Change, changed};
use payments_widget_fuzz::http::contains;
use payments_widget_fuzz::server::{Body, CARD, OPERATIONS, SAVED_CARD, SERVER};
use serde_json::Value;

/// In the fuzzer's dictionary, and in no refusal, wherever it was sent.
const NUMBER: &str = "4242424242424242";

#[derive(Arbitrary, Debug)]
struct Input {
    operation: u8,
    body: Sent,
}

#[derive(Arbitrary, Debug)]
enum Sent {
    Bytes(Vec<u8>),
    /// The right body with members changed, one after another.
    Changed(Vec<Change>),
    /// A payment with a card, or the CVV of a saved one, whose plaintext is changed before it is sealed.
    Sealed {
        saved: bool,
        changes: Vec<Change>,
    },
}

/// Whether these members are as they should be.
fn is_for(sent: &Value, right: &Value, members: &[&str]) -> bool {
    members.iter().all(|member| sent[*member] == right[*member])
}

fuzz_target!(|input: Input| {
    let number = match &input.body {
        Sent::Sealed { saved: true, .. } => SAVED_CARD,
        Sent::Sealed { saved: false, .. } => CARD,
        _ => usize::from(input.operation) % OPERATIONS,
    };
    let operation = SERVER.operation(number);
    let sealed = SERVER.plaintext(number);
    let body = match (&operation.body, &input.body) {
        (_, Sent::Bytes(bytes)) => bytes.clone(),
        (_, Sent::Sealed { changes, .. }) => {
            let plaintext = changed(sealed.clone(), changes);
            SERVER.payment_with(number, &plaintext).to_string().into_bytes()
        }
        (Some(Body::Json(body)), Sent::Changed(changes)) => changed(body.clone(), changes).to_string().into_bytes(),
        (Some(body), Sent::Changed(_)) => body.text().into_bytes(),
        (None, Sent::Changed(_)) => Vec::new(),
    };
    let answer = SERVER.ask(&operation, &SERVER.headers(&operation), &body).expect("an answer");
    if operation.path == "/payments" && answer.status < 400 {
        let sent: Value = serde_json::from_slice(&body).expect("only JSON is paid");
        assert!(is_for(&sent, &sealed, &["amount", "currency"]), "a payment of another amount");
        if let Sent::Sealed { changes, .. } = &input.body {
            let plaintext = changed(sealed.clone(), changes);
            let bound = ["v", "session", "amount", "currency", "saved_card"];
            assert!(is_for(&plaintext, &sealed, &bound), "a card that was sealed for something else");
        }
    }
    if answer.status >= 400 {
        assert!(!contains(&answer.body, NUMBER), "{}: the number of a card", operation.path);
    }
    SERVER.go_on(&operation, &answer);
});
