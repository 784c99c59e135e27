//! The command line: one file a command, no logic that a user of the library would need.

mod answer;
mod arguments;
mod calibrate;
mod choice;
mod completions;
mod configuration;
mod evaluate;
pub(crate) mod explain;
mod export;
mod extract;
mod interrupt;
mod learning;
mod model;
mod model_diff;
#[cfg(not(feature = "serve"))]
mod no_server;
mod output;
mod paths;
mod problems;
mod progress;
mod record_output;
pub(crate) mod remedy;
mod report_format;
mod resources;
mod retrain;
#[cfg(feature = "serve")]
mod review;
#[cfg(feature = "serve")]
mod review_labels;
mod review_share;
mod score;
mod scoring;
#[cfg(feature = "serve")]
mod serve;
mod session;
mod share;
mod standard_input;
mod statuses;
mod suggest;
mod summary;
mod synchronised;
mod tally;
mod terminal;
mod text;
mod time;
mod train;
mod unfinished;

use crate::locale::Locale;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use configuration::Configuration;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Finds, times and judges the readers' comments of Arabic news pages: offline, and every decision explained.
#[derive(Debug, Parser)]
#[command(name = "mushrif", version, about, max_term_width = 100)]
struct Program {
    /// The configuration file; MUSHRIF_CONFIG or ./mushrif.toml if not said
    #[arg(long, global = true, value_name = "FILE", display_order = 100)]
    config: Option<PathBuf>,
    /// The language of messages and of files for people: en or ar (ar-MA: with the digits 0 to 9)
    #[arg(long, global = true, value_name = "LANGUAGE", display_order = 101)]
    lang: Option<Locale>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the comments of saved pages with their times, one JSON object a line
    Extract(extract::Arguments),
    /// Say what an Arabic time means and, with --as-of, when that was
    Time(time::TimeArguments),
    /// Score comments: hostile, sectarian, off topic, sentiment
    Score(score::Arguments),
    /// Show which words decided, and how much
    Explain(explain::Arguments),
    /// Write the flagged comments as csv, xlsx, jsonl or html, by the file's ending
    Export(export::Arguments),
    /// Make a model from labels
    Train(train::Arguments),
    /// Add new labels to a model
    Retrain(retrain::Arguments),
    /// Fit scores and thresholds to a site, from a few hundred labels of its own
    Calibrate(calibrate::Arguments),
    /// Measure how good a model is on labels that it has not seen
    Evaluate(evaluate::Arguments),
    /// Pick the comments that are most worth labelling next
    Suggest(suggest::Arguments),
    /// Show what a model is, or how two differ
    Model(model::Arguments),
    /// Tell what share of the comments is flagged, where, when and by which words
    Summary(summary::Arguments),
    /// Write the completions of a shell, or manual pages, for packages
    Completions(completions::Arguments),
    /// Serve over HTTP: the contracts of Perspective, OpenAI and Coral, and our own
    #[cfg(feature = "serve")]
    Serve(serve::Arguments),
    /// Answer comments at the review desk, in a browser: the server with its queue filled
    #[cfg(feature = "serve")]
    Review(Box<review::Arguments>),
    /// Not in this build: serve over HTTP, or answer comments at the review desk
    #[cfg(not(feature = "serve"))]
    #[command(hide = true, alias = "review", disable_help_flag = true)]
    Serve(no_server::Arguments),
}

/// How a command ended: the values are exit statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Everything was done.
    Done = 0,
    /// Done, but some inputs or lines could not be read.
    Partly = 1,
    /// Nothing could be done, or the arguments are wrong.
    Failed = 2,
    /// The new model is worse and was not written.
    Refused = 3,
}

impl Ending {
    /// Whether the output is to be kept.
    #[must_use]
    pub fn is_written(self) -> bool {
        matches!(self, Self::Done | Self::Partly)
    }
}

/// Parses the arguments of the process, runs the command and returns its exit code.
#[must_use]
pub fn run() -> ExitCode {
    run_with(std::env::args_os()).into()
}

