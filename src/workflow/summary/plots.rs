//! The plots of a summary: bars of shares, and columns of comments on an axis of time.
//!
//! What is drawn is SVG, placed in percent of its width, and names stand in HTML or keep their size, so that they can be
//! read at any width. No element has a style of its own, which the review desk's policy forbids.

use super::periods::PeriodUnit;
use super::table::line;
use super::{Period, SummaryGroup, SummaryReport};
use crate::locale::Locale;
use crate::markup::escaped;
use std::fmt::Write as _;

/// The height of the columns, what is above them for a number and below them for dates, in CSS pixels.
const COLUMNS: f64 = 170.0;
const ABOVE: f64 = 18.0;
const BELOW: f64 = 22.0;

impl SummaryReport {
    /// Sites, days and articles as plots, without styles of their own.
    pub(crate) fn plots(&self, locale: Locale, page: &mut String) {
        let word = |key: &str| escaped(locale.word(key));
        self.section(&word("summary.sites"), &self.sites, locale, page);
        if !self.days.is_empty() {
            let by = word(self.by.title());
            let _ = write!(page, "<section><h2>{by}</h2>\n{}", columns(&by, self.by, &self.days, locale));
            let undated = locale.phrase("summary.undated", &[&locale.number(self.undated)]);
            let _ = writeln!(page, "<p class=\"soft\">{}</p></section>", escaped(&undated));
        }
        self.section(&word("summary.articles"), &self.articles, locale, page);
        self.section(&word("summary.accounts"), &self.accounts, locale, page);
        // Without a plot, which would make them a ranking.
        if let Some(note) = self.dialects_note(locale) {
            let _ = write!(page, "<section><h2>{}</h2><ul>", word("summary.dialects"));
            for group in self.dialects_named(locale) {
                let _ = write!(page, "<li>{}</li>", escaped(&line(&group.name, &group.counts, locale)));
            }
            let _ = writeln!(page, "</ul><p class=\"soft\">{}</p></section>", escaped(&note));
        }
    }

    /// Groups as bars of their shares, with whiskers for the intervals.
    fn section(&self, title: &str, groups: &[SummaryGroup], locale: Locale, page: &mut String) {
        if groups.is_empty() {
            return;
        }
        let shown = &groups[..groups.len().min(super::TOP)];
        let most = shown.iter().map(|group| group.counts.share()[2]).fold(0.05, f64::max);
        let _ = writeln!(page, "<section><h2>{title}</h2>\n<ul class=\"bars\">");
        for group in shown {
            let name = if group.name.is_empty() { locale.word("summary.unnamed") } else { &group.name };
            let told = locale
                .phrase("summary.of", &[&locale.number(group.counts.flagged), &locale.number(group.counts.comments)]);
            // In percent of the plot's width.
            let [share, low, high] = group.counts.share().map(|share| 100.0 * share / most);
            let _ = writeln!(
                page,
                "<li><bdi title=\"{name}\">{name}</bdi><svg aria-hidden=\"true\"><rect y=\"3\" width=\"{share:.1}%\" \
                 height=\"12\"/><line x1=\"{low:.1}%\" x2=\"{high:.1}%\" y1=\"9\" y2=\"9\"/></svg><span class=\"soft\">{told}</span></li>",
                name = escaped(name),
                told = escaped(&told),
            );
        }
        page.push_str("</ul></section>\n");
    }
}

/// A date whose parts stay in their order: the digits ١٢٣ are ordered from right to left around a hyphen.
fn in_order(date: &str) -> String {
    format!("\u{202D}{date}\u{202C}")
}

/// Columns of all comments, and in them of those that are flagged, on an axis of time: where there are none, there is a
/// gap. From left to right in any language.
fn columns(title: &str, unit: PeriodUnit, periods: &[Period], locale: Locale) -> String {
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return String::new() };
    let (first, last) = (first.first, last.first);
    let most = periods.iter().map(|period| period.counts.comments).max().unwrap_or(1).max(1);
    let step = 100.0 / (unit.between(first, last) + 1) as f64;
    let width = (0.85 * step).clamp(0.2, 6.0);
    let floor = ABOVE + COLUMNS;
    let mut plot = format!(
        "<svg class=\"columns\" height=\"{}\" role=\"img\" aria-label=\"{title}\" direction=\"ltr\">\n\
         <path class=\"axis\" d=\"M0 {ABOVE}h9999M0 {floor}h9999\"/><text class=\"soft\" y=\"{}\">{}</text>\n",
        floor + BELOW,
        ABOVE - 5.0,
        locale.number(most)
    );
    for Period { first: day, counts } in periods {
        let told = locale.phrase("summary.of", &[&locale.number(counts.flagged), &locale.number(counts.comments)]);
        let _ = write!(plot, "<g><title>{}: {}</title>", in_order(&locale.number(unit.name(*day))), escaped(&told));
        let left = step * (unit.between(first, *day) as f64 + 0.5) - width / 2.0;
        for (class, count) in
            [("all", counts.comments), ("flagged", counts.flagged)].into_iter().filter(|(_, count)| *count > 0)
        {
            let height = COLUMNS * count as f64 / most as f64;
            let _ = write!(
                plot,
                "<rect class=\"{class}\" x=\"{left:.2}%\" y=\"{:.1}\" width=\"{width:.2}%\" height=\"{height:.1}\"/>",
                floor - height,
            );
        }
        plot.push_str("</g>\n");
    }
    for mark in unit.marks(first, last) {
        let x = step * mark.at;
        let anchor = match x {
            ..8.0 => "start",
            92.0.. => "end",
            _ => "middle",
        };
        let _ = writeln!(
            plot,
            "<line class=\"axis\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"{floor}\" y2=\"{}\"/><text class=\"soft\" x=\"{x:.2}%\" \
             y=\"{}\" text-anchor=\"{anchor}\" unicode-bidi=\"bidi-override\">{}</text>",
            floor + 5.0,
            floor + 18.0,
            locale.number(&mark.name)
        );
    }
    plot.push_str("</svg>\n");
    plot
}
