//! The word lists: every value's word, by hand.

use std::fmt::Debug;

use payments_widget::protocol::action::{ActionKind, Display};
use payments_widget::protocol::payment::{DeclineCode, MethodKind, PaymentStatus};
use payments_widget::protocol::problem::Outcome;
use payments_widget::protocol::session::SessionStatus;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A list must have these words and no others, in all four directions.
fn check<T: Copy + Debug + PartialEq + Serialize + DeserializeOwned>(
    all: &[T],
    as_str: fn(T) -> &'static str,
    from_word: fn(&str) -> Option<T>,
    words: &[(T, &str)],
) {
    assert_eq!(all, words.iter().map(|(value, _)| *value).collect::<Vec<_>>());
    for (value, word) in words {
        let json = format!("\"{word}\"");
        assert_eq!(as_str(*value), *word);
        assert_eq!(from_word(word), Some(*value));
        assert_eq!(serde_json::to_string(value).unwrap(), json);
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value);
    }
    for other in ["", "Card", " card", "card ", "4111111111111111", "succeeded\0"] {
        assert_eq!(from_word(other), None, "{other}");
    }
    for json in ["\"4111111111111111\"", "4111111111111111", "null", "{}", "[\"4111\"]"] {
        let error = serde_json::from_str::<T>(json).unwrap_err().to_string();
        assert!(error.starts_with("not a word of ") && !error.contains("4111"), "{error}");
    }
}

macro_rules! check {
    ($name:ident: $($variant:ident $word:literal),*) => {
        check(&$name::ALL, $name::as_str, $name::from_word, &[$(($name::$variant, $word)),*])
    };
}

#[test]
fn every_list_has_the_words_of_the_wire() {
    check!(PaymentStatus:
        RequiresAction "requires_action", Processing "processing", Succeeded "succeeded", Declined "declined",
        Canceled "canceled");
    check!(MethodKind: Card "card", Wallet "wallet");
    check!(DeclineCode:
        Generic "generic", InsufficientFunds "insufficient_funds", ExpiredCard "expired_card",
        IncorrectCvv "incorrect_cvv", LimitExceeded "limit_exceeded", AuthenticationFailed "authentication_failed",
        TryAgain "try_again");
    check!(ActionKind: ThreeDSecure "three_d_secure", Redirect "redirect");
    check!(Display: Hidden "hidden", Challenge "challenge");
    check!(SessionStatus: Open "open", Complete "complete", Expired "expired");
    check!(Outcome: NotCharged "not_charged", Unknown "unknown", Charged "charged");
}
