//! `mushrif extract`: the comments of pages, or the pages themselves.

use super::Ending;
use super::arguments::{self, AllClocks, ClockArguments, inputs_without_output, refuse_overwriting};
use super::problems::{Problems, say};
use super::record_output::{COMMENT_COLUMNS, FormatArguments, PAGE_COLUMNS, RecordOutput};
use crate::extract::{Extracted, extract};
use crate::page::{Input, PAGE_ENDINGS, Page, PageError};
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
    #[command(flatten)]
    format: FormatArguments,
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
    let columns: &'static [&'static str] = if arguments.pages { &PAGE_COLUMNS } else { &COMMENT_COLUMNS };
    let mut output = RecordOutput::open(arguments.output.as_deref(), arguments.strict, &arguments.format, columns)?;
    let mut problems = Problems::default();
    let mut failure = None;
    let mut pages = inputs_without_output(&arguments.paths, &PAGE_ENDINGS, arguments.output.as_deref()).into_iter();
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
                    write(&page, arguments, &mut output, &mut problems)
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

/// What the page on standard input is called: its first record.
const STANDARD_PAGE: &str = "-#1";

/// Reads an input as a page and extracts it.
pub fn extracted(input: Result<Input, PageError>, clocks: &AllClocks) -> Result<Extracted, PageError> {
    match input? {
        Input::Standard => {
            let mut page = Page::from_reader(std::io::stdin().lock(), "standard input".into())?;
            page.name = STANDARD_PAGE.into();
            Ok(extract(&page, &clocks.for_file(None)))
        }
        Input::File(path) => Ok(extract(&Page::read(&path)?, &clocks.for_file(Some(&path)))),
    }
}

fn write(
    page: &Extracted,
    arguments: &Arguments,
    output: &mut RecordOutput,
    problems: &mut Problems,
) -> anyhow::Result<()> {
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
    output.write(&records, problems)
}

/// Says a page's warnings, which its comments cannot carry.
pub fn warn(page: &Extracted) {
    for warning in &page.page.warnings {
        say(&format!("{}: warning: {warning}", page.page.page));
    }
    let _ = std::io::stderr().flush();
}
