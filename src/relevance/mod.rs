//! Off topic: a comment compared with its own article.
//!
//! Naive Bayes compares the probability of every word of a comment under the article's unigram model with that in the
//! background of all comments. An article, and even more its title, has few words, so three features are used, and
//! their weighted sum is calibrated by a logistic curve like every other score:
//!
//! - *shared words*: stems and roots that occur in both, by their rarity in the background;
//! - *similarity*: the product of the two texts' embeddings in each direction, weighted by how well it separates a
//!   comment's own article from another (Gaussian naive Bayes over the products);
//! - *word weights*: words of advertising and of chain texts against those of condolence, laughter and answers, which
//!   are on topic under any article (the log-ratio of naive Bayes, shrunk).

mod embeddings;
mod explain;
mod terms;
#[cfg(feature = "train")]
mod train;

pub use terms::terms;
pub(crate) use terms::{Term, term};
#[cfg(feature = "train")]
pub use train::{RelevanceExample, learn};

use crate::calibration::Calibration;
use serde::{Deserialize, Serialize};

/// The least number of comments of a stem in the background, and twice that of a root: well above the privacy cut.
const LEAST_COMMENTS: u32 = 20;
/// The dimensions of an embedding.
pub(crate) const DIMENSIONS: usize = 32;

/// The share of a comment's words that is drawn from the article, the rest being from the background.
const OF_ARTICLE: f64 = 0.05;
/// The coefficient of the word weights, below 1: log-ratios of naive Bayes are overconfident, since words correlate.
const WORD_WEIGHTS: f64 = 0.4;
/// The assumed number of comments of a word that is not in the background.
const RARE: f64 = LEAST_COMMENTS as f64 / 2.0;
/// Quantisation steps a unit of the logarithms of counts and of the word weights, which are saved in a byte.
const STEPS: f64 = 20.0;
/// A comment of fewer known words is too short to be found off topic.
const FEW_TERMS: usize = 3;

/// The part of a model that scores off-topic: counts, embeddings and weights of the words of the background.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Saved", into = "Saved")]
pub struct Relevance {
    /// The stems of the background, sorted.
    stems: Vec<u32>,
    /// The number of comments of each stem, as steps of the logarithm.
    stem_comments: Vec<u8>,
    /// The embedding of each stem, scaled to the Euclidean norm 127.
    embeddings: Vec<[i8; DIMENSIONS]>,
    /// The weight of each stem for off topic, in steps.
    word_weights: Vec<i8>,
    /// The roots of the background, sorted.
    roots: Vec<u32>,
    /// The number of comments of each root, as steps of the logarithm.
    root_comments: Vec<u8>,
    /// The coefficients of the features, and their calibration.
    coefficients: Coefficients,
}

/// The coefficients of the features, and the calibration of their sum.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Coefficients {
    /// The number of comments of the background.
    comments: f64,
    /// The number of stems of all these comments, each once a comment.
    terms: f64,
    /// The coefficient of shared words.
    shared: f64,
    /// The coefficient of each direction of similarity.
    directions: [f64; DIMENSIONS],
    /// The calibration of the sum; `None` where there were no labels.
    calibration: Option<Calibration>,
    /// The default threshold of the probability.
    threshold: Option<f64>,
}

/// The saved form: sorted keys as differences.
#[derive(Serialize, Deserialize)]
struct Saved {
    stems: Vec<u32>,
    stem_comments: Vec<u8>,
    embeddings: Vec<[i8; DIMENSIONS]>,
    word_weights: Vec<i8>,
    roots: Vec<u32>,
    root_comments: Vec<u8>,
    coefficients: Coefficients,
}

fn differences(sorted: &[u32]) -> Vec<u32> {
    let before = std::iter::once(0).chain(sorted.iter().copied());
    sorted.iter().zip(before).map(|(key, before)| key.wrapping_sub(before)).collect()
}

fn sums(differences: &[u32]) -> Vec<u32> {
    differences
        .iter()
        .scan(0_u32, |sum, difference| {
            *sum = sum.wrapping_add(*difference);
            Some(*sum)
        })
        .collect()
}

impl From<Relevance> for Saved {
    fn from(relevance: Relevance) -> Self {
        let Relevance { stems, stem_comments, embeddings, word_weights, roots, root_comments, coefficients } =
            relevance;
        Self {
            stems: differences(&stems),
            stem_comments,
            embeddings,
            word_weights,
            roots: differences(&roots),
            root_comments,
            coefficients,
        }
    }
}

