//! Between the payers and the program: payers keep one address however often the program is started again, and connections
//! break as a test wants.

use std::io;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::io::InspectReader;

use crate::random_below;

/// A request of the tests is shorter than this.
const LONGEST_MESSAGE: usize = 64 * 1024;
const SERVER_ERROR: &[u8] = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// What happens to one connection, on which one request comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// It ends before the request has arrived.
    Lost,
    /// The request arrives, its answer does not.
    Unanswered,
    /// 500 for a request that never arrived.
    Refused,
    /// 500 for a request that was carried out.
    Misreported,
}

pub struct Proxy {
    pub url: String,
    /// Where the program listens; 0 while there is none.
    port: Arc<AtomicU16>,
    broken: Arc<AtomicUsize>,
    traffic: Traffic,
}

/// What was read from each connection: every request and answer that has passed.
type Traffic = Arc<Mutex<Vec<Vec<u8>>>>;

impl Proxy {
    /// Of a hundred connections, `percent` break.
    pub async fn start(percent: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let proxy = Self { url, port: Arc::default(), broken: Arc::default(), traffic: Arc::default() };
        let (to, broken, traffic) = (Arc::clone(&proxy.port), Arc::clone(&proxy.broken), Arc::clone(&proxy.traffic));
        tokio::spawn(async move {
            loop {
                let Ok((payer, _)) = listener.accept().await else { continue };
                let fault = chosen(percent);
                if fault != Fault::None {
                    broken.fetch_add(1, Ordering::Relaxed);
                }
                let (port, traffic) = (to.load(Ordering::Relaxed), Arc::clone(&traffic));
                // A connection that breaks is what this is for.
                tokio::spawn(async move { drop(pass_on(payer, port, fault, &traffic).await) });
            }
        });
        proxy
    }

    /// From now on to the program at `url`.
    pub fn lead_to(&self, url: &str) {
        self.port.store(url.rsplit(':').next().unwrap().parse().unwrap(), Ordering::Relaxed);
    }

    /// How many connections it has broken.
    pub fn broken(&self) -> usize {
        self.broken.load(Ordering::Relaxed)
    }

    /// Every request and answer that has passed.
    pub fn traffic(&self) -> Vec<u8> {
        self.traffic.lock().unwrap().concat()
    }
}

fn chosen(percent: u64) -> Fault {
    if random_below(100) >= percent {
        return Fault::None;
    }
    [Fault::Lost, Fault::Unanswered, Fault::Refused, Fault::Misreported][usize::try_from(random_below(4)).unwrap()]
}

/// A stream, of which all that is read is part of the traffic.
fn recorded(stream: TcpStream, traffic: &Traffic) -> impl AsyncRead + AsyncWrite + Unpin {
    let traffic = Arc::clone(traffic);
    let place = {
        let mut streams = traffic.lock().unwrap();
        streams.push(Vec::new());
        streams.len() - 1
    };
    InspectReader::new(stream, move |bytes| traffic.lock().unwrap()[place].extend_from_slice(bytes))
}

async fn pass_on(payer: TcpStream, port: u16, fault: Fault, traffic: &Traffic) -> io::Result<()> {
    let mut payer = recorded(payer, traffic);
    let program = async || Ok::<_, io::Error>(recorded(TcpStream::connect(("127.0.0.1", port)).await?, traffic));
    match fault {
        Fault::None => {
            let mut program = program().await?;
            copy_bidirectional(&mut payer, &mut program).await?;
        }
        Fault::Lost => {
            read_message(&mut payer).await?;
        }
        Fault::Refused => {
            read_message(&mut payer).await?;
            payer.write_all(SERVER_ERROR).await?;
        }
        Fault::Unanswered | Fault::Misreported => {
            let request = read_message(&mut payer).await?;
            let mut program = program().await?;
            program.write_all(&request).await?;
            read_message(&mut program).await?;
            if fault == Fault::Misreported {
                payer.write_all(SERVER_ERROR).await?;
            }
        }
    }
    Ok(())
}

/// One request or answer: its head, and as many bytes of a body as the head says.
async fn read_message(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while bytes.len() < LONGEST_MESSAGE && !is_whole(&bytes) {
        if stream.read_buf(&mut bytes).await? == 0 {
            break;
        }
    }
    Ok(bytes)
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|at| at == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    bytes.len() >= end + 4 + length.map_or(0, |length| length.trim().parse().unwrap_or(0))
}
