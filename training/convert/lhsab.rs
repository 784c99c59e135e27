//! L-HSAB: Syrian and Lebanese political tweets, normal, abusive or hate.
//!
//! Mulki, Haddad, Bechikh Ali and Alshabani 2019, "L-HSAB: A Levantine Twitter Dataset for Hate Speech and Abusive
//! Language", ALW3. Published at <https://github.com/Hala-Mulki/L-HSAB-First-Arabic-Levantine-HateSpeech-Dataset> as
//! `Dataset/L-HSAB`; terms: none stated.
//!
//! The file is UTF-8 with the columns `Tweet` and `Class`, separated by tabs, no quoting. Seen in that file (commit
//! a221289) and in `datasets/mulki2019.py` of julian-risch/toxic-comment-collection.

use crate::converter::{Converter, Outcome, Record, Row, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "lhsab",
    files: "Dataset/L-HSAB",
    compared: Some("the first 16,000 characters of the file"),
    way: Way::Each {
        layout: |_| Layout::Tsv,
        columns: Columns::Named(&["Tweet", "Class"]),
        part: no_part,
        row: normal_abusive_or_hate,
    },
};

/// The row of a text and its class; T-HSAB has the same classes. Hate is for gender, origin or politics as well as for
/// religion, so that it is not known to be sectarian.
pub fn normal_abusive_or_hate(record: &Record) -> Result<Outcome, String> {
    let class = record[1].trim();
    let hostile = one_of("Class", class, &[("normal", false), ("abusive", true), ("hate", true)])?;
    let sectarian = (!hostile).then_some(false);
    Ok(Outcome::Row(Row { hostile: Some(hostile), sectarian, ..Row::new(&record[0], class) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn classes_become_hostile_and_only_normal_says_anything_of_sectarian() {
        let file = "Tweet\tClass\nصباح  الخير يا جيران \tnormal\nيا غشاش \"انت\"\tabusive\nاخرس\thate\nنص\tother\n";
        let (rows, problems) = converted(&CONVERTER, &[("L-HSAB", file.as_bytes())]);
        let expected = [
            json!({"text": "صباح الخير يا جيران", "corpus": "lhsab", "source_label": "normal", "hostile": false,
                "sectarian": false}),
            json!({"text": "يا غشاش \"انت\"", "corpus": "lhsab", "source_label": "abusive", "hostile": true}),
            json!({"text": "اخرس", "corpus": "lhsab", "source_label": "hate", "hostile": true}),
        ];
        assert_eq!(rows, expected);
        assert_eq!(problems, ["L-HSAB: line 5: Class is \"other\"; known are normal, abusive, hate"]);
    }
}
