//! Many payments while every kind of fault happens, and then a reconciliation to the cent.

use crate::scene::Scene;
use crate::world::Folder;
use crate::{random_below, tries};

/// Of a hundred connections, so many end before or after the request, or answer 500 before or after it.
const PERCENT: u64 = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak() {
    let payments = tries(2_000, 100);
    let mut scene = Scene::begin(Folder::new(), PERCENT, payments, &[]).await;
    while !scene.crowd.is_done() {
        scene.crowd.progressed(100 + random_below(200)).await;
        scene.kill();
        scene.start_again(&[]);
    }
    let broken = scene.proxy.broken();
    let end = scene.finish().await;
    assert_eq!(end.answers.paid.len(), payments);
    assert!(broken > payments / 2, "{broken} connections broke");
    let verdict = end.judge("soak: 30 % of all connections break, and kills", payments, None).await;
    assert_eq!(verdict.charges, payments, "each order is paid once");
}
