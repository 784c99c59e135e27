//! `mushrif score`: pages or comments in, the same with scores out.

use super::Ending;
use super::arguments::{
    self, AllClocks, ClockArguments, CommentArguments, InputKind, ModelArguments, inputs_without_output,
    refuse_overwriting,
};
use super::extract::{extracted, warn};
use super::output::Output;
use super::problems::{Problems, say};
use super::progress;
use super::review_share::{self, Share};
use crate::extract::Extracted;
use crate::page::{Input, PAGE_ENDINGS, PageError};
use crate::records::{PIECE, Piece, Record, RecordError, Source, csv_lines, pieces, row_pieces, workbook_lines};
use crate::scoring::{Clerk, Judge, Scored, scored_fields};
use anyhow::{Context, bail};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
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
    #[command(flatten)]
    clocks: ClockArguments,
    /// Write to this file instead of standard output
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Endings of files that hold comments.
const COMMENT_ENDINGS: [&str; 4] = ["jsonl", "ndjson", "csv", "xlsx"];

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
    let mut output = Output::open(arguments.output.as_deref(), comments.strict)?;
    let mut problems = Problems::default();
    each(arguments, &judge, &mut problems, &mut |records| output.write(records).context("cannot write results"))?;
    let ending = problems.ending(comments.strict);
    output.finish(ending.is_written())?;
    Ok(ending)
}

/// Takes whole records, one a line.
pub type Take<'take> = &'take mut dyn FnMut(&[u8]) -> anyhow::Result<()>;

/// Scores every input and hands the records over, in order.
pub fn each(arguments: &Arguments, judge: &Judge, problems: &mut Problems, take: Take<'_>) -> anyhow::Result<()> {
    let clocks = arguments.clocks.read()?;
    let threads = arguments::threads(arguments.comments.threads);
    let mut run = Run { arguments, judge, clocks: &clocks, threads, problems, take };
    let endings: Vec<&str> = PAGE_ENDINGS.into_iter().chain(COMMENT_ENDINGS).collect();
    let mut pages = Vec::new();
    for input in inputs_without_output(&arguments.comments.paths, &endings, arguments.output.as_deref()) {
        match kind(&input, arguments.comments.input)? {
            Kind::Page => pages.push(input),
            comments => {
                run.pages(&mut pages)?;
                run.comments(input, comments)?;
            }
        }
    }
    run.pages(&mut pages)
}

/// How an input is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Json,
    Lines,
    Csv,
    Workbook,
}

/// What kind an input is: as the user says, or by its name; standard input by its first byte.
fn kind(input: &Result<Input, PageError>, said: Option<InputKind>) -> anyhow::Result<Kind> {
    let ending = match input {
        Ok(Input::File(path)) => path.extension().unwrap_or_default().to_string_lossy().to_lowercase(),
        _ => String::new(),
    };
    Ok(match (said, ending.as_str()) {
        (Some(InputKind::Pages), _) => Kind::Page,
        (Some(InputKind::Lines), _) => Kind::Lines,
        (_, "csv") => Kind::Csv,
        (_, "xlsx") => Kind::Workbook,
        (Some(InputKind::Comments), _) | (None, "jsonl" | "ndjson") => Kind::Json,
        (None, "parquet") => bail!("Parquet is not read by this build; convert the file to JSON Lines or CSV"),
        (None, _) if matches!(input, Ok(Input::Standard)) => {
            let mut standard = io::stdin().lock();
            let first = standard.fill_buf().context("standard input: cannot be read")?;
            let first = first.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(first);
            match first.iter().find(|byte| !byte.is_ascii_whitespace()) {
                // Nothing at all: the pages before us in the pipe had no comments.
                Some(b'{') | None => Kind::Json,
                _ => Kind::Page,
            }
        }
        (None, _) => Kind::Page,
    })
}

struct Run<'run> {
    arguments: &'run Arguments,
    judge: &'run Judge,
    clocks: &'run AllClocks,
    threads: usize,
    problems: &'run mut Problems,
    take: Take<'run>,
}

/// A comment with its scores, as one record.
#[derive(Serialize)]
struct ScoredComment<'a, C: Serialize> {
    #[serde(flatten)]
    comment: C,
    #[serde(flatten)]
    scored: Scored<'a>,
}

/// What became of a piece.
#[derive(Default)]
struct Answer {
    records: Vec<u8>,
    read: u64,
    bytes: u64,
    problems: Vec<(u64, String)>,
    is_document: Option<(u64, String)>,
}

