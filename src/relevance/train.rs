//! Training of relevance: the background, its embeddings, word weights and coefficients.

use super::terms::{Term, terms};
use super::{ArticleTerms, Coefficients, DIMENSIONS, LEAST_COMMENTS, Relevance, RelevanceFeatures, STEPS, embeddings};
use crate::calibration::{Histogram, PrecisionWeight, calibrated};
use crate::text::Tokenizer;
use std::collections::BTreeMap;

/// The number of standard errors from zero at which a word weight is shrunk to half.
const TRUST: f64 = 3.0;
/// The number of folds, by article: the comments of each are scored by what was learnt from the others.
const FOLDS: u64 = 5;

/// A comment under an article, and whether it is off topic.
#[derive(Debug, Clone, Copy)]
pub struct RelevanceExample<'a> {
    /// The comment.
    pub text: &'a str,
    /// The article.
    pub article: &'a str,
    /// Whether it is off topic.
    pub off_topic: bool,
}

/// Learns the background from `texts`, the word weights from `examples` and `advertising` (a text, and whether it is
/// advertising), and the coefficients from `examples` alone. `None` where the background is empty.
#[must_use]
pub fn learn(texts: &[&str], examples: &[RelevanceExample<'_>], advertising: &[(&str, bool)]) -> Option<Relevance> {
    let mut tokenizer = Tokenizer::default();
    let documents: Vec<Vec<Term>> = texts.iter().map(|text| terms(&mut tokenizer, text)).collect();
    let mut relevance = background(&documents);
    if relevance.stems.is_empty() {
        return None;
    }
    let known: Vec<Vec<u32>> = documents.iter().map(|terms| indices(&relevance, terms)).collect();
    let vectors = embeddings::train(&known, relevance.stems.len());
    relevance.embeddings = vectors.iter().map(|vector| vector.map(|value| (value * 127.0).round() as i8)).collect();
    let examples: Vec<ExampleTerms> =
        examples.iter().filter_map(|example| ExampleTerms::new(&relevance, &mut tokenizer, example)).collect();
    let advertising: Vec<(Vec<Term>, bool)> =
        advertising.iter().map(|(text, is)| (terms(&mut tokenizer, text), *is)).collect();
    let mut histogram = Histogram::default();
    for fold in 0..FOLDS {
        weigh(&mut relevance, &examples, &advertising, |example| example.fold != fold);
        for example in examples.iter().filter(|example| example.fold == fold) {
            histogram.add("", example.off_topic, relevance.raw(&example.comment, &example.article_terms));
        }
    }
    weigh(&mut relevance, &examples, &advertising, |_| true);
    (relevance.coefficients.calibration, relevance.coefficients.threshold) =
        calibrated(&histogram, &BTreeMap::new(), None, PrecisionWeight::OFF_TOPIC);
    Some(relevance)
}

/// An example as terms.
struct ExampleTerms {
    comment: Vec<Term>,
    article_terms: ArticleTerms,
    off_topic: bool,
    fold: u64,
}

impl ExampleTerms {
    fn new(relevance: &Relevance, tokenizer: &mut Tokenizer, example: &RelevanceExample<'_>) -> Option<Self> {
        let article = terms(tokenizer, example.article);
        let fold = article.iter().fold(0_u64, |sum, term| sum.wrapping_add(u64::from(term.stem)));
        Some(Self {
            comment: terms(tokenizer, example.text),
            article_terms: relevance.article(article)?,
            off_topic: example.off_topic,
            fold: crate::text::mix(fold) % FOLDS,
        })
    }
}

/// The indices of these terms in the background, sorted, each once.
fn indices(relevance: &Relevance, terms: &[Term]) -> Vec<u32> {
    let mut indices: Vec<u32> =
        terms.iter().filter_map(|term| relevance.index(term)).map(|index| index as u32).collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}

/// The background: the number of comments of each of its stems and roots, all else zero.
fn background(documents: &[Vec<Term>]) -> Relevance {
    let (mut stems, mut roots): (BTreeMap<u32, u32>, BTreeMap<u32, u32>) = Default::default();
    let mut all = 0_u64;
    for terms in documents {
        // Sorted by stem: forms of one stem are neighbours.
        for same in terms.chunk_by(|one, other| one.stem == other.stem) {
            *stems.entry(same[0].stem).or_insert(0) += 1;
            all += 1;
        }
        let mut its_roots: Vec<u32> = terms.iter().map(|term| term.root).filter(|root| *root != 0).collect();
        its_roots.sort_unstable();
        its_roots.dedup();
        its_roots.into_iter().for_each(|root| *roots.entry(root).or_insert(0) += 1);
    }
    stems.retain(|_, comments| *comments >= LEAST_COMMENTS);
    roots.retain(|_, comments| *comments >= LEAST_COMMENTS / 2);
    let in_byte = |comments: &u32| (f64::from(*comments).ln() * STEPS).round().min(255.0) as u8;
    Relevance {
        stem_comments: stems.values().map(in_byte).collect(),
        embeddings: vec![[0; DIMENSIONS]; stems.len()],
        word_weights: vec![0; stems.len()],
        stems: stems.into_keys().collect(),
        root_comments: roots.values().map(in_byte).collect(),
        roots: roots.into_keys().collect(),
        coefficients: Coefficients {
            comments: documents.len() as f64,
            terms: all as f64,
            shared: 0.0,
            directions: [0.0; DIMENSIONS],
            calibration: None,
            threshold: None,
        },
    }
}

/// Learns word weights and coefficients from the examples that `counted` accepts.
fn weigh(
    relevance: &mut Relevance,
    examples: &[ExampleTerms],
    advertising: &[(Vec<Term>, bool)],
    counted: impl Fn(&ExampleTerms) -> bool,
) {
    let examples: Vec<&ExampleTerms> = examples.iter().filter(|example| counted(example)).collect();
    let labelled = examples.iter().map(|example| (&example.comment, example.off_topic));
    relevance.word_weights =
        word_weights(relevance, &[labelled.collect(), advertising.iter().map(|(t, is)| (t, *is)).collect()]);
    // The features of every on-topic comment, under its own article and under another one.
    let on_topic: Vec<&&ExampleTerms> = examples.iter().filter(|example| !example.off_topic).collect();
    let far = on_topic.len() / 2;
    let pairs: Vec<[RelevanceFeatures; 2]> = (0..on_topic.len())
        .map(|at| {
            let articles = [at, (at + far) % on_topic.len()].map(|of| &on_topic[of].article_terms);
            articles.map(|subject| relevance.features(&on_topic[at].comment, subject))
        })
        .collect();
    let directions: [f64; DIMENSIONS] = std::array::from_fn(|at| weight(&pairs, |features| features.similarity[at]));
    // Correlated directions are overconfident together, so their sum has a coefficient of its own.
    let similarity = |features: &RelevanceFeatures| {
        features.similarity.iter().zip(&directions).map(|(value, weight)| value * weight).sum()
    };
    let sum_weight = weight(&pairs, similarity);
    relevance.coefficients.directions = directions.map(|direction| direction * sum_weight);
    relevance.coefficients.shared = weight(&pairs, |features| features.shared);
}

/// The coefficient of a feature in the log-odds that a comment is under its own article, by Gaussian naive Bayes with
/// one variance for both.
fn weight(pairs: &[[RelevanceFeatures; 2]], value: impl Fn(&RelevanceFeatures) -> f64) -> f64 {
    let count = pairs.len().max(1) as f64;
    let [own, other] = [0, 1].map(|which| {
        let mean = pairs.iter().map(|pair| value(&pair[which])).sum::<f64>() / count;
        let variance = pairs.iter().map(|pair| (value(&pair[which]) - mean).powi(2)).sum::<f64>() / count;
        (mean, variance)
    });
    let variance = (own.1 + other.1) / 2.0;
    if variance > 1e-12 { ((own.0 - other.0) / variance).max(0.0) } else { 0.0 }
}

/// The log-ratio of each stem between texts that are off topic (or advertising) and those that are not, summed over the
/// sets of texts, each with its own background, and shrunk by its standard error; in steps.
fn word_weights(relevance: &Relevance, sets: &[Vec<(&Vec<Term>, bool)>; 2]) -> Vec<i8> {
    let mut sums = vec![0.0; relevance.stems.len()];
    for set in sets {
        let mut seen = vec![[0.0_f64; 2]; relevance.stems.len()];
        let mut all = [1.0; 2];
        for (terms, label) in set {
            all[usize::from(*label)] += 1.0;
            indices(relevance, terms).into_iter().for_each(|index| seen[index as usize][usize::from(*label)] += 1.0);
        }
        for (sum, [without, with]) in sums.iter_mut().zip(seen) {
            let (share_without, share_with) = ((without + 0.5) / all[0], (with + 0.5) / all[1]);
            let ratio = (share_with / share_without).ln();
            let errors = ratio / (1.0 / (without + 0.5) + 1.0 / (with + 0.5)).sqrt();
            *sum += ratio * errors * errors / (errors * errors + TRUST * TRUST);
        }
    }
    sums.into_iter().map(|sum| (sum * STEPS).round().clamp(-127.0, 127.0) as i8).collect()
}
