//! A report as tables for a terminal.

use super::bootstrap::ConfidenceInterval;
use super::figures::{Figures, FlagFigures};
use super::report::Report;
use crate::locale::Locale;
use crate::record::Sentiment;
use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use std::collections::BTreeMap;

impl Report {
    /// The figures as tables for people, in English.
    #[must_use]
    pub fn table(&self) -> String {
        self.table_in(Locale::default())
    }

    /// The figures as tables for people.
    pub(crate) fn table_in(&self, locale: Locale) -> String {
        let word = |key: &str| locale.word(key).to_owned();
        let mut parts = vec![locale.message(&self.method).into_owned()];
        parts.extend(self.lists(locale));
        parts.push(figures(self, locale).to_string());
        if !self.all.flags.is_empty() {
            parts.push(word("report.along"));
            parts.push(thresholds(&self.all, locale).to_string());
        }
        if let Some(sentiment) = &self.all.sentiment {
            parts.push(word("report.sentiment"));
            let names = Sentiment::ALL.map(|sentiment| word(sentiment.name()));
            let mut table = table(std::iter::once(String::new()).chain(names.clone()).collect());
            for (name, row) in names.into_iter().zip(sentiment.confusion) {
                table.add_row(std::iter::once(name).chain(row.map(|count| locale.number(count))));
            }
            parts.push(table.to_string());
        }
        if !self.communities.is_empty() {
            parts.push(word("report.communities"));
            parts.push(communities(self, locale).to_string());
        }
        if !self.mistakes.is_empty() {
            let mistakes = self.mistakes.iter().map(|mistake| {
                let text = mistake.text.split_whitespace().collect::<Vec<_>>().join(" ");
                let [truth, said] = [mistake.truth, mistake.said].map(|answer| locale.word(answer.key()));
                let score = locale.number(format!("{:.2}", mistake.score.0));
                let position = locale.message(&mistake.position);
                locale.phrase("report.mistake", &[&locale.word(mistake.label), &truth, &said, &score, &position, &text])
            });
            parts.push(word("report.mistakes"));
            parts.push(mistakes.map(|line| format!(" {line}")).collect::<Vec<_>>().join("\n"));
        }
        parts.join("\n\n")
    }

    /// The precision and recall of each flag with the lists of a site and without them, a line each.
    pub(super) fn lists(&self, locale: Locale) -> Vec<String> {
        let Some(without) = &self.without_lists else { return Vec::new() };
        let both = |(name, with): (&&'static str, &FlagFigures)| {
            let without = without.flags.get(name)?;
            let [one, two, three, four] =
                [with.precision, with.recall, without.precision, without.recall].map(|value| figure(value, locale));
            Some(locale.phrase("report.lists", &[&locale.word(name), &one, &two, &three, &four]))
        };
        self.all.flags.iter().filter_map(both).collect()
    }
}

/// A table whose columns are right-aligned, except the first.
fn table(header: Vec<String>) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    let columns = header.len();
    table.set_header(header);
    for column in 1..columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// A table with these words above its columns.
fn table_of(keys: &[&str], locale: Locale) -> Table {
    table(keys.iter().map(|key| locale.word(key).to_owned()).collect())
}

/// A figure with three decimals; `–` for NaN.
pub(super) fn figure(value: f64, locale: Locale) -> String {
    if value.is_nan() { "–".into() } else { locale.number(format!("{value:.3}")) }
}

/// A share in percent with one decimal; `–` where it is not known.
pub(super) fn share(value: Option<f64>, locale: Locale) -> String {
    value.map_or("–".into(), |value| {
        locale.phrase("report.percent", &[&locale.number(format!("{:.1}", 100.0 * value))])
    })
}

/// An interval with two decimals.
pub(super) fn interval([low, high]: ConfidenceInterval, locale: Locale) -> String {
    format!("{}–{}", locale.number(format!("{low:.2}")), locale.number(format!("{high:.2}")))
}

fn figures(report: &Report, locale: Locale) -> Table {
    let keys = ["source", "label", "yes", "no", "precision", "recall", "f1", "macro_f1", "auroc", "avg", "error"];
    let mut table = table_of(&keys.map(|key| format!("report.{key}")).each_ref().map(String::as_str), locale);
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Left);
    }
    let sources = report.sources.iter().map(|(name, figures)| (name.as_str(), figures, false));
    for (name, figures, is_all) in sources.chain([(locale.word("report.all"), &report.all, true)]) {
        let with = |value: f64, name: &str, intervals: &BTreeMap<&'static str, ConfidenceInterval>| match intervals
            .get(name)
        {
            Some(&bounds) if is_all => format!("{}\n{}", figure(value, locale), interval(bounds, locale)),
            _ => figure(value, locale),
        };
        for (flag, row) in &figures.flags {
            let with = |value: f64, name: &str| with(value, name, &row.intervals);
            table.add_row([
                name.to_string(),
                locale.word(flag).to_owned(),
                locale.number(row.positive),
                locale.number(row.negative),
                with(row.precision, "precision"),
                with(row.recall, "recall"),
                with(row.f1, "f1"),
                with(row.macro_f1, "macro_f1"),
                with(row.auroc, "auroc"),
                with(row.average_precision, "average_precision"),
                figure(row.calibration_error, locale),
            ]);
        }
        if let Some(sentiment) = &figures.sentiment {
            let count: u64 = sentiment.confusion.iter().flatten().sum();
            let mut row = vec![name.to_string(), locale.word("sentiment").into(), locale.number(count)];
            row.extend(["", "", "", ""].map(String::from));
            row.push(with(sentiment.macro_f1, "macro_f1", &sentiment.intervals));
            table.add_row(row);
        }
    }
    table
}

/// The figures of each flag at thresholds 0.1 to 0.9.
fn thresholds(all: &Figures, locale: Locale) -> Table {
    let keys = ["report.label", "report.threshold", "report.precision", "report.recall", "report.f1", "report.flagged"];
    let mut table = table_of(&keys, locale);
    for (flag, figures) in &all.flags {
        for point in figures.curve.iter().skip(10).step_by(10).take(9) {
            table.add_row([
                locale.word(flag).to_owned(),
                locale.number(format!("{:.1}", point.threshold)),
                figure(point.precision, locale),
                figure(point.recall, locale),
                figure(point.f1, locale),
                share(Some(point.flagged), locale),
            ]);
        }
    }
    table
}

fn communities(report: &Report, locale: Locale) -> Table {
    let keys = ["community", "in_peace", "flagged", "hostile", "flagged", "auroc"];
    let mut table = table_of(&keys.map(|key| format!("report.{key}")).each_ref().map(String::as_str), locale);
    for (name, figures) in report.named_communities(locale) {
        table.add_row([
            name.to_string(),
            locale.number(figures.in_peace),
            share(figures.false_positive_rate(), locale),
            locale.number(figures.hostile),
            share(figures.recall(), locale),
            figure(figures.auroc, locale),
        ]);
    }
    table
}
