//! A stream of the pages of many inputs, and the clock of each.

use crate::extract::{Clocks, Extracted, extract_of};
use crate::page::{Input, PageError, Pages, SavedPage, Statuses, Stream};
use crate::time::Clock;
use jiff::tz::TimeZone;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// An input of pages, open already where its beginning had to be read to find its kind.
pub(crate) enum PageInput {
    /// Not opened yet, or a path that cannot be used.
    Closed(Result<Input, PageError>),
    /// Opened.
    Open(Input, Stream),
}

/// A page, and the file that it came from.
pub(crate) type LocatedPage = Result<(SavedPage, Option<PathBuf>), PageError>;

/// Streams the pages of inputs.
#[derive(Default)]
pub(crate) struct PageSource {
    inputs: VecDeque<PageInput>,
    current: Option<(Pages, Option<PathBuf>)>,
}

impl PageSource {
    /// Adds an input at the end.
    pub(crate) fn push(&mut self, input: PageInput) {
        self.inputs.push_back(input);
    }

    /// The number of its pages, where each input is a file of HTML or text; `None` where it is not known.
    pub(crate) fn pages(&self) -> Option<u64> {
        let is_page = |input: &PageInput| match input {
            PageInput::Closed(Ok(Input::File(path))) => path
                .extension()
                .is_some_and(|ending| ["html", "htm", "txt", "mhtml"].iter().any(|page| ending == *page)),
            PageInput::Closed(Err(_)) => true,
            _ => false,
        };
        self.inputs.iter().all(is_page).then_some(self.inputs.len() as u64)
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.inputs.is_empty() && self.current.is_none()
    }
}

impl Iterator for PageSource {
    type Item = LocatedPage;

    fn next(&mut self) -> Option<LocatedPage> {
        loop {
            if let Some((pages, file)) = &mut self.current {
                match pages.next() {
                    Some(page) => return Some(page.map(|page| (page, file.clone()))),
                    None => self.current = None,
                }
            }
            let (input, pages) = match self.inputs.pop_front()? {
                PageInput::Closed(Err(problem)) => return Some(Err(problem)),
                PageInput::Closed(Ok(input)) => {
                    let pages = Pages::of(&input);
                    (input, pages)
                }
                PageInput::Open(input, stream) => {
                    let pages = Pages::from_stream(stream, &input);
                    (input, pages)
                }
            };
            let file = match input {
                Input::Standard => None,
                Input::File(path) => Some(path),
            };
            match pages {
                Ok(pages) => self.current = Some((pages, file)),
                Err(problem) => return Some(Err(problem)),
            }
        }
    }
}

/// Decodes a page and finds its comments.
pub(crate) fn extracted(page: LocatedPage, clocks: &ClockSource, statuses: &Statuses) -> Result<Extracted, PageError> {
    let (page, file) = page?;
    Ok(extract_of(&page.decode()?, &clocks.for_file(file.as_deref()), statuses))
}

/// The clocks of pages, and whether files' modification times are used.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClockSource {
    /// The clocks given for all files.
    pub(crate) clocks: Clocks,
    /// Whether the clock of a page without one is its file's modification time.
    pub(crate) from_file_time: bool,
}

impl ClockSource {
    /// The clocks for a page that came from this file.
    fn for_file(&self, file: Option<&Path>) -> Clocks {
        let mut clocks = self.clocks.clone();
        if let Some(file) = file.filter(|_| self.from_file_time) {
            let changed = std::fs::metadata(file).and_then(|data| data.modified()).ok();
            let stamp = changed.and_then(|changed| jiff::Timestamp::try_from(changed).ok());
            let zone = self.clocks.zone.clone().unwrap_or(TimeZone::UTC);
            clocks.otherwise = stamp.map(|stamp| (Clock::zoned(stamp.to_zoned(zone)), "mtime"));
        }
        clocks
    }
}
