//! ArSAS: tweets, sentiment and speech acts.
//!
//! Elmadany, Mubarak and Magdy 2018, "ArSAS: An Arabic Speech-Act and Sentiment Corpus of Tweets", OSACT3. Published at
//! <https://homepages.inf.ed.ac.uk/wmagdy/resources.htm> as `ArSAS.zip` with `ArSAS..txt`; terms: the authors' own,
//! research only.
//!
//! UTF-8, separated by tabs, with the columns `#Tweet_ID`, `Tweet_text`, `Topic`, `Sentiment_label`,
//! `Sentiment_label_confidence`, `Speech_act_label` and `Speech_act_label_confidence`, told by several public readers of
//! the file (`prepare_datasets.py` of AMR-KELEG/ALDi-and-IAA). Quotation marks are text: that our converted rows begin
//! with them says so. Mixed sentiment has no counterpart and is left out. Never compared with the file.

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "arsas",
    files: "ArSAS..txt",
    compared: None,
    way: Way::Each {
        layout: |_| Layout::Tsv,
        columns: Columns::Named(&["Tweet_text", "Sentiment_label"]),
        part: no_part,
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let [positive, neutral, negative] = [Sentiment::Positive, Sentiment::Neutral, Sentiment::Negative].map(Some);
    let known = [("Positive", positive), ("Neutral", neutral), ("Negative", negative), ("Mixed", None)];
    match one_of("Sentiment_label", &record[1], &known)? {
        None => Ok(Outcome::LeftOut("Mixed".into())),
        sentiment => Ok(Outcome::Row(Row { sentiment, ..Row::new(&record[0], record[1].trim()) })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn mixed_sentiment_is_left_out() {
        let file = "#Tweet_ID\tTweet_text\tTopic\tSentiment_label\tSentiment_label_confidence\tSpeech_act_label\t\
                    Speech_act_label_confidence\n\
                    1\t\"مباراة رائعة &amp; ممتعة\"\tEvents\tPositive\t1\tExpression\t1\n\
                    2\tنص\tEvents\tMixed\t0.6\tAssertion\t1\n3\tنص\tEvents\tGood\t1\tAssertion\t1\n";
        let (rows, problems) = converted(&CONVERTER, &[("ArSAS..txt", file.as_bytes())]);
        let expected = json!({"text": "\"مباراة رائعة & ممتعة\"", "corpus": "arsas", "source_label": "Positive",
            "sentiment": "positive"});
        assert_eq!(rows, [expected]);
        assert!(problems.len() == 1 && problems[0].starts_with("ArSAS..txt: line 4: "), "{problems:?}");
    }
}
