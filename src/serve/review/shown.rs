//! A comment as it is shown to somebody: what is kept back, the words that decided, its thread.

use super::veil::is_veiled;
use super::visitor::Visitor;
use crate::record::{Field, Flag, Reason};
use crate::score::{Classifier, fields};
use crate::serve::answer::Refusal;
use crate::serve::answer::failed;
use crate::serve::app::App;
use crate::serve::store::{Appeal, Entry, Event, GivenLabel, Relative};

/// A comment as it is shown to somebody.
pub(super) struct Shown {
    pub(super) entry: Entry,
    /// Whether scores, marks and others' answers are kept back.
    pub(super) blind: bool,
    pub(super) reasons: Vec<Reason>,
    pub(super) thresholds: [Option<f64>; 3],
    pub(super) above: Vec<Relative>,
    pub(super) below: Vec<Relative>,
    pub(super) labels: Vec<GivenLabel>,
    pub(super) events: Vec<Event>,
    pub(super) appeal: Option<Appeal>,
    /// Whether the text is veiled until it is asked for: by its score, or where that is kept back, which the veil would tell,
    /// by the choice of whoever reads.
    pub(super) veiled: bool,
}

/// The deciding words a label that are marked, and the least weight of a mark.
const WORDS: usize = 5;
const LEAST: f64 = 0.2;

impl Shown {
    pub(super) fn of(app: &App, visitor: &Visitor, mut entry: Entry) -> Result<Self, Refusal> {
        let blind = app.store.is_blind(entry.id, &visitor.name()).map_err(failed)?;
        let (above, below) = app.store.thread(&entry).map_err(failed)?;
        let classifier = app.classifier();
        let reasons = judged(&classifier, &mut entry);
        let veiled = if blind { visitor.veils_samples } else { is_veiled(entry.scores[0]) };
        let labels = app.store.labels_of(entry.id).map_err(failed)?;
        let own = |label: &GivenLabel| !blind || label.who == visitor.who();
        Ok(Self {
            blind,
            reasons: if blind { Vec::new() } else { reasons },
            thresholds: Flag::ALL.map(|flag| classifier.policy().threshold(flag)),
            above,
            below,
            labels: labels.into_iter().filter(own).collect(),
            events: if blind { Vec::new() } else { app.store.events_of(entry.id).map_err(failed)? },
            appeal: app.store.open_appeal(entry.id).map_err(failed)?,
            veiled,
            entry,
        })
    }
}

/// The words that decided; scores of another model are replaced by those of the model in use.
fn judged(classifier: &Classifier, entry: &mut Entry) -> Vec<Reason> {
    let whole = crate::record::Article {
        title: entry.article_title.clone(),
        text: entry.article_text.clone(),
        ..Default::default()
    };
    let article = entry.article_title.is_some().then(|| crate::score::article_text(&whole).into_owned());
    let (author, title, text) = (entry.author.clone(), entry.title.clone(), entry.text.clone());
    let fields = fields(author.as_deref(), title.as_deref(), (Field::Body, &text), Some(&entry.site));
    let mut lease = classifier.lease();
    let prediction = lease.predict(&fields, article.as_deref()).clone();
    if entry.model != classifier.model().hash() {
        entry.scores = Flag::ALL.map(|flag| prediction.scores.printed(flag).unwrap_or(-1.0));
        entry.flags = prediction.flags.iter().fold(0, |bits, flag| bits | 1 << *flag as u8);
        entry.uncertain = prediction.uncertain;
        entry.sentiment = prediction.sentiment.map(|sentiment| sentiment.label.name().into());
    }
    let reasons = lease.reasons(&fields, article.as_deref(), &prediction, WORDS);
    let is_raised = |reason: &Reason| {
        Flag::ALL
            .into_iter()
            .find(|flag| flag.name() == reason.label)
            .is_none_or(|flag| entry.flags & 1 << flag as u8 != 0)
    };
    reasons.into_iter().filter(|reason| reason.weight >= LEAST && is_raised(reason)).collect()
}
