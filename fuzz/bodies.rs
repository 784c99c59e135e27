//! The bodies of the fuzz targets that read what is not a page: `cargo fuzz` calls them with bytes of its own, and
//! `cargo test` with the corpora and with changes of them (`tests/data/fuzz_corpora.rs`).

use mushrif::extract::{Clocks, Page, extract};
use mushrif::internals::{Content, Pages, Parameters, Tree, fit, lease, read, retrain_counts, score_table};
use mushrif::workflow::{CountsFile, Secret};
use mushrif::{Classifier, Comment, Model};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The default model's classifier, with reasons.
static CLASSIFIER: LazyLock<Classifier> =
    LazyLock::new(|| Classifier::new(Model::default_model().expect("a default model")).with_reasons(Some(3)));

/// Writes bytes to a file of this thread's own, and calls `take` with it.
fn with_file(ending: &str, bytes: &[u8], take: impl Fn(&Path)) {
    let name = format!("mushrif-fuzz-{}-{:?}.{ending}", std::process::id(), std::thread::current().id());
    let file: PathBuf = std::env::temp_dir().join(name);
    std::fs::write(&file, bytes).expect("a temporary file");
    take(&file);
    let _ = std::fs::remove_file(file);
}

/// Label files: JSON of all tools, one object a line or an array, and CSV.
pub fn labels(bytes: &[u8]) {
    for ending in ["jsonl", "csv"] {
        with_file(ending, bytes, |file| {
            if let Ok(labels) = read(file) {
                labels.take(4096).for_each(drop);
            }
        });
    }
}

/// Files of comments: JSON Lines and CSV, scored and written as a table.
pub fn records(bytes: &[u8]) {
    for ending in ["jsonl", "csv"] {
        with_file(ending, bytes, |file| drop(score_table(&CLASSIFIER, file)));
    }
}

/// Workbooks, as comments and as labels.
pub fn sheets(bytes: &[u8]) {
    for ending in ["xlsx", "ods"] {
        with_file(ending, bytes, |file| {
            drop(score_table(&CLASSIFIER, file));
            if let Ok(labels) = read(file) {
                labels.take(4096).for_each(drop);
            }
        });
    }
}

/// A model file with a right checksum: the first four bytes are the length of its first part.
pub fn models(bytes: &[u8]) {
    let Some((length, body)) = bytes.split_first_chunk::<4>() else { return };
    let scoring = (u32::from_le_bytes(*length) as usize).min(body.len());
    let lengths = [scoring, body.len() - scoring].map(|length| (length as u64).to_le_bytes()).concat();
    let file = [&b"MUSHRIF\n"[..], &1_u32.to_le_bytes(), &lengths, &Sha256::digest(body), body].concat();
    let Ok(model) = Model::parse(&file, Path::new("fuzz")) else { return };
    let _ = retrain_counts(&model, Path::new("fuzz")).map(|kept| fit(&kept.counts, model.parameters(), |_| true));
    let classifier = Classifier::new(model.clone());
    let _ = classifier.classify(&Comment::new("يا حمار يا كلب، شكرا لكم على المقال في المدينة"));
    assert!(Model::parse(&model.to_bytes(), Path::new("again")).is_ok_and(|again| again == model));
}

/// A file of counts with a right checksum and the right key.
pub fn counts(bytes: &[u8]) {
    let mut key_check = [0; 16];
    key_check.copy_from_slice(&Sha256::digest([0; 48])[..16]);
    let mut stored = Vec::new();
    let mut rest = u128::from_le_bytes(key_check);
    while rest >= 0x80 {
        stored.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    stored.push(rest as u8);
    stored.extend_from_slice(bytes);
    let body = [&[0; 32], &stored[..]].concat();
    with_file("counts", &[&b"MUSHCNT\x03"[..], &Sha256::digest(&body), &body].concat(), |file| {
        let Ok(mut counts) = CountsFile::read(file, Secret::default()) else { return };
        let _ = fit(&counts.counts, &Parameters::default(), |_| true);
        let _ = counts.forget([("يا حمار يا كلب", 1), ("شكرا", 2)]);
        let _ = counts.to_bytes();
    });
}

/// A comment and its article, divided by a line feed: tokens, folding, disguises, scores, reasons.
pub fn comments(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (comment, article) = text.split_once('\n').unwrap_or((&text, ""));
    let prediction = lease(&CLASSIFIER).predict(&[(mushrif::Field::Text, comment)], Some(article)).clone();
    for reason in prediction.reasons.iter().flatten() {
        let written: String = comment.chars().skip(reason.start).take(reason.end - reason.start).collect();
        assert_eq!(written, reason.text, "a reason has its place");
    }
}

/// The pages of bytes between a beginning and an end.
fn pages(head: &str, bytes: &[u8], foot: &str) {
    let bytes = [head.as_bytes(), bytes, foot.as_bytes()].concat();
    let Ok(pages) = Pages::from_reader(std::io::Cursor::new(bytes), "fuzz") else { return };
    for page in pages.take(64).flatten().filter_map(|page| page.decode().ok()) {
        let _ = extract(&page, &Clocks::default());
    }
}

/// An export of Disqus.
pub fn disqus(bytes: &[u8]) {
    pages("", bytes, "");
    pages("<disqus xmlns:dsq='http://disqus.com/disqus-internals'><thread dsq:id='1'>", bytes, "</thread></disqus>");
    pages("<disqus xmlns:dsq='http://disqus.com/disqus-internals'><post dsq:id='1'>", bytes, "</post></disqus>");
}

/// An export of WordPress.
pub fn wxr(bytes: &[u8]) {
    pages("", bytes, "");
    pages("<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item>", bytes, "</item></channel></rss>");
    let comment = "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item><wp:comment>";
    pages(comment, bytes, "</wp:comment></item></channel></rss>");
}

/// JSON-LD in a page that shows the same comments, or as a script of its own.
pub fn json_ld(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for page in [
        format!("<script type='application/ld+json'>{text}</script><p>نص التعليق</p><time>منذ يومين</time>"),
        format!("<script type='application/ld+json'>{{\"@type\":\"Article\",\"comment\":[{text}]}}</script>"),
    ] {
        let content = Content::Html(Tree::parse(&page));
        let _ = extract(&Page { name: "fuzz".into(), content, ..Page::default() }, &Clocks::default());
    }
}
