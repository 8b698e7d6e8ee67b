//! Opening what the data folder and the databases hold, and making it at the first start.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use payments_widget::jwe::open::KeyKind;

use super::StartError;
use crate::Config;
use crate::api::jwks::OPENS_FOR;
use crate::api::{self, Api};
use crate::clock;
use crate::console::password;
use crate::device_wallet::DeviceWallet;
use crate::hash::ServerKey;
use crate::key_ring::KeyRing;
use crate::network::Network;
use crate::private_file;
use crate::request_log;
use crate::shop::keys::{Keys, SHOP_ACCOUNT, SHOP_DEVELOPER, ShopKeys};
use crate::store::Store;
use crate::store::accounts::AccountRow;
use crate::tls::{self, Identity};
use crate::vault::Vault;
use crate::webhooks::Rules;
use crate::webhooks::client::Client;

/// The origins of `--origin`, of this start and of earlier ones: one a line in the data folder's file `origins`.
pub(super) fn keep_origins(config: &Config) -> Result<Vec<String>, StartError> {
    let path = config.data.join("origins");
    let at = |source| StartError::File { path: path.clone(), source };
    let kept = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(at(error)),
    };
    let mut origins: Vec<_> = kept.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect();
    let new: Vec<_> = config.origins.iter().filter(|origin| !origins.contains(origin)).cloned().collect();
    if !new.is_empty() {
        origins.extend(new);
        fs::write(&path, origins.join("\n") + "\n").map_err(at)?;
    }
    Ok(origins)
}

/// Makes the data folder where it is missing, and locks it. Where the databases are on a server, several instances may read the
/// keys of one folder: only one makes them, and the others wait for it. A folder that nobody can write has them already.
pub(super) async fn take_folder(config: &Config) -> Result<Option<File>, StartError> {
    let data = &config.data;
    private_file::make_folder(data).map_err(|source| StartError::File { path: data.into(), source })?;
    let path = data.join("lock");
    if config.database_url.is_some() {
        let wait = tokio::task::spawn_blocking(move || private_file::wait_for_lock(&path));
        return match wait.await.unwrap_or_else(|panic| Err(panic.into())) {
            Ok(file) => Ok(Some(file)),
            Err(error) if cannot_write(&error) => Ok(None),
            Err(source) => Err(StartError::File { path: data.join("lock"), source }),
        };
    }
    private_file::lock(&path).map(Some).map_err(|error| match error {
        TryLockError::WouldBlock => StartError::FolderTaken { path: data.into() },
        TryLockError::Error(source) => StartError::File { path, source },
    })
}

fn cannot_write(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// The certificate of both origins, and the authority's file where somebody has to be asked to trust it; `None` without TLS.
pub(super) fn identity(config: &Config) -> Result<Option<(Identity, Option<PathBuf>)>, StartError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| StartError::Tls { path, source }
    };
    if let (Some(certificates), Some(key)) = (&config.tls_cert, &config.tls_key) {
        let identity = Identity::from_files(certificates, key).map_err(at(certificates))?;
        return Ok(Some((identity, None)));
    }
    if !config.tls_dev {
        return Ok(None);
    }
    let authority = tls::authority_file(&config.data);
    let identity = Identity::for_this_computer(&config.data).map_err(at(&authority))?;
    Ok(Some((identity, Some(authority))))
}

/// What was opened.
pub(super) struct Opened {
    pub(super) api: Arc<Api>,
    pub(super) shop_keys: Arc<ShopKeys>,
    /// The shop's keys were made by this start.
    pub(super) keys_are_new: bool,
    /// What the log of requests has to write.
    pub(super) request_lines: request_log::Lines,
}

