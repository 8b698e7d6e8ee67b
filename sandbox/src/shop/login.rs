//! Logging in and out: one cookie, which scripts cannot read and which other sites cannot send along with a POST.
//!
//! [`Visitor`] and [`LoggedIn`] are extractors, so a handler that names one cannot forget the check.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Form, FromRequest, FromRequestParts, Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::{PASSWORD, PAYERS, SameOrigin, Shop, ShopError, small_body};
use crate::hash::same;

const COOKIE_NAME: &str = "shop_sid";

/// Whoever asks for a page: the payer who is logged in, or nobody.
pub struct Visitor(pub Option<String>);

impl FromRequestParts<Arc<Shop>> for Visitor {
    type Rejection = ShopError;

    async fn from_request_parts(parts: &mut Parts, shop: &Arc<Shop>) -> Result<Self, ShopError> {
        let cookies = CookieJar::from_headers(&parts.headers);
        Ok(Self(match cookies.get(COOKIE_NAME) {
            Some(cookie) => shop.store.payer(cookie.value()).await?,
            None => None,
        }))
    }
}

/// The payer who is logged in. Refused with 401 if nobody is.
pub struct LoggedIn(pub String);

impl FromRequestParts<Arc<Shop>> for LoggedIn {
    type Rejection = ShopError;

    async fn from_request_parts(parts: &mut Parts, shop: &Arc<Shop>) -> Result<Self, ShopError> {
        let Visitor(payer) = Visitor::from_request_parts(parts, shop).await?;
        payer.map(Self).ok_or_else(|| ShopError::new(StatusCode::UNAUTHORIZED, "Log in first."))
    }
}

/// The log-in form. Has no `Debug`: it holds the password.
#[derive(Deserialize)]
pub struct Credentials {
    username: String,
    password: String,
}

/// `POST /login`
///
/// # Errors
/// 403 from a page of another origin; 400 and 413 for another body than a short form; 500 when the database cannot be written.
pub async fn log_in(
    State(shop): State<Arc<Shop>>,
    _: SameOrigin,
    cookies: CookieJar,
    request: Request,
) -> Result<Response, ShopError> {
    let credentials = read(request).await?;
    let payer = PAYERS.into_iter().find(|payer| *payer == credentials.username);
    match payer.filter(|_| same(&credentials.password, PASSWORD)) {
        Some(payer) => {
            if let Some(before) = cookies.get(COOKIE_NAME) {
                shop.store.log_out(before.value()).await?;
            }
            let sid = shop.store.log_in(payer).await?;
            Ok(redirect("/", Some(format!("{COOKIE_NAME}={sid}; {}", shop.cookie_attributes()))))
        }
        None => Ok(redirect("/login?wrong", None)),
    }
}

async fn read(request: Request) -> Result<Credentials, ShopError> {
    let (parts, body) = request.into_parts();
    let bytes = small_body(&parts.headers, body).await?;
    let form = Form::from_request(Request::from_parts(parts, Body::from(bytes)), &()).await;
    form.map(|Form(credentials)| credentials)
        .map_err(|_| ShopError::new(StatusCode::BAD_REQUEST, "The form has a username and a password."))
}

/// `GET /logout`. A page of another site cannot log a payer out: browsers say where a request comes from.
///
/// # Errors
/// 500 when the database cannot be written.
pub async fn log_out(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    cookies: CookieJar,
) -> Result<Response, ShopError> {
    if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site") {
        return Ok(redirect("/", None));
    }
    if let Some(cookie) = cookies.get(COOKIE_NAME) {
        shop.store.log_out(cookie.value()).await?;
    }
    Ok(redirect("/login", Some(format!("{COOKIE_NAME}=; {}; Max-Age=0", shop.cookie_attributes()))))
}

/// Redirects to another page of the shop, with the `Set-Cookie` header if one is given.
pub fn redirect(path: &'static str, cookie: Option<String>) -> Response {
    let headers: [(HeaderName, &str); 2] = [(LOCATION, path), (CACHE_CONTROL, "no-store")];
    let cookie = cookie.map(|cookie| [(SET_COOKIE, cookie)]);
    match cookie {
        Some(cookie) => (StatusCode::SEE_OTHER, headers, cookie).into_response(),
        None => (StatusCode::SEE_OTHER, headers).into_response(),
    }
}
