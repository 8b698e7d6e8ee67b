//! The shop's pages: files with a few places to fill in, under a strict policy.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::{Shop, Trouble, checkout, login};
use crate::page::{escape, html, nonce};

/// `GET /`: the cart's checkout. A paid order is done with here, so that one can pay again.
///
/// # Errors
/// When the page or the database cannot be read.
pub async fn checkout(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Result<Response, Trouble> {
    let Some(payer) = login::payer(&shop, &headers).await? else { return Ok(login::go("/login", None)) };
    // Without the API the page still opens; paying then says what is wrong.
    if checkout::fulfil_cart(&shop, &payer).await.is_err() {
        tracing::warn!("the cart's order could not be looked up");
    }
    show(&shop, "index.html", &payer).await
}

/// `GET /guide`: the guide's calls, for everybody to read and for a payer to run.
///
/// # Errors
/// When the page or the database cannot be read.
pub async fn guide(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Result<Response, Trouble> {
    let payer = login::payer(&shop, &headers).await?.unwrap_or_default();
    show(&shop, "guide.html", &payer).await
}

/// `GET /return`: where a payer comes back to.
///
/// # Errors
/// When the page or the database cannot be read.
pub async fn returned(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Result<Response, Trouble> {
    match login::payer(&shop, &headers).await? {
        Some(payer) => show(&shop, "return.html", &payer).await,
        None => Ok(login::go("/login", None)),
    }
}

/// `GET /login`
///
/// # Errors
/// When the page or the database cannot be read.
pub async fn login(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Result<Response, Trouble> {
    let payer = login::payer(&shop, &headers).await?.unwrap_or_default();
    show(&shop, "login.html", &payer).await
}

async fn show(shop: &Shop, file: &str, payer: &str) -> Result<Response, Trouble> {
    let path = shop.merchant.pages.join(file);
    let template = tokio::fs::read_to_string(&path).await.map_err(|error| {
        tracing::error!(%error, path = %path.display(), "a page of the shop cannot be read");
        Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "The page cannot be read; see --www.")
    })?;
    let nonce = nonce();
    let payments = &shop.merchant.payments_url;
    let values = [
        ("{{api}}", format!("{payments}/v1")),
        ("{{widget}}", format!("{payments}/widget")),
        ("{{key}}", shop.merchant.keys.publishable.clone()),
        ("{{user}}", payer.to_owned()),
        ("{{nonce}}", nonce.clone()),
    ];
    let page = values.iter().fold(template, |page, (place, value)| page.replace(place, &escape(value)));
    Ok(html(StatusCode::OK, policy(payments, &nonce), page))
}

/// What the widget needs, and nothing more: its script and module, the API, and the frames of banks.
fn policy(payments: &str, nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' {payments} 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self'; connect-src 'self' {payments}; frame-src {payments} https:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    )
}
