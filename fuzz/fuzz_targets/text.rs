//! Any text as a page of plain text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mushrif::extract::{Clocks, Page, extract};
use mushrif::internals::Content;

fuzz_target!(|bytes: &[u8]| {
    let content = Content::Text(String::from_utf8_lossy(bytes).into_owned());
    let page = Page { name: "fuzz".into(), content, ..Page::default() };
    let clocks = Clocks { otherwise: Some(("2024-05-15".parse().unwrap(), "as-of")), ..Clocks::default() };
    let _ = extract(&page, &clocks);
});
