//! Starting and stopping: ports, files, databases, and the two origins over them.
//!
//! Listens on the loopback addresses, and on a network only if the command line names an address for that.

mod data;
mod error;
mod sockets;
mod widget;

use std::fs::File;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::middleware::from_fn_with_state;
use axum::{Extension, Router};
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::data::Opened;
pub use self::error::StartError;
use self::sockets::{Sockets, listen};
use self::widget::{Frame, widget};
use crate::Config;
use crate::api::{self, Api, settle};
use crate::clean_up;
use crate::clock;
use crate::connections::{self, Listener, MAX_CONNECTIONS};
use crate::console::{self, Console};
use crate::files::Files;
use crate::health::{self, Health};
use crate::host::OtherNames;
use crate::metrics::{self, Metrics};
use crate::request_log;
use crate::shop::keys::Keys;
use crate::shop::{self, Shop, ShopConfig};
use crate::tls::Identity;
use crate::webhooks::worker;

/// How long running requests may still take when the sandbox stops.
const STOP_TIME_LIMIT: Duration = Duration::from_secs(3);
/// The most connections of one listener of the metrics.
const METRICS_CONNECTIONS: usize = 8;

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
    /// They were made by this start, the first or one that rolls them: the secret one is shown now and never again.
    pub keys_are_new: bool,
    /// The origins whose pages may use the publishable key, besides those of this machine.
    pub origins: Vec<String>,
    /// `http://localhost:9464/metrics`, if there are metrics.
    pub metrics_url: Option<String>,
    /// The certificate to trust, if this computer's own authority signs for https.
    pub tls_authority: Option<PathBuf>,
    stop: watch::Sender<bool>,
    stop_delay: Duration,
    health: Arc<Health>,
    servers: JoinSet<io::Result<()>>,
    api: Arc<Api>,
    shop: Arc<Shop>,
    /// Held while the databases are files: a second sandbox would work on them as if it were alone.
    _folder: Option<File>,
}

