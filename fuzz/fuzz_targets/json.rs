//! Bytes as JSON with comments: as they are, as the elements of an array, and as the messages of a chat.

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
    for (head, foot) in [("", ""), ("[", "]"), ("{\n\"name\":\"x\",\"messages\":[", "]}"), ("{\"title\":\"x\",\"comments\":[", "]}")] {
        read([head.as_bytes(), bytes, foot.as_bytes()].concat());
    }
});
