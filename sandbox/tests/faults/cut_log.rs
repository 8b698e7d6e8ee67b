//! SQLite's write-ahead log cut at any byte between a crash and the next start, as a disk may leave it that lost power.

use std::fs;

use sqlx::Connection;

use crate::books::{Books, PROCESSING, Verdict, number, wait_for_none};
use crate::program::Program;
use crate::scene::Scene;
use crate::table::row;
use crate::world::Folder;
use crate::{databases, random_below, tries};

const LOG: &str = "sandbox.sqlite-wal";

/// The payments in the order in which they were committed, and what has become of them.
async fn payments(books: &Books) -> Vec<(String, String)> {
    let mut database = Books::open(&books.sandbox).await;
    let rows = sqlx::query_as("SELECT id, status FROM payments ORDER BY rowid").fetch_all(&mut database).await.unwrap();
    database.close().await.unwrap();
    rows
}

fn copy(from: &Folder) -> Folder {
    let to = Folder::new();
    for file in fs::read_dir(from.path()).unwrap().map(Result::unwrap) {
        // It is about memory that the processes share, and is made anew.
        if file.file_name() != "sandbox.sqlite-shm" {
            fs::copy(file.path(), to.path().join(file.file_name())).unwrap();
        }
    }
    to
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_was_cut() {
    if !databases::on_files() {
        return;
    }
    let cuts = tries(200, 10);
    let mut scene = Scene::begin(Folder::new(), 0, usize::MAX, &[]).await;
    scene.crowd.progressed(60).await;
    scene.kill();
    let whole = copy(scene.folder());
    scene.start_again(&[]);
    scene.leave().await;

    let before = copy(&whole);
    let all = payments(&Books::of(&before)).await;
    let length = fs::metadata(whole.path().join(LOG)).unwrap().len();
    assert!(length > 100_000 && all.len() > 10, "{length} bytes, {} payments", all.len());
    let (mut verdict, mut kept) = (Verdict::default(), Vec::new());
    for _ in 0..cuts {
        let folder = copy(&whole);
        let log = fs::OpenOptions::new().write(true).open(folder.path().join(LOG)).unwrap();
        log.set_len(random_below(length)).unwrap();
        let _program = tokio::task::block_in_place(|| Program::start(&folder, &[]));
        let books = Books::of(&folder);
        let mut database = Books::open(&books.sandbox).await;
        let whole: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut database).await.unwrap();
        assert_eq!(whole, "ok");
        wait_for_none(&mut database, PROCESSING).await;
        let left = payments(&books).await;
        // What is there is the beginning of what was, and was not changed but by what the network has decided.
        let same = left.iter().zip(&all).filter(|((id, status), (was, before))| {
            id == was && (status == "succeeded" || before != "succeeded" || status == "requires_action")
        });
        verdict.lost += left.len() - same.count();
        verdict.doubled += usize::try_from(number(&mut database, DOUBLED).await).unwrap();
        verdict.charges += left.iter().filter(|(_, status)| status == "succeeded").count();
        kept.push(left.len());
    }
    row("SQLite's log cut at a random byte", cuts, &verdict);
    verdict.expect_good();
    assert!(kept.iter().any(|count| *count < all.len()), "a cut is felt: {kept:?}");
}

const DOUBLED: &str = "SELECT COUNT(*) FROM (
    SELECT session_id FROM payments WHERE status = 'succeeded' GROUP BY session_id HAVING COUNT(*) > 1) AS doubled";
