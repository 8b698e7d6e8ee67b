//! The form as a pure model: what the payer typed, what is shown for it, and what happens next.
//!
//! [`Form::reduce`] takes an event and gives effects, and [`Form::view`] is what the page has to show, as plain data that
//! can be compared. Sentences are keys, never words; nothing here knows a browser, a clock or a network, and nothing here
//! ever prints what was typed. A field is one entry of [`fields::FIELDS`].
//!
//! ```
//! use payments_widget::card::{Brand, Field, FieldError, YearMonth};
//! use payments_widget::form::{Form, FormEffect, FormEvent, FormOptions, InputKind, NameMode, Trigger};
//! use zeroize::Zeroizing;
//!
//! let now = YearMonth { year: 2026, month: 11 };
//! let mut form = Form::new(FormOptions { name: NameMode::Hidden, ..FormOptions::default() }, now);
//! let typed = |field, text: &str| FormEvent::Input {
//!     field,
//!     text: Zeroizing::new(text.to_owned()),
//!     caret: text.len(),
//!     kind: InputKind::Autofill,
//! };
//!
//! // The number is grouped as its brand groups it, and the page is asked to write it so.
//! let effects = form.reduce(typed(Field::CardNumber, "4242424242424242"));
//! let grouped = |effect: &FormEffect| matches!(effect, FormEffect::Write { text, .. } if **text == "4242 4242 4242 4242");
//! assert!(effects.iter().any(grouped));
//! assert_eq!(form.state().brand, Some(Brand::Visa));
//!
//! // What is missing is shown on submit, and nothing is charged.
//! let submit = || FormEvent::Submit { trigger: Trigger::Button, values: Vec::new(), now };
//! form.reduce(typed(Field::ExpirationDate, "12/34"));
//! let effects = form.reduce(submit());
//! assert!(effects.contains(&FormEffect::RejectAttempt(vec![FieldError::CvvRequired])));
//! let shown = form.view().field(Field::Cvv).and_then(|field| field.error.clone());
//! assert_eq!(shown.map(|sentence| sentence.key), Some("cvv.required"));
//!
//! form.reduce(typed(Field::Cvv, "123"));
//! assert!(form.state().complete);
//! assert!(form.reduce(submit()).contains(&FormEffect::Pay));
//! assert!(form.busy());
//! ```
//!
//! Each file imports only from those before it: `choice`, `options`, `state`, `event`, `fields`, `model` (the [`Form`] and
//! what it holds), then `saved`, `marks`, `typing` and `view`, and last `reduce`.

mod choice;
mod event;
pub mod fields;
mod marks;
mod model;
mod options;
mod reduce;
mod saved;
mod state;
mod typing;
mod view;

pub use choice::Choice;
pub use event::{FormEffect, FormEvent, InputKind, Step, Target, Trigger};
pub use marks::{MARKS_NARROW, MARKS_WIDE, left_out};
pub use model::Form;
pub use options::{AskCvv, FormOptions, Installment, KoreanAuthMode, NameMode, Wallet};
pub use state::{
    AttemptEnd, FieldState, FormState, Notice, OpenPayment, Phase, Reason, Receipt, SavedCard, SavedChange,
    SavedStatus, Status, Unknown,
};
pub use view::{Button, ButtonIcon, FieldView, InstallmentsView, View};
