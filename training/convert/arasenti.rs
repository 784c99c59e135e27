//! AraSenti-Tweet: Saudi tweets, sentiment.
//!
//! Al-Twairesh, Al-Khalifa, Al-Salman and Al-Ohali 2017, "AraSenTi-Tweet: A Corpus for Arabic Sentiment Analysis of Saudi
//! Tweets", Procedia Computer Science 117. Published at <https://github.com/nora-twairesh/AraSenti> as `PosTrain.txt`,
//! `NegTrain.txt`, `NeutTrain.txt` and the same of `Test`; terms: research, credit to the authors and KSU.
//!
//! A tweet a line, in Windows-1256, which has no emoji or Arabic digits (`?` stands for them); the file's name is the
//! label. Seen in `NegTest.txt` (commit 2742224) and told by the README. A file that is UTF-8 is read so. The files
//! `BothTrain.txt` and `BothTest.txt` hold what is both and are refused.

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, one_of, stem};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "arasenti",
    files: "PosTrain.txt, NegTrain.txt, NeutTrain.txt, PosTest.txt, NegTest.txt, NeutTest.txt",
    compared: Some("the first 16,000 characters of NegTest.txt"),
    way: Way::Each {
        layout: |_| Layout::Lines(Some(encoding_rs::WINDOWS_1256)),
        columns: Columns::First(1),
        part: |path| {
            let (label, part) = ["Train", "Test"].into_iter().find_map(|part| Some((stem(path).strip_suffix(part)?, part)))?;
            matches!(label, "Pos" | "Neg" | "Neut").then(|| format!("{label}/{part}"))
        },
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let label = record.part.split('/').next().unwrap_or_default();
    let known = [("Pos", Sentiment::Positive), ("Neg", Sentiment::Negative), ("Neut", Sentiment::Neutral)];
    let sentiment = one_of("the file's name", label, &known)?;
    Ok(Outcome::Row(Row { sentiment: Some(sentiment), ..Row::new(&record[0], record.part.as_str()) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn windows_1256_and_utf_8_are_both_read_and_the_files_name_is_the_label() {
        let old = encoding_rs::WINDOWS_1256.encode("قرار موفق &lt;3\r\n\r\nشكرا للجميع ??\r\n").0;
        let files = [("PosTrain.txt", &*old), ("NeutTest.txt", "الاجتماع غدا\n".as_bytes()), ("BothTest.txt", b"x\n")];
        let (rows, problems) = converted(&CONVERTER, &files);
        let expected = [
            json!({"text": "قرار موفق <3", "corpus": "arasenti", "source_label": "Pos/Train", "sentiment": "positive"}),
            json!({"text": "شكرا للجميع ??", "corpus": "arasenti", "source_label": "Pos/Train", "sentiment": "positive"}),
            json!({"text": "الاجتماع غدا", "corpus": "arasenti", "source_label": "Neut/Test", "sentiment": "neutral"}),
        ];
        assert_eq!(rows, expected);
        assert!(problems.len() == 1 && problems[0].starts_with("BothTest.txt: its name"), "{problems:?}");
    }
}
