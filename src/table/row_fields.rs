//! Maps the columns of a table to fields of records: the dotted columns of a part become that part again.

use crate::record::schema::{ColumnType, part};

/// A field of the records that a table's rows are converted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RowField {
    /// A column by itself: its index and the field's name.
    Plain(usize, String),
    /// A part joined from dotted columns: its name, and index, name and type of each of its fields.
    Part(String, Vec<(usize, String, ColumnType)>),
}

/// The fields of records whose columns have these titles: the second of two columns with one name gets a number, and
/// the dotted columns of a part are joined.
pub(crate) fn row_fields(titles: &[String]) -> Vec<RowField> {
    let mut fields: Vec<RowField> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (place, title) in titles.iter().enumerate() {
        if let Some((name, leaf)) = title.split_once('.').filter(|(name, _)| part(name).is_some()) {
            let kind =
                part(name).unwrap_or_default().iter().find(|known| known.0 == leaf).map_or(ColumnType::Text, |k| k.1);
            if !titles.iter().any(|other| other == name) {
                let leaf = (place, leaf.to_string(), kind);
                let begun = fields.iter_mut().find_map(|field| match field {
                    RowField::Part(other, leaves) if other == name => Some(leaves),
                    _ => None,
                });
                match begun {
                    Some(leaves) if leaves.iter().all(|other| other.1 != leaf.1) => leaves.push(leaf),
                    Some(_) => fields.push(RowField::Plain(place, unique(title, &mut names))),
                    None => {
                        names.push(name.to_string());
                        fields.push(RowField::Part(name.to_string(), vec![leaf]));
                    }
                }
                continue;
            }
        }
        fields.push(RowField::Plain(place, unique(title, &mut names)));
    }
    fields
}

fn unique(title: &str, names: &mut Vec<String>) -> String {
    let mut name = title.to_string();
    for number in 2.. {
        if !names.contains(&name) {
            break;
        }
        name = format!("{title}_{number}");
    }
    names.push(name.clone());
    name
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
