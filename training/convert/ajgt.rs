//! AJGT: Jordanian tweets, sentiment.
//!
//! Alomari, ElSherif and Shaalan 2017, "Arabic Tweets Sentimental Analysis Using Machine Learning", IEA/AIE. Published at
//! <https://github.com/komari6/Arabic-twitter-corpus-AJGT> as `AJGT.xlsx`; terms: AFL-3.0.
//!
//! A workbook with the columns `Feed` and `Sentiment` (Positive or Negative), as `ajgt_twitter_ar.py` of
//! huggingface/datasets reads it. Never compared with the file.

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "ajgt",
    files: "AJGT.xlsx",
    compared: None,
    way: Way::Each {
        layout: |_| Layout::Xlsx,
        columns: Columns::Named(&["Feed", "Sentiment"]),
        part: no_part,
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let known = [("Positive", Sentiment::Positive), ("Negative", Sentiment::Negative)];
    let sentiment = one_of("Sentiment", &record[1], &known)?;
    Ok(Outcome::Row(Row { sentiment: Some(sentiment), ..Row::new(&record[0], record[1].trim()) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::{converted, workbook};
    use serde_json::json;

    #[test]
    fn feeds_become_texts() {
        let file = workbook(&[&["ID", "Feed", "Sentiment"], &["1", "يوم جميل", "Positive"], &["2", "نص", "Neutral"]]);
        let (rows, problems) = converted(&CONVERTER, &[("AJGT.xlsx", &file)]);
        assert_eq!(
            rows,
            [json!({"text": "يوم جميل", "corpus": "ajgt", "source_label": "Positive", "sentiment": "positive"})]
        );
        assert_eq!(problems, ["AJGT.xlsx: row 3: Sentiment is \"Neutral\"; known are Positive, Negative"]);
    }
}
