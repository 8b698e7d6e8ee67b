//! One's own account: another password.
//!
//! Whoever has only the cookie of a log-in cannot change the password: the old one is asked for, and counted as an attempt to log in.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::Console;
use super::access::{Developer, Inside, Posted};
use super::error::{ConsoleError, see};
use super::login::{Checked, Password, password_field, with_cookie};
use super::notice::{self, Notice};
use super::password;
use super::view::{Tab, View};
use crate::shop::keys::SHOP_ACCOUNT;

/// Has no `Debug`: it holds the passwords.
#[derive(Deserialize)]
pub(super) struct NewPassword {
    current: String,
    new: String,
    again: String,
}

/// `GET /console/account`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Failed`].
pub(super) async fn show(inside: Inside) -> Result<Response, ConsoleError> {
    let (view, account) = (&inside.view, &inside.developer.account);
    let body = html! {
        section.section {
            div.head { div { h2 { (view.text("account.password")) } p { (view.text("account.hint")) } } }
            @if account == SHOP_ACCOUNT {
                p.hint { (view.text("account.shop")) }
            } @else {
                (form(view, account))
            }
        }
    };
    Ok(inside.page(Tab::Account, "account.title", &body))
}

fn form(view: &View, account: &str) -> Markup {
    let field = |name, label, autocomplete| password_field(&Password { name, label: view.text(label), autocomplete });
    html! {
        form.form.card.narrow method="post" action="/console/account/password" {
            // For password managers, which store the new password with the name.
            input type="text" name="name" value=(account) autocomplete="username" readonly hidden;
            (field("current", "account.current", "current-password"))
            (field("new", "account.new", "new-password"))
            (field("again", "account.again", "new-password"))
            button.main-button { (view.text("account.button")) }
        }
    }
}

/// `POST /console/account/password`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Foreign`], [`ConsoleError::Malformed`], [`ConsoleError::Failed`].
pub(super) async fn change_password(
    State(console): State<Arc<Console>>,
    developer: Developer,
    Posted(form): Posted<NewPassword>,
) -> Result<Response, ConsoleError> {
    let [current, new, again] = [form.current, form.new, form.again].map(Zeroizing::new);
    let refused = if developer.account == SHOP_ACCOUNT {
        Some("account.shop")
    } else if new != again {
        Some("account.differ")
    } else if !password::is_allowed(&new) {
        Some("signup.wrong_password")
    } else {
        None
    };
    if let Some(refused) = refused {
        return refuse(&console, &developer, refused).await;
    }
    let account = match console.check(&developer.account, current).await? {
        Checked::Right(account) => account,
        Checked::Wrong => return refuse(&console, &developer, "account.wrong").await,
        Checked::TooOften => return refuse(&console, &developer, "login.limited").await,
    };
    let store = &console.api.store;
    let password_hash = console.hash(new).await?;
    let Some(version) = store.change_password(&account.name, account.password_version, &password_hash).await? else {
        // It was changed elsewhere meanwhile, which has ended this log-in.
        return Err(ConsoleError::LogIn);
    };
    let sid = store.log_in(&account.name, version).await?;
    notice::leave(&console, &sid, &Notice::done("account.changed")).await?;
    tracing::info!(developer = developer.id, "password changed");
    Ok(with_cookie(&console, see("/console/account"), &sid))
}

async fn refuse(console: &Console, developer: &Developer, why: &str) -> Result<Response, ConsoleError> {
    developer.leave(console, &Notice::refused(why)).await?;
    Ok(see("/console/account"))
}
