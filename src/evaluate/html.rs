//! A report as an HTML page: tables and plots, without scripts or external resources.

use super::bootstrap::Interval;
use super::figures::{Figures, FlagFigures};
use super::metrics::CurvePoint;
use super::mistakes::Mistake;
use super::report::Report;
use super::svg::{Line, Plot, bar};
use super::table::figure;
use crate::markup::escaped;
use crate::record::{Flag, Sentiment};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const STYLE: &str = include_str!("report.css");

/// The report as a page.
pub(super) fn of(report: &Report) -> String {
    let model = report.model.as_ref().map_or_else(String::new, |model| {
        format!("<p>Model <b>{}</b> <code>{}</code></p>", escaped(&model.name), escaped(&model.hash))
    });
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>Mushrif: evaluation</title>\n<style>\n{STYLE}</style>\n\
         </head>\n<body>\n<header><h1>How good the model is</h1>{model}<p>{}; {} comments, {} of them not scored.</p>\
         </header>\n",
        escaped(&std::iter::once(report.method.clone()).chain(report.lists()).collect::<Vec<_>>().join(". ")),
        report.all.comments,
        report.all.unscored
    );
    page.push_str("<section><h2>Figures</h2>\n");
    figures(&mut page, report);
    page.push_str("</section>\n");
    for flag in Flag::ALL {
        if let Some(figures) = report.all.flags.get(flag.name()) {
            plots(&mut page, flag, figures, report.thresholds[flag as usize]);
        }
    }
    if let Some(sentiment) = &report.all.sentiment {
        page.push_str("<section><h2>Sentiment</h2>\n");
        let names = Sentiment::ALL.map(Sentiment::name);
        confusion(&mut page, &names, &sentiment.confusion);
        page.push_str("</section>\n");
    }
    if !report.communities.is_empty() {
        communities(&mut page, report);
    }
    if !report.mistakes.is_empty() {
        page.push_str("<section><h2>Judged most wrongly</h2>\n");
        report.mistakes.iter().for_each(|one| mistake(&mut page, one));
        page.push_str("</section>\n");
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn figures(page: &mut String, report: &Report) {
    page.push_str("<div class=\"wide\"><table class=\"figures\">\n<thead><tr>");
    for name in [
        "Source",
        "Label",
        "Yes",
        "No",
        "Precision",
        "Recall",
        "F1",
        "Macro-F1",
        "AUROC",
        "Average precision",
        "Calibration error",
    ] {
        let _ = write!(page, "<th>{name}</th>");
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    rows(page, "all", &report.all);
    // The figures of a single source are those of all.
    for (name, figures) in report.sources.iter().filter(|_| report.sources.len() > 1) {
        rows(page, name, figures);
    }
    page.push_str(
        "</tbody></table></div>\n<p class=\"note\">Below each figure its 95 % bootstrap interval. Decisions at the \
         thresholds in force; calibration error over 15 bins of equal mass.</p>\n",
    );
}

fn rows(page: &mut String, name: &str, figures: &Figures) {
    let cell = |value: f64, name: &str, intervals: &BTreeMap<&'static str, Interval>| {
        let interval =
            intervals.get(name).map_or_else(String::new, |[low, high]| format!("<small>{low:.2}–{high:.2}</small>"));
        format!("<td>{}{interval}</td>", figure(value))
    };
    for (flag, row) in &figures.flags {
        let _ = write!(
            page,
            "<tr><th><bdi>{}</bdi></th><th>{}</th><td>{}</td><td>{}</td>",
            escaped(name),
            spaced(flag),
            row.positive,
            row.negative
        );
        for (value, name) in [
            (row.precision, "precision"),
            (row.recall, "recall"),
            (row.f1, "f1"),
            (row.macro_f1, "macro_f1"),
            (row.auroc, "auroc"),
            (row.average_precision, "average_precision"),
            (row.calibration_error, ""),
        ] {
            page.push_str(&cell(value, name, &row.intervals));
        }
        page.push_str("</tr>\n");
    }
    if let Some(sentiment) = &figures.sentiment {
        let count: u64 = sentiment.confusion.iter().flatten().sum();
        let _ = writeln!(
            page,
            "<tr><th><bdi>{}</bdi></th><th>sentiment</th><td colspan=\"2\">{count}</td><td></td><td></td><td></td>{}\
             <td></td><td></td><td></td></tr>",
            escaped(name),
            cell(sentiment.macro_f1, "macro_f1", &sentiment.intervals)
        );
    }
}

fn plots(page: &mut String, flag: Flag, figures: &FlagFigures, threshold: Option<f64>) {
    let line = |name, class, value: &dyn Fn(&CurvePoint) -> (f64, f64)| Line {
        name,
        class,
        points: figures.curve.iter().map(value).collect(),
        dots: false,
    };
    let _ = write!(page, "<section><h2>{}</h2>\n<div class=\"plots\">\n", capital(&spaced(flag.name())));
    let along = Plot {
        title: "Along the threshold",
        across: "threshold",
        up: "",
        lines: vec![
            line("precision", "one", &|point| (point.threshold, point.precision)),
            line("recall", "two", &|point| (point.threshold, point.recall)),
            line("flagged", "three", &|point| (point.threshold, point.flagged)),
        ],
        mark: threshold.map(|threshold| (threshold, "in force")),
        diagonal: false,
    };
    page.push_str(&along.svg());
    if figures.positive > 0 && figures.negative > 0 {
        // From the lowest threshold, where all is flagged, to one that no score reaches.
        let mut roc = line("", "one", &|point| (point.false_positive_rate, point.recall));
        roc.points.push((0.0, 0.0));
        let mut of_precision = line("", "one", &|point| (point.recall, point.precision));
        of_precision.points.retain(|point| !point.1.is_nan());
        let roc = Plot {
            title: &format!("ROC, area {}", figure(figures.auroc)),
            across: "false positive rate",
            up: "recall",
            lines: vec![roc],
            mark: None,
            diagonal: true,
        }
        .svg();
        let of_precision = Plot {
            title: &format!("Precision and recall, area {}", figure(figures.average_precision)),
            across: "recall",
            up: "precision",
            lines: vec![of_precision],
            ..Plot::default()
        }
        .svg();
        page.push_str(&roc);
        page.push_str(&of_precision);
    }
    let points = figures.reliability.iter().map(|bin| (bin.score, bin.share)).collect();
    let reliability = Plot {
        title: &format!("Calibration, error {}", figure(figures.calibration_error)),
        across: "score",
        up: "share that has the label",
        lines: vec![Line { name: "", class: "one", points, dots: true }],
        mark: None,
        diagonal: true,
    };
    page.push_str(&reliability.svg());
    page.push_str("</div>\n");
    let decisions = figures.confusion;
    let counts =
        [[decisions.true_negative, decisions.false_positive], [decisions.false_negative, decisions.true_positive]];
    let name = spaced(flag.name());
    confusion(page, &[&format!("not {name}"), &name], &counts);
    page.push_str("</section>\n");
}

/// A confusion matrix: labels by row, predictions by column, shaded by the share of the row.
fn confusion<const N: usize>(page: &mut String, names: &[&str; N], counts: &[[u64; N]; N]) {
    let _ = write!(page, "<div class=\"wide\"><table class=\"confusion\">\n<thead><tr><th>is</th>");
    for name in names {
        let _ = write!(page, "<th>said {name}</th>");
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for (name, row) in names.iter().zip(counts) {
        let sum = row.iter().sum::<u64>().max(1) as f64;
        let _ = write!(page, "<tr><th>{name}</th>");
        for count in row {
            let share = 100.0 * *count as f64 / sum;
            let _ = write!(page, "<td style=\"--share: {share:.0}%\">{count}<small>{share:.0} %</small></td>");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}

fn communities(page: &mut String, report: &Report) {
    page.push_str(
        "<section><h2>Communities</h2>\n<p class=\"note\">Comments that name a community in peace and were flagged all \
         the same, beside hostile ones that were flagged.</p>\n<div class=\"wide\"><table>\n<thead><tr>\
         <th>Community</th><th>In peace</th><th colspan=\"2\">flagged</th><th>Hostile</th><th colspan=\"2\">flagged</th>\
         <th>AUROC</th></tr></thead>\n<tbody>\n",
    );
    let share = |share: Option<f64>, class: &str| match share {
        Some(share) => format!("<td>{:.1} %</td><td class=\"bar\">{}</td>", 100.0 * share, bar(share, class)),
        None => "<td>–</td><td></td>".into(),
    };
    for (name, figures) in report.named_communities() {
        let _ = writeln!(
            page,
            "<tr><th><bdi>{}</bdi></th><td>{}</td>{}<td>{}</td>{}<td>{}</td></tr>",
            escaped(name),
            figures.in_peace,
            share(figures.wronged(), "wrong"),
            figures.hostile,
            share(figures.protected(), "right"),
            figure(figures.auroc)
        );
    }
    page.push_str("</tbody></table></div></section>\n");
}

fn mistake(page: &mut String, mistake: &Mistake) {
    let beside = [&mistake.source, &mistake.community].into_iter().flatten();
    let beside: String = beside.map(|name| format!("<span><bdi>{}</bdi></span>", escaped(name))).collect();
    let _ = writeln!(
        page,
        "<article><p dir=\"auto\">{}</p><footer><span class=\"label\">{}: is <b>{}</b>, said <b>{}</b></span><span>score \
         {:.2}</span>{beside}<span><bdi>{}</bdi></span></footer></article>",
        escaped(&mistake.text),
        spaced(mistake.label),
        mistake.truth,
        mistake.said,
        mistake.score.0,
        escaped(&mistake.place)
    );
}

/// A label's name, with spaces for underscores.
fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

fn capital(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