impl From<Saved> for Relevance {
    fn from(saved: Saved) -> Self {
        let Saved { stems, stem_comments, embeddings, word_weights, roots, root_comments, coefficients } = saved;
        Self {
            stems: sums(&stems),
            stem_comments,
            embeddings,
            word_weights,
            roots: sums(&roots),
            root_comments,
            coefficients,
        }
    }
}

/// The terms of an article, prepared for comparison with comments.
#[derive(Debug, Clone, Default)]
pub struct ArticleTerms {
    terms: Vec<Term>,
    /// The roots of the terms, sorted.
    roots: Vec<u32>,
    /// The unit vector of the terms.
    direction: [f64; DIMENSIONS],
}

/// The features of a comment under an article.
#[derive(Debug, Clone, Copy, PartialEq)]
struct RelevanceFeatures {
    /// The sum of the log-ratios of shared words, over the square root of the number of words.
    shared: f64,
    /// The product with the article's embedding in each direction.
    similarity: [f64; DIMENSIONS],
    /// The sum of word weights, over the square root of the number of words.
    word_weights: f64,
    /// The number of words that are in the background or in the article.
    known: usize,
}

impl Relevance {
    /// The stems of the background, by the upper half of their keys, sorted.
    #[must_use]
    pub fn stems(&self) -> &[u32] {
        &self.stems
    }

