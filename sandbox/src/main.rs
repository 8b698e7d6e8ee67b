//! The command `sandbox`.

fn main() {}
