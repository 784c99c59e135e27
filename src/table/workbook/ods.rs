//! Rows of an .ods: OpenDocument 1.3, part 3, §9. Rows and cells have a number of repetitions.

use super::part::WorkbookPart;
use super::xml::{Xml, XmlElement, XmlToken};
use super::{LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, NumberedRow, SheetRow};
use std::ops::Range;

/// The rows of a document's first table.
pub(super) struct OdsRows {
    content: Xml,
    /// The number of the next row.
    next: u64,
    /// The last row, and the numbers under which it is still to come.
    repeated: (SheetRow, Range<u64>),
    is_in_table: bool,
    ended: bool,
}

impl OdsRows {
    pub(super) fn new(content: WorkbookPart) -> Self {
        Self { content: Xml::new(content), next: 1, repeated: Default::default(), is_in_table: false, ended: false }
    }

    fn read_row(&mut self) -> Result<Option<NumberedRow>, String> {
        let mut row = OdsRow::default();
        loop {
            match self.content.next()? {
                XmlToken::Begin(element) => match element.name() {
                    "table" if !self.is_in_table => self.is_in_table = true,
                    "annotation" => row.annotations += 1,
                    _ if row.annotations > 0 => {}
                    "table-row" => {
                        row = OdsRow { times: times(&element, "number-rows-repeated"), ..OdsRow::default() };
                    }
                    "table-cell" | "covered-table-cell" => row.begin_cell(&element),
                    "p" => row.begin_paragraph(),
                    "s" => row.push(&" ".repeat(times(&element, "c").min(1 << 16) as usize)),
                    "tab" => row.push("\t"),
                    "line-break" => row.push("\n"),
                    _ => {}
                },
                XmlToken::Text(text) => {
                    if row.paragraphs > 0 && row.annotations == 0 {
                        row.push(&text);
                    }
                }
                XmlToken::End(name) => match name.as_str() {
                    "annotation" => row.annotations = row.annotations.saturating_sub(1),
                    _ if row.annotations > 0 => {}
                    "p" => row.is_in_paragraph = false,
                    "table-cell" | "covered-table-cell" => row.end_cell(),
                    "table-row" => {
                        // A row that ends without a beginning, or says that it comes no times, comes once.
                        let (number, times) = (self.next, row.times.max(1));
                        self.next = self.next.saturating_add(times);
                        let OdsRow { cells, problem, .. } = std::mem::take(&mut row);
                        let cells = SheetRow::of(cells);
                        match problem {
                            Some(problem) => return Ok(Some((number, Err(problem)))),
                            None if cells.is_blank() => {}
                            None if number > MOST_ROWS => return Err(too_many_rows()),
                            None => {
                                self.repeated = (cells.clone(), number + 1..self.next);
                                return Ok(Some((number, Ok(cells))));
                            }
                        }
                    }
                    "table" if self.is_in_table => return Ok(None),
                    _ => {}
                },
                XmlToken::Over if self.is_in_table => return Err("the sheet ends early".into()),
                XmlToken::Over => return Err("has no sheet".into()),
            }
        }
    }
}

impl Iterator for OdsRows {
    type Item = NumberedRow;

    fn next(&mut self) -> Option<NumberedRow> {
        if self.ended {
            return None;
        }
        let (row, numbers) = &mut self.repeated;
        if let Some(number) = numbers.next() {
            self.ended = number > MOST_ROWS;
            return Some((
                number,
                if self.ended {
                    Err(format!("{}; what follows is not read", too_many_rows()))
                } else {
                    Ok(row.clone())
                },
            ));
        }
        let row = self.read_row().unwrap_or_else(|problem| {
            self.ended = true;
            Some((self.next, Err(format!("{problem}; what follows is not read"))))
        });
        self.ended |= row.is_none();
        row
    }
}

fn too_many_rows() -> String {
    format!("more than {MOST_ROWS} rows, which no sheet has")
}

#[derive(Default)]
struct OdsRow {
    /// How often the row comes.
    times: u64,
    cells: Vec<(usize, String)>,
    /// The column of the current cell, and how many it takes.
    column: u64,
    columns: u64,
    /// The value, where it is no text.
    value: Option<String>,
    text: String,
    paragraphs: usize,
    is_in_paragraph: bool,
    annotations: usize,
    problem: Option<String>,
}

impl OdsRow {
    fn begin_cell(&mut self, element: &XmlElement) {
        self.columns = times(element, "number-columns-repeated");
        self.value = match element.attribute("value-type").as_deref() {
            Some("boolean") => element.attribute("boolean-value"),
            Some("float") => {
                let value = element.attribute("value");
                value.map(|value| value.parse::<f64>().map_or(value, |number| number.to_string()))
            }
            _ => None,
        };
        self.text.clear();
        self.paragraphs = 0;
    }

    fn begin_paragraph(&mut self) {
        if self.paragraphs > 0 {
            self.push("\n");
        }
        self.paragraphs += 1;
        self.is_in_paragraph = true;
    }

    fn push(&mut self, text: &str) {
        if self.text.len() + text.len() > LONGEST_CELL {
            self.problem = Some(format!("a cell is longer than {} MiB", LONGEST_CELL >> 20));
        } else if self.is_in_paragraph || text == "\n" {
            self.text.push_str(text);
        }
    }

    fn end_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        let value = self.value.take().unwrap_or(text);
        let begin = self.column;
        self.column = self.column.saturating_add(self.columns);
        if value.is_empty() {
            return;
        }
        if self.column > MOST_COLUMNS as u64 {
            self.problem = Some(format!("a cell is beyond column {MOST_COLUMNS}, the last one of a sheet"));
            return;
        }
        // A long text in every column of a row: as much of it as one cell may have.
        if value.len() as u64 * self.columns > LONGEST_CELL as u64 {
            self.problem = Some(format!("its repeated cells have more than {} MiB of text", LONGEST_CELL >> 20));
            return;
        }
        let columns = usize::try_from(begin).unwrap_or(usize::MAX)..usize::try_from(self.column).unwrap_or(usize::MAX);
        self.cells.extend(columns.map(|column| (column, value.clone())));
    }
}

/// A number of repetitions; 1 where there is none.
fn times(element: &XmlElement, name: &str) -> u64 {
    element.attribute(name).map_or(1, |times| times.parse().unwrap_or(u64::MAX)).max(1)
}
