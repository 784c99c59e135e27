//! Groups consecutive comments on one article into threads.

use super::fields::Names;
use super::{interfaces, scrapers};
use crate::page::ExportThread;
use serde_json::{Map, Value};

/// The thread that is being collected from the records of a tool.
#[derive(Default)]
pub(super) struct Growing {
    thread: Option<ExportThread>,
    /// The URL and title of its article.
    article: (Option<String>, Option<String>),
    /// The names that the last record has; they are tried first for the next one.
    names: Option<&'static Names>,
    /// Bytes of text in its comments.
    length: usize,
}

/// The result of adding a record.
pub(super) enum Grown {
    /// The record is not of a known tool; it was not added.
    Unknown,
    /// The record was added.
    Taken,
    /// The record was added and belongs to another article: here is the finished thread of those before it.
    Next(Box<ExportThread>),
}

/// Text bytes after which a thread is split into another page, so that a file of any length is read in bounded memory.
/// A chat of 600,000 messages took 775 MB at 32 MiB: a record takes twenty times its text.
pub(super) const LONGEST: usize = 1 << 20;

impl Growing {
    /// Adds a record.
    pub(super) fn take(&mut self, record: &Map<String, Value>) -> Grown {
        let Some(names) = self.names_of(record) else { return Grown::Unknown };
        let article = names.article(record);
        let is_same = self.names.is_some_and(|last| std::ptr::eq(last, names))
            && article == self.article
            && self.length < LONGEST;
        let before = if is_same { None } else { self.finish() };
        let comments = names.comments(record);
        self.names = Some(names);
        self.length += comments.iter().map(|comment| comment.body.len()).sum::<usize>();
        let thread = self.thread.get_or_insert_with(|| ExportThread {
            service: names.service,
            site: names.site,
            url: article.0.clone(),
            title: article.1.clone(),
            is_plain: !names.is_html,
            ..ExportThread::default()
        });
        thread.comments.extend(comments);
        self.article = article;
        before.map_or(Grown::Taken, |before| Grown::Next(Box::new(before)))
    }

    fn names_of(&self, record: &Map<String, Value>) -> Option<&'static Names> {
        let all = || scrapers::ALL.iter().chain(interfaces::ALL);
        self.names.filter(|names| names.fit(record)).or_else(|| all().find(|names| names.fit(record)))
    }

    /// Takes the thread collected so far.
    pub(super) fn finish(&mut self) -> Option<ExportThread> {
        self.length = 0;
        self.names = None;
        self.thread.take()
    }
}
