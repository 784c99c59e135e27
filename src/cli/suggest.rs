//! `mushrif suggest`: the comments that are most worth labelling next, for a label tool.

use super::Ending;
use super::arguments::{self, CommentArguments, ModelArguments, refuse_overwriting};
use super::labels::LabelFiles;
use super::output::Output;
use super::problems::{Problems, say};
use super::score::{self, each};
use crate::bayes::Resources;
use crate::export::Item;
use crate::label::{Task, Tool};
use crate::suggest::Suggester;
use anyhow::{Context, anyhow};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// What `mushrif suggest` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    comments: CommentArguments,
    #[command(flatten)]
    model: ModelArguments,
    /// How many comments to pick
    #[arg(short = 'n', value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    number: u32,
    /// Pick none of the comments in this label file
    #[arg(long, value_name = "LABELS")]
    labelled: Vec<PathBuf>,
    /// For which tool: jsonl (labels to fill in), doccano, label-studio, prodigy or argilla
    #[arg(long, value_name = "FORMAT", default_value = Tool::Jsonl.name(), hide_default_value = true)]
    format: Tool,
    /// Write to this file instead of standard output
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let Arguments { comments, output, .. } = arguments;
    if comments.paths.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("suggest");
    }
    refuse_overwriting(output.as_deref(), &[&comments.paths[..], &arguments.labelled].concat())?;
    let judge = arguments.model.judge(None)?;
    let mut suggester = Suggester::new(arguments.number as usize);
    let mut problems = Problems::default();
    if !arguments.labelled.is_empty() {
        LabelFiles::open(&arguments.labelled, Resources::default())?
            .every(&mut problems, &mut |found| suggester.exclude(&found.label.text));
    }
    let scored = score::Arguments::all_of(comments, output.as_deref());
    each(&scored, &judge, &mut problems, &mut |batch, _| {
        let records = std::str::from_utf8(&batch.records).context("a scored record cannot be read back")?;
        for line in records.lines() {
            let renamed = comments.text_column.as_deref().and_then(|name| with_text_of(line, name));
            let item = Item::parse(renamed.as_deref().unwrap_or(line))
                .map_err(|problem| anyhow!("a scored record cannot be read back: {problem}"))?;
            let scores: Vec<f64> = item.scores.into_iter().flatten().collect();
            let text = item.text();
            let key = item.key.unwrap_or_else(|| made_key(item.article.as_deref(), &text));
            suggester.offer(Task { key, text, article: item.article, uncertainty: 0.0 }, &scores);
        }
        Ok(())
    })?;
    let ending = problems.ending(comments.strict);
    let picked = suggester.picked();
    if picked.is_empty() {
        say("no comment in Arabic was found that is not labelled yet");
    }
    let mut written = Vec::new();
    arguments.format.write(&picked, &mut written)?;
    let mut output = Output::open(output.as_deref(), comments.strict)?;
    output.write(&written).context("cannot write the comments")?;
    output.finish(ending.is_written())?;
    Ok(ending)
}

/// A key for a comment that has none.
fn made_key(article: Option<&str>, text: &str) -> String {
    let digest = Sha256::new().chain_update(article.unwrap_or_default()).chain_update([0xFF]).chain_update(text);
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The record with the field of this name as its text.
fn with_text_of(line: &str, name: &str) -> Option<String> {
    let mut record: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).ok()?;
    let text = record.get(name)?.clone();
    ["title", "body", "comment"].iter().for_each(|name| drop(record.remove(*name)));
    record.insert("text".into(), text);
    serde_json::to_string(&record).ok()
}
