//! Bytes as a page in MHTML: as the message, and as the parts of one.

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
    let head = "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\n";
    read(bytes.to_vec());
    read([head.as_bytes(), bytes].concat());
});
