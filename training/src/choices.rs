//! An ablation of the recipe: the weights fitted again with one choice changed at a time.

use super::corpora::{OWN, is_public};
use super::measures::{Scores, ranking, sectarian_among_hostile, sentiment};
use mushrif::internals::{
    Calibration, Counts, CountsBuilder, FOLDS, Factors, FeatureKey, Group, LabelValues, Mixing, Parameters, Point,
    Target, TaskParameters, WEIGHTS, Weights, feature_extractor, fit, fold_of, plainness, raw_scores,
};
use mushrif::{Label, Sentiment};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering as Order};
use std::sync::{Mutex, PoisonError};

/// A variant of the recipe, with one change.
#[derive(Clone)]
struct Choice {
    parameters: Parameters,
    /// Whether a feature is used.
    uses_feature: fn(FeatureKey) -> bool,
    /// Whether the sectarian value of a label is used.
    uses_sectarian: fn(&Label) -> bool,
    /// Whether a group of comments is used.
    uses_group: fn(&Group) -> bool,
    /// Whether weights are multiplied by the inverse document frequency.
    inverse_document_frequency: bool,
}

type Change = fn(&mut Choice);
type MixingChange = fn(&mut Mixing);

fn all_tasks(parameters: &mut Parameters, change: impl Fn(&mut TaskParameters)) {
    let Parameters { hostile, sectarian, sectarian_among_hostile, sentiment, .. } = parameters;
    [hostile, sectarian, sectarian_among_hostile, sentiment].into_iter().for_each(change);
}

/// The changes that need other fits, each with its title. [`plainness`] gives the family of a feature.
const FITS: [(&str, Change); 24] = [
    ("no words", |it| it.uses_feature = |key| plainness(key) != 0),
    ("no pairs of words", |it| it.uses_feature = |key| plainness(key) != 1),
    ("no stems", |it| it.uses_feature = |key| plainness(key) != 2),
    ("no pairs of stems", |it| it.uses_feature = |key| plainness(key) != 3),
    ("no skeletons and roots", |it| it.uses_feature = |key| plainness(key) != 4),
    ("no runs of letters", |it| it.uses_feature = |key| plainness(key) != 6),
    ("30,000 features", |it| it.parameters.features = 30_000),
    ("125,000 features", |it| it.parameters.features = 125_000),
    ("every feature", |it| it.parameters.features = usize::MAX),
    ("rare features weigh no more (no idf)", |it| it.inverse_document_frequency = false),
    ("log-ratios not shrunk", |it| all_tasks(&mut it.parameters, |task| task.trust = 1e-9)),
    ("log-ratios shrunk half as hard", |it| all_tasks(&mut it.parameters, |task| task.trust /= 2.0)),
    ("log-ratios shrunk twice as hard", |it| all_tasks(&mut it.parameters, |task| task.trust *= 2.0)),
    ("standard errors over all sources pooled", |it| all_tasks(&mut it.parameters, |task| task.by_source = 0.0)),
    ("standard errors inside sources", |it| all_tasks(&mut it.parameters, |task| task.by_source = 1.0)),
    ("a tenth of the smoothing", |it| all_tasks(&mut it.parameters, |task| task.smoothing /= 10.0)),
    ("ten times the smoothing", |it| all_tasks(&mut it.parameters, |task| task.smoothing *= 10.0)),
    ("sources all alike heavy", |it| it.parameters.balance = 0.0),
    ("sources as heavy as they are large", |it| it.parameters.balance = 1.0),
    ("sources with one class left out", |it| all_tasks(&mut it.parameters, |task| task.lone_class = 0.0)),
    ("sources with one class like others", |it| all_tasks(&mut it.parameters, |task| task.lone_class = 1.0)),
    ("without our own labels", |it| it.uses_group = |group| group.source != OWN),
    ("our own labels twice as heavy", |it| *it.parameters.source_weights.entry(OWN.into()).or_insert(1.0) *= 2.0),
    ("hostile is not known to be not sectarian", |it| {
        it.uses_sectarian = |label| label.hostile != Some(true) || label.sectarian != Some(false);
    }),
];