/// Parses these arguments, the first of them the name of the program, runs the command and returns its exit status.
#[must_use]
pub fn run_with(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    match parsed(arguments) {
        Ok(program) => {
            let ending = ended(program.and_then(Program::run));
            // Of a command without a last line of its own.
            if let Some(file) = session::name_configuration() {
                problems::say(&session::spoken().phrase("configuration", &[&file]));
            }
            ending as u8
        }
        // It repeats the argument that is wrong, which may be a file name from outside.
        Err(error) if error.use_stderr() => {
            let spoken = session::spoken();
            for line in error.render().to_string().lines() {
                let _ = writeln!(std::io::stderr(), "{}", terminal::harmless(&spoken.message(line)));
            }
            Ending::Failed as u8
        }
        // Help and version are errors to clap.
        Err(help) => {
            let _ = help.print();
            Ending::Done as u8
        }
    }
}

/// Parses the arguments and checks the paths among them.
fn parsed(arguments: impl IntoIterator<Item = OsString>) -> Result<anyhow::Result<Program>, clap::Error> {
    let line: Vec<OsString> = arguments.into_iter().collect();
    let mut command = Program::command();
    session::begin(language_of(&line), None);
    let mut matches = command.try_get_matches_from_mut(&line)?;
    let given = matches.get_one::<PathBuf>("config").map(PathBuf::as_path);
    let mut language = matches.get_one::<Locale>("lang").copied();
    session::begin(language, None);
    if matches.subcommand_name() != Some("completions") {
        let configuration = match Configuration::find(given) {
            Ok(configuration) => configuration,
            Err(problem) => return Ok(Err(problem)),
        };
        if let Some(configuration) = &configuration {
            language = language.or(configuration.language());
            matches = command.try_get_matches_from_mut(configuration.before(&line, &command, &matches))?;
        }
        session::begin(language, configuration);
    }
    let checked = paths::check(&command, &matches);
    let program = Program::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))?;
    Ok(checked.map(|()| program))
}

/// The language that `--lang` names, for what is said where the rest of the line is wrong.
fn language_of(line: &[OsString]) -> Option<Locale> {
    let mut words = line.iter().filter_map(|word| word.to_str());
    let named = words.find_map(|word| word.strip_prefix("--lang"))?;
    named.strip_prefix('=').or_else(|| words.next())?.parse().ok()
}

/// How a run ended; an error is printed.
fn ended(result: anyhow::Result<Ending>) -> Ending {
    match result {
        Ok(ending) => ending,
        Err(error) if is_closed_pipe(&error) => Ending::Done,
        Err(error) => {
            problems::say(&told_once(&error));
            Ending::Failed
        }
    }
}

/// An error and its causes; a cause that the error before it ends in is not told again.
fn told_once(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |told, cause| match told.as_str() {
        "" => cause,
        before if before.ends_with(&cause) => told,
        _ => format!("{told}: {cause}"),
    })
}

impl Program {
    /// Runs the command.
    fn run(self) -> anyhow::Result<Ending> {
        // The server stops by itself, with what is in flight done.
        #[cfg(feature = "serve")]
        let is_server = matches!(self.command, Command::Serve(_) | Command::Review(_));
        #[cfg(not(feature = "serve"))]
        let is_server = false;
        if !is_server {
            interrupt::watch();
        }
        match self.command {
            Command::Extract(arguments) => extract::run(&arguments),
            Command::Time(arguments) => time_command(&arguments),
            Command::Score(arguments) => score::run(&arguments),
            Command::Explain(arguments) => explain::run(&arguments),
            Command::Export(arguments) => export::run(&arguments),
            Command::Train(arguments) => train::run(&arguments),
            Command::Retrain(arguments) => retrain::run(&arguments),
            Command::Calibrate(arguments) => calibrate::run(&arguments),
            Command::Evaluate(arguments) => evaluate::run(&arguments),
            Command::Suggest(arguments) => suggest::run(&arguments),
            Command::Model(arguments) => model::run(&arguments),
            Command::Summary(arguments) => summary::run(&arguments),
            Command::Completions(arguments) => completions::run(&arguments),
            #[cfg(feature = "serve")]
            Command::Serve(arguments) => serve::run(arguments),
            #[cfg(feature = "serve")]
            Command::Review(arguments) => review::run(*arguments),
            #[cfg(not(feature = "serve"))]
            Command::Serve(_) => no_server::run(),
        }
    }
}

fn time_command(arguments: &time::TimeArguments) -> anyhow::Result<Ending> {
    if arguments.texts.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("time");
    }
    time::run(arguments, &mut terminal::stdout())?;
    Ok(Ending::Done)
}

/// Whether an error is a closed output pipe: `mushrif score … | head` is no error.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}
