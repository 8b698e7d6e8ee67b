//! Tells cargo that a new file among those that are compiled in changes the program.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    if std::env::var_os("CARGO_FEATURE_EMBEDDED").is_none() {
        return;
    }
    for folder in ["../dist", "../www/shop", "../www/playground", "../www/console", "../www/api/option-names.js"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    if !std::path::Path::new("../dist/frame.html").exists() {
        println!(
            "cargo::error=the feature `embedded` puts the built widget into the program: run `npm run build` first"
        );
    }
}
