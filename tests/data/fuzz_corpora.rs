//! Replays the seeds of the fuzz targets as ordinary tests: the corpora in `fuzz/corpus`, and, for the targets `page`,
//! `html` and `text`, our annotated pages, whole and cut short:
//!
//! ```text
//! cargo fuzz run html fuzz/corpus/html tests/pages
//! ```

use mushrif::extract::{Clocks, Page, extract};
use mushrif::internals::{Content, Pages, Tree, may_be_time, published, read_in_time_place, read_line};
use mushrif::time::{Clock, Rounding, read};
use std::fs;
use std::io::Cursor;
use std::path::Path;

/// Replays each file of a folder with one of these endings; every file if there are none.
fn each(folder: &str, endings: &[&str], replay: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut replayed = 0;
    for entry in fs::read_dir(&folder).expect("the corpus is committed") {
        let path = entry.expect("a file").path();
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if endings.is_empty() || endings.contains(&ending.as_str()) {
            replay(&fs::read(path).expect("a readable file"));
            replayed += 1;
        }
    }
    assert!(replayed > 0, "no inputs in {}", folder.display());
}

/// Replays the whole, and prefixes of it.
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
    each("fuzz/corpus/page", &[], |bytes| cuts(bytes, pages));
    each("tests/pages", &[], |bytes| cuts(bytes, pages));
}

#[test]
fn no_input_of_the_corpora_of_exports_makes_reading_panic() {
    for folder in ["json", "xml", "mhtml", "arc"] {
        each(&format!("fuzz/corpus/{folder}"), &[], |bytes| {
            cuts(bytes, |bytes| {
                pages(bytes);
                // The content of such a file, after the beginning of another.
                for head in [
                    "[",
                    "{\n\"messages\":[",
                    "<rss><item>",
                    "<feed><entry>",
                    "MIME-Version: 1.0\nContent-Type: text/html\n\n",
                ] {
                    pages(&[head.as_bytes(), bytes].concat());
                }
            });
        });
    }
}

#[test]
fn no_input_of_the_warc_corpus_makes_reading_panic() {
    each("fuzz/corpus/warc", &[], |bytes| {
        cuts(bytes, |bytes| {
            let head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: ";
            pages(&[format!("{head}{}\r\n\r\n", bytes.len() / 2).as_bytes(), bytes].concat());
        });
    });
}

#[test]
fn no_beginning_of_an_annotated_page_makes_reading_it_as_html_or_as_text_panic() {
    each("tests/pages", &["html", "txt"], |bytes| {
        cuts(bytes, |bytes| {
            let text = String::from_utf8_lossy(bytes);
            content(Content::Html(Tree::parse(&text)));
            content(Content::Text(text.into_owned()));
        });
    });
}

#[test]
fn no_input_of_the_time_corpus_makes_reading_panic() {
    let clock: Clock = "2024-02-29T10:30:00+02:00".parse().expect("a clock");
    each("fuzz/corpus/time", &[], |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let _ = (published(&text), read_line(&text), read_in_time_place(&text));
        if let Some(reading) = read(&text) {
            assert!(may_be_time(&text), "{text}");
            let _ = reading.resolve(Some(&clock), Rounding::Unknown);
        }
    });
}