impl Running {
    /// Is not ready any more, and after the configured delay takes no more requests. Lets those that run end within three seconds,
    /// then closes the databases.
    pub async fn stop(mut self) {
        self.health.stop();
        tokio::time::sleep(self.stop_delay).await;
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
    let shop_sockets = listen(config.shop_port, "--shop-port", &config.listen).await?;
    let api_sockets = listen(config.port, "--port", &config.listen).await?;
    let metrics_sockets = match config.metrics_port {
        Some(port) => Some(listen(port, "--metrics-port", &config.metrics_listen).await?),
        None => None,
    };
    let (shop_port, port) = (shop_sockets.port, api_sockets.port);
    let (shop_url, payments_url) =
        (config.local_origin("localhost", shop_port), config.local_origin("localhost", port));
    let public_url = config.public_url.as_ref().unwrap_or(&payments_url).clone();
    let public_shop_url = config.shop_url.as_ref().unwrap_or(&shop_url).clone();
    let on_this_machine = |port| ["localhost", "127.0.0.1", "[::1]"].map(|host| config.local_origin(host, port));
    let local_shop_origins = on_this_machine(shop_port);
    let shop_origins: Vec<_> = local_shop_origins.iter().chain(&config.shop_url).cloned().collect();

    let mut folder = data::take_folder(config).await?;
    let (identity, tls_authority) = data::identity(config)?.unzip();
    let own_origins = data::keep_origins(config)?;
    let origins: Vec<_> = shop_origins.iter().chain(&own_origins).cloned().collect();
    let Opened { api, shop_keys, keys_are_new, request_lines } =
        data::open(config, format!("{public_url}/v1"), &origins).await?;
    let keys = shop_keys.current();
    if api.store.is_shared() {
        // The next instance can read the keys.
        folder = None;
    }
    let shop = Shop::open(ShopConfig {
        keys: Arc::clone(&shop_keys),
        payments_url: public_url.clone(),
        api_url: payments_url.clone(),
        tls: identity.as_ref().map(Identity::client).transpose()?,
        url: public_shop_url.clone(),
        origins: shop_origins,
        database: config.source("shop"),
        pages: Files::pages(config.www.as_deref()),
        docs: Files::docs(config.docs.as_deref()),
    })
    .await?;

    let (stop, stopped) = watch::channel(false);
    let mut servers = JoinSet::new();
    // Before the first request, so that it takes up only payments of an earlier run.
    recover(&api).await.map_err(|source| StartError::Database { place: config.source("sandbox"), source })?;
    let frame = Frame {
        keys: Arc::clone(&shop_keys),
        endpoint: format!("{public_url}/v1"),
        store: api.store.clone(),
        // Of this machine's pages, those under http need no entry.
        unlisted: if identity.is_some() { Vec::new() } else { local_shop_origins.to_vec() },
    };
    let mut payments =
        api::router(Arc::clone(&api)).nest_service("/widget", widget(&Files::widget(config.dist.as_deref()), frame));
    let own_origins_of_api = on_this_machine(port).into_iter().chain([public_url.clone()]).collect();
    let pages = Files::pages(config.www.as_deref());
    let console = Console::new(Arc::clone(&api), shop_keys, pages, own_origins_of_api);
    let health = Health::new(api.store.clone(), api.network.clone());
    let metrics = Metrics::new(api.store.counts());
    payments = payments
        .merge(console::router(console))
        .merge(health::router(Arc::clone(&health)))
        .layer(from_fn_with_state(Arc::clone(&metrics), metrics::count));
    let is_on_network = config.is_on_network();
    payments = payments.layer(Extension(OtherNames::of(&public_url, is_on_network)));
    let shop_pages = shop::router(Arc::clone(&shop)).layer(Extension(OtherNames::of(&public_shop_url, is_on_network)));
    let terms = Terms { places: MAX_CONNECTIONS, tls: identity.as_ref(), stopped: &stopped };
    serve(&mut servers, api_sockets, &payments, &terms);
    let metrics_url = metrics_sockets.map(|sockets| {
        let url = format!("http://localhost:{}/metrics", sockets.port);
        let terms = Terms { places: METRICS_CONNECTIONS, tls: None, stopped: &stopped };
        serve(&mut servers, sockets, &metrics::router(metrics, config.metrics_listen.is_empty()), &terms);
        url
    });
    serve(&mut servers, shop_sockets, &shop_pages, &terms);
    servers.spawn(until(stopped.clone(), settle::sweep(Arc::clone(&api))));
    servers.spawn(until(stopped.clone(), clean_up::run(Arc::clone(&api), Arc::clone(&shop), config.keep_payments)));
    servers.spawn(until(stopped.clone(), worker::deliver(Arc::clone(&api))));
    let log = request_log::write(api.store.clone(), request_lines, stopped);
    servers.spawn(async {
        log.await;
        Ok(())
    });
    let origins = own_origins;
    Ok(Running {
        shop_url,
        payments_url,
        public_url,
        keys,
        keys_are_new,
        origins,
        metrics_url,
        tls_authority: tls_authority.flatten(),
        stop,
        stop_delay: clock::duration(config.stop_delay),
        health,
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

/// How a router is served.
struct Terms<'a> {
    /// The most connections of one of two listeners.
    places: usize,
    tls: Option<&'a Identity>,
    stopped: &'a watch::Receiver<bool>,
}

fn serve(servers: &mut JoinSet<io::Result<()>>, sockets: Sockets, router: &Router, terms: &Terms<'_>) {
    // Those of all listeners together stay what they are with the two loopback ones.
    let places = terms.places.min(2 * terms.places / sockets.listeners.len());
    for socket in sockets.listeners {
        let listener = Listener { socket, places, tls: terms.tls.map(Identity::acceptor) };
        servers.spawn(connections::serve(listener, router.clone(), terms.stopped.clone()));
    }
}

async fn until(mut stopped: watch::Receiver<bool>, work: impl Future<Output = ()>) -> io::Result<()> {
    tokio::select! {
        () = work => {}
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
    Ok(())
}
