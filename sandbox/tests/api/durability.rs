//! What survives a crash, and what is never written down.

use std::fs;
use std::process::Command;

use payments_sandbox::Config;
use serde_json::json;

use crate::databases::{allow_updates, break_updates, on_files, open, written_down};
use crate::program::Program;
use crate::seal::base64;
use crate::world::{Folder, World, config_in};

const NUMBER: &str = "4242424242424242";

#[tokio::test]
async fn a_crash_before_the_network_has_answered() {
    let folder = Folder::new();
    let program = Program::start(&folder, &[]);
    let mut world = program.world(folder);
    let session = world.session().await;
    let body = world.card_body(&session, "4000000000000119").await;
    let begun = world.post_payment(&session, "key", &body).await.json();
    assert_eq!(begun["status"], "processing");
    program.crash();

    let program = Program::start(&world.folder, &[]);
    assert!(!program.prints("sk_test_"), "the secret key is shown once: {:?}", program.printed);
    world = program.world(world.folder);
    assert_eq!(world.decided(&session, begun["id"].as_str().unwrap()).await["status"], "succeeded");
    let replay = world.post_payment(&session, "key", &body).await;
    assert_eq!((&replay.json()["id"], &replay.json()["status"]), (&begun["id"], &json!("succeeded")));
    assert_eq!(world.approvals().await, 1);
    program.crash();
}

/// The network's answer was never committed here: the payment is still as it was begun.
async fn forget_the_answer(folder: &Folder) {
    let mut database = open(folder, "sandbox").await;
    for change in ["UPDATE payments SET status = 'processing'", "UPDATE payment_sessions SET complete = 0"] {
        sqlx::query(change).execute(&mut database).await.unwrap();
    }
}

#[tokio::test]
async fn a_crash_between_the_networks_answer_and_its_commit() {
    let mut world = World::new().await;
    let session = world.session().await;
    let payment = world.pay_by_card(&session, NUMBER).await.json();
    world.restart_after(forget_the_answer).await;
    assert_eq!(world.decided(&session, payment["id"].as_str().unwrap()).await["status"], "succeeded");
    assert_eq!(world.read_session(&session).await["status"], "complete");
    assert_eq!(world.approvals().await, 1);
}

#[tokio::test]
async fn a_crash_between_the_intent_and_the_network() {
    let mut world = World::new().await;
    let session = world.session().await;
    let payment = world.pay_by_card(&session, NUMBER).await.json();
    world
        .restart_after(async |folder| {
            forget_the_answer(folder).await;
            let mut ledger = open(folder, "network").await;
            sqlx::query("DELETE FROM authorizations").execute(&mut ledger).await.unwrap();
        })
        .await;
    let decided = world.decided(&session, payment["id"].as_str().unwrap()).await;
    assert_eq!((&decided["status"], &decided["decline_code"]), (&json!("declined"), &json!("try_again")));
    assert_eq!(world.approvals().await, 0);
    assert_eq!(world.pay_by_card(&session, NUMBER).await.json()["status"], "succeeded");
}

#[tokio::test]
async fn an_answer_that_cannot_be_written_down_is_asked_for_again() {
    let world = World::new().await;
    let session = world.session().await;
    let mut database = open(&world.folder, "sandbox").await;
    break_updates(&mut database, "payments", "TRUE").await;
    let payment = world.pay_by_card(&session, NUMBER).await.json();
    assert_eq!(payment["status"], "processing");
    allow_updates(&mut database, "payments").await;
    assert_eq!(world.decided(&session, payment["id"].as_str().unwrap()).await["status"], "succeeded");
    assert_eq!(world.approvals().await, 1);
}

