//! Bytes as a web archive: as the block of a response, then as whatever follows it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mushrif::extract::{Clocks, extract};
use mushrif::internals::Pages;

fuzz_target!(|bytes: &[u8]| {
    let half = bytes.len() / 2;
    let head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/\r\nWARC-Date: 2016-07-14T21:16:00Z\r\n\
        Content-Type: application/http; msgtype=response\r\nContent-Length: ";
    let mut archive = format!("{head}{half}\r\n\r\n").into_bytes();
    archive.extend_from_slice(bytes);
    let Ok(pages) = Pages::from_reader(std::io::Cursor::new(archive), "fuzz") else { return };
    for page in pages.take(64).flatten().filter_map(|page| page.decode().ok()) {
        let _ = extract(&page, &Clocks::default());
    }
});
