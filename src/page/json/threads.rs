//! Groups consecutive comments on one article into threads.

use super::fields::Names;
use super::scrapers;
use crate::page::ExportThread;
use serde_json::{Map, Value};

/// The thread that is being collected from the records of a tool.
#[derive(Default)]
pub(super) struct Growing {
    thread: Option<ExportThread>,
    /// The URL and title of its article.
    article: (Option<String>, Option<String>),
    /// The row of the tool that wrote the last record; it is tried first for the next one.
    row: usize,
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
        let Some(row) = self.row_of(record) else { return Grown::Unknown };
        let names: &Names = &scrapers::ALL[row];
        let article = names.article(record);
        let is_same = row == self.row && article == self.article && self.length < LONGEST;
        let before = if is_same { None } else { self.finish() };
        let comments = names.comments(record);
        self.row = row;
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

    fn row_of(&self, record: &Map<String, Value>) -> Option<usize> {
        let is_last = self.thread.is_some() && scrapers::ALL[self.row].fit(record);
        if is_last { Some(self.row) } else { scrapers::ALL.iter().position(|names| names.fit(record)) }
    }

    /// Takes the thread collected so far.
    pub(super) fn finish(&mut self) -> Option<ExportThread> {
        self.length = 0;
        self.thread.take()
    }
}
