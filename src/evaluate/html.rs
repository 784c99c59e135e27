//! A report as an HTML page: tables and plots, without scripts or external resources.

use super::bootstrap::ConfidenceInterval;
use super::figures::{Figures, FlagFigures};
use super::metrics::CurvePoint;
use super::mistakes::Mistake;
use super::report::Report;
use super::svg::{Line, Plot, bar};
use super::table::{figure, interval, share};
use crate::locale::Locale;
use crate::markup::escaped;
use crate::record::{Flag, Sentiment};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const STYLE: &str = include_str!("report.css");

impl Report {
    /// The figures as an HTML page without external resources, in English.
    #[must_use]
    pub fn html(&self) -> String {
        self.html_in(Locale::default())
    }

    /// The figures as an HTML page without external resources.
    pub(crate) fn html_in(&self, locale: Locale) -> String {
        let word = |key: &str| escaped(locale.word(key));
        let section = |page: &mut String, key: &str| {
            let _ = writeln!(page, "<section><h2>{}</h2>", word(key));
        };
        let direction = if locale.is_right_to_left() { "rtl" } else { "ltr" };
        let model = self.model.as_ref().map_or_else(String::new, |model| {
            format!(
                "<p>{} <b><bdi>{}</bdi></b> <code><bdi>{}</bdi></code></p>",
                word("report.model"),
                escaped(&model.name),
                escaped(&model.hash)
            )
        });
        let method = std::iter::once(locale.message(&self.method).into_owned()).chain(self.lists(locale));
        let counts =
            locale.phrase("report.counts", &[&locale.number(self.all.comments), &locale.number(self.all.unscored)]);
        let mut page = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{STYLE}\
             </style>\n</head>\n<body>\n<header><h1>{}</h1>{model}<p>{}. {}</p></header>\n",
            locale.tag(),
            word("report.title"),
            word("report.heading"),
            escaped(&method.collect::<Vec<_>>().join(". ")),
            escaped(&counts)
        );
        section(&mut page, "report.figures");
        figures(&mut page, self, locale);
        page.push_str("</section>\n");
        for flag in Flag::ALL {
            if let Some(figures) = self.all.flags.get(flag.name()) {
                plots(&mut page, flag, figures, self.thresholds[flag as usize], locale);
            }
        }
        if let Some(sentiment) = &self.all.sentiment {
            section(&mut page, "report.of_sentiment");
            let names = Sentiment::ALL.map(|sentiment| locale.word(sentiment.name()).to_owned());
            confusion(&mut page, &names, &sentiment.confusion, locale);
            page.push_str("</section>\n");
        }
        if !self.communities.is_empty() {
            communities(&mut page, self, locale);
        }
        if !self.mistakes.is_empty() {
            section(&mut page, "report.mistakes");
            self.mistakes.iter().for_each(|one| mistake(&mut page, one, locale));
            page.push_str("</section>\n");
        }
        page.push_str("</body>\n</html>\n");
        page
    }
}

/// Cells of a table's head with these words.
fn heads(page: &mut String, keys: &[&str], locale: Locale) {
    for key in keys {
        let _ = write!(page, "<th>{}</th>", capital(&escaped(locale.word(key))));
    }
}

fn figures(page: &mut String, report: &Report, locale: Locale) {
    page.push_str("<div class=\"wide\"><table class=\"figures\">\n<thead><tr>");
    let keys = [
        "source",
        "label",
        "yes",
        "no",
        "precision",
        "recall",
        "f1",
        "macro_f1",
        "auroc",
        "average_precision",
        "calibration_error",
    ];
    heads(page, &keys.map(|key| format!("report.{key}")).each_ref().map(String::as_str), locale);
    page.push_str("</tr></thead>\n<tbody>\n");
    rows(page, locale.word("report.all"), &report.all, locale);
    // The figures of a single source are those of all.
    for (name, figures) in report.sources.iter().filter(|_| report.sources.len() > 1) {
        rows(page, name, figures, locale);
    }
    let _ = writeln!(page, "</tbody></table></div>\n<p class=\"note\">{}</p>", escaped(locale.word("report.note")));
}

