//! `mushrif summary`: what share of the comments is flagged, where, when and by which words.

use super::Ending;
use super::arguments::{self, AuthorArguments, ListArguments, ModelArguments, Names};
use super::choice::ChoiceArguments;
use super::export::{each_line, explain};
use super::output::Output;
use super::paths::OutputPath;
use super::problems::{Problems, say};
use super::report_format::ReportFormat;
use super::session;
use super::tally::CommentTally;
use super::terminal::harmless;
use crate::record::ScoredComment;
use crate::workflow::summary::Summary;
use anyhow::{Context, bail};
use std::io::IsTerminal;
use std::path::PathBuf;

/// What `mushrif summary` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Comments that `mushrif score` wrote; none, or -, is standard input
    #[arg(value_name = "SCORED")]
    paths: Vec<PathBuf>,
    /// The model that scored them, for the deciding words; the default one if not said
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
    #[command(flatten)]
    lists: ListArguments,
    #[command(flatten)]
    choice: ChoiceArguments,
    /// Tell the accounts with most flagged comments too, by this field of the records, such as user_id: an id that the site
    /// gives, since anyone can type any name
    #[arg(long, value_name = "FIELD")]
    accounts: Option<String>,
    /// Show the ids of accounts; else hashes stand for them
    #[arg(long, requires = "accounts")]
    show_accounts: bool,
    /// The salt of the hashes: runs with the same salt give an account the same hash; a new one for each run if not said
    #[arg(long, value_name = "SALT", requires = "accounts", conflicts_with = "show_accounts")]
    account_salt: Option<String>,
    /// How to write the summary; by FILE's ending if not said, else a table
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<ReportFormat>,
    /// Write the summary to this file instead of standard output
    #[arg(short, value_name = "FILE")]
    output: Option<OutputPath>,
    /// Write nothing if any line cannot be read
    #[arg(long)]
    strict: bool,
}

/// The deciding words of a comment that are counted, for each label.
const WORDS: usize = 5;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    if arguments.paths.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("summary");
    }
    let output = arguments.output.as_ref();
    let format = arguments.format.map_or_else(|| ReportFormat::of(output.map(|path| &**path)), Ok)?;
    let names = AuthorArguments {
        authors: if arguments.show_accounts { Names::Keep } else { Names::Hash },
        author_salt: arguments.account_salt.clone(),
    };
    let names = names.read()?;
    if arguments.accounts.as_deref() == Some("author") {
        bail!(
            "--accounts author: a name that anyone can type; name the field with the id that the site gives an account"
        );
    }
    let (model, lists) = (arguments.model.clone(), arguments.lists.clone());
    let model = ModelArguments { model, lists, ..ModelArguments::default() };
    let classifier = model.classifier(None)?;
    let mut lease = classifier.lease();
    let mut problems = Problems::strict(arguments.strict);
    let mut summary = Summary::default();
    let mut has_accounts = false;
    let paths = if arguments.paths.is_empty() { vec![PathBuf::from("-")] } else { arguments.paths.clone() };
    for path in &paths {
        let mut counts = CommentTally::default();
        each_line(path, &mut problems, |line| {
            let mut scored = ScoredComment::parse(line)?;
            if arguments.choice.takes(&scored) {
                counts.comment(&scored.comment);
                counts.flags(&scored.prediction);
                if !scored.prediction.flags.is_empty() {
                    explain(&mut scored, &classifier, &mut lease, WORDS);
                }
                summary.add(&scored);
                if let Some(id) = arguments.accounts.as_deref().and_then(|field| value_of(line, field)) {
                    has_accounts = true;
                    summary.add_account(names.treat(&id).unwrap_or_default(), &scored.prediction.flags);
                }
            }
            Ok(())
        });
        problems.tally.counts.add(counts);
    }
    let ending = problems.ending();
    if !ending.is_written() {
        return Ok(ending);
    }
    if let Some(field) = arguments.accounts.as_ref().filter(|_| !has_accounts) {
        say(&session::spoken().phrase("summary.no_accounts", &[field]));
    }
    let report = summary.report();
    let is_for_the_eye = output.is_none() && std::io::stdout().is_terminal();
    let locale = if is_for_the_eye { session::spoken() } else { session::written() };
    let text = match format {
        ReportFormat::Table => harmless(&report.table(locale)).into_owned(),
        ReportFormat::Json => format!("{}\n", serde_json::to_string_pretty(&report)?),
        ReportFormat::Html => report.html(locale),
    };
    let mut output = Output::open(output, arguments.strict)?;
    output.write(text.as_bytes()).context("cannot write the summary")?;
    output.finish(true)?;
    problems.say_done();
    Ok(ending)
}

/// The text or number at a path of fields, such as `user.id`, in a record.
fn value_of(line: &str, path: &str) -> Option<String> {
    let record: serde_json::Value = serde_json::from_str(line.trim_start_matches('\u{FEFF}')).ok()?;
    let nested = |record| path.split('.').try_fold(record, |value: &serde_json::Value, name| value.get(name));
    match record.get(path).or_else(|| nested(&record))? {
        serde_json::Value::String(text) if !text.is_empty() => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
