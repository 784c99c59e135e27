//! The formats of label tools: which there are, and which of them an object is of.

use super::task::LabelTask;
use super::{Label, argilla, desk, doccano, label_studio, prodigy};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::str::FromStr;

/// A format of comments to be labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Our own JSON Lines, each label null until somebody fills it in.
    Jsonl,
    /// doccano: JSON Lines.
    Doccano,
    /// Label Studio: a JSON array of tasks.
    LabelStudio,
    /// Prodigy: JSON Lines.
    Prodigy,
    /// Argilla: a JSON array of records.
    Argilla,
}

impl Tool {
    /// All, in the order in which help lists them.
    pub(crate) const ALL: [Self; 5] = [Self::Jsonl, Self::Doccano, Self::LabelStudio, Self::Prodigy, Self::Argilla];

    /// The name that options use.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Doccano => "doccano",
            Self::LabelStudio => "label-studio",
            Self::Prodigy => "prodigy",
            Self::Argilla => "argilla",
        }
    }

    /// Writes comments in the tool's import format.
    pub(crate) fn write(self, tasks: &[LabelTask], out: &mut dyn Write) -> io::Result<()> {
        let object = |task: &LabelTask| match self {
            Self::Jsonl => own(task),
            Self::Doccano => doccano::write(task),
            Self::LabelStudio => label_studio::write(task),
            Self::Prodigy => prodigy::write(task),
            Self::Argilla => argilla::write(task),
        };
        if matches!(self, Self::LabelStudio | Self::Argilla) {
            let objects: Vec<Value> = tasks.iter().map(object).collect();
            serde_json::to_writer_pretty(&mut *out, &objects)?;
            return writeln!(out);
        }
        for task in tasks {
            serde_json::to_writer(&mut *out, &object(task))?;
            writeln!(out)?;
        }
        Ok(())
    }
}

impl FromStr for Tool {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|tool| tool.name() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("the formats are {names}")
        })
    }
}

fn own(task: &LabelTask) -> Value {
    json!({
        "text": task.text, "article": task.article.as_ref().map(|title| json!({ "title": title })),
        "hostile": null, "sectarian": null, "off_topic": null, "sentiment": null,
        "key": task.key, "uncertainty": task.uncertainty,
    })
}

/// Reads an object of a tool's export. `None` where it is of no tool, `Ok(None)` where it is not labelled yet.
pub(super) fn read(object: &Map<String, Value>) -> Option<Result<Option<Label>, String>> {
    let readers = [desk::read, argilla::read, label_studio::read, prodigy::read, doccano::read];
    let label = readers.into_iter().find_map(|read| read(object))?;
    Some(label.map(|label| Some(label).filter(Label::says_something)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Objects of the names that the readers look for, with values of every kind.
    fn object() -> impl Strategy<Value = Map<String, Value>> {
        let names = "text label labels data annotations result from_name value choices fields responses values \
                     status hostile sentiment accept answer options id annotator";
        let name = prop::sample::select(names.split(' ').collect::<Vec<_>>());
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            prop::sample::select(vec!["hostile", "yes", "no", "accept", "negative", "نص", ""]).prop_map(Value::from),
        ];
        let value = leaf.prop_recursive(5, 60, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map(name.clone(), inner, 0..6)
                    .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_string(), value)).collect()),
            ]
        });
        value.prop_map(|value| value.as_object().cloned().unwrap_or_default())
    }

    proptest! {
        #[test]
        fn an_object_of_any_shape_is_a_label_or_none_or_an_error_that_says_something(object in object()) {
            match read(&object) {
                Some(Ok(Some(label))) => prop_assert!(label.says_something()),
                Some(Err(problem)) => prop_assert!(!problem.is_empty()),
                Some(Ok(None)) | None => {}
            }
        }
    }
}
