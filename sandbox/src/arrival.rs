//! The arrival of a request's body: how long it may be, and how long it may take.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use tokio::time::timeout;

/// How long a body may take to arrive.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long a body that is too long is still read, and thrown away.
const DRAIN: Duration = Duration::from_secs(2);

/// Why a body is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It is longer than it may be.
    TooLong,
    /// It ended early, or took too long.
    Cut,
}

/// A body of at most `limit` bytes.
///
/// # Errors
/// [`Missing`].
pub async fn body(headers: &HeaderMap, mut body: Body, limit: usize) -> Result<Bytes, Missing> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut length: usize = 0;
    let mut bytes = Vec::new();
    // Read on past the limit: a browser that is cut off while it sends does not read the answer.
    let arriving = async {
        while let Some(frame) = body.frame().await {
            if let Ok(data) = frame?.into_data() {
                length = length.saturating_add(data.len());
                if length <= limit {
                    bytes.extend_from_slice(&data);
                }
            }
        }
        Ok::<_, axum::Error>(())
    };
    let too_long = announced.is_some_and(|announced: usize| announced > limit);
    let arrived = timeout(if too_long { DRAIN } else { TIME_LIMIT }, arriving).await;
    if too_long || length > limit {
        return Err(Missing::TooLong);
    }
    match arrived {
        Ok(Ok(())) => Ok(bytes.into()),
        _ => Err(Missing::Cut),
    }
}
