//! Comments → threads: those on one article that stand one after the other.

use super::fields::Names;
use super::scrapers;
use crate::page::ExportThread;
use serde_json::{Map, Value};

/// A thread that grows by records of a tool.
#[derive(Default)]
pub(super) struct Growing {
    thread: Option<ExportThread>,
    /// What its comments are on.
    article: (Option<String>, Option<String>),
    /// The row of the tool that wrote the last record: the next one is mostly its as well.
    row: usize,
    /// How many bytes its comments have.
    length: usize,
}

/// What became of a record.
pub(super) enum Grown {
    /// It is none of a tool that is known.
    Unknown,
    /// It was taken.
    Taken,
    /// It was taken, and belongs to another article than those before it, whose thread this is.
    Next(Box<ExportThread>),
}

/// A thread whose texts are longer goes on in the next page, so that a file of any length is read in bounded memory; in
/// bytes. A chat of 600,000 messages took 775 MB with 32 MiB of them at a time: a record has twenty times its text.
pub(super) const LONGEST: usize = 1 << 20;

impl Growing {
    /// Takes a record.
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
            is_plain: true,
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

    /// The thread so far.
    pub(super) fn finish(&mut self) -> Option<ExportThread> {
        self.length = 0;
        self.thread.take()
    }
}
