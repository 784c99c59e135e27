//! `mushrif extract`: the comments of pages, or the pages themselves.

use super::Ending;
use super::arguments::{self, AuthorArguments, ClockArguments, inputs_beside};
use super::paths::OutputPath;
use super::problems::{Problems, say};
use super::record_output::{Batch, FormatArguments, RecordOutput, identity_of_key};
use super::statuses::StatusArguments;
use crate::extract::{Authors, Extracted};
use crate::page::PAGE_ENDINGS;
use crate::record::Article;
use crate::record::schema::{COMMENT_FIELDS, PAGE_FIELDS};
use crate::workflow::Report;
use crate::workflow::pages::{PageInput, PageSource, extracted};
use std::path::PathBuf;
use std::sync::Arc;

/// What `mushrif extract` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Saved pages (.html, .mhtml, .txt), archives (.warc, .wet, .arc), crawled documents, exports, or folders of them; standard input if none, or -
    #[arg(value_name = "PAGE")]
    paths: Vec<PathBuf>,
    /// Print one object a page instead of one a comment
    #[arg(long)]
    pages: bool,
    /// Print the article's text with each comment
    #[arg(long)]
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
    let mut warnings = Warnings::default();
    let mut failure = None;
    let mut pages = PageSource::default();
    for input in inputs_beside(&arguments.paths, &PAGE_ENDINGS, arguments.output.as_ref())? {
        pages.push(PageInput::Closed(input));
    }
    crate::pipeline::in_order(
        arguments::threads(arguments.threads),
        || pages.next(),
        || (),
        |(), page| {
            extracted(page, &clocks, &statuses).map(|page| (warnings_of(&page), records(page, arguments, &authors)))
        },
        |page| {
            let (page_warnings, batch) = match page {
                Err(problem) => {
                    problems.add(problem);
                    return true;
                }
                Ok(page) => page,
            };
            problems.done(1);
            if !arguments.pages {
                warnings.say(&page_warnings);
            }
            failure = batch.and_then(|batch| output.write(&batch, &mut problems)).err();
            failure.is_none()
        },
    );
    if let Some(error) = failure {
        return Err(error);
    }
    let ending = problems.ending();
    output.finish(ending.is_written())?;
    Ok(ending)
}

/// The records of a page.
fn records(mut page: Extracted, arguments: &Arguments, authors: &Authors) -> anyhow::Result<Batch> {
    let mut batch = Batch::default();
    if arguments.pages {
        serde_json::to_writer(&mut batch.records, &page.page)?;
        batch.records.push(b'\n');
        return Ok(batch);
    }
    let identity = |key: &Option<String>| identity_of_key(key.as_deref().unwrap_or_default());
    let identities: Vec<u64> = page.comments.iter().map(|comment| identity(&comment.key)).collect();
    let mut comments = authors.treat_all(std::mem::take(&mut page.comments));
    if arguments.article_text
        && let Some(article) = comments.first().and_then(|first| first.article.as_deref())
    {
        let article = Arc::new(Article { text: Some(page.article_text), ..article.clone() });
        comments.iter_mut().for_each(|comment| comment.article = Some(Arc::clone(&article)));
    }
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
