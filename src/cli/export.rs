//! `mushrif export`: the flagged comments as a file for people or programs.

use super::Ending;
use super::arguments::{self, ModelArguments};
use super::output::Output;
use super::paths::OutputPath;
use super::problems::{Problems, say};
use crate::export::{ENDINGS, exporter};
use crate::record::{ScoredComment, key};
use crate::score::{Lease, comment_fields};
use crate::workflow::Report;
use anyhow::{Context, bail};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// What `mushrif export` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Comments that `mushrif score` wrote; none, or -, is standard input
    #[arg(value_name = "SCORED")]
    paths: Vec<PathBuf>,
    /// The file to write: .csv, .xlsx, .jsonl or .html
    #[arg(short, value_name = "FILE")]
    output: OutputPath,
    /// Write every comment, not only those with a flag
    #[arg(long)]
    all: bool,
    /// The model that scored them, for the deciding words; the default one if not said
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
    /// How many deciding words a label to give
    #[arg(long, value_name = "N", default_value_t = 5)]
    reasons: usize,
    /// Write nothing if any line cannot be read
    #[arg(long)]
    strict: bool,
}

/// A shared handle to the output, so that the exporter need not own it.
struct Handle<'output>(&'output RefCell<Output>);

impl Write for Handle<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    if arguments.paths.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("export");
    }
    let target = arguments.output.display();
    let ending = arguments.output.extension().unwrap_or_default().to_string_lossy().into_owned();
    if !ENDINGS.iter().chain(&["htm"]).any(|known| known.eq_ignore_ascii_case(&ending)) {
        bail!("{target}: name a file that ends in .csv, .xlsx, .jsonl or .html");
    }
    let model = ModelArguments { model: arguments.model.clone(), ..ModelArguments::default() };
    let classifier = model.classifier(Some(arguments.reasons))?;
    let mut lease = classifier.lease();
    let output = RefCell::new(Output::open(Some(&arguments.output), arguments.strict)?);
    let mut problems = Problems::strict(arguments.strict);
    let mut unexplained = false;
    {
        let handle = io::BufWriter::with_capacity(1 << 16, Handle(&output));
        let mut exporter = exporter(&ending, handle).with_context(|| target.to_string())?.context("no such format")?;
        let paths = if arguments.paths.is_empty() { vec![PathBuf::from("-")] } else { arguments.paths.clone() };
        for path in &paths {
            each_line(path, &mut problems, |line| {
                let mut scored = ScoredComment::parse(line)?;
                if !arguments.all && scored.prediction.flags.is_empty() {
                    return Ok(());
                }
                unexplained |= !explain(&mut scored, classifier.model().hash(), &mut lease);
                scored.comment.key.get_or_insert_with(|| key::key([line]));
                exporter.write(line, &scored).map_err(|error| error.to_string())
            });
        }
        exporter.finish().with_context(|| target.to_string())?;
    }
    if unexplained {
        say("some comments were scored by another model, so their deciding words are not shown; name it with --model");
    }
    let ending = problems.ending();
    output.into_inner().finish(ending.is_written())?;
    Ok(ending)
}

/// Adds reasons to a comment that has none; `false` if another model scored it.
fn explain(scored: &mut ScoredComment, model: &str, lease: &mut Lease<'_>) -> bool {
    if scored.prediction.reasons.is_some() {
        return true;
    }
    if scored.prediction.model.hash != model {
        return false;
    }
    let prediction = lease.predict(&comment_fields(&scored.comment, scored.text_field), None);
    scored.prediction.reasons.clone_from(&prediction.reasons);
    true
}

/// Calls `take` with each line of a file; an error that it returns is a problem of that line.
fn each_line(path: &Path, problems: &mut Problems, mut take: impl FnMut(&str) -> Result<(), String>) {
    let name = if path.as_os_str() == "-" { "standard input".into() } else { path.display().to_string() };
    let reader: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        match File::open(path) {
            Ok(file) => Box::new(BufReader::with_capacity(1 << 18, file)),
            Err(error) => return problems.add(format!("{name}: cannot be read: {error}")),
        }
    };
    for (index, line) in reader.split(b'\n').enumerate() {
        let number = index + 1;
        let line = match line {
            Ok(line) => line,
            Err(error) => return problems.add(format!("{name}, line {number}: cannot be read: {error}")),
        };
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let taken = match std::str::from_utf8(&line) {
            Ok(line) => take(line),
            Err(_) => Err("not UTF-8".into()),
        };
        match taken {
            Ok(()) => problems.done(1),
            Err(problem) => problems.add(format!("{name}, line {number}: {problem}")),
        }
    }
}
