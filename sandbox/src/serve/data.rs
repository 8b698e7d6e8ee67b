//! Opening what the data folder and the databases hold, and making it at the first start.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::StartError;
use crate::Config;
use crate::api::jwks::OPENS_FOR;
use crate::api::{self, Api};
use crate::clock;
use crate::device_wallet::DeviceWallet;
use crate::hash::{ServerKey, random_name};
use crate::jwe::KeyKind;
use crate::key_ring::KeyRing;
use crate::network::Network;
use crate::private_file;
use crate::shop::Keys;
use crate::store::Store;
use crate::tls::{self, Identity};
use crate::vault::Vault;
use crate::webhooks::Rules;
use crate::webhooks::client::Client;

/// The developer of the demo shop.
const SHOP_DEVELOPER: &str = "dev_shop";

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

/// Opens files and databases. The last value says whether the shop's keys are new.
pub(super) async fn open(
    config: &Config,
    base: String,
    origins: &[String],
) -> Result<(Arc<Api>, Keys, bool), StartError> {
    let data = &config.data;
    let file = |name: &str| data.join(name);
    let at = |path: PathBuf| move |source| StartError::File { path, source };
    let database = |name| move |source| StartError::Database { place: config.source(name), source };

    let new = config.roll_keys || !file("shop-secret").exists();
    if config.roll_keys {
        roll(&file("shop-key"), "pk_test_").map_err(at(file("shop-key")))?;
        roll(&file("shop-secret"), "sk_test_").map_err(at(file("shop-secret")))?;
    }
    let keys = Keys {
        publishable: stored_key(&file("shop-key"), "pk_test_").map_err(at(file("shop-key")))?,
        secret: stored_key(&file("shop-secret"), "sk_test_").map_err(at(file("shop-secret")))?,
    };
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
        store.end_other_keys(SHOP_DEVELOPER, kept, until).await.map_err(database("sandbox"))?;
    }
    let mut vault = Vault::load_or_make(&file("vault-key")).map_err(at(file("vault-key")))?;
    let prepared = vault.prepare(&store, config.rotate_vault_key).await;
    prepared.map_err(|source| StartError::Vault { path: file("vault-key"), source })?;
    let api = Api {
        store,
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
    Ok((Arc::new(api), keys, new))
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

/// The key in a file that only its owner may read, made at the first start.
fn stored_key(path: &Path, prefix: &str) -> io::Result<String> {
    if !path.exists() {
        private_file::write(path, random_name(prefix).as_bytes())?;
    }
    let key = fs::read_to_string(path)?.trim().to_owned();
    // A first start that was cut short leaves an empty file, and an empty key would be anyone's.
    if key.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()) {
        return Ok(key);
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, format!("it holds no key that begins with {prefix}")))
}

/// A new key in place of the one in the file. The files come first: a process that is killed before the old keys end leaves them as
/// they were, and can be started the same way again.
fn roll(path: &Path, prefix: &str) -> io::Result<()> {
    private_file::replace(path, random_name(prefix).as_bytes())
}

/// Stores the shop as a developer with its current origins, and fills the test wallets again.
async fn register_shop(store: &Store, keys: &Keys, origins: &[String]) -> sqlx::Result<()> {
    store.ensure_developer(SHOP_DEVELOPER, "Demo shop", &keys.publishable, &keys.secret).await?;
    store.set_origins(SHOP_DEVELOPER, origins).await?;
    store.refill_test_wallets().await
}
