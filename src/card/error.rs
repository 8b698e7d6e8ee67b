//! The fields of a card and what can be wrong with each, by the codes that the contract promises.
//!
//! An error is a name, never a text that was typed.

use thiserror::Error;

/// A field of the form, in the order in which a payer meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Field {
    /// The card number.
    CardNumber,
    /// Month and year.
    ExpirationDate,
    /// The three or four digits that are called CVV, CVC, CID, CVN, CVE or CVP2.
    Cvv,
    /// The name on the card.
    CardholderName,
    /// In how many months the payer pays.
    InstallmentMonths,
    /// Korea: birth date or business number.
    IdentityNumber,
    /// Korea: the first two digits of the card's password.
    CardPassword,
}

impl Field {
    /// Every field, in order.
    pub const ALL: [Self; 7] = [
        Self::CardNumber,
        Self::ExpirationDate,
        Self::Cvv,
        Self::CardholderName,
        Self::InstallmentMonths,
        Self::IdentityNumber,
        Self::CardPassword,
    ];

    /// The name that JavaScript knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::CardNumber => "cardNumber",
            Self::ExpirationDate => "expirationDate",
            Self::Cvv => "cvv",
            Self::CardholderName => "cardholderName",
            Self::InstallmentMonths => "installmentMonths",
            Self::IdentityNumber => "identityNumber",
            Self::CardPassword => "cardPassword",
        }
    }

    /// The field of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// One line an error: its name, its code, its field. Everything that is said of errors is made of this list.
macro_rules! field_errors {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $field:ident;)*) => {
        /// What is wrong with a field. Its text is its code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
        pub enum FieldError {
            $($(#[$doc])* #[error($code)] $name,)*
        }

        impl FieldError {
            /// Every error, in the order of the fields.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code that the contract promises.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The field that it is about.
            pub fn field(self) -> Field {
                match self { $(Self::$name => Field::$field),* }
            }
        }
    };
}

field_errors! {
    /// No card number.
    CardNumberRequired, "card_number_required", CardNumber;
    /// Fewer digits than the shortest length of every candidate.
    CardNumberIncomplete, "card_number_incomplete", CardNumber;
    /// A wrong check digit, a wrong length, no such brand, no digits.
    CardNumberInvalid, "card_number_invalid", CardNumber;
    /// A brand that the merchant does not take.
    CardBrandNotAccepted, "card_brand_not_accepted", CardNumber;
    /// No date.
    ExpirationDateRequired, "expiration_date_required", ExpirationDate;
    /// A part of a date.
    ExpirationDateIncomplete, "expiration_date_incomplete", ExpirationDate;
    /// No such month, or too far ahead.
    ExpirationDateInvalid, "expiration_date_invalid", ExpirationDate;
    /// The month is over everywhere on Earth.
    CardExpired, "card_expired", ExpirationDate;
    /// No security code.
    CvvRequired, "cvv_required", Cvv;
    /// Too few digits.
    CvvIncomplete, "cvv_incomplete", Cvv;
    /// Wrong for the brand.
    CvvInvalid, "cvv_invalid", Cvv;
    /// No name.
    CardholderNameRequired, "cardholder_name_required", CardholderName;
    /// Too long, or a card number.
    CardholderNameInvalid, "cardholder_name_invalid", CardholderName;
    /// Not offered for this amount.
    InstallmentMonthsInvalid, "installment_months_invalid", InstallmentMonths;
    /// The card's password stands alone.
    IdentityNumberRequired, "identity_number_required", IdentityNumber;
    /// No such date, or a wrong check digit.
    IdentityNumberInvalid, "identity_number_invalid", IdentityNumber;
    /// The identity number stands alone.
    CardPasswordRequired, "card_password_required", CardPassword;
    /// Not two digits.
    CardPasswordInvalid, "card_password_invalid", CardPassword;
}

impl FieldError {
    /// The error of that code, as a server's answer names it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|error| error.code() == code)
    }
}

/// What a look at a field gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// It may be sent.
    pub is_valid: bool,
    /// False only when no further typing can make it valid.
    pub is_potentially_valid: bool,
    /// What is wrong with it as it stands, though further typing may mend it.
    pub error: Option<FieldError>,
}

impl Check {
    /// Right as it stands.
    pub const VALID: Self = Self { is_valid: true, is_potentially_valid: true, error: None };

    /// Not yet right, but more typing can mend it.
    pub const fn unfinished(error: FieldError) -> Self {
        Self { is_valid: false, is_potentially_valid: true, error: Some(error) }
    }

    /// Wrong, whatever is typed after it.
    pub const fn wrong(error: FieldError) -> Self {
        Self { is_valid: false, is_potentially_valid: false, error: Some(error) }
    }
}
