//! `mushrif score`: pages or comments in, the same with scores out.

mod lines;
mod page;

use super::Ending;
use super::arguments::{
    self, AllClocks, AuthorArguments, ClockArguments, CommentArguments, InputKind, ModelArguments,
    inputs_without_output, refuse_overwriting,
};
use super::extract::{Warnings, warnings_of};
use super::pages::{PageInput, PageSource, extracted};
use super::problems::Problems;
use super::progress;
use super::record_output::{Batch, FormatArguments, RecordOutput, SCORED_COLUMNS};
use super::review_share::{self, Share};
use super::statuses::StatusArguments;
use crate::extract::Authors;
use crate::page::{Input, Kind as Content, PAGE_ENDINGS, PageError, Stream};
use crate::records::{PIECE, Source, csv_lines, parquet, pieces, row_pieces, workbook_lines};
use crate::scoring::{Judge, Scored};
use anyhow::Context;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

/// What `mushrif score` is given.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    pub(super) comments: CommentArguments,
    #[command(flatten)]
    model: ModelArguments,
    /// Raise flags on that share of the comments, such as 5%: those most above the thresholds, in two passes
    #[arg(long, value_name = "SHARE", conflicts_with = "threshold")]
    review_share: Option<Share>,
    /// Print only comments with a flag
    #[arg(long)]
    flagged: bool,
    /// Give the N strongest reasons for each flag and for the sentiment
    #[arg(long, value_name = "N")]
    reasons: Option<usize>,
    /// Print a comment that comes again once only
    #[arg(long)]
    dedupe: bool,
    #[command(flatten)]
    statuses: StatusArguments,
    #[command(flatten)]
    authors: AuthorArguments,
    #[command(flatten)]
    clocks: ClockArguments,
    /// Write to this file instead of standard output
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArguments,
}

/// Endings of files that hold comments.
const COMMENT_ENDINGS: [&str; 5] = ["jsonl", "ndjson", "csv", "parquet", "xlsx"];

impl Arguments {
    /// Scores every one of these comments, for a command that writes something else to its output.
    pub fn all_of(comments: &CommentArguments, output: Option<&Path>) -> Self {
        Self { comments: comments.clone(), output: output.map(Path::to_path_buf), ..Self::default() }
    }

    /// The same for every comment, flagged or not.
    pub fn unfiltered(&self) -> Self {
        Self { flagged: false, ..self.clone() }
    }
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let comments = &arguments.comments;
    if comments.paths.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("score");
    }
    refuse_overwriting(arguments.output.as_deref(), &comments.paths)?;
    let mut judge = arguments.model.judge(arguments.reasons)?;
    if let Some(share) = arguments.review_share {
        let policy = review_share::policy(arguments, arguments.model.judge(None)?, share)?;
        judge = judge.with_policy(policy);
    }
    let mut output =
        RecordOutput::open(arguments.output.as_deref(), comments.strict, &arguments.format, &SCORED_COLUMNS)?
            .once_each(arguments.dedupe);
    let mut problems = Problems::default();
    each(arguments, &judge, &mut problems, &mut |batch, problems| output.write(batch, problems))?;
    let ending = problems.ending(comments.strict);
    output.finish(ending.is_written())?;
    Ok(ending)
}

/// Takes whole records.
pub type Take<'take> = &'take mut dyn FnMut(&Batch, &mut Problems) -> anyhow::Result<()>;

/// Scores every input and hands the records over, in order.
pub fn each(arguments: &Arguments, judge: &Judge, problems: &mut Problems, take: Take<'_>) -> anyhow::Result<()> {
    let clocks = arguments.clocks.read()?;
    let authors = arguments.authors.read()?;
    let threads = arguments::threads(arguments.comments.threads);
    let warnings = Warnings::default();
    let mut run = Run { arguments, judge, clocks: &clocks, authors: &authors, threads, problems, warnings, take };
    let endings: Vec<&str> = PAGE_ENDINGS.into_iter().chain(COMMENT_ENDINGS).collect();
    let mut pages = PageSource::default();
    for input in inputs_without_output(&arguments.comments.paths, &endings, arguments.output.as_deref()) {
        match opened(input, arguments.comments.input)? {
            Opened::Page(page) => pages.push(page),
            Opened::Comments(input, kind, stream) => {
                run.pages(&mut pages)?;
                run.comments(&input, kind, stream)?;
            }
        }
    }
    run.pages(&mut pages)
}

