//! Off topic: a comment against its own article.
//!
//! Naive Bayes asks of every word of a comment how much more likely it is under the article's language than under
//! everybody's. An article, and all the more its title, has few words, so three things answer, and their sum is read
//! by a logistic curve like every other score:
//!
//! - *shared words*: a stem or root that stands in both, by how rare it is in the background;
//! - *similarity*: whether the two speak of the same things in other words ([`similarity`]), each direction weighed by how
//!   well it tells a comment's own article from another (Gaussian naive Bayes over the products);
//! - *word_weights*: words of advertising and of chain texts against those of condolence, laughter and features, which are on
//!   topic under any article (the log-ratio of naive Bayes, shrunk).

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

/// A stem is in the background if so many comments have it, and a root if half as many do: well above the privacy cut.
const LEAST_COMMENTS: u32 = 20;
/// The dimensions of an embedding.
pub(crate) const DIMENSIONS: usize = 32;

/// What share of a comment's words comes from the article itself, the rest being everybody's.
const OF_ARTICLE: f64 = 0.05;
/// What the word_weights count for: they are as sure of themselves as the log-ratios of naive Bayes are, and speak alike.
const WORD_WEIGHTS: f64 = 0.4;
/// In how many comments a word may be that the background does not have.
const RARE: f64 = LEAST_COMMENTS as f64 / 2.0;
/// Steps of a logarithm of counts, and of a word_weight's weight, when saved in a byte.
const STEPS: f64 = 20.0;
/// A comment of fewer known words is too short to be told to be off topic.
const FEW_TERMS: usize = 3;

/// What is known of words at large: the part of a model that judges relevance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Saved", into = "Saved")]
pub struct Relevance {
    /// The stems of the background, sorted.
    stems: Vec<u32>,
    /// In how many comments each stem is, as steps of the logarithm.
    stem_comments: Vec<u8>,
    /// The similarity of each stem; see [`similarity`].
    embeddings: Vec<[i8; DIMENSIONS]>,
    /// How far each stem speaks for off topic by itself, in steps.
    word_weights: Vec<i8>,
    /// The roots of the background, sorted.
    roots: Vec<u32>,
    /// In how many comments each root is, as steps of the logarithm.
    root_comments: Vec<u8>,
    /// How the three features are summed and read.
    coefficients: Coefficients,
}

/// How the features are summed and read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Coefficients {
    /// How many comments the background has …
    comments: f64,
    /// … and how many stems.
    terms: f64,
    /// What a shared word's evidence counts for.
    shared: f64,
    /// What each direction of similarity counts for.
    directions: [f64; DIMENSIONS],
    /// How the sum is read; `None` where there were no labels to tell.
    calibration: Option<Calibration>,
    /// The default threshold.
    threshold: Option<f64>,
}

/// As it is saved: sorted keys as the steps between them.
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

fn steps(sorted: &[u32]) -> Vec<u32> {
    let before = std::iter::once(0).chain(sorted.iter().copied());
    sorted.iter().zip(before).map(|(key, before)| key.wrapping_sub(before)).collect()
}

fn sums(steps: &[u32]) -> Vec<u32> {
    steps
        .iter()
        .scan(0_u32, |sum, step| {
            *sum = sum.wrapping_add(*step);
            Some(*sum)
        })
        .collect()
}

impl From<Relevance> for Saved {
    fn from(relevance: Relevance) -> Self {
        let Relevance { stems, stem_comments, embeddings, word_weights, roots, root_comments, coefficients } =
            relevance;
        Self {
            stems: steps(&stems),
            stem_comments,
            embeddings,
            word_weights,
            roots: steps(&roots),
            root_comments,
            coefficients,
        }
    }
}

