//! Scoring alone, on one core: comments of JSON Lines files held in memory, judged again and again.
//!
//! `cargo run --release --example scoring_alone -- FILE.jsonl... [--seconds 5]` prints one JSON object: comments,
//! mean characters a comment, and comments a second of processor time (which other programs on the machine cannot
//! stretch) — of the first pass, when no word has been met yet, and the median of the later ones.

use mushrif::bayes::Model;
use mushrif::scoring::Judge;
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
    let judge = Judge::new(Model::default_model()?);
    let mut clerk = judge.clerk();
    let mut passes = Vec::new();
    let mut flagged = 0;
    let begin = Instant::now();
    while passes.len() < 2 || begin.elapsed() < enough {
        let pass = processor_seconds();
        flagged = texts.iter().filter(|text| !clerk.judge(&[("text", text)]).flags.is_empty()).count();
        passes.push(texts.len() as f64 / (processor_seconds() - pass));
    }
    let first = passes.remove(0);
    passes.sort_by(f64::total_cmp);
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let result = serde_json::json!({
        "comments": texts.len(),
        "characters_a_comment": characters as f64 / texts.len() as f64,
        "flagged": flagged,
        "passes": passes.len() + 1,
        "first_pass_comments_a_second": first.round(),
        "median_comments_a_second": passes[passes.len() / 2].round(),
        "best_comments_a_second": passes[passes.len() - 1].round(),
    });
    println!("{result}");
    Ok(())
}

/// How long this thread has run: Linux counts it, elsewhere the clock must do.
fn processor_seconds() -> f64 {
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|counted| counted.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| BEGIN.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}
