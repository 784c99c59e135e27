//! `mushrif extract`: the comments of pages, or the pages themselves.

use super::Ending;
use super::arguments::{self, AuthorArguments, ClockArguments, inputs_beside};
use super::paths::OutputPath;
use super::problems::{Problems, say};
use super::progress;
use super::record_output::{Batch, FormatArguments, RecordOutput, identity_of_key};
use super::remedy::with_options;
use super::statuses::StatusArguments;
use super::tally::PageTally;
use crate::extract::{Authors, Extracted};
use crate::page::PAGE_ENDINGS;
use crate::record::schema::{COMMENT_FIELDS, PAGE_FIELDS};
use crate::workflow::Progress;
use crate::workflow::pages::{PageInput, PageSource, extracted};
use std::path::PathBuf;

/// What `mushrif extract` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Saved pages (.html, .mhtml, .txt), archives (.warc, .wet, .arc), crawled documents, exports, or folders of them; standard input if none, or -
    #[arg(value_name = "PAGE")]
    paths: Vec<PathBuf>,
    /// Print one object a page instead of one a comment
    #[arg(long)]
    pages: bool,
    /// Leave out the article's text, without which `score` tells off topic by the title alone
    #[arg(long)]
    no_article_text: bool,
    /// What is done anyway: the article's text is printed with each comment
    #[arg(long, hide = true, conflicts_with = "no_article_text")]
    article_text: bool,
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
    output: Option<OutputPath>,
    #[command(flatten)]
    format: FormatArguments,
    /// Write nothing if any page cannot be read
    #[arg(long)]
    strict: bool,
    /// How many threads to use; one a core if not said
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    if arguments.paths.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("extract");
    }
    let clocks = arguments.clocks.read()?;
    let authors = arguments.authors.read()?;
    let statuses = arguments.statuses.read();
    let columns: &'static [&'static str] = if arguments.pages { &PAGE_FIELDS } else { &COMMENT_FIELDS };
    let mut output = RecordOutput::open(arguments.output.as_ref(), arguments.strict, &arguments.format, columns)?
        .once_each(arguments.dedupe && !arguments.pages);
    let mut problems = Problems::strict(arguments.strict);
    problems.tally.pages_are_written = arguments.pages;
    let mut warnings = Warnings::default();
    let mut failure = None;
    let mut pages = PageSource::default();
    for input in inputs_beside(&arguments.paths, &PAGE_ENDINGS, arguments.output.as_ref())? {
        pages.push(PageInput::Closed(input));
    }
    let listed = !clocks.clocks.of_pages.is_empty();
    let bar = progress::pages(&mut pages, arguments.output.is_none());
    crate::pipeline::in_order(
        arguments::threads(arguments.threads),
        || pages.next(),
        || (),
        |(), page| {
            extracted(page, &clocks, &statuses).map(|page| {
                let has_text = !arguments.no_article_text && !arguments.pages;
                let page = if has_text { page.with_article_text() } else { page };
                (warnings_of(&page), PageTally::of(&page, listed), records(page, arguments, &authors))
            })
        },
        |page| {
            bar.inc(1);
            let (page_warnings, tally, batch) = match page {
                Err(problem) => {
                    problems.add(problem);
                    return true;
                }
                Ok(page) => page,
            };
            problems.done(1);
            problems.tally.page(tally);
            if !arguments.pages {
                warnings.say(&page_warnings);
            }
            failure = batch.and_then(|batch| output.write(&batch, &mut problems)).err();
            failure.is_none()
        },
    );
    bar.finish_and_clear();
    if let Some(error) = failure {
        return Err(error);
    }
    let ending = problems.ending();
    output.finish(ending.is_written())?;
    problems.say_done();
    Ok(ending)
}

/// The records of a page.
fn records(mut page: Extracted, arguments: &Arguments, authors: &Authors) -> anyhow::Result<Batch> {
    let mut batch = Batch::default();
    page.comments.iter().for_each(|comment| batch.counts.comment(comment));
    if arguments.pages {
        page.page.warnings.iter_mut().for_each(|warning| *warning = with_options(warning));
        serde_json::to_writer(&mut batch.records, &page.page)?;
        batch.records.push(b'\n');
        return Ok(batch);
    }
    let identity = |key: &Option<String>| identity_of_key(key.as_deref().unwrap_or_default());
    let identities: Vec<u64> = page.comments.iter().map(|comment| identity(&comment.key)).collect();
    let comments = authors.treat_all(std::mem::take(&mut page.comments));
    for (comment, identity) in comments.iter().zip(identities) {
        serde_json::to_writer(&mut batch.records, comment)?;
        batch.records.push(b'\n');
        batch.end_record(identity);
    }
    Ok(batch)
}

/// The warnings of a page, to be printed.
pub(super) fn warnings_of(page: &Extracted) -> Vec<String> {
    page.page.warnings.iter().map(|warning| format!("{}: warning: {warning}", page.page.page)).collect()
}

/// Prints warnings of pages: twenty in full, the others counted, since a crawl has millions.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    count: usize,
}

impl Warnings {
    const IN_FULL: usize = 20;

    /// Prints the warnings of a page.
    pub(super) fn say(&mut self, warnings: &[String]) {
        for warning in warnings {
            self.count += 1;
            if self.count <= Self::IN_FULL {
                say(warning);
            }
        }
    }
}

impl Drop for Warnings {
    fn drop(&mut self) {
        if self.count > Self::IN_FULL {
            say(&format!("… and {} more warnings; extract --pages has them all", self.count - Self::IN_FULL));
        }
    }
}
