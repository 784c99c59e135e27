//! T-HSAB: Tunisian comments, normal, abusive or hate.
//!
//! Haddad, Mulki and Oueslati 2019, "T-HSAB: A Tunisian Hate Speech and Abusive Dataset", ICALP. Published at
//! <https://github.com/Hala-Mulki/T-HSAB-A-Tunisian-Hate-Speech-and-Abusive-Dataset> as `T-HSAB Corpus/T-HSAB.xlsx`;
//! terms: none stated.
//!
//! A workbook without a line of names: the comment, its class. Learnt from public code that reads it
//! (`pd.read_excel("T-HSAB.xlsx", header=None)`, columns 0 and 1, classes as in L-HSAB). Never compared with the file.

use crate::converter::{Converter, Way, no_part};
use crate::lhsab::normal_abusive_or_hate;
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "thsab",
    files: "T-HSAB Corpus/T-HSAB.xlsx",
    compared: None,
    way: Way::Each {
        layout: |_| Layout::Xlsx,
        columns: Columns::First(2),
        part: no_part,
        row: normal_abusive_or_hate,
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::{converted, workbook};
    use serde_json::json;

    #[test]
    fn the_first_row_is_a_comment_too() {
        let file = workbook(&[&["برنامج باهي برشا", "normal"], &["يا كذاب", "abusive"], &["برا روح", "?"]]);
        let (rows, problems) = converted(&CONVERTER, &[("T-HSAB.xlsx", &file)]);
        let expected = [
            json!({"text": "برنامج باهي برشا", "corpus": "thsab", "source_label": "normal", "hostile": false,
                "sectarian": false}),
            json!({"text": "يا كذاب", "corpus": "thsab", "source_label": "abusive", "hostile": true}),
        ];
        assert_eq!(rows, expected);
        assert!(problems.len() == 1 && problems[0].starts_with("T-HSAB.xlsx: row 3: "), "{problems:?}");
    }
}
