//! Bytes as XML with comments: as they are, in an item of RSS, in a feed of Atom and in an export of Disqus.

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
    for (head, foot) in [
        ("", ""),
        ("<rss><channel><item>", "</item></channel></rss>"),
        ("<?xml version='1.0' encoding='windows-1256'?><feed><entry>", "</entry></feed>"),
        ("<disqus>", "</disqus>"),
    ] {
        read([head.as_bytes(), bytes, foot.as_bytes()].concat());
    }
});
