//! A summary as an HTML page that stands alone, with plots as SVG.

use super::table::line;
use super::{Group, Report};
use crate::locale::Locale;
use crate::markup::escaped;
use crate::record::Flag;
use std::fmt::Write as _;

const STYLE: &str = include_str!("summary.css");

/// The width of a plot, and the height of a bar and of the plot of days, in its own units.
const WIDTH: f64 = 720.0;
const BAR: f64 = 26.0;
const DAYS: f64 = 180.0;
/// The part of a plot of bars that names take.
const NAMES: f64 = 260.0;

impl Report {
    /// The summary as a page.
    pub(crate) fn html(&self, locale: Locale) -> String {
        let direction = if locale.is_right_to_left() { "rtl" } else { "ltr" };
        let word = |key: &str| escaped(locale.word(key));
        let mut page = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <h1>{title}</h1>\n",
            locale.tag(),
            title = word("summary.title")
        );
        self.numbers(locale, &mut page);
        self.plots(locale, &mut page);
        for (label, words) in self.words.iter().filter(|(_, words)| !words.is_empty()) {
            let title = locale.phrase("summary.words", &[&locale.word(label)]);
            let _ = write!(page, "<section><h2>{}</h2><ol class=\"words {label}\">", escaped(&title));
            let most = words.first().map_or(1.0, |word| word.weight.max(0.01));
            for found in words {
                let width = (8.0 * found.weight / most).clamp(0.2, 8.0);
                let _ = write!(
                    page,
                    "<li><bdi>{}</bdi><span class=\"bar\" style=\"inline-size:{width:.1}rem\"></span><span class=\"soft\">{}</span></li>",
                    escaped(&found.word),
                    escaped(&locale.phrase("summary.comments", &[&locale.number(found.comments)]))
                );
            }
            page.push_str("</ol></section>\n");
        }
        for (model, comments) in &self.models {
            let line = locale.phrase("html.model", &[model]);
            let count = locale.phrase("summary.comments", &[&locale.number(comments)]);
            let _ = writeln!(page, "<p class=\"soft\">{} · {}</p>", escaped(&line), escaped(&count));
        }
        page.push_str("</body>\n</html>\n");
        page
    }

    /// Sites, days and articles as plots, without styles of their own.
    pub(crate) fn plots(&self, locale: Locale, page: &mut String) {
        let word = |key: &str| escaped(locale.word(key));
        self.section(&word("summary.sites"), &self.sites, locale, page);
        let by = if self.by == "day" { "summary.days" } else { "summary.weeks" };
        if !self.days.is_empty() {
            let _ = write!(page, "<section><h2>{}</h2>\n{}", word(by), days(&word(by), &self.days, locale));
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

    /// Counts of comments, flags and sentiments.
    pub(crate) fn numbers(&self, locale: Locale, page: &mut String) {
        let [share, low, high] = self.all.share().map(|share| locale.number(format!("{:.1}", 100.0 * share)));
        let interval = locale.phrase("summary.share", &[&share, &locale.number(95), &low, &high]);
        let _ = write!(
            page,
            "<section class=\"numbers\"><div><b>{}</b>{}</div><div><b>{}</b>{}<span class=\"soft\">{}</span></div>",
            locale.number(self.all.comments),
            escaped(locale.word("summary.all_comments")),
            locale.number(self.all.flagged),
            escaped(locale.word("flagged")),
            escaped(&interval)
        );
        for flag in Flag::ALL {
            let name = escaped(locale.word(flag.name()));
            let _ = write!(page, "<div class=\"{flag}\"><b>{}</b>{name}</div>", locale.number(self.all.of(flag)));
        }
        for (sentiment, count) in &self.sentiments {
            let _ = write!(page, "<div><b>{}</b>{}</div>", locale.number(count), escaped(locale.word(sentiment)));
        }
        page.push_str("</section>\n");
    }

    /// Groups as bars of their shares, with whiskers for the intervals.
    fn section(&self, title: &str, groups: &[Group], locale: Locale, page: &mut String) {
        if groups.is_empty() {
            return;
        }
        let shown = &groups[..groups.len().min(super::TOP)];
        let most = shown.iter().map(|group| group.counts.share()[2]).fold(0.05, f64::max);
        let height = BAR * shown.len() as f64;
        let rtl = locale.is_right_to_left();
        // In SVG the start of a text flips with its direction, so sides and directions are said.
        let side = |x: f64| if rtl { WIDTH - x } else { x };
        let scale = (WIDTH - NAMES - 80.0) / most;
        let _ = write!(
            page,
            "<section><h2>{title}</h2>\n<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}\">\n"
        );
        for (place, group) in shown.iter().enumerate() {
            let [share, low, high] = group.counts.share();
            let (top, middle) = (BAR * place as f64, BAR * (place as f64 + 0.5));
            let name = if group.name.is_empty() { locale.word("summary.unnamed") } else { &group.name };
            let short: String = name.chars().take(36).chain((name.chars().count() > 36).then_some('…')).collect();
            let (from, to) = (side(NAMES), side(NAMES + share * scale));
            let told = locale
                .phrase("summary.of", &[&locale.number(group.counts.flagged), &locale.number(group.counts.comments)]);
            // Names end beside the bars; they are mostly Arabic, so their start is at the right.
            let anchor = if rtl { "end" } else { "start" };
            let _ = writeln!(
                page,
                "<g><title>{full}: {told}</title><text x=\"{x}\" y=\"{y}\" direction=\"rtl\" text-anchor=\"{anchor}\">{name}</text>\
                 <rect x=\"{left:.1}\" y=\"{bar:.1}\" width=\"{width:.1}\" height=\"{thick}\"/>\
                 <line x1=\"{low:.1}\" x2=\"{high:.1}\" y1=\"{middle}\" y2=\"{middle}\"/>\
                 <text class=\"soft\" x=\"{end:.1}\" y=\"{y}\" direction=\"{direction}\" text-anchor=\"start\">{told}</text></g>",
                full = escaped(name),
                told = escaped(&told),
                x = side(NAMES - 8.0),
                y = middle + 5.0,
                name = escaped(&short),
                left = from.min(to),
                bar = top + 5.0,
                width = (to - from).abs().max(1.0),
                thick = BAR - 10.0,
                low = side(NAMES + low * scale),
                high = side(NAMES + high * scale),
                end = side(NAMES + high * scale + 6.0),
                direction = if rtl { "rtl" } else { "ltr" },
            );
        }
        page.push_str("</svg></section>\n");
    }
}

/// The days as columns: all comments, and in them those that are flagged. From left to right in any language.
fn days(title: &str, days: &[Group], locale: Locale) -> String {
    let most = days.iter().map(|day| day.counts.comments).max().unwrap_or(1).max(1) as f64;
    let step = WIDTH / days.len() as f64;
    let mut plot = format!(
        "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{title}\" direction=\"ltr\">\n",
        DAYS + 22.0
    );
    for (place, day) in days.iter().enumerate() {
        let height = |count: u64| DAYS * count as f64 / most;
        let told =
            locale.phrase("summary.of", &[&locale.number(day.counts.flagged), &locale.number(day.counts.comments)]);
        let _ = write!(plot, "<g><title>{}: {}</title>", escaped(&day.name), escaped(&told));
        for (class, count) in [("all", day.counts.comments), ("flagged", day.counts.flagged)] {
            let _ = write!(
                plot,
                "<rect class=\"{class}\" x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\"/>",
                step * place as f64,
                DAYS - height(count),
                (step - 1.0).clamp(0.5, 40.0),
                height(count)
            );
        }
        plot.push_str("</g>\n");
    }
    for (day, x, anchor) in [(days.first(), 0.0, "start"), (days.last(), WIDTH, "end")] {
        let name = day.map_or("", |day| day.name.as_str());
        let _ = writeln!(
            plot,
            "<text class=\"soft\" x=\"{x}\" y=\"{}\" direction=\"ltr\" text-anchor=\"{anchor}\">{name}</text>",
            DAYS + 17.0
        );
    }
    plot.push_str("</svg>\n");
    plot
}
