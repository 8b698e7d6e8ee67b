//! Who is logged in, and whether a form comes from a page of the console.
//!
//! Each is an extractor, so a handler that names one cannot forget the check.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use maud::Markup;
use serde::de::DeserializeOwned;

use super::error::ConsoleError;
use super::notice::Notice;
use super::view::View;
use super::{Console, notice};
use crate::api::body::PostedForm;
use crate::same_origin;

const COOKIE_NAME: &str = "console_sid";

impl Console {
    /// The header that gives the cookie a value; an empty one removes it. Under https a browser must not send it without TLS.
    pub(super) fn cookie(&self, sid: &str) -> String {
        let secure = if self.api.base.starts_with("https:") { "; Secure" } else { "" };
        let age = if sid.is_empty() { "; Max-Age=0" } else { "" };
        format!("{COOKIE_NAME}={sid}; Path=/console; HttpOnly; SameSite=Strict{secure}{age}")
    }
}

/// The value of the cookie.
pub(super) fn sid(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(COOKIE_NAME).map(|cookie| cookie.value().to_owned())
}

/// The developer who is logged in. Without one the browser is sent to the log-in.
pub(super) struct Developer {
    /// The account's name.
    pub(super) account: String,
    /// `dev_…`
    pub(super) id: String,
    sid: String,
}

impl FromRequestParts<Arc<Console>> for Developer {
    type Rejection = ConsoleError;

    async fn from_request_parts(parts: &mut Parts, console: &Arc<Console>) -> Result<Self, ConsoleError> {
        let sid = sid(&parts.headers).ok_or(ConsoleError::LogIn)?;
        let found = console.api.store.logged_in(&sid).await?.ok_or(ConsoleError::LogIn)?;
        Ok(Self { account: found.account, id: found.developer_id, sid })
    }
}

impl Developer {
    /// What the next page says.
    pub(super) async fn leave(&self, console: &Console, notice: &Notice) -> Result<(), ConsoleError> {
        notice::leave(console, &self.sid, notice).await
    }
}

/// A page for the developer who is logged in.
pub(super) struct Inside {
    /// Words and frame of the page.
    pub(super) view: Arc<View>,
    /// Whose page it is.
    pub(super) developer: Developer,
    /// What was left for this page.
    pub(super) notice: Option<Markup>,
}

impl FromRequestParts<Arc<Console>> for Inside {
    type Rejection = ConsoleError;

    async fn from_request_parts(parts: &mut Parts, console: &Arc<Console>) -> Result<Self, ConsoleError> {
        let developer = Developer::from_request_parts(parts, console).await?;
        let view = parts.extensions.get().map(Arc::clone).ok_or(ConsoleError::Failed)?;
        let notice = notice::take(console, &view, &developer.id, &developer.sid).await?;
        Ok(Self { view, developer, notice })
    }
}

/// A form that a page of the console has sent. Refused from another origin.
pub(super) struct Posted<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<Console>> for Posted<T> {
    type Rejection = ConsoleError;

    async fn from_request(request: Request, console: &Arc<Console>) -> Result<Self, ConsoleError> {
        if !same_origin::is_from(request.headers(), &console.own_origins) {
            return Err(ConsoleError::Foreign);
        }
        let PostedForm(form) = PostedForm::from_request(request, console).await.map_err(|_| ConsoleError::Malformed)?;
        Ok(Self(form))
    }
}
