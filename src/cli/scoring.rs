//! What is scored, and its scoring, input by input: for `score` and for the commands that do something else with scores.

use super::arguments::{
    self, AuthorArguments, ClockArguments, CommentArguments, InputKind, ModelArguments, inputs_beside,
};
use super::extract::{Warnings, warnings_of};
use super::paths::OutputPath;
use super::problems::{Problems, say};
use super::progress;
use super::record_output::{Batch, FormatArguments};
use super::share::Share;
use super::statuses::StatusArguments;
use super::tally::PageTally;
use crate::extract::Authors;
use crate::page::{Input, InputFormat, PAGE_ENDINGS, PageError, Stream};
use crate::record::{Prediction, RawRecord, write_plain};
use crate::score::Classifier;
use crate::workflow::Progress;
use crate::workflow::pages::{ClockSource, PageInput, PageSource, extracted};
use crate::workflow::score::{Collect, CommentFormat, Scored, open_comments, score_chunks, score_page};
use anyhow::Context;

/// What `mushrif score` is given.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) comments: CommentArguments,
    #[command(flatten)]
    pub(super) model: ModelArguments,
    /// Raise flags on that share of the comments, such as 5%: those most above the thresholds, in two passes
    #[arg(long, value_name = "SHARE", conflicts_with = "threshold")]
    pub(super) review_share: Option<Share>,
    /// Print only comments with a flag
    #[arg(long)]
    pub(super) flagged: bool,
    /// Give the N strongest reasons for each flag and for the sentiment
    #[arg(long, value_name = "N")]
    pub(super) reasons: Option<usize>,
    /// Print a comment that comes again once only
    #[arg(long)]
    pub(super) dedupe: bool,
    /// Answer each line of JSON Lines by one line at once, a blank or bad one by {"line":N,"error":"…"}: for a co-process
    #[arg(long, conflicts_with_all = ["flagged", "dedupe", "review_share", "strict"])]
    pub(super) answer_every_line: bool,
    /// Print the article's text with each comment of a page, as `extract` does
    #[arg(long)]
    article_text: bool,
    #[command(flatten)]
    statuses: StatusArguments,
    #[command(flatten)]
    pub(super) authors: AuthorArguments,
    #[command(flatten)]
    clocks: ClockArguments,
    /// Write to this file instead of standard output
    #[arg(short, value_name = "FILE")]
    pub(super) output: Option<OutputPath>,
    #[command(flatten)]
    pub(super) format: FormatArguments,
}

/// Endings of files that contain comments.
const COMMENT_ENDINGS: [&str; 8] = ["jsonl", "ndjson", "csv", "tsv", "parquet", "xlsx", "xlsm", "ods"];

impl Arguments {
    /// Arguments that score all these comments, for a command with another output.
    pub(super) fn all_of(comments: &CommentArguments, output: Option<&OutputPath>) -> Self {
        Self { comments: comments.clone(), output: output.cloned(), ..Self::default() }
    }

    /// Arguments that score all these comments, with their articles' text, for the review desk.
    #[cfg(feature = "serve")]
    pub(super) fn for_desk(comments: &CommentArguments, clocks: &ClockArguments) -> Self {
        Self { comments: comments.clone(), clocks: clocks.clone(), article_text: true, ..Self::default() }
    }
}

/// Appends a scored comment as a JSON line, or nothing where it cannot be written as one.
pub(super) fn append(
    scored: &Scored<'_>,
    prediction: &Prediction,
    authors: &Authors,
    batch: &mut Batch,
) -> Result<(), String> {
    let begin = batch.records.len();
    print(scored, prediction, authors, batch).map_err(|error| {
        batch.records.truncate(begin);
        format!("not a JSON object ({error})")
    })
}

