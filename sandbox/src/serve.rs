//! Starting and stopping: ports, files, databases, and the two origins over them.
//!
//! Listens on the loopback addresses only, never on a network.

use std::fs::{self, File, TryLockError};
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::routing::get;
use axum::{Extension, Router};
use serde_json::json;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::Config;
use crate::api::{self, Api, settle};
use crate::clock::Millis;
use crate::connections;
use crate::device_wallet::DeviceWallet;
use crate::hash::{ServerKey, random_name};
use crate::host::PublicAuthority;
use crate::jwe::SealingKey;
use crate::network::Network;
use crate::private_file;
use crate::shop::{self, Keys, OpenError, Shop, ShopConfig};
use crate::store::Store;
use crate::store::database::Source;
use crate::vault::{RotationError, Vault};
use crate::webhooks::client::Client;
use crate::webhooks::{Rules, worker};

/// The developer of the demo shop.
const SHOP_DEVELOPER: &str = "dev_shop";
/// How long running requests may still take when the sandbox stops.
const STOP_TIME_LIMIT: Duration = Duration::from_secs(3);
/// Tries to find one port that is free on both loopback addresses.
const PORT_TRIES: usize = 20;

/// Why the sandbox does not start, in one sentence that says what to do.
#[derive(Debug, Error)]
pub enum StartError {
    /// Another program listens on the port.
    #[error("Port {port} is taken: stop what uses it, or choose another with {flag}.")]
    PortTaken {
        /// The port.
        port: u16,
        /// The option that sets it.
        flag: &'static str,
    },
    /// The operating system refuses the port.
    #[error("Cannot listen on port {port}: {source}.")]
    Listen {
        /// The port.
        port: u16,
        /// The system's reason.
        source: io::Error,
    },
    /// Another sandbox works with the data folder.
    #[error("Another sandbox uses {path}: stop it, or choose another folder with --data.", path = path.display())]
    FolderTaken {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the data folder, or the folder itself.
    #[error("Cannot use {path}: {source}. Remove it to start afresh.", path = path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The keys of the data folder are not those with which other instances use the database.
    #[error(
        "The keys in {path} are not those that {place} was begun with: give every instance a copy of the first one's folder.",
        path = path.display()
    )]
    OtherKeys {
        /// The data folder.
        path: PathBuf,
        /// The database.
        place: Source,
    },
    /// The keys of the saved cards.
    #[error("Cannot use the saved cards with {path}: {source}.", path = path.display())]
    Vault {
        /// The file of the keys.
        path: PathBuf,
        /// Why.
        source: RotationError,
    },
    /// A database.
    #[error("Cannot use {place}: {source}. {remedy}", remedy = place.remedy())]
    Database {
        /// Which.
        place: Source,
        /// The database's reason.
        source: sqlx::Error,
    },
    /// The client that sends webhooks.
    #[error("Cannot send webhooks: {0}.")]
    Webhooks(reqwest::Error),
    /// The demo shop.
    #[error(transparent)]
    Shop(#[from] OpenError),
}

/// A sandbox that is running.
pub struct Running {
    /// `http://localhost:4242`
    pub shop_url: String,
    /// `http://localhost:4243`
    pub payments_url: String,
    /// The address at which others reach the payments API: `payments_url`, or that of a proxy.
    pub public_url: String,
    /// The shop's keys.
    pub keys: Keys,
    /// They were made by this start: the secret one is shown now and never again.
    pub keys_are_new: bool,
    /// The origins whose pages may use the publishable key, besides those of this machine.
    pub origins: Vec<String>,
    stop: watch::Sender<bool>,
    servers: JoinSet<io::Result<()>>,
    api: Arc<Api>,
    shop: Arc<Shop>,
    /// Held while the databases are files: a second sandbox would work on them as if it were alone.
    _folder: Option<File>,
}

impl Running {
    /// Lets the running requests end within three seconds, then closes the databases.
    pub async fn stop(mut self) {
        // This fails only if no server is left to stop.
        let _ = self.stop.send(true);
        let ended = async { while self.servers.join_next().await.is_some() {} };
        if tokio::time::timeout(STOP_TIME_LIMIT, ended).await.is_err() {
            self.servers.shutdown().await;
        }
        self.api.store.close().await;
        self.api.network.close().await;
        self.shop.close().await;
    }
}

