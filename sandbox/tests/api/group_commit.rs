//! Transactions that wait for a file's writer are committed together, and no one depends on another one of its group.

use payments_sandbox::store::database::{Database, Source};
use sqlx::AnyConnection;

use crate::world::Folder;

const WAITING: i64 = 20;

async fn open(folder: &Folder) -> Database {
    let source = Source::File(folder.path().join("group.sqlite"));
    let database = Database::open(&source, sqlx::migrate!("migrations/network")).await.unwrap();
    sqlx::query("CREATE TABLE numbers (number BIGINT PRIMARY KEY)").execute(&database.writer).await.unwrap();
    database
}

async fn count(database: &Database) -> i64 {
    sqlx::query_scalar("SELECT COUNT(*) FROM numbers").fetch_one(&database.pool).await.unwrap()
}

/// Writes the number, and then `100 + number`.
async fn insert(number: i64, tx: &mut AnyConnection) -> sqlx::Result<i64> {
    for number in [number, 100 + number] {
        sqlx::query("INSERT INTO numbers (number) VALUES ($1)").bind(number).execute(&mut *tx).await?;
    }
    Ok(number)
}

/// Lets them wait for the writer together. Gives their answers, and how many rows there were when the first was answered.
async fn together(database: &Database, numbers: impl Iterator<Item = i64>) -> (Vec<sqlx::Result<i64>>, i64) {
    let held = database.write().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for number in numbers {
        let database = database.clone();
        tasks.spawn(async move {
            let answer = database.transact(number, |number, tx| Box::pin(insert(*number, tx))).await;
            (answer, count(&database).await)
        });
    }
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    held.rollback().await.unwrap();
    let mut answers = Vec::new();
    let mut rows_at_first = None;
    while let Some(done) = tasks.join_next().await {
        let (answer, rows) = done.unwrap();
        rows_at_first.get_or_insert(rows);
        answers.push(answer);
    }
    (answers, rows_at_first.unwrap())
}

#[tokio::test]
async fn those_that_wait_are_committed_together() {
    let folder = Folder::new();
    let database = open(&folder).await;
    let (answers, rows_at_first) = together(&database, 1..=WAITING).await;
    let mut given: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    given.sort_unstable();
    assert_eq!(given, (1..=WAITING).collect::<Vec<_>>(), "everybody gets the answer of their own work");
    // The first of them waited alone.
    assert!(rows_at_first >= 2 * (WAITING - 1), "{rows_at_first} rows were there at the first answer");
    assert_eq!(count(&database).await, 2 * WAITING);
}

#[tokio::test]
async fn one_that_fails_leaves_nothing_and_no_other_one_fails() {
    let folder = Folder::new();
    let database = open(&folder).await;
    sqlx::query("INSERT INTO numbers (number) VALUES (107)").execute(&database.writer).await.unwrap();
    let (answers, _) = together(&database, 1..=WAITING).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count() as i64, WAITING - 1, "{answers:?}");
    let failed = answers.into_iter().find_map(Result::err).unwrap();
    assert!(failed.to_string().contains("UNIQUE"), "{failed}");
    assert_eq!(count(&database).await, 2 * (WAITING - 1) + 1);
    let seven: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM numbers WHERE number = 7").fetch_optional(&database.pool).await.unwrap();
    assert_eq!(seven, None, "the first half of what failed is there");
}

#[tokio::test]
async fn after_a_panic_others_can_write() {
    let folder = Folder::new();
    let database = open(&folder).await;
    let panicked: sqlx::Result<()> =
        database.transact((), |(), _| Box::pin(async { panic!("the work fails in an unexpected way") })).await;
    assert!(matches!(panicked, Err(sqlx::Error::WorkerCrashed)), "{panicked:?}");
    assert_eq!(database.transact(1, |number, tx| Box::pin(insert(*number, tx))).await.unwrap(), 1);
    assert_eq!(count(&database).await, 2);
}

#[tokio::test]
async fn nobody_writes_after_the_end() {
    let folder = Folder::new();
    let database = open(&folder).await;
    database.close().await;
    let refused = database.transact(1, |number, tx| Box::pin(insert(*number, tx))).await;
    assert!(matches!(refused, Err(sqlx::Error::PoolClosed)), "{refused:?}");
}
