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
    // Before the URLs are told: whoever reads them may stop us at once.
    let told_to_stop = told_to_stop().map_err(|error| error.to_string())?;
    let running = start(config).await.map_err(|error| error.to_string())?;
    let mut lines = String::new();
    if let Some(keys) = &running.new_keys {
        lines +=
            &format!("Publishable key  {}\nSecret key       {} (shown this once)\n", keys.publishable, keys.secret);
    }
    lines += &format!("Shop      {}\nPayments  {}\n", running.shop_url, running.payments_url);
    say(&lines).map_err(|error| error.to_string())?;
    told_to_stop.await;
    running.stop().await;
    Ok(())
}

fn say(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Ends at Ctrl-C, or when the system asks; listened to from the call on.
#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Ends at Ctrl-C.
#[cfg(not(unix))]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}
