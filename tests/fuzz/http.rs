//! A client of HTTP/1.1 that sends any bytes as headers, also what no other client would, and reads one answer.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than the server's own time limit for a request.
const TIME_LIMIT: Duration = Duration::from_secs(60);
const MOST_HEADERS: usize = 128;

/// Names, and values as they are sent.
pub type Headers = Vec<(String, Vec<u8>)>;

pub struct Request<'a> {
    /// `POST /v1/payments`
    pub line: String,
    pub headers: &'a Headers,
    pub body: &'a [u8],
}

pub struct Answer {
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
}

impl Request<'_> {
    /// The head as it is sent.
    fn head(&self) -> Vec<u8> {
        let mut head = format!("{} HTTP/1.1\r\nconnection: close\r\n", self.line).into_bytes();
        if !self.body.is_empty() {
            head.extend(format!("content-length: {}\r\n", self.body.len()).bytes());
        }
        for (name, value) in self.headers {
            head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        head.extend(b"\r\n");
        head
    }

    /// The headers that a server sees, by the parser that it uses; `None` if it cannot read them.
    pub fn seen(&self) -> Option<Headers> {
        let head = self.head();
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        matches!(request.parse(&head), Ok(httparse::Status::Complete(_))).then(|| owned(request.headers))
    }

    /// Its answer; `None` if the server closes the connection without one.
    pub fn send(&self, to: SocketAddr) -> Option<Answer> {
        let mut stream = TcpStream::connect(to).expect("the server takes connections");
        stream.set_read_timeout(Some(TIME_LIMIT)).expect("a time limit");
        let mut bytes = Vec::new();
        // The server may refuse a head before it has read the rest: what it says counts, not how the connection ends.
        let sent = stream.write_all(&[&self.head(), self.body].concat());
        let ended = sent.and_then(|()| stream.read_to_end(&mut bytes).map(drop));
        if let Err(error) = ended {
            let closed =
                matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::NotConnected);
            assert!(closed, "no answer: {error}");
        }
        (!bytes.is_empty()).then(|| read(&bytes))
    }
}

fn read(bytes: &[u8]) -> Answer {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let parsed = answer.parse(bytes).expect("an answer of HTTP/1.1");
    let httparse::Status::Complete(length) = parsed else { panic!("half an answer") };
    let (status, headers) = (answer.code.expect("a status"), owned(answer.headers));
    Answer { status, headers, body: bytes[length..].to_vec() }
}

fn owned(headers: &[httparse::Header<'_>]) -> Headers {
    headers.iter().map(|header| (header.name.to_ascii_lowercase(), header.value.to_vec())).collect()
}

/// The first value of a header.
pub fn value<'a>(headers: &'a Headers, name: &str) -> Option<&'a [u8]> {
    headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_slice())
}

/// Whether a text is in these bytes.
pub fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
