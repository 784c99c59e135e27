//! The classifier: a model ready to predict, shared by threads.

use super::explanation::{explain, strongest};
use super::lists::{FieldPart, FieldText, Lists};
use super::policy::{CompiledPolicy, Policy};
use super::scorer::Scorer;
use super::weight_table::{RawScores, WeightTable};
use crate::extract::readers_speak_in_names;
use crate::label::TARGETS;
use crate::model::Model;
use crate::pipeline::in_order;
use crate::record::{Article, ByRule, Comment, Field, Flag, ModelId, Prediction, Reason};
use crate::relevance::{ArticleTerms, terms};
use crate::text::language::{LetterCounts, ScriptVerdict};
use crate::text::letters::{Class, class};
use crate::text::{Language, Tokenizer, language};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

/// A model ready to predict. Cheap to clone, and shared by threads: buffers and word caches are pooled inside.
///
/// ```
/// use mushrif::{Classifier, Comment, Flag, Model};
///
/// let classifier = Classifier::new(Model::default_model()?);
/// let prediction = classifier.classify(&Comment::new("يا حـمـاااار انت وهو، كلكم لصوص وكلاب"));
/// assert_eq!(prediction.flags, [Flag::Hostile]);
/// assert!(classifier.classify(&Comment::new("مقال جميل، شكرا للكاتب")).flags.is_empty());
/// # Ok::<(), mushrif::ModelError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Classifier {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    model: Arc<Model>,
    table: Arc<WeightTable>,
    policy: Policy,
    compiled: CompiledPolicy,
    /// The number of reasons a label to give, if any.
    reasons: Option<usize>,
    /// The site's own phrases, if any.
    lists: Option<Arc<Lists>>,
    /// Scratch that is not in use: a new one costs 0.2 ms, scoring a comment less than a microsecond.
    pool: Mutex<Vec<Box<Scratch>>>,
}

/// The buffers and the word cache of one thread.
#[derive(Debug)]
struct Scratch {
    scorer: Scorer,
    tokenizer: Tokenizer,
    /// The article of the last comment, and its terms.
    article: String,
    article_terms: Option<ArticleTerms>,
    /// Reused from one comment to the next.
    prediction: Prediction,
}

impl Classifier {
    /// A classifier of a model, with its own thresholds and priors.
    #[must_use]
    pub fn new(model: Model) -> Self {
        let policy = Policy::of(&model);
        Self::of(Arc::new(WeightTable::new(&model)), Arc::new(model), policy, None, None)
    }

    fn of(
        table: Arc<WeightTable>,
        model: Arc<Model>,
        policy: Policy,
        reasons: Option<usize>,
        lists: Option<Arc<Lists>>,
    ) -> Self {
        let compiled = policy.compile(&model);
        Self { shared: Arc::new(Shared { model, table, policy, compiled, reasons, lists, pool: Mutex::default() }) }
    }

