//! The vault: what of a saved card is on the disk, and how its key is rotated.

use std::fs;

use payments_sandbox::store::saved_cards::{CardKey, Seal};
use payments_sandbox::vault::{Vault, VaultError};
use payments_sandbox::{Config, start};
use payments_widget::card::Pan;
use payments_widget::card::number::NumberOptions;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use crate::databases::{allow_updates, break_updates, columns, open, written_down};
use crate::durability::finds;
use crate::program::Program;
use crate::saved_cards::{list, save, saved_id};
use crate::seal::{cvv_plaintext, seal_cvv};
use crate::world::{Folder, Session, World, config_in};

const VISA: &str = "4242424242424242";
const CARD: CardKey<'_> = CardKey { developer_id: "dev_shop", payer_id: "minsu", id: "card_one" };

fn vault(folder: &Folder) -> Vault {
    Vault::load_or_make(&folder.path().join("vault-key")).unwrap()
}

fn pan(number: &str) -> Pan {
    Pan::read(number, &NumberOptions::default()).unwrap()
}

/// The ids of the keys in the file, the newest first.
fn key_ids(folder: &Folder) -> Vec<String> {
    let keys: Value = serde_json::from_str(&folder.read("vault-key")).unwrap();
    keys["keys"].as_array().unwrap().iter().map(|key| key["id"].as_str().unwrap().to_owned()).collect()
}

async fn used_keys(folder: &Folder) -> Vec<String> {
    sqlx::query_scalar("SELECT DISTINCT vault_key_id FROM saved_cards ORDER BY 1")
        .fetch_all(&mut open(folder, "sandbox").await)
        .await
        .unwrap()
}

async fn sealed_cvv(world: &World, session: &Session, id: &str) -> String {
    seal_cvv(&world.key().await, &cvv_plaintext(id, &session.id, session.amount, &session.currency))
}

async fn pay(world: &World, session: &Session, id: &str) -> Value {
    pay_with(world, session, id, &sealed_cvv(world, session, id).await).await
}

async fn pay_with(world: &World, session: &Session, id: &str, jwe: &str) -> Value {
    let body = json!({
        "amount": session.amount, "currency": session.currency,
        "payment_method": { "type": "saved_card", "saved_card": id, "encrypted_cvv": jwe },
    });
    world.post_payment(session, &session.id, &body.to_string()).await.json()
}

#[test]
fn a_number_opens_for_its_card_only() {
    let folder = Folder::new();
    let vault = vault(&folder);
    for number in [VISA, "378282246310005", "30569309025904", "6304000000000000000"] {
        let seal = vault.seal(&pan(number), CARD).unwrap();
        assert_eq!(vault.open(&seal, CARD).unwrap().expose(), number);
        assert_eq!(seal.sealed_number.len(), 63, "the length says nothing of the number's: 12 + 19 + 16 bytes");
        for other in [
            CardKey { id: "card_two", ..CARD },
            CardKey { payer_id: "jane", ..CARD },
            CardKey { developer_id: "dev_other", ..CARD },
            // The same letters with another border between them.
            CardKey { id: "card_onem", payer_id: "insu", ..CARD },
        ] {
            assert_eq!(vault.open(&seal, other).err(), Some(VaultError::Broken), "{other:?}");
        }
        let touched = seal.sealed_number.replacen(char::is_alphabetic, "", 1);
        for sealed_number in [touched, String::new(), "AAAA".into(), "?".into()] {
            let broken = Seal { sealed_number, ..seal.clone() };
            assert_eq!(vault.open(&broken, CARD).err(), Some(VaultError::Broken), "{broken:?}");
        }
        let unknown = Seal { vault_key_id: "vk_none".into(), ..seal.clone() };
        assert_eq!(vault.open(&unknown, CARD).err(), Some(VaultError::UnknownKey));
        assert_ne!(vault.seal(&pan(number), CARD).unwrap(), seal, "the same number is never sealed alike");
    }
}

#[test]
fn a_file_that_holds_something_else_is_refused() {
    for text in ["", "{}", r#"{"keys":[]}"#, r#"{"keys":[{"id":"vk_a","key":"AAAA"}]}"#, "vk_a"] {
        let folder = Folder::new();
        fs::write(folder.path().join("vault-key"), text).unwrap();
        assert!(Vault::load_or_make(&folder.path().join("vault-key")).is_err(), "{text}");
    }
}

