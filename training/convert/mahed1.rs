//! MAHED 2025, task 1: tweets and poems of hate or hope.
//!
//! MAHED 2025 shared task at ArabicNLP 2025. Published at <https://github.com/marsadlab/MAHED2025Dataset> as
//! `task1/train.csv`, `task1/validation.csv` and `task1/test.csv`; terms: none stated there.
//!
//! CSV in UTF-8 with the columns `id`, `text` and, where the labels are released, `label`: hate, hope or not_applicable.
//! `id` and `text` were seen in a `task1/validation.csv` without labels (commit d9e44cd); `label` and its values are told
//! by public code that reads the labelled files. What is neither hate nor hope is left out.

use crate::converter::{Converter, Outcome, Record, Row, Way, one_of, stem};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "mahed1",
    files: "task1/train.csv, task1/validation.csv, task1/test.csv, with labels",
    compared: Some("the first 16,000 characters of a validation.csv without labels; a labelled file was never seen"),
    way: Way::Each {
        layout: |_| Layout::Quoted(b','),
        columns: Columns::Named(&["text", "label"]),
        part: |path| {
            let parts = [("train", "train"), ("validation", "val"), ("test", "test")];
            parts.into_iter().find(|(name, _)| *name == stem(path)).map(|(_, part)| part.to_string())
        },
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let known = [("hate", Some(true)), ("hope", Some(false)), ("not_applicable", None)];
    match one_of("label", &record[1], &known)? {
        None => Ok(Outcome::LeftOut("not_applicable".into())),
        hostile => Ok(Outcome::Row(Row {
            hostile,
            ..Row::new(&record[0], format!("{}/{}", record[1].trim(), record.part))
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn hope_is_not_hostile_and_what_is_neither_is_left_out() {
        let file = "id,text,label\n1,غدا أجمل,hope\n2,@x_y اخرس,hate\n3,نص,not_applicable\n4,نص,?\n";
        let (rows, problems) = converted(&CONVERTER, &[("task1/validation.csv", file.as_bytes())]);
        let expected = [
            json!({"text": "غدا أجمل", "corpus": "mahed1", "source_label": "hope/val", "hostile": false}),
            json!({"text": "@USER اخرس", "corpus": "mahed1", "source_label": "hate/val", "hostile": true}),
        ];
        assert_eq!(rows, expected);
        assert!(problems.len() == 1 && problems[0].starts_with("task1/validation.csv: line 5: "), "{problems:?}");
    }
}
