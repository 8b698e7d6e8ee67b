//! Logging in and out: one cookie, which scripts cannot read and other sites cannot send along with a POST.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{PASSWORD, PAYERS, Shop, Trouble};
use crate::secret::same;

const COOKIE_NAME: &str = "shop_sid";

/// The log-in form.
#[derive(Deserialize)]
pub struct Credentials {
    username: String,
    password: String,
}

/// `POST /login`
///
/// # Errors
/// From a page of another origin.
pub async fn log_in(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    Form(credentials): Form<Credentials>,
) -> Result<Response, Trouble> {
    shop.check_origin(&headers)?;
    let payer = PAYERS.into_iter().find(|payer| *payer == credentials.username);
    match payer.filter(|_| same(&credentials.password, PASSWORD)) {
        Some(payer) => {
            if let Some(before) = sid(&headers) {
                shop.store.log_out(before).await?;
            }
            let sid = shop.store.log_in(payer).await?;
            Ok(go("/", Some(format!("{COOKIE_NAME}={sid}; Path=/; HttpOnly; SameSite=Lax"))))
        }
        None => Ok(go("/login?wrong", None)),
    }
}

/// `GET /logout`
///
/// # Errors
/// When the database cannot be written.
pub async fn log_out(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Result<Response, Trouble> {
    if let Some(sid) = sid(&headers) {
        shop.store.log_out(sid).await?;
    }
    Ok(go("/login", Some(format!("{COOKIE_NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))))
}

/// Goes on to another page of the shop.
pub fn go(path: &'static str, cookie: Option<String>) -> Response {
    let headers: [(HeaderName, &str); 2] = [(LOCATION, path), (CACHE_CONTROL, "no-store")];
    let cookie = cookie.map(|cookie| [(SET_COOKIE, cookie)]);
    match cookie {
        Some(cookie) => (StatusCode::SEE_OTHER, headers, cookie).into_response(),
        None => (StatusCode::SEE_OTHER, headers).into_response(),
    }
}

/// Who is logged in.
///
/// # Errors
/// When the database cannot be read.
pub async fn payer(shop: &Shop, headers: &HeaderMap) -> Result<Option<String>, Trouble> {
    match sid(headers) {
        Some(sid) => Ok(shop.store.payer(sid).await?),
        None => Ok(None),
    }
}

fn sid(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .map(|(_, value)| value)
}
