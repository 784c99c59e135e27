//! `mushrif export`: the flagged comments as a file for people or programs.

use super::Ending;
use super::arguments::{self, ListArguments, ModelArguments};
use super::choice::ChoiceArguments;
use super::output::Output;
use super::paths::OutputPath;
use super::problems::{Problems, say};
use super::session;
use super::tally::CommentTally;
use crate::bounded::{LONGEST_LINE, LineRead, read_line};
use crate::export::{ENDINGS, exporter};
use crate::record::{Flag, ModelId, NOT_SCORED, ScoredComment, key};
use crate::score::{Classifier, Lease, article_text, comment_fields};
use crate::workflow::Progress;
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
    #[command(flatten)]
    lists: ListArguments,
    #[command(flatten)]
    choice: ChoiceArguments,
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
    let (model, lists) = (arguments.model.clone(), arguments.lists.clone());
    let model = ModelArguments { model, lists, ..ModelArguments::default() };
    let classifier = model.classifier(None)?;
    let mut lease = classifier.lease();
    let output = RefCell::new(Output::open(Some(&arguments.output), arguments.strict)?);
    let mut problems = Problems::strict(arguments.strict);
    let (mut unexplained, mut written) = (false, 0);
    {
        let handle = io::BufWriter::with_capacity(1 << 16, Handle(&output));
        let exporter = exporter(&ending, handle, session::written());
        let mut exporter = exporter.with_context(|| target.to_string())?.context("no such format")?;
        let mut write = |line: &str, mut scored: ScoredComment| {
            unexplained |= !explain(&mut scored, &classifier, &mut lease, arguments.reasons);
            scored.comment.key.get_or_insert_with(|| key::key([line]));
            written += 1;
            exporter.write(line, &scored).map_err(|error| error.to_string())
        };
        let paths = if arguments.paths.is_empty() { vec![PathBuf::from("-")] } else { arguments.paths.clone() };
        let mut chosen = arguments.choice.begin();
        for path in &paths {
            let mut counts = CommentTally::default();
            each_line(path, &mut problems, |line| {
                let scored = ScoredComment::parse(line)?;
                counts.comment(&scored.comment);
                counts.flags(&scored.prediction);
                let is_wanted = arguments.all || !scored.prediction.flags.is_empty();
                if is_wanted && arguments.choice.takes(&scored) && chosen.take(line, &scored) {
                    return write(line, scored);
                }
                Ok(())
            });
            problems.tally.counts.add(counts);
        }
        for line in chosen.sorted() {
            if let Err(problem) = ScoredComment::parse(&line).and_then(|scored| write(&line, scored)) {
                problems.add(problem);
            }
        }
        exporter.finish().with_context(|| target.to_string())?;
    }
    if unexplained {
        say(session::spoken().word("export.unexplained"));
    }
    let ending = problems.ending();
    output.into_inner().finish(ending.is_written())?;
    if written == 0 && problems.tally.counts.comments > 0 {
        say(session::spoken().word("export.nothing"));
    }
    problems.tally.written = Some(written);
    problems.say_done();
    Ok(ending)
}

/// Adds reasons, at most so many a label, to a comment that has none but those of off topic, which `score` writes and
/// which stay; `false` if another model scored it.
pub(super) fn explain(scored: &mut ScoredComment, classifier: &Classifier, lease: &mut Lease<'_>, most: usize) -> bool {
    let known = scored.prediction.reasons.take().unwrap_or_default();
    let off_topic = known.iter().any(|reason| reason.label == Flag::OffTopic.name());
    let is_whole = known.iter().any(|reason| reason.label != Flag::OffTopic.name());
    let is_of_model = of_same(&scored.prediction.model, &classifier.id());
    let mut reasons = known;
    if !is_whole && is_of_model {
        let fields = comment_fields(&scored.comment, scored.text_field);
        let article = scored.comment.article.as_deref().map(article_text);
        let found = lease.reasons(&fields, article.as_deref(), &scored.prediction, most);
        reasons.extend(found.into_iter().filter(|reason| !off_topic || reason.label != Flag::OffTopic.name()));
    }
    scored.prediction.reasons = Some(reasons);
    is_whole || is_of_model
}

/// Whether two have the same model and lists: a model's name says nothing.
fn of_same(one: &ModelId, other: &ModelId) -> bool {
    (&one.hash, &one.lists) == (&other.hash, &other.lists)
}

/// Calls `take` with each line of a file; an error that it returns is a problem of that line. Of lines that are no records
/// the first is named and the others are counted, since a page or a table has nothing else.
pub(super) fn each_line(path: &Path, problems: &mut Problems, mut take: impl FnMut(&str) -> Result<(), String>) {
    let name = if path.as_os_str() == "-" { "standard input".into() } else { path.display().to_string() };
    let reader: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        match File::open(path) {
            Ok(file) => Box::new(BufReader::with_capacity(1 << 18, file)),
            Err(error) => return problems.add(format!("{name}: cannot be read: {error}")),
        }
    };
    let (mut reader, mut line, mut foreign) = (reader, Vec::new(), 0_usize);
    for number in 1_u64.. {
        match read_line(&mut reader, &mut line) {
            Ok(LineRead::Whole) => {}
            Ok(LineRead::None) => break,
            Ok(LineRead::TooLong) => {
                problems
                    .add(format!("{name}, line {number}: longer than {} MiB, which no comment is", LONGEST_LINE >> 20));
                continue;
            }
            Ok(LineRead::Endless) => {
                return problems.add(format!("{name}, line {number}: has no end within 1 GiB; nothing more is read"));
            }
            Err(error) => return problems.add(format!("{name}, line {number}: cannot be read: {error}")),
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let taken = match std::str::from_utf8(&line) {
            Ok(line) => take(line),
            Err(_) => Err(NOT_SCORED.into()),
        };
        match taken {
            Ok(()) => problems.done(1),
            Err(problem) if problem == NOT_SCORED && foreign > 0 => foreign += 1,
            Err(problem) => {
                foreign += usize::from(problem == NOT_SCORED);
                problems.add(format!("{name}, line {number}: {problem}"));
            }
        }
    }
    if foreign > 1 {
        problems.add(format!("{name}: {} more of its lines are no scored comments", foreign - 1));
    }
}