impl Run<'_> {
    /// Scores pages, all threads at work, in order.
    fn pages(&mut self, pages: &mut Vec<Result<Input, PageError>>) -> anyhow::Result<()> {
        let mut inputs = std::mem::take(pages).into_iter();
        let (judge, clocks, arguments) = (self.judge, self.clocks, self.arguments);
        let (take, problems) = (&mut self.take, &mut self.problems);
        let mut failure = None;
        crate::pipeline::in_order(
            self.threads,
            || inputs.next(),
            || judge.clerk(),
            |clerk, input| {
                extracted(input, clocks).map(|page| {
                    let records = scored_page(clerk, &page, arguments);
                    (page, records)
                })
            },
            |page| {
                let (page, records) = match page {
                    Ok(found) => found,
                    Err(problem) => {
                        problems.add(problem);
                        return true;
                    }
                };
                problems.done(1);
                if !problems.is_quiet() {
                    warn(&page);
                }
                failure = records.and_then(|records| take(&records)).err();
                failure.is_none()
            },
        );
        failure.map_or(Ok(()), Err)
    }

    /// Scores one file of comments.
    fn comments(&mut self, input: Result<Input, PageError>, kind: Kind) -> anyhow::Result<()> {
        let input = match input {
            Ok(input) => input,
            Err(problem) => {
                self.problems.add(problem);
                return Ok(());
            }
        };
        let name = match &input {
            Input::Standard => "standard input".to_string(),
            Input::File(path) => path.display().to_string(),
        };
        let opened = self.open(&input, kind);
        let (source, total): (Source, Option<u64>) = match opened {
            Ok(opened) => opened,
            Err(problem) => {
                self.problems.add(format!("{name}: {problem}"));
                return Ok(());
            }
        };
        let (judge, arguments) = (self.judge, self.arguments);
        let (take, problems) = (&mut self.take, &mut self.problems);
        let mut failure = None;
        let bar = progress::bar(total);
        crate::pipeline::in_order(
            self.threads,
            source,
            || judge.clerk(),
            |clerk, piece| match piece {
                Ok(piece) => answer(clerk, &piece, kind, arguments),
                Err((line, problem)) => Answer { problems: vec![(line, problem)], ..Answer::default() },
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
                failure = take(&answer.records).err();
                failure.is_none()
            },
        );
        bar.finish_and_clear();
        failure.map_or(Ok(()), Err)
    }

    /// Opens a file of comments: where its pieces come from, and how many bytes there are.
    fn open(&self, input: &Input, kind: Kind) -> Result<(Source, Option<u64>), String> {
        let unreadable = |error: io::Error| format!("cannot be read: {error}");
        let path: &Path = match input {
            Input::Standard => return self.open_lines(io::stdin(), kind, None),
            Input::File(path) => path,
        };
        if kind == Kind::Workbook {
            let rows = workbook_lines(path)?;
            return Ok((row_pieces(rows.into_iter()), None));
        }
        let file = File::open(path).map_err(unreadable)?;
        let data = file.metadata().map_err(unreadable)?;
        if data.is_dir() {
            return Err("a folder".into());
        }
        if data.is_file() && data.len() == 0 {
            return Err("empty; a file of comments has one a line".into());
        }
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

/// Scores the lines of a piece.
fn answer(clerk: &mut Clerk<'_>, piece: &Piece, kind: Kind, arguments: &Arguments) -> Answer {
    let mut answer = Answer { bytes: piece.bytes.len() as u64, ..Answer::default() };
    let newline = |byte: &u8| *byte == b'\n';
    for (index, line) in piece.bytes.split(newline).enumerate() {
        let number = piece.first_line + index as u64;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let Ok(line) = std::str::from_utf8(line) else {
            answer.problems.push((number, "not UTF-8; save the file as UTF-8".into()));
            continue;
        };
        let begin = answer.records.len();
        let result = match kind {
            Kind::Lines => plain_line(clerk, line, arguments, &mut answer.records),
            _ => record_line(clerk, line, arguments, &mut answer.records),
        };
        match result {
            Ok(()) => answer.read += 1,
            Err(problem) => {
                answer.records.truncate(begin);
                if matches!(problem, RecordError::Document(_)) {
                    answer.is_document = Some((number, problem.to_string()));
                    return answer;
                }
                answer.problems.push((number, problem.to_string()));
            }
        }
    }
    answer
}

fn record_line(clerk: &mut Clerk<'_>, line: &str, arguments: &Arguments, out: &mut Vec<u8>) -> Result<(), RecordError> {
    let record = Record::parse(line, arguments.comments.text_column.as_deref())?;
    if let Some(field) = record.replaced() {
        static SAID: std::sync::Once = std::sync::Once::new();
        SAID.call_once(|| say(&format!("warning: the records' own field \"{field}\" gives way to that of the scores")));
    }
    let scored = clerk.score(&record.fields());
    if arguments.flagged && scored.flags.is_empty() {
        return Ok(());
    }
    record.write_with(&scored, out).map_err(|error| RecordError::NotJson(error.to_string()))?;
    out.push(b'\n');
    Ok(())
}

fn plain_line(clerk: &mut Clerk<'_>, line: &str, arguments: &Arguments, out: &mut Vec<u8>) -> Result<(), RecordError> {
    #[derive(Serialize)]
    struct Plain<'line> {
        text: &'line str,
    }
    let text = line.trim_end_matches('\r');
    let scored = clerk.score(&[("text", text)]);
    if arguments.flagged && scored.flags.is_empty() {
        return Ok(());
    }
    serde_json::to_writer(&mut *out, &ScoredComment { comment: Plain { text }, scored })
        .map_err(|error| RecordError::NotJson(error.to_string()))?;
    out.push(b'\n');
    Ok(())
}

/// The scored comments of a page.
fn scored_page(clerk: &mut Clerk<'_>, page: &Extracted, arguments: &Arguments) -> anyhow::Result<Vec<u8>> {
    let mut records = Vec::new();
    for comment in &page.comments {
        let (author, title) = (comment.author.as_deref(), comment.title.as_deref());
        let scored = clerk.score(&scored_fields(author, title, &comment.body, page.speaks_in_names));
        if arguments.flagged && scored.flags.is_empty() {
            continue;
        }
        serde_json::to_writer(&mut records, &ScoredComment { comment, scored })?;
        records.push(b'\n');
    }
    Ok(records)
}
