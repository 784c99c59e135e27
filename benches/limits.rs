//! Where the limit of `mushrif score` is: what each step of a comment's way takes by itself, on one core, in one run.
//!
//! `cargo run --release --example limits -- COMMENTS.jsonl SCORED.jsonl` prints nanoseconds of
//! processor time a comment: for reading the comments and writing what `mushrif score` wrote for them and nothing else,
//! for finding their fields, for folding their texts, for scoring them the first time and again.

use mushrif::internals::{Tokenizer, lease, text_of_record};
use mushrif::{Classifier, Field, Model};
use std::hint::black_box;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [comments, scored] = std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "two files")?;
    let written = std::fs::read(scored)?;
    let copy = std::env::temp_dir().join(format!("mushrif-limits-{}", std::process::id()));
    let begin = processor_seconds()?;
    let lines = std::fs::read_to_string(comments)?;
    std::fs::write(&copy, &written)?;
    let mut steps = vec![("reading and writing the same bytes", processor_seconds()? - begin)];
    std::fs::remove_file(copy)?;

    let texts: Vec<String> = lines.lines().filter_map(text_of_record).collect();
    let classifier = Classifier::new(Model::default_model()?);
    let (mut lease, mut tokenizer) = (lease(&classifier), Tokenizer::default());
    let mut measure = |name, step: &mut dyn FnMut()| -> Result<(), Box<dyn std::error::Error>> {
        let begin = processor_seconds()?;
        step();
        steps.push((name, processor_seconds()? - begin));
        Ok(())
    };
    measure("finding the fields", &mut || lines.lines().for_each(|line| drop(black_box(text_of_record(line)))))?;
    measure("folding", &mut || texts.iter().for_each(|text| tokenizer.tokenize(black_box(text))))?;
    for name in ["scoring, words met the first time", "scoring again"] {
        measure(name, &mut || {
            for text in &texts {
                black_box(lease.predict(&[(Field::Text, text)], None));
            }
        })?;
    }
    for (name, seconds) in steps {
        println!("{:>8.0} ns  {name}", seconds * 1e9 / texts.len() as f64);
    }
    Ok(())
}

/// The processor time of this thread in seconds, from Linux's scheduler.
fn processor_seconds() -> Result<f64, Box<dyn std::error::Error>> {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(counted.split(' ').next().ok_or("no time")?.parse::<f64>()? / 1e9)
}
