//! Signing up: an account makes a developer of its own, with keys that are shown once.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::html;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::Console;
use super::access::Posted;
use super::error::{ConsoleError, see};
use super::keys;
use super::login::{name_and_password, with_cookie};
use super::notice::{self, Notice};
use super::password;
use super::view::View;
use crate::clock;
use crate::hash::random_name;
use crate::store::accounts::AccountRow;

const SHORTEST_NAME: usize = 3;
const LONGEST_NAME: usize = 64;
/// How many accounts can be asked for in 15 minutes, by all together.
const MOST_SIGN_UPS: i64 = 20;

/// Has no `Debug`: it holds the password.
#[derive(Deserialize)]
pub(super) struct NewAccount {
    name: String,
    password: String,
}

/// `GET /console/signup`
pub(super) async fn show(Extension(view): Extension<Arc<View>>, RawQuery(query): RawQuery) -> Response {
    let wrong = match query.as_deref().unwrap_or_default().split('&').next() {
        Some("name") => Some("signup.wrong_name"),
        Some("password") => Some("signup.wrong_password"),
        Some("taken") => Some("signup.taken"),
        Some("limited") => Some("signup.limited"),
        _ => None,
    };
    let body = html! {
        @if let Some(wrong) = wrong { p.notice.notice--bad role="alert" { (view.text(wrong)) } }
        form.form.card method="post" action="/console/signup" {
            (name_and_password(&view, "new-password"))
            p.hint { (view.text("signup.rules")) }
            button.main-button { (view.text("signup.button")) }
        }
        p.hint { a href="/console/login" { (view.text("signup.login")) } }
    };
    view.outside("signup.title", &body)
}

/// `POST /console/signup`
///
/// # Errors
/// [`ConsoleError::Foreign`], [`ConsoleError::Malformed`], [`ConsoleError::Failed`].
pub(super) async fn sign_up(
    State(console): State<Arc<Console>>,
    Posted(form): Posted<NewAccount>,
) -> Result<Response, ConsoleError> {
    let password = Zeroizing::new(form.password);
    let name = form.name.trim().to_lowercase();
    if !is_name(&name) {
        return Ok(see("/console/signup?name"));
    }
    if !password::is_allowed(&password) {
        return Ok(see("/console/signup?password"));
    }
    let store = &console.api.store;
    let (made, _) = store.count_attempt("sign-up").await?;
    if made > MOST_SIGN_UPS {
        return Ok(see("/console/signup?limited"));
    }
    let password_hash = console.hash(password).await?;
    let account = AccountRow { name, developer_id: random_name("dev_"), password_hash, password_version: 1 };
    if !store.add_account(&account).await? {
        return Ok(see("/console/signup?taken"));
    }
    let once = random_name("");
    let made = keys::derive(&console.api.server_key, &account.developer_id, &once);
    store.replace_keys(&account.developer_id, [&made.publishable, &made.secret], clock::now()).await?;
    let sid = store.log_in(&account.name, account.password_version).await?;
    notice::leave(&console, &sid, &Notice::Keys(once)).await?;
    tracing::info!(developer = account.developer_id, "account made");
    Ok(with_cookie(&console, see("/console/keys"), &sid))
}

/// Letters, digits and `.@_+-`: a user name or an e-mail address.
fn is_name(name: &str) -> bool {
    (SHORTEST_NAME..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".@_+-".contains(&byte))
}
