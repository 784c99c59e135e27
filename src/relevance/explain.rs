//! Which words of a comment make it off topic, or keep it on topic.

use super::{Relevance, Subject, Term, term};
use crate::bayes::Reason;
use crate::label::Flag;
use crate::text::Folded;
use crate::text::names::is_name;

impl Relevance {
    /// The share of every word of a comment in the log-odds of off topic, in order of fields and words; proper names,
    /// which count, but explain nothing, are left out.
    #[must_use]
    pub fn explain(&self, fields: &[(&str, &str)], subject: &Subject) -> Vec<Reason> {
        let mut folded = Folded::default();
        let mut words: Vec<(Term, bool, Reason)> = Vec::new();
        for (field, text) in fields {
            folded.fold(text);
            words.extend(folded.words().map(|word| {
                let reason = Reason {
                    field: (*field).into(),
                    start: text[..word.start].chars().count(),
                    end: text[..word.end].chars().count(),
                    text: text[word.start..word.end].into(),
                    read: None,
                    label: Flag::OffTopic.name(),
                    weight: 0.0,
                };
                (term(&word), is_name(&word), reason)
            }));
        }
        let terms: Vec<Term> = words.iter().map(|(term, ..)| *term).collect();
        let weights = self.weights(&terms, subject);
        let told = words.into_iter().zip(weights).filter(|((_, is_name, _), _)| !is_name);
        told.map(|((_, _, reason), weight)| Reason { weight, ..reason }).collect()
    }
}
