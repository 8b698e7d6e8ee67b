//! The command `sandbox`: starts, prints the two URLs, and runs until it is stopped.
//!
//! Prints to stdout only what a person or a script reads there. The log is written to stderr; `RUST_LOG` chooses what is logged.

use std::fmt::Display;
use std::io::{self, Write};
use std::net::IpAddr;
use std::process::ExitCode;

use payments_sandbox::config::{self, Command};
use payments_sandbox::{Config, Running, fail_point, health, start};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

#[tokio::main]
async fn main() -> ExitCode {
    fail_point::read_environment();
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    let log = tracing_subscriber::fmt().compact().with_target(false).with_env_filter(filter).with_writer(io::stderr);
    // A log that cannot be written, as on a full disk, ends nothing: the subscriber would report it by a print that panics.
    log.log_internal_errors(false).init();
    let done = match config::parse(std::env::args_os().skip(1)) {
        Ok(Command::Run(config)) if config.health_check => {
            health::check(&config).await.map_err(|error| error.to_string())
        }
        Ok(Command::Run(config)) => run(&config).await,
        Ok(Command::Help(text)) => print(&text).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // There is no other place to report to if this fails.
            let _ = writeln!(io::stderr(), "{sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: &Config) -> Result<(), String> {
    // Before the URLs are printed: whoever reads them may stop this process at once.
    let stop_signal = stop_signal().map_err(|error| error.to_string())?;
    let running = start(config).await.map_err(|error| error.to_string())?;
    print(&greeting(config, &running)).map_err(|error| error.to_string())?;
    stop_signal.await;
    running.stop().await;
    Ok(())
}

/// What a developer needs for a page and a server of their own.
fn greeting(config: &Config, running: &Running) -> String {
    let (keys, public) = (&running.keys, &running.public_url);
    let secret = if running.keys_are_new {
        format!("{} (shown this once)", keys.secret)
    } else {
        format!("in {}", config.data.join("shop-secret").display())
    };
    let listed: String = running.origins.iter().map(|origin| format!(", {origin}")).collect();
    let metrics = running.metrics_url.as_ref().map(|url| format!("Metrics   {url}\n")).unwrap_or_default();
    let network = if config.is_on_network() { reachable(&config.listen) } else { String::new() };
    let authority = running.tls_authority.as_ref().map(|file| trust(&file.display())).unwrap_or_default();
    format!(
        "Publishable key  {publishable}\nSecret key       {secret}\n\
         Origins          every http://localhost:<port>, the shop's{listed}; more by --origin https://shop.example\n\
         Script tag       <script src=\"{public}/widget/payments-widget.global.js\" data-api-key=\"{publishable}\" \
         data-endpoint=\"{public}/v1\" data-session-url=\"/checkout/session\" data-currency=\"USD\"></script>\n\
         Console          {public}/console, log in as shop with the password in {password}\n\
         {authority}{network}{metrics}Shop      {shop}\nPayments  {payments}\n",
        password = config.data.join("console-password").display(),
        publishable = keys.publishable,
        shop = running.shop_url,
        payments = running.payments_url,
    )
}

/// What everybody should know who lets other machines in.
fn reachable(addresses: &[IpAddr]) -> String {
    let addresses: Vec<_> = addresses.iter().map(ToString::to_string).collect();
    format!(
        "Network          other machines can reach it, at {}; everybody knows the password of the shop's test payers\n",
        addresses.join(" and ")
    )
}

/// How to trust the authority of this computer.
fn trust(file: &impl Display) -> String {
    format!(
        "TLS authority    {file}: import it into the authorities of your browser; or curl --cacert {file}, \
         NODE_EXTRA_CA_CERTS={file}\n"
    )
}

fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Resolves at Ctrl-C (SIGINT) or SIGTERM. Signals count from this call on, not from the first poll.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
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

/// Resolves at Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}
