//! `mushrif suggest`: the comments that are most worth labelling next, for a label tool.

use super::Ending;
use super::arguments::{self, CommentArguments, ModelArguments};
use super::output::Output;
use super::paths::OutputPath;
use super::problems::{Problems, say};
use super::scoring::{self, each};
use super::session;
use crate::counts::Resources;
use crate::label::{LabelTask, Tool};
use crate::record::{Flag, Prediction, Scores, key};
use crate::workflow::score::Scored;
use crate::workflow::{LabelSet, Suggester};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

/// What `mushrif suggest` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
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
    output: Option<OutputPath>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let Arguments { comments, output, .. } = arguments;
    if comments.paths.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("suggest");
    }
    if let Some(file) = output.as_deref().filter(|file| is_table(file)) {
        bail!(
            "{}: `suggest` writes JSON Lines or the format of a label tool; name a file that ends in .jsonl or .json, or for \
             a sheet use `mushrif export --all` on the scored comments",
            file.display()
        );
    }
    let classifier = arguments.model.classifier(None)?;
    let mut suggester = Suggester::new(arguments.number as usize);
    let mut problems = Problems::strict(comments.strict);
    if !arguments.labelled.is_empty() {
        LabelSet::open(&arguments.labelled, Resources::default())?
            .every(&mut problems, &mut |located| suggester.exclude(&located.label.text));
    }
    let scored = scoring::Arguments::all_of(comments, output.as_ref());
    let tasks = |tasks: &mut Vec<(LabelTask, Scores)>, scored: &Scored<'_>, prediction: &Prediction| {
        tasks.push((task(scored), prediction.scores));
        Ok(())
    };
    each(&scored, &classifier, &mut problems, &tasks, &mut |tasks, problems| {
        problems.tally.counts.comments += tasks.len() as u64;
        for (task, scores) in tasks {
            let scores: Vec<f64> = Flag::ALL.into_iter().filter_map(|flag| scores.printed(flag)).collect();
            suggester.offer(task, &scores);
        }
        Ok(())
    })?;
    let ending = problems.ending();
    let picked = suggester.picked();
    if picked.is_empty() && problems.tally.counts.comments > 0 {
        say(session::spoken().word("suggest.nothing"));
    }
    let mut written = Vec::new();
    arguments.format.write(&picked, &mut written)?;
    let mut output = Output::open(output.as_ref(), comments.strict)?;
    output.write(&written).context("cannot write the comments")?;
    output.finish(ending.is_written())?;
    problems.tally.written = Some(picked.len() as u64);
    problems.say_done();
    Ok(ending)
}

/// Whether a file's ending is that of a table, which no label tool here reads.
fn is_table(file: &Path) -> bool {
    let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    matches!(ending.as_str(), "xlsx" | "csv" | "tsv" | "parquet" | "ods" | "html")
}

/// The task for a label tool, made of a comment.
fn task(scored: &Scored<'_>) -> LabelTask {
    let (key, text, article) = match scored {
        Scored::OfPage(comment) => {
            let title = comment.article.as_ref().and_then(|article| article.title.clone());
            (comment.key.clone(), comment.text(), title)
        }
        Scored::Record(record) => {
            let (_, body) = record.text();
            let title = record.title().filter(|title| !title.is_empty());
            let text = title.map_or_else(|| body.into(), |title| format!("{title}\n{body}"));
            (Some(record.key().into_owned()), text, record.article_title())
        }
        Scored::Line(line) => (None, (*line).into(), None),
    };
    let key = key.unwrap_or_else(|| key::key([article.as_deref().unwrap_or_default(), &text]));
    LabelTask { key, text, article, uncertainty: 0.0 }
}
