//! Religious hate in tweets.
//!
//! Albadi, Kurdi and Mishra 2018, "Are They Our Brothers? Analysis and Detection of Religious Hate Speech in the Arabic
//! Twittersphere", ASONAM. Published at <https://github.com/nuhaalbadi/Arabic_hatespeech> as `train.csv` and `test.csv`;
//! terms: none stated.
//!
//! Those hold the numbers of tweets and labels, 1 or 0, in the columns `id` and `hate`, as `datasets/albadi2018.py` of
//! julian-risch/toxic-comment-collection reads them. The tweets must be fetched by their numbers: with twarc, which
//! writes a JSON object a line, `id_str` or `id`, and `full_text` or `text`. Both kinds of file are given together, those
//! of the tweets with the ending `.jsonl` or `.json`; tweets that are gone are left out, and so are those whose label
//! differs from line to line. Hate is hostile; its absence is not known not to be.

use crate::converter::{Conversion, Converter, Outcome, Row, Source, Way, one_of};
use crate::read::{Columns, Layout, records};
use serde_json::Value;
use std::collections::HashMap;

pub const CONVERTER: Converter = Converter {
    name: "albadi",
    files: "train.csv, test.csv, and the tweets of their numbers as JSON lines (*.jsonl)",
    compared: Some("parts of train.csv and test.csv; fetched tweets were never seen"),
    way: Way::Together(convert),
};

fn convert(sources: &[Source], conversion: &mut Conversion) {
    let is_tweets = |source: &&Source| source.path.extension().is_some_and(|ending| ending == "jsonl" || ending == "json");
    let texts = tweets(sources.iter().filter(is_tweets), conversion);
    let mut labels: HashMap<String, Option<bool>> = HashMap::new();
    let mut order = Vec::new();
    for source in sources.iter().filter(|source| !is_tweets(source)) {
        for (place, fields) in numbered(source, Layout::Quoted(b','), Columns::Named(&["id", "hate"]), conversion) {
            match one_of("hate", &fields[1], &[("1", true), ("0", false)]) {
                Err(problem) => conversion.problems.push(format!("{place}: {problem}")),
                Ok(hate) => {
                    let id = fields[0].trim().to_string();
                    let label = labels.entry(id.clone()).or_insert_with(|| {
                        order.push(id);
                        Some(hate)
                    });
                    *label = label.filter(|before| *before == hate);
                }
            }
        }
    }
    for id in order {
        let outcome = match (texts.get(&id), labels[&id]) {
            (None, _) => Outcome::LeftOut("no tweet of that number was given".into()),
            (_, None) => Outcome::LeftOut("labels that contradict each other".into()),
            (Some(text), Some(hate)) => {
                let hostile = hate.then_some(true);
                Outcome::Row(Row { sectarian: Some(hate), hostile, ..Row::new(text, if hate { "1" } else { "0" }) })
            }
        };
        conversion.take(String::new, Ok(outcome));
    }
}

/// The texts of tweets by their numbers.
fn tweets<'a>(sources: impl Iterator<Item = &'a Source>, conversion: &mut Conversion) -> HashMap<String, String> {
    let mut texts = HashMap::new();
    for source in sources {
        for (place, line) in numbered(source, Layout::Lines(None), Columns::First(1), conversion) {
            let tweet: Value = serde_json::from_str(&line[0]).unwrap_or_default();
            let id = match (tweet.get("id_str"), tweet.get("id")) {
                (Some(Value::String(id)), _) | (None, Some(Value::String(id))) => Some(id.clone()),
                (_, Some(Value::Number(id))) => Some(id.to_string()),
                _ => None,
            };
            let text = tweet.get("full_text").or(tweet.get("text")).and_then(Value::as_str);
            match (id, text) {
                (Some(id), Some(text)) => drop(texts.insert(id, text.to_string())),
                _ => conversion.problems.push(format!("{place}: is no tweet with a number and a text; fetch it again")),
            }
        }
    }
    texts
}

/// The records of a file that can be read, with their places; problems of the others go to `conversion`.
fn numbered(source: &Source, layout: Layout, columns: Columns, conversion: &mut Conversion) -> Vec<(String, Vec<String>)> {
    let file = source.path.display();
    let records = records(&source.bytes, layout, columns).unwrap_or_else(|problem| {
        conversion.problems.push(format!("{file}: {problem}"));
        Vec::new()
    });
    let mut found = Vec::new();
    for (number, fields) in records {
        match fields {
            Ok(fields) => found.push((format!("{file}: line {number}"), fields)),
            Err(problem) => conversion.problems.push(format!("{file}: line {number}: {problem}")),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn numbers_are_joined_with_tweets_and_contradictions_and_lost_tweets_are_left_out() {
        let labels = b"id,hate\n900000000000000001,1\n900000000000000002,0\n3,1\n3,0\n4,1\n5,yes\n";
        let tweets = "{\"id\": 900000000000000001, \"id_str\": \"900000000000000001\", \"full_text\": \"اخرجوا @a_1\"}\n\
                      {\"id\": \"900000000000000002\", \"text\": \"عيد سعيد للجميع\"}\n{\"id\": \"3\", \"text\": \"نص\"}\n{}\n";
        let (rows, problems) = converted(&CONVERTER, &[("train.csv", labels), ("tweets.jsonl", tweets.as_bytes())]);
        let expected = [
            json!({"text": "اخرجوا @USER", "corpus": "albadi", "source_label": "1", "sectarian": true, "hostile": true}),
            json!({"text": "عيد سعيد للجميع", "corpus": "albadi", "source_label": "0", "sectarian": false}),
        ];
        assert_eq!(rows, expected);
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("tweets.jsonl: line 4: ") && problems[1].starts_with("train.csv: line 7: "));
    }
}
