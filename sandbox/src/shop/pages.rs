//! The shop's pages, under a strict policy. `frame.html` holds what all pages share: the head, the bar, the foot. Each
//! page's own file holds only what is put into the frame.
//!
//! Three kinds of places are filled in. `{{name}}` becomes a value of the server, escaped. `<!-- in: name -->` in the frame
//! becomes the part of the page that follows the same line there; a part that the page does not have is empty. The elements with
//! `data-text`, `data-label` and `data-won` get their words, see [`fill`].

use std::fmt;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::VARY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::login::{Visitor, redirect};
use super::words::{Languages, fill};
use super::{Shop, ShopError, checkout};
use crate::html::{self, escape, nonce};
use crate::language::Words;

/// The form is in the page itself.
const INLINE: &str = "inline";

const PART_BEGINS: &str = "<!-- in: ";
const PART_NAME_ENDS: &str = " -->\n";

/// Where the form of the checkout is.
#[derive(Deserialize)]
pub struct Place {
    /// `frame`: in a frame of the payments' origin; else in the page.
    #[serde(default)]
    mode: String,
}

/// `GET /`: the checkout of the cart. An order that is paid is fulfilled here, so that the payer can pay the next one.
///
/// # Errors
/// 500 when the page or the database cannot be read.
pub async fn checkout(
    State(shop): State<Arc<Shop>>,
    Visitor(payer): Visitor,
    place: Query<Place>,
    wanted: Languages,
) -> Result<Response, ShopError> {
    let Some(payer) = payer else { return Ok(redirect("/login", None)) };
    let order = checkout::cart(&shop, &payer).await?;
    let mode = if place.mode == "frame" { "frame" } else { INLINE };
    show(&shop, &wanted, "shop/checkout", &payer, &order.id, mode).await
}

/// `GET /guide`: the guide's calls, for everybody to read and for a payer to run.
///
/// # Errors
/// 500 when the page or the database cannot be read.
pub async fn guide(
    State(shop): State<Arc<Shop>>,
    Visitor(payer): Visitor,
    wanted: Languages,
) -> Result<Response, ShopError> {
    show(&shop, &wanted, "shop/guide", &payer.unwrap_or_default(), "", INLINE).await
}

/// `GET /styles`: the form in the looks of other design systems, for everybody.
///
/// # Errors
/// 500 when the page or the database cannot be read.
pub async fn styles(
    State(shop): State<Arc<Shop>>,
    Visitor(payer): Visitor,
    wanted: Languages,
) -> Result<Response, ShopError> {
    show(&shop, &wanted, "shop/styles", &payer.unwrap_or_default(), "", INLINE).await
}

/// `GET /playground`: the form with a control for each of its options, for everybody.
///
/// # Errors
/// 500 when the page or the database cannot be read.
pub async fn playground(
    State(shop): State<Arc<Shop>>,
    Visitor(payer): Visitor,
    wanted: Languages,
) -> Result<Response, ShopError> {
    show(&shop, &wanted, "playground/playground", &payer.unwrap_or_default(), "", INLINE).await
}

/// `GET /return`: where a payer comes back to after a redirect.
///
/// # Errors
/// 500 when the page or the database cannot be read.
pub async fn returned(
    State(shop): State<Arc<Shop>>,
    Visitor(payer): Visitor,
    wanted: Languages,
) -> Result<Response, ShopError> {
    match payer {
        Some(payer) => show(&shop, &wanted, "shop/return", &payer, "", INLINE).await,
        None => Ok(redirect("/login", None)),
    }
}

/// `GET /login`
///
/// # Errors
/// 500 when the page or the database cannot be read.
pub async fn login(
    State(shop): State<Arc<Shop>>,
    Visitor(payer): Visitor,
    wanted: Languages,
) -> Result<Response, ShopError> {
    show(&shop, &wanted, "shop/login", &payer.unwrap_or_default(), "", INLINE).await
}

/// `path` is that of the page's HTML file and script in `www`, without the ending; its last part begins the key of the title.
async fn show(
    shop: &Shop,
    wanted: &Languages,
    path: &str,
    payer: &str,
    order: &str,
    mode: &str,
) -> Result<Response, ShopError> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let frame = read(shop, "shop/frame.html").await?;
    let page = framed(&frame, &read(shop, &format!("{path}.html")).await?);
    let words = Words::read(&read(shop, "shop/strings.json").await?, &wanted.0)
        .map_err(|error| unreadable(&error, "shop/strings.json"))?;
    let own = format!(r#"<option value="{}""#, words.text("lang"));
    let page = fill(&words, &page, payer).replace(&own, &format!("{own} selected"));
    let nonce = nonce();
    let payments = &shop.config.payments_url;
    let hidden = |hidden: bool| if hidden { "hidden" } else { "" }.to_owned();
    let values = [
        ("{{page}}", name.to_owned()),
        ("{{script}}", path.to_owned()),
        ("{{title}}", words.text(&format!("{name}.title")).to_owned()),
        ("{{shop}}", words.text("shop.name").to_owned()),
        ("{{lang}}", words.text("lang").to_owned()),
        ("{{dir}}", words.text("dir").to_owned()),
        ("{{api}}", format!("{payments}/v1")),
        ("{{widget}}", format!("{payments}/widget")),
        ("{{key}}", shop.config.keys.current().publishable),
        ("{{user}}", payer.to_owned()),
        ("{{for-user}}", hidden(payer.is_empty())),
        ("{{for-nobody}}", hidden(!payer.is_empty())),
        ("{{order}}", order.to_owned()),
        ("{{mode}}", mode.to_owned()),
        ("{{nonce}}", nonce.clone()),
    ];
    let page = values.iter().fold(page, |page, (place, value)| page.replace(place, &escape(value)));
    let mut response = html::page(policy(payments, &nonce), page);
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-language, cookie"));
    Ok(response)
}

async fn read(shop: &Shop, file: &str) -> Result<String, ShopError> {
    shop.config.pages.text(file).await.map_err(|error| unreadable(&error, file))
}

fn unreadable(error: &impl fmt::Display, file: &str) -> ShopError {
    tracing::error!(%error, file, "a page of the shop cannot be read");
    ShopError::new(StatusCode::INTERNAL_SERVER_ERROR, "The page cannot be read; see --www.")
}

/// The frame with the parts of `page` in it.
fn framed(frame: &str, page: &str) -> String {
    let parts: Vec<_> = page.split(PART_BEGINS).filter_map(|part| part.split_once(PART_NAME_ENDS)).collect();
    let mut pieces = frame.split(PART_BEGINS);
    let mut whole = pieces.next().unwrap_or_default().trim_end_matches(' ').to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once(PART_NAME_ENDS).unwrap_or((piece, ""));
        whole.extend(parts.iter().filter(|(part, _)| *part == name).map(|(_, html)| *html));
        whole.push_str(rest.trim_end_matches(' '));
    }
    whole
}

/// What the widget needs, and nothing more: its script and module, the API, and the frames of banks.
fn policy(payments: &str, nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' {payments} 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self'; connect-src 'self' {payments}; frame-src {payments} https:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    )
}
