//! OSACT5: tweets picked by emoji, offensive or not, and of what kind.
//!
//! Mubarak, Al-Khalifa and Al-Thubaity 2022, "Overview of OSACT5 Shared Task on Arabic Offensive Language and Hate
//! Speech Detection". Published at <https://alt.qcri.org/resources/OSACT2022/> as `OSACT2022-sharedTask-train.txt` and
//! `-dev.txt`; terms: none stated. The published test file has no labels and is not read.
//!
//! UTF-8, no line of names, separated by tabs, no quoting: number, tweet with `<LF>` for line ends, `OFF` or `NOT_OFF`,
//! `NOT_HS` or `HS1` (race, ethnicity, nationality), `HS2` (religion, belief), `HS3` (ideology), `HS4` (disability),
//! `HS5` (social class), `HS6` (gender), `VLG` or `NOT_VLG`, `VIO` or `NOT_VIO`. Seen in the copy of the dev file in
//! steamiejoe/arabic-hate-speech (commit 09f3c9c); kinds as in the task's description. What is against a religion or an
//! origin is left unknown for sectarian: the classes hold more than that.

use crate::converter::{Converter, Outcome, Record, Row, Way, one_of, stem};
use crate::osact4::OFFENSIVE;
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "osact5",
    files: "OSACT2022-sharedTask-train.txt, OSACT2022-sharedTask-dev.txt",
    compared: Some("the last 5,000 characters of OSACT2022-sharedTask-dev.txt"),
    way: Way::Each {
        layout: |_| Layout::Tsv,
        columns: Columns::First(6),
        part: |path| ["train", "dev"].into_iter().find(|part| stem(path).ends_with(part)).map(str::to_string),
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let hostile = one_of("the third column", &record[2], &OFFENSIVE)?;
    let [no, unknown] = [Some(false), None];
    let kinds = [
        ("NOT_HS", no),
        ("HS1", unknown),
        ("HS2", unknown),
        ("HS3", no),
        ("HS4", no),
        ("HS5", no),
        ("HS6", no),
    ];
    let sectarian = one_of("the fourth column", &record[3], &kinds)?;
    let label: Vec<&str> = (2..6).map(|column| record[column].trim()).chain([record.part.as_str()]).collect();
    let text = record[1].replace("<LF>", "\n");
    Ok(Outcome::Row(Row { hostile: Some(hostile), sectarian, ..Row::new(&text, label.join("/")) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn kinds_that_may_be_of_religion_leave_sectarian_unknown() {
        let file = "1\tصباح النور<LF>😍\tNOT_OFF\tNOT_HS\tNOT_VLG\tNOT_VIO\n2\tيا غبي\tOFF\tHS2\tVLG\tNOT_VIO\n\
                    3\tنص\tOFF\tHS9\tNOT_VLG\tNOT_VIO\n";
        let (rows, problems) = converted(&CONVERTER, &[("OSACT2022-sharedTask-dev.txt", file.as_bytes())]);
        let expected = [
            json!({"text": "صباح النور\n😍", "corpus": "osact5", "source_label": "NOT_OFF/NOT_HS/NOT_VLG/NOT_VIO/dev",
                "hostile": false, "sectarian": false}),
            json!({"text": "يا غبي", "corpus": "osact5", "source_label": "OFF/HS2/VLG/NOT_VIO/dev", "hostile": true}),
        ];
        assert_eq!(rows, expected);
        assert!(problems.len() == 1 && problems[0].contains("line 3: the fourth column is \"HS9\""), "{problems:?}");
    }

    #[test]
    fn a_file_whose_name_says_no_part_is_refused() {
        let (rows, problems) = converted(&CONVERTER, &[("tweets.txt", b"1\tx\tOFF\tHS1\tVLG\tVIO\n")]);
        assert!(rows.is_empty() && problems[0].starts_with("tweets.txt: its name does not say its part"));
    }
}