/// Opens files and databases.
pub(super) async fn open(config: &Config, base: String, origins: &[String]) -> Result<Opened, StartError> {
    let data = &config.data;
    let file = |name: &str| data.join(name);
    let at = |path: PathBuf| move |source| StartError::File { path, source };
    let database = |name| move |source| StartError::Database { place: config.source(name), source };

    let new = config.roll_keys || !ShopKeys::are_in(data);
    let shop_keys = ShopKeys::load_or_make(data).map_err(StartError::from)?;
    if config.roll_keys {
        let keys = Keys::random();
        shop_keys.write(&keys).map_err(StartError::from)?;
        shop_keys.use_now(keys);
    }
    let keys = shop_keys.current();
    let store = Store::open(&config.source("sandbox")).await.map_err(database("sandbox"))?;
    let server_key = ServerKey::load_or_make(&file("server-key")).map_err(at(file("server-key")))?;
    if store.is_shared() {
        let own = server_key.derive_name();
        if store.agreed("server_key", &own).await.map_err(database("sandbox"))? != own {
            return Err(StartError::OtherKeys { path: data.clone(), place: config.source("sandbox") });
        }
    }
    register_shop(&store, &keys, origins).await.map_err(database("sandbox"))?;
    if config.roll_keys {
        let kept = [keys.publishable.as_str(), keys.secret.as_str()];
        let until = clock::now().saturating_add(config.old_keys_for);
        store.replace_keys(SHOP_DEVELOPER, kept, until).await.map_err(database("sandbox"))?;
    }
    open_shop_account(config, &store, &server_key).await?;
    let mut vault = Vault::load_or_make(&file("vault-key")).map_err(at(file("vault-key")))?;
    let prepared = vault.prepare(&store, config.rotate_vault_key).await;
    prepared.map_err(|source| StartError::Vault { path: file("vault-key"), source })?;
    let (request_log, request_lines) = request_log::new();
    let api = Api {
        store,
        request_log,
        vault,
        device_wallet: DeviceWallet::load_or_make(&file("wallet-key")).map_err(at(file("wallet-key")))?,
        network: Network::open(&config.source("network")).await.map_err(database("network"))?,
        encryption_keys: encryption_keys(config, &file("jwk.json")).map_err(at(file("jwk.json")))?,
        server_key,
        in_flight: api::idempotency::InFlight::default(),
        base,
        rate_limit: api::rate::RateLimit::new("payment", config.attempts_per_minute),
        saved_cards_limit: api::rate::RateLimit::new("saved_cards", config.attempts_per_minute),
        action_lifetime: config.action_lifetime,
        webhooks: Client::new(webhook_rules(config)).map_err(StartError::Webhooks)?,
    };
    Ok(Opened { api: Arc::new(api), shop_keys: Arc::new(shop_keys), keys_are_new: new, request_lines })
}

fn webhook_rules(config: &Config) -> Rules {
    Rules {
        allow_private: config.allow_private_webhooks,
        time_limit: clock::duration(config.webhook_time_limit),
        first_retry: clock::duration(config.webhook_first_retry),
        retry_for: config.webhook_retry_for,
    }
}

/// The keys that cards are encrypted for, with a new one if the command line asks for it.
fn encryption_keys(config: &Config, path: &Path) -> io::Result<KeyRing> {
    let (now, is_first_start) = (clock::now(), !path.exists());
    let wanted = config.rotate_encryption_key;
    let keys = KeyRing::load_or_make(path, wanted.unwrap_or(KeyKind::USUAL), OPENS_FOR, now)?;
    if let Some(kind) = wanted
        && !is_first_start
    {
        keys.rotate(kind, now.saturating_add(config.old_encryption_key_for), now)?;
    }
    Ok(keys)
}

/// Stores the shop as a developer with its current origins, and fills the test wallets again.
async fn register_shop(store: &Store, keys: &Keys, origins: &[String]) -> sqlx::Result<()> {
    store.ensure_developer(SHOP_DEVELOPER, "Demo shop", &keys.publishable, &keys.secret).await?;
    store.set_origins(SHOP_DEVELOPER, origins).await?;
    store.refill_test_wallets().await
}

/// The account of the shop's developer in the console, made at the first start. Its password is derived from the server key, so that
/// every instance has the same, and is in a file that only its owner may read. A folder that nobody can write does without the file.
async fn open_shop_account(config: &Config, store: &Store, server_key: &ServerKey) -> Result<(), StartError> {
    let path = &config.data.join("console-password");
    let at = |source| StartError::File { path: path.into(), source };
    let password = server_key.derive_console_password();
    if fs::read_to_string(path).ok().as_deref() != Some(&password) {
        match private_file::replace(path, password.as_bytes()) {
            Err(error) if !cannot_write(&error) => return Err(at(error)),
            _ => {}
        }
    }
    let failed = |source| StartError::Database { place: config.source("sandbox"), source };
    if store.account(SHOP_ACCOUNT).await.map_err(failed)?.is_some() {
        return Ok(());
    }
    let hashed = tokio::task::spawn_blocking(move || password::hash(&password)).await;
    let password_hash = hashed.map_err(io::Error::other).and_then(|hash| hash.map_err(io::Error::other)).map_err(at)?;
    let account = AccountRow {
        name: SHOP_ACCOUNT.into(),
        developer_id: SHOP_DEVELOPER.into(),
        password_hash,
        password_version: 1,
    };
    store.add_account(&account).await.map_err(failed)?;
    Ok(())
}
