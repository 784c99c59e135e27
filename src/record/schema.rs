//! The schema of records: the fields of each kind of record in print order, and the types of the fields of their object
//! parts. A test compares it with the types that are printed.

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnType {
    /// Strings; also lists of words, such as `flags`, joined by `;`.
    Text,
    /// Integers of 64 bits.
    Integer,
    /// Floating-point numbers.
    Float,
    /// Booleans.
    Boolean,
    /// Seconds on the calendar, without an offset: `2015-09-15T00:00:00`.
    Time,
    /// Any other value, as JSON.
    Json,
}

/// The fields of a comment record.
pub(crate) const COMMENT_FIELDS: [&str; 16] = [
    "page", "index", "key", "article", "id", "parent", "author", "title", "body", "quoted", "forwarded_from", "status",
    "truncated", "language", "time", "clock",
];
/// The fields of a page record.
pub(crate) const PAGE_FIELDS: [&str; 12] = [
    "page",
    "layout",
    "title",
    "url",
    "site",
    "published",
    "published_at",
    "clock",
    "comments_declared",
    "comments_found",
    "reason",
    "warnings",
];
/// The fields that a prediction adds to a comment.
pub(crate) const PREDICTION_FIELDS: [&str; 9] =
    ["scores", "sentiment", "flags", "uncertain", "scored", "thresholds", "model", "reasons", "by_rule"];
/// The fields of a scored plain comment that every table has.
pub(crate) const SCORED_FIELDS: [&str; 11] = [
    "text", "key", "language", "scores", "sentiment", "flags", "uncertain", "scored", "thresholds", "model", "reasons",
];
/// Fields that are lists of words, in tables joined by `;`.
pub(crate) const JOINED_FIELDS: [&str; 2] = ["flags", "scored"];

/// A number for each flag.
const OF_FLAGS: &[(&str, ColumnType)] =
    &[("hostile", ColumnType::Float), ("sectarian", ColumnType::Float), ("off_topic", ColumnType::Float)];

/// The parts of a comment that are objects, with their fields and types.
pub(crate) const PARTS: [(&str, &[(&str, ColumnType)]); 7] = [
    (
        "article",
        &[
            ("title", ColumnType::Text),
            ("url", ColumnType::Text),
            ("site", ColumnType::Text),
            ("published", ColumnType::Text),
            ("published_at", ColumnType::Time),
            ("comments_declared", ColumnType::Integer),
        ],
    ),
    (
        "time",
        &[
            ("text", ColumnType::Text),
            ("span", ColumnType::Text),
            ("direction", ColumnType::Text),
            ("approximate", ColumnType::Text),
            ("earliest", ColumnType::Text),
            ("latest", ColumnType::Text),
            ("earliest_at", ColumnType::Time),
            ("latest_at", ColumnType::Time),
        ],
    ),
    ("clock", &[("at", ColumnType::Text), ("from", ColumnType::Text)]),
    ("scores", OF_FLAGS),
    (
        "sentiment",
        &[
            ("label", ColumnType::Text),
            ("negative", ColumnType::Float),
            ("neutral", ColumnType::Float),
            ("positive", ColumnType::Float),
        ],
    ),
    ("thresholds", OF_FLAGS),
    ("model", &[("name", ColumnType::Text), ("hash", ColumnType::Text)]),
];

/// The type of a field of a record that is no part, for a column in which all values seen are null.
pub(crate) fn type_of_nulls(name: &str) -> ColumnType {
    match name {
        "index" | "comments_declared" | "comments_found" => ColumnType::Integer,
        "truncated" | "uncertain" => ColumnType::Boolean,
        "published_at" => ColumnType::Time,
        "reasons" | "by_rule" => ColumnType::Json,
        _ => ColumnType::Text,
    }
}

/// The fields of a part; `None` if there is no part of this name.
pub(crate) fn part(name: &str) -> Option<&'static [(&'static str, ColumnType)]> {
    PARTS.iter().find(|part| part.0 == name).map(|part| part.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Article, ClockRecord, Comment, ModelId, PageRecord, Prediction, Scores, SentimentScores};
    use serde_json::{Value, json};

    fn names(value: &impl serde::Serialize) -> Vec<String> {
        let Value::Object(fields) = serde_json::to_value(value).unwrap() else { panic!("an object") };
        fields.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn the_schema_has_the_fields_that_are_printed_in_their_order() {
        assert_eq!(names(&Comment::default()), COMMENT_FIELDS);
        assert_eq!(names(&PageRecord::default()), PAGE_FIELDS);
        assert_eq!(
            names(&Prediction { reasons: Some(Vec::new()), by_rule: Some(Vec::new()), ..Prediction::default() }),
            PREDICTION_FIELDS
        );
        let sentiment: SentimentScores =
            serde_json::from_value(json!({"label": "neutral", "negative": 0, "neutral": 1, "positive": 0})).unwrap();
        let parts = [
            ("article", names(&Article::default())),
            ("time", names(&crate::time::TimeRecord::new("", None, None))),
            ("clock", names(&ClockRecord { at: String::new(), from: "page".into() })),
            ("scores", names(&Scores::default())),
            ("sentiment", names(&sentiment)),
            ("thresholds", names(&Scores::default())),
            ("model", names(&ModelId::default())),
        ];
        for ((name, fields), (part, printed)) in PARTS.iter().zip(parts) {
            assert_eq!(
                (*name, fields.iter().map(|field| field.0).collect::<Vec<_>>()),
                (part, printed.iter().map(String::as_str).collect())
            );
        }
    }
}
