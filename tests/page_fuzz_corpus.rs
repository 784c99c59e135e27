//! Replays the corpora of the fuzz targets `page`, `html`, `warc` and `text` as ordinary tests, our annotated pages among
//! them, whole and cut short.

use mushrif::extract::{Clocks, extract};
use mushrif::page::html::Tree;
use mushrif::page::{Content, Page, Pages};
use std::fs;
use std::io::Cursor;
use std::path::Path;

fn each(folder: &str, replay: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut replayed = 0;
    for entry in fs::read_dir(&folder).expect("the corpus is committed") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|ending| ending == "json" || ending == "md") {
            continue;
        }
        replay(&fs::read(path).expect("a readable file"));
        replayed += 1;
    }
    assert!(replayed > 0, "no inputs in {}", folder.display());
}

/// The whole, and beginnings of it.
fn cuts(bytes: &[u8], replay: impl Fn(&[u8])) {
    for part in 1..=8 {
        replay(&bytes[..bytes.len() * part / 8]);
    }
}

fn pages(bytes: &[u8]) {
    let Ok(pages) = Pages::from_reader(Cursor::new(bytes.to_vec()), "corpus") else { return };
    for page in pages.take(64).flatten().filter_map(|page| page.decode().ok()) {
        let _ = extract(&page, &Clocks::default());
    }
}

fn content(content: Content) {
    let _ = extract(&Page { name: "corpus".into(), content, ..Page::default() }, &Clocks::default());
}

#[test]
fn no_input_of_the_page_corpus_makes_reading_panic() {
    each("fuzz/corpus/page", |bytes| cuts(bytes, pages));
    each("tests/pages", |bytes| cuts(bytes, pages));
}

#[test]
fn no_input_of_the_warc_corpus_makes_reading_panic() {
    each("fuzz/corpus/warc", |bytes| {
        cuts(bytes, |bytes| {
            let head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: ";
            pages(&[format!("{head}{}\r\n\r\n", bytes.len() / 2).as_bytes(), bytes].concat());
        });
    });
}

#[test]
fn no_input_of_the_html_corpus_makes_reading_panic() {
    each("fuzz/corpus/html", |bytes| {
        cuts(bytes, |bytes| content(Content::Html(Tree::parse(&String::from_utf8_lossy(bytes)))));
    });
}

#[test]
fn no_input_of_the_text_corpus_makes_reading_panic() {
    each("fuzz/corpus/text", |bytes| {
        cuts(bytes, |bytes| content(Content::Text(String::from_utf8_lossy(bytes).into_owned())));
    });
}