/// The changes of what is mixed from the same fits.
const MIXINGS: [(&str, MixingChange); 8] = [
    ("hostile is not mixed", |it| it.hostile = Factors { hostile: 1.0, ..Factors::default() }),
    ("hostile has nothing of length", |it| it.hostile.length = 0.0),
    ("hostile has nothing of sectarian", |it| it.hostile.sectarian = 0.0),
    ("sentiments are not mixed", |it| {
        let Mixing { negative, neutral, positive, .. } = it;
        *negative = Factors { negative: 1.0, ..Factors::default() };
        *neutral = Factors { neutral: 1.0, ..Factors::default() };
        *positive = Factors { positive: 1.0, ..Factors::default() };
    }),
    ("sectarian has nothing of hostile", |it| it.sectarian.of_hostile = 0.0),
    ("sectarian has nothing of community", |it| it.sectarian.of_community = 0.0),
    ("hostile in sectarian not capped", |it| it.sectarian.hostile_cap = f64::INFINITY),
    ("community in sectarian not capped", |it| it.sectarian.community_cap = f64::INFINITY),
];

/// The mean figures of a variant: hostile, sectarian, sectarian among hostile, sentiment, hostile on readers' comments;
/// out of fold, and left out.
type Means = [[f64; 2]; 5];
const TITLES: [&str; 5] = ["hostile", "sectarian", "among hostile", "sentiment", "readers"];
/// The index of hostile on readers' comments labelled by our guide.
const READERS: usize = 4;

/// The left-out figures by task and corpus.
type LeftOut = BTreeMap<(usize, String), f64>;

/// The raw scores of a comment, and the number of its features.
type RawSums = ([f64; WEIGHTS], u32);

/// The labels, and what is the same for every choice.
struct Material<'labels> {
    labels: &'labels [Label],
    folds: Vec<u8>,
    /// The sources but our own.
    sources: Vec<&'labels str>,
    keys: Vec<Vec<FeatureKey>>,
}

impl<'labels> Material<'labels> {
    fn of(labels: &'labels [Label]) -> Self {
        let sources: BTreeSet<&str> =
            labels.iter().filter_map(|label| label.source.as_deref()).filter(|source| *source != OWN).collect();
        let keys_of = |label: &Label| {
            let mut keys = Vec::new();
            feature_extractor::of_comment([label.text.as_str()], |key| keys.push(key));
            keys
        };
        Self {
            labels,
            folds: labels.iter().map(fold_of).collect(),
            sources: sources.into_iter().collect(),
            keys: labels.iter().map(keys_of).collect(),
        }
    }
}

/// The effect of each change, as a page.
pub fn measured(labels: &[Label], parameters: &Parameters) -> String {
    let recipe = Choice {
        parameters: parameters.clone(),
        uses_feature: |_| true,
        uses_sectarian: |_| true,
        uses_group: |_| true,
        inverse_document_frequency: true,
    };
    let material = Material::of(labels);
    let raw = recipe.raw(&material);
    let (means, left_out) = recipe.figures(&material, &raw);
    eprintln!("nothing: {means:.3?}");
    let mut changed: Vec<(&str, Means, LeftOut)> = Vec::new();
    let mut add = |name, (means, left_out)| {
        eprintln!("{name}: {means:.3?}");
        changed.push((name, means, left_out));
    };
    for (name, change) in MIXINGS {
        let mut choice = recipe.clone();
        change(&mut choice.parameters.mixing);
        add(name, choice.figures(&material, &raw));
    }
    for (name, change) in FITS {
        let mut choice = recipe.clone();
        change(&mut choice);
        add(name, choice.figures(&material, &choice.raw(&material)));
    }
    let loss = |other: &Means| (0..5).map(|task| other[task][1] - means[task][1]).sum::<f64>();
    changed.sort_by(|one, other| loss(&one.1).total_cmp(&loss(&other.1)).then(one.0.cmp(other.0)));
    let mut text = String::from(
        "# What each choice of the recipe is worth\n\n\
         Written by `cargo run --release -p mushrif-recipe -- --choices`: the weights fitted again with one\n\
         choice changed at a time, and what that does to the means of the public corpora, out of fold / left out (as in\n\
         the report beside this page): hostile and sectarian AUROC, sectarian among sohateful's hostile comments, and\n\
         macro-F1 of the printed sentiment; and hostile AUROC on readers' comments labelled by our guide. What costs most on corpora left out stands first. Dealing the folds anew alone has\n\
         moved single corpora by up to 0.005 out of fold, so small differences there say little.\n\n\
         | changed | hostile | sectarian | among hostile | sentiment | readers |\n| --- | ---: | ---: | ---: | ---: | ---: |\n| **nothing** |",
    );
    for [out_of_fold, left_out] in means {
        let _ = write!(text, " **{out_of_fold:.3} / {left_out:.3}** |");
    }
    for (name, other, _) in &changed {
        let _ = write!(text, "\n| {name} |");
        for (other, recipe) in other.iter().zip(means) {
            let _ = write!(text, " {} / {} |", signed(other[0] - recipe[0]), signed(other[1] - recipe[1]));
        }
    }
    let ways: Vec<&LeftOut> =
        std::iter::once(&left_out).chain(changed.iter().map(|(_, _, left_out)| left_out)).collect();
    text.push_str(
        "\n\n## Chosen without the corpus that judges\n\n\
         The choices were made in sight of these corpora. How far that flatters: for each corpus left out, the best row of\n\
         the table is chosen by the mean of the *other* corpora left out, and judged on this one. The mean of that,\n\
         beside the recipe's and beside the best row's on all corpora.\n\n\
         | | recipe | chosen by the others | best in hindsight |\n| --- | ---: | ---: | ---: |\n",
    );
    for (task, title) in TITLES.iter().enumerate().filter(|(task, _)| *task != 2) {
        let [recipe, nested, best] = nested(&ways, task);
        let _ = writeln!(text, "| {title} | {recipe:.3} | {nested:.3} | {best:.3} |");
    }
    text
}

