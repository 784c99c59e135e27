//! A summary as an HTML page that stands alone.

use super::SummaryReport;
use crate::locale::Locale;
use crate::markup::escaped;
use crate::record::Flag;
use std::fmt::Write as _;

const STYLE: &str = concat!(include_str!("summary.css"), include_str!("plots.css"));

impl SummaryReport {
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
        for thresholds in &self.thresholds {
            let _ = writeln!(page, "<p class=\"soft\">{}</p>", escaped(&thresholds.told(locale)));
        }
        page.push_str("</body>\n</html>\n");
        page
    }

    /// FlagCounts of comments, flags and sentiments.
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
}