fn rows(page: &mut String, name: &str, figures: &Figures, locale: Locale) {
    let cell = |value: f64, name: &str, intervals: &BTreeMap<&'static str, ConfidenceInterval>| {
        let interval = intervals
            .get(name)
            .map_or_else(String::new, |&bounds| format!("<small>{}</small>", interval(bounds, locale)));
        format!("<td>{}{interval}</td>", figure(value, locale))
    };
    for (flag, row) in &figures.flags {
        let _ = write!(
            page,
            "<tr><th><bdi>{}</bdi></th><th>{}</th><td>{}</td><td>{}</td>",
            escaped(name),
            escaped(locale.word(flag)),
            locale.number(row.positive),
            locale.number(row.negative)
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
            "<tr><th><bdi>{}</bdi></th><th>{}</th><td colspan=\"2\">{}</td><td></td><td></td><td></td>{}\
             <td></td><td></td><td></td></tr>",
            escaped(name),
            escaped(locale.word("sentiment")),
            locale.number(count),
            cell(sentiment.macro_f1, "macro_f1", &sentiment.intervals)
        );
    }
}

fn plots(page: &mut String, flag: Flag, figures: &FlagFigures, threshold: Option<f64>, locale: Locale) {
    let word = |key: &str| escaped(locale.word(key));
    let [precision, recall, flagged] = ["report.precision", "report.recall", "report.flagged"].map(word);
    let title = |key: &str, value: f64| escaped(&locale.phrase(key, &[&figure(value, locale)]));
    let line = |name: &str, class, value: &dyn Fn(&CurvePoint) -> (f64, f64)| Line {
        name: name.to_owned(),
        class,
        points: figures.curve.iter().map(value).collect(),
        dots: false,
    };
    let name = word(flag.name());
    let _ = write!(page, "<section><h2>{}</h2>\n<div class=\"plots\">\n", capital(&name));
    let along = Plot {
        title: word("report.along"),
        across: word("report.threshold"),
        lines: vec![
            line(&precision, "one", &|point| (point.threshold, point.precision)),
            line(&recall, "two", &|point| (point.threshold, point.recall)),
            line(&flagged, "three", &|point| (point.threshold, point.flagged)),
        ],
        mark: threshold.map(|threshold| (threshold, word("report.in_force"))),
        ..Plot::default()
    };
    page.push_str(&along.svg(locale));
    if figures.positive > 0 && figures.negative > 0 {
        // From the lowest threshold, where all is flagged, to one that no score reaches.
        let mut roc = line("", "one", &|point| (point.false_positive_rate, point.recall));
        roc.points.push((0.0, 0.0));
        let mut of_precision = line("", "one", &|point| (point.recall, point.precision));
        of_precision.points.retain(|point| !point.1.is_nan());
        let roc = Plot {
            title: title("report.roc", figures.auroc),
            across: word("report.false_positive_rate"),
            up: recall.clone(),
            lines: vec![roc],
            diagonal: true,
            ..Plot::default()
        };
        let of_precision = Plot {
            title: title("report.precision_recall", figures.average_precision),
            across: recall,
            up: precision,
            lines: vec![of_precision],
            ..Plot::default()
        };
        page.push_str(&roc.svg(locale));
        page.push_str(&of_precision.svg(locale));
    }
    let points = figures.reliability.iter().map(|bin| (bin.score, bin.share)).collect();
    let reliability = Plot {
        title: title("report.calibration", figures.calibration_error),
        across: word("report.score"),
        up: word("report.share"),
        lines: vec![Line { name: String::new(), class: "one", points, dots: true }],
        diagonal: true,
        ..Plot::default()
    };
    page.push_str(&reliability.svg(locale));
    page.push_str("</div>\n");
    let decisions = figures.confusion;
    let counts =
        [[decisions.true_negative, decisions.false_positive], [decisions.false_negative, decisions.true_positive]];
    let name = locale.word(flag.name());
    confusion(page, &[locale.phrase("report.not", &[&name]), name.to_owned()], &counts, locale);
    page.push_str("</section>\n");
}

