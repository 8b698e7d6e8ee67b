//! The form as a pure model: what the payer typed, what is shown for it, and what happens next.
//!
//! [`Form::reduce`] takes an event and gives effects, and [`Form::view`] is what the page has to show, as plain data that
//! can be compared. Sentences are keys, never words; nothing here knows a browser, a clock or a network, and nothing here
//! ever prints what was typed. A field is one entry of [`fields::FIELDS`].
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
