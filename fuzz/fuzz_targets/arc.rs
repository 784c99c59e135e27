//! Bytes as an archive in ARC: as the block of a record, then as whatever follows it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mushrif::extract::{Clocks, extract};
use mushrif::internals::Pages;

fn read(bytes: Vec<u8>) {
    let Ok(pages) = Pages::from_reader(std::io::Cursor::new(bytes), "fuzz") else { return };
    for page in pages.take(64).flatten().filter_map(|page| page.decode().ok()) {
        let _ = extract(&page, &Clocks::default());
    }
}

fuzz_target!(|bytes: &[u8]| {
    let head = "filedesc://a.arc 0.0.0.0 20080430204825 text/plain 2\n1\n\nhttp://example.org/ 0.0.0.0 20080430204826 text/html ";
    read([format!("{head}{}\n", bytes.len() / 2).as_bytes(), bytes].concat());
    read([head.as_bytes(), bytes].concat());
});
