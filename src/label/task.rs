//! What label tools are given and give back: a comment to be labelled, and the choices that were made for it.

use super::Label;
use crate::record::{Flag, Sentiment};
use serde::Serialize;
use serde_json::{Map, Value, json};

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

/// The names of the choices, in the order in which a tool shows them.
pub(super) const CHOICES: [&str; 9] = [
    "hostile", "not_hostile", "sectarian", "not_sectarian", "off_topic", "on_topic", "negative", "neutral", "positive",
];

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
