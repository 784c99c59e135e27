//! Rows of an .xlsx: ECMA-376, part 1, §18.3.

use super::part::Archive;
use super::strings::Strings;
use super::xml::{Xml, XmlElement, XmlToken};
use super::{LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, NumberedRow, SheetRow};

/// The rows of a sheet, as they stand in its part.
pub(super) struct XlsxRows {
    sheet: Xml,
    strings: Strings,
    /// The number of the last row.
    row: u64,
    ended: bool,
}

impl XlsxRows {
    pub(super) fn open(archive: &mut Archive) -> Result<Self, String> {
        let sheet = first_sheet(archive)?;
        let strings = archive.part("xl/sharedStrings.xml")?.map(Strings::read).transpose()?.unwrap_or_default();
        let part = archive.part(&sheet)?.ok_or_else(|| format!("has no sheet: {sheet} is not there"))?;
        Ok(Self { sheet: Xml::new(part), strings, row: 0, ended: false })
    }

    /// The next row that is not blank; `None` after the last.
    fn read_row(&mut self) -> Result<Option<NumberedRow>, String> {
        let mut row = XlsxRow::default();
        loop {
            match self.sheet.next()? {
                XmlToken::Begin(element) => match element.name() {
                    "row" => {
                        row = XlsxRow::default();
                        let number = element.attribute("r").map_or(Some(self.row + 1), |number| number.parse().ok());
                        match number.filter(|number| (1..=MOST_ROWS).contains(number)) {
                            Some(number) => self.row = number,
                            None => {
                                self.row += 1;
                                row.problem = Some(format!("its number is not one of a row, 1 to {MOST_ROWS}"));
                            }
                        }
                    }
                    "c" => row.begin_cell(&element),
                    "rPh" => row.is_phonetic = true,
                    "v" | "t" => row.is_text = !row.is_phonetic,
                    _ => {}
                },
                XmlToken::Text(text) if row.is_text => {
                    if row.text.len() + text.len() > LONGEST_CELL {
                        row.problem = Some(format!("a cell is longer than {} MiB", LONGEST_CELL >> 20));
                    } else {
                        row.text.push_str(&text);
                    }
                }
                XmlToken::Text(_) => {}
                XmlToken::End(name) => match name.as_str() {
                    "v" | "t" => row.is_text = false,
                    "rPh" => row.is_phonetic = false,
                    "c" => row.end_cell(&self.strings),
                    "row" => {
                        let number = self.row;
                        let XlsxRow { cells, problem, .. } = std::mem::take(&mut row);
                        let cells = SheetRow::of(cells);
                        match problem {
                            Some(problem) => return Ok(Some((number, Err(problem)))),
                            None if cells.is_blank() => {}
                            None => return Ok(Some((number, Ok(cells)))),
                        }
                    }
                    "sheetData" => return Ok(None),
                    _ => {}
                },
                XmlToken::Over => return Err("the sheet ends early".into()),
            }
        }
    }
}

impl Iterator for XlsxRows {
    type Item = NumberedRow;

    fn next(&mut self) -> Option<NumberedRow> {
        if self.ended {
            return None;
        }
        let row = self.read_row().unwrap_or_else(|problem| {
            self.ended = true;
            Some((self.row + 1, Err(format!("{problem}; what follows is not read"))))
        });
        self.ended |= row.is_none();
        row
    }
}

#[derive(Default)]
struct XlsxRow {
    cells: Vec<(usize, String)>,
    /// The column of the current cell, and the next one's where it names none.
    column: usize,
    next: usize,
    kind: String,
    text: String,
    is_text: bool,
    is_phonetic: bool,
    problem: Option<String>,
}

impl XlsxRow {
    fn begin_cell(&mut self, element: &XmlElement) {
        let column = match element.attribute("r") {
            None => Some(self.next),
            Some(reference) => column_of(&reference),
        };
        match column.filter(|column| *column < MOST_COLUMNS) {
            Some(column) => self.column = column,
            None => self.problem = Some("a cell is beyond column XFD, the last one of a sheet".into()),
        }
        self.next = self.column + 1;
        self.kind = element.attribute("t").unwrap_or_default();
        self.text.clear();
        self.is_text = false;
    }

    fn end_cell(&mut self, strings: &Strings) {
        let text = std::mem::take(&mut self.text);
        let value = match self.kind.as_str() {
            "s" => match text.trim().parse().ok().and_then(|index| strings.get(index)) {
                Some(string) => unescaped(string),
                None => {
                    self.problem = Some(format!("a cell names the shared string {text:.20}, which is not there"));
                    return;
                }
            },
            "b" => if text.trim() == "1" { "true" } else { "false" }.into(),
            "inlineStr" | "str" => unescaped(&text),
            "d" | "e" => text,
            _ => text.trim().parse::<f64>().map_or(text, |number| number.to_string()),
        };
        if !value.is_empty() {
            self.cells.push((self.column, value));
        }
    }
}

/// The column of a reference such as `AB7`, from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let number =
        letters.take(4).fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

/// A string in which `_x000D_` is the character of that number, as Excel writes what XML cannot (§22.9.2.19).
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let character = rest.as_bytes().get(at + 2..at + 7).filter(|found| found[4] == b'_').and_then(|found| {
            let digits = std::str::from_utf8(&found[..4]).ok()?;
            let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?)
        });
        match character {
            Some(character) => {
                out.push_str(&rest[..at]);
                out.push(character);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The name of the first sheet's part.
fn first_sheet(archive: &mut Archive) -> Result<String, String> {
    const USUAL: &str = "xl/worksheets/sheet1.xml";
    let Some(part) = archive.part("xl/workbook.xml")? else {
        return Err("not a spreadsheet that can be read: it has no xl/workbook.xml; save it as .xlsx or .csv".into());
    };
    let Some(sheet) = find(part, "sheet", |_| true)? else { return Err("has no sheet".into()) };
    // The identifier of the sheet has the prefix of relationships: `r:id`, beside `sheetId`.
    let Some(id) = sheet.attribute("id") else { return Ok(USUAL.into()) };
    let Some(part) = archive.part("xl/_rels/workbook.xml.rels")? else { return Ok(USUAL.into()) };
    let relation = find(part, "Relationship", |element| element.attribute("Id").is_some_and(|found| found == id))?;
    let target = relation.and_then(|relation| relation.attribute("Target"));
    Ok(target.map_or_else(
        || USUAL.into(),
        |target| target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), String::from),
    ))
}

/// The first element of this name that is wanted.
fn find(
    part: super::part::WorkbookPart,
    name: &str,
    wanted: impl Fn(&XmlElement) -> bool,
) -> Result<Option<XmlElement>, String> {
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            XmlToken::Begin(element) if element.name() == name && wanted(&element) => return Ok(Some(element)),
            XmlToken::Over => return Ok(None),
            _ => {}
        }
    }
}
