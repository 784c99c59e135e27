//! AfriSenti: Algerian (arq) and Moroccan (ary) tweets, sentiment.
//!
//! Muhammad and others 2023, "AfriSenti: A Twitter Sentiment Analysis Benchmark for African Languages", EMNLP. Published
//! at <https://github.com/afrisenti-semeval/afrisent-semeval-2023> under `data/arq` and `data/ary`, and under `SubtaskA`
//! (`dz` and `ma`); terms: CC BY 4.0.
//!
//! UTF-8, separated by tabs, with the columns `tweet` and `label`, in `SubtaskA` after `ID`; no quoting, line ends
//! written `\n`, handles masked as `@user`. Seen in `data/arq/arq_dev.tsv` and `SubtaskA/dev/dz_dev.tsv`. The language is
//! that of the folder or, if that is none, of the file's name; the part (train, dev, test) that of the file's name.

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, one_of, stem};
use crate::read::{Columns, Layout};
use std::path::Path;

pub const CONVERTER: Converter = Converter {
    name: "afrisenti",
    files: "data/arq/*.tsv, data/ary/*.tsv, or SubtaskA's files of dz and ma with labels",
    compared: Some("the first 16,000 characters of data/arq/arq_dev.tsv"),
    way: Way::Each { layout: |_| Layout::Tsv, columns: Columns::Named(&["tweet", "label"]), part, row },
};

fn part(path: &Path) -> Option<String> {
    let words: Vec<&str> = stem(path).split('_').collect();
    let folder = path.parent().map(stem).unwrap_or_default();
    let languages = [("arq", "arq"), ("ary", "ary"), ("dz", "arq"), ("ma", "ary")];
    let named = |word: &str| languages.iter().find(|(name, _)| *name == word).map(|(_, language)| *language);
    let language = named(folder).or_else(|| words.iter().find_map(|word| named(word)))?;
    let part = ["train", "dev", "test"].into_iter().find(|part| words.contains(part))?;
    Some(format!("{language}/{part}"))
}

fn row(record: &Record) -> Result<Outcome, String> {
    let known =
        [("positive", Sentiment::Positive), ("neutral", Sentiment::Neutral), ("negative", Sentiment::Negative)];
    let sentiment = one_of("label", &record[1], &known)?;
    let label = format!("{}/{}", record.part, record[1].trim());
    Ok(Outcome::Row(Row { sentiment: Some(sentiment), ..Row::new(&record[0].replace("\\n", "\n"), label) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn both_forms_of_the_files_are_read() {
        let one = "tweet\tlabel\n@user مبروك عليكم\\nالنجاح\tpositive\nنص\tgood\n";
        let other = "ID\ttweet\tlabel\nma_1\tقال \"\"\"\"لا\"\"\"\"\tnegative\n";
        let files = [("data/arq/arq_dev.tsv", one.as_bytes()), ("SubtaskA/train/ma_train.tsv", other.as_bytes())];
        let (rows, problems) = converted(&CONVERTER, &files);
        let expected = [
            json!({"text": "@USER مبروك عليكم\nالنجاح", "corpus": "afrisenti", "source_label": "arq/dev/positive",
                "sentiment": "positive"}),
            json!({"text": "قال \"\"\"\"لا\"\"\"\"", "corpus": "afrisenti", "source_label": "ary/train/negative",
                "sentiment": "negative"}),
        ];
        assert_eq!(rows, expected);
        assert!(problems.len() == 1 && problems[0].starts_with("data/arq/arq_dev.tsv: line 3: "), "{problems:?}");
    }

    #[test]
    fn the_part_is_that_of_the_name_and_the_language_that_of_the_folder_first() {
        assert_eq!(part(Path::new("data/ary/arq_dev.tsv")).unwrap(), "ary/dev");
        assert_eq!(part(Path::new("data/ary/train.tsv")).unwrap(), "ary/train");
        assert_eq!(part(Path::new("dz_dev_gold_label.tsv")).unwrap(), "arq/dev");
        assert_eq!(part(Path::new("data/hau/hau_dev.tsv")), None);
    }
}
