//! Any bytes as an input: of whatever kind they look, compressed or not, no page of it makes anything panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mushrif::extract::{Clocks, extract};
use mushrif::internals::Pages;

fuzz_target!(|bytes: &[u8]| {
    let Ok(pages) = Pages::from_reader(std::io::Cursor::new(bytes.to_vec()), "fuzz") else { return };
    for page in pages.take(64).flatten().filter_map(|page| page.decode().ok()) {
        let _ = extract(&page, &Clocks::default());
    }
});
