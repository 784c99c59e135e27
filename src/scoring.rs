//! A comment → its scores: language, features, model and policy in one call, with one of these a thread.

use crate::bayes::explanation::{explain, strongest};
use crate::bayes::{Model, Reason, Scorer, Worker};
use crate::label::Flag;
use crate::policy::{Judgement, Policy, Ruling, Scores, SentimentScores};
use crate::relevance::{Subject, terms};
use crate::text::language::{Letters, Verdict};
use crate::text::letters::{Class, class};
use crate::text::{Folded, Language, language};
use serde::Serialize;

/// What `score` adds to a record, in this order.
#[derive(Debug, Clone, Serialize)]
pub struct Scored<'a> {
    /// The probabilities of the flags.
    pub scores: Scores,
    /// The sentiment.
    pub sentiment: Option<SentimentScores>,
    /// The flags that are raised.
    pub flags: Vec<Flag>,
    /// Whether a person should look.
    pub uncertain: bool,
    /// Which fields were read.
    pub scored: Vec<&'static str>,
    /// Which model said so.
    pub model: ModelName<'a>,
    /// The deciding words, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<Reason>>,
}

/// A model's name and hash.
#[derive(Debug, Clone, Serialize)]
pub struct ModelName<'a> {
    /// Its name.
    pub name: &'a str,
    /// Eight digits that name exactly this model.
    pub hash: &'a str,
}

/// A model ready to score, shared by threads.
#[derive(Debug)]
pub struct Judge {
    model: Model,
    scorer: Scorer,
    policy: Policy,
    ruling: Ruling,
    /// How many reasons a label to give, if any.
    reasons: Option<usize>,
}

impl Judge {
    /// Makes a model ready, with its own thresholds.
    #[must_use]
    pub fn new(model: Model) -> Self {
        let (scorer, policy) = (Scorer::new(&model), Policy::of(&model));
        let ruling = policy.ruling(&model);
        Self { model, scorer, policy, ruling, reasons: None }
    }

    /// Gives this many reasons a label.
    #[must_use]
    pub fn with_reasons(self, reasons: Option<usize>) -> Self {
        Self { reasons, ..self }
    }

    /// Uses these thresholds and priors.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { ruling: policy.ruling(&self.model), policy, ..self }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The thresholds and priors.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The compiled model.
    #[must_use]
    pub fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    /// A clerk of its own for each thread.
    #[must_use]
    pub fn clerk(&self) -> Clerk<'_> {
        Clerk {
            judge: self,
            worker: self.scorer.worker(),
            article: String::new(),
            subject: None,
            folded: Folded::default(),
        }
    }
}

/// Scores comments, one after the other.
#[derive(Debug)]
pub struct Clerk<'judge> {
    judge: &'judge Judge,
    worker: Worker<'judge>,
    /// The article that the next comments stand under, and what of it comments are compared with.
    article: String,
    subject: Option<Subject>,
    folded: Folded,
}

impl<'judge> Clerk<'judge> {
    /// The next comments stand under this article, given as its title, its text, or both; without one, nothing is said of
    /// whether they are off topic.
    pub fn about(&mut self, article: Option<&str>) {
        let article = article.unwrap_or_default();
        if self.article != article {
            self.article.clear();
            self.article.push_str(article);
            let relevance = self.judge.model.head.relevance.as_ref();
            self.subject = relevance.and_then(|relevance| relevance.subject(terms(&mut self.folded, article)));
        }
    }

