//! Records as a table: the columns, and the values of their cells.
//!
//! The object parts of a comment ([`crate::record::schema::PARTS`]) become dotted columns, such as `scores.hostile`;
//! the user's own lists and objects stay in one cell, as JSON. [`super::row_fields`] joins dotted columns again, so
//! that a table is read back as the records that were written.

use super::unique_names::UniqueNames;
use crate::record::schema::{ColumnType, JOINED_FIELDS, part, type_of_nulls};
use crate::time::CivilSecond;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// Whether a column is a list of words, joined by `;`.
fn is_joined(column: &Column) -> bool {
    column.part.is_none() && JOINED_FIELDS.contains(&column.name.as_str())
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// The part of the record that it belongs to, such as `scores`.
    pub part: Option<String>,
    /// The field's name.
    pub name: String,
    /// The column's title in the table: `scores.hostile`.
    pub title: String,
    /// The type of its values.
    pub kind: ColumnType,
}

impl Column {
    /// The cell's text in an untyped table: strings as they are, other values as JSON.
    pub(crate) fn text<'line>(&self, raw: &'line str) -> Cow<'line, str> {
        if is_joined(self)
            && raw.starts_with('[')
            && let Ok(words) = serde_json::from_str::<Vec<Cow<'_, str>>>(raw)
        {
            return words.join(";").into();
        }
        // A string that is not valid Unicode (half a surrogate pair) stays as escaped JSON.
        string(raw).unwrap_or(Cow::Borrowed(raw))
    }

    /// Whether a value can be stored in this column without loss.
    pub(crate) fn holds(&self, raw: &str) -> bool {
        self.kind == ColumnType::Json || join(Some(self.kind), self.kind_of(raw)) == self.kind
    }

    /// Whether the schema has times in this column.
    fn is_time(&self) -> bool {
        match &self.part {
            None => type_of_nulls(&self.name) == ColumnType::Time,
            Some(name) => part(name).unwrap_or_default().contains(&(self.name.as_str(), ColumnType::Time)),
        }
    }

    fn kind_of(&self, raw: &str) -> ColumnType {
        match raw.as_bytes().first() {
            Some(b'"') if self.is_time() && time(raw).is_some() => ColumnType::Time,
            Some(b'"') if string(raw).is_some() => ColumnType::Text,
            Some(b't' | b'f') => ColumnType::Boolean,
            Some(b'-' | b'0'..=b'9') if raw.parse::<i64>().is_ok() => ColumnType::Integer,
            Some(b'-' | b'0'..=b'9') if raw.contains(['.', 'e', 'E']) => ColumnType::Float,
            Some(b'[') if is_joined(self) && serde_json::from_str::<Vec<Cow<'_, str>>>(raw).is_ok() => ColumnType::Text,
            _ => ColumnType::Json,
        }
    }
}

/// The type that can store values of both.
fn join(one: Option<ColumnType>, other: ColumnType) -> ColumnType {
    match (one, other) {
        (None, kind) => kind,
        (Some(one), other) if one == other => one,
        (Some(ColumnType::Text | ColumnType::Time), ColumnType::Text | ColumnType::Time) => ColumnType::Text,
        (Some(ColumnType::Integer | ColumnType::Float), ColumnType::Integer | ColumnType::Float) => ColumnType::Float,
        _ => ColumnType::Json,
    }
}

/// A JSON string as a time of the one form; `None` where it has another.
pub(super) fn time(raw: &str) -> Option<CivilSecond> {
    let text = string(raw)?;
    text.parse::<CivilSecond>().ok().filter(|time| time.to_string() == text)
}

/// The text of a JSON string; `None` where it is not a string, or not valid Unicode.
fn string(raw: &str) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Borrowed<'line>(#[serde(borrow)] Cow<'line, str>);
    let inside = raw.strip_prefix('"')?.strip_suffix('"')?;
    if !inside.contains('\\') {
        return Some(inside.into());
    }
    serde_json::from_str::<Borrowed<'_>>(raw).ok().map(|text| text.0)
}

/// The most columns of a table: fields beyond have none. A table with one for each of a million names would have a
/// million cells a row.
const MOST: usize = 4096;

/// The columns of a table, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    /// The columns.
    pub columns: Vec<Column>,
    indices: HashMap<(Option<String>, String), usize>,
    titles: UniqueNames,
    /// The types of the values seen so far; `None` where all were null.
    kinds: Vec<Option<ColumnType>>,
}

