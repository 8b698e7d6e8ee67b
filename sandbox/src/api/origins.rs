//! Which pages may use a merchant's publishable key: those on the merchant's list, and in test mode those of this machine.

use payments_widget::protocol::problem::ErrorCode;
use reqwest::Url;

use super::problem::ApiError;
use crate::host;
use crate::store::Store;

/// The origins of one merchant's pages.
pub struct Origins(Vec<String>);

impl Origins {
    /// Reads them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn of(store: &Store, developer_id: &str) -> sqlx::Result<Self> {
        store.origins(developer_id).await.map(Self)
    }

    /// Whether a page of this origin may use the merchant's key. The sandbox is test mode: there is nothing to steal.
    pub fn allow(&self, origin: &str) -> bool {
        self.0.iter().any(|listed| listed == origin) || is_loopback(origin)
    }

    /// `frame-ancestors` for what may be held in a frame of these pages. CSP has no notation for the ports of `[::1]`; the
    /// listed ones have theirs.
    pub fn frame_ancestors(&self) -> String {
        self.0
            .iter()
            .map(String::as_str)
            .chain(["http://localhost:*", "http://127.0.0.1:*"])
            .collect::<Vec<_>>()
            .join(" ")
    }
}

fn is_loopback(origin: &str) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(host::is_loopback)
        && url.origin().ascii_serialization() == origin
}

/// `origin_not_allowed`, with what to do about it.
pub fn not_allowed(origin: &str) -> ApiError {
    // Only an origin is repeated, not any text.
    let named = Url::parse(origin).map(|url| url.origin().ascii_serialization()).unwrap_or_else(|_| "null".into());
    ApiError::new(
        ErrorCode::OriginNotAllowed,
        format!(
            "The origin {named} is not on the merchant's list. Add it in the console, or start the sandbox with \
             --origin {named}."
        ),
    )
}
