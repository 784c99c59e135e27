//! Replays the seeds of the fuzz targets as ordinary tests: the corpora in `fuzz/corpus`, and, for the targets `page`,
//! `html` and `text`, our annotated pages, whole and cut short:
//!
//! ```text
//! cargo fuzz run html fuzz/corpus/html tests/pages
//! ```

#[path = "../../fuzz/bodies.rs"]
mod bodies;

use mushrif::extract::{Clocks, Page, extract};
use mushrif::internals::{Content, Pages, Tree, may_be_time, published, read_in_time_field, read_line};
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
        let _ = (published(&text), read_line(&text), read_in_time_field(&text));
        if let Some(reading) = read(&text) {
            assert!(may_be_time(&text), "{text}");
            let _ = reading.resolve(Some(&clock), Rounding::Unknown);
        }
    });
}

/// The body of a fuzz target, given its input.
type Body = fn(&[u8]);

/// The targets whose bodies are shared with `cargo fuzz`, by the folder of their corpus.
const TARGETS: [(&str, Body); 9] = [
    ("labels", bodies::labels),
    ("records", bodies::records),
    ("sheets", bodies::sheets),
    ("models", bodies::models),
    ("counts", bodies::counts),
    ("comments", bodies::comments),
    ("disqus", bodies::disqus),
    ("wxr", bodies::wxr),
    ("json_ld", bodies::json_ld),
];

#[test]
fn no_input_of_the_corpora_of_labels_records_models_counts_and_comments_makes_reading_panic() {
    for (folder, body) in TARGETS {
        each(&format!("fuzz/corpus/{folder}"), &[], |bytes| cuts(bytes, body));
    }
}

/// A seed with a few bytes changed, left out or repeated; the same for the same number.
fn changed(seed: &[u8], number: u64) -> Vec<u8> {
    /// Bytes that mean something in one of the formats.
    const TELLING: [u8; 12] = [0, 1, 0x7F, 0x80, 0xFF, b'"', b',', b'{', b'<', b'&', b'\n', b'\\'];
    let mut bytes = seed.to_vec();
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: usize| {
        // xorshift64, Marsaglia 2003.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % below.max(1)
    };
    for _ in 0..=next(4) {
        let at = next(bytes.len());
        let length = next(16).min(bytes.len() - at.min(bytes.len()));
        match next(4) {
            0 if at < bytes.len() => bytes[at] ^= 1 << next(8),
            1 if at < bytes.len() => bytes[at] = TELLING[next(TELLING.len())],
            2 => drop(bytes.drain(at..at + length)),
            _ => {
                let repeated = bytes[at..at + length].to_vec();
                bytes.splice(at..at, repeated.repeat(1 + next(9)));
            }
        }
    }
    bytes
}

#[test]
#[ignore = "minutes; .ci/run has it run where cargo fuzz is missing"]
fn no_change_of_a_seed_makes_reading_panic() {
    // `MUSHRIF_CHANGES=100000` for more.
    let changes = std::env::var("MUSHRIF_CHANGES").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000_u64);
    for (folder, body) in TARGETS {
        each(&format!("fuzz/corpus/{folder}"), &[], |seed| {
            for number in 0..changes / 10 {
                body(&changed(seed, number));
            }
        });
    }
}
