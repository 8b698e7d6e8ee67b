//! The command line and the environment.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::Parser;
use clap::builder::FalseyValueParser;
use clap::error::{ContextKind, ErrorKind};
use payments_widget::jwe::open::KeyKind;
use thiserror::Error;

use crate::clock::Millis;
use crate::store::database::{DatabaseUrl, Source};
use crate::store::old_rows::KEPT_MILLIS;

/// In milliseconds.
const DAY: Millis = 24 * 60 * 60 * 1000;

/// The backend to develop and test the payment form against: a demo shop and a payments API on two origins.
#[derive(Clone, Debug, PartialEq, Eq, Parser)]
#[command(name = "sandbox", disable_help_subcommand = true)]
pub struct Config {
    /// The port of the demo shop; 0 is any free port.
    #[arg(long, env = "SANDBOX_SHOP_PORT", value_name = "PORT", default_value_t = Config::default().shop_port)]
    pub shop_port: u16,
    /// The port of the payments API; 0 is any free port.
    #[arg(long, env = "SANDBOX_PORT", value_name = "PORT", default_value_t = Config::default().port)]
    pub port: u16,
    /// Another address than the loopback ones to listen on, such as 0.0.0.0 for all of IPv4 or :: for all; repeat it for more. Other
    /// machines can then reach the shop, whose test payers have a known password, and the payments API.
    #[arg(long = "listen", env = "SANDBOX_LISTEN", value_name = "ADDRESS", value_delimiter = ',')]
    pub listen: Vec<IpAddr>,
    /// The folder of keys and, without --database-url, of databases.
    #[arg(long, env = "SANDBOX_DATA", value_name = "FOLDER", default_value_os_t = Config::default().data)]
    pub data: PathBuf,
    /// A PostgreSQL database, as `postgres://user:password@host:5432/name`, instead of files in the data folder. Several
    /// instances can share it; each needs the keys of the first one's data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<DatabaseUrl>,
    /// The folder of the pages; the shop's are in `shop/` below it. By default those that the program was built with, else `www`.
    #[arg(long, env = "SANDBOX_WWW", value_name = "FOLDER")]
    pub www: Option<PathBuf>,
    /// The folder of the built widget. By default the one that the program was built with, else `dist`.
    #[arg(long, env = "SANDBOX_DIST", value_name = "FOLDER")]
    pub dist: Option<PathBuf>,
    /// The folder of the documentation. By default the one that the program was built with, else `.docs`.
    #[arg(long, env = "SANDBOX_DOCS", value_name = "FOLDER")]
    pub docs: Option<PathBuf>,
    /// An origin of your own pages, such as `https://shop.example`; repeat it for more. It is kept in the data folder. Origins
    /// on this machine (`http://localhost:5173`) need no entry.
    #[arg(long = "origin", env = "SANDBOX_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', value_parser = parse_origin)]
    pub origins: Vec<String>,
    /// The address of the payments API where a proxy passes requests on to it, as `https://pay.example.com`, if that is not
    /// `http://localhost:<port>`.
    #[arg(long, env = "SANDBOX_PUBLIC_URL", value_name = "ORIGIN", value_parser = parse_origin)]
    pub public_url: Option<String>,
    /// The same of the demo shop, if that is not `http://localhost:<shop-port>`.
    #[arg(long, env = "SANDBOX_SHOP_URL", value_name = "ORIGIN", value_parser = parse_origin)]
    pub shop_url: Option<String>,
    /// How long a payer has for 3-D Secure or an approval, as `10m` or `90s`.
    #[arg(long, env = "SANDBOX_ACTION_LIFETIME", value_name = "TIME", default_value = "10m", value_parser = parse_millis)]
    pub action_lifetime: Millis,
    /// How many payments one payer may try in a minute.
    #[arg(long, env = "SANDBOX_ATTEMPTS_PER_MINUTE", value_name = "NUMBER", default_value_t = Config::default().attempts_per_minute)]
    pub attempts_per_minute: u32,
    /// Let webhooks go to this machine, to private networks, and over plain HTTP. Without it they go to public addresses over HTTPS
    /// only.
    #[arg(long, env = "SANDBOX_ALLOW_PRIVATE_WEBHOOKS", value_parser = FalseyValueParser::new())]
    pub allow_private_webhooks: bool,
    /// How long the receiver of a webhook may take to answer.
    #[arg(long, env = "SANDBOX_WEBHOOK_TIME_LIMIT", value_name = "TIME", default_value = "10s", value_parser = parse_millis)]
    pub webhook_time_limit: Millis,
    /// How long after a failed first attempt a webhook is sent again; the waits after it are longer, up to 4 hours.
    #[arg(long, env = "SANDBOX_WEBHOOK_FIRST_RETRY", value_name = "TIME", default_value = "5s", value_parser = parse_millis)]
    pub webhook_first_retry: Millis,
    /// How long after its first attempt a webhook is given up.
    #[arg(long, env = "SANDBOX_WEBHOOK_RETRY_FOR", value_name = "TIME", default_value = "24h", value_parser = parse_millis)]
    pub webhook_retry_for: Millis,
    /// How long a payment that has succeeded is kept after its last change, at least 30 days: `1000years` is for ever. What was not
    /// paid is deleted after 30 days.
    #[arg(long, env = "SANDBOX_KEEP_PAYMENTS", value_name = "TIME", default_value = "365d", value_parser = parse_kept)]
    pub keep_payments: Millis,
    /// A PEM file with the certificate for https, and then those between it and its authority.
    #[arg(long, env = "SANDBOX_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// A PEM file with the private key of the certificate.
    #[arg(long, env = "SANDBOX_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// https for localhost: makes an authority in the data folder once, and with it a certificate at each start.
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    pub tls_dev: bool,
    /// The port of the metrics for Prometheus, at `/metrics`, for this machine only; 0 is any free port. Without it there are none.
    #[arg(long, env = "SANDBOX_METRICS_PORT", value_name = "PORT")]
    pub metrics_port: Option<u16>,
    /// As --listen, for the metrics. Whoever reaches the address can read how much is paid.
    #[arg(
        long = "metrics-listen",
        env = "SANDBOX_METRICS_LISTEN",
        value_name = "ADDRESS",
        value_delimiter = ',',
        requires = "metrics_port"
    )]
    pub metrics_listen: Vec<IpAddr>,
    /// How long it still answers after a signal to stop, as `5s`, while `/readyz` says 503: a proxy in front of it then sends
    /// requests to another instance.
    #[arg(long, env = "SANDBOX_STOP_DELAY", value_name = "TIME", default_value = "0s", value_parser = parse_millis)]
    pub stop_delay: Millis,
    /// Does not start: asks the sandbox that runs at --port of this machine whether it answers, and ends with 0 if it does. For a
    /// container's HEALTHCHECK.
    #[arg(long)]
    pub health_check: bool,
    /// Before it starts: make a new key for the saved cards, seal every card under it, and delete the old key.
    #[arg(long)]
    pub rotate_vault_key: bool,
    /// Before it starts: make a new key that cards are encrypted for, which is published first: ec, ec-a128gcm, rsa or rsa-a128gcm.
    #[arg(long, value_name = "KIND", num_args = 0..=1, default_missing_value = "ec")]
    pub rotate_encryption_key: Option<KeyKind>,
    /// How long the keys before it are published too, for pages that pin one: 0s takes them back at once. What was encrypted for
    /// one can still be paid until its session is over.
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = parse_millis, requires = "rotate_encryption_key")]
    pub old_encryption_key_for: Millis,
    /// Before it starts: make new API keys for the shop, and print the secret one.
    #[arg(long)]
    pub roll_keys: bool,
    /// How long the shop's API keys before them may still be used: 0s revokes them at once.
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = parse_millis, requires = "roll_keys")]
    pub old_keys_for: Millis,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            shop_port: 4242,
            port: 4243,
            listen: Vec::new(),
            data: ".data".into(),
            database_url: None,
            www: None,
            dist: None,
            docs: None,
            origins: Vec::new(),
            public_url: None,
            shop_url: None,
            action_lifetime: 10 * 60 * 1000,
            attempts_per_minute: 600,
            allow_private_webhooks: false,
            webhook_time_limit: 10 * 1000,
            webhook_first_retry: 5 * 1000,
            webhook_retry_for: 24 * 60 * 60 * 1000,
            keep_payments: 365 * DAY,
            tls_cert: None,
            tls_key: None,
            tls_dev: false,
            metrics_port: None,
            metrics_listen: Vec::new(),
            stop_delay: 0,
            health_check: false,
            rotate_vault_key: false,
            rotate_encryption_key: None,
            old_encryption_key_for: DAY,
            roll_keys: false,
            old_keys_for: DAY,
        }
    }
}

