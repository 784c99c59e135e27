//! Comments and pages as text for a person at a terminal.
//!
//! Each comment is a few lines: verdict, author and time, the comment with its deciding words coloured, these words with
//! their weights, and the article. Texts of readers have lines of their own, so that terminals with bidirectional text
//! order them by their own direction.

use super::session;
use super::terminal::harmless;
use crate::locale::Locale;
use crate::record::{Comment, Flag, PageRecord, Prediction, Reason, ScoredComment, Scores};
use crate::time::TimeRecord;
use std::fmt::Write as _;
use std::io::{IsTerminal, stdout};

/// The most deciding words of a comment.
pub(super) const WORDS: usize = 5;

const BOLD: &str = "\u{1B}[1m";
const DIM: &str = "\u{1B}[2m";
const RED: &str = "\u{1B}[31m";
const GREEN: &str = "\u{1B}[32m";
const PLAIN: &str = "\u{1B}[0m";

/// How text is written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    pub(super) locale: Locale,
    pub(super) coloured: bool,
}

impl Style {
    /// For standard output: in the environment's language and coloured where it is a terminal (<https://no-color.org>),
    /// else plain and in that of files.
    pub(super) fn of_output() -> Self {
        if !stdout().is_terminal() {
            return Self { locale: session::written(), coloured: false };
        }
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let coloured = !is_dumb && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { locale: session::spoken(), coloured }
    }

    fn styled(self, code: &str, text: &str) -> String {
        if self.coloured { format!("{code}{text}{PLAIN}") } else { text.into() }
    }

    /// The names of labels, joined.
    fn labels<'label>(self, labels: impl Iterator<Item = &'label str>) -> String {
        let separator = if self.locale.is_right_to_left() { "، " } else { ", " };
        labels.map(|label| self.locale.word(label)).collect::<Vec<_>>().join(separator)
    }

    /// A score or weight.
    pub(super) fn number(self, number: impl std::fmt::Display) -> String {
        self.locale.number(number)
    }

    /// What a prediction comes to, in a line.
    pub(super) fn verdict(self, prediction: &Prediction) -> String {
        let mut parts = Vec::new();
        if prediction.flags.is_empty() {
            parts.push(self.locale.word("explain.none").to_owned());
        } else {
            let flags = self.labels(prediction.flags.iter().map(|flag| flag.name()));
            parts.push(self.styled(&format!("{BOLD}{RED}"), &self.locale.phrase("explain.flagged", &[&flags])));
        }
        for flag in Flag::ALL {
            if let Some(score) = prediction.scores.printed(flag) {
                let score = self.number(format!("{score:.2}"));
                parts.push(format!("{} {score}", self.locale.word(flag.name())));
            }
        }
        if let Some(sentiment) = prediction.sentiment {
            parts.push(self.locale.word(sentiment.label.name()).into());
        }
        for rule in prediction.by_rule.iter().flatten() {
            let phrase = one_line(&rule.phrase);
            parts.push(self.locale.phrase("by_rule", &[&self.locale.word(rule.flag.name()), &phrase]));
        }
        if prediction.uncertain {
            parts.push(self.locale.word("uncertain").into());
        }
        parts.join(" · ")
    }

    /// Reasons in a line: each word with its label and weight.
    pub(super) fn words(self, reasons: &[Reason]) -> String {
        let word = |reason: &Reason| {
            let weight = self.number(format!("{:+.2}", reason.weight));
            format!("{} {weight} {}", one_line(&reason.text), self.locale.word(&reason.label))
        };
        reasons.iter().map(word).collect::<Vec<_>>().join(" · ")
    }

    fn time(self, time: &TimeRecord) -> String {
        let mut text = one_line(&time.text);
        if let Some((earliest, latest)) = time.earliest.zip(time.latest) {
            // In the digits 0 to 9: others are ordered from right to left around a hyphen.
            let [earliest, latest] = [earliest, latest].map(|moment| moment.to_string());
            let interval = match earliest == latest {
                true => earliest,
                false => self.locale.phrase("time.between", &[&earliest, &latest]),
            };
            let _ = write!(text, " ({interval})");
        }
        text
    }

    /// A comment of `extract`, or with its prediction one of `score`.
    pub(super) fn comment(self, comment: &Comment, prediction: Option<&Prediction>) -> String {
        let mut text = String::new();
        if let Some(prediction) = prediction {
            let _ = writeln!(text, "{}", self.verdict(prediction));
        }
        let who = comment.author.as_deref().map(|author| self.styled(BOLD, &one_line(author)));
        let mut head: Vec<String> = who.into_iter().chain(comment.time.as_ref().map(|time| self.time(time))).collect();
        head.extend(comment.truncated.then(|| self.locale.word("truncated").into()));
        if !head.is_empty() {
            let _ = writeln!(text, "  {}", head.join(" · "));
        }
        let reasons = strongest(prediction.and_then(|found| found.reasons.as_deref()).unwrap_or_default());
        for (names, shown) in
            [(&["title"][..], comment.title.as_deref().unwrap_or_default()), (&["body", "text"], &comment.body)]
        {
            let marked = if self.coloured { coloured(shown, names, &reasons) } else { harmless(shown).into_owned() };
            for line in marked.lines().filter(|line| !line.trim().is_empty()) {
                let _ = writeln!(text, "  {line}");
            }
        }
        if !reasons.is_empty() {
            let _ = writeln!(text, "  {}: {}", self.locale.word("why"), self.words(&reasons));
        }
        let article = comment.article.as_deref().and_then(|article| article.title.as_deref()).map(one_line);
        let location = comment.page.as_deref().map(|page| match comment.index {
            Some(index) => format!("{} #{index}", one_line(page)),
            None => one_line(page),
        });
        let about: Vec<String> = article.into_iter().chain(location).collect();
        if !about.is_empty() {
            let _ = writeln!(text, "  {}", self.styled(DIM, &about.join(" · ")));
        }
        text.push('\n');
        text
    }

    /// A page of `extract --pages`.
    fn page(self, page: &PageRecord) -> String {
        let name = one_line(&page.page);
        let mut text = match &page.layout {
            Some(layout) => self.locale.phrase("page.found", &[&name, &self.number(page.comments_found), layout]),
            None => self.locale.phrase("page.unknown", &[&name]),
        };
        for line in page.reason.iter().chain(&page.warnings) {
            let _ = write!(text, "\n  {}", one_line(line));
        }
        text.push('\n');
        text
    }
}

