//! The sheet as CSV: with a byte-order mark, by which spreadsheet programs recognise UTF-8, and guarded cells.

use super::{COLUMNS, Cell, ExportError, Exporter, cells, why};
use crate::locale::Locale;
use crate::record::ScoredComment;
use crate::table::guard::guarded;
use crate::time::Moment;
use std::borrow::Cow;
use std::io::Write;

pub(super) struct Sheet<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Sheet<W> {
    pub(super) fn new(mut out: W) -> Result<Self, ExportError> {
        out.write_all("\u{FEFF}".as_bytes())?;
        writeln!(out, "{}", COLUMNS.map(|column| column.name).join(","))?;
        // A program that parts cells at another character finds one text where we wrote a number, and no formula.
        let writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::NonNumeric).from_writer(out);
        Ok(Self { writer })
    }
}

impl<W: Write> Exporter for Sheet<W> {
    fn write(&mut self, _: &str, scored: &ScoredComment) -> Result<(), ExportError> {
        for cell in cells(scored) {
            match cell {
                Cell::Reasons(prediction) => {
                    self.writer.write_field(
                        guarded(&why(
                            prediction,
                            |label| label,
                            |flag, phrase| Locale::default().phrase("by_rule", &[&flag, &phrase]),
                        ))
                        .as_bytes(),
                    )?;
                }
                Cell::Own(own) => self.writer.write_field(own)?,
                Cell::Text(text) => self.writer.write_field(guarded(&text).as_bytes())?,
                Cell::Flags(flags) => {
                    self.writer.write_field(flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(";"))?;
                }
                Cell::Sentiment(sentiment) => self.writer.write_field(sentiment.name())?,
                Cell::Moment(moment) => self.writer.write_field(of_moment(moment).as_bytes())?,
                Cell::Score(score) => self.writer.write_field(score.to_string())?,
                Cell::Empty => self.writer.write_field("")?,
            }
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.writer.flush()?)
    }
}

/// A moment: digits and what parts them. A year before 0 begins with a minus, as formulas do, and is guarded.
fn of_moment(moment: Moment) -> Cow<'static, str> {
    let text = moment.to_string();
    let is_plain = text.starts_with(|first: char| first.is_ascii_digit());
    if is_plain { text.into() } else { guarded(&text).into_owned().into() }
}
