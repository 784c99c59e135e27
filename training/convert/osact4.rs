//! OSACT4: tweets, offensive or not, hate speech or not.
//!
//! Mubarak, Darwish, Magdy, Elsayed and Al-Khalifa 2020, "Overview of OSACT4 Arabic Offensive Language Detection Shared
//! Task". Published at <https://edinburghnlp.inf.ed.ac.uk/workshops/OSACT4/> as `datasets/OSACT2020-sharedTask-train.txt`
//! and `-dev.txt`; terms: CC BY 4.0 (as LLMeBench states).
//!
//! UTF-8, no line of names, separated by tabs, no quoting: the tweet with `<LF>` for line ends, `OFF` or `NOT_OFF`, `HS`
//! or `NOT_HS`. Seen in the copy of `OSACT2020-sharedTask-dev.txt` in motazsaad/arabic-hatespeech-data (commit a1312fd).
//! Hate speech is for any trait, so that it is not known to be sectarian.

use crate::converter::{Converter, Outcome, Record, Row, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "osact4",
    files: "OSACT2020-sharedTask-train.txt, OSACT2020-sharedTask-dev.txt",
    compared: Some("the last 1,600 characters of OSACT2020-sharedTask-dev.txt"),
    way: Way::Each { layout: |_| Layout::Tsv, columns: Columns::First(3), part: no_part, row },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let hostile = one_of("the second column", &record[1], &OFFENSIVE)?;
    let hate = one_of("the third column", &record[2], &[("HS", "HS"), ("NOT_HS", "NOT_HS")])?;
    let label = format!("{}/{hate}", record[1].trim());
    Ok(Outcome::Row(Row { hostile: Some(hostile), ..Row::new(&record[0].replace("<LF>", "\n"), label) }))
}

/// The labels of offensive language; OSACT5 has the same.
pub const OFFENSIVE: [(&str, bool); 2] = [("OFF", true), ("NOT_OFF", false)];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn line_ends_are_restored_and_quotation_marks_are_text() {
        let file = "RT @USER: مبروك<LF>للفريق URL\tNOT_OFF\tNOT_HS\n\"يا فاشل\tOFF\tNOT_HS\nنص\tOFF\n";
        let (rows, problems) = converted(&CONVERTER, &[("dev.txt", file.as_bytes())]);
        let expected = [
            json!({"text": "RT @USER: مبروك\nللفريق URL", "corpus": "osact4", "source_label": "NOT_OFF/NOT_HS",
                "hostile": false}),
            json!({"text": "\"يا فاشل", "corpus": "osact4", "source_label": "OFF/NOT_HS", "hostile": true}),
        ];
        assert_eq!(rows, expected);
        assert_eq!(problems, ["dev.txt: line 3: has 2 columns where 3 are; mend or delete it"]);
    }
}
