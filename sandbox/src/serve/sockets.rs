//! The ports that the sandbox listens on.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

use super::StartError;

/// Tries to find one port that is free on all addresses.
const PORT_TRIES: usize = 20;
const LOOPBACK: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// One port, on the loopback addresses and on others.
pub(super) struct Sockets {
    pub(super) port: u16,
    pub(super) listeners: Vec<TcpListener>,
}

/// Why a port cannot be had.
struct Refused {
    /// The address, if the command line names it.
    address: Option<IpAddr>,
    reason: io::Error,
}

/// Listens on the loopback addresses and on those of `others`.
pub(super) async fn listen(wanted: u16, flag: &'static str, others: &[IpAddr]) -> Result<Sockets, StartError> {
    let mut tries = if wanted == 0 { PORT_TRIES } else { 1 };
    loop {
        tries -= 1;
        let Refused { address, reason } = match listen_once(wanted, others).await {
            Ok(sockets) => return Ok(sockets),
            Err(refused) => refused,
        };
        match (reason.kind(), address) {
            (io::ErrorKind::AddrInUse, _) if tries > 0 => {}
            (io::ErrorKind::AddrInUse, _) => return Err(StartError::PortTaken { port: wanted, flag }),
            (_, Some(address)) => {
                let place = SocketAddr::from((address, wanted));
                return Err(StartError::ListenOn { place, source: reason });
            }
            (_, None) => return Err(StartError::Listen { port: wanted, source: reason }),
        }
    }
}

async fn listen_once(wanted: u16, others: &[IpAddr]) -> Result<Sockets, Refused> {
    let mut sockets = Sockets { port: wanted, listeners: Vec::new() };
    let mut bound: Vec<IpAddr> = Vec::new();
    for address in others.iter().copied().chain(LOOPBACK) {
        // 0.0.0.0 and :: include other addresses, on which a socket would find the port taken.
        let is_included = others.iter().any(|other| *other != address && includes(*other, address));
        if is_included || bound.contains(&address) {
            continue;
        }
        let is_named = others.contains(&address);
        match sockets.bind(address).await {
            Ok(()) => bound.push(address),
            // A machine without IPv6.
            Err(reason) if !is_named && address.is_ipv6() && reason.kind() != io::ErrorKind::AddrInUse => {}
            Err(reason) => return Err(Refused { address: is_named.then_some(address), reason }),
        }
    }
    Ok(sockets)
}

/// Whether who listens on `one` listens on `other` too. `::` is every address, also those of IPv4.
fn includes(one: IpAddr, other: IpAddr) -> bool {
    one.is_unspecified() && (one.is_ipv6() || other.is_ipv4())
}

impl Sockets {
    async fn bind(&mut self, address: IpAddr) -> io::Result<()> {
        let listener = TcpListener::bind((address, self.port)).await?;
        self.port = listener.local_addr()?.port();
        self.listeners.push(listener);
        Ok(())
    }
}
