//! The shop's pages, under a strict policy. `frame.html` holds what all pages share: the head, the bar, the foot. Each
//! page's own file holds only what is put into the frame.
//!
//! Two kinds of places are filled in. `{{name}}` becomes a value of the server, escaped. `<!-- in: name -->` in the frame
//! becomes the part of the page that follows the same line there; a part that the page does not have is empty.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::login::{Visitor, redirect};
use super::{Shop, ShopError, checkout};
use crate::html::{self, escape, nonce};

const PART_BEGINS: &str = "<!-- in: ";
const PART_NAME_ENDS: &str = " -->\n";

/// `GET /`: the checkout of the cart. An order that is paid is fulfilled here, so that the payer can pay the next one.
///
/// # Errors
/// 500 when the page or the database cannot be read.
pub async fn checkout(State(shop): State<Arc<Shop>>, Visitor(payer): Visitor) -> Result<Response, ShopError> {
    let Some(payer) = payer else { return Ok(redirect("/login", None)) };
    let order = checkout::cart(&shop, &payer).await?;
    show(&shop, "checkout", &payer, &order.id).await
}

/// `GET /guide`: the guide's calls, for everybody to read and for a payer to run.
///
/// # Errors
/// 500 when the page or the database cannot be read.
pub async fn guide(State(shop): State<Arc<Shop>>, Visitor(payer): Visitor) -> Result<Response, ShopError> {
    show(&shop, "guide", &payer.unwrap_or_default(), "").await
}

/// `GET /return`: where a payer comes back to after a redirect.
///
/// # Errors
/// 500 when the page or the database cannot be read.
pub async fn returned(State(shop): State<Arc<Shop>>, Visitor(payer): Visitor) -> Result<Response, ShopError> {
    match payer {
        Some(payer) => show(&shop, "return", &payer, "").await,
        None => Ok(redirect("/login", None)),
    }
}

/// `GET /login`
///
/// # Errors
/// 500 when the page or the database cannot be read.
pub async fn login(State(shop): State<Arc<Shop>>, Visitor(payer): Visitor) -> Result<Response, ShopError> {
    show(&shop, "login", &payer.unwrap_or_default(), "").await
}

/// `name` is that of the page's HTML file and script, and the beginning of its title's key.
async fn show(shop: &Shop, name: &str, payer: &str, order: &str) -> Result<Response, ShopError> {
    let frame = read(shop, "frame").await?;
    let template = framed(&frame, &read(shop, name).await?);
    let nonce = nonce();
    let payments = &shop.config.payments_url;
    let values = [
        ("{{page}}", name.to_owned()),
        ("{{api}}", format!("{payments}/v1")),
        ("{{widget}}", format!("{payments}/widget")),
        ("{{key}}", shop.config.keys.publishable.clone()),
        ("{{user}}", payer.to_owned()),
        ("{{order}}", order.to_owned()),
        ("{{nonce}}", nonce.clone()),
    ];
    let page = values.iter().fold(template, |page, (place, value)| page.replace(place, &escape(value)));
    Ok(html::page(policy(payments, &nonce), page))
}

async fn read(shop: &Shop, name: &str) -> Result<String, ShopError> {
    let path = shop.config.pages.join(format!("{name}.html"));
    tokio::fs::read_to_string(&path).await.map_err(|error| {
        tracing::error!(%error, path = %path.display(), "a page of the shop cannot be read");
        ShopError::new(StatusCode::INTERNAL_SERVER_ERROR, "The page cannot be read; see --www.")
    })
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
