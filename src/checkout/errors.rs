//! From what is wrong with options, fields, amounts and wallets to one failure with a sentence for each.
//!
//! No code, sentence or message here ever quotes what was typed.

use std::borrow::Cow;

use crate::card::{Brands, FieldError, Owner};
use crate::flow::failure::{Failure, UNKNOWN};
use crate::form::fields::{self, Typed};
use crate::money::MoneyError;
use crate::protocol::problem::{ErrorCode, FieldProblem, Outcome};
use crate::text::Text;

/// A failure that the widget finds by itself, without an answer of the server. It has the word of a code, as the table of all codes
/// would make the form's module larger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFailure {
    /// The stable code.
    pub code: &'static str,
    /// Whether money has moved.
    pub outcome: Outcome,
    /// The same call, unchanged, may succeed later.
    pub retryable: bool,
    /// What happened and what to do about it, for the developer.
    pub message: Cow<'static, str>,
    /// The field that is wrong, by the JavaScript surface's name.
    pub field: Option<&'static str>,
    /// Every wrong field.
    pub errors: Vec<FieldProblem>,
    /// The payment that it is about.
    pub payment_id: Option<String>,
}

impl OwnFailure {
    /// A failure from before anything was sent.
    pub fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            outcome: Outcome::NotCharged,
            retryable: false,
            message: message.into(),
            field: None,
            errors: Vec::new(),
            payment_id: None,
        }
    }

    /// The payment was posted, and nothing is known of it.
    pub fn unknown() -> Self {
        Self { outcome: Outcome::Unknown, ..Self::new(ErrorCode::OutcomeUnknown.as_str(), UNKNOWN) }
    }

    /// A submit after the form's payment has succeeded.
    pub fn already_complete(payment_id: Option<String>) -> Self {
        let message = "This form's payment has succeeded. clear() makes it ready for another.";
        Self { outcome: Outcome::Charged, payment_id, ..Self::new(ErrorCode::SessionComplete.as_str(), message) }
    }
}

impl From<OwnFailure> for Failure {
    fn from(own: OwnFailure) -> Self {
        let code = ErrorCode::from_word(own.code).unwrap_or(ErrorCode::InvalidOption);
        Self { field: own.field.map(str::to_owned), errors: own.errors, ..Self::new(code, own.message) }
    }
}

/// Everything that is wrong before anything is sent, in the order in which it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Problem {
    field: &'static str,
    code: &'static str,
    sentence: Text,
}

impl Problems {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A field of the card is wrong.
    pub fn card(&mut self, error: FieldError, sentence: Text) {
        self.0.push(Problem { field: error.field().name(), code: error.code(), sentence });
    }

    /// The amount or its currency is wrong.
    pub fn money(&mut self, error: MoneyError) {
        let sentence = Text::new(match error {
            MoneyError::AmountInvalid => "amount.invalid",
            MoneyError::CurrencyRequired => "currency.required",
            MoneyError::CurrencyInvalid => "currency.invalid",
        });
        self.0.push(Problem { field: error.field(), code: error.code(), sentence });
    }

    /// The id of a wallet is wrong.
    pub fn wallet_id(&mut self) {
        let code = ErrorCode::WalletIdInvalid.as_str();
        self.0.push(Problem { field: "walletId", code, sentence: Text::new("wallet.invalid") });
    }

    /// One failure that names every wrong field. Its code and its field are those of the first.
    pub fn into_failure(self, say: &dyn Fn(&Text) -> String) -> OwnFailure {
        let mut message = "Nothing was sent; to be corrected:".to_owned();
        let mut errors = Vec::new();
        for problem in &self.0 {
            message += if errors.is_empty() { " " } else { ", " };
            message += problem.field;
            message += " (";
            message += problem.code;
            message += ")";
            errors.push(FieldProblem {
                field: problem.field.to_owned(),
                code: problem.code.to_owned(),
                message: say(&problem.sentence),
            });
        }
        let first = self.0.first();
        let code = first.map_or(ErrorCode::InvalidOption.as_str(), |first| first.code);
        OwnFailure { field: first.map(|first| first.field), errors, ..OwnFailure::new(code, message) }
    }
}

/// The sentence for an error where there is no text and no brand to be more exact.
pub fn sentence(error: FieldError) -> Text {
    fields::sentence(error, &Typed { text: "", brands: Brands::NONE, owner: Owner::default() })
}

/// Gives the errors of a server's refusal the sentences of `say`, in the payer's language. A failure without a request id is no
/// server's and stays as it is.
pub fn localize(failure: &mut Failure, say: &dyn Fn(FieldError) -> String) {
    if failure.request_id.is_none() {
        return;
    }
    name_field(failure);
    for problem in &mut failure.errors {
        if let Some(error) = problem.error() {
            problem.message = say(error);
        }
    }
}

/// A server's refusal that names a field by its code only gets an error for it, still without a sentence.
pub fn name_field(failure: &mut Failure) {
    if let Some(error) = FieldError::from_code(failure.code.as_str())
        && failure.errors.is_empty()
        && failure.request_id.is_some()
    {
        let (field, code) = (error.field().name().to_owned(), error.code().to_owned());
        failure.errors.push(FieldProblem { field, code, message: String::new() });
    }
}
