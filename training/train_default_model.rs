//! The recipe of the default model: public corpora and our own labels → `models/ar-news-1.model`.
//!
//! ```text
//! cargo run --release --example train_default_model            # writes the model and its report
//! cargo run --release --example train_default_model -- --check # trains, and fails if the committed model differs
//! cargo run --release --example train_default_model -- --licensed-only -o FILE
//! ```
//!
//! The corpora are looked for in `MUSHRIF_CORPORA` (default `../shared/corpora`); each must have the SHA-256 that
//! `corpora.toml` names. Where they are absent, the recipe says SKIPPED and does nothing.

#[path = "recipe/corpora.rs"]
mod corpora;

use anyhow::{Context, bail};
use corpora::{Material, OWN, labels};
use mushrif::bayes::fit::fit;
use mushrif::bayes::training::raw_scores;
use mushrif::bayes::{Column, Model, Parameters, Trainer};
use mushrif::evaluate::{auroc, macro_f1};
use mushrif::label::Label;
use mushrif::relevance::{Lesson, Relevance};
use mushrif::text::features;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = arguments.iter().position(|argument| argument == "-o").and_then(|at| arguments.get(at + 1));
    let output = output.map_or_else(|| root.join("models/ar-news-1.model"), PathBuf::from);
    let corpora = std::env::var_os("MUSHRIF_CORPORA").map_or_else(|| root.join("../shared/corpora"), PathBuf::from);
    if !corpora.is_dir() {
        println!("SKIPPED: no corpora in {}; set MUSHRIF_CORPORA", corpora.display());
        return Ok(());
    }
    let Material { labels, parameters, advertising } = labels(root, &corpora, has("--licensed-only"))?;
    let name = output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let relevance = relevance(&labels, &advertising);
    let (model, out_of_fold) = train(&labels, &parameters, relevance, &name);
    if has("--check") {
        let committed = std::fs::read(&output).with_context(|| format!("{}: cannot be read", output.display()))?;
        if committed != model.to_bytes() {
            bail!("{}: the recipe gives another model ({})", output.display(), model.hash());
        }
        println!("{}: the recipe gives the same bytes ({})", output.display(), model.hash());
        let figures = output.with_extension("report.md");
        if std::fs::read_to_string(&figures).unwrap_or_default() != report(&labels, &parameters, &out_of_fold) {
            bail!("{}: the recipe gives other figures", figures.display());
        }
        println!("{}: and the same figures", figures.display());
        return Ok(());
    }
    std::fs::write(&output, model.to_bytes())?;
    println!("{}: {} features, {} bytes, {}", output.display(), model.features(), model.to_bytes().len(), model.hash());
    let report = report(&labels, &parameters, &out_of_fold);
    println!("{report}");
    if output.starts_with(root.join("models")) {
        std::fs::write(output.with_extension("report.md"), report)?;
    }
    Ok(())
}

type Scores = [f64; 5];

/// What tells a comment's own article from others: the background from all texts, the rest from our own labels, which
/// alone have articles.
fn relevance<'labels>(labels: &'labels [Label], advertising: &[Option<bool>]) -> Option<Relevance> {
    let articles: std::collections::BTreeSet<&str> =
        labels.iter().filter_map(|label| label.article.as_deref()).collect();
    let texts: Vec<&str> = labels.iter().map(|label| label.text.as_str()).chain(articles).collect();
    let lesson = |label: &'labels Label| {
        Some(Lesson { text: &label.text, article: label.article.as_deref()?, off_topic: label.off_topic? })
    };
    let lessons: Vec<Lesson<'_>> = labels.iter().filter_map(lesson).collect();
    let advertising: Vec<(&str, bool)> =
        labels.iter().zip(advertising).filter_map(|(label, is)| Some((label.text.as_str(), (*is)?))).collect();
    mushrif::relevance::learn(&texts, &lessons, &advertising)
}

