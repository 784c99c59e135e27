//! The sheet as an Excel workbook for a person: right to left, wrapped rows under a frozen head with a filter, drop-down
//! lists for the labels, dates that are dates, and printed on A4 landscape by width.

use super::{COLUMNS, Cell, Column, ExportError, Exporter, LABELS, cells, why};
use crate::locale::Locale;
use crate::record::{Flag, ScoredComment, Sentiment};
use crate::table::guard::guarded;
use crate::time::Moment;
use rust_xlsxwriter::{
    Color, DataValidation, ExcelDateTime, Format, FormatAlign, Workbook as File, Worksheet, XlsxError,
};
use std::borrow::Cow;
use std::io::Write;

pub(super) struct Workbook<W> {
    out: W,
    locale: Locale,
    sheet: Worksheet,
    row: u32,
    text: Format,
    label: Format,
    number: Format,
    day: Format,
    minute: Format,
}

/// Columns that are printed: up to the deciding words, which fit on a landscape page by width.
const PRINTED: u16 = 10;
/// The height of a line and the most of a row, in points.
const LINE: f64 = 16.0;
const MOST: f64 = 409.0;

/// The most UTF-16 units that Excel keeps in a cell.
const LONGEST: usize = 32_767;

/// A text as long as a cell can be: a longer one is cut, and says so.
fn cut(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return text;
    }
    let all = text.chars().count();
    let mark = |shown: usize| format!("… [cut by Excel's limit: {shown} of {all} characters; a .csv has them all]");
    let mut left = LONGEST - mark(all).len();
    let fits = |character: &char| left.checked_sub(character.len_utf16()).map(|rest| left = rest).is_some();
    let mut shown: String = text.chars().take_while(fits).collect();
    let count = shown.chars().count();
    shown.push_str(&mark(count));
    shown.into()
}

impl<W> Workbook<W> {
    pub(super) fn new(out: W, locale: Locale) -> Result<Self, ExportError> {
        const RIGHT_TO_LEFT: u8 = 2;
        let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_reading_direction(RIGHT_TO_LEFT);
        let text = cell.clone().set_num_format("@");
        let label = text.clone().set_background_color(Color::RGB(0x00FF_F8DC));
        let head = cell.clone().set_bold().set_background_color(Color::RGB(0x00E8_E8E8));
        let mut sheet = Worksheet::new();
        sheet.set_name(locale.word("sheet.name"))?;
        sheet.set_right_to_left(true);
        sheet.set_freeze_panes(1, 0)?;
        for (column, Column { head: key, width, .. }) in (0..).zip(&COLUMNS) {
            sheet.write_string_with_format(0, column, locale.word(key), &head)?;
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_row_height(0, 3.0 * LINE)?;
        const A4: u8 = 9;
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        sheet.set_footer(format!("&C{}", locale.word("sheet.page_of")));
        let number = cell.clone().set_num_format("0.00");
        let [day, minute] = ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"].map(|form| cell.clone().set_num_format(form));
        Ok(Self { out, locale, sheet, row: 0, text, label, number, day, minute })
    }

    /// Writes a day or minute as a date; as text where Excel has none, before 1900.
    fn moment(&mut self, column: u16, moment: Moment) -> Result<(), XlsxError> {
        let (date, time) = (moment.date(), moment.time());
        let as_date = || {
            let day =
                ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, date.month() as u8, date.day() as u8).ok()?;
            match time {
                None => Some(day),
                Some(time) => day.and_hms(time.hour() as u16, time.minute() as u8, f64::from(time.second())).ok(),
            }
        };
        let format = if time.is_some() { &self.minute } else { &self.day };
        match as_date() {
            Some(at) => self.sheet.write_datetime_with_format(self.row, column, at, format)?,
            None => self.sheet.write_string_with_format(self.row, column, guarded(&moment.to_string()), &self.text)?,
        };
        Ok(())
    }

    fn words<'label>(&self, labels: impl Iterator<Item = &'label str>) -> String {
        labels.map(|label| self.locale.word(label)).collect::<Vec<_>>().join("؛ ")
    }
}

