//! API keys, the origins of pages, and the keys that cards are encrypted for.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Console;
use super::access::{Developer, Inside, Posted};
use super::error::{ConsoleError, see};
use super::notice::Notice;
use super::origins;
use super::view::{Copied, Tab, View};
use crate::api::problem::ApiError;
use crate::api::uninterrupted;
use crate::clock::{self, Millis};
use crate::hash::{ServerKey, random_name};
use crate::key_ring::ListedKey;
use crate::shop::keys::{Keys, PUBLISHABLE, SECRET, SHOP_DEVELOPER};
use crate::store::developers::{KeyKind, KeyRow};

/// How long the old keys work after they were replaced: the form's word, the key of its text, and milliseconds.
const OLD_KEYS_FOR: [(&str, &str, Millis); 3] =
    [("24h", "keys.for_24h", 24 * 60 * 60 * 1000), ("1h", "keys.for_1h", 60 * 60 * 1000), ("0s", "keys.for_0s", 0)];

#[derive(Deserialize)]
pub(super) struct ReplaceForm {
    /// Made for each page: what is sent twice is done once.
    once: String,
    old_keys_for: String,
}

/// The keys that a developer has asked for under this name. See [`ServerKey::derive_api_key`].
pub(super) fn derive(server_key: &ServerKey, developer_id: &str, name: &str) -> Keys {
    let name = format!("{developer_id} {name}");
    Keys {
        publishable: server_key.derive_api_key(PUBLISHABLE, &name),
        secret: server_key.derive_api_key(SECRET, &name),
    }
}

/// `GET /console/keys`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Failed`].
pub(super) async fn show(State(console): State<Arc<Console>>, inside: Inside) -> Result<Response, ConsoleError> {
    let (store, view) = (&console.api.store, &inside.view);
    let keys = store.api_keys(&inside.developer.id).await?;
    let origins = store.listed_origins(&inside.developer.id).await?;
    let body = html! {
        section.section {
            div.head { div { h2 { (view.text("keys.title")) } p { (view.text("keys.once")) } } }
            div.keys.card {
                @for key in &keys { (row(view, key)) }
                div.key {
                    span { b { (view.text("keys.endpoint")) } small { (view.text("keys.endpoint_hint")) } }
                    (view.copied(&Copied { name: view.text("keys.endpoint"), value: &console.api.base }))
                }
            }
            (replace_form(&console, view, &inside.developer))
        }
        (origins::section(view, &origins))
        (encryption_keys(view, &console.api.encryption_keys.list(clock::now())))
    };
    Ok(inside.page(Tab::Keys, "nav.keys", &body))
}

fn row(view: &View, key: &KeyRow) -> Markup {
    let (name, hint) = match key.kind {
        KeyKind::Publishable => ("keys.publishable", "keys.for_browsers"),
        KeyKind::Secret => ("keys.secret", "keys.for_servers"),
    };
    let shown = key.shown.as_deref().unwrap_or_default();
    html! {
        div.key {
            span {
                b { (view.text(name)) }
                small { (view.text(hint)) }
                small { (view.text("made")) " " (view.time(key.created_at)) }
                small {
                    @match key.last_used_at {
                        Some(used) => { (view.text("keys.used")) " " (view.time(used)) }
                        None => (view.text("keys.unused")),
                    }
                }
                @if let Some(end) = key.expires_at { small.ends { (view.text("keys.ends")) " " (view.time(end)) } }
            }
            @if key.kind == KeyKind::Publishable && !shown.is_empty() {
                (view.copied(&Copied { name: view.text(name), value: shown }))
            } @else {
                span.value { code { (if key.kind == KeyKind::Secret { SECRET } else { PUBLISHABLE }) "••••" (shown) } }
            }
        }
    }
}

