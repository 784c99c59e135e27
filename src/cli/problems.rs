//! What could not be read: named on standard error, counted, and the rest goes on.

use super::Ending;
use std::io::Write;

/// So many are named in full; the others are counted.
const IN_FULL: usize = 20;

/// Says something to people, on standard error. A closed one is no reason to stop.
pub fn say(message: &str) {
    let _ = writeln!(std::io::stderr(), "mushrif: {message}");
}

/// Counts what went well and what did not.
#[derive(Debug, Default)]
pub struct Problems {
    count: usize,
    done: u64,
    quiet: bool,
}

impl Problems {
    /// Counts without a word: for a pass before the one that names them.
    pub fn quiet() -> Self {
        Self { quiet: true, ..Self::default() }
    }

    /// Whether problems are not named.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Names a problem.
    pub fn add(&mut self, problem: impl std::fmt::Display) {
        self.count += 1;
        if self.count <= IN_FULL && !self.quiet {
            say(&problem.to_string());
        }
    }

    /// Counts inputs or lines that were read.
    pub fn done(&mut self, count: u64) {
        self.done += count;
    }

    /// How the command ends: failed where nothing was read, partly where something was not.
    pub fn ending(&self, strict: bool) -> Ending {
        if self.count > IN_FULL {
            say(&format!("… and {} more like these", self.count - IN_FULL));
        }
        match (self.count, self.done) {
            (0, _) => Ending::Done,
            (_, 0) => Ending::Failed,
            _ if strict => {
                say("nothing was written, because of --strict");
                Ending::Failed
            }
            _ => Ending::Partly,
        }
    }
}
