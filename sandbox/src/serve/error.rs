//! Why the sandbox does not start.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;
use tokio_rustls::rustls;

use crate::shop::OpenError;
use crate::shop::keys::KeyFileError;
use crate::store::database::Source;
use crate::tls::TlsError;
use crate::vault::RotationError;

/// Why the sandbox does not start, in one sentence that says what to do.
#[derive(Debug, Error)]
pub enum StartError {
    /// Another program listens on the port.
    #[error("Port {port} is taken: stop what uses it, or choose another with {flag}.")]
    PortTaken {
        /// The port.
        port: u16,
        /// The option that sets it.
        flag: &'static str,
    },
    /// The operating system refuses the port.
    #[error("Cannot listen on port {port}: {source}.")]
    Listen {
        /// The port.
        port: u16,
        /// The system's reason.
        source: io::Error,
    },
    /// The operating system refuses an address that the command line names.
    #[error("Cannot listen on {place}: {source}. Give an address of this machine, or 0.0.0.0 for all.")]
    ListenOn {
        /// The address and port.
        place: SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
    /// Another sandbox works with the data folder.
    #[error("Another sandbox uses {path}: stop it, or choose another folder with --data.", path = path.display())]
    FolderTaken {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the data folder, or the folder itself.
    #[error("Cannot use {path}: {source}. Remove it to start afresh.", path = path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// TLS.
    #[error("Cannot serve https with {path}: {source}.", path = path.display())]
    Tls {
        /// The file of the certificate.
        path: PathBuf,
        /// Why.
        source: TlsError,
    },
    /// TLS of the shop's own calls.
    #[error("Cannot use TLS: {0}.")]
    Client(#[from] rustls::Error),
    /// The keys of the data folder are not those with which other instances use the database.
    #[error(
        "The keys in {path} are not those that {place} was begun with: give every instance a copy of the first one's folder.",
        path = path.display()
    )]
    OtherKeys {
        /// The data folder.
        path: PathBuf,
        /// The database.
        place: Source,
    },
    /// The keys of the saved cards.
    #[error("Cannot use the saved cards with {path}: {source}.", path = path.display())]
    Vault {
        /// The file of the keys.
        path: PathBuf,
        /// Why.
        source: RotationError,
    },
    /// A database.
    #[error("Cannot use {place}: {source}. {remedy}", remedy = place.remedy())]
    Database {
        /// Which.
        place: Source,
        /// The database's reason.
        source: sqlx::Error,
    },
    /// The client that sends webhooks.
    #[error("Cannot send webhooks: {0}.")]
    Webhooks(reqwest::Error),
    /// The demo shop.
    #[error(transparent)]
    Shop(#[from] OpenError),
}

impl From<KeyFileError> for StartError {
    fn from(KeyFileError { path, source }: KeyFileError) -> Self {
        Self::File { path, source }
    }
}
