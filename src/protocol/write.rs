//! The bodies of the widget's requests, and what the two modules of a page hand to each other, member by member in the order of the
//! examples: the same value gives the same bytes.
//!
//! One type for every object that is written, as a `Serialize` derived for each would bring its own code into the page. A
//! browser makes a JavaScript object of it, a native test JSON.

use serde::{Serialize, Serializer};

use super::payment::{BrowserInfo, MethodKind, PaymentMethodData, PaymentRequest};
use super::session::SessionClaim;

/// An object that is being written; its members keep their order.
#[derive(Default)]
pub struct Members(Vec<(&'static str, Plain)>);

/// The value of a member.
pub enum Plain {
    /// `null`
    Null,
    /// `true` or `false`
    Flag(bool),
    /// Whole and below 2^53.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Plain>),
    /// An object.
    Object(Members),
}

impl Members {
    /// One more member; an absent value is `null`.
    pub fn add(&mut self, name: &'static str, value: impl Into<Plain>) {
        self.0.push((name, value.into()));
    }

    /// One more member, if there is a value.
    pub fn add_some(&mut self, name: &'static str, value: Option<impl Into<Plain>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Object(members) => members.serialize(serializer),
        }
    }
}

impl<T: Into<Plain>> From<Option<T>> for Plain {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, T::into)
    }
}

impl From<bool> for Plain {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u32> for Plain {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i32> for Plain {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Plain {
    fn from(number: u64) -> Self {
        Self::Number(number as f64)
    }
}

impl From<&str> for Plain {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Plain {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Members> for Plain {
    fn from(members: Members) -> Self {
        Self::Object(members)
    }
}

impl FromIterator<Plain> for Plain {
    fn from_iter<I: IntoIterator<Item = Plain>>(values: I) -> Self {
        Self::List(values.into_iter().collect())
    }
}

/// The body of `POST /payments`.
pub fn payment_request(request: &PaymentRequest) -> Members {
    let mut body = Members::default();
    body.add("amount", request.amount);
    body.add("currency", request.currency.as_str());
    body.add("payment_method", payment_method(&request.payment_method));
    body.add_some("installment_months", request.installment_months.map(u32::from));
    body.add_some("browser_info", request.browser_info.as_ref().map(browser_info));
    body.add_some("return_url", request.return_url.as_deref());
    body
}

fn payment_method(method: &PaymentMethodData) -> Members {
    let mut body = Members::default();
    match method {
        PaymentMethodData::Card { encrypted_card, save } => {
            body.add("type", MethodKind::Card.as_str());
            body.add("encrypted_card", encrypted_card.as_str());
            body.add_some("save", save.then_some(true));
        }
        PaymentMethodData::SavedCard { saved_card, encrypted_cvv } => {
            body.add("type", "saved_card");
            body.add("saved_card", saved_card.as_str());
            body.add_some("encrypted_cvv", encrypted_cvv.as_deref());
        }
        PaymentMethodData::Wallet { wallet_id, token } => {
            body.add("type", MethodKind::Wallet.as_str());
            body.add("wallet_id", wallet_id.as_str());
            body.add_some("token", token.as_deref());
        }
    }
    body
}

fn browser_info(info: &BrowserInfo) -> Members {
    let mut body = Members::default();
    body.add("language", info.language.as_str());
    body.add("color_depth", info.color_depth);
    body.add("screen_width", info.screen_width);
    body.add("screen_height", info.screen_height);
    body.add("time_zone_offset", info.time_zone_offset);
    body.add("java_enabled", info.java_enabled);
    body.add("javascript_enabled", info.javascript_enabled);
    body.add("user_agent", info.user_agent.as_str());
    body.add("challenge_window_size", info.challenge_window_size.as_str());
    body
}

/// The body for the merchant's session URL.
pub fn session_claim(claim: &SessionClaim) -> Members {
    let mut body = Members::default();
    body.add("amount", claim.amount);
    body.add("currency", claim.currency.as_str());
    body.add("method", claim.method.as_str());
    body
}
