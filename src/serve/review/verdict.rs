//! Whether a new model is better than the one in use, in words: first the answer, then on what it rests, then how many
//! decisions change.

use super::agreement::{ENOUGH, interval};
use super::comparison::Report;
use crate::evaluate::Comparison;
use crate::locale::Locale;
use maud::{Markup, html};

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Better,
    /// The difference may be chance.
    Same,
    Worse,
    /// There are too few labels for a comparison.
    Unknown,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Same => "same",
            Self::Worse => "worse",
            Self::Unknown => "unknown",
        }
    }
}

/// The answer, and on what it rests.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    verdict: Verdict,
    /// The labels, and whether they are of the random sample.
    labels: usize,
    is_random: bool,
    /// The AUROC of the model in use, and of the new one.
    areas: [f64; 2],
}

/// The answer of a report, on how well hostile comments are ranked: by the random sample where it suffices, else by all
/// labels. A difference counts where the new AUROC is outside the 95 % interval of the old one.
fn found(report: &Report) -> Found {
    let random = report.ranked.iter().find(|ranked| ranked.label == "hostile" && report.blind >= ENOUGH);
    let all = || {
        let (_, before, after) = report.out_of_fold.iter().find(|(label, ..)| label == "hostile")?;
        let [positive, negative] = report.hostile;
        Some((interval(*before, positive, negative), *after, positive + negative, false))
    };
    let random = random.map(|ranked| (ranked.before, ranked.after[0], ranked.positive + ranked.negative, true));
    let compared = random.or_else(all).filter(|(_, _, labels, _)| *labels > 0);
    let Some(([before, low, high], after, labels, is_random)) = compared else {
        let verdict = if report.worse.is_empty() { Verdict::Unknown } else { Verdict::Worse };
        return Found { verdict, labels: report.hostile.iter().sum(), is_random: false, areas: [0.0; 2] };
    };
    let verdict = match () {
        () if !report.worse.is_empty() || after < low => Verdict::Worse,
        () if after > high => Verdict::Better,
        () => Verdict::Same,
    };
    Found { verdict, labels, is_random, areas: [before, after] }
}

/// The verdict as paragraphs.
pub(super) fn verdict(report: &Report, locale: Locale) -> Markup {
    let Found { verdict, labels, is_random, areas } = found(report);
    let number = |count: usize| locale.number(count);
    let [before, after] = areas.map(|area| locale.number(format!("{:.0}", 100.0 * area)));
    let [raised, lowered] = [&report.raised, &report.lowered].map(|side| side.values().sum::<usize>());
    html! {
        div.verdict data-verdict=(verdict.name()) {
            p { strong { (locale.word(&format!("desk.verdict.{}", verdict.name()))) } }
            @if areas == [0.0; 2] {
                @let [hostile, other] = report.hostile.map(number);
                @let needed = number(Comparison::ENOUGH);
                p { (locale.phrase("desk.verdict.needed", &[&needed, &needed, &hostile, &other])) }
            } @else {
                p { (locale.phrase("desk.verdict.pairs", &[&after, &number(100), &before]))
                    " " (locale.phrase(if is_random { "desk.verdict.on_random" } else { "desk.verdict.on_labels" }, &[&number(labels)])) }
            }
            @if raised + lowered == 0 { p { (locale.phrase("desk.verdict.no_change", &[&number(report.waiting)])) } }
            @else {
                p { (locale.phrase("desk.verdict.changes", &[&number(report.waiting), &number(raised + lowered), &number(raised), &number(lowered)])) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::agreement::Ranked;
    use super::*;

    fn of(report: &Report) -> (Verdict, bool, usize) {
        let Found { verdict, is_random, labels, .. } = found(report);
        (verdict, is_random, labels)
    }

    #[test]
    fn a_difference_counts_where_it_is_outside_the_interval_and_the_random_sample_goes_first() {
        let out_of_fold = |after: f64| vec![("hostile".to_string(), 0.8, after)];
        // 50 of either: the interval of 0.8 is from 0.71 to 0.89.
        let report = |after| Report { out_of_fold: out_of_fold(after), hostile: [50, 50], ..Report::default() };
        assert_eq!(of(&report(0.85)), (Verdict::Same, false, 100));
        assert_eq!(of(&report(0.92)), (Verdict::Better, false, 100));
        assert_eq!(of(&report(0.6)), (Verdict::Worse, false, 100));
        let rows = |right: f64| -> Vec<(bool, f64, f64)> {
            (0..240).map(|row| (row % 2 == 0, f64::from(row % 4), if row % 2 == 0 { right } else { 0.5 })).collect()
        };
        let ranked = Ranked::of("hostile", &rows(0.9)).unwrap();
        let random = Report { ranked: vec![ranked], blind: 240, ..report(0.6) };
        assert_eq!(of(&random), (Verdict::Better, true, 240));
        assert_eq!(of(&Report { blind: 199, ..random }), (Verdict::Worse, false, 100));
    }

    #[test]
    fn without_a_comparison_nothing_is_said_to_be_better() {
        let few = Report { hostile: [9, 21], ..Report::default() };
        assert_eq!(of(&few), (Verdict::Unknown, false, 30));
        let refused = Report { worse: vec!["communities".into()], ..few };
        assert_eq!(of(&refused).0, Verdict::Worse);
        let told = verdict(&refused, "en".parse().unwrap()).into_string();
        assert!(told.contains("there are 9 and 21"), "{told}");
    }
}
