//! The rows of the table that `npm run faults` prints: one JSON object a line in the file that `FAULTS_TABLE` names.

use std::env;
use std::fs::OpenOptions;
use std::io::Write;

use serde_json::json;

use crate::books::Verdict;
use crate::databases::on_files;

/// One row. It is written before it is judged, so that the table shows also what is wrong.
pub fn row(fault: &str, tries: usize, verdict: &Verdict) {
    let Ok(path) = env::var("FAULTS_TABLE") else { return };
    let row = json!({
        "fault": fault, "database": if on_files() { "SQLite" } else { "PostgreSQL" }, "tries": tries,
        "charges": verdict.charges, "lost": verdict.lost, "doubled": verdict.doubled,
    });
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    writeln!(file, "{row}").unwrap();
}
