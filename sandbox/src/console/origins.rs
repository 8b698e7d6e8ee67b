//! The origins of a developer's pages. One list for two things: who may use the publishable key, and where a payer may return to.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Console;
use super::access::{Developer, Posted};
use super::error::{ConsoleError, see};
use super::notice::Notice;
use super::view::View;
use crate::config::parse_origin;
use crate::store::developers::OriginRow;

#[derive(Deserialize)]
pub(super) struct OriginForm {
    origin: String,
}

pub(super) fn section(view: &View, origins: &[OriginRow]) -> Markup {
    html! {
        section.section {
            div.head { div { h2 { (view.text("origins.title")) } p { (view.text("origins.hint")) } } }
            div.rows.card {
                div.row-line { span { code { "http://localhost:*" } } small { (view.text("origins.local")) } }
                @for OriginRow { origin, added_at } in origins {
                    div.row-line {
                        span { code { (origin) } }
                        @match added_at {
                            Some(_) => form method="post" action="/console/origins/remove" {
                                input type="hidden" name="origin" value=(origin);
                                button.tool aria-label={ (view.text("origins.remove")) ": " (origin) } { (view.text("origins.remove")) }
                            },
                            None => small { (view.text("origins.by_start")) },
                        }
                    }
                }
            }
            form.line.card method="post" action="/console/origins/add" {
                p.field {
                    label for="origin" { (view.text("origins.new")) }
                    input id="origin" name="origin" type="url" inputmode="url" placeholder="https://shop.example" required
                        maxlength="255";
                }
                button.tool { (view.text("origins.add")) }
            }
        }
    }
}

/// `POST /console/origins/add`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Foreign`], [`ConsoleError::Malformed`], [`ConsoleError::Failed`].
pub(super) async fn add(
    State(console): State<Arc<Console>>,
    developer: Developer,
    Posted(form): Posted<OriginForm>,
) -> Result<Response, ConsoleError> {
    let notice = match parse_origin(form.origin.trim()) {
        Ok(origin) if console.api.store.add_origin(&developer.id, &origin).await? => Notice::done("done.origin_added"),
        Ok(_) => Notice::refused("refused.origins"),
        Err(_) => Notice::refused("refused.origin"),
    };
    developer.leave(&console, &notice).await?;
    Ok(see("/console/keys"))
}

/// `POST /console/origins/remove`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Foreign`], [`ConsoleError::Malformed`], [`ConsoleError::Failed`].
pub(super) async fn remove(
    State(console): State<Arc<Console>>,
    developer: Developer,
    Posted(form): Posted<OriginForm>,
) -> Result<Response, ConsoleError> {
    console.api.store.remove_origin(&developer.id, &form.origin).await?;
    developer.leave(&console, &Notice::done("done.origin_removed")).await?;
    Ok(see("/console/keys"))
}