impl Config {
    /// Whether both origins are https.
    pub fn has_tls(&self) -> bool {
        self.tls_dev || self.tls_cert.is_some()
    }

    /// Whether other machines may reach both origins.
    pub fn is_on_network(&self) -> bool {
        self.listen.iter().any(|address| !address.is_loopback())
    }

    /// The origin of one of its ports at a host of this machine, as `https://localhost:4243`.
    pub fn local_origin(&self, host: &str, port: u16) -> String {
        format!("{}://{host}:{port}", if self.has_tls() { "https" } else { "http" })
    }

    /// Where the database `name` is: on the server of `database_url`, else in the data folder.
    pub fn source(&self, name: &str) -> Source {
        Source::new(&self.data, self.database_url.as_ref(), name)
    }
}

fn parse_millis(text: &str) -> Result<Millis, String> {
    let time = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    Millis::try_from(time.as_millis()).map_err(|_| "too long".into())
}

fn parse_kept(text: &str) -> Result<Millis, String> {
    let time = parse_millis(text)?;
    if time < KEPT_MILLIS { Err("it is at least 30d".into()) } else { Ok(time) }
}

/// An origin in the one way that browsers write it.
///
/// # Errors
/// A sentence for a text that is none.
pub(crate) fn parse_origin(text: &str) -> Result<String, String> {
    let example = || "write it as https://shop.example, without a path".to_owned();
    let url = reqwest::Url::parse(text).map_err(|_| example())?;
    let origin = url.origin().ascii_serialization();
    if matches!(url.scheme(), "https" | "http") && origin == text.trim_end_matches('/') {
        Ok(origin)
    } else {
        Err(example())
    }
}

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Start with this configuration.
    Run(Box<Config>),
    /// Print this text.
    Help(String),
}

