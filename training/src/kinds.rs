//! Evaluation on sentences by what they do (`training/kinds`): hatred quoted, denied or veiled. They are never trained on.

use crate::functional::{Pairs, ScoredSentence, files, scores};
use mushrif::Model;
use mushrif::internals::auroc;
use std::fmt::Write as _;
use std::path::Path;

/// How many of some sentences there are, and how many the model and that of the public corpora flag.
#[derive(Default, Clone, Copy)]
struct Flagged {
    sentences: usize,
    by: [usize; 2],
}

impl Flagged {
    fn add(&mut self, sentence: &ScoredSentence) {
        self.sentences += 1;
        for (count, (_, flagged)) in self.by.iter_mut().zip(sentence.1) {
            *count += usize::from(flagged);
        }
    }

    fn shares(self) -> [f64; 2] {
        self.by.map(|count| count as f64 / self.sentences.max(1) as f64)
    }
}

/// What each of the two models flags of the sentences of `folder`, a kind each: a section of the report, and the figures
/// that have floors.
pub fn section(folder: &Path, models: [&Model; 2]) -> anyhow::Result<(String, Pairs)> {
    let mut text = String::from(
        "\n## Sentences by what they do\n\n\
         Sentences of our own making by what they do (`training/kinds`), never trained on: how many are flagged\n\
         hostile or sectarian at the default thresholds, with our own labels in training and without.\n\n\
         | kind | hostile | sentences | with | without |\n| --- | --- | ---: | ---: | ---: |\n",
    );
    let (mut all, mut every) = ([Flagged::default(); 2], Vec::new());
    for file in files(folder)? {
        let sentences = scores(std::slice::from_ref(&file), &models)?;
        for of_answer in [false, true] {
            let mut flagged = Flagged::default();
            let of_kind = sentences.iter().filter(|(label, _)| label.hostile == Some(of_answer));
            of_kind.for_each(|sentence| {
                flagged.add(sentence);
                all[usize::from(of_answer)].add(sentence);
            });
            let kind = file.file_stem().unwrap_or_default().to_string_lossy().replace('_', " ");
            let (answer, Flagged { sentences, by: [with, without] }) = (if of_answer { "yes" } else { "no" }, flagged);
            if sentences > 0 {
                let _ = writeln!(text, "| {kind} | {answer} | {sentences} | {with} | {without} |");
            }
        }
        every.extend(sentences);
    }
    for (name, answer, flagged) in [("innocent", "no", all[0]), ("hostile", "yes", all[1])] {
        let [with, without] = flagged.shares().map(|share| 100.0 * share);
        let _ = writeln!(
            text,
            "| **every {name} one** | {answer} | {} | {with:.1} % | {without:.1} % |",
            flagged.sentences
        );
    }
    let aurocs = [0, 1].map(|by| {
        auroc(&every.iter().filter_map(|(label, scored)| Some((scored[by].0, label.hostile?))).collect::<Vec<_>>())
    });
    let _ = writeln!(text, "\nHostile above innocent, AUROC: {:.3} with, {:.3} without.", aurocs[0], aurocs[1]);
    let figures = [
        ("auroc", aurocs),
        ("hostile_flagged", all[1].shares()),
        ("innocent_passed", all[0].shares().map(|share| 1.0 - share)),
    ];
    Ok((text, figures.map(|(name, figures)| (name.to_string(), figures)).into()))
}