    /// The same with these thresholds and priors.
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        let Shared { model, table, reasons, lists, .. } = &*self.shared;
        Self::of(Arc::clone(table), Arc::clone(model), policy, *reasons, lists.clone())
    }

    /// The same with at most this many reasons a label in each prediction: the strongest for each raised flag, or for
    /// hostile where none is raised, and for the sentiment.
    #[must_use]
    pub fn with_reasons(&self, reasons: Option<usize>) -> Self {
        let Shared { model, table, policy, lists, .. } = &*self.shared;
        Self::of(Arc::clone(table), Arc::clone(model), policy.clone(), reasons, lists.clone())
    }

    /// The same with these lists of a site, or without any.
    #[cfg_attr(not(feature = "cli"), allow(dead_code))]
    pub(crate) fn with_lists(&self, lists: Option<Arc<Lists>>) -> Self {
        let Shared { model, table, policy, reasons, .. } = &*self.shared;
        Self::of(Arc::clone(table), Arc::clone(model), policy.clone(), *reasons, lists)
    }

    /// The lists of a site.
    #[cfg_attr(not(feature = "cli"), allow(dead_code))]
    pub(crate) fn lists(&self) -> Option<&Lists> {
        self.shared.lists.as_deref()
    }

    /// What predictions say of the model and the lists.
    #[cfg_attr(not(feature = "cli"), allow(dead_code))]
    pub(crate) fn id(&self) -> ModelId {
        self.shared.id()
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.shared.model
    }

    /// The thresholds and priors.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.shared.policy
    }

    /// Predicts a comment: by its title and body, and by its author's name on sites whose readers write comments there.
    /// The off-topic score needs an article.
    #[must_use]
    pub fn classify(&self, comment: &Comment) -> Prediction {
        self.lease().classify(comment).clone()
    }

    /// [`Self::classify`] of many comments, on all cores, in their order.
    ///
    /// ```
    /// use mushrif::{Classifier, Comment, Model};
    ///
    /// let classifier = Classifier::new(Model::default_model()?);
    /// let comments: Vec<Comment> = ["شكرا", "يا كلاب"].map(Comment::new).into();
    /// let flagged: Vec<bool> = classifier.classify_batch(&comments).iter().map(|found| !found.flags.is_empty()).collect();
    /// assert_eq!(flagged, [false, true]);
    /// # Ok::<(), mushrif::ModelError>(())
    /// ```
    #[must_use]
    pub fn classify_batch(&self, comments: &[Comment]) -> Vec<Prediction> {
        /// Comments given to a thread at a time.
        const TOGETHER: usize = 256;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(comments.len() / TOGETHER + 1);
        let mut parts = comments.chunks(TOGETHER);
        let mut predictions = Vec::with_capacity(comments.len());
        in_order(
            threads,
            || parts.next(),
            || self.lease(),
            |lease, part| part.iter().map(|comment| lease.classify(comment).clone()).collect::<Vec<_>>(),
            |part| {
                predictions.extend(part);
                true
            },
        );
        predictions
    }

    /// What is predicted for a comment of these raw scores, mixed, in a language that is scored.
    pub(crate) fn predict_from(&self, targets: [f64; TARGETS]) -> Prediction {
        let mut prediction = Prediction::default();
        let raw = RawScores { targets, ..RawScores::default() };
        self.shared.compiled.apply(&raw, None, Some(Language::Arabic), false, &mut prediction);
        prediction
    }

    /// A scorer for one thread, with an empty cache: raw scores without language, calibration and flags.
    #[must_use]
    pub fn scorer(&self) -> Scorer {
        Scorer::of_table(Arc::clone(&self.shared.table))
    }

    /// Scratch of the pool for a thread, returned when dropped.
    pub(crate) fn lease(&self) -> Lease<'_> {
        let pooled = self.shared.pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let scratch = pooled.unwrap_or_else(|| {
            Box::new(Scratch {
                scorer: self.scorer(),
                tokenizer: Tokenizer::default(),
                article: String::new(),
                article_terms: None,
                prediction: Prediction {
                    model: Arc::new(self.shared.id()),
                    thresholds: self.shared.policy.as_printed(),
                    ..Prediction::default()
                },
            })
        });
        Lease { shared: &self.shared, scratch: Some(scratch) }
    }
}

impl Shared {
    fn id(&self) -> ModelId {
        let lists = self.lists.as_ref().map(|lists| lists.hash().to_owned());
        ModelId { name: self.model.name().into(), hash: self.model.hash().into(), lists }
    }
}

/// Scratch that is in use: predicts comments one after the other without allocating.
#[derive(Debug)]
pub struct Lease<'classifier> {
    shared: &'classifier Shared,
    /// `None` only while it is being returned.
    scratch: Option<Box<Scratch>>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(scratch) = self.scratch.take() {
            self.shared.pool.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        }
    }
}