#[tokio::test]
async fn no_number_and_no_cvv_is_on_the_disk() {
    let folder = Folder::new();
    let program = Program::start(&folder, &[]);
    let world = program.world(folder);
    let id = saved_id(&save(&world, "minsu", VISA).await.1);
    let (session, waiting) = save(&world, "minsu", "4000000000003220").await;
    assert_eq!(waiting["status"], "requires_action", "its number waits in the database, sealed");
    let session_of_cvv = world.session_for("minsu").await;
    let jwe = sealed_cvv(&world, &session_of_cvv, &id).await;
    assert_eq!(pay_with(&world, &session_of_cvv, &id, &jwe).await["status"], "succeeded");
    world.browser(Method::DELETE, &format!("/saved_cards/{id}"), &session, &[], None).await;
    world.browser(Method::DELETE, &format!("/saved_cards/{VISA}"), &session, &[], None).await;

    // Three digits are in every file; what is looked for is the CVV with its name, and the parts of its JWE.
    let holds_cvv = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        text.contains(r#""cvv""#) || jwe.split('.').filter(|part| part.len() > 12).any(|part| text.contains(part))
    };
    let planted = [br#"{"v":1,"cvv":"123"}"#.as_slice(), jwe.as_bytes()];
    assert!(planted.into_iter().all(holds_cvv), "the search finds what it should");
    assert!(finds(b"a 4242-4242-4242-4242 b", VISA) && finds(b"NDI0MjQyNDI0MjQyNDI0Mg", VISA), "here too");
    let mut searched = 0;
    for (name, bytes) in written_down(&world.folder).await {
        searched += bytes.len();
        for number in [VISA, "4000000000003220"] {
            assert!(!finds(&bytes, number), "{name} holds a card number");
        }
        assert!(!holds_cvv(&bytes), "{name} holds a CVV");
    }
    assert!(searched > 5_000, "{searched} bytes");
    let columns = columns(&mut open(&world.folder, "sandbox").await, "saved_cards").await;
    assert!(columns.iter().all(|name| !name.contains("cvv") && !name.contains("code")), "{columns:?}");
    program.crash();
}

#[tokio::test]
async fn rotation_seals_every_card_anew_and_drops_the_old_key() {
    let mut world = World::new().await;
    let (_, payment) = save(&world, "minsu", VISA).await;
    let (waiting_session, waiting) = save(&world, "jane", "4000000000003220").await;
    let before = key_ids(&world.folder);
    let old_file = world.folder.read("vault-key");
    world.running.take().unwrap().stop().await;
    world.start_again(Config { rotate_vault_key: true, ..Config::default() }).await;
    let after = key_ids(&world.folder);
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before, after);
    assert_eq!(used_keys(&world.folder).await, after, "the card that waits for its payment too");
    let old_key = serde_json::from_str::<Value>(&old_file).unwrap()["keys"][0]["key"].as_str().unwrap().to_owned();
    for file in fs::read_dir(world.folder.path()).unwrap() {
        let text = fs::read(file.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&text).contains(&old_key));
    }
    let session = world.session_for("minsu").await;
    assert_eq!(pay(&world, &session, &saved_id(&payment)).await["status"], "succeeded");
    // The action's URL names the port of before.
    let url = waiting["next_action"]["url"].as_str().unwrap();
    let (path, key) = url.split_once("/v1").unwrap().1.split_once("?k=").unwrap();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    world.call(Method::POST, &format!("{path}/result"), &form, Some(&format!("k={key}&result=approved"))).await;
    assert_eq!(list(&world, &waiting_session).await.len(), 1);
    assert_eq!(
        pay(&world, &world.session_for("jane").await, list(&world, &waiting_session).await[0]["id"].as_str().unwrap())
            .await["status"],
        "requires_action"
    );

    world.restart_after(async |_| {}).await;
    assert_eq!(key_ids(&world.folder), after, "without the option it stays");
}

#[cfg(unix)]
#[tokio::test]
async fn the_option_of_the_program_rotates_into_a_private_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let program = Program::start(&folder, &[]);
    let world = program.world(folder);
    let before = key_ids(&world.folder);
    program.crash();
    let program = Program::start(&world.folder, &["--rotate-vault-key"]);
    assert_ne!(key_ids(&world.folder), before);
    let mode = fs::metadata(world.folder.path().join("vault-key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    program.crash();
}

/// `count` cards of as many payers, sealed with the vault of the folder.
async fn plant(database: &mut AnyConnection, vault: &Vault, count: usize) {
    for number in 0..count {
        let (id, payer) = (format!("card_{number:04}"), format!("payer_{number}"));
        let seal = vault.seal(&pan(VISA), CardKey { developer_id: "dev_shop", payer_id: &payer, id: &id }).unwrap();
        sqlx::query(
            "INSERT INTO saved_cards VALUES ($1, 'dev_shop', $2, NULL, 'f', 'visa', '4242', 12, 2034, $3, $4, 1, 1, NULL)",
        )
        .bind(id)
        .bind(payer)
        .bind(seal.vault_key_id)
        .bind(seal.sealed_number)
        .execute(&mut *database)
        .await
        .unwrap();
    }
}

/// The second of three batches of a rotation fails, as if the process had been killed there. Nothing is lost, and the next start
/// ends what was begun, with the option or without.
#[tokio::test]
async fn a_restart_in_the_middle_of_a_rotation_loses_nothing() {
    for again in [false, true] {
        let mut world = World::new().await;
        let before = key_ids(&world.folder);
        world.running.take().unwrap().stop().await;
        let mut database = open(&world.folder, "sandbox").await;
        plant(&mut database, &vault(&world.folder), 250).await;
        break_updates(&mut database, "saved_cards", "OLD.id = 'card_0150'").await;
        let rotate = |rotate_vault_key| config_in(&world.folder, Config { rotate_vault_key, ..Config::default() });
        let refused = start(&rotate(true)).await.err().unwrap().to_string();
        assert!(refused.contains("vault-key") && refused.contains("is broken"), "{refused}");
        let between = key_ids(&world.folder);
        assert_eq!((between.len(), &between[1..]), (2, &before[..]), "both keys are there");
        assert_eq!(used_keys(&world.folder).await.len(), 2, "some cards are under each");
        for row in sealed(&mut database).await {
            assert_eq!(vault(&world.folder).open(&row.2, row.key()).unwrap().expose(), VISA, "each can be opened");
        }

        allow_updates(&mut database, "saved_cards").await;
        let running = start(&rotate(again)).await.map_err(|error| error.to_string()).unwrap();
        let after = key_ids(&world.folder);
        assert_eq!(after.len(), 1);
        assert_eq!(after[0] == between[0], !again);
        assert_eq!(used_keys(&world.folder).await, after);
        let rows = sealed(&mut database).await;
        assert_eq!(rows.len(), 250);
        for row in rows {
            assert_eq!(vault(&world.folder).open(&row.2, row.key()).unwrap().expose(), VISA);
        }
        running.stop().await;
    }
}

/// Id, payer and sealed number.
struct Sealed(String, String, Seal);

impl Sealed {
    fn key(&self) -> CardKey<'_> {
        CardKey { developer_id: "dev_shop", payer_id: &self.1, id: &self.0 }
    }
}

