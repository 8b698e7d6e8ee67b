//! The log of requests that a developer reads in the console: who asked for what, and how it ended. No body, no query, no header.
//!
//! No request waits for it: a layer hands each line to a task, which writes many at a time. Lines that come faster than they can be
//! written are left out, and those of the last second are lost when the process is killed. The same task notes when each API key was
//! used last, so that no call has to write it.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use payments_widget::protocol::problem::ErrorCode;
use tokio::sync::{mpsc, watch};

use crate::api::middleware::{current_key, current_request_id};
use crate::clock::{self, Millis};
use crate::metrics;
use crate::store::Store;
use crate::store::request_log::RequestRow;

/// How many lines may wait to be written.
const WAITING: usize = 4096;
/// How often lines are written.
const WRITE_EVERY: Duration = Duration::from_secs(1);
/// How often old lines are deleted.
const TIDY_EVERY: Duration = Duration::from_secs(60);
/// How often it is written at most when a key was used last.
const NOTE_KEY_EVERY: Duration = Duration::from_secs(60);

/// A line, and the hash of the API key that the request has named.
type Line = (RequestRow, String);

/// Takes the lines of the log.
#[derive(Clone, Debug)]
pub struct RequestLog(mpsc::Sender<Line>);

/// Gives them to [`write()`].
pub type Lines = mpsc::Receiver<Line>;

/// A log, and its lines for the task that writes them.
pub fn new() -> (RequestLog, Lines) {
    let (sender, lines) = mpsc::channel(WAITING);
    (RequestLog(sender), lines)
}

/// A layer: notes a request once it is answered, if it has named a developer by a key.
pub async fn note(State(log): State<RequestLog>, request: Request, next: Next) -> Response {
    let (at, began) = (clock::now(), Instant::now());
    let method = metrics::label(request.method());
    let route = request.extensions().get::<MatchedPath>().map(|route| route.as_str().to_owned());
    let response = next.run(request).await;
    if let (Some(key), Some(route)) = (current_key(), route) {
        let line = RequestRow {
            request_id: current_request_id(),
            developer_id: key.developer_id,
            at,
            method: method.to_owned(),
            route,
            status: i64::from(response.status().as_u16()),
            code: response.extensions().get::<ErrorCode>().map(|code| code.as_str().to_owned()),
            millis: clock::millis(began.elapsed()),
        };
        // It fails when too many wait, or when the sandbox stops.
        let _ = log.0.try_send((line, key.hash));
    }
    response
}

/// Writes the lines until the sandbox stops, and those that wait then.
pub async fn write(store: Store, mut lines: Lines, mut stopped: watch::Receiver<bool>) {
    let mut seen = HashSet::new();
    let mut keys = KeyUses::default();
    let mut tidied = Instant::now();
    let mut failed = false;
    let mut waiting = Vec::new();
    loop {
        let stops = tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => true,
            () = tokio::time::sleep(WRITE_EVERY) => false,
        };
        while let Ok((line, key)) = lines.try_recv() {
            keys.latest.insert(key, line.at);
            waiting.push(line);
        }
        seen.extend(waiting.iter().map(|line: &RequestRow| line.developer_id.clone()));
        let mut written = if waiting.is_empty() { Ok(()) } else { store.add_requests(&waiting).await };
        waiting.clear();
        written = written.and(keys.write(&store, stops).await);
        if stops {
            return;
        }
        if tidied.elapsed() >= TIDY_EVERY {
            written = written
                .and(store.forget_old_requests(seen.drain().collect::<Vec<_>>().iter().map(String::as_str)).await);
            tidied = Instant::now();
        }
        if let Err(error) = &written
            && !failed
        {
            tracing::warn!(%error, "the log of requests cannot be written");
        }
        failed = written.is_err();
    }
}

/// When API keys were used last, by their hashes.
#[derive(Default)]
struct KeyUses {
    /// What is not written yet, in milliseconds since 1970.
    latest: HashMap<String, Millis>,
    /// When it was written.
    written: HashMap<String, Instant>,
}

impl KeyUses {
    /// Writes what is due, or all of it. What cannot be written is tried again.
    async fn write(&mut self, store: &Store, all: bool) -> sqlx::Result<()> {
        self.written.retain(|_, written| written.elapsed() < NOTE_KEY_EVERY);
        let is_due = |key: &str| all || !self.written.contains_key(key);
        let due = self.latest.iter().filter(|(key, _)| is_due(key));
        let mut due: Vec<_> = due.map(|(key, at)| (key.clone(), *at)).collect();
        if due.is_empty() {
            return Ok(());
        }
        // Of two instances that write the same keys, none waits for the other for ever.
        due.sort_unstable();
        store.note_use_of_keys(&due).await?;
        for (key, _) in due {
            self.latest.remove(&key);
            self.written.insert(key, Instant::now());
        }
        Ok(())
    }
}
