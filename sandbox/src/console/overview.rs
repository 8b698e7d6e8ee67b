//! The first page: the last 24 hours, the keys that a page needs, and the newest payments.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::Console;
use super::access::Inside;
use super::error::ConsoleError;
use super::payments::table;
use super::view::{Copied, Tab, View};
use crate::store::console::{Day, Filter, Search};
use crate::store::developers::KeyKind;

/// How many payments are shown.
const NEWEST: i64 = 6;

/// `GET /console`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Failed`].
pub(super) async fn show(State(console): State<Arc<Console>>, inside: Inside) -> Result<Response, ConsoleError> {
    let (store, view) = (&console.api.store, &inside.view);
    let developer = &inside.developer.id;
    let day = store.last_day(developer).await?;
    let keys = store.api_keys(developer).await?;
    let newest = Search { filter: Filter::All, begins: "", before: None, limit: NEWEST };
    let payments = store.payments_of(developer, newest).await?;
    let publishable = keys.iter().find(|key| key.kind == KeyKind::Publishable).and_then(|key| key.shown.as_deref());
    let secret = keys.iter().find(|key| key.kind == KeyKind::Secret).and_then(|key| key.shown.as_deref());
    let body = html! {
        (figures(view, &day))
        section.section {
            div.head {
                div {
                    h2 { (view.text("keys.title")) }
                    p { (view.text("keys.once")) }
                }
                a.tool href="/console/keys" { (view.text("keys.manage")) }
            }
            div.keys.card {
                @if let Some(key) = publishable {
                    div.key {
                        span { b { (view.text("keys.publishable")) } small { (view.text("keys.for_browsers")) } }
                        (view.copied(&Copied { name: view.text("keys.publishable"), value: key }))
                    }
                }
                div.key {
                    span { b { (view.text("keys.secret")) } small { (view.text("keys.for_servers")) } }
                    span.value { code { "sk_test_••••" (secret.unwrap_or_default()) } }
                }
                div.key {
                    span { b { (view.text("keys.endpoint")) } small { (view.text("keys.endpoint_hint")) } }
                    (view.copied(&Copied { name: view.text("keys.endpoint"), value: &console.api.base }))
                }
            }
        }
        section.section {
            div.head { h2 { (view.text("payments.newest")) } a.tool href="/console/payments" { (view.text("payments.all")) } }
            (table(view, &payments))
        }
    };
    Ok(inside.page(Tab::Overview, "console.title", &body))
}

fn figures(view: &View, day: &Day) -> Markup {
    let decided = day.succeeded + day.declined;
    html! {
        dl.figures.card {
            div {
                dt { (view.text("figures.today")) }
                @for total in &day.totals { dd { (view.amount(total.amount, &total.currency)) } }
                @if day.totals.is_empty() { dd { "–" } }
            }
            div {
                dt { (view.text("figures.rate")) }
                dd { @if decided == 0 { "–" } @else { (percent(day.succeeded, decided)) } }
            }
            div { dt { (view.text("figures.checking")) } dd { (view.text("figures.count").replace("{n}", &day.checking.to_string())) } }
            div {
                dt { (view.text("figures.median")) }
                dd {
                    @match day.median_millis {
                        Some(millis) => (view.text("figures.seconds").replace("{n}", &seconds(millis))),
                        None => "–",
                    }
                }
            }
        }
    }
}

/// `96.2%`, rounded down, so that 100% is all of them.
fn percent(part: i64, whole: i64) -> String {
    let thousandths = part * 1000 / whole;
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// `0.41`
fn seconds(millis: i64) -> String {
    let hundredths = (millis + 5) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
