//! The command line and the environment.

use std::process::Command as Process;

use payments_sandbox::Config;
use payments_sandbox::config::{Command, parse};
use payments_sandbox::store::database::DatabaseUrl;
use payments_widget::jwe::open::KeyKind;

use crate::program::Program;
use crate::world::Folder;

fn parsed(arguments: &[&str]) -> Result<Command, String> {
    parse(arguments.iter().map(Into::into)).map_err(|error| error.to_string())
}

#[test]
fn every_field_has_a_flag() {
    assert_eq!(parsed(&[]), Ok(Command::Run(Box::default())));
    let all = Config {
        shop_port: 1,
        port: 2,
        listen: vec!["0.0.0.0".parse().unwrap(), "fd00::1".parse().unwrap()],
        data: "a".into(),
        database_url: Some("postgres://payments@db.example/payments".parse().unwrap()),
        www: Some("b".into()),
        dist: Some("c".into()),
        docs: Some("f".into()),
        origins: vec!["https://a.example".into(), "http://b.example:8080".into()],
        public_url: Some("https://pay.example".into()),
        shop_url: Some("https://shop.example".into()),
        action_lifetime: 90_000,
        attempts_per_minute: 3,
        allow_private_webhooks: true,
        webhook_time_limit: 2_000,
        webhook_first_retry: 40,
        webhook_retry_for: 3_600_000,
        keep_payments: 730 * 24 * 3_600_000,
        tls_cert: Some("d".into()),
        tls_key: Some("e".into()),
        tls_dev: false,
        metrics_port: Some(4),
        metrics_listen: vec!["10.0.0.1".parse().unwrap()],
        stop_delay: 5000,
        health_check: true,
        rotate_vault_key: true,
        rotate_encryption_key: Some("rsa-a128gcm".parse().unwrap()),
        old_encryption_key_for: 0,
        roll_keys: true,
        old_keys_for: 5_000,
    };
    let line = "--shop-port 1 --port=2 --data a --database-url postgres://payments@db.example/payments --www=b --dist c --docs f --action-lifetime 90s --attempts-per-minute 3 --rotate-vault-key \
                --allow-private-webhooks --webhook-time-limit 2s --webhook-first-retry=40ms --webhook-retry-for 1h --keep-payments 730d \
                --rotate-encryption-key rsa-a128gcm --old-encryption-key-for=0s --roll-keys --old-keys-for 5s \
                --origin https://a.example --origin=http://b.example:8080/ \
                --public-url https://pay.example --tls-cert d --tls-key e --metrics-port 4 --stop-delay 5s \
                --listen 0.0.0.0 --listen=fd00::1 --shop-url https://shop.example --metrics-listen 10.0.0.1 --health-check";
    assert_eq!(parsed(&line.split(' ').collect::<Vec<_>>()), Ok(Command::Run(Box::new(all))));
}

