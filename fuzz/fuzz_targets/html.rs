//! Any text as a page of HTML.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mushrif::extract::{Clocks, Page, extract};
use mushrif::internals::{Content, Tree};

fuzz_target!(|bytes: &[u8]| {
    let content = Content::Html(Tree::parse(&String::from_utf8_lossy(bytes)));
    let page = Page { name: "fuzz".into(), content, ..Page::default() };
    let clocks = Clocks { otherwise: Some(("2024-05-15".parse().unwrap(), "as-of")), ..Clocks::default() };
    let _ = extract(&page, &clocks);
});
