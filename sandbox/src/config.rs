//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use thiserror::Error;

use crate::clock::Millis;

/// What `--help` says.
pub const USAGE: &str = "\
The backend to develop and test the payment form against: a demo shop and a payments API on two origins.

Usage: sandbox [options]

  --shop-port PORT  the demo shop; 0 is any free port    [4242]
  --port PORT       the payments API; 0 is any free port [4243]
  --data FOLDER     databases and keys                   [.data]
  --www FOLDER      the shop's pages, in shop/ below it  [www]
  --dist FOLDER     the built widget                     [dist]
";

/// Where everything is.
#[derive(Clone, Debug)]
pub struct Config {
    /// Port of the demo shop; 0 is any free one.
    pub shop_port: u16,
    /// Port of the payments API; 0 is any free one.
    pub port: u16,
    /// Databases and keys.
    pub data: PathBuf,
    /// The shop's pages, in `shop/` below it.
    pub www: PathBuf,
    /// The built widget.
    pub dist: PathBuf,
    /// How long a payer has for 3-D Secure or an approval.
    pub action_lifetime: Millis,
    /// How many payments one payer may try in a minute.
    pub attempts_per_minute: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            shop_port: 4242,
            port: 4243,
            data: ".data".into(),
            www: "www".into(),
            dist: "dist".into(),
            action_lifetime: 10 * 60 * 1000,
            attempts_per_minute: 600,
        }
    }
}

/// What the command line asks for.
#[derive(Clone, Debug)]
pub enum Command {
    /// Start.
    Run(Config),
    /// Print [`USAGE`].
    Help,
}

/// The command line is wrong.
#[derive(Debug, Error)]
#[error("{0}; see --help")]
pub struct UsageError(#[from] lexopt::Error);

/// Reads the command line, the program's own name left out.
///
/// # Errors
/// With a sentence for the terminal.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, UsageError> {
    use lexopt::prelude::{Long, Short, ValueExt};
    let mut config = Config::default();
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("shop-port") => config.shop_port = parser.value()?.parse()?,
            Long("port") => config.port = parser.value()?.parse()?,
            Long("data") => config.data = parser.value()?.into(),
            Long("www") => config.www = parser.value()?.into(),
            Long("dist") => config.dist = parser.value()?.into(),
            Long("help") | Short('h') => return Ok(Command::Help),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(Command::Run(config))
}
