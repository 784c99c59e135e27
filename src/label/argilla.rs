//! Argilla: the records that `dataset.records.to_json` writes and `from_json` reads, a JSON array.
//!
//! A record is `{"id": "…", "fields": {"text": "…"}, "metadata": {…}, "suggestions": {…}, "responses": {"hostile":
//! [{"value": "yes", "user_id": "…"}]}, "vectors": {…}}`: a question each of our labels (`hostile` with yes and no,
//! `sentiment`), or one of several labels with our names. Older versions (1.x) list the responses a person:
//! `[{"values": {"hostile": {"value": "yes"}}, "status": "submitted"}]`; both are read. Suggestions are a model's and
//! not labels. Documented at <https://docs.argilla.io/latest/reference/argilla/records/records> and
//! <https://docs.argilla.io/latest/how_to_guides/import_export>.

use super::Label;
use super::task::{Choices, LabelTask, agreed, text};
use serde_json::{Map, Value, json};

pub(super) fn read(object: &Map<String, Value>) -> Option<Result<Label, String>> {
    let fields = object.get("fields")?.as_object()?;
    Some(record(object, fields))
}

fn record(object: &Map<String, Value>, fields: &Map<String, Value>) -> Result<Label, String> {
    let words = ["text", "body", "comment"].iter().find_map(|name| text(fields, name));
    let words = words.ok_or("no \"text\" among the record's fields; name the field of the comment so")?;
    let metadata = object.get("metadata").and_then(Value::as_object);
    let beside = |name: &str| text(fields, name).or_else(|| metadata.and_then(|metadata| text(metadata, name)));
    let mut labels = Vec::new();
    for (question, answer) in answers(object.get("responses")) {
        let mut choices = Choices::of(words, beside("article"), beside("source"));
        let several = answer.as_array().map_or(std::slice::from_ref(answer), Vec::as_slice);
        for answer in several {
            match answer {
                Value::String(answer) => choices.ask(question, answer)?,
                Value::Bool(answer) => choices.ask(question, &answer.to_string())?,
                _ => {}
            }
        }
        labels.push(choices.label()?);
    }
    agreed(labels).map_or_else(|| Choices::of(words, beside("article"), beside("source")).label(), Ok)
}

/// Every submitted answer, with its question.
fn answers(responses: Option<&Value>) -> Vec<(&str, &Value)> {
    let submitted =
        |response: &&Value| response.get("status").and_then(Value::as_str).is_none_or(|status| status == "submitted");
    match responses {
        Some(Value::Object(questions)) => questions
            .iter()
            .flat_map(|(question, responses)| {
                let responses = responses.as_array().into_iter().flatten().filter(submitted);
                responses.filter_map(move |response| Some((question.as_str(), response.get("value")?)))
            })
            .collect(),
        Some(Value::Array(people)) => people
            .iter()
            .filter(submitted)
            .flat_map(|person| person.get("values").and_then(Value::as_object).into_iter().flatten())
            .filter_map(|(question, answer)| Some((question.as_str(), answer.get("value")?)))
            .collect(),
        _ => Vec::new(),
    }
}

pub(super) fn write(task: &LabelTask) -> Value {
    json!({
        "id": task.key,
        "fields": { "text": task.text, "article": task.article.as_deref().unwrap_or_default() },
        "metadata": { "uncertainty": task.uncertainty },
        "suggestions": {}, "responses": {}, "vectors": {},
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Sentiment;

    fn label(value: Value) -> Label {
        read(value.as_object().unwrap()).unwrap().unwrap()
    }

    #[test]
    fn questions_of_both_versions_are_read() {
        let responses = json!({"hostile": [{"value": "no", "user_id": "u"}], "sentiment": [{"value": "neutral"}]});
        let new = label(json!({"fields": {"text": "نص", "article": ""}, "responses": responses}));
        let values = json!({"hostile": {"value": "no"}, "sentiment": {"value": "neutral"}});
        let responses = json!([{"user_id": "u", "values": values, "status": "submitted"}]);
        let old = label(json!({"fields": {"text": "نص"}, "responses": responses}));
        assert_eq!((new.hostile, new.sentiment), (Some(false), Some(Sentiment::Neutral)));
        assert_eq!(new, old);
    }

    #[test]
    fn several_labels_of_one_question_are_read_and_drafts_and_suggestions_are_not() {
        let responses = json!({"labels": [
            {"value": ["hostile", "negative"], "status": "submitted"}, {"value": ["positive"], "status": "draft"}]});
        let record = json!({"fields": {"text": "نص"}, "responses": responses,
            "suggestions": {"off_topic": {"value": "yes"}}});
        let label = label(record);
        assert_eq!((label.hostile, label.off_topic), (Some(true), None));
        assert_eq!(label.sentiment, Some(Sentiment::Negative));
    }

    #[test]
    fn values_that_two_people_differ_in_are_unknown() {
        let responses = json!({"hostile": [{"value": "yes"}, {"value": "no"}], "off_topic": [{"value": "no"}]});
        let label = label(json!({"fields": {"text": "نص"}, "responses": responses}));
        assert_eq!((label.hostile, label.off_topic), (None, Some(false)));
    }
}