/// The mean over corpora left out: of the first variant, of the one that the other corpora choose, and of the best.
fn nested(ways: &[&LeftOut], task: usize) -> [f64; 3] {
    let corpora: Vec<&String> = ways[0].keys().filter(|key| key.0 == task).map(|key| &key.1).collect();
    let figure = |way: &LeftOut, corpus: &str| way[&(task, corpus.to_string())];
    let mean = |way: &LeftOut, without: Option<&str>| {
        let counted = corpora.iter().filter(|corpus| without != Some(corpus.as_str()));
        let figures: Vec<f64> = counted.map(|corpus| figure(way, corpus)).collect();
        figures.iter().sum::<f64>() / figures.len().max(1) as f64
    };
    let best = |without: Option<&str>| {
        // Of equal variants the first, which is the recipe.
        ways.iter().rev().max_by(|one, other| mean(one, without).total_cmp(&mean(other, without))).unwrap_or(&ways[0])
    };
    let chosen = corpora.iter().map(|corpus| figure(best(Some(corpus)), corpus)).sum::<f64>();
    [mean(ways[0], None), chosen / corpora.len().max(1) as f64, mean(best(None), None)]
}

/// A difference in three decimals; one that rounds to 0 has no sign.
fn signed(difference: f64) -> String {
    let thousandths = (difference * 1e3).round();
    if thousandths == 0.0 { "0".into() } else { format!("{:+.3}", thousandths / 1e3) }
}

impl Choice {
    fn keys(&self, material: &Material<'_>, at: usize) -> Vec<FeatureKey> {
        material.keys[at].iter().copied().filter(|key| (self.uses_feature)(*key)).collect()
    }

    fn counts(&self, material: &Material<'_>) -> Counts {
        let mut builder = CountsBuilder::default();
        for (at, label) in material.labels.iter().enumerate() {
            let sectarian = label.sectarian.filter(|_| (self.uses_sectarian)(label));
            builder.add(&Label { sectarian, ..label.clone() }, material.folds[at], &mut self.keys(material, at));
        }
        let mut counts = builder.finish().expect("nothing goes to files without a limit of memory");
        // Below the privacy cut a feature has no weight, and there are millions.
        let entries = std::mem::take(&mut counts.entries);
        let least = u64::from(self.parameters.comments_of_two_sources.min(self.parameters.comments_of_one_source));
        let known = |same: &[_]| {
            same.iter().map(|entry: &mushrif::internals::Entry| u64::from(entry.comments)).sum::<u64>() >= least
        };
        counts.entries =
            entries.chunk_by(|one, other| one.key == other.key).filter(|same| known(same)).flatten().copied().collect();
        counts
    }

    fn weights(&self, counts: &Counts, counted: impl Fn(&Group) -> bool) -> Weights {
        let counted = |group: &Group| counted(group) && (self.uses_group)(group);
        let mut weights = fit(counts, &self.parameters, counted).expect("parameters that fit");
        if !self.inverse_document_frequency {
            let groups: Vec<bool> = counts.groups.iter().map(|(group, _)| counted(group)).collect();
            let all: u64 = counts
                .groups
                .iter()
                .zip(&groups)
                .filter(|(_, counted)| **counted)
                .map(|((_, comments), _)| comments)
                .sum();
            for (key, row) in &mut weights.rows {
                let from = counts.entries.partition_point(|entry| entry.key < *key);
                let same = counts.entries[from..].iter().take_while(|entry| entry.key == *key);
                let comments: u64 =
                    same.filter(|entry| groups[entry.group as usize]).map(|entry| u64::from(entry.comments)).sum();
                let idf = ((1.0 + all as f64) / (1.0 + comments as f64)).ln() + 1.0;
                row.iter_mut().for_each(|weight| *weight /= idf as f32);
            }
        }
        weights
    }

