//! What the formats of label tools share: the names of the choices, and the comments to be labelled.

use super::{Label, argilla, desk, doccano, label_studio, prodigy};
use crate::record::{Flag, Sentiment};
use serde::Serialize;
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

/// A comment that is to be labelled.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelTask {
    /// Its key, the same for the same comment.
    pub key: String,
    /// The text of the comment.
    pub text: String,
    /// The title of the article that it is a comment on.
    pub article: Option<String>,
    /// The uncertainty of the model, from 0 (sure) to 1 (a score of one half).
    pub uncertainty: f64,
}

impl LabelTask {
    /// The metadata that a tool shows beside the comment.
    pub(super) fn meta(&self) -> Value {
        json!({ "key": self.key, "article": self.article, "uncertainty": self.uncertainty })
    }
}

fn own(task: &LabelTask) -> Value {
    json!({
        "text": task.text, "article": task.article.as_ref().map(|title| json!({ "title": title })),
        "hostile": null, "sectarian": null, "off_topic": null, "sentiment": null,
        "key": task.key, "uncertainty": task.uncertainty,
    })
}

/// The names of the choices, in the order in which a tool shows them.
pub(super) const CHOICES: [&str; 9] = [
    "hostile",
    "not_hostile",
    "sectarian",
    "not_sectarian",
    "off_topic",
    "on_topic",
    "negative",
    "neutral",
    "positive",
];

/// Reads an object of a tool's export. `None` where it is of no tool, `Ok(None)` where it is not labelled yet.
pub(super) fn read(object: &Map<String, Value>) -> Option<Result<Option<Label>, String>> {
    let readers = [desk::read, argilla::read, label_studio::read, prodigy::read, doccano::read];
    let label = readers.into_iter().find_map(|read| read(object))?;
    Some(label.map(|label| Some(label).filter(Label::says_something)))
}

/// The choices that were made for one comment.
#[derive(Debug, Default)]
pub(super) struct Choices {
    label: Label,
    known: bool,
    unknown_names: Vec<String>,
}

impl Choices {
    pub(super) fn of(text: &str, article: Option<&str>, source: Option<&str>) -> Self {
        let filled = |text: Option<&str>| text.filter(|text| !text.trim().is_empty()).map(String::from);
        let (article, source) = (filled(article), filled(source));
        let label = Label { text: text.into(), article, source, ..Label::default() };
        Self { label, ..Self::default() }
    }

    /// Applies a chosen name. An unknown one is kept for the error that no name was known.
    pub(super) fn choose(&mut self, name: &str) -> Result<(), String> {
        let normalised = name.trim().to_lowercase().replace([' ', '-'], "_");
        let (flag, value) = match normalised.as_str() {
            "hostile" | "عدائي" => (Flag::Hostile, true),
            "not_hostile" | "non_hostile" | "غير_عدائي" => (Flag::Hostile, false),
            "sectarian" | "طائفي" => (Flag::Sectarian, true),
            "not_sectarian" | "non_sectarian" | "غير_طائفي" => (Flag::Sectarian, false),
            "off_topic" | "خارج_الموضوع" => (Flag::OffTopic, true),
            "on_topic" | "not_off_topic" | "في_الموضوع" => (Flag::OffTopic, false),
            other => {
                match other.parse() {
                    Ok(sentiment) => self.set_sentiment(sentiment)?,
                    Err(()) => self.unknown_names.push(name.into()),
                }
                return Ok(());
            }
        };
        self.answer(flag, value)
    }

    /// Applies the answer to a question: `yes` or `no` for a flag, else a chosen name.
    pub(super) fn ask(&mut self, question: &str, answer: &str) -> Result<(), String> {
        let flag: Option<Flag> = question.trim().to_lowercase().replace('-', "_").parse().ok();
        match (flag, super::answer::truth(question, answer)) {
            (Some(flag), Ok(value)) => self.answer(flag, value),
            _ => self.choose(answer),
        }
    }

    /// Sets a flag; an error where it is set otherwise already.
    pub(super) fn answer(&mut self, flag: Flag, value: bool) -> Result<(), String> {
        self.known = true;
        let slot = match flag {
            Flag::Hostile => &mut self.label.hostile,
            Flag::Sectarian => &mut self.label.sectarian,
            Flag::OffTopic => &mut self.label.off_topic,
        };
        match slot.replace(value) {
            Some(before) if before != value => Err(format!("both {flag} and not; take one of the two away")),
            _ => Ok(()),
        }
    }

