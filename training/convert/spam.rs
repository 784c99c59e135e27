//! Arabic low-quality tweets: adverts, stream links, trading tips.
//!
//! Alharthi, Alhothali and Moria 2021, "A real-time deep-learning approach for filtering Arabic low-quality content and
//! accounts on Twitter", Information Systems 99. Published at
//! <https://github.com/ReemAlharthi/Arabic-Low-Quality-Tweets-and-Accounts-Dataset> as, among others,
//! `Dataset/2018_low-quality Tweets..csv` and `Dataset/RawData_SCAM_Tweet_pt1_2019.txt` and `_pt2_`; terms: none stated.
//!
//! CSV in UTF-8 with a column `text`, whatever the ending. Seen in the first two (commit b14e626). What marks a retweet, not
//! an advert, is taken off: `RT @somebody: ` before, the ellipsis of a text cut short behind. All of it is advertising;
//! the other files are not used.

use crate::converter::{Converter, Outcome, Record, Row, Way, stem};
use crate::read::{Columns, Layout, clean};

pub const CONVERTER: Converter = Converter {
    name: "spam",
    files: "Dataset/2018_low-quality Tweets..csv, Dataset/RawData_SCAM_Tweet_pt1_2019.txt, \
            Dataset/RawData_Scam_Tweet_pt2_2019.txt",
    compared: Some("the first 16,000 characters of the first two files"),
    way: Way::Each {
        layout: |_| Layout::Quoted(b','),
        columns: Columns::Named(&["text"]),
        part: |path| {
            let parts = [("2018_low-quality", "low-quality-2018"), ("rawdata_scam", "scam-2019")];
            let name = stem(path).to_lowercase();
            parts.into_iter().find(|(beginning, _)| name.starts_with(beginning)).map(|(_, part)| part.to_string())
        },
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let text = clean(&record[0]);
    let text = text.strip_prefix("RT @USER: ").unwrap_or(&text).trim_end_matches('…');
    Ok(Outcome::Row(Row { spam: Some(true), ..Row::new(text, record.part.as_str()) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn marks_of_a_retweet_are_taken_off() {
        let first = "id,created_at,text\n9.8E+17,4/24/2018 13:35,\"RT @shop_1: عرض  خاص\n\nاطلب الان…\"\n1,2\n";
        let files = [
            ("2018_low-quality Tweets..csv", first.as_bytes()),
            ("RawData_SCAM_Tweet_pt1_2019.txt", "text\n@ali ارسل رقمك\n".as_bytes()),
            ("Real_time_data_pt1.csv", b"text\nx\n"),
        ];
        let (rows, problems) = converted(&CONVERTER, &files);
        let expected = [
            json!({"text": "عرض خاص\n\nاطلب الان", "corpus": "spam", "source_label": "low-quality-2018", "spam": true}),
            json!({"text": "@USER ارسل رقمك", "corpus": "spam", "source_label": "scam-2019", "spam": true}),
        ];
        assert_eq!(rows, expected);
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("2018_low-quality Tweets..csv: line 5: has 2 columns where 3 are"));
        assert!(problems[1].starts_with("Real_time_data_pt1.csv: its name"));
    }
}
