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

/// A condition and its values.
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

    /// Whether words are searched.
    pub(in crate::serve) fn is_search(&self) -> bool {
        !self.search.trim().is_empty()
    }

    /// The tables and the conditions, for one state.
    pub(super) fn conditions(&self, state: Option<State>) -> Conditions {
        let (from, values) = match self.is_search() {
            true => {
                // Words of the index are read in their order, whatever else is asked.
                let from = "FROM search CROSS JOIN queue ON queue.comment = search.rowid WHERE search MATCH ?";
                (from, vec![Value::Text(matched(&self.search))])
            }
            false => ("FROM queue WHERE TRUE", Vec::new()),
        };
        let mut all = Conditions { sql: from.into(), values };
        if let Some(state) = state {
            all.and("queue.state = ?", [Value::Integer(state as i64)]);
        }
        let bit = self.label.map(|flag| match flag {
            Flag::Hostile => "queue.flags & 1",
            Flag::Sectarian => "queue.flags & 2",
            Flag::OffTopic => "queue.flags & 4",
        });
        if let Some(bit) = bit {
            all.and(bit, []);
        }
        if let Some(site) = &self.site {
            all.and("queue.site = ?", [Value::Text(site.clone())]);
        }
        if let Some(article) = self.article {
            all.and("queue.article = ?", [Value::Integer(article)]);
        }
        if let Some(day) = &self.day {
            all.and("queue.day = ?", [Value::Text(day.clone())]);
        }
        if let Some(least) = self.least {
            // Most comments reach a low score: then they are not looked up by it (a + keeps SQLite from its index).
            let sign = if least < 0.5 { "+" } else { "" };
            let condition = format!("{sign}queue.{} >= ?", self.label.unwrap_or(Flag::Hostile).name());
            all.and(&condition, [Value::Real(least)]);
        }
        if self.uncertain {
            all.and("queue.uncertain", []);
        }
        if self.signals {
            all.and("queue.signals", []);
        }
        all
    }
}

/// What FTS5 is asked: every word, in its own form or by its stem.
fn matched(search: &str) -> String {
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
