//! The configuration file: values of options, for runs that do not give them.
//!
//! It is the file of `--config`, else of the variable `MUSHRIF_CONFIG`, else `mushrif.toml` in the current folder, and
//! no other. Its keys are names of options. Its values are read as options that stand before those of the command line,
//! so that no command needs to know of it; paths are relative to its folder.

use super::paths::folder;
use super::share::FlagValue;
use crate::locale::Locale;
use crate::record::Flag;
use crate::time::time_zone;
use anyhow::{Context, anyhow, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What the value of a key is.
#[derive(Clone, Copy)]
enum OptionKind {
    /// A path.
    File,
    /// A word that this takes.
    Word(fn(&str) -> Result<(), String>),
    /// A table with a number for each flag.
    OfFlags,
}

/// The keys of the file: names of options.
const KEYS: [(&str, OptionKind); 8] = [
    ("model", OptionKind::File),
    ("threshold", OptionKind::OfFlags),
    ("prior", OptionKind::OfFlags),
    ("allow", OptionKind::File),
    ("flag", OptionKind::File),
    ("clocks", OptionKind::File),
    ("time-zone", OptionKind::Word(|word| time_zone(word).map(drop).map_err(|error| error.to_string()))),
    ("lang", OptionKind::Word(|word| word.parse::<Locale>().map(drop))),
];

/// The key of the language, which is an option of every command.
const LANGUAGE: &str = "lang";

/// A configuration file, read.
#[derive(Debug)]
pub(super) struct Configuration {
    /// The file.
    pub(super) file: PathBuf,
    /// The option and the value of each entry, in the order of the file.
    entries: Vec<(&'static str, OsString)>,
}

impl Configuration {
    /// The configuration of a run: of the file given, of that of the environment, or of that in the current folder.
    ///
    /// # Errors
    /// Names the file, the line and the remedy.
    pub(super) fn find(given: Option<&Path>) -> anyhow::Result<Option<Self>> {
        let of_environment = || std::env::var_os("MUSHRIF_CONFIG").filter(|name| !name.is_empty()).map(PathBuf::from);
        let here = || Some(PathBuf::from("mushrif.toml")).filter(|file| file.exists());
        given.map(Path::to_path_buf).or_else(of_environment).or_else(here).map(Self::read).transpose()
    }

    fn read(file: PathBuf) -> anyhow::Result<Self> {
        let name = file.display();
        let bytes = crate::bounded::read(&file).with_context(|| format!("{name}: cannot be read"))?;
        let text = String::from_utf8(bytes).with_context(|| format!("{name}: not UTF-8"))?;
        let text = text.trim_start_matches('\u{FEFF}');
        let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            anyhow!("{name}, line {}: not TOML: {}", line(at), error.message())
        })?;
        let mut entries = Vec::new();
        for (key, value) in table.into_inner() {
            let at = line(key.span().start);
            let Some((key, kind)) = KEYS.into_iter().find(|(known, _)| *known == key.get_ref().as_ref()) else {
                bail!("{name}, line {at}: {}", unknown(key.get_ref(), &KEYS.map(|(known, _)| known)));
            };
            for value in values(kind, &value, &file, line).map_err(|(at, problem)| {
                anyhow!("{name}, line {}: {key}: {problem}", at.unwrap_or_else(|| line(value.span().start)))
            })? {
                entries.push((value.0, key, value.1));
            }
        }
        // The parser sorts by name; the order of the file is that of its offsets.
        entries.sort_by_key(|(at, ..)| *at);
        Ok(Self { file, entries: entries.into_iter().map(|(_, key, value)| (key, value)).collect() })
    }

    /// The language of the file.
    pub(super) fn language(&self) -> Option<Locale> {
        self.entries.iter().find(|(key, _)| *key == LANGUAGE).and_then(|(_, value)| value.to_str()?.parse().ok())
    }

    /// Its values as text.
    pub(super) fn values(&self) -> Vec<(&'static str, String)> {
        self.entries.iter().map(|(key, value)| (*key, value.to_string_lossy().into_owned())).collect()
    }

    /// The command line with the values that the command has options for, where it does not give them itself. Of options
    /// that may come several times, those of the command line come later, which win.
    pub(super) fn before(&self, line: &[OsString], program: &Command, matches: &ArgMatches) -> Vec<OsString> {
        let (mut command, mut matches, mut at) = (program, matches, 1);
        while let Some((name, inner)) = matches.subcommand() {
            while line.get(at).is_some_and(|word| word != name) {
                // The options of every command, whose value may stand behind them.
                let takes_next = ["--config", "--lang"].iter().any(|option| line[at] == OsStr::new(option));
                at += 1 + usize::from(takes_next);
            }
            at += 1;
            let Some(found) = command.find_subcommand(name) else { return line.to_vec() };
            (command, matches) = (found, inner);
        }
        let is_given =
            |argument: &Arg| matches.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine);
        let excludes = |one: &Arg, other: &Arg| {
            command.get_arg_conflicts_with(one).iter().any(|found| found.get_id() == other.get_id())
        };
        let is_excluded = |argument: &Arg| {
            let mut given = command
                .get_arguments()
                .filter(|other| matches.try_contains_id(other.get_id().as_str()).is_ok() && is_given(other));
            given.any(|other| excludes(argument, other) || excludes(other, argument))
        };
        let mut merged = line[..at.min(line.len())].to_vec();
        for (key, value) in self.entries.iter().filter(|(key, _)| *key != LANGUAGE) {
            let Some(argument) = command.get_arguments().find(|argument| argument.get_long() == Some(key)) else {
                continue;
            };
            let is_repeated = matches!(argument.get_action(), clap::ArgAction::Append);
            if is_given(argument) && !is_repeated || is_excluded(argument) {
                continue;
            }
            let mut option = OsString::from(format!("--{key}="));
            option.push(value);
            merged.push(option);
        }
        merged.extend_from_slice(&line[at.min(line.len())..]);
        merged
    }
}

