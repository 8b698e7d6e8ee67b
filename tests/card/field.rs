//! The table of fields and their errors.

use payments_widget::card::{Field, FieldError};
use payments_widget::protocol::problem::{ErrorCode, Outcome};

#[test]
fn errors_know_their_codes_and_fields() {
    for error in FieldError::ALL {
        assert_eq!(FieldError::from_code(error.code()), Some(*error));
        assert_eq!(error.to_string(), error.code());
        assert!(Field::ALL.contains(&error.field()));
    }
    assert_eq!(FieldError::from_code("card_declined"), None);
    for field in Field::ALL {
        assert_eq!(Field::from_name(field.name()), Some(field));
    }
    assert_eq!(FieldError::CardExpired.field().name(), "expirationDate");
}

#[test]
fn every_error_of_a_field_is_a_code_of_the_protocol() {
    for error in FieldError::ALL {
        let Some(code) = ErrorCode::from_word(error.code()) else { panic!("{error} is missing") };
        assert_eq!((code.outcome(), code.retryable()), (Outcome::NotCharged, false), "{error}");
    }
}
