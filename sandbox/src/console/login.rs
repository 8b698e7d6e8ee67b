//! Logging in and out.
//!
//! An account that does not exist and a wrong password get the same answer after the same time. After ten attempts the account's name
//! is refused for the rest of 15 minutes, with the right password too, on every instance.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use maud::html;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::Console;
use super::access::{Posted, sid};
use super::error::{ConsoleError, see};
use super::password;
use super::view::View;
use crate::store::accounts::AccountRow;

const MOST_ATTEMPTS: i64 = 10;

/// Has no `Debug`: it holds the password.
#[derive(Deserialize)]
pub(super) struct Credentials {
    name: String,
    password: String,
}

/// A form that is empty: its action says everything.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `GET /console/login`
pub(super) async fn show(Extension(view): Extension<Arc<View>>, RawQuery(query): RawQuery) -> Response {
    let wrong = match query.as_deref().unwrap_or_default().split('&').next() {
        Some("wrong") => Some("login.wrong"),
        Some("limited") => Some("login.limited"),
        _ => None,
    };
    let body = html! {
        @if let Some(wrong) = wrong { p.notice.notice--bad role="alert" { (view.text(wrong)) } }
        form.form.card method="post" action="/console/login" {
            (name_and_password(&view, "current-password"))
            button.main-button { (view.text("login.button")) }
        }
        p.hint { a href="/console/signup" { (view.text("login.signup")) } }
        p.hint { (view.text("login.demo")) }
    };
    view.outside("login.title", &body)
}

/// The two fields of both forms. `autocomplete` is that of the password.
pub(super) fn name_and_password(view: &View, autocomplete: &str) -> maud::Markup {
    html! {
        p.field {
            label for="name" { (view.text("login.name")) }
            input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required
                maxlength="64";
        }
        (password_field(&Password { name: "password", label: view.text("login.password"), autocomplete }))
    }
}

/// A field for a password.
pub(super) struct Password<'a> {
    /// Its name in the form.
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    /// `current-password` or `new-password`.
    pub(super) autocomplete: &'a str,
}

pub(super) fn password_field(Password { name, label, autocomplete }: &Password<'_>) -> maud::Markup {
    html! {
        p.field {
            label for=(name) { (label) }
            input id=(name) name=(name) type="password" autocomplete=(autocomplete) required
                maxlength=(password::LONGEST);
        }
    }
}

/// `POST /console/login`
///
/// # Errors
/// [`ConsoleError::Foreign`], [`ConsoleError::Malformed`], [`ConsoleError::Failed`].
pub(super) async fn log_in(
    State(console): State<Arc<Console>>,
    headers: HeaderMap,
    Posted(form): Posted<Credentials>,
) -> Result<Response, ConsoleError> {
    let name = form.name.trim().to_lowercase();
    match console.check(&name, Zeroizing::new(form.password)).await? {
        Checked::TooOften => Ok(see("/console/login?limited")),
        Checked::Wrong => Ok(see("/console/login?wrong")),
        Checked::Right(account) => {
            let store = &console.api.store;
            // Under a new cookie: whoever knew the one before has nothing from it.
            if let Some(before) = sid(&headers) {
                store.log_out(&before).await?;
            }
            let sid = store.log_in(&account.name, account.password_version).await?;
            Ok(with_cookie(&console, see("/console"), &sid))
        }
    }
}

/// What a name and a password are.
pub(super) enum Checked {
    /// Those of this account.
    Right(AccountRow),
    /// Those of no account.
    Wrong,
    /// Not looked at: there were too many attempts with this name.
    TooOften,
}

impl Console {
    /// Counts an attempt with this name, and compares the password. One that is right ends the count.
    ///
    /// # Errors
    /// [`ConsoleError::Failed`].
    pub(super) async fn check(&self, name: &str, password: Zeroizing<String>) -> Result<Checked, ConsoleError> {
        let store = &self.api.store;
        let subject = format!("log-in {name}");
        let (made, _) = store.count_attempt(&subject).await?;
        if made > MOST_ATTEMPTS {
            return Ok(Checked::TooOften);
        }
        let account = store.account(name).await?;
        let is_right = self.verify(password, account.as_ref().map(|account| account.password_hash.clone())).await?;
        let Some(account) = account.filter(|_| is_right) else { return Ok(Checked::Wrong) };
        store.forget_attempts(&subject).await?;
        Ok(Checked::Right(account))
    }
}

/// The answer with the cookie of a log-in; an empty one removes it.
pub(super) fn with_cookie(console: &Console, mut answer: Response, sid: &str) -> Response {
    if let Ok(cookie) = HeaderValue::try_from(console.cookie(sid)) {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    answer
}

/// `POST /console/logout`
///
/// # Errors
/// [`ConsoleError::Foreign`], [`ConsoleError::Malformed`], [`ConsoleError::Failed`].
pub(super) async fn log_out(
    State(console): State<Arc<Console>>,
    headers: HeaderMap,
    Posted(Nothing {}): Posted<Nothing>,
) -> Result<Response, ConsoleError> {
    if let Some(sid) = sid(&headers) {
        console.api.store.log_out(&sid).await?;
    }
    Ok(with_cookie(&console, see("/console/login"), ""))
}