async fn sealed(database: &mut AnyConnection) -> Vec<Sealed> {
    let rows: Vec<(String, String, String, String)> =
        sqlx::query_as("SELECT id, payer_id, vault_key_id, sealed_number FROM saved_cards")
            .fetch_all(database)
            .await
            .unwrap();
    let seal = |vault_key_id, sealed_number| Seal { vault_key_id, sealed_number };
    rows.into_iter().map(|(id, payer, key, number)| Sealed(id, payer, seal(key, number))).collect()
}

/// Killed after the file had both keys and before the first card, and after the last card and before the old key was dropped.
#[tokio::test]
async fn a_restart_at_either_end_of_a_rotation_loses_nothing() {
    for new_key_is_used in [false, true] {
        let mut world = World::new().await;
        let id = saved_id(&save(&world, "minsu", VISA).await.1);
        world.running.take().unwrap().stop().await;
        let old: Value = serde_json::from_str(&world.folder.read("vault-key")).unwrap();
        let fresh = Folder::new();
        drop(vault(&fresh));
        let new: Value = serde_json::from_str(&fresh.read("vault-key")).unwrap();
        if new_key_is_used {
            let card = CardKey { id: &id, ..CARD };
            let seal = vault(&fresh).seal(&pan(VISA), card).unwrap();
            sqlx::query("UPDATE saved_cards SET vault_key_id = $1, sealed_number = $2")
                .bind(seal.vault_key_id)
                .bind(seal.sealed_number)
                .execute(&mut open(&world.folder, "sandbox").await)
                .await
                .unwrap();
        }
        let both = json!({ "keys": [new["keys"][0], old["keys"][0]] });
        fs::write(world.folder.path().join("vault-key"), both.to_string()).unwrap();
        world.start_again(Config::default()).await;
        assert_eq!(key_ids(&world.folder), [new["keys"][0]["id"].as_str().unwrap()]);
        assert_eq!(used_keys(&world.folder).await, key_ids(&world.folder));
        assert_eq!(pay(&world, &world.session_for("minsu").await, &id).await["status"], "succeeded");
    }
}

#[tokio::test]
async fn without_its_key_no_card_is_thrown_away() {
    let mut world = World::new().await;
    let id = saved_id(&save(&world, "minsu", VISA).await.1);
    world.running.take().unwrap().stop().await;
    let path = world.folder.path().join("vault-key");
    let away = world.folder.path().join("away");
    fs::rename(&path, &away).unwrap();
    for rotate_vault_key in [false, true] {
        let config = config_in(&world.folder, Config { rotate_vault_key, ..Config::default() });
        let sentence = start(&config).await.err().unwrap().to_string();
        assert!(
            sentence.contains("vault-key") && sentence.contains("put the file of the right keys back"),
            "{sentence}"
        );
    }
    fs::rename(&away, &path).unwrap();
    world.start_again(Config::default()).await;
    assert_eq!(pay(&world, &world.session_for("minsu").await, &id).await["status"], "succeeded");
}

#[tokio::test]
async fn a_row_that_was_copied_to_another_payer_pays_nothing() {
    let world = World::new().await;
    let id = saved_id(&save(&world, "minsu", VISA).await.1);
    let stolen = "UPDATE saved_cards SET payer_id = 'jane'";
    sqlx::query(stolen).execute(&mut open(&world.folder, "sandbox").await).await.unwrap();
    let refused = pay(&world, &world.session_for("jane").await, &id).await;
    assert_eq!((&refused["code"], &refused["status"]), (&json!("server_error"), &json!(500)));
    assert_eq!(world.approvals().await, 1);
}