/// Trains, and gives the out-of-fold scores of all labels as well.
fn train(labels: &[Label], parameters: &Parameters, relevance: Option<Relevance>, name: &str) -> (Model, Vec<Scores>) {
    let mut trainer = Trainer::new(parameters.clone()).with_relevance(relevance);
    for label in labels {
        trainer.count(label);
    }
    let mut training = trainer.counted();
    let scores = labels.iter().map(|label| training.check(label)).collect();
    (training.finish(name), scores)
}

/// How well the recipe does on comments that it has not seen: out of fold, and on corpora that it was not trained on.
fn report(labels: &[Label], parameters: &Parameters, out_of_fold: &[Scores]) -> String {
    let left_out = leave_one_out(labels, parameters);
    let mut text = String::from(
        "# How good the recipe of the default model is\n\n\
         Written by `cargo run --release --example train_default_model`; no figure is of comments that the weights had\n\
         seen. *Out of fold*: five folds, other comments of the same corpus in training. *Left out*: the whole corpus\n\
         was not in training, as a user's site is not.\n\n",
    );
    for (column, title) in [(Column::Hostile, "Hostile, AUROC"), (Column::Sectarian, "Sectarian, AUROC")] {
        let measure = |source: &str, scores: &[Scores]| {
            let rows: Vec<(f64, bool)> = rows(labels, scores, source)
                .filter_map(|(label, scores)| Some((scores[column as usize], column.truth(label)?)))
                .collect();
            auroc(&rows)
        };
        table(&mut text, title, labels, out_of_fold, &left_out, measure);
    }
    let measure = |source: &str, scores: &[Scores]| {
        let mut confusion = [[0_u64; 3]; 3];
        for (label, scores) in rows(labels, scores, source) {
            let Some(truth) = label.sentiment else { continue };
            let said = (0..3).max_by(|one, other| scores[2 + one].total_cmp(&scores[2 + other])).unwrap_or(1);
            confusion[truth as usize][said] += 1;
        }
        let both = confusion.iter().filter(|row| row.iter().sum::<u64>() > 0).count() == 3;
        if both { macro_f1(&confusion) } else { f64::NAN }
    };
    table(&mut text, "Sentiment, macro-F1 by the highest raw score", labels, out_of_fold, &left_out, measure);
    let hostile_only: Vec<(f64, bool)> = rows(labels, out_of_fold, "sohateful")
        .filter(|(label, _)| label.hostile == Some(true))
        .filter_map(|(label, scores)| Some((scores[Column::Sectarian as usize], label.sectarian?)))
        .collect();
    let _ =
        writeln!(text, "Sectarian among sohateful's hostile comments alone, out of fold: {:.3}", auroc(&hostile_only));
    text.push_str(&retraining(labels, parameters));
    text
}

