//! The names of this machine: who may be asked for, and whose pages are its own.

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

/// The authority of the address under which a proxy gives this server to others, as `pay.example.com`. An `axum::Extension` with
/// it allows requests for it.
#[derive(Clone, Debug)]
pub struct PublicAuthority(pub String);

/// Whether a request is for a server of this machine, or for its [`PublicAuthority`]. Somebody else's name may resolve to this machine too (DNS rebinding):
/// a page of that name would be a page of the sandbox's own origin.
pub fn is_asked<B>(request: &Request<B>) -> bool {
    let headers = request.headers().get_all(HOST);
    let mut hosts = headers.iter().map(|host| host.to_str().ok().and_then(|host| host.parse().ok()));
    let public = request.extensions().get::<PublicAuthority>();
    let is_own = |authority: &Authority| {
        is_of_this_machine(authority) || public.is_some_and(|public| authority.as_str().eq_ignore_ascii_case(&public.0))
    };
    let named = request.uri().authority().is_none_or(is_own) && hosts.all(|host| host.as_ref().is_some_and(is_own));
    named && (request.version() < Version::HTTP_11 || request.headers().contains_key(HOST))
}

fn is_of_this_machine(authority: &Authority) -> bool {
    let host = authority.host().to_ascii_lowercase();
    let has_user = authority.as_str().contains('@');
    !has_user && (is_loopback(&host) || host == FOR_CONTAINERS)
}
