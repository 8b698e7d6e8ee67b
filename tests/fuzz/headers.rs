//! The headers of requests, with everything else right. They are sent byte by byte, line ends too. No header makes the server fail
//! or comes back as another header, each refusal says why, and nothing is told or done without the right key, session and origin.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use payments_widget_fuzz::http::{Request, value};
use payments_widget_fuzz::server::{Body, OPERATIONS, SERVER};

/// Those that the server reads, and some that it must not trust.
const NAMES: [&str; 15] = [
    "authorization",
    "idempotency-key",
    "origin",
    "host",
    "payment-session",
    "content-type",
    "request-id",
    "accept",
    "cookie",
    "if-none-match",
    "x-forwarded-host",
    "x-forwarded-for",
    "forwarded",
    "access-control-request-method",
    "access-control-request-headers",
];

#[derive(Arbitrary, Debug)]
struct Input {
    operation: u8,
    changes: Vec<(u8, Change)>,
}

#[derive(Arbitrary, Debug)]
enum Change {
    Missing,
    Value(Vec<u8>),
    /// Beside the one that is there.
    Twice(Vec<u8>),
    /// Some of the right value, and this in the place of the rest.
    Begins(u8, Vec<u8>),
    UpperCase,
}

fuzz_target!(|input: Input| {
    let operation = SERVER.operation(usize::from(input.operation) % OPERATIONS);
    let mut headers = SERVER.headers(&operation);
    for (name, change) in &input.changes {
        let name = NAMES[usize::from(*name) % NAMES.len()];
        let right = value(&headers, name).unwrap_or_default().to_vec();
        let value = match change {
            Change::Missing => None,
            Change::Value(bytes) | Change::Twice(bytes) => Some(bytes.clone()),
            Change::Begins(length, bytes) => {
                Some([right.get(..usize::from(*length)).unwrap_or(&right), bytes.as_slice()].concat())
            }
            Change::UpperCase => Some(right.to_ascii_uppercase()),
        };
        if !matches!(change, Change::Twice(_)) {
            headers.retain(|(other, _)| other != name);
        }
        headers.extend(value.map(|value| (name.to_owned(), value)));
    }
    let body = operation.body.as_ref().map(Body::text).unwrap_or_default();
    let Some(answer) = SERVER.ask(&operation, &headers, body.as_bytes()) else { return };
    let request = Request { line: format!("{} /v1{}", operation.method, operation.path), headers: &headers, body: &[] };
    let is_authorized = request.seen().is_some_and(|seen| SERVER.is_authorized(&operation, &seen));
    assert!(is_authorized || answer.status >= 400, "{} {}: {}", operation.method, operation.path, answer.status);
    SERVER.go_on(&operation, &answer);
});