impl Lease<'_> {
    fn scratch(&mut self) -> &mut Scratch {
        self.scratch.as_mut().expect("a lease has scratch until it is dropped")
    }

    /// [`Classifier::classify`]; the prediction is valid until the next.
    pub(crate) fn classify(&mut self, comment: &Comment) -> &Prediction {
        let article = comment.article.as_deref().map(article_text);
        self.predict(&comment_fields(comment, Field::Body), article.as_deref())
    }

    /// Predicts a comment, given as fields, under an article, given as its title, its text, or both; without an article
    /// the off-topic score is `None`. The prediction is valid until the next.
    pub fn predict(&mut self, fields: &[FieldText<'_>], article: Option<&str>) -> &Prediction {
        let shared = self.shared;
        let scratch = self.scratch();
        scratch.read_article(shared, article.unwrap_or_default());
        let found = shared.lists.as_ref().map(|lists| lists.find(&mut scratch.tokenizer, fields));
        let (raw, off_topic) = match &found {
            Some(found) if found.is_cut => {
                let texts = found.parts.iter().map(|(_, text, _)| *text);
                (scratch.scorer.score(texts.clone()), scratch.off_topic(shared, texts))
            }
            _ => {
                let texts = fields.iter().map(|(_, text)| *text);
                (scratch.scorer.score(texts.clone()), scratch.off_topic(shared, texts))
            }
        };
        // The language is that of the whole comment.
        let letters = scratch.scorer.letters().filter(|_| found.as_ref().is_none_or(|found| !found.is_cut));
        let (language, has_emoji) = language_and_emoji(fields, letters);
        let prediction = &mut scratch.prediction;
        shared.compiled.apply(&raw, off_topic, language, has_emoji, prediction);
        if let Some(found) = found {
            raise(prediction, found.by_rule);
        }
        prediction.language = language;
        prediction.scored.clear();
        if prediction.scores.hostile.is_some() || prediction.sentiment.is_some() {
            prediction.scored.extend(fields.iter().map(|(field, _)| *field));
        }
        prediction.reasons = None;
        if let Some(most) = shared.reasons {
            let labels = reasoned_labels(prediction);
            scratch.prediction.reasons = Some(strongest(scratch.explain(shared, fields), &labels, most));
        } else if prediction.flags.contains(&Flag::OffTopic) {
            let reasons = scratch.explain_off_topic(shared, fields);
            scratch.prediction.reasons = Some(strongest(reasons, &[Flag::OffTopic.name()], OFF_TOPIC_REASONS));
        }
        &self.scratch().prediction
    }

    /// The strongest reasons, at most so many a label, for the flags and the sentiment of a prediction made before.
    pub(crate) fn reasons(
        &mut self,
        fields: &[FieldText<'_>],
        article: Option<&str>,
        prediction: &Prediction,
        most: usize,
    ) -> Vec<Reason> {
        strongest(self.explain(fields, article), &reasoned_labels(prediction), most)
    }

    /// The share of every word of a comment in the log-odds of every label; of off topic only under an article.
    pub(crate) fn explain(&mut self, fields: &[FieldText<'_>], article: Option<&str>) -> Vec<Reason> {
        let shared = self.shared;
        let scratch = self.scratch();
        scratch.read_article(shared, article.unwrap_or_default());
        scratch.explain(shared, fields)
    }
}

/// Raises the flags of a site's own phrases; what is sectarian is hostile.
fn raise(prediction: &mut Prediction, by_rule: Vec<ByRule>) {
    for rule in &by_rule {
        prediction.flags.extend((rule.flag == Flag::Sectarian).then_some(Flag::Hostile));
        prediction.flags.push(rule.flag);
    }
    prediction.flags.sort_unstable();
    prediction.flags.dedup();
    prediction.by_rule = Some(by_rule);
}

/// The most reasons of the flag off topic where none were asked for.
const OFF_TOPIC_REASONS: usize = 5;

/// The parts of a comment that are scored, by the names of their fields, with their offsets in them.
fn named<'text>(parts: &[FieldPart<'text>]) -> Vec<(&'static str, &'text str, usize)> {
    parts.iter().map(|(field, text, at)| (field.name(), *text, *at)).collect()
}

/// The labels that reasons are given for: the flags that are raised, or hostile where none is, and the sentiment.
fn reasoned_labels(prediction: &Prediction) -> Vec<&'static str> {
    let mut labels: Vec<&str> = prediction.flags.iter().map(|flag| flag.name()).collect();
    if labels.is_empty() && prediction.scores.hostile.is_some() {
        labels.push(Flag::Hostile.name());
    }
    labels.extend(prediction.sentiment.map(|sentiment| sentiment.label.name()));
    labels
}

impl Scratch {
    /// Reads an article, unless it is that of the comment before.
    fn read_article(&mut self, shared: &Shared, article: &str) {
        if self.article != article {
            self.article.clear();
            self.article.push_str(article);
            let relevance = shared.model.relevance();
            self.article_terms = relevance.and_then(|relevance| relevance.article(terms(&mut self.tokenizer, article)));
        }
    }

