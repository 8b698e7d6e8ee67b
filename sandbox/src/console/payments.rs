//! The list of payments, by state and by the beginning of an id.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use reqwest::Url;
use serde::Deserialize;

use super::Console;
use super::access::Inside;
use super::error::ConsoleError;
use super::paging;
use super::view::{Head, Tab, View, icon};
use crate::store::console::{Filter, ListedPayment, Search};

/// How many payments a page shows.
const PAGE: usize = 25;

/// Which payments are asked for.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    status: Option<Filter>,
    #[serde(default)]
    q: String,
    /// Those before this time and id: `1795509060000-pay_…`.
    before: Option<String>,
}

/// `GET /console/payments`
///
/// # Errors
/// [`ConsoleError::LogIn`], [`ConsoleError::Malformed`] for another query, [`ConsoleError::Failed`].
pub(super) async fn list(
    State(console): State<Arc<Console>>,
    inside: Inside,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ConsoleError> {
    let Query(asked) = asked.map_err(|_| ConsoleError::Malformed)?;
    let filter = asked.status.unwrap_or(Filter::All);
    let begins = asked.q.trim();
    let before = paging::cursor(asked.before.as_deref())?;
    let search = Search { filter, begins, before, limit: paging::limit(PAGE) };
    let found = console.api.store.payments_of(&inside.developer.id, search).await?;
    let (payments, last) = paging::cut(found, PAGE);
    let next = last.map(|last| address(filter, begins, Some((last.payment.created_at, &last.payment.id))));
    let first = asked.before.as_ref().map(|_| address(filter, begins, None));
    let view = &inside.view;
    let body = html! {
        (filters(view, filter, begins))
        @if payments.is_empty() {
            p.hint { (view.text("payments.none")) }
        } @else {
            (table(view, &payments))
        }
        (view.pages(first.as_deref(), next.as_deref()))
    };
    Ok(inside.page(Tab::Payments, "payments.title", &body))
}

fn address(filter: Filter, begins: &str, before: Option<(i64, &str)>) -> String {
    let Ok(mut url) = Url::parse("http://localhost/console/payments") else { return String::new() };
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("status", filter.as_str());
        if !begins.is_empty() {
            query.append_pair("q", begins);
        }
        if let Some((at, id)) = before {
            query.append_pair("before", &format!("{at}-{id}"));
        }
    }
    format!("{}?{}", url.path(), url.query().unwrap_or_default())
}

fn filters(view: &View, current: Filter, begins: &str) -> Markup {
    html! {
        div.filters {
            nav.chips aria-label=(view.text("filter.title")) {
                @for filter in Filter::ALL {
                    a.chip href=(address(filter, begins, None)) aria-current=[(filter == current).then_some("true")] {
                        (view.text(word(filter)))
                    }
                }
            }
            form.find method="get" action="/console/payments" role="search" {
                input type="hidden" name="status" value=(current.as_str());
                (icon("M14.2 9A5.2 5.2 0 1 1 3.8 9a5.2 5.2 0 0 1 10.4 0ZM13 13l3.5 3.5"))
                input type="search" name="q" value=(begins) placeholder=(view.text("filter.find"))
                    aria-label=(view.text("filter.find")) maxlength="255";
            }
        }
    }
}

fn word(filter: Filter) -> &'static str {
    match filter {
        Filter::All => "filter.all",
        Filter::Succeeded => "status.succeeded",
        Filter::Declined => "status.declined",
        Filter::Checking => "status.checking",
        Filter::Canceled => "status.canceled",
        Filter::Refunded => "status.refunded",
    }
}

/// Payments, each with a link to its own page.
pub(super) fn table(view: &View, payments: &[ListedPayment]) -> Markup {
    if payments.is_empty() {
        return html! { p.hint { (view.text("payments.none_yet")) } };
    }
    let heads = [
        Head::Text("payments.status"),
        Head::Text("payments.way"),
        Head::Text("payments.order"),
        Head::Text("payments.id"),
        Head::Text("payments.time"),
        Head::Number("payments.amount"),
    ];
    let rows = html! {
        @for listed in payments {
            @let payment = &listed.payment;
            tr {
                td.state { (view.status(payment)) }
                td.method { (view.way(&payment.method)) }
                td.wide.cut { bdi { (listed.order_id.as_deref().unwrap_or("–")) } }
                td.wide.cut { code { (payment.id) } }
                td.when { (view.time(payment.created_at)) }
                td.num {
                    a.row href={ "/console/payments/" (payment.id) } { (view.amount(payment.amount, &payment.currency)) }
                }
            }
        }
    };
    view.table(&heads, &rows)
}
