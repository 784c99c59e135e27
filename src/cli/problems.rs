//! What could not be read: named on standard error, counted, and the rest goes on.

use super::Ending;
use crate::workflow::Report;
use std::io::Write;

/// So many are named in full; the others are counted.
const IN_FULL: usize = 20;

/// Says something to people, on standard error. A closed one is no reason to stop.
pub(super) fn say(message: &str) {
    let _ = writeln!(std::io::stderr(), "mushrif: {message}");
}

/// Counts what went well and what did not.
#[derive(Debug, Default)]
pub(super) struct Problems {
    count: usize,
    done: u64,
    quiet: bool,
    strict: bool,
    /// How the command ends, once it was asked for.
    ending: Option<Ending>,
}

impl Problems {
    /// Counts without a word: for a pass before the one that names them.
    pub(super) fn quiet() -> Self {
        Self { quiet: true, ..Self::default() }
    }

    /// Counts for a command that is `--strict`, or not.
    pub(super) fn strict(strict: bool) -> Self {
        Self { strict, ..Self::default() }
    }

    /// Whether problems are not named.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Names a problem.
    pub(super) fn add(&mut self, problem: impl std::fmt::Display) {
        self.count += 1;
        if self.count <= IN_FULL && !self.quiet {
            say(&problem.to_string());
        }
    }

    /// How the command ends: failed where nothing was read, partly where something was not. Said once.
    pub(super) fn ending(&mut self) -> Ending {
        if let Some(ending) = self.ending {
            return ending;
        }
        if self.count > IN_FULL {
            say(&format!("… and {} more like these", self.count - IN_FULL));
        }
        let ending = match (self.count, self.done) {
            (0, _) => Ending::Done,
            (_, 0) => Ending::Failed,
            _ if self.strict => {
                say("nothing was written, because of --strict");
                Ending::Failed
            }
            _ => Ending::Partly,
        };
        self.ending = Some(ending);
        ending
    }
}

impl Report for Problems {
    fn problem(&mut self, problem: &dyn std::fmt::Display) {
        self.add(problem);
    }

    fn done(&mut self, count: u64) {
        self.done += count;
    }

    fn note(&mut self, note: &str) {
        say(note);
    }

    fn goes_on(&mut self) -> bool {
        self.ending() != Ending::Failed
    }
}