    fn off_topic<'text>(&mut self, shared: &Shared, texts: impl Iterator<Item = &'text str>) -> Option<f64> {
        let (article, relevance) = (self.article_terms.as_ref()?, shared.model.relevance()?);
        let mut terms: Vec<_> = texts.flat_map(|text| terms(&mut self.tokenizer, text)).collect();
        terms.sort_unstable();
        terms.dedup();
        relevance.off_topic(&terms, article, shared.policy.prior(Flag::OffTopic))
    }

    fn explain(&mut self, shared: &Shared, fields: &[FieldText<'_>]) -> Vec<Reason> {
        let parts = self.parts(shared, fields);
        let mut reasons = explain(&shared.model, &shared.table, &mut self.tokenizer, &parts);
        reasons.extend(self.explain_off_topic(shared, fields));
        reasons
    }

    /// The parts of a comment that are scored.
    fn parts<'text>(&mut self, shared: &Shared, fields: &[FieldText<'text>]) -> Vec<(&'static str, &'text str, usize)> {
        match &shared.lists {
            Some(lists) => named(&lists.find(&mut self.tokenizer, fields).parts),
            None => fields.iter().map(|(field, text)| (field.name(), *text, 0)).collect(),
        }
    }

    fn explain_off_topic(&mut self, shared: &Shared, fields: &[FieldText<'_>]) -> Vec<Reason> {
        let parts = self.parts(shared, fields);
        match (&self.article_terms, shared.model.relevance()) {
            (Some(article), Some(relevance)) => relevance.explain(&mut self.tokenizer, &parts, article),
            _ => Vec::new(),
        }
    }
}

/// The language of a comment, without its author's name unless there is no other field, and whether one without letters
/// has an emoji.
///
/// `letters` are those of all fields together, where they have been counted.
fn language_and_emoji(fields: &[FieldText<'_>], letters: Option<LetterCounts>) -> (Option<Language>, bool) {
    let (texts, letters) = match fields {
        [(Field::Author, _), rest @ ..] if !rest.is_empty() => (rest, None),
        all => (all, letters),
    };
    let language = match (letters.map(|letters| letters.verdict()), texts) {
        (Some(ScriptVerdict::NoLetters), _) => None,
        (Some(ScriptVerdict::Told(language)), _) => Some(language),
        (_, [(_, text)]) => language(text),
        _ => language(&texts.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" ")),
    };
    let emoji = language.is_none()
        && texts.iter().any(|(_, text)| text.chars().any(|character| class(character) == Class::Emoji));
    (language, emoji)
}

/// The title and the text of an article as one, as far as they are known.
pub(crate) fn article_text(article: &Article) -> Cow<'_, str> {
    match (&article.title, &article.text) {
        (Some(title), None) => title.as_str().into(),
        (title, text) => Article::full_text(title.as_deref(), text.as_deref().unwrap_or_default()).into(),
    }
}

/// The least number of words of an author's name that is scored as part of the comment.
const WORDS_OF_SPEECH: usize = 4;

/// The fields of a comment that are scored, `body` being the field of its text.
pub(crate) fn comment_fields(comment: &Comment, body: Field) -> Vec<FieldText<'_>> {
    let site = comment.article.as_ref().and_then(|article| article.site.as_deref());
    fields(comment.author.as_deref(), comment.title.as_deref(), (body, &comment.body), site)
}

/// The fields of a comment that are scored, of author's name, title and text; empty ones are left out.
///
/// The name is scored where the site's readers write comments in it and it has four words or more; it comes first.
#[must_use]
pub fn fields<'a>(
    author: Option<&'a str>,
    title: Option<&'a str>,
    (field, text): (Field, &'a str),
    site: Option<&str>,
) -> Vec<(Field, &'a str)> {
    let is_speech =
        |name: &&str| site.is_some_and(readers_speak_in_names) && name.split_whitespace().count() >= WORDS_OF_SPEECH;
    [(Field::Author, author.filter(is_speech)), (Field::Title, title), (field, Some(text))]
        .into_iter()
        .filter_map(|(field, text)| Some((field, text.filter(|text| !text.is_empty())?)))
        .collect()
}
