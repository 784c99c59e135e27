//! Rows of CSV files and workbooks: each becomes a JSON line, so that later steps are the same for all formats.

use super::exported;
use super::guard::unguarded;
use super::quotes::{LineProblems, Quotes};
use super::row_fields::{RowField, row_fields};
use super::workbook::{Budget, MOST_COLUMNS, sheet_rows};
use crate::record::schema::ColumnType;
use csv::ByteRecord;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// A row's number and its JSON line, or an error message.
pub(super) type Row = (u64, Result<String, String>);

/// The rows of a CSV file that are not blank, with their line numbers. A row that cannot be read is an error of its own;
/// quotation marks, rows and columns are bounded.
pub(crate) struct CsvRows<R> {
    reader: csv::Reader<Quotes<BufReader<R>>>,
    problems: LineProblems,
    /// The cells of the first row.
    pub(crate) names: Vec<String>,
    /// The lines before the first row: one that says the delimiter.
    before: u64,
    /// 1 where lines end in CRLF: the reader counts a line at its LF, which it takes for a part of the next row.
    late: u64,
    ended: bool,
}

impl<R: Read> CsvRows<R> {
    /// Opens a CSV file and reads the names of its columns.
    ///
    /// # Errors
    /// A sentence where the first row cannot be read.
    pub(crate) fn open(reader: R) -> Result<Self, String> {
        let mut buffered = BufReader::with_capacity(1 << 16, reader);
        let beginning = buffered.fill_buf().map_err(|error| format!("cannot be read: {error}"))?;
        if beginning.starts_with(b"\xFF\xFE") || beginning.starts_with(b"\xFE\xFF") {
            return Err("UTF-16; save the file as UTF-8 (in Excel: \"CSV UTF-8\")".into());
        }
        let (delimiter, skipped) = match said_delimiter(beginning) {
            Some((said, length)) => (said, length),
            None => (delimiter(beginning), 0),
        };
        let first = beginning[skipped..].split(|byte| *byte == b'\n').next().unwrap_or_default();
        let late = u64::from(first.ends_with(b"\r"));
        buffered.consume(skipped);
        let (quotes, problems) = Quotes::new(buffered, delimiter);
        let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(quotes);
        let header = reader.byte_headers().map_err(|error| error.to_string())?;
        if header.len() > MOST_COLUMNS {
            return Err(too_many_columns());
        }
        // Some programs write a space behind each comma.
        let name = |cell: &[u8]| String::from_utf8_lossy(cell).trim_start_matches('\u{FEFF}').trim().to_string();
        let names = header.iter().map(name).collect();
        // Without its first row the others have no names.
        if let Some((line, problem)) = problems.next().filter(|(line, _)| *line == 1) {
            return Err(format!("line {}: {problem}", line + u64::from(skipped > 0)));
        }
        Ok(Self { reader, problems, names, before: u64::from(skipped > 0), late, ended: false })
    }
}

impl<R: Read> Iterator for CsvRows<R> {
    type Item = (u64, Result<Vec<String>, String>);

    fn next(&mut self) -> Option<Self::Item> {
        self.next_row().map(|(line, row)| (line + self.before, row))
    }
}

impl<R: Read> CsvRows<R> {
    /// The line of a row that was just read. The reader tells where it began to look for the row, before blank lines.
    fn line_of(&self, record: &ByteRecord) -> u64 {
        let began = record.position().map_or(0, csv::Position::line) + self.late;
        let inside = record.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
        let ended = self.reader.position().line() + self.late;
        began.max(ended.saturating_sub(1 + inside))
    }

    fn next_row(&mut self) -> Option<(u64, Result<Vec<String>, String>)> {
        let mut record = ByteRecord::new();
        loop {
            if let Some((line, problem)) = self.problems.next() {
                return Some((line, Err(problem)));
            }
            if self.ended {
                return None;
            }
            match self.reader.read_byte_record(&mut record) {
                Err(error) => {
                    self.ended = true;
                    let line = error.position().map_or(self.reader.position().line(), csv::Position::line);
                    return Some((line, Err(format!("cannot be read: {error}"))));
                }
                // The last problem may come with the end.
                Ok(false) => self.ended = true,
                Ok(true) if record.iter().all(|cell| cell.iter().all(u8::is_ascii_whitespace)) => {}
                Ok(true) => {
                    let line = self.line_of(&record);
                    if record.len() > MOST_COLUMNS {
                        return Some((line, Err(too_many_columns())));
                    }
                    let cells: Result<Vec<String>, _> =
                        record.iter().map(|cell| std::str::from_utf8(cell).map(String::from)).collect();
                    return Some((line, cells.map_err(|_| "not UTF-8; save the file as UTF-8".into())));
                }
            }
        }
    }
}

fn too_many_columns() -> String {
    format!("more than {MOST_COLUMNS} columns, which no spreadsheet program has")
}

