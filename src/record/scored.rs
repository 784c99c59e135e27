//! A scored comment, as `score` prints it and `export` reads it back.

use super::{Comment, Field, Prediction};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A comment and its prediction.
///
/// ```
/// use mushrif::ScoredComment;
///
/// let line = r#"{"text":"شكرا","scores":{"hostile":0.01,"sectarian":0.0,"off_topic":null},"flags":[]}"#;
/// let scored = ScoredComment::parse(line)?;
/// assert_eq!(scored.comment.body, "شكرا");
/// assert!(scored.prediction.flags.is_empty());
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScoredComment {
    /// The comment.
    #[serde(flatten)]
    pub comment: Comment,
    /// Its prediction.
    #[serde(flatten)]
    pub prediction: Prediction,
    /// The field with its text: `body` in records of `extract`, `text` in plain ones.
    #[serde(skip, default = "body")]
    pub text_field: Field,
}

/// The problem with a line that is not even a record.
pub(crate) const NOT_SCORED: &str =
    "not a scored comment; `mushrif score FILE -o scored.jsonl` writes them, from pages, tables and texts";

fn body() -> Field {
    Field::Body
}

impl ScoredComment {
    /// Parses a line that `mushrif score` wrote.
    ///
    /// # Errors
    /// A sentence with the problem and its remedy.
    pub fn parse(line: &str) -> Result<Self, String> {
        let line = line.trim_start_matches('\u{FEFF}').trim();
        if !line.starts_with('{') {
            return Err(NOT_SCORED.into());
        }
        let broken = |error: serde_json::Error| format!("not a scored comment: {error}");
        let mut record: Map<String, Value> = serde_json::from_str(line).map_err(broken)?;
        if record.get("scores").is_none_or(Value::is_null) {
            return Err("has no scores; `mushrif score` writes them".into());
        }
        let mut take = |name: &str| record.remove(name).filter(|value| !value.is_null());
        let texts = ["body", "text", "comment"].map(&mut take);
        let is_plain = texts[0].is_none();
        let text = texts.into_iter().flatten().next().ok_or("has no body, text or comment")?;
        if is_plain {
            // The title of a plain record is its article's, as in label files.
            record.remove("title");
        }
        record.insert("body".into(), text);
        let scored: Self = serde_json::from_value(Value::Object(record)).map_err(broken)?;
        Ok(Self { text_field: if is_plain { Field::Text } else { Field::Body }, ..scored })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_a_page_comes_back_with_its_types_and_is_printed_as_it_was() {
        let line = concat!(
            r#"{"page":"p","index":3,"key":"a1","article":{"title":"ع","url":null,"site":"arabi21","published":"2016-07-14T21:16:00+03:00","published_at":"2016-07-14T21:16:00","#,
            r#""comments_declared":4},"id":null,"parent":null,"author":"س","title":null,"body":"ن","quoted":null,"#,
            r#""forwarded_from":null,"status":"approved","truncated":false,"language":"ar","#,
            r#""time":{"text":"منذ 8 سنوات 7 أشهر","span":"P8Y7M","direction":"past","approximate":"about","earliest":"2015-09-15","#,
            r#""latest":"2015-10-15T10:30","earliest_at":"2015-09-15T00:00:00","latest_at":"2015-10-15T10:30:59"},"clock":{"at":"2024-05-15","from":"as-of"},"scores":{"hostile":0.5,"sectarian":0.25,"#,
            r#""off_topic":null},"sentiment":null,"flags":["hostile"],"uncertain":true,"scored":["body"],"thresholds":{"hostile":0.4,"sectarian":0.6,"off_topic":null},"model":{"name":"m","hash":"0a"},"reasons":null}"#
        );
        assert_eq!(serde_json::to_string(&ScoredComment::parse(line).unwrap()).unwrap(), line);
    }

    #[test]
    fn title_and_body_are_one_text_and_a_plain_record_has_no_title() {
        let parse = |line: &str| ScoredComment::parse(line).unwrap();
        let scores = r#""scores":{"hostile":0.9}"#;
        assert_eq!(parse(&format!("{{\"title\":\"ع\",\"body\":\"ن\",{scores}}}")).comment.text(), "ع\nن");
        let plain = parse(&format!("{{\"title\":\"ع\",\"text\":\"ن\",\"index\":\"x\",{scores}}}"));
        assert_eq!((plain.comment.text().as_str(), plain.text_field), ("ن", Field::Text));
    }

    #[test]
    fn a_comment_without_scores_or_text_is_named() {
        assert!(ScoredComment::parse(r#"{"text":"a"}"#).unwrap_err().contains("mushrif score"));
        assert!(ScoredComment::parse(r#"{"scores":{}}"#).unwrap_err().contains("no body"));
    }
}
