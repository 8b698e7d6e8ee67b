//! The browser: the only room that knows wasm-bindgen, web-sys, js-sys, gloo-net and serde-wasm-bindgen.
//!
//! It reads events and options, carries effects out, and writes what differs into the page. It holds no rule of cards,
//! forms or payments, keeps no borrow across a call into JavaScript, and never lets a panic be the answer to what a
//! page hands in.

pub mod calls;
mod dom;
pub mod form;
pub mod js;
pub mod pay;
mod window;

use lol_alloc::{FreeListAllocator, LockedAllocator};

/// A form keeps little and asks for memory seldom, so a plain list of free blocks does, at a quarter of the code of the
/// standard library's allocator.
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());