/// How near retraining from a published model comes to training on the union: our own labels, added to a model of the
/// public corpora alone.
fn retraining(labels: &[Label], parameters: &Parameters) -> String {
    let is_own = |label: &&Label| label.source.as_deref() == Some(OWN.0);
    let (own, public): (Vec<Label>, Vec<Label>) = labels.iter().cloned().partition(|label| is_own(&label));
    let (published, _) = train(&public, parameters, None, "published");
    let (union, _) = train(labels, parameters, None, "union");
    let memory = published.memory(Path::new("the published model")).unwrap_or_default();
    let mut trainer = Trainer::from_model(&published, memory, 1);
    own.iter().for_each(|label| {
        trainer.count(label);
    });
    let mut training = trainer.counted();
    own.iter().for_each(|label| {
        training.check(label);
    });
    let judges = [training.finish("retrained"), union, published].map(mushrif::scoring::Judge::new);
    let mut clerks = judges.each_ref().map(mushrif::scoring::Judge::clerk);
    let mut text = String::from(
        "\n## Retraining from a published model\n\n\
         Our own labels added to a model of the public corpora, by what that model carries, beside training on all labels\n\
         at once (which full counts give exactly): the mean difference of the hostile probability, and the share of\n\
         decisions that differ; and the same for the model that was not retrained.\n\n\
         | on | retrained | decisions | not retrained | decisions |\n\
         | --- | ---: | ---: | ---: | ---: |\n",
    );
    for (name, rows) in [("our own labels", &own), ("the public corpora", &public)] {
        let (mut gap, mut changed) = ([0.0, 0.0], [0_u64, 0]);
        for label in rows {
            let judged = clerks.each_mut().map(|clerk| clerk.judge(&[("text", label.text.as_str())]));
            let score = |at: usize| judged[at].scores.hostile.map_or(0.0, |score| score.0);
            let flagged = |at: usize| judged[at].flags.contains(&mushrif::label::Flag::Hostile);
            for (slot, other) in [0, 2].into_iter().enumerate() {
                gap[slot] += (score(other) - score(1)).abs();
                changed[slot] += u64::from(flagged(other) != flagged(1));
            }
        }
        let count = rows.len() as f64;
        let percent = |changed: u64| 100.0 * changed as f64 / count;
        let _ = writeln!(
            text,
            "| {name} | {:.3} | {:.1} % | {:.3} | {:.1} % |",
            gap[0] / count,
            percent(changed[0]),
            gap[1] / count,
            percent(changed[1])
        );
    }
    text
}

fn rows<'a>(
    labels: &'a [Label],
    scores: &'a [Scores],
    source: &'a str,
) -> impl Iterator<Item = (&'a Label, &'a Scores)> {
    labels.iter().zip(scores).filter(move |(label, _)| label.source.as_deref() == Some(source))
}

fn table(
    text: &mut String,
    title: &str,
    labels: &[Label],
    out_of_fold: &[Scores],
    left_out: &[Scores],
    measure: impl Fn(&str, &[Scores]) -> f64,
) {
    let sources: std::collections::BTreeSet<&str> = labels.iter().filter_map(|label| label.source.as_deref()).collect();
    let _ = writeln!(text, "## {title}\n\n| source | out of fold | left out |\n| --- | ---: | ---: |");
    let (mut sums, mut count) = ([0.0, 0.0], 0.0);
    for source in sources {
        let figures = [measure(source, out_of_fold), measure(source, left_out)];
        if figures.iter().any(|figure| figure.is_nan()) {
            continue;
        }
        let _ = writeln!(text, "| {source} | {:.3} | {:.3} |", figures[0], figures[1]);
        if source != OWN.0 {
            sums = [sums[0] + figures[0], sums[1] + figures[1]];
            count += 1.0;
        }
    }
    let _ = writeln!(
        text,
        "| **mean of the public corpora** | **{:.3}** | **{:.3}** |\n",
        sums[0] / count,
        sums[1] / count
    );
}

/// The scores of every label by weights that were fitted without its source.
fn leave_one_out(labels: &[Label], parameters: &Parameters) -> Vec<Scores> {
    let mut counter = mushrif::bayes::Counter::default();
    let mut keys = Vec::new();
    for label in labels {
        keys.clear();
        features::of_comment([label.text.as_str()], |key| keys.push(key));
        counter.add(label, 0, &mut keys);
    }
    let counts = counter.finish();
    let sources: std::collections::BTreeSet<&str> = labels.iter().filter_map(|label| label.source.as_deref()).collect();
    let weights: BTreeMap<&str, _> =
        sources.into_iter().map(|source| (source, fit(&counts, parameters, |group| group.source != source))).collect();
    labels
        .iter()
        .map(|label| {
            keys.clear();
            features::of_comment([label.text.as_str()], |key| keys.push(key));
            label
                .source
                .as_deref()
                .and_then(|source| weights.get(source))
                .map_or([0.0; 5], |weights| parameters.blend.apply(raw_scores(weights, &keys)))
        })
        .collect()
}