#[test]
fn a_kind_of_key_may_be_left_out() {
    let Ok(Command::Run(config)) = parsed(&["--rotate-encryption-key"]) else { panic!("it needs a kind") };
    assert_eq!(config.rotate_encryption_key, Some(KeyKind::USUAL));
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let rows: [(&[&str], &str); 16] = [
        (
            &["--origin", "shop.example/pay"],
            "invalid value 'shop.example/pay' for --origin <ORIGIN>: write it as https://shop.example, without a path; \
             see --help",
        ),
        (
            &["--database-url", "mysql://user:hidden@host/name"],
            "invalid value for --database-url <URL>: write it as \
             postgres://user:password@host:5432/name; see --help",
        ),
        (&["--prot=1"], "invalid option '--prot'; see --help"),
        (&["-x"], "invalid option '-x'; see --help"),
        (&["shop"], "invalid option 'shop'; see --help"),
        (&["--port"], "no value for --port <PORT>; see --help"),
        (&["--port", "x"], "invalid value 'x' for --port <PORT>: invalid digit found in string; see --help"),
        (&["--port", "65536"], "invalid value '65536' for --port <PORT>: 65536 is not in 0..=65535; see --help"),
        (
            &["--action-lifetime", "soon"],
            "invalid value 'soon' for --action-lifetime <TIME>: expected number at 0; see --help",
        ),
        (
            &["--rotate-encryption-key", "dsa"],
            "invalid value 'dsa' for --rotate-encryption-key [<KIND>]: it is one of ec, ec-a128gcm, rsa, rsa-a128gcm; \
             see --help",
        ),
        (&["--keep-payments=1day"], "invalid value '1day' for --keep-payments <TIME>: it is at least 30d; see --help"),
        (
            &["--listen=pay.example"],
            "invalid value 'pay.example' for --listen <ADDRESS>: invalid IP address syntax; see --help",
        ),
        (&["--metrics-listen=::"], "--metrics-port <PORT> is missing; see --help"),
        (&["--old-encryption-key-for", "1h"], "--rotate-encryption-key [<KIND>] is missing; see --help"),
        (&["--old-keys-for=1h"], "--roll-keys is missing; see --help"),
        (&["--port", "1", "--port", "2"], "--port <PORT> is given twice; see --help"),
    ];
    for (arguments, sentence) in rows {
        assert_eq!(parsed(arguments), Err(sentence.into()), "{arguments:?}");
    }
}

#[test]
fn help_names_every_flag_and_variable() {
    for flag in ["--help", "-h"] {
        let Ok(Command::Help(text)) = parsed(&[flag]) else { panic!("{flag} gives no help") };
        for name in [
            "SHOP_PORT",
            "PORT",
            "DATA",
            "WWW",
            "DIST",
            "ORIGIN",
            "PUBLIC_URL",
            "SHOP_URL",
            "LISTEN",
            "METRICS_LISTEN",
            "ACTION_LIFETIME",
            "ATTEMPTS_PER_MINUTE",
            "ALLOW_PRIVATE_WEBHOOKS",
            "KEEP_PAYMENTS",
            "WEBHOOK_TIME_LIMIT",
            "WEBHOOK_FIRST_RETRY",
            "WEBHOOK_RETRY_FOR",
        ] {
            assert!(text.contains(&format!("[env: SANDBOX_{name}=")), "{name} in {text}");
            assert!(text.contains(&format!("--{}", name.to_lowercase().replace('_', "-"))), "{name} in {text}");
        }
        assert!(text.contains("--database-url") && text.contains("[env: DATABASE_URL]"), "{text}");
        assert!(text.contains("[default: 4242]") && text.contains("[default: 10m]"), "{text}");
    }
}

#[tokio::test]
async fn the_environment_stands_in_for_a_flag_and_the_flag_wins() {
    let folder = Folder::new();
    let environment = [("SANDBOX_ATTEMPTS_PER_MINUTE", "1"), ("SANDBOX_PORT", "1")];
    let program = Program::start_in(&folder, &[], &environment);
    let world = program.world(folder);
    assert_ne!(world.payments, "http://localhost:1");
    for status in [200, 429] {
        let session = world.session().await;
        assert_eq!(world.pay_by_wallet(&session, "my_wallet").await.status, status);
    }
    program.crash();
    let wrong = Process::new(env!("CARGO_BIN_EXE_sandbox")).env("SANDBOX_PORT", "x").output().unwrap();
    let sentence = "invalid value 'x' for --port <PORT>: invalid digit found in string; see --help\n";
    assert_eq!((wrong.status.code(), String::from_utf8_lossy(&wrong.stderr).as_ref()), (Some(1), sentence));
}

#[test]
fn an_address_is_printed_without_its_password() {
    let url: DatabaseUrl = "postgres://merchant:hidden@db.example:5433/shop?sslmode=require".parse().unwrap();
    let config = Config { database_url: Some(url.clone()), ..Config::default() };
    assert_eq!(url.to_string(), "postgres://merchant@db.example:5433/shop");
    assert!(!format!("{config:?} {:?}", config.source("shop")).contains("hidden"));
    assert_eq!(config.source("shop").to_string(), format!("the schema payments_shop of {url}"));
}
