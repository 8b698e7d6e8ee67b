//! The ports that the sandbox listens on.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

use super::StartError;

/// Tries to find one port that is free on both loopback addresses.
const PORT_TRIES: usize = 20;

/// One port on both loopback addresses.
pub(super) struct Sockets {
    pub(super) port: u16,
    pub(super) listeners: Vec<TcpListener>,
}

pub(super) async fn listen(wanted: u16, flag: &'static str) -> Result<Sockets, StartError> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..if wanted == 0 { PORT_TRIES } else { 1 } {
        match listen_once(wanted).await {
            Ok(sockets) => return Ok(sockets),
            Err(error) => last = error,
        }
    }
    Err(match last.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken { port: wanted, flag },
        _ => StartError::Listen { port: wanted, source: last },
    })
}

async fn listen_once(wanted: u16) -> io::Result<Sockets> {
    let first = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, wanted))).await?;
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
        Ok(second) => listeners.push(second),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
        // A machine without IPv6.
        Err(_) => {}
    }
    Ok(Sockets { port, listeners })
}
