//! What a run did, told in one line at its end.

use super::session;
use crate::extract::{Extracted, UNKNOWN_TEXT};
use crate::locale::Locale;
use crate::record::{Comment, Flag, Prediction};
use std::time::Instant;

/// Counts of comments.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CommentTally {
    /// The comments read.
    pub(super) comments: u64,
    /// The comments with each flag.
    pub(super) flagged: [u64; 3],
    /// The sum of the scores of those, in ten-thousandths: calibrated, so that it is the number of right flags to expect. A
    /// whole number, because the order in which threads are added must not change it.
    expected: [u64; 3],
    /// Those whose time is relative to a clock that is not known.
    pub(super) undated: u64,
}

impl CommentTally {
    /// Counts a comment of a page.
    pub(super) fn comment(&mut self, comment: &Comment) {
        self.comments += 1;
        let relative = |time: &crate::time::TimeRecord| time.span.is_some() && time.earliest.is_none();
        self.undated += u64::from(comment.clock.is_none() && comment.time.as_ref().is_some_and(relative));
    }

    /// Counts the flags of a comment.
    pub(super) fn flags(&mut self, prediction: &Prediction) {
        for flag in &prediction.flags {
            self.flagged[*flag as usize] += 1;
            let score = prediction.scores.of(*flag).unwrap_or_default();
            self.expected[*flag as usize] += (score * 1e4).round() as u64;
        }
    }

    /// Adds others.
    pub(super) fn add(&mut self, other: Self) {
        self.comments += other.comments;
        self.undated += other.undated;
        self.flagged.iter_mut().zip(other.flagged).for_each(|(sum, count)| *sum += count);
        self.expected.iter_mut().zip(other.expected).for_each(|(sum, scores)| *sum += scores);
    }
}

/// What a run did.
#[derive(Debug)]
pub(super) struct Tally {
    started: Instant,
    /// The comments.
    pub(super) counts: CommentTally,
    /// The number of comments that were written, where that is not all.
    pub(super) written: Option<u64>,
    /// The number of labels, of a run that reads labels and no comments.
    pub(super) labels: Option<u64>,
    /// What was trained, of a run that trains.
    pub(super) trained: Option<String>,
    pages: u64,
    /// Pages without comments whose layout is not known, and those of them that are plain text.
    unknown: u64,
    unknown_texts: u64,
    /// Whether a record of each page is written, which says why there are no comments.
    pub(super) pages_are_written: bool,
    /// Pages that a list of clocks does not name, and the first of them.
    unlisted: u64,
    unlisted_page: Option<String>,
}

/// What is told of a page.
#[derive(Debug, Default)]
pub(super) struct PageTally {
    is_unknown: bool,
    is_text: bool,
    is_without_clock_of: Option<String>,
}

impl PageTally {
    /// The tally of a page, with a list of clocks or not.
    pub(super) fn of(page: &Extracted, clocks_are_listed: bool) -> Self {
        let record = &page.page;
        let is_listed = record.clock.as_ref().is_some_and(|clock| clock.from == "clocks");
        Self {
            is_unknown: record.layout.is_none() && record.comments_found == 0,
            is_text: record.warnings.iter().any(|warning| warning == UNKNOWN_TEXT),
            is_without_clock_of: (clocks_are_listed && !is_listed).then(|| record.page.clone()),
        }
    }
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            counts: CommentTally::default(),
            written: None,
            labels: None,
            trained: None,
            pages: 0,
            unknown: 0,
            unknown_texts: 0,
            pages_are_written: false,
            unlisted: 0,
            unlisted_page: None,
        }
    }
}

impl Tally {
    /// Adds a page.
    pub(super) fn page(&mut self, page: PageTally) {
        self.pages += 1;
        self.unknown += u64::from(page.is_unknown);
        self.unknown_texts += u64::from(page.is_unknown && page.is_text);
        if let Some(name) = page.is_without_clock_of {
            self.unlisted += 1;
            self.unlisted_page.get_or_insert(name);
        }
    }

    /// Whether pages were given and none could be read: no comment was found, and the layout of some is not known.
    pub(super) fn is_nothing_found(&self) -> bool {
        self.unknown > 0 && self.counts.comments == 0 && !self.pages_are_written
    }

    /// What to do next, where no comment was found.
    pub(super) fn next_step(&self, locale: Locale) -> Option<String> {
        let kinds = [("nothing.pages", self.unknown > self.unknown_texts), ("nothing.texts", self.unknown_texts > 0)];
        let steps: Vec<&str> =
            kinds.into_iter().filter(|(_, is_met)| *is_met).map(|(step, _)| locale.word(step)).collect();
        self.is_nothing_found().then(|| format!("{} {}", locale.word("nothing.found"), steps.join(" ")))
    }

    /// The line that tells what was done, with the number of inputs and lines that could not be read.
    pub(super) fn line(&self, unread: usize, locale: Locale) -> String {
        let Self { counts, pages, .. } = self;
        let number = |count: u64| locale.number(count);
        let mut parts = Vec::new();
        if *pages > 0 {
            parts.push(locale.phrase("done.pages", &[&number(*pages)]));
        }
        parts.push(match (&self.trained, self.labels) {
            (Some(trained), _) => trained.clone(),
            (None, Some(labels)) => locale.phrase("done.labels", &[&number(labels)]),
            (None, None) => locale.phrase("done.comments", &[&number(counts.comments)]),
        });
        for flag in Flag::ALL.into_iter().filter(|flag| counts.flagged[*flag as usize] > 0) {
            let flagged = counts.flagged[flag as usize];
            let (name, count) = (locale.word(flag.name()), number(flagged));
            // Of fewer comments a share says little, and a rule's flag has no score.
            parts.push(if counts.comments < 100 || session::lists().is_some() {
                locale.phrase("done.flagged", &[&name, &count])
            } else {
                let share = locale.number(format!("{:.1}", 100.0 * flagged as f64 / counts.comments as f64));
                let right =
                    locale.number(format!("{:.0}", counts.expected[flag as usize] as f64 / 100.0 / flagged as f64));
                locale.phrase("done.expected", &[&name, &count, &share, &right])
            });
        }
        if let Some(written) = self.written {
            parts.push(locale.phrase("done.written", &[&number(written)]));
        }
        if self.unknown > 0 {
            parts.push(locale.phrase("done.unknown", &[&number(self.unknown)]));
        }
        if unread > 0 {
            parts.push(locale.phrase("done.unread", &[&number(unread as u64)]));
        }
        if counts.undated > 0 {
            parts.push(locale.phrase("done.undated", &[&number(counts.undated)]));
        }
        if let Some(page) = &self.unlisted_page {
            parts.push(locale.phrase("done.clocks", &[&number(self.unlisted), page]));
        }
        if let Some(hash) = session::lists() {
            parts.push(locale.phrase("done.lists", &[&hash]));
        }
        if let Some(file) = session::name_configuration() {
            parts.push(locale.phrase("configuration", &[&file]));
        }
        let seconds = format!("{:.1}", self.started.elapsed().as_secs_f64());
        locale.phrase("done", &[&locale.number(seconds), &parts.join(locale.comma())])
    }
}
