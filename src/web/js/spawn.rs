//! Running a future beside everything else.

use std::pin::Pin;

use wasm_bindgen_futures::spawn_local;

/// Runs a future by itself. Boxed, so that the code that runs it is in the module once and not for every kind of future.
pub fn spawn(work: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local(work);
}