/// The rows of a CSV file as JSON lines, with their line numbers.
pub(crate) fn csv_lines<R: Read>(reader: R) -> Result<impl Iterator<Item = Row>, String> {
    let rows = CsvRows::open(reader)?;
    let fields = RowFields::of(&rows.names);
    Ok(rows.map(move |(line, row)| (line, row.map(|cells| fields.json_line(&cells)))))
}

/// The rows of a workbook's first sheet as JSON lines, with their row numbers.
pub(crate) fn workbook_lines(file: &Path) -> Result<impl Iterator<Item = Row> + use<>, String> {
    let mut rows = sheet_rows(file)?;
    let names = match rows.next() {
        Some((_, Ok(names))) => names.dense(),
        Some((row, Err(problem))) => return Err(format!("row {row}: {problem}")),
        None => return Err("an empty sheet; its first row names the columns, one of them text".into()),
    };
    let mut budget = Budget::new(std::fs::metadata(file).map_or(0, |data| data.len()));
    let (width, fields) = (names.len(), RowFields::of(&names));
    let mut ended = false;
    Ok(rows.map_while(move |(number, row)| {
        if ended {
            return None;
        }
        let line = row.and_then(|row| {
            let mut cells = row.dense();
            cells.resize(cells.len().max(width), String::new());
            let line = fields.json_line(&cells);
            budget.spend((line.len() + cells.len()) as u64).map(|()| line).inspect_err(|_| ended = true)
        });
        Some((number, line))
    }))
}

/// The delimiter that the first line says (`sep=;`, which Excel reads and some programs write), and how long that line is.
fn said_delimiter(beginning: &[u8]) -> Option<(u8, usize)> {
    let mark: &[u8] = if beginning.starts_with(b"\xEF\xBB\xBF") { b"\xEF\xBB\xBF" } else { b"" };
    let said = beginning[mark.len()..].strip_prefix(b"sep=")?;
    let (delimiter, rest) =
        said.split_first().filter(|(delimiter, _)| delimiter.is_ascii() && !b"\"\r\n".contains(delimiter))?;
    let end = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
    (end > 0).then_some((*delimiter, mark.len() + b"sep=".len() + 1 + end))
}

/// The delimiter, detected in the first line: spreadsheet programs write a semicolon where the comma is the
/// decimal mark.
pub(crate) fn delimiter(beginning: &[u8]) -> u8 {
    let first = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| first.iter().filter(|byte| **byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// The fields of the records that rows become.
struct RowFields {
    fields: Vec<RowField>,
    /// Whether cells may be guarded, as those of an exported sheet are.
    guarded: bool,
    /// Whether a column has no name: its empty cells are nothing.
    unnamed: Vec<bool>,
}

impl RowFields {
    fn of(names: &[String]) -> Self {
        let unnamed = names.iter().map(|name| name.trim().is_empty()).collect();
        let columns = exported::names(names);
        if exported::is_exported(&columns) {
            Self { fields: row_fields(&columns), guarded: true, unnamed }
        } else {
            Self { fields: row_fields(names), guarded: false, unnamed }
        }
    }

    /// A row as a JSON object.
    fn json_line(&self, cells: &[String]) -> String {
        let text = |column: usize| match self.guarded {
            true => unguarded(&cells[column]),
            false => cells[column].as_str().into(),
        };
        let mut object = serde_json::Map::new();
        // A row that is shorter than the header has the fields of its cells: going over all for each was quadratic.
        for field in self.fields.iter().take_while(|field| field.first_column() < cells.len()) {
            match field {
                RowField::Plain(column, _) if self.unnamed[*column] && cells[*column].is_empty() => {}
                RowField::Plain(column, name) => {
                    object.insert(name.clone(), text(*column).into());
                }
                RowField::Part(name, leaves) => {
                    let leaves = leaves.iter().take_while(|(column, ..)| *column < cells.len());
                    let value = |(column, leaf, kind): &(usize, String, ColumnType)| {
                        (leaf.clone(), typed(&text(*column), *kind))
                    };
                    let part: serde_json::Map<String, Value> = leaves.map(value).collect();
                    let is_absent = part.values().all(Value::is_null);
                    object.insert(name.clone(), if is_absent { Value::Null } else { Value::Object(part) });
                }
            }
        }
        Value::Object(object).to_string()
    }
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
    fn rows_know_their_lines_whatever_ends_a_line_and_says_the_delimiter() {
        for (before, end) in [("", "\n"), ("", "\r\n"), ("sep=;", "\n"), ("sep=;", "\r\n")] {
            let head = if before.is_empty() { String::new() } else { format!("{before}{end}") };
            let table = format!("{head}text;id{end}ق;1{end}\"س{end}ن\";2{end}{end}ج;3{end}");
            let lines: Vec<u64> =
                csv_lines(table.as_bytes()).unwrap().map(|(line, row)| row.map(|_| line).unwrap()).collect();
            let first = 2 + u64::from(!before.is_empty());
            assert_eq!(lines, [first, first + 1, first + 4], "{before:?} {end:?}");
        }
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