/// Starts the sandbox.
///
/// # Errors
/// [`StartError`], whose text is one sentence that says what to do.
pub async fn start(config: &Config) -> Result<Running, StartError> {
    let shop_sockets = listen(config.shop_port, "--shop-port").await?;
    let api_sockets = listen(config.port, "--port").await?;
    let (shop_port, port) = (shop_sockets.port, api_sockets.port);
    let shop_url = format!("http://localhost:{shop_port}");
    let payments_url = format!("http://localhost:{port}");
    let public_url = config.public_url.as_ref().unwrap_or(&payments_url).clone();
    let shop_origins =
        vec![shop_url.clone(), format!("http://127.0.0.1:{shop_port}"), format!("http://[::1]:{shop_port}")];

    let mut folder = take_folder(config).await?;
    let own_origins = keep_origins(config)?;
    let origins: Vec<_> = shop_origins.iter().chain(&own_origins).cloned().collect();
    let (api, keys, new) = open(config, format!("{public_url}/v1"), &origins).await?;
    if api.store.is_shared() {
        // The next instance can read the keys.
        folder = None;
    }
    let shop = Shop::open(ShopConfig {
        keys: keys.clone(),
        payments_url: public_url.clone(),
        url: shop_url.clone(),
        origins: shop_origins,
        database: config.source("shop"),
        www: config.www.clone(),
    })
    .await?;

    let (stop, stopped) = watch::channel(false);
    let mut servers = JoinSet::new();
    // Before the first request, so that it takes up only payments of an earlier run.
    recover(&api).await.map_err(|source| StartError::Database { place: config.source("sandbox"), source })?;
    let frame = Frame { key: &keys.publishable, endpoint: &format!("{public_url}/v1"), parents: &own_origins };
    let mut payments = api::router(Arc::clone(&api)).nest_service("/widget", widget(&config.dist, &frame));
    if let Some((_, authority)) = public_url.split_once("://") {
        payments = payments.layer(Extension(PublicAuthority(authority.into())));
    }
    serve(&mut servers, api_sockets, &payments, &stopped);
    serve(&mut servers, shop_sockets, &shop::router(Arc::clone(&shop)), &stopped);
    servers.spawn(until(stopped.clone(), settle::sweep(Arc::clone(&api))));
    servers.spawn(until(stopped, worker::deliver(Arc::clone(&api))));
    let (keys_are_new, origins) = (new, own_origins);
    Ok(Running {
        shop_url,
        payments_url,
        public_url,
        keys,
        keys_are_new,
        origins,
        stop,
        servers,
        api,
        shop,
        _folder: folder,
    })
}

/// Takes up the undecided payments of an earlier run. Those of another instance are left to it.
async fn recover(api: &Arc<Api>) -> sqlx::Result<()> {
    if !api.store.is_shared() {
        api.store.end_all_watches().await?;
    }
    settle::recover(api).await
}

