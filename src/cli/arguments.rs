//! Arguments shared by several commands.

use super::Ending;
use super::paths::{Identity, OutputPath};
use super::share::FlagValue;
use crate::extract::{Authors, Clocks};
use crate::model::Model;
use crate::page::{Input, PageError, inputs};
use crate::record::Flag;
use crate::score::{Classifier, Lists, Policy};
use crate::table::CsvRows;
use crate::time::{Clock, time_zone};
use crate::workflow::pages::ClockSource;
use anyhow::{Context, anyhow, bail};
use clap::{Args, CommandFactory};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which comments are read, and how.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct CommentArguments {
    /// Saved pages (.html, .txt, .warc), comments (.jsonl, .csv, .parquet, .xlsx), or folders of them; standard input if none, or -
    #[arg(value_name = "PAGE|COMMENTS")]
    pub paths: Vec<PathBuf>,
    /// What the inputs are, where their names and first bytes do not tell
    #[arg(long, value_enum, value_name = "KIND")]
    pub input: Option<InputKind>,
    /// The field or column that holds the comment; text, body or comment if not said
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Write nothing if any input or line cannot be read
    #[arg(long, display_order = 98)]
    pub strict: bool,
    /// How many threads to use; one a core if not said
    #[arg(long, value_name = "N", display_order = 99)]
    pub threads: Option<usize>,
}

/// What an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum InputKind {
    /// Saved pages; of JSON Lines and Parquet, crawled documents
    Pages,
    /// Comment records, one JSON object a line
    Comments,
    /// Plain comments, one a line
    Lines,
}

/// When pages were saved.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ClockArguments {
    /// When each page was saved: a CSV with the columns page and as_of
    #[arg(long, value_name = "FILE.csv")]
    pub clocks: Option<PathBuf>,
    /// When the other pages were saved: a date, a date-time, or mtime (when each file was last changed)
    #[arg(long, value_name = "DATE|DATETIME|mtime")]
    pub as_of: Option<String>,
    /// The time zone of pages that name none, such as Asia/Beirut
    #[arg(long, value_name = "ZONE", value_parser = time_zone)]
    pub time_zone: Option<TimeZone>,
}

/// What becomes of readers' names.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct AuthorArguments {
    /// What becomes of readers' names
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = Names::Keep)]
    pub authors: Names,
    /// The salt of --authors hash: runs with the same salt give a name the same hash; a new one for each run if not said
    #[arg(long, value_name = "SALT")]
    pub author_salt: Option<String>,
}

/// What can become of names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Names {
    /// They stay
    #[default]
    Keep,
    /// A salted hash stands for each
    Hash,
    /// They become null
    Drop,
}

impl AuthorArguments {
    /// The treatment of names that the arguments select.
    pub(super) fn read(&self) -> anyhow::Result<Authors> {
        if self.author_salt.is_some() && self.authors != Names::Hash {
            bail!("--author-salt is for --authors hash");
        }
        Ok(match (self.authors, &self.author_salt) {
            (Names::Keep, _) => Authors::Keep,
            (Names::Drop, _) => Authors::Drop,
            (Names::Hash, Some(salt)) => Authors::Hash(salt.clone().into_bytes()),
            (Names::Hash, None) => Authors::Hash(random_salt()?),
        })
    }
}

/// A random salt.
fn random_salt() -> anyhow::Result<Vec<u8>> {
    let mut salt = vec![0; 32];
    getrandom::fill(&mut salt).context("the system gives no random salt; say one with --author-salt")?;
    Ok(salt)
}

impl ClockArguments {
    /// Reads the list of clocks and parses `--as-of`.
    pub(super) fn read(&self) -> anyhow::Result<ClockSource> {
        let of_pages = self.clocks.as_deref().map(read_clocks).transpose()?.unwrap_or_default();
        let from_file_time = self.as_of.as_deref() == Some("mtime");
        let otherwise = match self.as_of.as_deref().filter(|_| !from_file_time) {
            Some(text) => {
                let clock: Clock = text.parse().with_context(|| {
                    format!("--as-of {text}: write a date such as 2024-05-15, a date-time, or mtime")
                })?;
                Some((clock, "as-of"))
            }
            None => None,
        };
        Ok(ClockSource { clocks: Clocks { of_pages, otherwise, zone: self.time_zone.clone() }, from_file_time })
    }
}

fn read_clocks(file: &Path) -> anyhow::Result<HashMap<String, Clock>> {
    let name = file.display();
    let opened = std::fs::File::open(file).with_context(|| format!("{name}: cannot be read"))?;
    let rows = CsvRows::open(opened).map_err(|problem| anyhow!("{name}: {problem}"))?;
    let column = |wanted: &str| rows.names.iter().position(|cell| cell.trim() == wanted);
    let (Some(page), Some(as_of)) = (column("page"), column("as_of")) else {
        bail!("{name}, line 1: a list of clocks has the columns page and as_of");
    };
    let mut clocks = HashMap::new();
    for (line, row) in rows {
        let row = row.map_err(|problem| anyhow!("{name}, line {line}: {problem}"))?;
        let cell = |column: usize| row.get(column).map_or("", String::as_str);
        let (page, as_of) = (cell(page), cell(as_of).trim());
        let clock: Clock = as_of.parse().map_err(|problem| anyhow!("{name}, line {line}: {problem}"))?;
        clocks.insert(page.to_string(), clock);
    }
    Ok(clocks)
}

