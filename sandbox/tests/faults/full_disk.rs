//! A disk without room for another byte, and later with it again.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use payments_sandbox::hash::random_name;
use reqwest::Method;

use crate::scene::Scene;
use crate::world::{Folder, World};
use crate::{databases, tries};

/// A disk in memory, which only root can mount.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(at))
    }

    /// Writes until nothing more fits.
    fn fill(&self) {
        let mut file = File::create(self.0.join("filler")).unwrap();
        for size in [1 << 16, 1 << 9, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
    }

    fn make_room(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // Lazily: after a failure the program may still have files open.
        let _ = Command::new("umount").arg("--lazy").arg(self.0).status();
        let _ = fs::remove_dir(self.0);
    }
}

/// Nothing is charged that cannot be written down, and the same process charges again once there is room. Where no disk can be
/// mounted, `a_full_disk_heals` of the API tests does the same with a limit on the size of files.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_for_a_while() {
    if !databases::on_files() {
        return;
    }
    let times = tries(20, 2);
    let folder = Folder::new();
    let path = folder.path().to_owned();
    let Some(disk) = Disk::mount(&path) else {
        eprintln!("no disk can be mounted here");
        return;
    };
    let scene = Scene::begin(folder, 0, usize::MAX, &[]).await;
    for _ in 0..times {
        scene.work_for_a_while().await;
        disk.fill();
        wait_until_sessions_are_made(scene.crowd.world(), false).await;
        disk.make_room();
        wait_until_sessions_are_made(scene.crowd.world(), true).await;
    }
    let process = scene.process();
    let end = scene.leave().await;
    assert_eq!(end.process(), process);
    end.judge("disk full for a while", times, None).await;
}

/// Asks for sessions until one is made, or is not. SQLite has room in its log for some more when the disk is already full.
async fn wait_until_sessions_are_made(world: &World, made: bool) {
    let request = world.session_request(1_000, "USD");
    let began = Instant::now();
    while world
        .merchant(Method::POST, "/payment_sessions", &random_name("key_"), Some(&request))
        .await
        .status
        .is_success()
        != made
    {
        assert!(began.elapsed() < Duration::from_secs(60), "sessions are made: {}", !made);
    }
}
