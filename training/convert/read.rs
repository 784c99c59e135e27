//! The ways in which publishers store labelled comments, read into records of text; and what is done to every text.

use calamine::{Data, Reader, Xlsx};
use encoding_rs::Encoding;
use serde_json::Value;
use std::io::Cursor;

/// How the records of a file are stored.
#[derive(Debug, Clone, Copy)]
pub enum Layout {
    /// A record a line. A file that is not UTF-8 is in this encoding, if there is one.
    Lines(Option<&'static Encoding>),
    /// A record a line, fields separated by tabs; quotation marks are text.
    Tsv,
    /// Fields separated by this byte, in quotation marks where they hold it or a line end (RFC 4180).
    Quoted(u8),
    /// The first sheet of a workbook, a record a row.
    Xlsx,
    /// An object whose field of this name is a list of records.
    Json(&'static str),
}

/// Which fields of a record are read.
#[derive(Debug, Clone, Copy)]
pub enum Columns {
    /// Those under these names in the first line, in this order.
    Named(&'static [&'static str]),
    /// The first ones, in a file without names.
    First(usize),
}

/// Where a record stands (its number, from 1, in lines, rows or items), and its fields or what is wrong with it.
pub type Numbered = (usize, Result<Vec<String>, String>);

/// What the records of a layout are counted in.
pub fn unit(layout: Layout) -> &'static str {
    match layout {
        Layout::Lines(_) | Layout::Tsv | Layout::Quoted(_) => "line",
        Layout::Xlsx => "row",
        Layout::Json(_) => "item",
    }
}

/// All records of a file.
///
/// # Errors
/// Where nothing of the file can be read: a column is missing, or it is no workbook or no JSON.
pub fn records(bytes: &[u8], layout: Layout, columns: Columns) -> Result<Vec<Numbered>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match layout {
        Layout::Lines(encoding) => Ok(lines(bytes, encoding)),
        Layout::Tsv => {
            let split = |line: String| line.split('\t').map(str::to_string).collect();
            let table = lines(bytes, None).into_iter();
            chosen(table.map(|(number, line)| (number, line.map(|mut line| split(line.remove(0))))), columns)
        }
        Layout::Quoted(delimiter) => chosen(quoted(bytes, delimiter).into_iter(), columns),
        Layout::Xlsx => chosen(sheet(bytes)?.into_iter(), columns),
        Layout::Json(list) => items(bytes, list, columns),
    }
}

/// The lines that are not blank, each a record of one field.
fn lines(bytes: &[u8], encoding: Option<&'static Encoding>) -> Vec<Numbered> {
    let decoded = encoding.filter(|_| std::str::from_utf8(bytes).is_err()).map(|encoding| encoding.decode(bytes).0);
    let bytes = decoded.as_ref().map_or(bytes, |text| text.as_bytes());
    let line = |(index, line): (usize, &[u8])| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let blank = line.iter().all(u8::is_ascii_whitespace);
        (!blank).then(|| (index + 1, utf8(line).map(|text| vec![text])))
    };
    bytes.split(|byte| *byte == b'\n').enumerate().filter_map(line).collect()
}

fn quoted(bytes: &[u8], delimiter: u8) -> Vec<Numbered> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes);
    let record = |record: Result<csv::ByteRecord, csv::Error>| match record {
        Ok(record) => {
            let number = record.position().map_or(0, |position| position.line() as usize);
            (number, record.iter().map(utf8).collect())
        }
        Err(error) => {
            (error.position().map_or(0, |position| position.line() as usize), Err(format!("cannot be read: {error}")))
        }
    };
    reader.byte_records().map(record).collect()
}

fn sheet(bytes: &[u8]) -> Result<Vec<Numbered>, String> {
    let no_workbook =
        |error: calamine::XlsxError| format!("is no workbook that can be read ({error}); save it as .xlsx");
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(no_workbook)?;
    let range = workbook.worksheet_range_at(0).ok_or("the workbook has no sheet")?.map_err(no_workbook)?;
    let first = range.start().map_or(1, |(row, _)| row as usize + 1);
    let cell = |cell: &Data| if let Data::Empty | Data::Error(_) = cell { String::new() } else { cell.to_string() };
    let rows = range.rows().zip(first..).map(|(row, number)| (number, row.iter().map(cell).collect::<Vec<String>>()));
    Ok(rows.filter(|(_, row)| row.iter().any(|cell| !cell.is_empty())).map(|(number, row)| (number, Ok(row))).collect())
}

