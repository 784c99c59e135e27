//! Any bytes as a workbook.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../bodies.rs"]
#[allow(dead_code, reason = "the bodies of all targets")]
mod bodies;

fuzz_target!(|bytes: &[u8]| bodies::sheets(bytes));
