//! Tells cargo that a new file among the migrations changes what `sqlx::migrate!` compiles in.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
