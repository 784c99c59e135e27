//! TUNIZI: Tunisian comments in Latin letters, sentiment.
//!
//! Fourati, Messaoudi and Haddad 2020, "TUNIZI: a Tunisian Arabizi sentiment analysis Dataset", AfricaNLP. Published at
//! <https://github.com/chaymafourati/TUNIZI-Sentiment-Analysis-Tunisian-Arabizi-Dataset> as `TUNIZI-Dataset.txt`; terms:
//! none stated.
//!
//! A comment a line in UTF-8: 1 or -1, a semicolon, the comment; some lines have a stray `%` before. Seen in the file
//! (commit 8e71f6d) and told by the README.

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "tunizi",
    files: "TUNIZI-Dataset.txt",
    compared: Some("the first 16,000 characters of the file"),
    way: Way::Each { layout: |_| Layout::Lines(None), columns: Columns::First(1), part: no_part, row },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let (label, text) = record[0].split_once(';').ok_or("has no semicolon after its label; mend or delete it")?;
    let label = label.trim().trim_start_matches('%');
    let sentiment = one_of("the label", label, &[("1", Sentiment::Positive), ("-1", Sentiment::Negative)])?;
    Ok(Outcome::Row(Row { sentiment: Some(sentiment), ..Row::new(text, label) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn the_label_stands_before_the_first_semicolon() {
        let file = b"1;mezyana barcha; bravo\n%-1;ma t3jebch\n0;fi tounes\nbla label\n";
        let (rows, problems) = converted(&CONVERTER, &[("TUNIZI-Dataset.txt", file)]);
        let expected = [
            json!({"text": "mezyana barcha; bravo", "corpus": "tunizi", "source_label": "1", "sentiment": "positive"}),
            json!({"text": "ma t3jebch", "corpus": "tunizi", "source_label": "-1", "sentiment": "negative"}),
        ];
        assert_eq!(rows, expected);
        let expected = [
            "TUNIZI-Dataset.txt: line 3: the label is \"0\"; known are 1, -1",
            "TUNIZI-Dataset.txt: line 4: has no semicolon after its label; mend or delete it",
        ];
        assert_eq!(problems, expected);
    }
}