/// Writes records as text, whatever they are of.
pub(super) struct TextWriter {
    style: Style,
    /// Those by which the comments so far were flagged.
    thresholds: Option<Scores>,
}

impl TextWriter {
    pub(super) fn new(style: Style) -> Self {
        Self { style, thresholds: None }
    }

    /// The text of records, one JSON object a line.
    pub(super) fn records(&mut self, lines: &[u8]) -> String {
        let style = self.style;
        let mut text = String::new();
        for line in String::from_utf8_lossy(lines).lines() {
            if let Ok(scored) = ScoredComment::parse(line) {
                self.thresholds = Some(scored.prediction.thresholds);
                text.push_str(&style.comment(&scored.comment, Some(&scored.prediction)));
            } else if let Ok(page) = serde_json::from_str::<PageRecord>(line)
                && line.contains("\"comments_found\"")
            {
                text.push_str(&style.page(&page));
            } else if let Ok(comment) = serde_json::from_str::<Comment>(line) {
                text.push_str(&style.comment(&comment, None));
            }
        }
        text
    }

    /// The last line: the thresholds, where anything was scored.
    pub(super) fn end(self) -> String {
        let Style { locale, .. } = self.style;
        let line = |of: Scores| locale.phrase("thresholds", &[&of.in_words(locale)]) + "\n";
        self.thresholds.map(line).unwrap_or_default()
    }
}

/// The reasons that decided most, each word once, with the label for which it weighs most.
pub(super) fn strongest(reasons: &[Reason]) -> Vec<Reason> {
    let mut sorted = reasons.to_vec();
    sorted.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
    let mut kept: Vec<Reason> = Vec::new();
    for reason in sorted {
        if kept.len() < WORDS && !kept.iter().any(|other| other.field == reason.field && other.start == reason.start) {
            kept.push(reason);
        }
    }
    kept
}

/// A text with the words of reasons coloured: red what speaks for a flag or a bad mood, green what speaks against.
pub(super) fn coloured(text: &str, fields: &[&str], reasons: &[Reason]) -> String {
    let mut here: Vec<&Reason> = reasons.iter().filter(|reason| fields.contains(&reason.field.as_ref())).collect();
    here.sort_by_key(|reason| reason.start);
    let mut here = here.into_iter().peekable();
    let mut end = usize::MAX;
    let mut shown = String::new();
    for (at, letter) in text.chars().enumerate() {
        if at == end {
            shown.push_str(PLAIN);
            end = usize::MAX;
        }
        if let Some(reason) = here.next_if(|reason| reason.start == at) {
            let good = matches!(reason.label.as_ref(), "positive" | "neutral") != (reason.weight < 0.0);
            shown.push_str(if good { GREEN } else { RED });
            end = reason.end;
        }
        shown.push_str(&harmless(letter.encode_utf8(&mut [0; 4])));
    }
    if end != usize::MAX {
        shown.push_str(PLAIN);
    }
    shown
}

/// A text in one line, harmless.
pub(super) fn one_line(text: &str) -> String {
    harmless(text).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str, start: usize, label: &'static str, weight: f64) -> Reason {
        let end = start + text.chars().count();
        Reason { field: "text".into(), start, end, text: text.into(), read: None, label: label.into(), weight }
    }

    #[test]
    fn a_comment_cannot_send_control_sequences_to_the_terminal() {
        let text = "ك\u{1B}[2Jلب\u{202E}x";
        let comment = Comment { author: Some("\u{9B}1m".into()), ..Comment::new(text) };
        for coloured in [true, false] {
            let shown = Style { coloured, ..Style::default() }.comment(&comment, None);
            assert!(
                shown.contains("ك\\u001b[2Jلب")
                    && !shown.contains("\u{1B}[2J")
                    && !shown.contains(['\u{9B}', '\u{202E}']),
                "{shown:?}"
            );
        }
    }

    #[test]
    fn words_for_a_flag_are_red_and_words_against_it_green() {
        let reasons = [reason("كلب", 0, "hostile", 1.0), reason("شكرا", 4, "hostile", -1.0)];
        assert_eq!(coloured("كلب شكرا", &["text"], &reasons), format!("{RED}كلب{PLAIN} {GREEN}شكرا{PLAIN}"));
    }

    #[test]
    fn a_word_is_named_once_by_the_label_for_which_it_weighs_most() {
        let reasons = [reason("كلب", 0, "negative", 0.5), reason("كلب", 0, "hostile", 1.0)];
        let found = strongest(&reasons);
        assert_eq!((found.len(), found[0].label.as_ref()), (1, "hostile"));
    }
}
