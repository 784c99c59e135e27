//! MPOLD: comments on news posts of Twitter, YouTube and Facebook, offensive or not.
//!
//! Chowdhury, Mubarak, Abdelali, Jung, Jansen and Salminen 2020, "A Multi-Platform Arabic News Comment Dataset for
//! Offensive Language Detection", LREC. Published at
//! <https://github.com/shammur/Arabic-Offensive-Multi-Platform-SocialMedia-Comment-Dataset> as
//! `data/Arabic_offensive_comment_detection_annotation_4000_selected.xlsx`; terms: Apache-2.0.
//!
//! A workbook with the columns `Id`, `Platform`, `Comment`, `Majority_Label`, `Agreement`, `NumOfJudgementUsed`,
//! `Total_Judgement` and `Vulgar:V/HateSpeech:HS/None:-`, as its README says. Hate speech is for any trait, so that it
//! is not known to be sectarian. Never compared with the file.

use crate::converter::{Converter, Outcome, Record, Row, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "mpold",
    files: "data/Arabic_offensive_comment_detection_annotation_4000_selected.xlsx",
    compared: None,
    way: Way::Each {
        layout: |_| Layout::Xlsx,
        columns: Columns::Named(&["Comment", "Majority_Label", "Vulgar:V/HateSpeech:HS/None:-"]),
        part: no_part,
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let hostile = one_of("Majority_Label", &record[1], &[("Offensive", true), ("Non-Offensive", false)])?;
    let kinds = [("", "-"), ("-", "-"), ("V", "V"), ("HS", "HS")];
    let kind = one_of("Vulgar:V/HateSpeech:HS/None:-", &record[2], &kinds)?;
    let label = format!("{}/{kind}", record[1].trim());
    Ok(Outcome::Row(Row { hostile: Some(hostile), ..Row::new(&record[0], label) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::{converted, workbook};
    use serde_json::json;

    #[test]
    fn the_majority_says_hostile_and_the_experts_kind_goes_into_the_label() {
        let names = ["Id", "Platform", "Comment", "Majority_Label", "Agreement", "NumOfJudgementUsed", "Total_Judgement"];
        let names = [&names[..], &["Vulgar:V/HateSpeech:HS/None:-"]].concat();
        let file = workbook(&[
            &names,
            &["1", "Twitter", "@USER خبر مفيد", "Non-Offensive", "100", "3", "3", "-"],
            &["2", "YouTube", "مذيع فاشل وغبي", "Offensive", "67", "3", "4", "V"],
            &["3", "YouTube", "نص", "Maybe", "67", "3", "4", "-"],
        ]);
        let (rows, problems) = converted(&CONVERTER, &[("mpold.xlsx", &file)]);
        let expected = [
            json!({"text": "@USER خبر مفيد", "corpus": "mpold", "source_label": "Non-Offensive/-", "hostile": false}),
            json!({"text": "مذيع فاشل وغبي", "corpus": "mpold", "source_label": "Offensive/V", "hostile": true}),
        ];
        assert_eq!(rows, expected);
        assert!(problems.len() == 1 && problems[0].starts_with("mpold.xlsx: row 4: Majority_Label"), "{problems:?}");
    }
}
