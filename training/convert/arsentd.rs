//! ArSenTD-LEV: Levantine tweets, sentiment.
//!
//! Baly, Khaddaj, Hajj, El-Hajj and Shaban 2018, "ArSentD-LEV: A Multi-Topic Corpus for Target-based Sentiment Analysis in
//! Arabic Levantine Tweets", OSACT3. Published at <http://oma-project.com/ArSenL/ArSenTD_Lev_Intro> as `ArSenTD-LEV.zip`
//! with `ArSenTD-LEV.tsv`; terms: the American University of Beirut's own.
//!
//! UTF-8, separated by tabs, no quoting, with the columns `Tweet`, `Country`, `Topic`, `Sentiment` (very_negative,
//! negative, neutral, positive, very_positive), `Sentiment_Expression` and `Sentiment_Target`, as its README says and
//! `arsentd_lev.py` of huggingface/datasets reads. Never compared with the file.

use crate::converter::{Converter, Outcome, Record, Row, Sentiment, Way, no_part, one_of};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "arsentd",
    files: "ArSenTD-LEV.tsv",
    compared: None,
    way: Way::Each {
        layout: |_| Layout::Tsv,
        columns: Columns::Named(&["Tweet", "Country", "Topic", "Sentiment"]),
        part: no_part,
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let known = [
        ("very_negative", Sentiment::Negative),
        ("negative", Sentiment::Negative),
        ("neutral", Sentiment::Neutral),
        ("positive", Sentiment::Positive),
        ("very_positive", Sentiment::Positive),
    ];
    let sentiment = one_of("Sentiment", &record[3], &known)?;
    let label: Vec<&str> = [3, 1, 2].map(|column| record[column].trim()).to_vec();
    Ok(Outcome::Row(Row { sentiment: Some(sentiment), ..Row::new(&record[0], label.join("/")) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn five_grades_become_three_and_the_label_says_country_and_topic() {
        let file = "Tweet\tCountry\tTopic\tSentiment\tSentiment_Expression\tSentiment_Target\n\
                    \"الخدمة سيئة جدا\" @bank1\tjordan\tpersonal\tvery_negative\texplicit\tالخدمة\nنص\tsyria\n";
        let (rows, problems) = converted(&CONVERTER, &[("ArSenTD-LEV.tsv", file.as_bytes())]);
        let expected = json!({"text": "\"الخدمة سيئة جدا\" @USER", "corpus": "arsentd",
            "source_label": "very_negative/jordan/personal", "sentiment": "negative"});
        assert_eq!(rows, [expected]);
        assert_eq!(problems, ["ArSenTD-LEV.tsv: line 3: has 2 columns where 6 are; mend or delete it"]);
    }
}