    fn set_sentiment(&mut self, sentiment: Sentiment) -> Result<(), String> {
        self.known = true;
        match self.label.sentiment.replace(sentiment) {
            Some(before) if before != sentiment => {
                Err(format!("both {} and {}; take one of the two away", before.name(), sentiment.name()))
            }
            _ => Ok(()),
        }
    }

    /// Whether a flag has been answered.
    pub(super) fn has(&self, flag: Flag) -> bool {
        self.label.flag(flag).is_some()
    }

    /// The label; an error where no chosen name was known.
    pub(super) fn label(self) -> Result<Label, String> {
        match self.unknown_names.first() {
            Some(name) if !self.known => {
                Err(format!("\"{name}\" is no label of ours; name them {}", CHOICES.join(", ")))
            }
            _ => Ok(self.label),
        }
    }
}

/// The label that several people agree on: a value that they differ in is unknown.
pub(super) fn agreed(labels: Vec<Label>) -> Option<Label> {
    fn unanimous<T: PartialEq>(answers: impl Iterator<Item = Option<T>>) -> Option<T> {
        let mut answers = answers.flatten();
        let first = answers.next()?;
        answers.all(|other| other == first).then_some(first)
    }
    let flag = |flag: Flag| unanimous(labels.iter().map(|label| label.flag(flag)));
    let (hostile, sectarian, off_topic) = (flag(Flag::Hostile), flag(Flag::Sectarian), flag(Flag::OffTopic));
    let sentiment = unanimous(labels.iter().map(|label| label.sentiment));
    Some(Label { hostile, sectarian, off_topic, sentiment, ..labels.into_iter().next()? })
}

/// The string that a field holds.
pub(super) fn text<'value>(object: &'value Map<String, Value>, name: &str) -> Option<&'value str> {
    object.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Objects of the names that the readers look for, with values of every kind.
    fn object() -> impl Strategy<Value = Map<String, Value>> {
        let name = prop::sample::select(vec![
            "text",
            "label",
            "labels",
            "data",
            "annotations",
            "result",
            "from_name",
            "value",
            "choices",
            "fields",
            "responses",
            "values",
            "status",
            "hostile",
            "sentiment",
            "accept",
            "answer",
            "options",
            "id",
            "annotator",
        ]);
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

    fn chosen(names: &[&str]) -> Result<Label, String> {
        let mut choices = Choices::of("نص", None, None);
        names.iter().try_for_each(|name| choices.choose(name))?;
        choices.label()
    }

    #[test]
    fn names_are_understood_in_both_languages_and_in_any_case() {
        let label = chosen(&["Not hostile", "on-topic", "Positive"]).unwrap();
        assert_eq!(
            (label.hostile, label.sectarian, label.off_topic, label.sentiment),
            (Some(false), None, Some(false), Some(Sentiment::Positive))
        );
        assert_eq!(chosen(&["طائفي", "سلبي"]).unwrap().sectarian, Some(true));
    }

    #[test]
    fn an_unknown_name_is_ignored_beside_a_known_one_and_alone_is_an_error() {
        assert_eq!(chosen(&["hostile", "spam"]).unwrap().hostile, Some(true));
        assert!(chosen(&["spam"]).unwrap_err().starts_with("\"spam\" is no label of ours; name them hostile"));
        assert!(chosen(&["hostile", "not_hostile"]).unwrap_err().contains("both"));
        assert!(chosen(&["negative", "positive"]).unwrap_err().contains("both"));
    }

    #[test]
    fn values_that_annotators_differ_in_are_unknown() {
        let one = Label { hostile: Some(true), off_topic: Some(false), ..Label::default() };
        let other = Label { hostile: Some(false), sentiment: Some(Sentiment::Neutral), ..Label::default() };
        let both = agreed(vec![one.clone(), other, one]).unwrap();
        assert_eq!((both.hostile, both.off_topic, both.sentiment), (None, Some(false), Some(Sentiment::Neutral)));
    }
}
