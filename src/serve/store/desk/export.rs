//! All comments of a filter, one after the other, with what people said of them.

use super::super::{Store, StoreError, open};
use super::entry::{Entry, GivenLabel, entry, labels_of};
use super::filter::{Filter, Order};
use super::queue::{From, seek};
use super::training::together;
use crate::label::Label;
use rusqlite::{Connection, OptionalExtension, params};

/// A comment with its labels.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::serve) struct Labelled {
    pub(in crate::serve) entry: Entry,
    /// The labels that hold, oldest first.
    pub(in crate::serve) labels: Vec<GivenLabel>,
    /// Whether the person has it as a random sample that waits for an answer.
    pub(in crate::serve) blind: bool,
}

impl Labelled {
    /// What the labels say together, as training reads them: what people answer differently is unknown.
    pub(in crate::serve) fn label(&self, with_feedback: bool) -> Label {
        let counts = |label: &&GivenLabel| !label.cannot && (with_feedback || label.provenance != "feedback");
        self.labels.iter().filter(counts).fold(Label::default(), |known, given| {
            let GivenLabel { hostile, sectarian, off_topic, sentiment, .. } = *given;
            together(known, &Label { hostile, sectarian, off_topic, sentiment, ..Label::default() })
        })
    }
}

/// Comments read at a time.
const TOGETHER: usize = 500;

impl Store {
    /// Passes on all comments that a filter takes, in the order of arrival, some at a time, until `take` returns `false`.
    /// In that order a comment comes once, whatever happens to it meanwhile. May take long.
    pub(in crate::serve) fn each_labelled(
        &self,
        filter: &Filter,
        who: &str,
        mut take: impl FnMut(Vec<Labelled>) -> bool,
    ) -> Result<(), StoreError> {
        // Questions of the desk do not wait for it, nor does the log for one long question.
        let connection = open::connect(&self.file)?;
        let filter = Filter { order: Order::Arrival, ..filter.clone() };
        let mut from = From::Beginning;
        loop {
            let ids = seek(&connection, &filter, None, from, TOGETHER)?;
            let Some(last) = ids.last() else { return Ok(()) };
            from = From::After(*last);
            let found = ids.iter().map(|id| labelled(&connection, *id, who)).collect::<rusqlite::Result<Vec<_>>>()?;
            if !take(found.into_iter().flatten().collect()) {
                return Ok(());
            }
        }
    }
}

/// A comment with its labels; `None` where it was erased meanwhile.
fn labelled(connection: &Connection, id: i64, who: &str) -> rusqlite::Result<Option<Labelled>> {
    let Some(entry) = entry(connection, id)? else { return Ok(None) };
    let sql = "SELECT 1 FROM samples WHERE comment = ? AND who = ? AND answered IS NULL";
    let blind = connection.prepare_cached(sql)?.query_row(params![id, who], |_| Ok(())).optional()?.is_some();
    Ok(Some(Labelled { entry, labels: labels_of(connection, id)?, blind }))
}
