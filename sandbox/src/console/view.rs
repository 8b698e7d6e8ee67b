//! The frame of every page, and the language of whoever asks.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{SET_COOKIE, VARY};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use reqwest::Url;

use super::Console;
use super::access::Inside;
use super::error::ConsoleError;
use crate::html;
use crate::language::{Languages, Words};

/// The language that was chosen in a page.
const COOKIE_NAME: &str = "console_lang";

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The pages of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    Overview,
    Payments,
    Keys,
    Webhooks,
    Requests,
    /// Behind the account's name.
    Account,
}

impl Tab {
    const NAVIGATION: [Self; 5] = [Self::Overview, Self::Payments, Self::Keys, Self::Webhooks, Self::Requests];

    fn path(self) -> &'static str {
        match self {
            Self::Overview => "/console",
            Self::Payments => "/console/payments",
            Self::Keys => "/console/keys",
            Self::Webhooks => "/console/webhooks",
            Self::Requests => "/console/requests",
            Self::Account => "/console/account",
        }
    }

    /// The key of its name.
    fn word(self) -> &'static str {
        match self {
            Self::Overview => "nav.overview",
            Self::Payments => "nav.payments",
            Self::Keys => "nav.keys",
            Self::Webhooks => "nav.webhooks",
            Self::Requests => "nav.requests",
            Self::Account => "account.title",
        }
    }

    /// The paths of its icon.
    fn icon(self) -> &'static str {
        match self {
            Self::Overview => "M3 3h5.5v6.5H3zM11.5 3H17v4h-5.5zM3 12.5h5.5V17H3zM11.5 10H17v7h-5.5z",
            Self::Payments => "M3.5 5.5h13M3.5 10h13M3.5 14.5h8",
            Self::Keys => "M10.1 13.2a3.3 3.3 0 1 1-6.6 0 3.3 3.3 0 0 1 6.6 0ZM9.2 10.8 16 4M13 7l2.3 2.3",
            Self::Webhooks => "M4 6.5h12M13 3.5l3 3-3 3M16 13.5H4M7 10.5l-3 3 3 3",
            Self::Requests => "M10 5.5V10l3 2M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z",
            Self::Account => "M13 7a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM4 17c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5",
        }
    }
}

/// The head of a column, by the key of its text.
pub(super) enum Head {
    /// Of texts.
    Text(&'static str),
    /// Of numbers, which end at the same edge.
    Number(&'static str),
    /// Of buttons: read aloud, not seen.
    Hidden(&'static str),
}

/// A value that can be copied.
pub(super) struct Copied<'a> {
    /// What it is.
    pub(super) name: &'a str,
    pub(super) value: &'a str,
}

/// Words and frame of one page.
pub(super) struct View {
    words: Words,
    /// Path and query of the page, without its language.
    here: Url,
}

/// A layer: chooses the language, keeps a language that was chosen, and gives errors a page.
pub(super) async fn speak(State(console): State<Arc<Console>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let view = match View::of(&console, &parts).await {
        Ok(view) => Arc::new(view),
        Err(error) => return error.status().into_response(),
    };
    let chosen = view.chosen(&parts);
    parts.extensions.insert(Arc::clone(&view));
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(error) = response.extensions().get::<ConsoleError>().copied() {
        response = view.error(error);
    }
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-language, cookie"));
    if let Some(cookie) = chosen.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

impl View {
    async fn of(console: &Console, parts: &Parts) -> Result<Self, ConsoleError> {
        let unreadable = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, "the words of the console cannot be read; see --www");
            ConsoleError::Failed
        };
        let table = console.pages.text("console/strings.json").await.map_err(|error| unreadable(&error))?;
        let words = Words::read(&table, &Languages::of(parts, COOKIE_NAME)).map_err(|error| unreadable(&error))?;
        let base = Url::parse("http://localhost/console").map_err(|error| unreadable(&error))?;
        let mut here = parts.uri.path_and_query().and_then(|path| base.join(path.as_str()).ok()).unwrap_or(base);
        let kept: Vec<(String, String)> = here.query_pairs().into_owned().filter(|(name, _)| name != "lang").collect();
        here.set_query(None);
        if !kept.is_empty() {
            here.query_pairs_mut().extend_pairs(kept);
        }
        Ok(Self { words, here })
    }

    /// The cookie that keeps the language of `?lang=`, if the console speaks it.
    fn chosen(&self, parts: &Parts) -> Option<String> {
        let asked = format!("lang={}", self.language());
        let is_asked = parts.uri.query().is_some_and(|query| query.split('&').any(|pair| pair == asked));
        is_asked.then(|| {
            format!("{COOKIE_NAME}={}; Path=/console; HttpOnly; SameSite=Lax; Max-Age=31536000", self.language())
        })
    }

    /// The sentence of a key.
    pub(super) fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.text(key)
    }

    fn language(&self) -> &str {
        self.text("lang")
    }

    /// This page in another language.
    fn in_language(&self, language: &str) -> String {
        let mut url = self.here.clone();
        url.query_pairs_mut().append_pair("lang", language);
        format!("{}?{}", url.path(), url.query().unwrap_or_default())
    }

