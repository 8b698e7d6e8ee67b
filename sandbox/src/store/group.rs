//! Group commit for a SQLite file: transactions that wait for the only writer are committed together, so that one sync of the disk
//! serves them all. PostgreSQL does this by itself.
//!
//! Nobody is answered before the commit. If one of a group fails, all are rolled back and done again, each alone: so none fails
//! because of another one.

use std::pin::Pin;
use std::time::Instant;

use sqlx::{Any, AnyConnection, AnyPool, Transaction};
use tokio::sync::{mpsc, oneshot};

use super::database::PATIENCE;

/// How many transactions are committed together at most.
const LARGEST: usize = 64;
/// How many may wait; more wait for a place.
const WAITING: usize = 1024;
/// SQLite: another program holds the lock of the file. <https://sqlite.org/rescode.html#busy>
const BUSY: &str = "5";

/// What a transaction does, as a future that may use the connection and what was given for it.
pub type Doing<'c, T> = Pin<Box<dyn Future<Output = sqlx::Result<T>> + Send + 'c>>;

/// A function that writes what `D` says. It may be called again after a rollback.
pub type Work<D, T> = for<'c> fn(&'c D, &'c mut AnyConnection) -> Doing<'c, T>;

/// The queue in front of a file's writer. The task behind it ends with its last clone.
#[derive(Clone, Debug)]
pub struct Group(mpsc::Sender<Box<dyn Job>>);

impl Group {
    /// Starts the task that writes by `writer`. Needs a Tokio runtime.
    pub fn new(writer: AnyPool) -> Self {
        let (sender, jobs) = mpsc::channel(WAITING);
        tokio::spawn(write_all(writer, jobs));
        Self(sender)
    }

    /// Does the work in a transaction, and gives what it gives once that is committed. It is done even if the caller no longer
    /// waits.
    ///
    /// # Errors
    /// Those of the work and of the database: then nothing is written. `PoolTimedOut` when the writer is busy for too long.
    pub async fn write<D, T>(&self, data: D, work: Work<D, T>) -> sqlx::Result<T>
    where
        D: Send + Sync + 'static,
        T: Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let slot = Slot { data, work, result: None, answer, since: Instant::now() };
        self.0.send(Box::new(slot)).await.map_err(|_| sqlx::Error::PoolClosed)?;
        answered.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }
}

/// A transaction that waits, whatever its types are.
trait Job: Send {
    fn since(&self) -> Instant;
    /// Does the work, and keeps what it gives.
    fn run<'c>(&'c mut self, tx: &'c mut AnyConnection) -> Doing<'c, ()>;
    /// Gives the caller what was kept, or the error.
    fn answer(self: Box<Self>, committed: sqlx::Result<()>);
}

struct Slot<D, T> {
    data: D,
    work: Work<D, T>,
    result: Option<T>,
    answer: oneshot::Sender<sqlx::Result<T>>,
    since: Instant,
}

impl<D: Send + Sync, T: Send> Job for Slot<D, T> {
    fn since(&self) -> Instant {
        self.since
    }

    fn run<'c>(&'c mut self, tx: &'c mut AnyConnection) -> Doing<'c, ()> {
        Box::pin(async move {
            self.result = Some((self.work)(&self.data, tx).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, committed: sqlx::Result<()>) {
        let Self { result, answer, .. } = *self;
        // The caller may no longer wait.
        let _ = answer.send(committed.and_then(|()| result.ok_or(sqlx::Error::WorkerCrashed)));
    }
}

async fn write_all(writer: AnyPool, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    let mut group = Vec::new();
    while jobs.recv_many(&mut group, LARGEST).await > 0 {
        let group = std::mem::take(&mut group);
        let writer = writer.clone();
        // A task of its own: if a work panics, the next group is written all the same.
        let written = tokio::spawn(async move { write_group(&writer, group).await }).await;
        if let Ok(Err(error)) = written {
            // The writer was busy for as long as anybody may wait. Who has waited meanwhile is not made to wait as long again.
            while let Ok(job) = jobs.try_recv() {
                job.answer(Err(alike(&error)));
            }
        }
    }
}

/// Gives an error if no transaction could begin.
async fn write_group(writer: &AnyPool, group: Vec<Box<dyn Job>>) -> sqlx::Result<()> {
    let (mut group, late): (Vec<_>, Vec<_>) = group.into_iter().partition(|job| job.since().elapsed() < PATIENCE);
    for job in late {
        job.answer(Err(sqlx::Error::PoolTimedOut));
    }
    let mut tx = match begin(writer).await {
        Ok(tx) => tx,
        Err(error) => {
            for job in group {
                job.answer(Err(alike(&error)));
            }
            return Err(error);
        }
    };
    let mut failed = None;
    for job in &mut group {
        if let Err(error) = job.run(&mut tx).await {
            failed = Some(error);
            break;
        }
    }
    let Some(error) = failed else {
        let committed = tx.commit().await;
        for job in group {
            job.answer(committed.as_ref().copied().map_err(alike));
        }
        return Ok(());
    };
    // A rollback that fails: the pool closes such a connection.
    let _ = tx.rollback().await;
    if group.len() > 1 {
        for job in group {
            alone(writer, job).await;
        }
    } else if let Some(job) = group.pop() {
        job.answer(Err(error));
    }
    Ok(())
}

async fn alone(writer: &AnyPool, mut job: Box<dyn Job>) {
    let done = async {
        let mut tx = begin(writer).await?;
        job.run(&mut tx).await?;
        tx.commit().await
    };
    let done = done.await;
    job.answer(done);
}

/// Begins a transaction that is the only writer.
pub(super) async fn begin(writer: &AnyPool) -> sqlx::Result<Transaction<'static, Any>> {
    writer.begin_with("BEGIN IMMEDIATE").await
}

/// The same error for another caller.
fn alike(error: &sqlx::Error) -> sqlx::Error {
    match error {
        sqlx::Error::PoolClosed => sqlx::Error::PoolClosed,
        sqlx::Error::PoolTimedOut => sqlx::Error::PoolTimedOut,
        sqlx::Error::Database(error) if error.code().as_deref() == Some(BUSY) => sqlx::Error::PoolTimedOut,
        error => sqlx::Error::AnyDriverError(error.to_string().into()),
    }
}
