//! Columns of texts → rows, on threads.

use crate::columns::TextColumn;
use crate::row::Row;
use mushrif::internals::{fields, lease};
use mushrif::{Classifier, Field};
use std::sync::{Mutex, PoisonError};

/// The columns of comments; those that are not there are `None`.
#[derive(Clone, Copy)]
pub struct Comments<'a> {
    /// How many comments there are.
    pub rows: usize,
    /// The texts, and the field that they are.
    pub text: (Field, &'a dyn TextColumn),
    /// The comments' own titles.
    pub title: Option<&'a dyn TextColumn>,
    /// The authors' names.
    pub author: Option<&'a dyn TextColumn>,
    /// The sites, by their names in records.
    pub site: Option<&'a dyn TextColumn>,
    /// The articles that they are comments on: title, text, or both.
    pub article: Option<&'a dyn TextColumn>,
}

impl<'a> Comments<'a> {
    /// Comments of which only the texts are known.
    pub fn of_texts(rows: usize, texts: &'a dyn TextColumn) -> Self {
        Self { rows, text: (Field::Text, texts), title: None, author: None, site: None, article: None }
    }
}

/// Comments given to a thread at a time.
const TOGETHER: usize = 1024;

/// The number of threads to use where so many are asked for: one a core if none, and no more than there is work for.
pub fn threads(asked: Option<usize>, rows: usize) -> usize {
    let asked = asked.filter(|threads| *threads > 0);
    let threads = asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    threads.clamp(1, rows.div_ceil(TOGETHER).max(1))
}

/// Scores comments on so many threads; a row each, in their order.
pub fn score(classifier: &Classifier, comments: Comments<'_>, threads: usize) -> Vec<Row> {
    let mut rows = vec![Row::MISSING; comments.rows];
    if threads <= 1 {
        score_part(classifier, comments, 0, &mut rows);
        return rows;
    }
    let parts = Mutex::new(rows.chunks_mut(TOGETHER).enumerate());
    let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).next();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((number, part)) = next() {
                    score_part(classifier, comments, number * TOGETHER, part);
                }
            });
        }
    });
    rows
}

/// Scores the comments from `first` on, as many as there are rows.
fn score_part(classifier: &Classifier, comments: Comments<'_>, first: usize, rows: &mut [Row]) {
    let Comments { text: (field, texts), title, author, site, article, .. } = comments;
    let is_text_alone = title.is_none() && author.is_none();
    let mut lease = lease(classifier);
    for (row, into) in (first..).zip(rows) {
        let Some(text) = texts.text(row) else { continue };
        let at = |column: Option<&'_ dyn TextColumn>| column.and_then(|column| column.text(row).map(str::to_owned));
        let article = article.and_then(|column| column.text(row));
        let prediction = if is_text_alone {
            let fields = [(field, text)];
            lease.predict(if text.is_empty() { &[] } else { &fields }, article)
        } else {
            let (title, author, site) = (at(title), at(author), at(site));
            lease.predict(&fields(author.as_deref(), title.as_deref(), (field, text), site.as_deref()), article)
        };
        *into = Row::of(prediction);
    }
}
