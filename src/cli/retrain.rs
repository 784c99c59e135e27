//! `mushrif retrain`: a model with new labels added, and labels of `--forget` subtracted.

use super::Ending;
use super::arguments::read_model;
use super::learning::{CountsArguments, NewModelArguments, model_name};
use super::problems::{Problems, say};
use super::resources::ResourceArguments;
use super::session;
use crate::evaluate::{Compared, Comparison, Verdict};
use crate::model::Model;
use crate::record::Flag;
use crate::workflow::{Change, LabelSet, Retrain, Retrained, WorkflowError, retrain};
use std::path::PathBuf;

/// What `mushrif retrain` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// New labels: .jsonl, .json, .csv, .xlsx, our own, the corrected sheet, or a label tool's; - is JSON Lines on standard input
    #[arg(value_name = "LABELS", required_unless_present = "forget")]
    labels: Vec<PathBuf>,
    #[command(flatten)]
    new: NewModelArguments,
    /// The model to begin with; the default one if not said
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
    #[command(flatten)]
    counts: CountsArguments,
    /// Count each new label as often as this
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    weight: u32,
    /// Take the comments of this label file out of the counts; those that were never in are named
    #[arg(long, value_name = "FILE", requires = "counts")]
    forget: Vec<PathBuf>,
    /// Write the model even if it is worse on the new labels: if its AUROC on them falls by more than 0.02
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    resources: ResourceArguments,
    /// Write nothing if any line cannot be read
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let Arguments { labels, new, counts, forget, weight, .. } = arguments;
    let old = read_model(arguments.model.as_deref())?;
    let resources = arguments.resources.resources();
    let mut full = counts.read()?;
    let mut problems = Problems::strict(arguments.strict);
    let mut set = LabelSet::open(labels, resources)?;
    let forget = LabelSet::open(forget, resources)?;
    let name = new.name();
    let how = Retrain {
        name: &name,
        old_file: model_name(arguments.model.as_deref()),
        weight: *weight,
        resources,
        counts: full.as_mut(),
        forget: Some(&forget),
    };
    let retrained = match retrain(&old, &mut set, how, &mut problems) {
        Err(WorkflowError::Stopped) => return Ok(problems.ending()),
        Err(error @ WorkflowError::NoNewLabel) => {
            say(&error.to_string());
            return Ok(Ending::Failed);
        }
        Err(error @ WorkflowError::OtherModel { .. }) => return Err(counts.error(error)),
        other => other?,
    };
    if !labels.is_empty() {
        say_compared(&retrained);
    }
    changes(&old, &retrained, &set);
    if retrained.is_worse && !arguments.force {
        say(session::spoken().word("retrain.refused"));
        return Ok(Ending::Refused);
    }
    new.write(&retrained.model, counts.counts.as_ref().zip(full.as_ref()))?;
    let locale = session::spoken();
    let [labels, duplicates, forgotten] =
        [retrained.labels, set.duplicates, retrained.forgotten as u64].map(|count| locale.number(count));
    let (features, name, hash) =
        (locale.number(retrained.model.features()), retrained.model.name(), retrained.model.hash());
    let ending = problems.ending();
    problems.say_trained(locale.phrase("retrain.done", &[&labels, &duplicates, &forgotten, &features, &name, &hash]));
    Ok(ending)
}

/// Prints the AUROC of the old and the new weights on the new labels.
fn say_compared(retrained: &Retrained) {
    let locale = session::spoken();
    let figure = |value: f64| locale.number(format!("{value:.3}"));
    let fall = locale.number(Compared::FALL);
    if retrained.compared.is_empty() {
        say(&locale.phrase("retrain.too_few", &[&locale.number(Comparison::ENOUGH)]));
    }
    for compared in &retrained.compared {
        let (name, before, after) = (locale.word(compared.target.name()), compared.before, compared.after);
        say(&locale.phrase("retrain.auroc", &[&name, &figure(before), &figure(after)]));
        match compared.verdict() {
            Verdict::Swapped if retrained.forgotten == 0 => say(&locale.phrase("retrain.swapped", &[&name])),
            Verdict::Worse => say(&locale.phrase("retrain.worse", &[&name, &figure(before - after), &fall])),
            Verdict::Fair if after < before => {
                say(&locale.phrase("retrain.fair", &[&name, &figure(before - after), &fall]));
            }
            Verdict::Swapped | Verdict::Fair => {}
        }
    }
}

/// The number of changed decisions that are listed; the others are counted.
const LISTED: u64 = 20;
/// The number of characters of a comment that are shown.
const SHOWN: usize = 80;

/// Lists the decisions on the new labels that change.
fn changes(old: &Model, retrained: &Retrained, labels: &LabelSet) {
    let locale = session::spoken();
    let mut changed = [0_u64; 3];
    retrained.changes(old, labels, &mut |change| {
        let Change { label, flag, scores, is_flagged } = change;
        changed[flag as usize] += 1;
        if changed.iter().sum::<u64>() <= LISTED {
            let [from, to] = scores.map(|score| score.map_or("-".into(), |score| locale.number(format!("{score:.2}"))));
            let now = locale.word(if is_flagged { "retrain.raised" } else { "retrain.lowered" });
            let text: String = label.label.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let text: String = text.chars().take(SHOWN).collect();
            let (file, position) = (label.file.display(), label.position.to_string());
            let (flag, position) = (locale.word(flag.name()), locale.message(&position));
            say(&locale.phrase("retrain.change", &[&file, &position, &flag, &from, &to, &now, &text]));
        }
    });
    let unlisted = changed.iter().sum::<u64>().saturating_sub(LISTED);
    if unlisted > 0 {
        say(&locale.phrase("retrain.unlisted", &[&locale.number(unlisted)]));
    }
    for flag in Flag::ALL.into_iter().filter(|flag| changed[*flag as usize] > 0) {
        let count = locale.number(changed[flag as usize]);
        say(&locale.phrase("retrain.changes", &[&locale.word(flag.name()), &count]));
    }
}
