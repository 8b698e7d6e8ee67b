//! The form as a pure model: what the payer typed, what is shown for it, and what happens next.
//!
//! [`Form::reduce`] takes an event and gives effects, [`Form::view`] says what the page has to show, as plain data that
//! can be compared. Texts are keys, never words; nothing here knows a browser, a clock or a network, and nothing here
//! ever prints what was typed. A field is one entry of [`field::FIELDS`].

mod event;
pub mod field;
mod marks;
mod reduce;
mod typing;
mod view;

pub use event::{By, Effect, FormEvent, FormOptions, NameMode, Phase, Receipt, Settled, Step, Target, Trigger, Wallet};
pub use reduce::Form;
pub use view::{Button, ButtonIcon, FieldState, FieldView, FormState, Notice, View};