    /// Scores a comment given as named fields, such as `("title", …)` and `("body", …)`.
    pub fn score(&mut self, fields: &[(&'static str, &str)]) -> Scored<'judge> {
        let judgement = self.judge(fields);
        let judge = self.judge;
        let is_scored = judgement.scores.hostile.is_some() || judgement.sentiment.is_some();
        let reasons = judge.reasons.map(|most| self.reasons(fields, &judgement, most));
        Scored {
            scores: judgement.scores,
            sentiment: judgement.sentiment,
            flags: judgement.flags,
            uncertain: judgement.uncertain,
            scored: if is_scored { fields.iter().map(|(name, _)| *name).collect() } else { Vec::new() },
            model: ModelName { name: &judge.model.head.name, hash: judge.model.hash() },
            reasons,
        }
    }

    /// Judges a comment given as named fields.
    pub fn judge(&mut self, fields: &[(&'static str, &str)]) -> Judgement {
        let raw = self.worker.score(fields.iter().map(|(_, text)| *text));
        let (language, emoji) = told(fields, self.worker.letters());
        let off_topic = self.off_topic(fields);
        self.judge.ruling.judge(&raw, off_topic, language, emoji)
    }

    fn off_topic(&mut self, fields: &[(&'static str, &str)]) -> Option<f64> {
        let (subject, relevance) = (self.subject.as_ref()?, self.judge.model.head.relevance.as_ref()?);
        let mut terms: Vec<_> = fields.iter().flat_map(|(_, text)| terms(&mut self.folded, text)).collect();
        terms.sort_unstable();
        terms.dedup();
        relevance.off_topic(&terms, subject, self.judge.policy.priors[Flag::OffTopic as usize])
    }

    /// The share of every word in every label, in log-odds; in off topic only under an article.
    #[must_use]
    pub fn explain(&self, fields: &[(&'static str, &str)]) -> Vec<Reason> {
        let mut reasons = explain(&self.judge.model, &self.judge.scorer, fields);
        if let (Some(subject), Some(relevance)) = (&self.subject, &self.judge.model.head.relevance) {
            reasons.extend(relevance.explain(fields, subject));
        }
        reasons
    }

    /// The strongest reasons for what was flagged; where nothing was, for the likeliest flag and the sentiment.
    fn reasons(&self, fields: &[(&'static str, &str)], judgement: &Judgement, most: usize) -> Vec<Reason> {
        let mut labels: Vec<&str> = judgement.flags.iter().map(|flag| flag.name()).collect();
        if labels.is_empty() && judgement.scores.hostile.is_some() {
            labels.push(Flag::Hostile.name());
        }
        labels.extend(judgement.sentiment.map(|sentiment| sentiment.label.name()));
        strongest(self.explain(fields), &labels, most)
    }
}

/// The language of what a comment says (its name speaks for itself, unless there is nothing else), and whether an emoji
/// is in it.
///
/// `letters` are those of all fields together, where they have been counted.
fn told(fields: &[(&'static str, &str)], letters: Option<Letters>) -> (Option<Language>, bool) {
    let (said, letters) = match fields {
        [("author", _), rest @ ..] if !rest.is_empty() => (rest, None),
        all => (all, letters),
    };
    let language = match (letters.map(|letters| letters.verdict()), said) {
        (Some(Verdict::NoLetters), _) => None,
        (Some(Verdict::Told(language)), _) => Some(language),
        (_, [(_, text)]) => language(text),
        _ => language(&said.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" ")),
    };
    let emoji = language.is_none()
        && said.iter().any(|(_, text)| text.chars().any(|character| class(character) == Class::Emoji));
    (language, emoji)
}

/// An article as comments are compared with it: its title, and its text where there is one.
#[must_use]
pub fn article(title: Option<&str>, text: &str) -> String {
    let parts = [title.unwrap_or_default(), text];
    parts.map(str::trim).into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A name of so many words is no name but speech.
const WORDS_OF_SPEECH: usize = 4;

/// The fields of a comment that are scored, of its title, body and name; empty ones are left out.
///
/// The name counts where the site's readers speak in it and it has four words or more. It stands first, as on the page.
#[must_use]
pub fn scored_fields<'a>(
    author: Option<&'a str>,
    title: Option<&'a str>,
    body: &'a str,
    speaks_in_names: bool,
) -> Vec<(&'static str, &'a str)> {
    let speech = author.filter(|name| speaks_in_names && name.split_whitespace().count() >= WORDS_OF_SPEECH);
    [("author", speech), ("title", title), ("body", Some(body))]
        .into_iter()
        .filter_map(|(field, text)| Some((field, text.filter(|text| !text.is_empty())?)))
        .collect()
}