/// How comments are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Json,
    Lines,
    Csv,
    Parquet,
    Workbook,
}

/// An input, as far as its kind had to be looked at.
enum Opened {
    Page(PageInput),
    Comments(Input, Kind, Option<Stream>),
}

/// What kind an input is: as the user says, or by its name; standard input by its first bytes.
fn opened(input: Result<Input, PageError>, said: Option<InputKind>) -> anyhow::Result<Opened> {
    let input = match input {
        Ok(input) => input,
        Err(problem) => return Ok(Opened::Page(PageInput::Closed(Err(problem)))),
    };
    let kind = match (said, ending(&input).as_str()) {
        (Some(InputKind::Pages), _) => return Ok(Opened::Page(PageInput::Closed(Ok(input)))),
        (Some(InputKind::Lines), _) => Kind::Lines,
        (_, "csv") => Kind::Csv,
        (_, "xlsx") => Kind::Workbook,
        (_, "parquet") => Kind::Parquet,
        (Some(InputKind::Comments), _) | (None, "jsonl" | "ndjson") => Kind::Json,
        (None, _) if input == Input::Standard => {
            let mut stream = Stream::open(&input)?;
            let nothing = stream.peek(1).context("standard input: cannot be read")?.is_empty();
            let kind = stream.kind().context("standard input: cannot be read")?;
            // Nothing at all: the pages before us in the pipe had no comments.
            return Ok(match kind {
                _ if nothing => Opened::Comments(input, Kind::Json, Some(stream)),
                Content::Json => Opened::Comments(input, Kind::Json, Some(stream)),
                Content::Parquet => Opened::Comments(input, Kind::Parquet, Some(stream)),
                _ => Opened::Page(PageInput::Open(input, stream)),
            });
        }
        (None, _) => return Ok(Opened::Page(PageInput::Closed(Ok(input)))),
    };
    Ok(Opened::Comments(input, kind, None))
}

/// The ending of a file's name in lower case, without that of a compressed file: `jsonl` of `a.jsonl.gz`.
fn ending(input: &Input) -> String {
    let Input::File(path) = input else { return String::new() };
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let name = [".gz", ".zst", ".zstd"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_string())
}

/// A comment with its scores, as one record.
#[derive(Serialize)]
struct ScoredComment<'a, C: Serialize> {
    #[serde(flatten)]
    comment: C,
    #[serde(flatten)]
    scored: Scored<'a>,
}

struct Run<'run> {
    arguments: &'run Arguments,
    judge: &'run Judge,
    clocks: &'run AllClocks,
    authors: &'run Authors,
    threads: usize,
    problems: &'run mut Problems,
    warnings: Warnings,
    take: Take<'run>,
}

