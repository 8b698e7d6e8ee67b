//! The log of a developer's requests.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Console;
use super::access::Inside;
use super::error::ConsoleError;
use super::paging;
use super::view::{Head, Tab, View};
use crate::store::request_log::RequestRow;

/// How many lines a page shows.
const PAGE: usize = 50;

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Those before this time and id: `1795509060000-req_…`.
    before: Option<String>,
}

/// `GET /console/requests`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Malformed`] for another query, [`ConsoleError::Failed`].
pub(super) async fn list(
    State(console): State<Arc<Console>>,
    inside: Inside,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ConsoleError> {
    let Query(asked) = asked.map_err(|_| ConsoleError::Malformed)?;
    let before = paging::cursor(asked.before.as_deref())?;
    let found = console.api.store.requests(&inside.developer.id, before, paging::limit(PAGE)).await?;
    let (lines, last) = paging::cut(found, PAGE);
    let next = last.map(|last| format!("/console/requests?before={}-{}", last.at, last.request_id));
    let view = &inside.view;
    let body = html! {
        p.hint { (view.text("requests.hint")) }
        @if lines.is_empty() { p.hint { (view.text("requests.none")) } } @else { (table(view, &lines)) }
        (view.pages(before.map(|_| "/console/requests"), next.as_deref()))
    };
    Ok(inside.page(Tab::Requests, "requests.title", &body))
}

fn table(view: &View, lines: &[RequestRow]) -> Markup {
    let heads = [
        Head::Text("requests.answer"),
        Head::Text("requests.request"),
        Head::Text("requests.id"),
        Head::Text("payments.time"),
        Head::Number("requests.duration"),
    ];
    let rows = html! {
        @for line in lines {
            tr {
                td.state {
                    span class={ "pill pill--" (if line.status < 400 { "ok" } else { "bad" }) } {
                        (line.status) @if let Some(code) = &line.code { " " (code) }
                    }
                }
                td.method { code { (line.method) " " (line.route) } }
                td.wide.cut { code { (line.request_id) } }
                td.when { (view.time(line.at)) }
                td.num { (line.millis) " ms" }
            }
        }
    };
    view.table(&heads, &rows)
}