/// The lines that a text takes in a column of so many characters. LibreOffice does not find the height of a row itself.
fn lines(text: &str, width: f64) -> f64 {
    text.lines().map(|line| (line.chars().count() as f64 / width).ceil().max(1.0)).sum()
}

impl<W: Write> Exporter for Workbook<W> {
    fn write(&mut self, _: &str, scored: &ScoredComment) -> Result<(), ExportError> {
        self.row += 1;
        let mut height: f64 = 1.0;
        for ((column, index), cell) in (0..).zip(0..).zip(cells(scored)) {
            let text = match cell {
                Cell::Text(text) => cut(guarded(&text)).into_owned(),
                Cell::Own(own) => own,
                Cell::Reasons(prediction) => {
                    let by_rule = |flag: &str, phrase: &str| self.locale.phrase("by_rule", &[&flag, &phrase]);
                    cut(guarded(&why(prediction, |label| self.locale.word(label), by_rule))).into_owned()
                }
                Cell::Flags(flags) => self.words(flags.iter().map(|flag| flag.name())),
                Cell::Sentiment(sentiment) => self.locale.word(sentiment.name()).into(),
                Cell::Moment(moment) => {
                    self.moment(column, moment)?;
                    continue;
                }
                Cell::Score(score) => {
                    self.sheet.write_number_with_format(self.row, column, score, &self.number)?;
                    continue;
                }
                Cell::Empty if LABELS.contains(&index) => {
                    self.sheet.write_blank(self.row, column, &self.label)?;
                    continue;
                }
                Cell::Empty => continue,
            };
            if usize::from(PRINTED) > index {
                height = height.max(lines(&text, COLUMNS[index].width));
            }
            self.sheet.write_string_with_format(self.row, column, text, &self.text)?;
        }
        self.sheet.set_row_height(self.row, (height * LINE).min(MOST))?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        let last = self.row.max(1);
        let word = |key: &str| self.locale.word(key);
        let list = |keys: &[&str]| -> Result<DataValidation, XlsxError> {
            let words: Vec<&str> = keys.iter().map(|key| word(key)).collect();
            // Other spellings are read back too, so none is refused.
            let list = DataValidation::new().allow_list_strings(&words)?.show_error_message(false);
            list.set_input_message(word("sheet.choose"))
        };
        let of_flags = list(&["sheet.yes", "sheet.no", "sheet.unknown"])?;
        let sentiments = Sentiment::ALL.map(|sentiment| format!("sheet.{}", sentiment.name()));
        let of_sentiment = list(&[&sentiments[0], &sentiments[1], &sentiments[2], "sheet.unknown"])?;
        let [first, sentiment] = [LABELS.start, LABELS.start + Flag::ALL.len()].map(|column| column as u16);
        self.sheet.add_data_validation(1, first, last, sentiment - 1, &of_flags)?;
        self.sheet.add_data_validation(1, sentiment, last, sentiment, &of_sentiment)?;
        self.sheet.autofilter(0, 0, last, COLUMNS.len() as u16 - 1)?;
        self.sheet.set_print_area(0, 0, last, PRINTED - 1)?;
        let mut file = File::new();
        file.push_worksheet(self.sheet);
        // The creation date would differ from run to run.
        let epoch = ExcelDateTime::from_ymd(2000, 1, 1)?;
        file.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&epoch));
        self.out.write_all(&file.save_to_buffer()?)?;
        Ok(self.out.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_excel_would_and_says_so() {
        for character in ["ك", "😀", "x"] {
            let units = character.encode_utf16().count();
            let fits = character.repeat(LONGEST / units);
            assert_eq!(cut(fits.as_str().into()), fits);
            let cut = cut(character.repeat(LONGEST + 1).into());
            assert!(cut.encode_utf16().count() <= LONGEST && cut.len() > 30_000);
            assert!(cut.contains(&format!("of {} characters", LONGEST + 1)), "{}", &cut[cut.len() - 90..]);
        }
    }
}