impl Run<'_> {
    /// Scores pages, all threads at work, in order.
    fn pages(&mut self, pages: &mut PageSource) -> anyhow::Result<()> {
        if pages.is_empty() {
            return Ok(());
        }
        let mut inputs = std::mem::take(pages);
        let (judge, clocks, arguments, authors) = (self.judge, self.clocks, self.arguments, self.authors);
        let (take, problems, warnings) = (&mut self.take, &mut self.problems, &mut self.warnings);
        let statuses = arguments.statuses.read();
        let mut failure = None;
        crate::pipeline::in_order(
            self.threads,
            || inputs.next(),
            || judge.clerk(),
            |clerk, input| {
                extracted(input, clocks, &statuses).map(|page| {
                    let warnings = warnings_of(&page);
                    (warnings, page::scored(clerk, &page, arguments, authors))
                })
            },
            |page| {
                let (said, batch) = match page {
                    Ok(found) => found,
                    Err(problem) => {
                        problems.add(problem);
                        return true;
                    }
                };
                problems.done(1);
                if !problems.is_quiet() {
                    warnings.say(&said);
                }
                failure = batch.and_then(|batch| take(&batch, problems)).err();
                failure.is_none()
            },
        );
        failure.map_or(Ok(()), Err)
    }

    /// Scores one file of comments.
    fn comments(&mut self, input: &Input, kind: Kind, stream: Option<Stream>) -> anyhow::Result<()> {
        let name = input.name();
        let opened = self.open(input, kind, stream);
        let (source, total): (Source, Option<u64>) = match opened {
            Ok(opened) => opened,
            Err(problem) => {
                self.problems.add(format!("{name}: {problem}"));
                return Ok(());
            }
        };
        let (judge, arguments, authors) = (self.judge, self.arguments, self.authors);
        let (take, problems) = (&mut self.take, &mut self.problems);
        let mut failure = None;
        let bar = progress::bar(total);
        crate::pipeline::in_order(
            self.threads,
            source,
            || judge.clerk(),
            |clerk, piece| match piece {
                Ok(piece) => lines::answer(clerk, &piece, kind, arguments, authors),
                Err((line, problem)) => lines::Answer { problems: vec![(line, problem)], ..Default::default() },
            },
            |answer| {
                bar.inc(answer.bytes);
                for (line, problem) in answer.problems {
                    problems.add(format!("{name}, line {line}: {problem}"));
                }
                if let Some((line, problem)) = answer.is_document {
                    failure = Some(anyhow::anyhow!("{name}, line {line}: {problem}"));
                    return false;
                }
                problems.done(answer.read);
                failure = take(&answer.batch, problems).err();
                failure.is_none()
            },
        );
        bar.finish_and_clear();
        failure.map_or(Ok(()), Err)
    }

    /// Opens a file of comments: where its pieces come from, and how many bytes there are.
    fn open(&self, input: &Input, kind: Kind, stream: Option<Stream>) -> Result<(Source, Option<u64>), String> {
        let unreadable = |error: io::Error| format!("cannot be read: {error}");
        if let Some(mut stream) = stream {
            if kind == Kind::Parquet {
                // Its table of contents is at its end.
                let mut spooled = tempfile::tempfile().map_err(unreadable)?;
                io::copy(&mut stream, &mut spooled).map_err(unreadable)?;
                spooled.rewind().map_err(unreadable)?;
                return Ok((parquet::lines(spooled)?, None));
            }
            return self.open_lines(stream, kind, None);
        }
        let path: &Path = match input {
            Input::Standard => return self.open_lines(io::stdin(), kind, None),
            Input::File(path) => path,
        };
        if kind == Kind::Workbook {
            let rows = workbook_lines(path)?;
            return Ok((row_pieces(rows.into_iter()), None));
        }
        let data = std::fs::metadata(path).map_err(unreadable)?;
        if data.is_dir() {
            return Err("a folder".into());
        }
        if data.is_file() && data.len() == 0 {
            return Err("empty; a file of comments has one a line".into());
        }
        if kind == Kind::Parquet {
            return Ok((parquet::lines(File::open(path).map_err(unreadable)?)?, None));
        }
        let is_compressed =
            path.extension().is_some_and(|ending| ending == "gz" || ending == "zst" || ending == "zstd");
        if is_compressed {
            let stream = Stream::open(input).map_err(|error| error.to_string())?;
            return self.open_lines(stream, kind, None);
        }
        let file = File::open(path).map_err(unreadable)?;
        self.open_lines(file, kind, Some(data.len()).filter(|_| data.is_file()))
    }

    fn open_lines(
        &self,
        reader: impl Read + Send + 'static,
        kind: Kind,
        total: Option<u64>,
    ) -> Result<(Source, Option<u64>), String> {
        Ok(match kind {
            Kind::Csv => (row_pieces(csv_lines(reader)?), total),
            _ => (pieces(BufReader::with_capacity(PIECE, reader)), total),
        })
    }
}