/// Appends a scored comment as a JSON line.
fn print(
    scored: &Scored<'_>,
    prediction: &Prediction,
    authors: &Authors,
    batch: &mut Batch,
) -> Result<(), serde_json::Error> {
    let begin = batch.records.len();
    match scored {
        Scored::OfPage(comment) => {
            serde_json::to_writer(&mut batch.records, comment)?;
            // The prediction's fields are added before the closing brace.
            batch.records.pop();
            batch.records.push(b',');
            prediction.write_fields(&mut batch.records)?;
            batch.records.push(b'}');
        }
        Scored::Line(line) => {
            write_plain(line, prediction, &mut batch.records)?;
        }
        Scored::Record(record) => {
            warn_of_replaced(record);
            record.write_with(prediction, &mut batch.records)?;
            batch.records.push(b'\n');
            return batch.treat(begin, authors, record);
        }
    }
    batch.records.push(b'\n');
    Ok(())
}

/// Warns, once, that a field of the user's own is replaced.
fn warn_of_replaced(record: &RawRecord<'_>) {
    static SAID: std::sync::Once = std::sync::Once::new();
    if let Some(field) = record.replaced() {
        SAID.call_once(|| say(&format!("warning: the records' own field \"{field}\" gives way to that of the scores")));
    }
}

/// Receives the collected results of a page or of a chunk of lines.
pub(super) type Take<'take, B> = &'take mut dyn FnMut(B, &mut Problems) -> anyhow::Result<()>;

/// Scores every input and passes the collected results on, in order.
pub(super) fn each<B: Default + Send>(
    arguments: &Arguments,
    classifier: &Classifier,
    problems: &mut Problems,
    collect: &impl Collect<B>,
    take: Take<'_, B>,
) -> anyhow::Result<()> {
    let clocks = arguments.clocks.read()?;
    let authors = arguments.authors.read()?;
    let threads = arguments::threads(arguments.comments.threads);
    let warnings = Warnings::default();
    let mut run =
        ScoreRun { arguments, classifier, clocks: &clocks, authors: &authors, threads, problems, warnings, take };
    let endings: Vec<&str> = PAGE_ENDINGS.into_iter().chain(COMMENT_ENDINGS).collect();
    let mut pages = PageSource::default();
    for input in inputs_beside(&arguments.comments.paths, &endings, arguments.output.as_ref())? {
        match opened(input, arguments.comments.input)? {
            Opened::Page(page) => pages.push(page),
            Opened::Comments(input, format, stream) => {
                run.pages(&mut pages, collect)?;
                run.comments(&input, format, stream, collect)?;
            }
        }
    }
    run.pages(&mut pages, collect)
}

/// An opened input, by kind.
pub(super) enum Opened {
    Page(PageInput),
    Comments(Input, CommentFormat, Option<Stream>),
}

/// The kind of an input: as given, or by its name; of standard input by its first bytes.
pub(super) fn opened(input: Result<Input, PageError>, given: Option<InputKind>) -> anyhow::Result<Opened> {
    let input = match input {
        Ok(input) => input,
        Err(problem) => return Ok(Opened::Page(PageInput::Closed(Err(problem)))),
    };
    let format = match (given, ending(&input).as_str()) {
        (Some(InputKind::Pages), _) => return Ok(Opened::Page(PageInput::Closed(Ok(input)))),
        (Some(InputKind::Lines), _) => CommentFormat::Lines,
        (_, "csv" | "tsv") => CommentFormat::Csv,
        // Old and binary workbooks are refused where they are opened, with what to do.
        (_, "xlsx" | "xlsm" | "ods" | "xls" | "xlsb") => CommentFormat::Workbook,
        (_, "parquet") => CommentFormat::Parquet,
        (Some(InputKind::Comments), _) | (None, "jsonl" | "ndjson") => CommentFormat::Json,
        (None, _) if input == Input::Standard => {
            let mut stream = Stream::open(&input)?;
            let nothing = stream.peek(1).context("standard input: cannot be read")?.is_empty();
            let kind = stream.kind().context("standard input: cannot be read")?;
            // Empty: the program before us in the pipe found no comments.
            return Ok(match kind {
                _ if nothing => Opened::Comments(input, CommentFormat::Json, Some(stream)),
                InputFormat::Json => Opened::Comments(input, CommentFormat::Json, Some(stream)),
                InputFormat::Parquet => Opened::Comments(input, CommentFormat::Parquet, Some(stream)),
                _ => Opened::Page(PageInput::Open(input, stream)),
            });
        }
        (None, _) => return Ok(Opened::Page(PageInput::Closed(Ok(input)))),
    };
    Ok(Opened::Comments(input, format, None))
}