/// A confusion matrix: labels by row, predictions by column, shaded by the share of the row.
fn confusion<const N: usize>(page: &mut String, names: &[String; N], counts: &[[u64; N]; N], locale: Locale) {
    let _ = write!(
        page,
        "<div class=\"wide\"><table class=\"confusion\">\n<thead><tr><th>{}</th>",
        locale.word("report.is")
    );
    for name in names {
        let _ = write!(page, "<th>{}</th>", escaped(&locale.phrase("report.said", &[name])));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for (name, row) in names.iter().zip(counts) {
        let sum = row.iter().sum::<u64>().max(1) as f64;
        let _ = write!(page, "<tr><th>{}</th>", escaped(name));
        for count in row {
            let share = 100.0 * *count as f64 / sum;
            let percent = locale.phrase("report.percent", &[&locale.number(format!("{share:.0}"))]);
            let _ = write!(
                page,
                "<td style=\"--share: {share:.0}%\">{}<small>{percent}</small></td>",
                locale.number(count)
            );
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}

fn communities(page: &mut String, report: &Report, locale: Locale) {
    let head = |key: &str| capital(&escaped(locale.word(key)));
    let flagged = head("report.flagged");
    let _ = writeln!(
        page,
        "<section><h2>{}</h2>\n<p class=\"note\">{}</p>\n<div class=\"wide\"><table>\n<thead><tr><th>{}</th><th>{}</th>\
         <th colspan=\"2\">{flagged}</th><th>{}</th><th colspan=\"2\">{flagged}</th><th>{}</th></tr></thead>\n<tbody>",
        escaped(locale.word("report.of_communities")),
        escaped(locale.word("report.communities")),
        head("report.community"),
        head("report.in_peace"),
        head("report.hostile"),
        head("report.auroc"),
    );
    let cells = |value: Option<f64>, class: &str| {
        let bar = value.map_or_else(String::new, |value| bar(value, class));
        format!("<td>{}</td><td class=\"bar\">{bar}</td>", share(value, locale))
    };
    for (name, figures) in report.named_communities(locale) {
        let _ = writeln!(
            page,
            "<tr><th><bdi>{}</bdi></th><td>{}</td>{}<td>{}</td>{}<td>{}</td></tr>",
            escaped(name),
            locale.number(figures.in_peace),
            cells(figures.false_positive_rate(), "wrong"),
            locale.number(figures.hostile),
            cells(figures.recall(), "right"),
            figure(figures.auroc, locale)
        );
    }
    page.push_str("</tbody></table></div></section>\n");
}

fn mistake(page: &mut String, mistake: &Mistake, locale: Locale) {
    let beside = [&mistake.source, &mistake.community].into_iter().flatten();
    let beside: String = beside.map(|name| format!("<span><bdi>{}</bdi></span>", escaped(name))).collect();
    let [truth, said] =
        [mistake.truth, mistake.said].map(|answer| format!("<b>{}</b>", escaped(locale.word(answer.key()))));
    let _ = writeln!(
        page,
        "<article><p dir=\"auto\">{}</p><footer><span class=\"label\">{}</span><span>{}</span>{beside}\
         <span><bdi>{}</bdi></span></footer></article>",
        escaped(&mistake.text),
        locale.phrase("report.verdict", &[&escaped(locale.word(mistake.label)), &truth, &said]),
        locale.phrase("report.score_of", &[&locale.number(format!("{:.2}", mistake.score.0))]),
        escaped(&locale.message(&mistake.position))
    );
}

/// With a capital as its first letter, where its letters have two forms.
fn capital(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
