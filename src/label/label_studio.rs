//! Label Studio: its JSON export, the small one (JSON-MIN) too, and the tasks it imports.
//!
//! An exported task is `{"data": {"text": "…"}, "annotations": [{"result": [{"from_name": "hostile", "type": "choices",
//! "value": {"choices": ["yes"]}}], "was_cancelled": false}]}`; the small form has each answer under its question's
//! name, `{"text": "…", "hostile": "yes", "annotation_id": 1}`, several as `{"choices": […]}`. Documented at
//! <https://labelstud.io/guide/task_format> and <https://labelstud.io/guide/export#JSON_MIN>.
//!
//! A labelling interface for it is in `training/guide.md`.

use super::Label;
use super::task::{Choices, LabelTask, agreed, text};
use serde_json::{Map, Value, json};

pub(super) fn read(object: &Map<String, Value>) -> Option<Result<Label, String>> {
    match object.get("data").and_then(Value::as_object) {
        Some(data) => Some(task(object, data)),
        None if ["annotation_id", "annotator"].iter().any(|name| object.contains_key(*name)) => Some(small(object)),
        None => None,
    }
}

/// The text of the comment, from the fields that may hold it.
fn comment(data: &Map<String, Value>) -> Result<&str, String> {
    ["text", "body", "comment"]
        .iter()
        .find_map(|name| text(data, name))
        .ok_or_else(|| "no \"text\" among the task's data; import the comments as text".into())
}

fn task(object: &Map<String, Value>, data: &Map<String, Value>) -> Result<Label, String> {
    let words = comment(data)?;
    let blank = || Choices::of(words, text(data, "article"), text(data, "source"));
    let annotations = object.get("annotations").or_else(|| object.get("completions")).and_then(Value::as_array);
    let is_cancelled = |annotation: &&Value| annotation.get("was_cancelled").and_then(Value::as_bool) == Some(true);
    let mut labels = Vec::new();
    for annotation in annotations.into_iter().flatten().filter(|annotation| !is_cancelled(annotation)) {
        let mut choices = blank();
        for result in annotation.get("result").and_then(Value::as_array).into_iter().flatten() {
            let question = result.get("from_name").and_then(Value::as_str).unwrap_or_default();
            let chosen = result.pointer("/value/choices").and_then(Value::as_array);
            for answer in chosen.into_iter().flatten().filter_map(Value::as_str) {
                choices.ask(question, answer)?;
            }
        }
        labels.push(choices.label()?);
    }
    agreed(labels).map_or_else(|| blank().label(), Ok)
}

fn small(object: &Map<String, Value>) -> Result<Label, String> {
    /// Fields that are not questions.
    const OTHERS: [&str; 12] = [
        "text", "body", "comment", "article", "source", "key", "id", "annotator", "annotation_id", "created_at",
        "updated_at", "lead_time",
    ];
    let mut choices = Choices::of(comment(object)?, text(object, "article"), text(object, "source"));
    for (question, answer) in object.iter().filter(|(name, _)| !OTHERS.contains(&name.as_str())) {
        let several = answer.get("choices").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for answer in several.iter().chain([answer]).filter_map(Value::as_str) {
            choices.ask(question, answer)?;
        }
    }
    choices.label()
}

pub(super) fn write(task: &LabelTask) -> Value {
    json!({
        "data": { "text": task.text, "article": task.article, "key": task.key },
        "meta": { "uncertainty": task.uncertainty },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Sentiment;

    fn label(value: Value) -> Label {
        read(value.as_object().unwrap()).unwrap().unwrap()
    }

    fn annotation(question: &str, answer: &str) -> Value {
        json!({"result": [{"from_name": question, "type": "choices", "value": {"choices": [answer]}}]})
    }

    #[test]
    fn questions_are_answered_by_yes_and_no_and_choices_by_name() {
        let annotations = [annotation("hostile", "no"), annotation("sentiment", "Positive")];
        let label = label(json!({"data": {"text": "نص", "article": "خبر"}, "annotations": annotations}));
        assert_eq!((label.hostile, label.sentiment), (Some(false), Some(Sentiment::Positive)));
        assert_eq!(label.article.as_deref(), Some("خبر"));
        let named = self::label(json!({"data": {"text": "نص"}, "annotations": [annotation("kind", "sectarian")]}));
        assert_eq!(named.sectarian, Some(true));
    }

    #[test]
    fn a_cancelled_annotation_and_a_task_without_any_give_no_label() {
        let mut cancelled = annotation("hostile", "yes");
        cancelled["was_cancelled"] = true.into();
        assert!(!label(json!({"data": {"text": "نص"}, "annotations": [cancelled]})).says_something());
        assert!(!label(json!({"data": {"text": "نص"}, "annotations": []})).says_something());
    }

    #[test]
    fn the_small_export_is_read_too() {
        let label = label(json!({
            "text": "نص", "hostile": "yes", "topics": {"choices": ["off_topic", "negative"]}, "id": 3, "annotator": 1,
            "lead_time": 2.5,
        }));
        assert_eq!((label.hostile, label.off_topic), (Some(true), Some(true)));
        assert_eq!(label.sentiment, Some(Sentiment::Negative));
    }
}
