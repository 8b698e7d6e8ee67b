//! The browser: the only room that knows wasm-bindgen, web-sys, js-sys, gloo-net and serde-wasm-bindgen.
//!
//! It reads events and options, carries effects out, and writes what differs into the page. It holds no rule of cards,
//! forms or payments, keeps no borrow across a call into JavaScript, and never lets a panic be the answer to what a
//! page hands in.
//!
//! A page gets two modules of it. The one of the feature `web-form` has the form and the card, and imports nothing that reaches the
//! network; it is there first. The one of the feature `web-pay` has the calls and the payments, and gets a card only encrypted.
//! They share no memory: what they hand to each other are the objects of [`checkout::handover`](crate::checkout::handover) and
//! calls by JavaScript.

mod callbacks;
#[cfg(feature = "web-pay")]
pub mod calls;
#[cfg(feature = "web-form")]
pub mod card;
pub mod crypto;
mod dom;
#[cfg(feature = "web-form")]
pub mod form;
pub mod js;
#[cfg(feature = "web-pay")]
pub mod pay;
mod window;

use lol_alloc::{FreeListAllocator, LockedAllocator};

/// A form keeps little and asks for memory seldom, so a plain list of free blocks does, at a quarter of the code of the
/// standard library's allocator.
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());
