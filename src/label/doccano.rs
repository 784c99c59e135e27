//! doccano: text classification, JSON Lines or JSON.
//!
//! An exported line is `{"id": 1, "text": "…", "label": ["hostile", "negative"], …}`, with the other fields of the
//! import; older versions wrote `labels`, and an intent project writes `cats`. The import format is the same.
//! Documented at <https://doccano.github.io/doccano/tutorial/> and in the samples that doccano shows at export
//! (`backend/data_export/pipeline/examples.py` of <https://github.com/doccano/doccano>).
//!
//! A label that is not in the list is unknown, since a "no" looks like a question not asked: offer
//! `not_hostile` beside `hostile`.

use super::Label;
use super::task::{Choices, LabelTask, text};
use serde_json::{Map, Value, json};

pub(super) fn read(object: &Map<String, Value>) -> Option<Result<Label, String>> {
    let names = ["label", "labels", "cats"].iter().find_map(|name| object.get(*name))?;
    let words = text(object, "text")?;
    let names: Option<Vec<&str>> = match names {
        Value::Array(names) => names.iter().map(Value::as_str).collect(),
        Value::String(name) => Some(vec![name]),
        _ => None,
    };
    let mut choices = Choices::of(words, text(object, "article"), text(object, "source"));
    Some(match names {
        None => Err("its labels are no list of names; doccano's projects of text classification have such".into()),
        Some(names) => names.into_iter().try_for_each(|name| choices.choose(name)).and_then(|()| choices.label()),
    })
}

pub(super) fn write(task: &LabelTask) -> Value {
    json!({
        "text": task.text, "label": [], "article": task.article, "key": task.key, "uncertainty": task.uncertainty,
    })
}
