//! The sheet as an Excel workbook: right to left, cells of type text, and drop-down lists for the labels.

use super::{COLUMNS, Cell, ExportError, Exporter, cells};
use crate::label::sheet::guarded;
use crate::record::ScoredComment;
use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, Workbook as File, Worksheet};
use std::io::Write;

pub(super) struct Workbook<W> {
    out: W,
    sheet: Worksheet,
    row: u32,
    text: Format,
    label: Format,
}

/// The first of the label columns, which a person fills in.
const FIRST_LABEL: u16 = 16;

/// The width of each column, in characters.
const WIDTHS: [f64; COLUMNS.len()] = [
    10.0, 16.0, 16.0, 30.0, 18.0, 16.0, 12.0, 12.0, 70.0, 8.0, 8.0, 8.0, 10.0, 14.0, 40.0, 14.0, 10.0, 10.0, 10.0, 12.0,
];

impl<W> Workbook<W> {
    pub(super) fn new(out: W) -> Result<Self, ExportError> {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
        let label = text.clone().set_background_color(Color::RGB(0x00FF_F8DC));
        let head = Format::new().set_bold().set_background_color(Color::RGB(0x00E8_E8E8));
        let mut sheet = Worksheet::new();
        sheet.set_name("comments")?;
        sheet.set_right_to_left(true);
        sheet.set_freeze_panes(1, 0)?;
        for ((column, name), width) in (0..).zip(COLUMNS).zip(WIDTHS) {
            sheet.write_string_with_format(0, column, name, &head)?;
            sheet.set_column_width(column, width)?;
        }
        Ok(Self { out, sheet, row: 0, text, label })
    }
}

impl<W: Write> Exporter for Workbook<W> {
    fn write(&mut self, _: &str, scored: &ScoredComment) -> Result<(), ExportError> {
        self.row += 1;
        for (column, cell) in (0..).zip(cells(scored)) {
            match cell {
                Cell::Text(text) => {
                    self.sheet.write_string_with_format(self.row, column, guarded(&text), &self.text)?;
                }
                Cell::Own(own) => {
                    self.sheet.write_string_with_format(self.row, column, own, &self.text)?;
                }
                Cell::Score(score) => {
                    self.sheet.write_number(self.row, column, score)?;
                }
                Cell::Empty if column >= FIRST_LABEL => {
                    self.sheet.write_blank(self.row, column, &self.label)?;
                }
                Cell::Empty => {}
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        let last = self.row.max(1);
        let truth = DataValidation::new().allow_list_strings(&["true", "false"])?;
        let sentiment = DataValidation::new().allow_list_strings(&["negative", "neutral", "positive"])?;
        self.sheet.add_data_validation(1, FIRST_LABEL, last, FIRST_LABEL + 2, &truth)?;
        self.sheet.add_data_validation(1, FIRST_LABEL + 3, last, FIRST_LABEL + 3, &sentiment)?;
        let mut file = File::new();
        file.push_worksheet(self.sheet);
        // The creation date would differ from run to run.
        let epoch = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
        file.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&epoch));
        self.out.write_all(&file.save_to_buffer()?)?;
        Ok(self.out.flush()?)
    }
}
