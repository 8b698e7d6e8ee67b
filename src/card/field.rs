//! The fields of a card and what can be wrong with each, in one table, by the names and codes of the contract.
//!
//! An error is only a code: it never contains what was typed.

use thiserror::Error;

/// From one entry a field, with its name and its errors: a new error of a field is one line here.
macro_rules! fields {
    ($($(#[$about_field:meta])* $field:ident $name:literal {
        $($(#[$about_error:meta])* $error:ident $code:literal,)*
    })*) => {
        /// A field of the form, in the order in which a payer fills them in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum Field {
            $($(#[$about_field])* $field,)*
        }

        impl Field {
            /// Every field, in order.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$field),*];

            /// Its name in JavaScript: `cardNumber`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$field => $name),* }
            }
        }

        /// What is wrong with a field. Its `Display` text is its code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
        #[non_exhaustive]
        pub enum FieldError {
            $($($(#[$about_error])* #[error($code)] $error,)*)*
        }

        impl FieldError {
            /// Every error, in the order of the fields.
            pub const ALL: &[Self] = &[$($(Self::$error),*),*];

            /// Its code in the contract: `card_number_required`.
            pub fn code(self) -> &'static str {
                match self { $($(Self::$error => $code,)*)* }
            }

            /// The field that it belongs to.
            pub fn field(self) -> Field {
                match self { $($(Self::$error => Field::$field,)*)* }
            }
        }
    };
}

fields! {
    /// The card number.
    CardNumber "cardNumber" {
        /// No card number.
        CardNumberRequired "card_number_required",
        /// Fewer digits than the shortest number of every candidate has.
        CardNumberIncomplete "card_number_incomplete",
        /// A wrong check digit, a wrong length, no such brand, or other characters than digits.
        CardNumberInvalid "card_number_invalid",
        /// A brand that the merchant does not accept.
        CardBrandNotAccepted "card_brand_not_accepted",
    }

    /// Month and year.
    ExpirationDate "expirationDate" {
        /// No date.
        ExpirationDateRequired "expiration_date_required",
        /// A part of a date.
        ExpirationDateIncomplete "expiration_date_incomplete",
        /// No such month, or too far ahead.
        ExpirationDateInvalid "expiration_date_invalid",
        /// The month is over everywhere on Earth.
        CardExpired "card_expired",
    }

    /// The security code: the three or four digits that are called CVV, CVC, CID, CVN, CVE or CVP2.
    Cvv "cvv" {
        /// No security code.
        CvvRequired "cvv_required",
        /// Too few digits.
        CvvIncomplete "cvv_incomplete",
        /// Too many digits for the brand, or other characters.
        CvvInvalid "cvv_invalid",
    }

    /// The name on the card.
    CardholderName "cardholderName" {
        /// No name.
        CardholderNameRequired "cardholder_name_required",
        /// Too long, or digits like those of a card number.
        CardholderNameInvalid "cardholder_name_invalid",
    }

    /// In how many months the payer pays.
    InstallmentMonths "installmentMonths" {
        /// Not offered for this amount.
        InstallmentMonthsInvalid "installment_months_invalid",
    }

    /// Korea: birth date or business number.
    IdentityNumber "identityNumber" {
        /// Only the card's password was given.
        IdentityNumberRequired "identity_number_required",
        /// No such date, or a wrong check digit.
        IdentityNumberInvalid "identity_number_invalid",
    }

    /// Korea: the first two digits of the card's password.
    CardPassword "cardPassword" {
        /// Only the identity number was given.
        CardPasswordRequired "card_password_required",
        /// Not two digits.
        CardPasswordInvalid "card_password_invalid",
    }
}

impl Field {
    /// The field with this name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

impl FieldError {
    /// The error with this code, as a server's answer names it; `None` for a code that is not about a field.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|error| error.code() == code)
    }
}
