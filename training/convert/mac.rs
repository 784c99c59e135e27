//! MAC: Moroccan tweets, sentiment.
//!
//! Garouani and Kharroubi 2022, "MAC: An Open and Free Moroccan Arabic Corpus for Sentiment Analysis", SCA 2021.
//! Published at <https://github.com/LeMGarouani/MAC> as `MAC corpus.csv`; terms: none stated.
//!
//! CSV in UTF-8 with the columns `tweets`, `type` (positive, negative, neutral, mixed) and `class` (standard, dialectal,
//! also misspelt). Seen in the file (commit 1748f46). What is mixed has no counterpart and is left out.

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "mac",
    files: "MAC corpus.csv",
    compared: Some("the first 16,000 characters of the file"),
    way: Way::Each {
        layout: |_| Layout::Quoted(b','),
        columns: Columns::Named(&["tweets", "type", "class"]),
        part: no_part,
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let [positive, neutral, negative] = [Sentiment::Positive, Sentiment::Neutral, Sentiment::Negative].map(Some);
    let known = [("positive", positive), ("neutral", neutral), ("negative", negative), ("mixed", None)];
    match one_of("type", &record[1], &known)? {
        None => Ok(Outcome::LeftOut("mixed".into())),
        sentiment => Ok(Outcome::Row(Row {
            sentiment,
            ..Row::new(&record[0], format!("{}/{}", record[1].trim(), record[2].trim()))
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn the_class_goes_into_the_label_and_mixed_is_left_out() {
        let file = "tweets,type,class\nالله يعطيك الصحة ,positive,dialectal\nنص,mixed,standard\nنص,good,standard\n";
        let (rows, problems) = converted(&CONVERTER, &[("MAC corpus.csv", file.as_bytes())]);
        let expected = json!({"text": "الله يعطيك الصحة", "corpus": "mac", "source_label": "positive/dialectal",
            "sentiment": "positive"});
        assert_eq!(rows, [expected]);
        assert!(problems.len() == 1 && problems[0].starts_with("MAC corpus.csv: line 4: "), "{problems:?}");
    }
}