/// The origins of `--origin`, of this start and of earlier ones: one a line in the data folder's file `origins`.
fn keep_origins(config: &Config) -> Result<Vec<String>, StartError> {
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
async fn take_folder(config: &Config) -> Result<Option<File>, StartError> {
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

/// Opens files and databases. The last value says whether the shop's keys are new.
async fn open(config: &Config, base: String, origins: &[String]) -> Result<(Arc<Api>, Keys, bool), StartError> {
    let data = &config.data;
    let file = |name: &str| data.join(name);
    let at = |path: PathBuf| move |source| StartError::File { path, source };
    let database = |name| move |source| StartError::Database { place: config.source(name), source };

    let new = !file("shop-secret").exists();
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
    let mut vault = Vault::load_or_make(&file("vault-key")).map_err(at(file("vault-key")))?;
    let prepared = vault.prepare(&store, config.rotate_vault_key).await;
    prepared.map_err(|source| StartError::Vault { path: file("vault-key"), source })?;
    let api = Api {
        store,
        vault,
        device_wallet: DeviceWallet::load_or_make(&file("wallet-key")).map_err(at(file("wallet-key")))?,
        network: Network::open(&config.source("network")).await.map_err(database("network"))?,
        sealing_key: SealingKey::load_or_make(&file("jwk.json")).map_err(at(file("jwk.json")))?,
        server_key,
        in_flight: api::idempotency::InFlight::default(),
        base,
        rate_limit: api::rate::RateLimit::new("payment", config.attempts_per_minute),
        saved_cards_limit: api::rate::RateLimit::new("saved_cards", config.attempts_per_minute),
        webhooks: Client::new(webhook_rules(config)).map_err(StartError::Webhooks)?,
        action_lifetime: config.action_lifetime,
    };
    Ok((Arc::new(api), keys, new))
}

fn webhook_rules(config: &Config) -> Rules {
    let duration = |millis: Millis| Duration::from_millis(u64::try_from(millis).unwrap_or(0));
    Rules {
        allow_private: config.allow_private_webhooks,
        time_limit: duration(config.webhook_time_limit),
        first_retry: duration(config.webhook_first_retry),
        retry_for: config.webhook_retry_for,
    }
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

/// Stores the shop as a developer with its current origins, and fills the test wallets again.
async fn register_shop(store: &Store, keys: &Keys, origins: &[String]) -> sqlx::Result<()> {
    store.ensure_developer(SHOP_DEVELOPER, "Demo shop", &keys.publishable, &keys.secret).await?;
    store.set_origins(SHOP_DEVELOPER, origins).await?;
    store.refill_test_wallets().await
}

/// The form in a frame: what it reads of its own origin, and whose pages may show it besides those of this machine.
struct Frame<'a> {
    key: &'a str,
    endpoint: &'a str,
    parents: &'a [String],
}

/// The pages of this machine, at any port.
const LOOPBACK_PAGES: [&str; 2] = ["http://localhost:*", "http://127.0.0.1:*"];

impl Frame<'_> {
    fn parents(&self) -> impl Iterator<Item = &str> {
        LOOPBACK_PAGES.into_iter().chain(self.parents.iter().map(String::as_str))
    }

    /// `frame.json`.
    fn config(&self) -> String {
        let parents: Vec<_> = self.parents().collect();
        json!({ "apiKey": self.key, "endpoint": self.endpoint, "parents": parents }).to_string()
    }

    /// The policy of `frame.html`.
    fn policy(&self) -> String {
        let parents: Vec<_> = self.parents().collect();
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; \
             form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {}",
            parents.join(" ")
        )
    }
}

/// The built widget, with the headers of a CDN, and the frame's page and configuration beside it.
fn widget(dist: &Path, frame: &Frame<'_>) -> Router {
    let headers: [(HeaderName, &str); 4] = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CACHE_CONTROL, "no-cache"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    // Origins are plain text; if one were not, nobody could show the frame.
    let nobody = HeaderValue::from_static("frame-ancestors 'none'");
    let policy = HeaderValue::try_from(frame.policy()).unwrap_or(nobody);
    let config = frame.config();
    let files = Router::new()
        .route_service("/frame.html", ServeFile::new(dist.join("frame.html")))
        .layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, policy))
        .route("/frame.json", get(|| async move { ([(CONTENT_TYPE, "application/json")], config) }))
        .fallback_service(ServeDir::new(dist));
    headers.into_iter().fold(files, |files, (name, value)| {
        files.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
    })
}

/// One port on both loopback addresses.
struct Sockets {
    port: u16,
    listeners: Vec<TcpListener>,
}

async fn listen(wanted: u16, flag: &'static str) -> Result<Sockets, StartError> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..if wanted == 0 { PORT_TRIES } else { 1 } {
        match listen_once(wanted).await {
            Ok(sockets) => return Ok(sockets),
            Err(error) => last = error,
        }
    }
    Err(match last.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken { port: wanted, flag },
        _ => StartError::Listen { port: wanted, source: last },
    })
}

async fn listen_once(wanted: u16) -> io::Result<Sockets> {
    let first = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, wanted))).await?;
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
        Ok(second) => listeners.push(second),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
        // A machine without IPv6.
        Err(_) => {}
    }
    Ok(Sockets { port, listeners })
}

fn serve(servers: &mut JoinSet<io::Result<()>>, sockets: Sockets, router: &Router, stopped: &watch::Receiver<bool>) {
    for listener in sockets.listeners {
        servers.spawn(connections::serve(listener, router.clone(), stopped.clone()));
    }
}

async fn until(mut stopped: watch::Receiver<bool>, work: impl Future<Output = ()>) -> io::Result<()> {
    tokio::select! {
        () = work => {}
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
    Ok(())
}
