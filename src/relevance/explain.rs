//! Explanations of the off-topic score: the share of each word of a comment.

use super::{ArticleTerms, Relevance, Term, term};
use crate::record::{Flag, Reason};
use crate::text::disguise::read_as;
use crate::text::names::is_name;
use crate::text::{CharacterOffsets, Tokenizer};

impl Relevance {
    /// The share of every word of a comment in the log-odds of off topic, in order of fields and words, except proper
    /// names, which count in the score but are no explanation of it. Of each field or part of one: its name, its text,
    /// and its offset in the field in characters.
    pub(crate) fn explain(
        &self,
        tokenizer: &mut Tokenizer,
        fields: &[(&'static str, &str, usize)],
        article: &ArticleTerms,
    ) -> Vec<Reason> {
        let mut words: Vec<(Term, bool, Reason)> = Vec::new();
        for (field, text, first) in fields {
            tokenizer.tokenize(text);
            let mut offsets = CharacterOffsets::of(text);
            words.extend(tokenizer.tokens().map(|word| {
                let reason = Reason {
                    field: (*field).into(),
                    start: first + offsets.at(word.start),
                    end: first + offsets.at(word.end),
                    text: text[word.start..word.end].into(),
                    read: read_as(&word, None, &text[word.start..word.end]),
                    label: Flag::OffTopic.name().into(),
                    weight: 0.0,
                };
                (term(&word), is_name(&word), reason)
            }));
        }
        let terms: Vec<Term> = words.iter().map(|(term, ..)| *term).collect();
        let weights = self.weights(&terms, article);
        let explained = words.into_iter().zip(weights).filter(|((_, is_name, _), _)| !is_name);
        explained.map(|((_, _, reason), weight)| Reason { weight, ..reason }).collect()
    }
}
