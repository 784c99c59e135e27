//! `mushrif score`: pages or comments in, the same with scores out.

use super::Ending;
use super::arguments::{self, AllClocks, ClockArguments, ModelArguments, inputs_without_output, refuse_overwriting};
use super::extract::{extracted, warn};
use super::output::Output;
use super::problems::{Problems, say};
use super::progress;
use crate::extract::Extracted;
use crate::page::{Input, PAGE_ENDINGS, PageError};
use crate::records::{PIECE, Piece, Record, RecordError, Source, csv_lines, pieces, row_pieces, workbook_lines};
use crate::scoring::{Clerk, Judge, Scored, article, scored_fields};
use anyhow::{Context, bail};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// What `mushrif score` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Saved pages (.txt), comments (.jsonl, .csv, .xlsx), or folders of them; none, or -, is standard input
    #[arg(value_name = "PAGE|COMMENTS")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    model: ModelArguments,
    /// What the inputs are, where their names and first bytes do not tell
    #[arg(long, value_enum, value_name = "KIND")]
    input: Option<InputKind>,
    /// The field or column that holds the comment; text, body or comment if not said
    #[arg(long, value_name = "NAME")]
    text_column: Option<String>,
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
    /// Write nothing if any input or line cannot be read
    #[arg(long)]
    strict: bool,
    /// How many threads to use; one a core if not said
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// What an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InputKind {
    /// Saved pages
    Pages,
    /// Comment records, one JSON object a line
    Comments,
    /// Plain comments, one a line
    Lines,
}

/// Endings of files that hold comments.
const COMMENT_ENDINGS: [&str; 4] = ["jsonl", "ndjson", "csv", "xlsx"];

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    if arguments.paths.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("score");
    }
    refuse_overwriting(arguments.output.as_deref(), &arguments.paths)?;
    let judge = arguments.model.judge(arguments.reasons)?;
    let clocks = arguments.clocks.read()?;
    let mut run = Run {
        arguments,
        judge: &judge,
        clocks: &clocks,
        threads: arguments::threads(arguments.threads),
        output: Output::open(arguments.output.as_deref(), arguments.strict)?,
        problems: Problems::default(),
    };
    let endings: Vec<&str> = PAGE_ENDINGS.into_iter().chain(COMMENT_ENDINGS).collect();
    let mut pages = Vec::new();
    for input in inputs_without_output(&arguments.paths, &endings, arguments.output.as_deref()) {
        match kind(&input, arguments.input)? {
            Kind::Page => pages.push(input),
            comments => {
                run.pages(&mut pages)?;
                run.comments(input, comments)?;
            }
        }
    }
    run.pages(&mut pages)?;
    let ending = run.problems.ending(arguments.strict);
    run.output.finish(ending.is_written())?;
    Ok(ending)
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
    output: Output,
    problems: Problems,
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
        let (output, problems) = (&mut self.output, &mut self.problems);
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
                warn(&page);
                let written = records.and_then(|records| output.write(&records).context("cannot write results"));
                failure = written.err();
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
        let (output, problems) = (&mut self.output, &mut self.problems);
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
                failure = output.write(&answer.records).context("cannot write results").err();
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
    let record = Record::parse(line, arguments.text_column.as_deref())?;
    if let Some(field) = record.replaced() {
        static SAID: std::sync::Once = std::sync::Once::new();
        SAID.call_once(|| say(&format!("warning: the records' own field \"{field}\" gives way to that of the scores")));
    }
    clerk.about(record.article());
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
    clerk.about(None);
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
    clerk.about(Some(&article(page.page.title.as_deref(), &page.article_text)));
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
