//! ASTD: Egyptian tweets, sentiment and objectivity.
//!
//! Nabil, Aly and Atiya 2015, "ASTD: Arabic Sentiment Tweets Dataset", EMNLP. Published at
//! <https://github.com/mahmoudnabil/ASTD> as `data/Tweets.txt`; terms: GPL-2.
//!
//! UTF-8, no line of names, separated by a tab, no quoting: the tweet and POS, NEG, NEUTRAL (mixed) or OBJ (objective),
//! of which the last two are neutral here. Seen in the file (commit b2c7b98) and told by its README.

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "astd",
    files: "data/Tweets.txt",
    compared: Some("the first 16,000 characters of the file"),
    way: Way::Each { layout: |_| Layout::Tsv, columns: Columns::First(2), part: no_part, row },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let known = [
        ("POS", Sentiment::Positive),
        ("NEG", Sentiment::Negative),
        ("NEUTRAL", Sentiment::Neutral),
        ("OBJ", Sentiment::Neutral),
    ];
    let sentiment = one_of("the second column", &record[1], &known)?;
    Ok(Outcome::Row(Row { sentiment: Some(sentiment), ..Row::new(&record[0], record[1].trim()) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn what_is_objective_is_neutral_and_quotation_marks_are_text() {
        let file = "\"\"افتتاح معرض الكتاب غدا\tOBJ\nفيلم ممتع\tPOS\nنص بلا رأي\n";
        let (rows, problems) = converted(&CONVERTER, &[("Tweets.txt", file.as_bytes())]);
        let expected = [
            json!({"text": "\"\"افتتاح معرض الكتاب غدا", "corpus": "astd", "source_label": "OBJ", "sentiment": "neutral"}),
            json!({"text": "فيلم ممتع", "corpus": "astd", "source_label": "POS", "sentiment": "positive"}),
        ];
        assert_eq!(rows, expected);
        assert_eq!(problems, ["Tweets.txt: line 3: has 1 columns where 2 are; mend or delete it"]);
    }
}
