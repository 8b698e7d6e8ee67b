//! What a page says once, about what was done before it: left by the POST, taken by the page that the redirect leads to.
//!
//! A secret is shown in this way: the notice names what was made, and the secret is derived again.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::Console;
use super::error::ConsoleError;
use super::keys;
use super::view::{Copied, View};

/// What a page says once.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Notice {
    /// Something was done; the key of a sentence.
    Done(String),
    /// Something was refused; the key of a sentence.
    Refused(String),
    /// The API keys that were made under this name.
    Keys(String),
    /// The newest secret of this webhook endpoint.
    WebhookSecret(String),
}

impl Notice {
    pub(super) fn done(key: &str) -> Self {
        Self::Done(key.to_owned())
    }

    pub(super) fn refused(key: &str) -> Self {
        Self::Refused(key.to_owned())
    }
}

pub(super) async fn leave(console: &Console, sid: &str, notice: &Notice) -> Result<(), ConsoleError> {
    let text = serde_json::to_string(notice).map_err(|_| ConsoleError::Failed)?;
    Ok(console.api.store.leave_notice(sid, &text).await?)
}

pub(super) async fn take(
    console: &Console,
    view: &View,
    developer_id: &str,
    sid: &str,
) -> Result<Option<Markup>, ConsoleError> {
    let text = console.api.store.take_notice(sid).await?;
    let Some(notice) = text.and_then(|text| serde_json::from_str(&text).ok()) else { return Ok(None) };
    Ok(Some(match notice {
        Notice::Done(key) => html! { p.notice.notice--ok role="status" { (view.text(&key)) } },
        Notice::Refused(key) => html! { p.notice.notice--bad role="alert" { (view.text(&key)) } },
        Notice::Keys(name) => {
            let made = keys::derive(&console.api.server_key, developer_id, &name);
            secrets(view, "once.keys", &[("keys.publishable", &made.publishable), ("keys.secret", &made.secret)])
        }
        Notice::WebhookSecret(id) => match console.api.store.webhook_endpoint(developer_id, &id).await? {
            Some(endpoint) => {
                let secret = console.api.server_key.derive_webhook_secret(&id, endpoint.secret_version).expose();
                secrets(view, "once.webhook", &[("webhooks.secret", &secret)])
            }
            None => return Ok(None),
        },
    }))
}

fn secrets(view: &View, title: &str, values: &[(&str, &str)]) -> Markup {
    html! {
        section.notice.notice--once role="status" {
            p { b { (view.text(title)) } }
            @for (name, value) in values {
                p.notice__name { (view.text(name)) }
                (view.copied(&Copied { name: view.text(name), value }))
            }
        }
    }
}