#[tokio::test]
async fn a_challenge_outlives_a_restart() {
    let mut world = World::new().await;
    let (passed, given_up, waiting) = (world.session().await, world.session().await, world.session().await);
    let first = world.pay_by_card(&passed, "4000000000003220").await.json();
    let given_up_payment = world.pay_by_card(&given_up, "4000000000003220").await.json();
    let second = world.pay_by_card(&waiting, "4000000000003220").await.json();
    let (id, given_up_id) = (first["id"].as_str().unwrap(), given_up_payment["id"].as_str().unwrap());
    world
        .restart_after(async |folder| {
            for (id, verdict) in [(id, "approved"), (given_up_id, "voided")] {
                let reference: String = sqlx::query_scalar("SELECT network_reference FROM payments WHERE id = $1")
                    .bind(id)
                    .fetch_one(&mut open(folder, "sandbox").await)
                    .await
                    .unwrap();
                let change = "UPDATE authorizations SET state = 'decided', verdict = $1 WHERE reference = $2";
                let mut network = open(folder, "network").await;
                sqlx::query(change).bind(verdict).bind(reference).execute(&mut network).await.unwrap();
            }
        })
        .await;
    // Another instance of a server would be given five seconds first.
    for (session, id, status) in [(&passed, id, "succeeded"), (&given_up, given_up_id, "canceled")] {
        for _ in 0..100 {
            if world.payment(session, id).await["status"] != "requires_action" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert_eq!(world.payment(session, id).await["status"], status, "the network knew it already");
    }
    let still = world.payment(&waiting, second["id"].as_str().unwrap()).await;
    assert_eq!(still["next_action"]["id"], second["next_action"]["id"]);
}

#[tokio::test]
async fn no_card_in_databases_or_log() {
    let folder = Folder::new();
    let program = Program::start(&folder, &[]);
    let world = program.world(folder);
    let session = world.session().await;
    let body = world.card_body(&session, NUMBER).await;
    let jwe = body.split("encrypted_card\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(world.post_payment(&session, "key", &body).await.json()["status"], "succeeded");
    let other = world.session().await;
    // Where it does not belong: in a path, a key, a body that cannot be read.
    world.pay_by_card(&other, "4000000000003220").await;
    world.browser(reqwest::Method::GET, &format!("/payments/{NUMBER}"), &session, &[], None).await;
    world.post_payment(&other, "another", NUMBER).await;
    world.post_payment(&other, "another", &format!(r#"{{"amount":"{NUMBER}"}}"#)).await;

    let planted = b"a 4242 4242 4242 4242 b".to_vec();
    assert!(finds(&planted, NUMBER), "the search finds what it should");
    let mut searched = 0;
    for (name, bytes) in written_down(&world.folder).await {
        searched += bytes.len();
        for number in [NUMBER, "4000000000003220"] {
            assert!(!finds(&bytes, number), "{name} holds a card number");
        }
        let text = String::from_utf8_lossy(&bytes);
        for part in jwe.split('.').filter(|part| part.len() > 12) {
            assert!(!text.contains(part), "{name} holds a sealed card");
        }
        assert!(!text.contains(session.secret.split("_secret_").nth(1).unwrap()), "{name}");
        if name != "shop-secret" {
            assert!(!text.contains(&world.sk), "{name}");
        }
    }
    assert!(searched > 5_000, "{searched} bytes");
    program.crash();
}

/// Plain, spaced, hexadecimal or in base64 at any of its three offsets.
pub fn finds(bytes: &[u8], number: &str) -> bool {
    let digits: Vec<u8> = bytes.iter().copied().filter(|byte| !b" -\0".contains(byte)).collect();
    let hex: String = number.bytes().map(|byte| format!("{byte:02x}")).collect();
    let encoded = (0..3).map(|offset| {
        let text = base64(format!("{}{number}", "\0".repeat(offset)).as_bytes());
        text.chars().skip(4).take(16).collect::<String>()
    });
    let contains = |haystack: &[u8], needle: &str| haystack.windows(needle.len()).any(|at| at == needle.as_bytes());
    contains(&digits, number) || contains(bytes, &hex) || encoded.into_iter().any(|text| contains(bytes, &text))
}

#[tokio::test]
async fn a_first_start_that_was_cut_short_leaves_no_empty_key() {
    for file in ["shop-key", "shop-secret", "server-key", "jwk.json", "vault-key", "wallet-key"] {
        let folder = Folder::new();
        fs::write(folder.path().join(file), "").unwrap();
        let refused = payments_sandbox::start(&config_in(&folder, Config::default())).await;
        let sentence = refused.err().unwrap().to_string();
        assert!(sentence.contains(file) && sentence.ends_with("Remove it to start afresh."), "{sentence}");
    }
}

/// A first start on a full disk: no file is left half written, so that the next start works.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_first_start_that_fails_leaves_no_half_file() {
    let folder = Folder::new();
    let failed = Command::new("sh")
        .args(["-c", "ulimit -f 0; trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_sandbox")])
        .args(["--shop-port", "0", "--port", "0", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(failed.status.code(), Some(1), "{failed:?}");
    let running = payments_sandbox::start(&config_in(&folder, Config::default())).await;
    running.map_err(|error| error.to_string()).unwrap().stop().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_deleted_folder_takes_no_payment() {
    if !on_files() {
        return;
    }
    let world = World::new().await;
    let session = world.session().await;
    let body = world.card_body(&session, NUMBER).await;
    fs::remove_dir_all(world.folder.path()).unwrap();
    let refused = world.post_payment(&session, "key", &body).await;
    assert_eq!(refused.refusal(), (500, "server_error".into()));
    let request = world.session_request(10_000, "USD");
    let refused = world.merchant(reqwest::Method::POST, "/payment_sessions", "key", Some(&request)).await;
    assert_eq!(refused.refusal(), (500, "server_error".into()));
}

/// A file that cannot grow, as on a full disk: nothing is charged meanwhile, and the sandbox needs no restart after it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_heals() {
    if !on_files() {
        return;
    }
    let folder = Folder::new();
    let program = Program::start(&folder, &[]);
    let world = program.world(folder);
    let limit = |bytes: &str| {
        let process = program.child.id().to_string();
        let set = Command::new("prlimit").args(["--pid", &process, &format!("--fsize={bytes}:unlimited")]).status();
        assert!(set.unwrap().success());
    };
    let waiting = world.session().await;
    let mut sessions = Vec::new();
    for _ in 0..8 {
        let session = world.session().await;
        sessions.push((world.card_body(&session, NUMBER).await, session));
    }
    assert!(fs::metadata(world.folder.path().join("sandbox.sqlite-wal")).unwrap().len() > 65_536);

    limit("65536");
    for (body, session) in &sessions {
        let refused = world.post_payment(session, &session.id, body).await;
        assert!(refused.status.is_server_error(), "{}", refused.text);
    }
    assert_eq!(world.approvals().await, 0);

    limit("unlimited");
    for (body, session) in &sessions {
        let paid = world.post_payment(session, &session.id, body).await;
        assert!(paid.status.is_success(), "{}", paid.text);
        let paid = paid.json();
        assert_eq!(world.decided(session, paid["id"].as_str().unwrap()).await["status"], "succeeded");
    }
    assert_eq!(world.pay_by_card(&waiting, NUMBER).await.json()["status"], "succeeded");
    assert_eq!(world.approvals().await, 9);
    program.crash();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_log_that_cannot_be_written_stops_nothing() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("/dev/full", folder.path().join("log")).unwrap();
    let program = Program::start(&folder, &[]);
    let world = program.world(folder);
    let session = world.session().await;
    let begun = world.pay_by_card(&session, "4000000000000119").await.json();
    assert_eq!(world.decided(&session, begun["id"].as_str().unwrap()).await["status"], "succeeded");
    program.crash();
}

#[tokio::test]
async fn a_folder_of_files_has_one_sandbox() {
    if !on_files() {
        return;
    }
    let world = World::new().await;
    let second = payments_sandbox::start(&config_in(&world.folder, Config::default())).await;
    let sentence = second.err().unwrap().to_string();
    assert!(sentence.starts_with("Another sandbox uses ") && sentence.contains("--data"), "{sentence}");
    let session = world.session().await;
    assert_eq!(world.pay_by_card(&session, NUMBER).await.json()["status"], "succeeded", "the first one is as it was");
}

#[test]
fn a_name_is_at_least_128_bits() {
    let name = payments_sandbox::hash::random_name("");
    assert!(name.chars().all(|letter| letter.is_ascii_alphabetic()), "{name}");
    let letters = u32::try_from(name.len()).unwrap();
    assert!(f64::from(letters) * 52_f64.log2() >= 128.0, "{letters} letters");
}

#[cfg(unix)]
#[test]
fn it_stops_when_told_and_says_when_a_port_is_taken() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let mut program = Program::start(&folder, &[]);
    let key = program.printed[0].strip_prefix("Publishable key  ").expect("the key");
    assert!(key.starts_with("pk_test_"), "{:?}", program.printed);
    assert!(program.printed.iter().any(|line| line.contains("<script") && line.contains(key)), "a ready script tag");
    let urls = program.printed.iter().filter(|line| line.starts_with("Shop  ") || line.starts_with("Payments  "));
    assert!(urls.clone().all(|line| line.contains("http://localhost:")) && urls.count() == 2);
    for file in fs::read_dir(folder.path()).unwrap().map(Result::unwrap).filter(|file| file.file_name() != "log") {
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.path().display());
    }
    let port = program.printed.last().unwrap().rsplit(':').next().unwrap();
    let other = Folder::new();
    let taken = Command::new(env!("CARGO_BIN_EXE_sandbox"))
        .args(["--shop-port", "0", "--port", port, "--data"])
        .arg(other.path())
        .output()
        .unwrap();
    assert_eq!(taken.status.code(), Some(1));
    let said = format!("Port {port} is taken: stop what uses it, or choose another with --port.\n");
    assert_eq!((String::from_utf8_lossy(&taken.stderr).as_ref(), taken.stdout.as_slice()), (said.as_str(), &b""[..]));

    let wrong = Command::new(env!("CARGO_BIN_EXE_sandbox")).arg("--prot=1").output().unwrap();
    assert_eq!(wrong.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&wrong.stderr), "invalid option '--prot'; see --help\n");

    let stop = Command::new("kill").args(["-TERM", &program.child.id().to_string()]).status().unwrap();
    assert!(stop.success());
    assert_eq!(program.child.wait().unwrap().code(), Some(0));
    let left = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(left.filter(|name| name.ends_with("-wal")).count(), 0, "everything is in the databases' own files");
}
