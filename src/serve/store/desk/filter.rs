//! Which comments of the queue, in which order, as SQL.

use super::State;
use crate::record::Flag;
use crate::text::Tokenizer;
use crate::text::search_words::search_words;
use rusqlite::types::Value;

/// The order of the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::serve) enum Order {
    /// As they came. The default: the worst first would show nothing but the worst.
    #[default]
    Arrival,
    /// The newest day first.
    Latest,
    /// The highest hostile score first.
    Score,
    /// Those that teach most first.
    Worth,
}

impl Order {
    /// All, in the order of the choice.
    pub(in crate::serve) const ALL: [Self; 4] = [Self::Arrival, Self::Latest, Self::Score, Self::Worth];

    /// The name, in addresses.
    pub(in crate::serve) fn name(self) -> &'static str {
        match self {
            Self::Arrival => "arrival",
            Self::Latest => "latest",
            Self::Score => "score",
            Self::Worth => "worth",
        }
    }

    /// The column that it goes by, which is followed by the comment's number; highest first but for arrival.
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Arrival => "comment",
            Self::Latest => "day",
            Self::Score => "hostile",
            Self::Worth => "worth",
        }
    }
}

/// Which comments.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::serve) struct Filter {
    /// `None`: of any state.
    pub(in crate::serve) state: Option<State>,
    pub(in crate::serve) label: Option<Flag>,
    pub(in crate::serve) site: Option<String>,
    pub(in crate::serve) article: Option<i64>,
    pub(in crate::serve) day: Option<String>,
    /// The least score of `label`, or of hostile.
    pub(in crate::serve) least: Option<f64>,
    pub(in crate::serve) uncertain: bool,
    /// Only comments with a threat, self-harm, a telephone number, an account or an address.
    pub(in crate::serve) signals: bool,
    /// Words that a comment has all of, in any spelling.
    pub(in crate::serve) search: String,
    pub(in crate::serve) order: Order,
}

/// A condition on rows of the queue.
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) value: Option<Value>,
    /// The index that has the rows for which it holds.
    pub(super) index: Option<Index>,
}

/// An index of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) name: &'static str,
    /// Whether it has them in the order of arrival, within a state.
    pub(super) is_in_order: bool,
    /// Whether it goes by the state first, so that one state has to be asked.
    pub(super) is_of_state: bool,
}

