//! What holds for a whole run: the language of what is said and written, and the configuration file.
//!
//! It is kept here and not passed on, because every message needs it.

use super::configuration::Configuration;
use crate::locale::Locale;
use std::path::Path;
use std::sync::{PoisonError, RwLock};

#[derive(Debug, Default)]
struct Session {
    language: Option<Locale>,
    configuration: Option<Configuration>,
    /// The hash of the site's lists.
    lists: Option<String>,
    /// Whether the last line has named the configuration.
    is_named: bool,
}

static SESSION: RwLock<Session> =
    RwLock::new(Session { language: None, configuration: None, lists: None, is_named: false });

/// Begins a run, in the language of `--lang` or of the configuration.
pub(super) fn begin(language: Option<Locale>, configuration: Option<Configuration>) {
    let session = Session { language, configuration, lists: None, is_named: false };
    *SESSION.write().unwrap_or_else(PoisonError::into_inner) = session;
}

fn look<T>(at: impl FnOnce(&Session) -> T) -> T {
    at(&SESSION.read().unwrap_or_else(PoisonError::into_inner))
}

/// The language of messages on standard error and of text on a terminal: that of `--lang`, else the environment's.
pub(super) fn spoken() -> Locale {
    look(|session| session.language).unwrap_or_else(Locale::of_environment)
}

/// The language of files: that of `--lang`, else English.
pub(super) fn written() -> Locale {
    look(|session| session.language).unwrap_or_default()
}

/// The name of the configuration file, once: for the last line of a run.
pub(super) fn name_configuration() -> Option<String> {
    let mut session = SESSION.write().unwrap_or_else(PoisonError::into_inner);
    let name = session.configuration.as_ref().map(|found| shown(&found.file))?;
    (!std::mem::replace(&mut session.is_named, true)).then_some(name)
}

/// The configuration file and its values as options, for `model info`.
pub(super) fn configuration() -> Option<(String, Vec<(&'static str, String)>)> {
    look(|session| session.configuration.as_ref().map(|found| (shown(&found.file), found.values())))
}

/// Says that the run uses lists of this hash.
pub(super) fn use_lists(hash: Option<&str>) {
    SESSION.write().unwrap_or_else(PoisonError::into_inner).lists = hash.map(str::to_owned);
}

/// The hash of the lists that the run uses.
pub(super) fn lists() -> Option<String> {
    look(|session| session.lists.clone())
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}
