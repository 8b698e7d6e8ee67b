//! Posts a webhook to the merchant's server, and looks at the status of the answer only: the rest of it is neither read nor stored.
//!
//! Redirects are not followed. A name is resolved once for a connection, and the connection is made to an address that was checked:
//! a name that resolves to something else a moment later (DNS rebinding) changes nothing.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use payments_widget::words;
use reqwest::StatusCode;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use thiserror::Error;

use super::Rules;
use super::address::{self, is_public};

/// How long a connection is kept for the next webhook.
const KEEP_CONNECTION: Duration = Duration::from_secs(5);

words! {
    /// Why an attempt had no answer.
    pub enum NoAnswer {
        /// No connection, none that is secure, or one that broke.
        Unreachable = "unreachable",
        /// No answer in time.
        TimedOut = "timed_out",
        /// The URL, or what its name resolves to, is not allowed.
        AddressNotAllowed = "address_not_allowed",
    }
}

/// A webhook that is ready to be sent.
pub struct Message<'a> {
    /// Where to.
    pub url: &'a str,
    /// `evt_…`
    pub event_id: &'a str,
    /// Seconds since 1970.
    pub timestamp: i64,
    /// The value of `webhook-signature`.
    pub signature: String,
    /// JSON.
    pub body: String,
}

/// Sends webhooks by their rules.
pub struct Client {
    http: reqwest::Client,
    rules: Rules,
}

impl Client {
    /// By these rules.
    ///
    /// # Errors
    /// A [`reqwest::Error`] when the HTTP client cannot be made.
    pub fn new(rules: Rules) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            // A proxy of the environment would resolve names itself, and reach what must not be reached.
            .no_proxy()
            .redirect(Policy::none())
            .timeout(rules.time_limit)
            .pool_idle_timeout(KEEP_CONNECTION)
            .user_agent(concat!("payments-sandbox/", env!("CARGO_PKG_VERSION")));
        let http = if rules.allow_private { http } else { http.dns_resolver(Arc::new(PublicOnly)) };
        Ok(Self { http: http.build()?, rules })
    }

    /// The rules.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// Posts it, and gives the status of the answer.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub async fn post(&self, message: Message<'_>) -> Result<StatusCode, NoAnswer> {
        // The rules may have changed since the endpoint was made. An address in the URL itself is not resolved: it is checked here.
        let url = address::read_url(message.url, self.rules.allow_private).map_err(|_| NoAnswer::AddressNotAllowed)?;
        let request = self
            .http
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", message.event_id)
            .header("webhook-timestamp", message.timestamp)
            .header("webhook-signature", message.signature)
            .body(message.body);
        request.send().await.map(|answer| answer.status()).map_err(|error| no_answer(&error))
    }
}

fn no_answer(error: &reqwest::Error) -> NoAnswer {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<NotPublic>() {
            return NoAnswer::AddressNotAllowed;
        }
        cause = error.source();
    }
    if error.is_timeout() { NoAnswer::TimedOut } else { NoAnswer::Unreachable }
}

/// The name resolves to no public address.
#[derive(Debug, Error)]
#[error("the name resolves to no public address")]
struct NotPublic;

/// Resolves names to public addresses only; a name without any is an error.
pub struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            let public: Addrs = Box::new(public.into_iter());
            Ok(public)
        })
    }
}
