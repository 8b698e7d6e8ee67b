//! Tells cargo that a new file among those that are compiled in changes the program.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    if std::env::var_os("CARGO_FEATURE_EMBEDDED").is_none() {
        return;
    }
    for folder in
        ["../dist", "../.docs", "../www/shop", "../www/playground", "../www/console", "../www/api/option-names.js"]
    {
        println!("cargo:rerun-if-changed={folder}");
    }
    for (file, command) in [("../dist/frame.html", "npm run build"), ("../.docs/llms.txt", "npm run docs")] {
        if !std::path::Path::new(file).exists() {
            println!(
                "cargo::error=the feature `embedded` puts the built widget and the documentation into the program: run `{command}` first"
            );
        }
    }
}
