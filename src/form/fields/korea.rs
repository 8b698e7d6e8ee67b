//! The sentences for the errors of the Korean fields. The form does not ask for these fields; the calls take them.

use crate::card::{Field, FieldError};
use crate::text::Text;

pub(super) fn sentence(error: FieldError) -> Text {
    Text::new(match error.field() {
        Field::InstallmentMonths => "inst.invalid",
        Field::CardPassword => "kr.pin.required",
        _ => "kr.birth.invalid",
    })
}