/// The command line or the environment is wrong, in one sentence for the terminal.
#[derive(Debug, Error)]
#[error("{0}; see --help")]
pub struct UsageError(String);

/// Reads the command line, without the program's own name, and then the environment.
///
/// # Errors
/// [`UsageError`] for an unknown option, and for a value that is missing or wrong.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, UsageError> {
    let arguments = std::iter::once("sandbox".into()).chain(arguments);
    match Config::try_parse_from(arguments) {
        Ok(config) => Ok(Command::Run(Box::new(config))),
        Err(error) if error.kind() == ErrorKind::DisplayHelp => Ok(Command::Help(error.to_string())),
        Err(error) => Err(UsageError(sentence(&error))),
    }
}

/// clap's error without its hints on lines of their own.
fn sentence(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let option = context(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("invalid option '{option}'"),
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => format!("no value for {option}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(|reason| format!(": {reason}")).unwrap_or_default();
            // A database's address holds a password.
            if option.starts_with("--database-url") {
                return format!("invalid value for {option}{reason}");
            }
            format!("invalid value '{}' for {option}{reason}", context(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict if context(ContextKind::PriorArg) == option => format!("{option} is given twice"),
        ErrorKind::ArgumentConflict => format!("{option} cannot be given with {}", context(ContextKind::PriorArg)),
        ErrorKind::MissingRequiredArgument => format!("{option} is missing"),
        _ => error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned(),
    }
}