fn replace_form(console: &Console, view: &View, developer: &Developer) -> Markup {
    let shop = developer.id == SHOP_DEVELOPER;
    if shop && console.api.store.is_shared() {
        return html! { p.hint { (view.text("keys.shared")) } };
    }
    html! {
        form.line.card method="post" action="/console/keys/replace" {
            input type="hidden" name="once" value=(random_name(""));
            p.field {
                label for="old_keys_for" { (view.text("keys.old")) }
                select id="old_keys_for" name="old_keys_for" {
                    @for (word, text, _) in OLD_KEYS_FOR { option value=(word) { (view.text(text)) } }
                }
            }
            button.tool { (view.text("keys.replace")) }
            @if shop { p.hint { (view.text("keys.shop")) } }
        }
    }
}

fn encryption_keys(view: &View, keys: &[ListedKey]) -> Markup {
    html! {
        section.section {
            div.head { div { h2 { (view.text("encryption.title")) } p { (view.text("encryption.hint")) } } }
            div.keys.card {
                @for (place, key) in keys.iter().enumerate() {
                    div.key {
                        span {
                            @if place == 0 { (view.pill("ok", "encryption.newest")) }
                            @else if key.is_published { (view.pill("wait", "encryption.published")) }
                            @else { (view.pill("off", "encryption.retired")) }
                            small { (key.jwk.alg) ", " (key.jwk.enc().map_or("", |enc| enc.as_str())) }
                            @if key.created_at > 0 { small { (view.text("made")) " " (view.time(key.created_at)) } }
                            @if let Some(end) = key.retired_at {
                                small { (view.text("encryption.until")) " " (view.time(end)) }
                            }
                        }
                        (view.copied(&Copied { name: view.text("encryption.thumbprint"), value: &key.jwk.kid }))
                    }
                }
            }
        }
    }
}

/// `POST /console/keys/replace`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Foreign`], [`ConsoleError::Malformed`], [`ConsoleError::Failed`].
pub(super) async fn replace(
    State(console): State<Arc<Console>>,
    developer: Developer,
    Posted(form): Posted<ReplaceForm>,
) -> Result<Response, ConsoleError> {
    let lifetime = OLD_KEYS_FOR.into_iter().find(|(word, ..)| *word == form.old_keys_for).map(|(.., millis)| millis);
    let until = clock::now() + lifetime.ok_or(ConsoleError::Malformed)?;
    let fresh = derive(&console.api.server_key, &developer.id, &form.once);
    let store = &console.api.store;
    if !store.was_given(&fresh.secret).await? {
        if developer.id == SHOP_DEVELOPER && store.is_shared() {
            developer.leave(&console, &Notice::refused("keys.shared")).await?;
            return Ok(see("/console/keys"));
        }
        let (console, id, fresh) = (Arc::clone(&console), developer.id.clone(), fresh.clone());
        uninterrupted(async move { give(&console, &id, fresh, until).await }).await?;
        tracing::info!(developer = developer.id, "API keys replaced");
    }
    // A form that was sent again much later has made keys that are over.
    let notice = match store.known_key(&fresh.secret).await? {
        Some(_) => Notice::Keys(form.once),
        None => Notice::refused("refused.repeated"),
    };
    developer.leave(&console, &notice).await?;
    Ok(see("/console/keys"))
}

/// Gives the keys to a developer. The demo shop, which reads its own from files, uses them from now on.
async fn give(console: &Console, developer_id: &str, fresh: Keys, until: Millis) -> Result<(), ApiError> {
    let _one_at_a_time = console.replacing.lock().await;
    let is_shop = developer_id == SHOP_DEVELOPER;
    if is_shop {
        console.shop_keys.write(&fresh).map_err(|error| {
            tracing::error!(%error, "the shop's keys cannot be written");
            ApiError::server_error()
        })?;
    }
    console.api.store.replace_keys(developer_id, [&fresh.publishable, &fresh.secret], until).await?;
    if is_shop {
        console.shop_keys.use_now(fresh);
    }
    Ok(())
}