fn items(bytes: &[u8], list: &str, columns: Columns) -> Result<Vec<Numbered>, String> {
    let object: Value = serde_json::from_slice(bytes).map_err(|error| format!("is no JSON: {error}"))?;
    let list = object.get(list).and_then(Value::as_array).ok_or(format!("has no list named \"{list}\""))?;
    let Columns::Named(names) = columns else { return Err("items have no order of fields".into()) };
    let field = |item: &Value, name: &str| match item.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(value.to_string()),
        _ => Err(format!("has no \"{name}\"")),
    };
    Ok(list
        .iter()
        .zip(1..)
        .map(|(item, number)| (number, names.iter().map(|name| field(item, name)).collect()))
        .collect())
}

/// The fields of each record that `columns` asks for; a line of names is not a record.
fn chosen(mut table: impl Iterator<Item = Numbered>, columns: Columns) -> Result<Vec<Numbered>, String> {
    let (places, width): (Vec<usize>, usize) = match columns {
        Columns::First(count) => ((0..count).collect(), count),
        Columns::Named(names) => {
            let header = table.next().ok_or("is empty")?.1?;
            let place = |name: &&str| {
                let missing = || format!("has no column \"{name}\" but {header:?}; give the publisher's own file");
                header.iter().position(|column| column.trim() == *name).ok_or_else(missing)
            };
            (names.iter().map(place).collect::<Result<_, _>>()?, header.len())
        }
    };
    let needed = places.iter().max().map_or(0, |last| last + 1);
    let record = |fields: Vec<String>| {
        let stray = fields.iter().skip(width).any(|field| !field.trim().is_empty());
        if fields.len() < needed || stray {
            return Err(format!("has {} columns where {width} are; mend or delete it", fields.len()));
        }
        Ok(places.iter().map(|place| fields[*place].clone()).collect())
    };
    Ok(table.map(|(number, fields)| (number, fields.and_then(record))).collect())
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    let broken = |_| "is not UTF-8; convert the file, for example by iconv -f windows-1256 -t utf-8".to_string();
    std::str::from_utf8(bytes).map(str::to_string).map_err(broken)
}

/// A text as the converted form has it: HTML's entities are characters, handles are `@USER`, runs of spaces and tabs
/// one space, and none at either end. Line ends within the text stay.
pub fn clean(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(first) = rest.chars().next() {
        let (taken, length) = match first {
            '&' => {
                ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)).map_or(("&", 1), |(e, t)| (*t, e.len()))
            }
            '@' => match rest[1..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count() {
                0 => ("@", 1),
                handle => ("@USER", 1 + handle),
            },
            ' ' | '\t' => (if text.ends_with(' ') { "" } else { " " }, 1),
            _ => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        text.push_str(taken);
        rest = &rest[length..];
    }
    text.trim().to_string()
}

/// The entities that the interfaces of Twitter, Facebook and YouTube put into texts.
const ENTITIES: [(&str, &str); 5] = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_loses_handles_entities_and_runs_of_spaces_and_keeps_its_lines() {
        assert_eq!(clean(" @ali_99:  شكرا\t لك &lt;3 \nR&amp;D @علي @ "), "@USER: شكرا لك <3 \nR&D @علي @");
        assert_eq!(clean("&amp;lt;"), "&lt;");
    }

    #[test]
    fn a_bad_line_does_not_cost_the_others() {
        let found = records(
            b"text\tlabel\none\t1\nbad\n\xff\t0\ntwo\t0\t\r\n",
            Layout::Tsv,
            Columns::Named(&["label", "text"]),
        );
        let found = found.unwrap();
        assert_eq!(found[0], (2, Ok(vec!["1".into(), "one".into()])));
        assert!(found[1].0 == 3 && found[1].1.as_ref().unwrap_err().contains("has 1 columns where 2 are"));
        assert!(found[2].0 == 4 && found[2].1.as_ref().unwrap_err().contains("not UTF-8"));
        assert_eq!(found[3], (5, Ok(vec!["0".into(), "two".into()])));
    }

    #[test]
    fn a_quoted_field_may_hold_line_ends_and_the_number_is_that_of_its_first_line() {
        let found = records(b"a,b\n\"x\ny\",1\nz,2\n", Layout::Quoted(b','), Columns::Named(&["a"])).unwrap();
        assert_eq!(found, [(2, Ok(vec!["x\ny".to_string()])), (4, Ok(vec!["z".into()]))]);
    }

    #[test]
    fn a_missing_column_names_what_there_is() {
        let error = records(b"tweet\tid\n", Layout::Tsv, Columns::Named(&["text"])).unwrap_err();
        assert!(error.contains("no column \"text\" but [\"tweet\", \"id\"]"), "{error}");
        assert!(records(b"", Layout::Tsv, Columns::Named(&["text"])).is_err());
        assert!(records(b"no workbook", Layout::Xlsx, Columns::First(1)).is_err());
    }
}
