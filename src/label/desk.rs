//! The review desk: comments with their states and labels, JSON Lines, as `/review/export` writes them.
//!
//! A line is a scored comment with `"desk": {"state": "hidden", "label": {"hostile": true, "sectarian": false, …}, …}`; the
//! label is what people said together, null where nobody did.

use super::task::text;
use super::{Label, LabelValues};
use serde_json::{Map, Value};

pub(super) fn read(object: &Map<String, Value>) -> Option<Result<Label, String>> {
    let desk = object.get("desk")?.as_object().filter(|desk| desk.contains_key("state"))?;
    let body = text(object, "body").or_else(|| text(object, "text"))?;
    let article = object.get("article").and_then(Value::as_object);
    let of_article = |name: &str| article.and_then(|article| text(article, name)).map(String::from);
    let values = desk.get("label").cloned().unwrap_or_default();
    let values: Result<Option<LabelValues>, _> = serde_json::from_value(values);
    Some(match values {
        Err(error) => Err(format!("the label of the desk: {error}")),
        Ok(None) => Ok(Label::default()),
        Ok(Some(LabelValues { hostile, sectarian, off_topic, sentiment })) => Ok(Label {
            text: match text(object, "title").filter(|title| !title.is_empty()) {
                Some(title) => format!("{title}\n{body}"),
                None => body.into(),
            },
            article: of_article("title"),
            hostile,
            sectarian,
            off_topic,
            sentiment,
            source: of_article("site").or_else(|| Some("desk".into())),
            community: None,
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Sentiment;

    fn read_line(line: &str) -> Option<Result<Label, String>> {
        read(&serde_json::from_str(line).unwrap())
    }

    #[test]
    fn a_comment_of_the_desk_is_a_label_where_somebody_gave_one() {
        let line = r#"{"title":"عنوان","body":"نص","article":{"title":"خبر","site":"elaph"},"sentiment":{"label":"neutral"},
            "desk":{"state":"hidden","label":{"hostile":true,"sectarian":false,"off_topic":null,"sentiment":"negative"}}}"#;
        let label = read_line(line).unwrap().unwrap();
        assert_eq!((label.text.as_str(), label.article.as_deref()), ("عنوان\nنص", Some("خبر")));
        assert_eq!((label.hostile, label.sectarian, label.off_topic), (Some(true), Some(false), None));
        assert_eq!((label.sentiment, label.source.as_deref()), (Some(Sentiment::Negative), Some("elaph")));
        let without = read_line(r#"{"body":"نص","desk":{"state":"new","label":null}}"#).unwrap().unwrap();
        assert!(!without.says_something());
        assert!(read_line(r#"{"body":"نص","desk":"mine"}"#).is_none());
        assert!(read_line(r#"{"body":"نص","desk":{"state":"new","label":{"hostile":"yes"}}}"#).unwrap().is_err());
    }
}