/// A field of a record that the table cannot store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// There is no column of this name.
    NoColumn(String),
    /// The column has another type.
    OtherKind(String, ColumnType),
}

impl Columns {
    /// The columns with these titles, for a table without rows.
    pub(crate) fn of_titles(titles: &[&str]) -> Self {
        let mut head = Self::default();
        for title in titles {
            match part(title) {
                Some(_) => head.learn_part(title),
                None => {
                    head.index_of(None, title);
                }
            }
        }
        head.decided()
    }

    /// Adds the columns of a record, in the order of its fields, and widens their types to its values.
    pub(crate) fn learn(&mut self, line: &str) -> Result<(), serde_json::Error> {
        each_field(line, &mut |name, raw| {
            if part(name).is_some() && (raw == "null" || raw.starts_with('{')) {
                self.learn_part(name);
                return match raw {
                    "null" => Ok(()),
                    object => each_field(object, &mut |leaf, raw| {
                        self.learn_cell(Some(name), leaf, raw);
                        Ok(())
                    }),
                };
            }
            self.learn_cell(None, name, raw);
            Ok(())
        })
    }

    fn learn_part(&mut self, name: &str) {
        for (leaf, kind) in part(name).unwrap_or_default() {
            if let Some(index) = self.index_of(Some(name), leaf) {
                self.kinds[index] = self.kinds[index].or(Some(*kind));
            }
        }
    }

    fn learn_cell(&mut self, part: Option<&str>, name: &str, raw: &str) {
        if let Some(index) = self.index_of(part, name)
            && raw != "null"
        {
            self.kinds[index] = Some(join(self.kinds[index], self.columns[index].kind_of(raw)));
        }
    }

    /// The index of a field's column, made where there is none yet; `None` beyond [`MOST`].
    fn index_of(&mut self, part: Option<&str>, name: &str) -> Option<usize> {
        let key = (part.map(String::from), name.to_string());
        if let Some(index) = self.indices.get(&key) {
            return Some(*index);
        }
        if self.columns.len() == MOST {
            return None;
        }
        let plain = part.map_or_else(|| name.to_string(), |part| format!("{part}.{name}"));
        let title = self.titles.add(&plain);
        let column = Column { part: key.0.clone(), name: key.1.clone(), title, kind: ColumnType::Text };
        self.columns.push(column);
        self.kinds.push(None);
        self.indices.insert(key, self.columns.len() - 1);
        Some(self.columns.len() - 1)
    }

    /// Fixes the column types: by the schema where only nulls were seen.
    pub(crate) fn decided(mut self) -> Self {
        for (column, kind) in self.columns.iter_mut().zip(&self.kinds) {
            column.kind = kind.unwrap_or_else(|| match column.part {
                None => type_of_nulls(&column.name),
                Some(_) => ColumnType::Text,
            });
        }
        self
    }

    /// Puts a record's values into `row` as JSON, each at its column's index; null where it has none. Fields that
    /// cannot be stored are passed to `tell`.
    pub(crate) fn row<'line>(
        &self,
        line: &'line str,
        typed: bool,
        row: &mut Vec<&'line str>,
        tell: &mut dyn FnMut(Misfit),
    ) -> Result<(), serde_json::Error> {
        row.clear();
        row.resize(self.columns.len(), "null");
        // Fields mostly come in the order of the columns, so the next column is tried first.
        let mut next = 0;
        each_field(line, &mut |name, raw| {
            if part(name).is_some() && raw.starts_with('{') {
                return each_field(raw, &mut |leaf, raw| {
                    self.set(&mut next, Some(name), leaf, raw, typed, row, tell);
                    Ok(())
                });
            }
            if raw != "null" {
                self.set(&mut next, None, name, raw, typed, row, tell);
            }
            Ok(())
        })
    }

    #[expect(clippy::too_many_arguments, reason = "one step of `row`")]
    fn set<'line>(
        &self,
        next: &mut usize,
        part: Option<&str>,
        name: &str,
        raw: &'line str,
        typed: bool,
        row: &mut [&'line str],
        tell: &mut dyn FnMut(Misfit),
    ) {
        let is_of = |column: &Column| column.name == name && column.part.as_deref() == part;
        let index = match self.columns.get(*next) {
            Some(column) if is_of(column) => Some(*next),
            _ => self.indices.get(&(part.map(String::from), name.to_string())).copied(),
        };
        let title = || part.map_or_else(|| name.to_string(), |part| format!("{part}.{name}"));
        let Some(index) = index else { return tell(Misfit::NoColumn(title())) };
        *next = index + 1;
        if typed && raw != "null" && !self.columns[index].holds(raw) {
            return tell(Misfit::OtherKind(title(), self.columns[index].kind));
        }
        row[index] = raw;
    }
}

