//! A PostgreSQL server of a test's own, which may be killed. Its commits are durable, unlike those of the other tests' server.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs};

use payments_sandbox::hash::random_name;

pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// With the programs in the folder that `SANDBOX_TEST_POSTGRES_BIN` names.
    pub fn start() -> Self {
        let programs = env::var_os("SANDBOX_TEST_POSTGRES_BIN").expect("scripts/postgres.mjs sets it").into();
        let folder = env::temp_dir().join(random_name("payments-postgres-"));
        fs::create_dir(&folder).unwrap();
        if is_root() {
            expect_success(&Command::new("chown").arg("postgres").arg(&folder).output().unwrap());
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { programs, folder, port };
        let data = server.data();
        let data = data.to_str().unwrap();
        server.run(
            "initdb",
            &["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
        );
        server.start_again();
        server
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Ends every process of the server at once, in the middle of whatever they do.
    pub fn crash(&mut self) {
        self.run("pg_ctl", &["stop", "-m", "immediate", "-D", self.data().to_str().unwrap()]);
    }

    pub fn start_again(&self) {
        let (data, log) = (self.data(), self.folder.join("log"));
        let settings = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c max_connections=100",
            self.port,
            self.folder.display()
        );
        let [data, log] = [&data, &log].map(|path| path.to_str().unwrap());
        self.run("pg_ctl", &["start", "-w", "-D", data, "-l", log, "-o", &settings]);
    }

    /// What a backup of everything holds.
    pub fn dump(&self) -> Vec<u8> {
        self.run("pg_dump", &["--inserts", &self.url()]).stdout
    }

    /// PostgreSQL does not run as root. Its output is not waited for: the server keeps it open.
    fn run(&self, name: &str, arguments: &[&str]) -> Output {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).current_dir(&self.folder);
        if name == "pg_ctl" {
            let status =
                command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).status().unwrap();
            assert!(status.success(), "{name} {arguments:?}");
            return Output { status, stdout: Vec::new(), stderr: Vec::new() };
        }
        let output = command.output().unwrap();
        expect_success(&output);
        output
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if !std::thread::panicking() || self.data().join("postmaster.pid").exists() {
            self.crash();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn expect_success(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
