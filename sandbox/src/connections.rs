//! The connections of one listener: how many there may be, and how long one may be silent or not read its answer.
//!
//! `axum::serve` sets no limit, so that a few hundred silent sockets would stop the server.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a connection may take to send the head of a request, the first one or a later one.
pub const HEAD_TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long a connection may take to read more of its answer.
pub const READ_TIME_LIMIT: Duration = Duration::from_secs(10);
/// The longest head of a request, in bytes.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// The most connections of one listener of an origin. Another one waits until one of them has ended. Those of all listeners and
/// the databases stay below 1024 files, which is what a process may open on most systems.
pub const MAX_CONNECTIONS: usize = 235;
/// How long to wait when the system has no more files for another connection.
const PAUSE: Duration = Duration::from_millis(200);

/// What listens, and for how many at once.
pub struct Listener {
    /// The socket.
    pub socket: TcpListener,
    /// The most connections, such as [`MAX_CONNECTIONS`].
    pub places: usize,
    /// With TLS, if there is one.
    pub tls: Option<TlsAcceptor>,
}

type Socket = Pin<Box<TimeoutStream<TcpStream>>>;

/// Serves a listener until `stopped` says so, and then until the running requests have ended.
///
/// # Errors
/// None: a connection that fails concerns nobody else.
pub async fn serve(listener: Listener, router: Router, mut stopped: watch::Receiver<bool>) -> io::Result<()> {
    let running = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(listener.places));
    loop {
        let (socket, place) = tokio::select! {
            accepted = accept(&listener.socket, &places) => accepted,
            // The sender is gone: stop as well.
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        // Clients keep connections that they do not use. When half of the places are taken, a new one is for one answer only.
        let keep_alive = places.available_permits() >= listener.places / 2;
        let watcher = running.watcher();
        let (router, tls, mut stopped) = (router.clone(), listener.tls.clone(), stopped.clone());
        tokio::spawn(async move {
            match tls {
                None => answer(timed(socket), router, keep_alive, watcher).await,
                Some(tls) => {
                    let secured = tokio::select! {
                        secured = timeout(HEAD_TIME_LIMIT, secure(socket, &tls)) => secured.ok().flatten(),
                        _ = stopped.wait_for(|stopped| *stopped) => None,
                    };
                    if let Some(stream) = secured {
                        answer(stream, router, keep_alive, watcher).await;
                    }
                }
            }
            drop(place);
        });
    }
    drop(listener);
    running.shutdown().await;
    Ok(())
}

/// Answers the requests of a connection.
async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    router: Router,
    keep_alive: bool,
    watcher: Watcher,
) {
    let connection = http1::Builder::new()
        .keep_alive(keep_alive)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME_LIMIT)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // How it ended is its client's to know.
    let _ = watcher.watch(connection).await;
}

fn timed(socket: TcpStream) -> Socket {
    let mut socket = TimeoutStream::new(socket);
    socket.set_write_timeout(Some(READ_TIME_LIMIT));
    Box::pin(socket)
}

/// The first byte of a TLS connection: a record of the handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;
/// For a client that does not use TLS.
const USE_TLS: &[u8] =
    b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: 38\r\nconnection: close\r\n\r\n\
    This port is for https; change the URL";

/// The connection under TLS; `None` if its client does not use it, or does not trust the certificate.
async fn secure(mut socket: TcpStream, tls: &TlsAcceptor) -> Option<TlsStream<Socket>> {
    let mut first = [0];
    if socket.peek(&mut first).await.ok()? == 1 && first != [HANDSHAKE] {
        // What is left unread would cut the answer off.
        let _ = socket.read(&mut [0; MAX_HEAD_BYTES]).await;
        let _ = socket.write_all(USE_TLS).await;
        let _ = socket.shutdown().await;
        return None;
    }
    tls.accept(timed(socket)).await.ok()
}

/// The next connection, and its place among them.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((socket, _)) => {
                // Small answers are sent at once.
                let _ = socket.set_nodelay(true);
                return (socket, place);
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