/// A callback for a field: its name and its value as JSON.
type Take<'take, 'line> = &'take mut dyn FnMut(&str, &'line str) -> Result<(), serde_json::Error>;

/// Calls back for each field of an object.
fn each_field<'line>(object: &'line str, take: Take<'_, 'line>) -> Result<(), serde_json::Error> {
    struct Fields<'take, 'line>(Take<'take, 'line>);
    #[derive(Deserialize)]
    struct Name<'line>(#[serde(borrow)] Cow<'line, str>);
    impl<'line> Visitor<'line> for Fields<'_, 'line> {
        type Value = ();

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'line>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some((name, value)) = map.next_entry::<Name<'line>, &'line RawValue>()? {
                (self.0)(&name.0, value.get()).map_err(serde::de::Error::custom)?;
            }
            Ok(())
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(object);
    deserializer.deserialize_map(Fields(take)).and_then(|()| deserializer.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lines: &[&str]) -> Columns {
        let mut head = Columns::default();
        for line in lines {
            head.learn(line).unwrap();
        }
        head.decided()
    }

    fn titles(head: &Columns) -> Vec<(&str, ColumnType)> {
        head.columns.iter().map(|column| (column.title.as_str(), column.kind)).collect()
    }

    #[test]
    fn parts_become_dotted_columns_and_other_objects_one_cell_of_json() {
        let head = head(&[
            r#"{"id":1,"clock":null,"mine":{"a":[1]},"flags":["hostile","sectarian"]}"#,
            r#"{"id":2.5,"clock":{"at":"2024-01-01","from":"as-of"},"late":true}"#,
        ]);
        assert_eq!(
            titles(&head),
            [
                ("id", ColumnType::Float),
                ("clock.at", ColumnType::Text),
                ("clock.from", ColumnType::Text),
                ("mine", ColumnType::Json),
                ("flags", ColumnType::Text),
                ("late", ColumnType::Boolean),
            ]
        );
    }

    #[test]
    fn a_row_has_its_values_in_their_places_and_tells_what_has_none() {
        let head = head(&[r#"{"n":1,"clock":{"at":"x"},"flags":[]}"#]);
        let (mut row, mut misfits) = (Vec::new(), Vec::new());
        let line = r#"{"flags":["a","b"],"n":"many","clock":{"at":null,"zone":"Z"},"clock.at":3}"#;
        head.row(line, true, &mut row, &mut |misfit| misfits.push(misfit)).unwrap();
        assert_eq!(row, ["null", "null", "null", r#"["a","b"]"#]);
        assert_eq!(head.columns[3].text(row[3]), "a;b");
        assert_eq!(
            misfits,
            [
                Misfit::OtherKind("n".into(), ColumnType::Integer),
                Misfit::NoColumn("clock.zone".into()),
                Misfit::NoColumn("clock.at".into())
            ]
        );
    }

    #[test]
    fn a_field_whose_name_looks_like_a_dotted_column_gets_a_column_of_its_own() {
        let head = head(&[r#"{"scores":{"hostile":0.5},"scores.hostile":"mine"}"#]);
        assert_eq!(head.columns.last().unwrap().title, "scores.hostile_2");
    }

    #[test]
    fn fields_beyond_the_most_columns_have_none_and_are_told() {
        let many: Vec<String> = (0..MOST + 10).map(|number| format!("\"f{number}\":1")).collect();
        let line = format!("{{{}}}", many.join(","));
        let head = head(&[&line]);
        let (mut row, mut misfits) = (Vec::new(), 0);
        head.row(&line, true, &mut row, &mut |misfit| misfits += u32::from(matches!(misfit, Misfit::NoColumn(_))))
            .unwrap();
        assert_eq!((head.columns.len(), row.len(), misfits), (MOST, MOST, 10));
    }

    #[test]
    fn values_that_no_type_can_keep_are_json() {
        for value in ["18446744073709551616", r#""\ud800""#] {
            assert_eq!(titles(&head(&[&format!("{{\"v\":{value}}}")])), [("v", ColumnType::Json)], "{value}");
        }
        assert_eq!(titles(&head(&[r#"{"v":1}"#, r#"{"v":"one"}"#])), [("v", ColumnType::Json)]);
    }
}