    /// A page of its own: log-in, sign-up, an error.
    pub(super) fn outside(&self, title: &str, body: &Markup) -> Response {
        let title = self.text(title);
        self.answer(
            title,
            &html! {
                main.alone {
                    (self.brand())
                    h1 { (title) }
                    (body)
                    (self.languages())
                }
            },
        )
    }

    fn error(&self, error: ConsoleError) -> Response {
        let body = html! { p.hint { a href="/console" { (self.text("error.back")) } } };
        let mut response = self.outside(error.sentence(), &body);
        *response.status_mut() = error.status();
        response
    }

    fn answer(&self, title: &str, body: &Markup) -> Response {
        let page = html! {
            (DOCTYPE)
            html lang=(self.language()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) " · " (self.text("console.title")) }
                    link rel="stylesheet" href="/console/console.css";
                    script type="module" src="/console/console.js" {}
                }
                body { (body) }
            }
        };
        html::page(POLICY.to_owned(), page.into_string())
    }

    fn brand(&self) -> Markup {
        html! {
            span.brand {
                svg viewBox="0 0 24 24" aria-hidden="true" {
                    rect width="24" height="24" rx="7" fill="#2f3a34" {}
                    path d="M6 16.5V10a3 3 0 0 1 6 0v6.5M12 10a3 3 0 0 1 6 0v6.5" fill="none" stroke="#f2e9dc"
                        stroke-width="2" stroke-linecap="round" {}
                }
                "payments"
            }
        }
    }

    fn languages(&self) -> Markup {
        html! {
            p.languages {
                @for (language, name) in [("ko", "한국어"), ("en", "English")] {
                    @let current = (language == self.language()).then_some("true");
                    a href=(self.in_language(language)) lang=(language) hreflang=(language) aria-current=[current] { (name) }
                }
            }
        }
    }

    /// A value in a box, with a button that copies it where scripts run.
    pub(super) fn copied(&self, Copied { name, value }: &Copied<'_>) -> Markup {
        html! {
            span.value {
                code { (value) }
                button.tool type="button" data-copy=(value) data-copied=(self.text("copied")) hidden
                    aria-label={ (self.text("copy")) ": " (name) } {
                    (icon("M9 7h5.5a2 2 0 0 1 2 2v5.5a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2ZM13 7V5.5a2 2 0 0 0-2-2H5.5a2 2 0 0 0-2 2V11a2 2 0 0 0 2 2H7"))
                }
            }
        }
    }

    /// A table with a head for each column.
    pub(super) fn table(&self, heads: &[Head], rows: &Markup) -> Markup {
        html! {
            div.list.card {
                table {
                    thead {
                        tr {
                            @for head in heads {
                                @match head {
                                    Head::Text(key) => th scope="col" { (self.text(key)) },
                                    Head::Number(key) => th.num scope="col" { (self.text(key)) },
                                    Head::Hidden(key) => th scope="col" { span.vh { (self.text(key)) } },
                                }
                            }
                        }
                    }
                    tbody { (rows) }
                }
            }
        }
    }

    /// Links to the first page and to the next one of a list.
    pub(super) fn pages(&self, first: Option<&str>, next: Option<&str>) -> Markup {
        html! {
            @if first.is_some() || next.is_some() {
                nav.pages aria-label=(self.text("pages")) {
                    @if let Some(first) = first { a.tool href=(first) { (self.text("pages.first")) } }
                    @if let Some(next) = next { a.tool rel="next" href=(next) { (self.text("pages.next")) } }
                }
            }
        }
    }
}

impl Inside {
    /// A page with the navigation. `title`: the key of its title.
    pub(super) fn page(&self, tab: Tab, title: &str, body: &Markup) -> Response {
        let view = &self.view;
        let title = view.text(title);
        let frame = html! {
            div.grid {
                header.side {
                    (view.brand())
                    nav.nav aria-label=(view.text("console.title")) {
                        @for one in Tab::NAVIGATION {
                            a href=(one.path()) aria-current=[(one == tab).then_some("page")] {
                                (icon(one.icon()))
                                (view.text(one.word()))
                            }
                        }
                    }
                    div.account {
                        a.account__name href=(Tab::Account.path()) aria-current=[(tab == Tab::Account).then_some("page")] {
                            (icon(Tab::Account.icon()))
                            span.vh { (view.text(Tab::Account.word())) ": " }
                            bdi { (self.developer.account) }
                        }
                        form method="post" action="/console/logout" { button.link { (view.text("logout")) } }
                        (view.languages())
                    }
                }
                main.main {
                    div.top {
                        h1 { (title) }
                        span.badge { (view.text("test")) }
                    }
                    @if let Some(notice) = &self.notice { (notice) }
                    (body)
                }
            }
        };
        view.answer(title, &frame)
    }
}

/// A picture of 20 by 20, drawn by one path.
pub(super) fn icon(path: &'static str) -> Markup {
    html! { svg.icon viewBox="0 0 20 20" aria-hidden="true" { path d=(PreEscaped(path)) {} } }
}
