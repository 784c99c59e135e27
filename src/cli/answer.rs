//! `mushrif score --answer-every-line`: for a program that writes a line and waits for its answer.

use super::arguments::{self, InputKind};
use super::problems::Problems;
use super::record_output::{Batch, FormatArguments, OutputFormat, RecordOutput};
use super::remedy::with_options;
use super::scoring::{Arguments, Opened, append, opened};
use super::{Ending, paths::OutputPath};
use crate::page::{Input, inputs};
use crate::record::Prediction;
use crate::record::schema::SCORED_FIELDS;
use crate::table::Format;
use crate::workflow::answer::answer_lines;
use crate::workflow::score::{CommentFormat, Scored, open_comments};
use anyhow::{anyhow, bail};

/// Answers the lines of standard input or of one file. Lines that cannot be read are answered too, so that they are no
/// problem of the run.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let comments = &arguments.comments;
    let format = jsonl(&arguments.format, arguments.output.as_ref())?;
    let input = match comments.paths.as_slice() {
        [] => Input::Standard,
        [path] if path.is_dir() => {
            bail!("{}: a folder; --answer-every-line reads one file of JSON Lines", path.display())
        }
        [_] => inputs(&comments.paths, &[]).into_iter().next().ok_or_else(|| anyhow!("no input"))??,
        _ => bail!("--answer-every-line reads one input, whose lines it numbers; run it once for each file"),
    };
    // Not by the first bytes, since they may be those of a bad line.
    let kind = comments.input.or((input == Input::Standard).then_some(InputKind::Comments));
    let Opened::Comments(input, CommentFormat::Json, None) = opened(Ok(input), kind)? else {
        bail!("--answer-every-line is for JSON Lines; name a file that ends in .jsonl, or give --input comments");
    };
    let classifier = arguments.model.classifier(arguments.reasons)?;
    let authors = arguments.authors.read()?;
    let (source, _) =
        open_comments(&input, CommentFormat::Json, None).map_err(|problem| anyhow!("{}: {problem}", input.name()))?;
    let mut output = RecordOutput::open(arguments.output.as_ref(), false, &format, &SCORED_FIELDS)?;
    let mut problems = Problems::default();
    let collect = |batch: &mut Batch, scored: &Scored<'_>, prediction: &Prediction| {
        append(scored, prediction, &authors, batch)?;
        batch.counts.comments += 1;
        batch.counts.flags(prediction);
        Ok(())
    };
    let mut failure = None;
    let text_column = comments.text_column.as_deref();
    let threads = arguments::threads(comments.threads);
    answer_lines(source, &classifier, text_column, threads, &collect, &refuse, |batch| {
        failure = output.write(&batch, &mut problems).err();
        failure.is_none()
    });
    failure.map_or(Ok(()), Err)?;
    let ending = problems.ending();
    output.finish(ending.is_written())?;
    problems.say_done();
    Ok(ending)
}

/// Answers a line that cannot be scored.
fn refuse(batch: &mut Batch, line: u64, error: &str) {
    batch
        .records
        .extend_from_slice(serde_json::json!({ "line": line, "error": with_options(error) }).to_string().as_bytes());
    batch.records.push(b'\n');
}

/// The format of the answers, JSON Lines also in a terminal.
fn jsonl(given: &FormatArguments, target: Option<&OutputPath>) -> anyhow::Result<FormatArguments> {
    let jsonl = OutputFormat::Records(Format::Jsonl);
    let named = match (given.format, target) {
        (Some(format), _) => format,
        (None, Some(file)) => OutputFormat::Records(Format::of_file(file).map_err(anyhow::Error::msg)?),
        (None, None) => jsonl,
    };
    if named != jsonl {
        bail!("--answer-every-line answers in JSON Lines; a table has rows of comments alone");
    }
    Ok(FormatArguments { format: Some(jsonl) })
}
