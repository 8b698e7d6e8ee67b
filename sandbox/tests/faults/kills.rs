//! `kill -9` of the program, and of PostgreSQL below it.

use std::time::Duration;

use crate::postgres::Postgres;
use crate::scene::Scene;
use crate::world::Folder;
use crate::{databases, random_below, tries};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_moments() {
    let kills = tries(100, 5);
    let mut scene = Scene::begin(Folder::new(), 0, usize::MAX, &[]).await;
    for _ in 0..kills {
        scene.work_for_a_while().await;
        scene.kill();
        scene.start_again(&[]);
    }
    scene.leave().await.judge("kill -9 at a random moment", kills, None).await;
}

/// `fail_point::reach` is called with each of these.
const PLACES: [&str; 5] =
    ["intent_committed", "network_asked", "answer_committed", "payer_authenticated", "wallet_debited"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_named_places() {
    let each = tries(20, 1);
    let mut scene = Scene::begin(Folder::new(), 0, usize::MAX, &[]).await;
    scene.kill();
    for number in 0..PLACES.len() * each {
        scene.start_again(&[("FAILPOINTS", &format!("{}=10%return", PLACES[number % PLACES.len()]))]);
        scene.dies().await;
    }
    scene.start_again(&[]);
    scene.leave().await.judge("kill -9 at five named places", PLACES.len() * each, None).await;
}

/// The same program works again when its database can be reached again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_database_is_killed() {
    if databases::on_files() {
        return;
    }
    let kills = tries(50, 3);
    let mut server = Postgres::start();
    let url = server.url();
    let scene = Scene::begin(Folder::new(), 0, usize::MAX, &[("DATABASE_URL", &url)]).await;
    for _ in 0..kills {
        scene.work_for_a_while().await;
        tokio::task::block_in_place(|| server.crash());
        tokio::time::sleep(Duration::from_millis(random_below(300))).await;
        tokio::task::block_in_place(|| server.start_again());
    }
    let process = scene.process();
    let end = scene.leave().await;
    assert_eq!(end.process(), process);
    end.judge("PostgreSQL killed", kills, Some(&server)).await;
    assert!(end.answers.server_errors() > 0, "it is felt: {:?}", end.answers.statuses);
    assert_eq!(end.answers.unanswered, 0, "the program answers meanwhile");
}
