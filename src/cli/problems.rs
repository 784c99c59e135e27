//! Problems with inputs: printed on standard error and counted, while the rest goes on.

use super::Ending;
use super::remedy::with_options;
use super::session;
use super::tally::Tally;
use super::terminal::harmless;
use crate::workflow::Progress;
use std::io::Write;

/// The number of problems printed in full; the others are counted.
const IN_FULL: usize = 20;

/// Prints a message on standard error in the language of the run, ignoring write errors. Later lines of it are indented, so that none that comes
/// from outside can be taken for a message of its own.
pub(super) fn say(message: &str) {
    let _ = writeln!(
        std::io::stderr(),
        "mushrif: {}",
        harmless(&session::spoken().message(&with_options(message))).replace('\n', "\n  ")
    );
}

/// Counts what was read and what could not be.
#[derive(Debug, Default)]
pub(super) struct Problems {
    count: usize,
    done: u64,
    /// What was done, for the last line.
    pub(super) tally: Tally,
    quiet: bool,
    strict: bool,
    /// The result of the first call of [`Problems::ending`].
    ending: Option<Ending>,
}

impl Problems {
    /// Counts without printing: for a pass before the one that prints.
    pub(super) fn quiet() -> Self {
        Self { quiet: true, ..Self::default() }
    }

    /// Counts and prints, for a command with or without `--strict`.
    pub(super) fn strict(strict: bool) -> Self {
        Self { strict, ..Self::default() }
    }

    /// Whether problems are not printed.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether nothing was read, and nothing was wrong either.
    pub(super) fn is_nothing_read(&self) -> bool {
        self.done == 0 && self.count == 0
    }

    /// Counts a problem and prints it.
    pub(super) fn add(&mut self, problem: impl std::fmt::Display) {
        self.count += 1;
        if self.count <= IN_FULL && !self.quiet {
            say(&problem.to_string());
        }
    }

    /// Says in one line how many labels were read and how many could not be.
    pub(super) fn say_labels_done(&mut self) {
        self.tally.labels = Some(self.done);
        self.say_done();
    }

    /// Says in one line what was trained.
    pub(super) fn say_trained(&mut self, trained: String) {
        self.tally.trained = Some(trained);
        self.say_done();
    }

    /// Says in one line what was done, and before it what to do where nothing was found.
    pub(super) fn say_done(&self) {
        if self.quiet || self.ending == Some(Ending::Failed) {
            return;
        }
        let locale = session::spoken();
        self.tally.next_step(locale).into_iter().for_each(|step| say(&step));
        say(&self.tally.line(self.count, locale));
    }

    /// The command's ending: failed where nothing was read, partly where something was not, or where there is no comment
    /// and a page of unknown layout. Printed once.
    pub(super) fn ending(&mut self) -> Ending {
        if let Some(ending) = self.ending {
            return ending;
        }
        if self.count > IN_FULL {
            say(&session::spoken().phrase("more.problems", &[&session::spoken().number(self.count - IN_FULL)]));
        }
        let unread = self.count + usize::from(self.tally.is_nothing_found());
        let ending = match (unread, self.done) {
            (0, _) => Ending::Done,
            (_, 0) => Ending::Failed,
            _ if self.strict => {
                say(session::spoken().word("strict.nothing"));
                Ending::Failed
            }
            _ => Ending::Partly,
        };
        self.ending = Some(ending);
        ending
    }
}

impl Progress for Problems {
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
