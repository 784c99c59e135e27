//! AI4D: Tunisian comments in Latin letters, sentiment.
//!
//! AI4D and iCompass 2021, "Social Media Sentiment Analysis for Tunisian Arabizi". Published at
//! <https://zindi.africa/competitions/ai4d-icompass-social-media-sentiment-analysis-for-tunisian-arabizi> as `Train.csv`;
//! terms: CC BY 4.0.
//!
//! CSV in UTF-8 with a column of numbers, `text` and `label` (1, 0, -1), as descriptions and readers of the competition
//! say (INTISSAR1998/Social-Media-Sentiment-Analysis-for-Tunisian-Arabizi). Of the 68,000 rows our form has a sample of
//! 12,000, which is not reproduced. Never compared with the file.

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "ai4d",
    files: "Train.csv",
    compared: None,
    way: Way::Each {
        layout: |_| Layout::Quoted(b','),
        columns: Columns::Named(&["text", "label"]),
        part: no_part,
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let known = [("1", Sentiment::Positive), ("0", Sentiment::Neutral), ("-1", Sentiment::Negative)];
    let sentiment = one_of("label", &record[1], &known)?;
    Ok(Outcome::Row(Row { sentiment: Some(sentiment), ..Row::new(&record[0], record[1].trim()) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn numbers_become_sentiments() {
        let file = b"ID,text,label\nA1,mouch normal,-1\nA2,win el match,0\nA3,behi,2\n";
        let (rows, problems) = converted(&CONVERTER, &[("Train.csv", file)]);
        let expected = [
            json!({"text": "mouch normal", "corpus": "ai4d", "source_label": "-1", "sentiment": "negative"}),
            json!({"text": "win el match", "corpus": "ai4d", "source_label": "0", "sentiment": "neutral"}),
        ];
        assert_eq!(rows, expected);
        assert_eq!(problems, ["Train.csv: line 4: label is \"2\"; known are 1, 0, -1"]);
    }
}