/// The ending of a file's name in lower case, less that of a compressed file: `jsonl` of `a.jsonl.gz`.
fn ending(input: &Input) -> String {
    let Input::File(path) = input else { return String::new() };
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let name = [".gz", ".zst", ".zstd"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_string())
}

struct ScoreRun<'run, B> {
    arguments: &'run Arguments,
    classifier: &'run Classifier,
    clocks: &'run ClockSource,
    authors: &'run Authors,
    threads: usize,
    problems: &'run mut Problems,
    warnings: Warnings,
    take: Take<'run, B>,
}

impl<B: Default + Send> ScoreRun<'_, B> {
    /// Scores pages on all threads, results in order.
    fn pages(&mut self, pages: &mut PageSource, collect: &impl Collect<B>) -> anyhow::Result<()> {
        if pages.is_empty() {
            return Ok(());
        }
        let mut inputs = std::mem::take(pages);
        let (classifier, clocks, authors) = (self.classifier, self.clocks, self.authors);
        let (take, problems, warnings) = (&mut self.take, &mut self.problems, &mut self.warnings);
        let statuses = self.arguments.statuses.read();
        let article_text = self.arguments.article_text;
        let listed = !clocks.clocks.of_pages.is_empty();
        let bar = progress::pages(&mut inputs, self.arguments.output.is_none());
        let mut failure = None;
        crate::pipeline::in_order(
            self.threads,
            || inputs.next(),
            || classifier.lease(),
            |lease, input| {
                extracted(input, clocks, &statuses).map(|page| {
                    let page = if article_text { page.with_article_text() } else { page };
                    let mut collected = B::default();
                    let scored = score_page(lease, &page, authors, &mut collected, collect);
                    (warnings_of(&page), PageTally::of(&page, listed), scored.map(|()| collected))
                })
            },
            |page| {
                bar.inc(1);
                let (page_warnings, tally, collected) = match page {
                    Ok(found) => found,
                    Err(problem) => {
                        problems.add(problem);
                        return true;
                    }
                };
                problems.done(1);
                problems.tally.page(tally);
                if !problems.is_quiet() {
                    warnings.say(&page_warnings);
                }
                failure = collected.map_err(anyhow::Error::msg).and_then(|collected| take(collected, problems)).err();
                failure.is_none()
            },
        );
        bar.finish_and_clear();
        failure.map_or(Ok(()), Err)
    }

    /// Scores one file of comments.
    fn comments(
        &mut self,
        input: &Input,
        format: CommentFormat,
        stream: Option<Stream>,
        collect: &impl Collect<B>,
    ) -> anyhow::Result<()> {
        let name = input.name();
        let (source, total) = match open_comments(input, format, stream) {
            Ok(opened) => opened,
            Err(problem) => {
                self.problems.add(format!("{name}: {problem}"));
                return Ok(());
            }
        };
        let text_column = self.arguments.comments.text_column.as_deref();
        let (take, problems) = (&mut self.take, &mut self.problems);
        let (mut failure, mut is_garbled) = (None, false);
        let bar = progress::bar(total, self.arguments.output.is_none());
        score_chunks(source, self.classifier, format, text_column, self.threads, collect, |chunk| {
            bar.inc(chunk.bytes);
            for (line, problem) in chunk.problems {
                problems.add(format!("{name}, line {line}: {problem}"));
            }
            if let Some((line, problem)) = chunk.garbled.filter(|_| !is_garbled && !problems.is_quiet()) {
                is_garbled = true;
                say(&format!("warning: {name}, line {line}: {problem}"));
            }
            if let Some((line, problem)) = chunk.document {
                failure = Some(anyhow::anyhow!("{name}, line {line}: {problem}"));
                return false;
            }
            problems.done(chunk.read);
            failure = take(chunk.collected, problems).err();
            failure.is_none()
        });
        bar.finish_and_clear();
        failure.map_or(Ok(()), Err)
    }
}
