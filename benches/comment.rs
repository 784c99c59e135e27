//! Each step from a comment to its prediction, on one core: `cargo bench --bench comment`.
//!
//! The comments are our own labels; `items` is comments (or pages, or models) a second.

use divan::counter::ItemsCount;
use mushrif::extract::{Clocks, Page, extract};
use mushrif::internals::{Tokenizer, feature_extractor, language, read};
use mushrif::{Classifier, Comment, Model, Scorer};
use std::path::Path;

fn main() {
    divan::main();
}

fn comments() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let labels = read(&root.join("training/labels/hard_cases.jsonl")).expect("our own labels");
    labels.map(|label| label.expect("a label").1.text).collect()
}

#[divan::bench]
fn telling_the_language(bencher: divan::Bencher) {
    let comments = comments();
    bencher
        .counter(ItemsCount::new(comments.len()))
        .bench(|| comments.iter().filter(|text| language(divan::black_box(text)).is_some()).count());
}

#[divan::bench]
fn folding(bencher: divan::Bencher) {
    let comments = comments();
    let mut tokenizer = Tokenizer::default();
    bencher.counter(ItemsCount::new(comments.len())).bench_local(|| {
        comments.iter().fold(0, |words, text| {
            tokenizer.tokenize(divan::black_box(text));
            words + tokenizer.tokens().len()
        })
    });
}

#[divan::bench]
fn naming_features_the_plain_way(bencher: divan::Bencher) {
    let comments = comments();
    bencher.counter(ItemsCount::new(comments.len())).bench(|| {
        let mut count = 0_u64;
        for text in &comments {
            feature_extractor::of_comment([divan::black_box(text.as_str())], |_| count += 1);
        }
        count
    });
}

#[divan::bench]
fn scoring(bencher: divan::Bencher) {
    let comments = comments();
    let mut scorer = Scorer::new(&Model::default_model().expect("the default model"));
    bencher
        .counter(ItemsCount::new(comments.len()))
        .bench_local(|| comments.iter().map(|text| scorer.score([divan::black_box(text.as_str())]).known).sum::<u32>());
}

#[divan::bench]
fn classifying_a_comment(bencher: divan::Bencher) {
    let comments: Vec<Comment> = comments().into_iter().map(Comment::new).collect();
    let classifier = Classifier::new(Model::default_model().expect("the default model"));
    bencher.counter(ItemsCount::new(comments.len())).bench_local(|| {
        comments.iter().filter(|comment| classifier.classify(divan::black_box(comment)).flags.is_empty()).count()
    });
}

#[divan::bench]
fn extracting_a_page(bencher: divan::Bencher) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/arabi21.txt");
    let page = Page::read(&path).expect("the example page");
    let clocks = Clocks { otherwise: Some(("2024-05-15".parse().expect("a clock"), "as-of")), ..Clocks::default() };
    bencher.counter(ItemsCount::new(1_usize)).bench(|| extract(divan::black_box(&page), &clocks).comments.len());
}

#[divan::bench]
fn loading_the_default_model(bencher: divan::Bencher) {
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| Scorer::new(&Model::default_model().expect("the default model")));
}