/// How the queue is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// By an index of the queue.
    By(&'static str),
    /// By the index of words, in the order of arrival; each comment is looked up in the queue.
    Words,
    /// The same, but of the rows that the leading condition has by this index.
    WordsAmong(&'static str),
}

/// Conditions on rows of the queue, and their values.
pub(super) struct Conditions {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Conditions {
    /// Adds a condition.
    pub(super) fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
    }
}

impl Filter {
    /// The states to look at, one after the other: an index has the order within a state.
    pub(super) fn states(&self) -> Vec<Option<State>> {
        match self.state {
            Some(state) => vec![Some(state)],
            // The words are looked up in the index of words.
            None if self.is_search() => vec![None],
            None => State::ALL.into_iter().map(Some).collect(),
        }
    }

    /// The order; what is searched comes as it arrived, since the index of words is in that order.
    pub(super) fn ordered(&self) -> Order {
        if self.is_search() { Order::Arrival } else { self.order }
    }

    /// The index that has a state's comments in an order, of those that the filter takes where there is one of them.
    pub(super) fn index_of(&self, order: Order) -> &'static str {
        match (order, self.label) {
            (Order::Arrival, _) => "queue_by_state",
            (Order::Latest, _) => "queue_by_day",
            (Order::Score, _) if self.uncertain => "queue_uncertain_by_score",
            (Order::Score, _) => "queue_by_score",
            (Order::Worth, None) => "queue_by_worth",
            (Order::Worth, Some(Flag::Hostile)) => "queue_hostile_by_worth",
            (Order::Worth, Some(Flag::Sectarian)) => "queue_sectarian_by_worth",
            (Order::Worth, Some(Flag::OffTopic)) => "queue_off_topic_by_worth",
        }
    }

    /// Whether words are searched.
    pub(in crate::serve) fn is_search(&self) -> bool {
        !self.search.trim().is_empty()
    }

    /// The conditions that are asked beside the state and the words.
    pub(super) fn asked(&self) -> Vec<Condition> {
        let index = |name, is_of_state| Some(Index { name, is_in_order: true, is_of_state });
        let flag = |sql: &str, name| Condition { sql: sql.into(), value: None, index: index(name, false) };
        let equal =
            |column: &str, value, index| Condition { sql: format!("queue.{column} = ?"), value: Some(value), index };
        let mut asked = Vec::new();
        if let Some(article) = self.article {
            asked.push(equal("article", Value::Integer(article), index("queue_by_article", false)));
        }
        if let Some(site) = self.site.clone() {
            asked.push(equal("site", Value::Text(site), index("queue_by_site", false)));
        }
        if let Some(day) = self.day.clone() {
            asked.push(equal("day", Value::Text(day), index("queue_by_day", true)));
        }
        asked.extend(self.label.map(|label| match label {
            Flag::Hostile => flag("queue.flags & 1", "queue_hostile"),
            Flag::Sectarian => flag("queue.flags & 2", "queue_sectarian"),
            Flag::OffTopic => flag("queue.flags & 4", "queue_off_topic"),
        }));
        if self.signals {
            asked.push(flag("queue.signals", "queue_signals"));
        }
        if self.uncertain {
            asked.push(flag("queue.uncertain", "queue_uncertain"));
        }
        if let Some(least) = self.least {
            let label = self.label.unwrap_or(Flag::Hostile);
            let by_score = Index { name: "queue_by_score", is_in_order: false, is_of_state: true };
            asked.push(Condition {
                sql: format!("queue.{} >= ?", label.name()),
                value: Some(Value::Real(least)),
                index: (label == Flag::Hostile).then_some(by_score),
            });
        }
        asked
    }

    /// The conditions on rows of the queue, for one state.
    pub(super) fn conditions(&self, state: Option<State>) -> Conditions {
        let mut all = Conditions { sql: "TRUE".into(), values: Vec::new() };
        if let Some(state) = state {
            all.and("queue.state = ?", [Value::Integer(state as i64)]);
        }
        for Condition { sql, value, .. } in self.asked() {
            all.and(&sql, value);
        }
        all
    }

    /// The tables with these conditions, from `FROM` on. Where words are searched, a row is of `search`, by its `rowid`.
    pub(super) fn tables(&self, read: Read, rows: Conditions) -> Conditions {
        let Conditions { sql: rows, mut values } = rows;
        if self.is_search() {
            values.insert(0, Value::Text(matched(&self.search)));
        }
        let sql = match read {
            Read::By(index) => format!("FROM queue INDEXED BY {index} WHERE {rows}"),
            Read::Words => {
                format!("FROM search CROSS JOIN queue ON queue.comment = search.rowid WHERE search MATCH ? AND {rows}")
            }
            // A + keeps SQLite from asking for the words once a row.
            Read::WordsAmong(index) => format!(
                "FROM search WHERE search MATCH ? AND +search.rowid IN \
                 (SELECT comment FROM queue INDEXED BY {index} WHERE {rows})"
            ),
        };
        Conditions { sql, values }
    }
}

/// What FTS5 is asked: every word, in its own form or by its stem.
pub(super) fn matched(search: &str) -> String {
    let quoted = |word: &str| format!("\"{}\"", word.replace('"', ""));
    let words = search_words(&mut Tokenizer::default(), search).into_iter().map(|found| match found.stem {
        Some(stem) => format!("({} OR {})", quoted(&found.word), quoted(&stem)),
        None => quoted(&found.word),
    });
    let all = words.collect::<Vec<_>>().join(" AND ");
    // Only marks: nothing has an empty word.
    if all.is_empty() { "\"\u{0}\"".into() } else { all }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_of_words_and_never_of_operators() {
        assert_eq!(matched("حـمـاااار"), "\"حمار\"");
        assert_eq!(matched("الحمار"), "(\"الحمار\" OR \"حمار\")");
        assert_eq!(matched("a\" OR b*"), "\"a\" AND \"or\" AND \"b\"");
    }
}
