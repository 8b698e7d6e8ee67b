//! Named places at which a test lets the process end. Without the Cargo feature `failpoints` nothing is there.
//!
//! With it, `FAILPOINTS="intent_committed=5%return"` ends the process at that place, as suddenly as `kill -9` does, in one of
//! twenty passes. The words are those of <https://docs.rs/fail>.

/// Reads `FAILPOINTS`. Call it once, at the start.
pub fn read_environment() {
    #[cfg(feature = "failpoints")]
    // The points stay as they are until the process ends: the scenario's end would only clear them.
    let _ = std::mem::ManuallyDrop::new(fail::FailScenario::setup());
}

/// Ends the process if `FAILPOINTS` says so of this place.
#[cfg_attr(not(feature = "failpoints"), expect(unused_variables))]
pub fn reach(place: &str) {
    #[cfg(feature = "failpoints")]
    fail::fail_point!(place, |_| std::process::abort());
}
