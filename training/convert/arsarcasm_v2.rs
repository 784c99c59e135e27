//! ArSarcasm-v2: tweets, sentiment, sarcasm and dialect.
//!
//! Abu Farha, Zaghouani and Magdy 2021, "Overview of the WANLP 2021 Shared Task on Sarcasm and Sentiment Detection in
//! Arabic", WANLP. Published at <https://github.com/iabufarha/ArSarcasm-v2> as `ArSarcasm-v2/training_data.csv` and
//! `testing_data.csv`; terms: MIT.
//!
//! CSV in UTF-8 with the columns `tweet`, `sarcasm` (TRUE or FALSE), `sentiment` (POS, NEU, NEG) and `dialect` (msa,
//! egypt, levant, gulf, magreb). Seen in both files (commit c5c01db) and told by the README. Most tweets of the training
//! file stand in quotation marks of their own, inside those of CSV; our form has none at either end of a tweet.

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "arsarcasm_v2",
    files: "ArSarcasm-v2/training_data.csv, ArSarcasm-v2/testing_data.csv",
    compared: Some("the first 16,000 characters of each file"),
    way: Way::Each {
        layout: |_| Layout::Quoted(b','),
        columns: Columns::Named(&["tweet", "sarcasm", "sentiment", "dialect"]),
        part: no_part,
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let sarcasm = one_of("sarcasm", &record[1].to_uppercase(), &[("TRUE", "True"), ("FALSE", "False")])?;
    let known = [("POS", Sentiment::Positive), ("NEU", Sentiment::Neutral), ("NEG", Sentiment::Negative)];
    let sentiment = one_of("sentiment", &record[2], &known)?;
    let label = format!("{}/{sarcasm}/{}", record[2].trim(), record[3].trim());
    Ok(Outcome::Row(Row { sentiment: Some(sentiment), ..Row::new(record[0].trim_matches('"'), label) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn quotation_marks_around_a_whole_tweet_are_taken_off() {
        let file = "tweet,sarcasm,sentiment,dialect\n\"\"\"@ali_1 قال \"\"مرحبا\"\" ومشى\"\"\",FALSE,NEU,msa\n";
        let (rows, _) = converted(&CONVERTER, &[("training_data.csv", file.as_bytes())]);
        assert_eq!(rows[0]["text"], "@USER قال \"مرحبا\" ومشى");
    }

    #[test]
    fn quoted_tweets_are_read_and_sarcasm_is_written_in_one_way() {
        let file = "tweet,sarcasm,sentiment,dialect\n\"شكرا, \"\"يا\"\" كهرباء  \",TRUE,NEG,egypt\n\
                    صباح الورد,False,POS,msa\nنص,FALSE,MIX,msa\n";
        let (rows, problems) = converted(&CONVERTER, &[("training_data.csv", file.as_bytes())]);
        let expected = [
            json!({"text": "شكرا, \"يا\" كهرباء", "corpus": "arsarcasm_v2", "source_label": "NEG/True/egypt",
                "sentiment": "negative"}),
            json!({"text": "صباح الورد", "corpus": "arsarcasm_v2", "source_label": "POS/False/msa",
                "sentiment": "positive"}),
        ];
        assert_eq!(rows, expected);
        assert_eq!(problems, ["training_data.csv: line 4: sentiment is \"MIX\"; known are POS, NEU, NEG"]);
    }
}
