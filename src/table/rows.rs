//! Rows of CSV files and workbooks: each becomes a JSON line, so that later steps are the same for all formats.

use super::row_fields::{RowField, row_fields};
use crate::record::schema::ColumnType;
use calamine::{Data, Reader, open_workbook_auto};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// A row's number and its JSON line, or an error message.
pub(super) type Row = (u64, Result<String, String>);

/// The rows of a CSV file as JSON lines, with their line numbers; a row that cannot be read is an error of its own.
pub(crate) fn csv_lines<R: Read>(reader: R) -> Result<impl Iterator<Item = Row>, String> {
    let mut buffered = BufReader::with_capacity(1 << 16, reader);
    let delimiter = delimiter(buffered.fill_buf().map_err(|error| format!("cannot be read: {error}"))?);
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(buffered);
    let names: Vec<String> = reader
        .byte_headers()
        .map_err(|error| error.to_string())?
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).trim_start_matches('\u{FEFF}').to_string())
        .collect();
    let names = row_fields(&names);
    Ok(reader.into_byte_records().map(move |row| match row {
        Err(error) => (error.position().map_or(0, csv::Position::line), Err(error.to_string())),
        Ok(row) => {
            let line = row.position().map_or(0, csv::Position::line);
            match row.iter().map(|cell| std::str::from_utf8(cell).map(String::from)).collect::<Result<Vec<_>, _>>() {
                Ok(cells) => (line, Ok(json_line(&names, &cells))),
                Err(_) => (line, Err("not UTF-8; save the file as UTF-8".into())),
            }
        }
    }))
}

/// The rows of a workbook's first sheet as JSON lines, with their row numbers.
pub(crate) fn workbook_lines(file: &Path) -> Result<Vec<Row>, String> {
    let mut workbook =
        open_workbook_auto(file).map_err(|error| format!("not a spreadsheet that can be read: {error}"))?;
    let range = workbook.worksheet_range_at(0).ok_or("has no sheet")?.map_err(|error| error.to_string())?;
    let first = range.start().map_or(0, |(row, _)| u64::from(row));
    let text = |row: &[Data]| row.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut rows = range.rows();
    let names = row_fields(&text(rows.next().unwrap_or_default()));
    Ok(rows.enumerate().map(|(index, row)| (first + index as u64 + 2, Ok(json_line(&names, &text(row))))).collect())
}

/// The delimiter, detected in the first line: spreadsheet programs write a semicolon where the comma is the
/// decimal mark.
pub(crate) fn delimiter(beginning: &[u8]) -> u8 {
    let first = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| first.iter().filter(|byte| **byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// A row as a JSON object with these fields.
fn json_line(fields: &[RowField], cells: &[String]) -> String {
    let mut object = serde_json::Map::new();
    // A row that is shorter than the header has the fields of its cells: going over all for each was quadratic.
    for field in fields.iter().take_while(|field| field.first_column() < cells.len()) {
        match field {
            RowField::Plain(column, name) => {
                object.insert(name.clone(), cells[*column].as_str().into());
            }
            RowField::Part(name, leaves) => {
                let leaves = leaves.iter().take_while(|(column, ..)| *column < cells.len());
                let value =
                    |(column, leaf, kind): &(usize, String, ColumnType)| (leaf.clone(), typed(&cells[*column], *kind));
                let part: serde_json::Map<String, Value> = leaves.map(value).collect();
                let is_absent = part.values().all(Value::is_null);
                object.insert(name.clone(), if is_absent { Value::Null } else { Value::Object(part) });
            }
        }
    }
    Value::Object(object).to_string()
}

/// A cell of a part of a record as a value of its type, if it can be parsed so; null where it is empty.
fn typed(cell: &str, kind: ColumnType) -> Value {
    match kind {
        _ if cell.is_empty() => Value::Null,
        ColumnType::Integer | ColumnType::Float => {
            cell.parse::<serde_json::Number>().map_or_else(|_| cell.into(), Value::Number)
        }
        _ => cell.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_becomes_an_object_in_the_order_of_the_columns_and_knows_its_line() {
        let rows: Vec<_> = csv_lines("\u{FEFF}text,id,id\n\"سطر\nثان\",7,8\nنص,8,\n".as_bytes()).unwrap().collect();
        assert_eq!(rows[0], (2, Ok("{\"text\":\"سطر\\nثان\",\"id\":\"7\",\"id_2\":\"8\"}".into())));
        assert_eq!(rows[1].0, 4);
    }

    #[test]
    fn dotted_columns_of_a_comment_become_its_parts_again() {
        let table = "text,article.site,article.comments_declared,article.url,time.text,a.b\nق,elaph,12,,,x\n";
        let rows: Vec<_> = csv_lines(table.as_bytes()).unwrap().collect();
        let expected = concat!(
            r#"{"text":"ق","article":{"site":"elaph","comments_declared":12,"url":null},"#,
            r#""time":null,"a.b":"x"}"#
        );
        assert_eq!(rows[0].1.as_deref(), Ok(expected));
    }
}