/// The value of an option, and its offset in the file.
type Value = (usize, OsString);
/// What is wrong, and its line, if that is not the line of the value.
type Misplaced = (Option<usize>, String);

/// The values of an entry as those of its option, each with its offset in the file; an error with its line, if that is
/// not the line of the value.
fn values(
    kind: OptionKind,
    value: &Spanned<DeValue<'_>>,
    file: &Path,
    line: impl Fn(usize) -> usize,
) -> Result<Vec<Value>, Misplaced> {
    let at = value.span().start;
    let word = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        _ => None,
    };
    let quoted = |example: &str| (None, format!("write a text in quotes, such as {example}"));
    match kind {
        OptionKind::File => {
            let path = value.get_ref().as_str().ok_or_else(|| quoted("\"desk.model\""))?;
            let beside = folder(file).join(path);
            // The name of the model inside the program.
            let path = if path == "default" && !beside.exists() { PathBuf::from(path) } else { beside };
            Ok(vec![(at, path.into_os_string())])
        }
        OptionKind::Word(takes) => {
            let word = value.get_ref().as_str().ok_or_else(|| quoted("\"ar\""))?;
            takes(word).map_err(|problem| (None, problem))?;
            Ok(vec![(at, word.into())])
        }
        OptionKind::OfFlags => {
            let table = value
                .get_ref()
                .as_table()
                .ok_or((None, "write a number for each flag, such as { hostile = 0.8 }".into()))?;
            let mut found = Vec::new();
            for (flag, value) in table {
                let here = Some(line(flag.span().start));
                let names = Flag::ALL.map(Flag::name);
                if !names.contains(&flag.get_ref().as_ref()) {
                    return Err((here, unknown(flag.get_ref(), &names)));
                }
                let number = word(value).ok_or((here, format!("{}: write 0.05 or \"5%\"", flag.get_ref())))?;
                let option = format!("{}={number}", flag.get_ref());
                option.parse::<FlagValue>().map_err(|problem| (here, format!("{}: {problem}", flag.get_ref())))?;
                found.push((value.span().start, option.into()));
            }
            Ok(found)
        }
    }
}

/// A key that is not known, and the one that is meant.
fn unknown(key: &str, known: &[&str]) -> String {
    let distance = |other: &&str| strsim::osa_distance(&key.to_lowercase().replace('_', "-"), &other.replace('_', "-"));
    let nearest = known
        .iter()
        .copied()
        .min_by_key(distance)
        .filter(|found| distance(found) <= 2 || found.starts_with(key) || key.starts_with(found));
    match nearest {
        Some(nearest) => format!("\"{key}\" is no key; did you mean {nearest}?"),
        None => format!("\"{key}\" is no key; the keys are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_near_key_is_named() {
        let keys = KEYS.map(|(key, _)| key);
        for (written, meant) in [
            ("modell", "model"),
            ("time_zone", "time-zone"),
            ("thresholds", "threshold"),
            ("Lang", "lang"),
            ("language", "lang"),
        ] {
            assert!(
                unknown(written, &keys).ends_with(&format!("did you mean {meant}?")),
                "{written}: {}",
                unknown(written, &keys)
            );
        }
        assert!(unknown("colour", &keys).contains("the keys are model, "));
    }

    #[test]
    fn every_key_is_an_option_of_a_command() {
        use clap::CommandFactory;
        let mut program = super::super::Program::command();
        program.build();
        for (key, _) in KEYS {
            let is_option =
                |command: &Command| command.get_arguments().any(|argument| argument.get_long() == Some(key));
            assert!(program.get_subcommands().any(is_option), "{key}");
        }
    }
}