/// The lists of a site's own.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ListArguments {
    /// A list of phrases, one a line: their words carry no weight, and the rest is scored
    #[arg(long, value_name = "FILE")]
    pub allow: Option<PathBuf>,
    /// A list of phrases that raise a flag: on each line hostile, sectarian or off_topic, a tab and the phrase
    #[arg(long, value_name = "FILE")]
    pub flag: Option<PathBuf>,
}

impl ListArguments {
    /// The lists; `None` where no file is named.
    fn read(&self) -> anyhow::Result<Option<Arc<Lists>>> {
        Ok(Lists::read(self.allow.as_deref(), self.flag.as_deref())?.map(Arc::new))
    }
}

/// Which model, and how its scores become flags.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ModelArguments {
    /// The model; without it, the default one inside the program
    #[arg(long, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// The least score that raises a flag, such as hostile=0.8
    #[arg(long, value_name = "FLAG=SCORE")]
    pub threshold: Vec<FlagValue>,
    /// What share of the site's comments has the flag, such as hostile=0.05
    #[arg(long, value_name = "FLAG=SHARE")]
    pub prior: Vec<FlagValue>,
    #[command(flatten)]
    pub lists: ListArguments,
}

impl ModelArguments {
    /// The classifier with the thresholds and priors of the arguments, giving this many reasons a label.
    pub(super) fn classifier(&self, reasons: Option<usize>) -> anyhow::Result<Classifier> {
        let model = read_model(self.model.as_deref())?;
        let policy = self.policy(&model);
        self.thresholds_are_in_order(&policy)?;
        let lists = self.lists.read()?;
        super::session::use_lists(lists.as_deref().map(Lists::hash));
        Ok(Classifier::new(model).with_policy(policy).with_reasons(reasons).with_lists(lists))
    }

    /// The policy: thresholds and priors of the arguments, and the model's for all others.
    pub(super) fn policy(&self, model: &Model) -> Policy {
        let set =
            self.threshold.iter().fold(Policy::of(model), |policy, set| policy.with_threshold(set.flag, set.value));
        self.prior.iter().fold(set, |policy, set| policy.with_prior(set.flag, set.value))
    }

    /// Fails where the threshold of sectarian is given, and is below that of hostile: what is sectarian is hostile.
    fn thresholds_are_in_order(&self, policy: &Policy) -> anyhow::Result<()> {
        let given = self.threshold.iter().rev().find(|set| set.flag == Flag::Sectarian);
        match (given, policy.threshold(Flag::Hostile)) {
            (Some(given), Some(hostile)) if given.value < hostile => bail!(
                "--threshold sectarian={given}: below that of hostile, {hostile}, and what is sectarian is hostile; give a \
                 higher one, or --threshold hostile={given} as well",
                given = given.value,
            ),
            _ => Ok(()),
        }
    }
}

/// Reads a model from a file, or the default one.
pub(super) fn read_model(file: Option<&Path>) -> anyhow::Result<Model> {
    Ok(match file {
        Some(name) if name == Path::new("default") && !name.exists() => Model::default_model()?,
        Some(file) => Model::read(file)?,
        None => Model::default_model()?,
    })
}

/// The number of threads: as given, or one a core.
pub(super) fn threads(asked: Option<usize>) -> usize {
    asked.filter(|threads| *threads > 0).unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// Whether standard input is a terminal, so that a command without paths would wait for typing.
pub(super) fn standard_input_is_a_terminal() -> bool {
    std::io::stdin().is_terminal()
}

/// Prints a command's help on standard error, for a command without any input.
pub(super) fn help(command: &str) -> anyhow::Result<Ending> {
    let mut program = super::Program::command();
    program.build();
    if let Some(command) = program.find_subcommand_mut(command) {
        eprintln!("{}", command.render_help());
    }
    Ok(Ending::Failed)
}

/// The inputs of a list of paths. An output that is among the files of a folder is refused: it would be read, and then
/// replaced.
pub(super) fn inputs_beside(
    paths: &[PathBuf],
    endings: &[&str],
    output: Option<&OutputPath>,
) -> anyhow::Result<Vec<Result<Input, PageError>>> {
    let found = inputs(paths, endings);
    if let Some(output) = Identity::of_output(output)
        && paths.iter().any(|path| path.is_dir())
    {
        for input in &found {
            if let Ok(Input::File(path)) = input
                && Identity::of(path).as_ref() == Some(&output)
            {
                bail!("{}: both read, in its folder, and written; write outside the folder", path.display());
            }
        }
    }
    Ok(found)
}
