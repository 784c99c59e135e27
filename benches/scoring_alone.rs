//! Scoring alone, on one core: comments of JSON Lines files held in memory, scored again and again.
//!
//! `cargo run --release --example scoring_alone -- FILE.jsonl... [--seconds 5]` prints one JSON object: comments,
//! mean characters a comment, and comments a second of processor time (which other programs on the machine do not
//! lengthen) — of the first pass, when the word cache is empty, and of all the later ones.

use mushrif::internals::lease;
use mushrif::{Classifier, Field, Model};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut texts = Vec::new();
    let mut enough = Duration::from_secs(5);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--seconds" {
            enough = Duration::from_secs_f64(arguments.next().ok_or("--seconds needs a number")?.parse()?);
            continue;
        }
        for line in std::fs::read_to_string(argument)?.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            texts.push(record["text"].as_str().ok_or("a record without text")?.to_string());
        }
    }
    let classifier = Classifier::new(Model::default_model()?);
    let mut lease = lease(&classifier);
    let mut pass = || {
        let flagged = |text: &&String| !lease.predict(&[(Field::Text, text)], None).flags.is_empty();
        texts.iter().filter(flagged).count()
    };
    let begin = (Instant::now(), processor_seconds());
    let flagged = pass();
    let first = processor_seconds();
    let mut later = 0;
    while later < 1 || begin.0.elapsed() < enough {
        std::hint::black_box(pass());
        later += 1;
    }
    let last = processor_seconds();
    let rate = |passes: usize, seconds: f64| ((passes * texts.len()) as f64 / seconds).round();
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let result = serde_json::json!({
        "comments": texts.len(),
        "characters_a_comment": characters as f64 / texts.len() as f64,
        "flagged": flagged,
        "later_passes": later,
        "first_pass_comments_a_second": rate(1, first - begin.1),
        "later_comments_a_second": rate(later, last - first),
    });
    println!("{result}");
    Ok(())
}

/// The processor time of this thread in seconds, from Linux's scheduler; elsewhere the time since the first call.
fn processor_seconds() -> f64 {
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|counted| counted.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| BEGIN.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}
