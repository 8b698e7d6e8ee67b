//! Where a webhook may be sent. A merchant chooses the URL: without these rules it could make this server call the machines that
//! only this server reaches (server-side request forgery).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;
use thiserror::Error;

/// The longest URL, in bytes.
const LONGEST: usize = 2048;

/// Networks of IPv4 that are not the public internet: the first address, and how many bits all of them share.
/// <https://www.iana.org/assignments/iana-ipv4-special-registry>
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network, RFC 791
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private, RFC 1918
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // shared, RFC 6598
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback, RFC 1122
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, RFC 3927
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private, RFC 1918
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments, RFC 6890
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation, RFC 5737
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relay, RFC 7526
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private, RFC 1918
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks, RFC 2544
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation, RFC 5737
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation, RFC 5737
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast, RFC 5771
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved and broadcast, RFC 1112
];

/// The part of IPv6 that is the public internet, RFC 4291: all others (loopback, unspecified, mapped and translated IPv4, unique
/// local, link-local, multicast) are outside of it.
const GLOBAL_UNICAST: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Networks in that part which are not.
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, with Teredo, RFC 2928
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation, RFC 3849
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4, which has an IPv4 address inside, RFC 3056
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation, RFC 9637
];

/// Why a URL is no place for a webhook, in a sentence for the developer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UrlError {
    /// It is no absolute URL.
    #[error(
        "The url of a webhook endpoint is an absolute URL such as https://shop.example/webhooks, at most 2048 bytes long."
    )]
    NotAUrl,
    /// Its scheme.
    #[error(
        "The url of a webhook endpoint begins with https:. Start the sandbox with --allow-private-webhooks to allow http: too."
    )]
    NotHttps,
    /// It holds a user name or a password.
    #[error(
        "The url of a webhook endpoint holds no user name and no password: a webhook is verified by its signature."
    )]
    Credentials,
    /// It names this machine or a network that is not public.
    #[error(
        "The url of a webhook endpoint names this machine or a private network. Start the sandbox with \
         --allow-private-webhooks to allow that."
    )]
    NotPublic,
}

/// The URL of a webhook endpoint. What its name resolves to is not known here; [`client`](super::client) checks that.
///
/// # Errors
/// [`UrlError`].
pub fn read_url(text: &str, allow_private: bool) -> Result<Url, UrlError> {
    let url = Url::parse(text).ok().filter(|_| text.len() <= LONGEST).ok_or(UrlError::NotAUrl)?;
    match url.scheme() {
        "https" => {}
        "http" if allow_private => {}
        "http" => return Err(UrlError::NotHttps),
        _ => return Err(UrlError::NotAUrl),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlError::Credentials);
    }
    // The URL's parser has turned every spelling of an IPv4 address (0x7f.1, 2130706433) into the usual one.
    let host = url.host_str().unwrap_or_default();
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
    let name = host.trim_end_matches('.');
    let is_own_name = name == "localhost" || name.ends_with(".localhost");
    if !allow_private && (is_own_name || literal.is_some_and(|address| !is_public(address))) {
        return Err(UrlError::NotPublic);
    }
    Ok(url)
}

/// Whether the address is one of the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC_V4.into_iter().any(|network| is_in_v4(address, network)),
        IpAddr::V6(address) => {
            is_in_v6(address, GLOBAL_UNICAST) && !NOT_PUBLIC_V6.into_iter().any(|network| is_in_v6(address, network))
        }
    }
}

fn is_in_v4(address: Ipv4Addr, (network, bits): (Ipv4Addr, u32)) -> bool {
    (address.to_bits() ^ network.to_bits()).leading_zeros() >= bits
}

fn is_in_v6(address: Ipv6Addr, (network, bits): (Ipv6Addr, u32)) -> bool {
    (address.to_bits() ^ network.to_bits()).leading_zeros() >= bits
}
