//! The pages of many inputs, one after the other.

use super::arguments::AllClocks;
use crate::extract::{Extracted, extract_of};
use crate::page::{Input, PageError, Pages, SavedPage, Statuses, Stream};
use std::collections::VecDeque;
use std::path::PathBuf;

/// An input, opened already where its kind had to be looked at.
pub enum PageInput {
    /// Still closed.
    Closed(Result<Input, PageError>),
    /// Open.
    Open(Input, Stream),
}

/// A page, and the file that it came from.
pub type Given = Result<(SavedPage, Option<PathBuf>), PageError>;

/// Streams the pages of inputs.
#[derive(Default)]
pub struct PageSource {
    inputs: VecDeque<PageInput>,
    current: Option<(Pages, Option<PathBuf>)>,
}

impl PageSource {
    /// Adds an input at the end.
    pub fn push(&mut self, input: PageInput) {
        self.inputs.push_back(input);
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty() && self.current.is_none()
    }
}

impl Iterator for PageSource {
    type Item = Given;

    fn next(&mut self) -> Option<Given> {
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
pub fn extracted(given: Given, clocks: &AllClocks, statuses: &Statuses) -> Result<Extracted, PageError> {
    let (page, file) = given?;
    Ok(extract_of(&page.decode()?, &clocks.for_file(file.as_deref()), statuses))
}