    /// What is wrong with one that was read from a file; `None` where comments can be scored by it.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let is_sorted = |keys: &[u32]| keys.is_sorted_by(|one, other| one < other);
        let lengths = [self.stem_comments.len(), self.embeddings.len(), self.word_weights.len()];
        let Coefficients { comments, terms, shared, directions, calibration, threshold } = &self.coefficients;
        if lengths.iter().any(|length| *length != self.stems.len()) || self.root_comments.len() != self.roots.len() {
            return Some("the words of off-topic do not fit their numbers");
        }
        if !is_sorted(&self.stems) || !is_sorted(&self.roots) {
            return Some("the words of off-topic are not in order");
        }
        let curve = calibration.iter().flat_map(|curve| [curve.slope, curve.offset]);
        let is_probability = |value: &f64| (0.0..=1.0).contains(value);
        let can_be = curve.chain(*directions).chain([*comments, *terms, *shared]).all(f64::is_finite)
            && *comments > 0.0
            && *terms > 0.0
            && calibration.iter().all(|curve| curve.prior > 0.0 && curve.prior < 1.0)
            && threshold.iter().all(is_probability);
        (!can_be).then_some("the numbers of off-topic are no numbers")
    }

    /// Prepares an article, given as the terms of its title or text. `None` where there are none.
    #[must_use]
    pub fn article(&self, terms: Vec<Term>) -> Option<ArticleTerms> {
        if terms.is_empty() {
            return None;
        }
        let mut roots: Vec<u32> = terms.iter().map(|term| term.root).filter(|root| *root != 0).collect();
        roots.sort_unstable();
        Some(ArticleTerms { direction: self.direction(&terms), roots, terms })
    }

    /// The raw score of a comment under an article, higher for off topic. Not calibrated.
    #[must_use]
    pub fn raw(&self, terms: &[Term], article: &ArticleTerms) -> f64 {
        self.coefficients.sum(&self.features(terms, article))
    }

    /// The probability that a comment is off topic, where a share `prior` of comments is (the curve's own if `None`).
    ///
    /// A comment of fewer than three known words is too short to tell: its probability is the prior at most.
    #[must_use]
    pub fn off_topic(&self, terms: &[Term], article: &ArticleTerms, prior: Option<f64>) -> Option<f64> {
        let calibration = self.coefficients.calibration?;
        let features = self.features(terms, article);
        let probability = calibration.probability(self.coefficients.sum(&features), prior);
        let short = features.known < FEW_TERMS;
        Some(if short { probability.min(prior.unwrap_or(calibration.prior)) } else { probability })
    }

    /// The default threshold.
    #[must_use]
    pub fn threshold(&self) -> Option<f64> {
        self.coefficients.threshold
    }

    /// The calibration of the raw score, with its prior.
    #[must_use]
    pub fn calibration(&self) -> Option<&Calibration> {
        self.coefficients.calibration.as_ref()
    }

    /// The part of each word of a comment in the log-odds of off topic; 0 for a repeated word.
    #[must_use]
    pub fn weights(&self, words: &[Term], article: &ArticleTerms) -> Vec<f64> {
        let mut terms = words.to_vec();
        terms.sort_unstable();
        terms.dedup();
        let length = (terms.len().max(1) as f64).sqrt();
        let whole = self.direction_sum(&terms).iter().map(|value| value * value).sum::<f64>().sqrt();
        let slope = self.coefficients.calibration.map_or(0.0, |calibration| calibration.slope);
        let weight = |term: &Term| {
            let shared = self.shared(term, article).unwrap_or(0.0);
            let own = self.direction_sum(std::slice::from_ref(term));
            let products = own.iter().zip(&article.direction).zip(&self.coefficients.directions);
            let similarity =
                products.map(|((own, article), weight)| own * article * weight).sum::<f64>() / whole.max(1e-9);
            slope * ((WORD_WEIGHTS * self.word_weight(term) - self.coefficients.shared * shared) / length - similarity)
        };
        let mut seen = std::collections::HashSet::new();
        words.iter().map(|term| if seen.insert(*term) { weight(term) } else { 0.0 }).collect()
    }

    fn features(&self, terms: &[Term], article: &ArticleTerms) -> RelevanceFeatures {
        let direction = self.direction(terms);
        let length = (terms.len().max(1) as f64).sqrt();
        let known = |term: &&Term| self.index(term).is_some() || self.shared(term, article).is_some();
        RelevanceFeatures {
            shared: terms.iter().filter_map(|term| self.shared(term, article)).sum::<f64>() / length,
            similarity: std::array::from_fn(|at| direction[at] * article.direction[at]),
            word_weights: terms.iter().map(|term| self.word_weight(term)).sum::<f64>() / length,
            known: terms.iter().filter(known).count(),
        }
    }

    fn index(&self, term: &Term) -> Option<usize> {
        self.stems.binary_search(&term.stem).ok()
    }

    /// The logarithm of the ratio of a word's probabilities under the article and in the background, 0 at least; `None`
    /// where the article has neither its stem nor its root.
    fn shared(&self, term: &Term, article: &ArticleTerms) -> Option<f64> {
        let log_ratio = |comments: Option<f64>| {
            let background = (comments.unwrap_or(RARE) + 0.5) / self.coefficients.terms;
            ((1.0 - OF_ARTICLE) + OF_ARTICLE / (article.terms.len() as f64 * background)).ln().max(0.0)
        };
        let in_bytes = |steps: u8| (f64::from(steps) / STEPS).exp();
        if article.terms.binary_search_by_key(&term.stem, |term| term.stem).is_ok() {
            return Some(log_ratio(self.index(term).map(|index| in_bytes(self.stem_comments[index]))));
        }
        if term.root != 0 && article.roots.binary_search(&term.root).is_ok() {
            let root = self.roots.binary_search(&term.root).ok();
            return Some(log_ratio(root.map(|index| in_bytes(self.root_comments[index]))));
        }
        None
    }

    fn word_weight(&self, term: &Term) -> f64 {
        self.index(term).map_or(0.0, |index| f64::from(self.word_weights[index]) / STEPS)
    }

    /// The unit vector of a text; zero where none of its words is in the background.
    fn direction(&self, terms: &[Term]) -> [f64; DIMENSIONS] {
        let sum = self.direction_sum(terms);
        let length = sum.iter().map(|value| value * value).sum::<f64>().sqrt();
        if length > 0.0 { sum.map(|value| value / length) } else { sum }
    }

    /// The sum of words' embeddings, weighted by inverse document frequency.
    fn direction_sum(&self, terms: &[Term]) -> [f64; DIMENSIONS] {
        let mut sum = [0.0; DIMENSIONS];
        for index in terms.iter().filter_map(|term| self.index(term)) {
            let rarity = self.coefficients.comments.ln() - f64::from(self.stem_comments[index]) / STEPS;
            for (sum, value) in sum.iter_mut().zip(&self.embeddings[index]) {
                *sum += rarity * f64::from(*value);
            }
        }
        sum
    }
}

impl Coefficients {
    fn sum(&self, features: &RelevanceFeatures) -> f64 {
        let similarity: f64 =
            self.directions.iter().zip(&features.similarity).map(|(weight, value)| weight * value).sum();
        WORD_WEIGHTS * features.word_weights - self.shared * features.shared - similarity
    }
}
