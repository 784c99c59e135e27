//! TSAC: Tunisian Facebook comments, sentiment.
//!
//! Medhaffar, Bougares, Estève and Hadrich-Belguith 2017, "Sentiment Analysis of Tunisian Dialects: Linguistic Resources
//! and Experiments", WANLP. Published at <https://github.com/fbougares/TSAC> as `train_pos.txt`, `train_neg.txt`,
//! `test_pos.txt` and `test_neg.txt`; terms: LGPL-3.
//!
//! A comment a line in UTF-8; the file's name is the label. Stray quotation marks and `_x000D_` of the authors'
//! spreadsheet stand in the text and stay. Seen in `test_neg.txt` (commit 3995e70).

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, stem};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "tsac",
    files: "train_pos.txt, train_neg.txt, test_pos.txt, test_neg.txt",
    compared: Some("the first 16,000 characters of test_neg.txt"),
    way: Way::Each {
        layout: |_| Layout::Lines(None),
        columns: Columns::First(1),
        part: |path| match stem(path).split_once('_')? {
            (part @ ("train" | "test"), label @ ("pos" | "neg")) => Some(format!("{label}/{part}")),
            _ => None,
        },
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let sentiment = if record.part.starts_with("pos") { Sentiment::Positive } else { Sentiment::Negative };
    Ok(Outcome::Row(Row { sentiment: Some(sentiment), ..Row::new(&record[0], record.part.as_str()) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn a_line_is_a_comment_and_the_files_name_its_label() {
        let files: [(&str, &[u8]); 3] =
            [("train_neg.txt", "  \"ma 3jebnich_x000D_\n\nخايب\n".as_bytes()), ("test_pos.txt", b"bravo\n"), ("a.txt", b"x")];
        let (rows, problems) = converted(&CONVERTER, &files);
        let expected = [
            json!({"text": "\"ma 3jebnich_x000D_", "corpus": "tsac", "source_label": "neg/train", "sentiment": "negative"}),
            json!({"text": "خايب", "corpus": "tsac", "source_label": "neg/train", "sentiment": "negative"}),
            json!({"text": "bravo", "corpus": "tsac", "source_label": "pos/test", "sentiment": "positive"}),
        ];
        assert_eq!(rows, expected);
        assert!(problems.len() == 1 && problems[0].starts_with("a.txt: its name"), "{problems:?}");
    }
}
