//! YouTube comments of Alakrot, Murray and Nikolov, offensive or not.
//!
//! Alakrot, Murray and Nikolov 2018, "Dataset Construction for the Detection of Anti-Social Behaviour in Online
//! Communication in Arabic", Procedia Computer Science 142. Published by the authors on OneDrive
//! (<https://onedrive.live.com/?cid=6EF6951FBF8217F9>) as a ZIP with `LabeledDataset.xlsx`; terms: none stated.
//!
//! A workbook with the sheets `Scenario 1` and `Scenario 2`, of which the first is read. Its columns: `commentText` or,
//! for a reply, `replies.commentText`; `Label` is `P` (offensive) or `N`, in either case and with stray spaces. Learnt
//! from `prepare_datasets.py` of AMR-KELEG/ALDi-and-IAA. Our source labels are `1` and `0`. Never compared with the file.

use crate::converter::{Converter, Outcome, Record, Row, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "alakrot",
    files: "LabeledDataset.xlsx",
    compared: None,
    way: Way::Each {
        layout: |_| Layout::Xlsx,
        columns: Columns::Named(&["commentText", "replies.commentText", "Label"]),
        part: no_part,
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let hostile = one_of("Label", &record[2].to_uppercase(), &[("P", true), ("N", false)])?;
    let text = if record[0].trim().is_empty() { &record[1] } else { &record[0] };
    Ok(Outcome::Row(Row { hostile: Some(hostile), ..Row::new(text, if hostile { "1" } else { "0" }) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::{converted, workbook};
    use serde_json::json;

    #[test]
    fn a_reply_stands_in_its_own_column() {
        let file = workbook(&[
            &["Index", "user", "commentText", "replies.commentText", "annotator1", "Label"],
            &["1", "x", "اغنية جميلة\nجدا", "", "N", "N"],
            &["2", "y", "", "انت جاهل", "P", "p "],
            &["3", "z", "نص", "", "", ""],
            &["4", "z", "", "", "N", "N"],
        ]);
        let (rows, problems) = converted(&CONVERTER, &[("LabeledDataset.xlsx", &file)]);
        let expected = [
            json!({"text": "اغنية جميلة\nجدا", "corpus": "alakrot", "source_label": "0", "hostile": false}),
            json!({"text": "انت جاهل", "corpus": "alakrot", "source_label": "1", "hostile": true}),
        ];
        assert_eq!(rows, expected);
        assert_eq!(problems, ["LabeledDataset.xlsx: row 4: Label is \"\"; known are P, N"]);
    }
}
