//! Only in the sandbox: what the script of a device's wallet does on the device. A real wallet has such a script of its own,
//! and no payments API has this route.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::auth::SessionHolder;
use super::body::{self, JsonBytes};
use super::problem::ApiError;
use super::{Answer, Api};
use crate::clock;
use crate::device_wallet::Claims;
use crate::hash::random_name;

/// How long a token is accepted, in seconds.
const TOKEN_LIFETIME: i64 = 5 * 60;

/// What the payer agrees to on the device.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenRequest {
    amount: u64,
    currency: String,
}

/// The wallet's answer.
#[derive(Serialize)]
struct TokenAnswer {
    token: String,
}

/// `POST /test_wallet/token`
///
/// # Errors
/// Those of [`SessionHolder`] and [`JsonBytes`]; `malformed_request`, `currency_invalid`, `amount_invalid`, `server_error`.
pub async fn sign(
    State(api): State<Arc<Api>>,
    SessionHolder { session, .. }: SessionHolder,
    JsonBytes(bytes): JsonBytes,
) -> Answer {
    let request: TokenRequest = body::parse(&bytes)?;
    let money = body::money(request.amount, &request.currency)?;
    let claims = Claims {
        amount: money.minor(),
        currency: request.currency,
        session: session.id,
        jti: random_name("tok_"),
        exp: clock::now() / 1000 + TOKEN_LIFETIME,
    };
    let token = api.device_wallet.sign(&claims).map_err(|error| {
        tracing::error!(%error, "the device's wallet cannot sign");
        ApiError::server_error()
    })?;
    Ok(body::json(StatusCode::OK, &TokenAnswer { token }))
}
