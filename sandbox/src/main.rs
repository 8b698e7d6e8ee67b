//! The command `sandbox`: starts, prints the two URLs, and runs until it is told to stop.
//!
//! Prints nothing else to stdout but what a person or a script reads there; the log goes to stderr.

use std::io::{self, Write};
use std::process::ExitCode;

use payments_sandbox::config::{self, Command};
use payments_sandbox::{Config, start};

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().compact().with_target(false).with_writer(io::stderr).init();
    let done = match config::parse(std::env::args_os().skip(1)) {
        Ok(Command::Run(config)) => run(&config).await,
        Ok(Command::Help) => say(config::USAGE).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // Nobody is left to tell when even this fails.
            let _ = writeln!(io::stderr(), "{sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: &Config) -> Result<(), String> {
    let running = start(config).await.map_err(|error| error.to_string())?;
    let mut lines = String::new();
    if let Some(keys) = &running.new_keys {
        lines +=
            &format!("Publishable key  {}\nSecret key       {} (shown this once)\n", keys.publishable, keys.secret);
    }
    lines += &format!("Shop      {}\nPayments  {}\n", running.shop_url, running.payments_url);
    say(&lines).map_err(|error| error.to_string())?;
    told_to_stop().await.map_err(|error| error.to_string())?;
    running.stop().await;
    Ok(())
}

fn say(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

#[cfg(unix)]
async fn told_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminated.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