    /// The sentiment that is printed for raw scores, calibrated on those that calibration counts.
    fn sentiment(&self, labels: &[Label], scores: &[Scores]) -> impl Fn(&Scores) -> Option<Sentiment> {
        let targets = [Target::Negative, Target::Neutral, Target::Positive];
        let weights = &self.parameters.calibration_weights;
        let curves = targets.map(|target| {
            let points = labels.iter().zip(scores).filter_map(|(label, scores)| {
                let weight = label.source.as_ref().and_then(|source| weights.get(source)).copied().unwrap_or(1.0);
                let answer = target.truth(&LabelValues::from(label)).filter(|_| weight > 0.0)?;
                Some(Point { score: scores[target as usize], answer, weight })
            });
            Calibration::fit(&points.collect::<Vec<_>>())
        });
        let prior = self.parameters.sentiment_prior;
        move |scores| {
            let odds = |at: usize| curves[at].map(|curve| curve.log_odds(scores[2 + at], Some(prior[at])));
            let best = (0..3).max_by(|one, other| odds(*one).partial_cmp(&odds(*other)).unwrap_or(Ordering::Equal))?;
            Some([Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive][best])
        }
    }

    /// The raw scores of every label and the number of its features, out of fold and left out; on all cores.
    fn raw(&self, material: &Material<'_>) -> [Vec<RawSums>; 2] {
        let Material { labels, folds, sources, .. } = material;
        let counts = self.counts(material);
        let raw = Mutex::new([vec![RawSums::default(); labels.len()], vec![RawSums::default(); labels.len()]]);
        let add = |way: usize, weights: &Weights, is_judged: &dyn Fn(usize) -> bool| {
            let judged = (0..labels.len()).filter(|at| is_judged(*at));
            let sums = judged.map(|at| {
                let keys = self.keys(material, at);
                (at, (raw_scores(weights, &keys), keys.len() as u32))
            });
            let sums: Vec<(usize, RawSums)> = sums.collect();
            let mut raw = raw.lock().unwrap_or_else(PoisonError::into_inner);
            sums.into_iter().for_each(|(at, sums)| raw[way][at] = sums);
        };
        let fit = |job: usize| match job.checked_sub(usize::from(FOLDS)) {
            None => {
                let weights = self.weights(&counts, |group| usize::from(group.fold) != job);
                add(0, &weights, &|at| usize::from(folds[at]) == job);
            }
            Some(source) => {
                let source = sources[source];
                let weights = self.weights(&counts, |group| group.source != source);
                add(1, &weights, &|at| labels[at].source.as_deref() == Some(source));
            }
        };
        let (next, jobs) = (AtomicUsize::new(0), usize::from(FOLDS) + sources.len());
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    while let Some(job) = Some(next.fetch_add(1, Order::Relaxed)).filter(|job| *job < jobs) {
                        fit(job);
                    }
                });
            }
        });
        raw.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn figures(&self, Material { labels, sources, .. }: &Material<'_>, raw: &[Vec<RawSums>; 2]) -> (Means, LeftOut) {
        let scores = raw.each_ref().map(|raw| {
            raw.iter().map(|(sums, features)| self.parameters.mixing.apply(*sums, *features)).collect::<Vec<Scores>>()
        });
        let said = self.sentiment(labels, &scores[0]);
        let mut left_out = LeftOut::new();
        let mut means = Means::default();
        for (task, means) in means.iter_mut().enumerate() {
            let mut figures: Vec<[f64; 2]> = Vec::new();
            for source in sources.iter().filter(|source| is_public(source) != (task == READERS)) {
                let figure = |scores: &Vec<Scores>| match task {
                    0 | READERS => ranking(Target::Hostile, labels, scores, source),
                    1 => ranking(Target::Sectarian, labels, scores, source),
                    2 if *source == "sohateful" => sectarian_among_hostile(labels, scores),
                    2 => f64::NAN,
                    _ => sentiment(labels, scores, source, &said),
                };
                let found = scores.each_ref().map(figure);
                if found.iter().all(|figure| !figure.is_nan()) {
                    left_out.insert((task, source.to_string()), found[1]);
                    figures.push(found);
                }
            }
            *means = [0, 1].map(|way| figures.iter().map(|found| found[way]).sum::<f64>() / figures.len() as f64);
        }
        (means, left_out)
    }
}
