//! The names of this machine: who may be asked for, and whose pages are its own.

use std::net::IpAddr;

use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{Request, Version};

/// What the answer to a request for another server says.
pub const REFUSAL: &str = "The Host header is missing, or names another server than localhost.";

/// How a container of Docker calls the machine that it runs on.
const FOR_CONTAINERS: &str = "host.docker.internal";

/// Whether a host, without its port, is this machine's alone.
pub fn is_loopback(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].contains(&host) || host.ends_with(".localhost")
}

/// What a server may be called besides the names of this machine. An `axum::Extension` with it allows requests for them.
#[derive(Clone, Debug)]
pub struct OtherNames {
    /// The authority of the address under which a proxy gives it to others, as `pay.example.com`.
    pub public: Option<String>,
    /// It listens on a network, so any IP address may be its own.
    pub addresses: bool,
}

impl OtherNames {
    /// Those of a server that others reach at `url`, such as `https://pay.example.com`.
    pub fn of(url: &str, addresses: bool) -> Self {
        Self { public: url.split_once("://").map(|(_, authority)| authority.into()), addresses }
    }

    fn allow(&self, authority: &Authority) -> bool {
        let is_address = || authority.host().trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        let is_public = |public: &str| authority.as_str().eq_ignore_ascii_case(public);
        self.public.as_deref().is_some_and(is_public) || self.addresses && !has_user(authority) && is_address()
    }
}

/// Whether a request is for a server of this machine, or for one of its [`OtherNames`]. Somebody else's name may resolve to this machine too (DNS rebinding):
/// a page of that name would be a page of the sandbox's own origin. An address resolves to nothing else.
pub fn is_asked<B>(request: &Request<B>) -> bool {
    let headers = request.headers().get_all(HOST);
    let mut hosts = headers.iter().map(|host| host.to_str().ok().and_then(|host| host.parse().ok()));
    let others = request.extensions().get::<OtherNames>();
    let is_own =
        |authority: &Authority| is_of_this_machine(authority) || others.is_some_and(|others| others.allow(authority));
    let named = request.uri().authority().is_none_or(is_own) && hosts.all(|host| host.as_ref().is_some_and(is_own));
    named && (request.version() < Version::HTTP_11 || request.headers().contains_key(HOST))
}

fn is_of_this_machine(authority: &Authority) -> bool {
    let host = authority.host().to_ascii_lowercase();
    !has_user(authority) && (is_loopback(&host) || host == FOR_CONTAINERS)
}

fn has_user(authority: &Authority) -> bool {
    authority.as_str().contains('@')
}