impl From<Saved> for Relevance {
    fn from(saved: Saved) -> Self {
        let Saved {
            stems,
            mut stem_comments,
            mut embeddings,
            mut word_weights,
            roots,
            mut root_comments,
            coefficients,
        } = saved;
        // A file of other lengths has a wrong checksum; if not, its own maker is served as well as can be.
        stem_comments.resize(stems.len(), 0);
        embeddings.resize(stems.len(), [0; DIMENSIONS]);
        word_weights.resize(stems.len(), 0);
        root_comments.resize(roots.len(), 0);
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

/// An article, ready to be compared with.
#[derive(Debug, Clone, Default)]
pub struct ArticleTerms {
    terms: Vec<Term>,
    /// The roots of the terms, sorted.
    roots: Vec<u32>,
    direction: [f64; DIMENSIONS],
}

/// What a comment's terms say.
#[derive(Debug, Clone, Copy, PartialEq)]
struct RelevanceFeatures {
    /// FeatureStatistics of shared words, over the root of the number of words.
    shared: f64,
    /// The product with the article, a direction.
    similarity: [f64; DIMENSIONS],
    /// The sum of word_weights, over the root of the number of words.
    word_weights: f64,
    /// How many words the background knows, or the article has.
    known: usize,
}

impl Relevance {
    /// The stems of the background, by the upper half of their keys, sorted.
    #[must_use]
    pub fn stems(&self) -> &[u32] {
        &self.stems
    }

    /// Makes an article, its title or its text, ready. `None` where there are no words in it.
    #[must_use]
    pub fn article(&self, terms: Vec<Term>) -> Option<ArticleTerms> {
        if terms.is_empty() {
            return None;
        }
        let mut roots: Vec<u32> = terms.iter().map(|term| term.root).filter(|root| *root != 0).collect();
        roots.sort_unstable();
        Some(ArticleTerms { direction: self.direction(&terms), roots, terms })
    }

    /// The raw score of a comment under an article: the higher, the less it has to do with it. Not calibrated.
    #[must_use]
    pub fn raw(&self, terms: &[Term], article: &ArticleTerms) -> f64 {
        self.coefficients.sum(&self.features(terms, article))
    }

    /// The probability that a comment is off topic, where a share `prior` of comments is (the curve's own if `None`).
    ///
    /// One of fewer than three known words is too short to tell: it is as likely as any other at most.
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

    /// How the raw score is read, and what share of comments that holds for.
    #[must_use]
    pub fn calibration(&self) -> Option<&Calibration> {
        self.coefficients.calibration.as_ref()
    }

    /// What each word of a comment adds to the log-odds of off topic, repeated words nothing.
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
        let mut told = std::collections::HashSet::new();
        words.iter().map(|term| if told.insert(*term) { weight(term) } else { 0.0 }).collect()
    }

    fn features(&self, terms: &[Term], article: &ArticleTerms) -> RelevanceFeatures {
        let direction = self.direction(terms);
        let length = (terms.len().max(1) as f64).sqrt();
        let known = |term: &&Term| self.place(term).is_some() || self.shared(term, article).is_some();
        RelevanceFeatures {
            shared: terms.iter().filter_map(|term| self.shared(term, article)).sum::<f64>() / length,
            similarity: std::array::from_fn(|at| direction[at] * article.direction[at]),
            word_weights: terms.iter().map(|term| self.word_weight(term)).sum::<f64>() / length,
            known: terms.iter().filter(known).count(),
        }
    }

    fn place(&self, term: &Term) -> Option<usize> {
        self.stems.binary_search(&term.stem).ok()
    }

    /// How much more likely a word is under the article than in the background, as a logarithm; `None` where it shares
    /// nothing with it.
    fn shared(&self, term: &Term, article: &ArticleTerms) -> Option<f64> {
        let evidence = |comments: Option<f64>| {
            let background = (comments.unwrap_or(RARE) + 0.5) / self.coefficients.terms;
            ((1.0 - OF_ARTICLE) + OF_ARTICLE / (article.terms.len() as f64 * background)).ln().max(0.0)
        };
        let in_bytes = |steps: u8| (f64::from(steps) / STEPS).exp();
        if article.terms.binary_search_by_key(&term.stem, |term| term.stem).is_ok() {
            return Some(evidence(self.place(term).map(|place| in_bytes(self.stem_comments[place]))));
        }
        if term.root != 0 && article.roots.binary_search(&term.root).is_ok() {
            let root = self.roots.binary_search(&term.root).ok();
            return Some(evidence(root.map(|place| in_bytes(self.root_comments[place]))));
        }
        None
    }

    fn word_weight(&self, term: &Term) -> f64 {
        self.place(term).map_or(0.0, |place| f64::from(self.word_weights[place]) / STEPS)
    }

    /// The direction of a text, of length one.
    fn direction(&self, terms: &[Term]) -> [f64; DIMENSIONS] {
        let sum = self.direction_sum(terms);
        let length = sum.iter().map(|value| value * value).sum::<f64>().sqrt();
        if length > 0.0 { sum.map(|value| value / length) } else { sum }
    }

    /// The sum of words' embeddings, the rarer the more.
    fn direction_sum(&self, terms: &[Term]) -> [f64; DIMENSIONS] {
        let mut sum = [0.0; DIMENSIONS];
        for place in terms.iter().filter_map(|term| self.place(term)) {
            let rarity = self.coefficients.comments.ln() - f64::from(self.stem_comments[place]) / STEPS;
            for (sum, value) in sum.iter_mut().zip(&self.embeddings[place]) {
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
