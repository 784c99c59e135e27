//! Maps the columns of a table to fields of records: the dotted columns of a part become that part again.

use super::unique_names::UniqueNames;
use crate::record::schema::{ColumnType, part};
use std::collections::{HashMap, HashSet};

/// A field of the records that a table's rows are converted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RowField {
    /// A column by itself: its index and the field's name.
    Plain(usize, String),
    /// A part joined from dotted columns: its name, and index, name and type of each of its fields.
    Part(String, Vec<(usize, String, ColumnType)>),
}

impl RowField {
    /// The first of its columns.
    pub(crate) fn first_column(&self) -> usize {
        match self {
            Self::Plain(column, _) => *column,
            Self::Part(_, leaves) => leaves.first().map_or(0, |leaf| leaf.0),
        }
    }
}

/// The fields of records whose columns have these titles: the second of two columns with one name gets a number, and
/// the dotted columns of a part are joined. In the order of the first column of each.
pub(crate) fn row_fields(titles: &[String]) -> Vec<RowField> {
    let mut fields: Vec<RowField> = Vec::new();
    let mut names = UniqueNames::default();
    let all: HashSet<&str> = titles.iter().map(String::as_str).collect();
    // The indices of the parts in `fields`, and the leaves of all of them.
    let mut parts: HashMap<&str, usize> = HashMap::new();
    let mut joined: HashSet<&str> = HashSet::new();
    for (index, title) in titles.iter().enumerate() {
        let dotted = title.split_once('.').and_then(|(name, leaf)| Some((name, leaf, part(name)?)));
        match dotted.filter(|(name, ..)| !all.contains(name)) {
            Some((name, leaf, known)) if joined.insert(title) => {
                let kind = known.iter().find(|known| known.0 == leaf).map_or(ColumnType::Text, |known| known.1);
                let leaf = (index, leaf.to_string(), kind);
                match parts.get(name).map(|part| &mut fields[*part]) {
                    Some(RowField::Part(_, leaves)) => leaves.push(leaf),
                    _ => {
                        parts.insert(name, fields.len());
                        names.add(name);
                        fields.push(RowField::Part(name.to_string(), vec![leaf]));
                    }
                }
            }
            _ => fields.push(RowField::Plain(index, names.add(title))),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_columns_of_a_part_are_put_together_and_others_stay() {
        let titles = ["a.b", "time.text", "x", "time.latest", "x", "model", "model.name"].map(String::from);
        assert_eq!(
            row_fields(&titles),
            [
                RowField::Plain(0, "a.b".into()),
                RowField::Part(
                    "time".into(),
                    vec![(1, "text".into(), ColumnType::Text), (3, "latest".into(), ColumnType::Text)]
                ),
                RowField::Plain(2, "x".into()),
                RowField::Plain(4, "x_2".into()),
                RowField::Plain(5, "model".into()),
                RowField::Plain(6, "model.name".into()),
            ]
        );
    }
}
