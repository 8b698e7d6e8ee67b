//! From what is wrong with fields, amounts and wallets to one failure with a sentence for each.
//!
//! No code, sentence or message here ever quotes what was typed.

use crate::card::{Brands, FieldError, Owner};
use crate::flow::failure::Failure;
use crate::form::fields::{self, Typed};
use crate::money::MoneyError;
use crate::protocol::problem::{ErrorCode, FieldProblem};
use crate::text::Text;

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
    pub fn into_failure(self, say: &dyn Fn(&Text) -> String) -> Failure {
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
        let code = first.and_then(|first| ErrorCode::from_word(first.code)).unwrap_or(ErrorCode::InvalidOption);
        Failure { field: first.map(|first| first.field.to_owned()), errors, ..Failure::new(code, message) }
    }
}

/// The sentence for an error where there is no text and no brand to be more exact.
pub fn sentence(error: FieldError) -> Text {
    fields::sentence(error, &Typed { text: "", brands: Brands::NONE, owner: Owner::default() })
}

/// Gives the errors of a server's refusal the sentences of `say`, in the payer's language. A refusal that names a field by
/// its code only gets an error for it. A failure without a request id is no server's and stays as it is.
pub fn localize(failure: &mut Failure, say: &dyn Fn(FieldError) -> String) {
    if failure.request_id.is_none() {
        return;
    }
    if let Some(error) = FieldError::from_code(failure.code.as_str())
        && failure.errors.is_empty()
    {
        let (field, code) = (error.field().name().to_owned(), error.code().to_owned());
        failure.errors.push(FieldProblem { field, code, message: String::new() });
    }
    for problem in &mut failure.errors {
        if let Some(error) = problem.error() {
            problem.message = say(error);
        }
    }
}
