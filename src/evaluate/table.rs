//! A report as tables for a terminal.

use super::bootstrap::Interval;
use super::figures::Figures;
use super::report::Report;
use crate::record::Sentiment;
use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use std::collections::BTreeMap;

/// The report, one table after the other.
pub(super) fn of(report: &Report) -> String {
    let mut parts = vec![report.method.clone()];
    parts.extend(report.lists());
    parts.push(figures(report).to_string());
    if !report.all.flags.is_empty() {
        parts.push("Along the threshold".into());
        parts.push(thresholds(&report.all).to_string());
    }
    if let Some(sentiment) = &report.all.sentiment {
        parts.push("Sentiment: what it is by row, what was said by column".into());
        let mut table = table(&["", "negative", "neutral", "positive"]);
        for (sentiment, row) in Sentiment::ALL.iter().zip(sentiment.confusion) {
            table.add_row(std::iter::once(sentiment.name().to_string()).chain(row.map(|count| count.to_string())));
        }
        parts.push(table.to_string());
    }
    if !report.communities.is_empty() {
        parts.push("Communities: comments that name one in peace and were flagged, and hostile ones".into());
        parts.push(communities(report).to_string());
    }
    if !report.mistakes.is_empty() {
        let mistakes = report.mistakes.iter().map(|mistake| {
            let text = mistake.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (label, truth, said) = (mistake.label, mistake.truth, mistake.said);
            format!(" {label}: is {truth}, said {said} ({:.2}), {}: {text}", mistake.score.0, mistake.place)
        });
        parts.push("Judged most wrongly".into());
        parts.push(mistakes.collect::<Vec<_>>().join("\n"));
    }
    parts.join("\n\n")
}

/// A table whose columns are right-aligned, except the first.
fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_header(header);
    for column in 1..header.len() {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// A figure with three decimals; `–` for NaN.
pub(super) fn figure(value: f64) -> String {
    if value.is_nan() { "–".into() } else { format!("{value:.3}") }
}

fn share(value: Option<f64>) -> String {
    value.map_or("–".into(), |value| format!("{:.1} %", 100.0 * value))
}

fn figures(report: &Report) -> Table {
    let mut table = table(&[
        "source",
        "label",
        "yes",
        "no",
        "precision",
        "recall",
        "F1",
        "macro-F1",
        "AUROC",
        "avg prec",
        "calib err",
    ]);
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Left);
    }
    let sources = report.sources.iter().map(|(name, figures)| (name.as_str(), figures, false));
    for (name, figures, is_all) in sources.chain([("all", &report.all, true)]) {
        let with = |value: f64, name: &str, intervals: &BTreeMap<&'static str, Interval>| match intervals.get(name) {
            Some([low, high]) if is_all => format!("{}\n{low:.2}–{high:.2}", figure(value)),
            _ => figure(value),
        };
        for (flag, row) in &figures.flags {
            let with = |value: f64, name: &str| with(value, name, &row.intervals);
            table.add_row([
                name.to_string(),
                (*flag).to_string(),
                row.positive.to_string(),
                row.negative.to_string(),
                with(row.precision, "precision"),
                with(row.recall, "recall"),
                with(row.f1, "f1"),
                with(row.macro_f1, "macro_f1"),
                with(row.auroc, "auroc"),
                with(row.average_precision, "average_precision"),
                figure(row.calibration_error),
            ]);
        }
        if let Some(sentiment) = &figures.sentiment {
            let count: u64 = sentiment.confusion.iter().flatten().sum();
            let mut row = vec![name.to_string(), "sentiment".into(), count.to_string()];
            row.extend(["", "", "", ""].map(String::from));
            row.push(with(sentiment.macro_f1, "macro_f1", &sentiment.intervals));
            table.add_row(row);
        }
    }
    table
}

/// The figures of each flag at thresholds 0.1 to 0.9.
fn thresholds(all: &Figures) -> Table {
    let mut table = table(&["label", "threshold", "precision", "recall", "F1", "flagged"]);
    for (flag, figures) in &all.flags {
        for point in figures.curve.iter().skip(10).step_by(10).take(9) {
            table.add_row([
                (*flag).to_string(),
                format!("{:.1}", point.threshold),
                figure(point.precision),
                figure(point.recall),
                figure(point.f1),
                share(Some(point.flagged)),
            ]);
        }
    }
    table
}

fn communities(report: &Report) -> Table {
    let mut table = table(&["community", "in peace", "flagged", "hostile", "flagged", "AUROC"]);
    for (name, figures) in report.named_communities() {
        table.add_row([
            name.to_string(),
            figures.in_peace.to_string(),
            share(figures.wronged()),
            figures.hostile.to_string(),
            share(figures.protected()),
            figure(figures.auroc),
        ]);
    }
    table
}
