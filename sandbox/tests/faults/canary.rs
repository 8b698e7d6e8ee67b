//! Looks for the payers' card numbers and CVVs in everything that was sent or written down: requests, answers and webhooks,
//! databases and their logs, PostgreSQL's dump, the program's log.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use base64ct::{Base64, Base64Url, Encoding};

use payments_sandbox::store::database::Source;
use reqwest::Method;
use sqlx::Executor;

use crate::books::Books;
use crate::crowd::CARDS;
use crate::databases::{on_files, written_down};
use crate::postgres::Postgres;
use crate::proxy::Proxy;
use crate::world::{Folder, World};

/// Three digits are in every file: a CVV is looked for with its name, as it is in what a browser sealed.
const CVV: [&str; 4] = ["\"cvv\":\"123\"", "\"cvv\": \"123\"", "cvv=123", "cvv: \"123\""];

/// Characters of base64, of which the case does not count here.
const SHORTEST_BASE64: usize = 8;

/// Where a card is: in the folder of a program, its database, what came over the network, or the files and the dump of `server`.
pub async fn found(folder: &Folder, traffic: &[u8], server: Option<&Postgres>) -> Vec<String> {
    let copies = Folder::new();
    let keep = |name: &str, bytes: &[u8]| fs::write(copies.path().join(name), bytes).unwrap();
    for (name, bytes) in written_down(folder).await {
        keep(&name, &bytes);
    }
    keep("traffic", traffic);
    if let Some(server) = server {
        keep("dump", &server.dump());
    }
    let places = [Some(copies.path().to_owned()), server.map(Postgres::data)];
    places.iter().flatten().flat_map(|path| files_with_a_card(path)).collect()
}

/// The files below `path` in which a card is.
fn files_with_a_card(path: &Path) -> Vec<String> {
    let list = Folder::new();
    let needles = list.path().join("needles");
    fs::write(&needles, forms().join("\n")).unwrap();
    let grep = Command::new("grep")
        .env("LC_ALL", "C")
        .args(["--recursive", "--text", "--ignore-case", "--files-with-matches", "--fixed-strings", "--file"])
        .arg(&needles)
        .arg(path)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    // 1: nothing is found. 2: a file could not be read.
    assert!(matches!(grep.status.code(), Some(0 | 1)), "{:?}", grep.status);
    String::from_utf8(grep.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// Every form in which a card may be written: plain, in groups, in hexadecimal, and in base64 and base64url at each offset.
fn forms() -> Vec<String> {
    let mut forms = Vec::new();
    for number in CARDS {
        let groups: Vec<_> = number.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group)).collect();
        let digits: Vec<_> = number.chars().map(String::from).collect();
        forms.extend([" ", "-", "\u{a0}", "."].map(|between| groups.join(between)));
        forms.extend([digits.join(" "), digits.join("-"), digits.join(",")]);
    }
    for text in CARDS.into_iter().chain(CVV) {
        forms.push(text.to_owned());
        forms.push(text.bytes().map(|byte| format!("{byte:02x}")).collect());
        for offset in 0..3 {
            let shifted = format!("{}{text}", "\0".repeat(offset));
            // Only whole groups of the text itself: the first and the last one depend on what is beside it.
            let (from, to) = (offset.div_ceil(3) * 4, shifted.len() / 3 * 4);
            // What is shorter is in any encrypted text by chance.
            if to - from >= SHORTEST_BASE64 {
                for encoded in [Base64::encode_string(shifted.as_bytes()), Base64Url::encode_string(shifted.as_bytes())]
                {
                    forms.push(encoded.chars().take(to).skip(from).collect());
                }
            }
        }
    }
    forms
}

/// A card is found in each place in which one is planted, and only there.
#[tokio::test]
async fn a_card_in_any_place_is_found() {
    let mut world = World::new().await;
    let proxy = Proxy::start(0).await;
    proxy.lead_to(&world.payments);
    world.payments = proxy.url.clone();
    assert_eq!(world.pay_by_card(&world.session().await, CARDS[0]).await.json()["status"], "succeeded");
    let names = |found: Vec<String>| -> Vec<String> {
        found.iter().map(|path| path.rsplit('/').next().unwrap().to_owned()).collect()
    };
    let folder = &world.folder;
    assert_eq!(found(folder, &proxy.traffic(), None).await, Vec::<String>::new());

    fs::write(folder.path().join("log"), format!("paid with {}", CARDS[1])).unwrap();
    assert_eq!(names(found(folder, &proxy.traffic(), None).await), ["log"]);
    fs::remove_file(folder.path().join("log")).unwrap();

    world.call(Method::GET, &format!("/jwks.json?number={}", CARDS[2]), &[], None).await;
    assert_eq!(names(found(folder, &proxy.traffic(), None).await), ["traffic"]);

    let mut database = Books::open(&Books::of(folder).sandbox).await;
    database.execute("UPDATE developers SET name = '4242-4242-4242-4242'").await.unwrap();
    let place = if on_files() { "sandbox.sqlite-wal" } else { "payments_sandbox.developers" };
    assert_eq!(names(found(folder, &[], None).await), [place]);
}

/// Also in a server's dump and in its write-ahead log.
#[tokio::test]
async fn a_card_on_a_server_is_found() {
    if on_files() {
        return;
    }
    let (folder, server) = (Folder::new(), Postgres::start());
    let source = Source::new(folder.path(), Some(&server.url().parse().unwrap()), "sandbox");
    let mut database = Books::open(&source).await;
    database.execute("CREATE TABLE public.planted AS SELECT '4242 4242 4242 4242' AS number").await.unwrap();
    let found = found(&folder, &[], Some(&server)).await;
    assert!(found.iter().any(|path| path.ends_with("/dump")), "{found:?}");
    assert!(found.iter().any(|path| path.contains("/pg_wal/")), "{found:?}");
}

/// A card that is planted in any form is found.
#[test]
fn a_planted_card_is_found() {
    let folder = Folder::new();
    let file = folder.path().join("planted");
    let wrapped = |bytes: &[u8]| [b"\0before ".as_slice(), bytes, b" after\n"].concat();
    for text in CARDS.into_iter().chain(["{\"cvv\":\"123\"}"]) {
        let hex: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
        let mut planted = vec![text.to_owned(), hex];
        for before in ["", "a", "ab", "{\"number\":\""] {
            planted.push(Base64::encode_string(format!("{before}{text}").as_bytes()));
            planted.push(Base64Url::encode_string(format!("{before}{text}\"}}").as_bytes()));
        }
        if !text.starts_with('{') {
            planted.push(
                text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join(" "),
            );
            planted.push(text.chars().map(String::from).collect::<Vec<_>>().join(" "));
        }
        for form in planted {
            fs::write(&file, wrapped(form.as_bytes())).unwrap();
            assert_eq!(files_with_a_card(folder.path()).len(), 1, "{form}");
        }
    }
    fs::write(&file, wrapped(b"pay_4242 at 1795509060000, cvv")).unwrap();
    assert_eq!(files_with_a_card(folder.path()), Vec::<String>::new());
}
