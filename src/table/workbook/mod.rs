//! Rows of the first sheet of a workbook (.xlsx, .xlsm, .ods), one at a time.
//!
//! A workbook is a zip of XML, and a few kilobytes can claim anything: a cell in the last column of the last row, text
//! that expands a thousand-fold, one string in a million cells. So rows are read as a stream, hold only the cells that
//! are there, and everything has a bound; what is beyond is a problem that names its row.

mod ods;
mod part;
mod strings;
mod xlsx;
mod xml;

use std::fs::File;
use std::path::Path;

/// Rows of a sheet, as in Excel and LibreOffice.
const MOST_ROWS: u64 = 1_048_576;
/// Columns of a sheet, as in Excel and LibreOffice.
pub(crate) const MOST_COLUMNS: usize = 16_384;
/// The longest text of a cell, in bytes. Excel cuts at 32,767 characters.
const LONGEST_CELL: usize = 16 << 20;
/// The largest ratio of the text of all rows to the size of the file: a string can be used in any number of cells.
const MOST_REPETITION: u64 = 100;
/// Bytes of text below which the ratio is not checked.
const TOO_FEW: u64 = 4 << 20;

/// The cells of a row that are not empty, with their columns from 0, in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SheetRow(Vec<(usize, String)>);

impl SheetRow {
    /// The text of a cell; empty where there is none.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.0.binary_search_by_key(&column, |(at, _)| *at).map_or("", |found| &self.0[found].1)
    }

    /// All cells up to the last that is not empty.
    pub(crate) fn dense(&self) -> Vec<String> {
        let width = self.0.last().map_or(0, |(column, _)| column + 1);
        (0..width).map(|column| self.cell(column).to_string()).collect()
    }

    fn of(mut cells: Vec<(usize, String)>) -> Self {
        cells.retain(|(_, text)| !text.is_empty());
        cells.sort_by_key(|(column, _)| *column);
        cells.dedup_by_key(|(column, _)| *column);
        Self(cells)
    }

    fn is_blank(&self) -> bool {
        self.0.iter().all(|(_, text)| text.trim().is_empty())
    }
}

/// A row's number, from 1, and its cells or what is wrong with it.
pub(crate) type NumberedRow = (u64, Result<SheetRow, String>);

/// The rows of a sheet that are not blank.
pub(crate) type SheetRows = Box<dyn Iterator<Item = NumberedRow> + Send>;

/// The rows of the first sheet of a workbook.
///
/// # Errors
/// A sentence where the file is no workbook that can be read.
pub(crate) fn sheet_rows(file: &Path) -> Result<SheetRows, String> {
    let opened = File::open(file).map_err(|error| format!("cannot be read: {error}"))?;
    let data = opened.metadata().map_err(|error| format!("cannot be read: {error}"))?;
    if !data.is_file() {
        return Err("cannot be read: a workbook is a file, no folder or pipe".into());
    }
    let mut archive = part::Archive::open(opened, data.len())?;
    if archive.part("xl/workbook.bin")?.is_some() {
        return Err("not a spreadsheet that can be read: a binary workbook (.xlsb); save it as .xlsx or .csv".into());
    }
    if archive.has("META-INF/manifest.xml", "encryption-data")? {
        return Err("not a spreadsheet that can be read: it has a password; save it without one".into());
    }
    let rows: SheetRows = match archive.part("content.xml")? {
        Some(content) => Box::new(ods::OdsRows::new(content)),
        None => Box::new(xlsx::XlsxRows::open(&mut archive)?),
    };
    let mut budget = Budget::new(data.len());
    let mut ended = false;
    Ok(Box::new(rows.map_while(move |(number, row)| {
        if ended {
            return None;
        }
        let row = row.and_then(|row| {
            let bytes = row.0.iter().map(|(_, text)| text.len() as u64 + 8).sum();
            budget.spend(bytes).map(|()| row).inspect_err(|_| ended = true)
        });
        Some((number, row))
    })))
}

/// The text that the rows of a file may have.
#[derive(Debug)]
pub(crate) struct Budget(u64);

impl Budget {
    /// The budget of a file of so many bytes.
    pub(crate) fn new(file: u64) -> Self {
        Self(file.saturating_mul(MOST_REPETITION).max(TOO_FEW))
    }

    /// Takes so many bytes; a message when none are left.
    pub(crate) fn spend(&mut self, bytes: u64) -> Result<(), String> {
        match self.0.checked_sub(bytes) {
            Some(left) => {
                self.0 = left;
                Ok(())
            }
            None => Err(format!(
                "the text of its rows is more than {MOST_REPETITION} times its size; this row and what follows is not \
                 read; if it is no mistake, save the sheet as .csv"
            )),
        }
    }
}

#[cfg(test)]
mod tests;
