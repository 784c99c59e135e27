//! `mushrif extract`: the comments of pages, or the pages themselves.

use super::Ending;
use super::arguments::{self, ClockArguments, inputs_without_output, refuse_overwriting};
use super::output::Output;
use super::pages::{PageInput, PageSource, extracted};
use super::problems::{Problems, say};
use crate::extract::Extracted;
use crate::page::PAGE_ENDINGS;
use anyhow::Context;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// What `mushrif extract` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Saved pages, or folders of them; none, or -, is one page on standard input
    #[arg(value_name = "PAGE")]
    paths: Vec<PathBuf>,
    /// Print one object a page instead of one a comment
    #[arg(long)]
    pages: bool,
    /// Print the article's text with each comment
    #[arg(long)]
    article_text: bool,
    #[command(flatten)]
    clocks: ClockArguments,
    /// Write to this file instead of standard output
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write nothing if any page cannot be read
    #[arg(long)]
    strict: bool,
    /// How many threads to use; one a core if not said
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    if arguments.paths.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("extract");
    }
    refuse_overwriting(arguments.output.as_deref(), &arguments.paths)?;
    let clocks = arguments.clocks.read()?;
    let mut output = Output::open(arguments.output.as_deref(), arguments.strict)?;
    let mut problems = Problems::default();
    let mut failure = None;
    let mut pages = PageSource::default();
    // Lists of crawled documents, and nothing else, can be meant by JSON Lines here.
    let endings: Vec<&str> = PAGE_ENDINGS.into_iter().chain(["jsonl", "ndjson", "parquet"]).collect();
    for input in inputs_without_output(&arguments.paths, &endings, arguments.output.as_deref()) {
        pages.push(PageInput::Closed(input));
    }
    crate::pipeline::in_order(
        arguments::threads(arguments.threads),
        || pages.next(),
        || (),
        |(), input| extracted(input, &clocks),
        |page| {
            let written = match page {
                Err(problem) => {
                    problems.add(problem);
                    return true;
                }
                Ok(page) => {
                    problems.done(1);
                    write(&page, arguments, &mut output)
                }
            };
            failure = written.err();
            failure.is_none()
        },
    );
    if let Some(error) = failure {
        return Err(error);
    }
    let ending = problems.ending(arguments.strict);
    output.finish(ending.is_written())?;
    Ok(ending)
}

fn write(page: &Extracted, arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let mut records = Vec::new();
    if arguments.pages {
        serde_json::to_writer(&mut records, &page.page)?;
        records.push(b'\n');
    } else {
        warn(page);
    }
    let with_text = arguments.article_text.then(|| {
        let article = page.comments.first().map(|comment| (*comment.article).clone());
        article.map(|article| Arc::new(crate::extract::Article { text: Some(page.article_text.clone()), ..article }))
    });
    for comment in page.comments.iter().filter(|_| !arguments.pages) {
        match with_text.iter().flatten().next() {
            Some(article) => {
                let comment = crate::extract::Comment { article: Arc::clone(article), ..comment.clone() };
                serde_json::to_writer(&mut records, &comment)?;
            }
            None => serde_json::to_writer(&mut records, comment)?,
        }
        records.push(b'\n');
    }
    output.write(&records).context("cannot write results")
}

/// Says a page's warnings, which its comments cannot carry.
pub fn warn(page: &Extracted) {
    for warning in &page.page.warnings {
        say(&format!("{}: warning: {warning}", page.page.page));
    }
    let _ = std::io::stderr().flush();
}
