//! The sandbox as a process of its own, which can be killed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::world::{Folder, World};

/// The real program over the data in a folder.
pub struct Program {
    pub child: Child,
    pub printed: Vec<String>,
}

impl Program {
    pub fn start(folder: &Folder, more: &[&str]) -> Self {
        Self::start_in(folder, more, &[])
    }

    /// With variables of the environment.
    pub fn start_in(folder: &Folder, more: &[&str], environment: &[(&str, &str)]) -> Self {
        let root = format!("{}/..", env!("CARGO_MANIFEST_DIR"));
        Self::start_at(folder, Path::new(&root), more, environment)
    }

    /// With another working folder than the repository's.
    #[cfg(feature = "embedded")]
    pub fn start_in_folder(folder: &Folder, working: &Path, more: &[&str]) -> Self {
        Self::start_at(folder, working, more, &[])
    }

    fn start_at(folder: &Folder, working: &Path, more: &[&str], environment: &[(&str, &str)]) -> Self {
        let log = fs::OpenOptions::new().create(true).append(true).open(folder.path().join("log")).unwrap();
        // Writing beyond a limit is then an error of that write, not the end of the program.
        let database = folder.database_url().map(|url| ("DATABASE_URL", url));
        let mut child = Command::new("sh")
            .args(["-c", "trap '' XFSZ 2>/dev/null; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_sandbox")])
            .current_dir(working)
            .args(["--shop-port", "0", "--port", "0", "--data"])
            .arg(folder.path())
            .args(more)
            .env_remove("DATABASE_URL")
            .envs(database)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut printed = Vec::new();
        for line in lines {
            let last = line.starts_with("Payments");
            printed.push(line);
            if last {
                break;
            }
        }
        Self { child, printed }
    }

    pub fn world(&self, folder: Folder) -> World {
        World::at(folder, self.url("Shop"), self.url("Payments"))
    }

    /// The address that it has printed after this word.
    pub fn url(&self, name: &str) -> String {
        let line = self.printed.iter().find(|line| line.starts_with(name)).unwrap();
        line.trim_start_matches(name).trim().to_owned()
    }

    /// Whether it has printed this.
    pub fn prints(&self, text: &str) -> bool {
        self.printed.iter().any(|line| line.contains(text))
    }

    pub fn crash(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A test that fails leaves no process.
impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
