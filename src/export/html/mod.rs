//! An HTML page for people: one comment after the other, the words that decided marked for every label that they decided.
//!
//! It stands alone: style and script are inside, nothing is loaded. The first thousand comments are shown without the
//! script; those after it are in `<template>` elements, which a browser does not lay out, and come by the pages of 200.

mod marks;

use super::{ExportError, Exporter};
use crate::locale::Locale;
use crate::markup::escaped;
use crate::record::{Flag, Reason, ScoredComment};
pub(crate) use marks::{legend, marked, plain};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The comments that are shown without the script.
const SHOWN: u64 = 1000;
/// The least weight of a marked word, in log-odds; smaller ones do not change a decision.
const LEAST: f64 = 0.2;
/// The most models and thresholds that are named.
const MODELS: usize = 8;

pub(super) struct Html<W> {
    out: W,
    locale: Locale,
    count: u64,
    /// What scored the comments, a sentence each.
    models: BTreeSet<String>,
}

impl<W: Write> Html<W> {
    pub(super) fn new(mut out: W, locale: Locale) -> Result<Self, ExportError> {
        let direction = if locale.is_right_to_left() { "rtl" } else { "ltr" };
        let tag = locale.tag();
        // The digits of the script's numbers.
        let numbers = if locale.number(1) == "1" { "en" } else { "ar-EG" };
        let word = |key: &str| escaped(locale.word(key)).to_string();
        let mut head = format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\" dir=\"{direction}\" data-numbers=\"{numbers}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
            title = word("html.title")
        );
        head.push_str(&legend(locale));
        let _ = write!(head, "<form hidden data-none=\"{}\">", word("html.none"));
        let _ = write!(
            head,
            "<label>{} <select name=\"label\"><option value=\"\">{}",
            word("html.label"),
            word("html.all")
        );
        for flag in Flag::ALL {
            let _ = write!(head, "<option value=\"{flag}\">{}", word(flag.name()));
        }
        let _ = write!(
            head,
            "</select></label><label>{} <select name=\"site\"><option value=\"\">{}</select></label>\
             <label>{} <select name=\"order\"><option value=\"\">{}",
            word("html.site"),
            word("html.all"),
            word("html.sort"),
            word("html.sort_page")
        );
        for flag in Flag::ALL {
            let _ = write!(head, "<option value=\"{}\">{}", data_name(flag), word(flag.name()));
        }
        let _ = write!(
            head,
            "</select></label><label>{} <input name=\"find\" type=\"search\" dir=\"auto\"></label><output></output></form>\n<main>\n",
            word("html.find")
        );
        out.write_all(head.as_bytes())?;
        Ok(Self { out, locale, count: 0, models: BTreeSet::new() })
    }

    /// What is known of a comment, in a line.
    fn header(&self, scored: &ScoredComment, page: &mut String) {
        let ScoredComment { comment, prediction, .. } = scored;
        let locale = self.locale;
        for flag in &prediction.flags {
            let tip = if *flag == Flag::Sectarian { locale.word("sectarian.tip") } else { "" };
            let name = locale.word(flag.name());
            let _ = write!(page, "<span class=\"flag {flag}\" title=\"{}\">{}</span>", escaped(tip), escaped(name));
        }
        for flag in Flag::ALL {
            if let Some(score) = prediction.scores.printed(flag) {
                let score = locale.number(format!("{score:.2}"));
                let name = escaped(locale.word(flag.name()));
                let _ = write!(page, "<span>{name} <bdi class=\"number\">{score}</bdi></span>");
            }
        }
        let mut notes = Vec::new();
        if let Some(sentiment) = prediction.sentiment {
            notes.push(format!("{}: {}", locale.word("sentiment"), locale.word(sentiment.label.name())));
        }
        for rule in prediction.by_rule.iter().flatten() {
            notes.push(locale.phrase("by_rule", &[&locale.word(rule.flag.name()), &rule.phrase]));
        }
        notes.extend(prediction.uncertain.then(|| locale.word("uncertain").into()));
        notes.extend(comment.truncated.then(|| locale.word("truncated").into()));
        if let Some(language) = comment.language.filter(|language| !language.is_scored()) {
            notes.push(locale.phrase("language.other", &[&language.tag()]));
        }
        for note in notes {
            let _ = write!(page, "<span class=\"note\">{}</span>", escaped(&note));
        }
    }

    fn footer(&self, scored: &ScoredComment, page: &mut String) {
        let comment = &scored.comment;
        let article = comment.article.as_deref();
        let title = article.and_then(|article| article.title.as_deref());
        match article.and_then(|article| article.url.as_deref()).filter(|url| is_web(url)) {
            Some(url) => {
                let shown = title.unwrap_or_else(|| self.locale.word("html.original"));
                let _ = write!(page, "<a href=\"{}\" rel=\"noreferrer\"><bdi>{}</bdi></a>", escaped(url), plain(shown));
            }
            None => page.extend(title.map(|title| format!("<bdi>{}</bdi>", plain(title)))),
        }
        if let Some(time) = &comment.time {
            let _ = write!(page, "<bdi>{}</bdi>", plain(&time.text));
            if let Some((earliest, latest)) = time.earliest.zip(time.latest) {
                // In the digits 0 to 9: others are ordered from right to left around a hyphen.
                let [earliest, latest] =
                    [earliest, latest].map(|moment| format!("<bdi class=\"number\">{moment}</bdi>"));
                let between = match earliest == latest {
                    true => earliest,
                    false => self.locale.phrase("html.between", &[&earliest, &latest]),
                };
                let _ = write!(page, "<span>{between}</span>");
            }
        }
        match &comment.page {
            Some(name) if is_web(name) => {
                let _ = write!(page, "<a href=\"{0}\" rel=\"noreferrer\"><bdi>{0}</bdi></a>", escaped(name));
            }
            name => page.extend(name.as_ref().map(|name| format!("<bdi>{}</bdi>", plain(name)))),
        }
    }
}

/// Whether a text is an address of the web: no other may be a link (`javascript:`).
fn is_web(text: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}

/// The name of a flag's score among the data of a comment.
fn data_name(flag: Flag) -> &'static str {
    match flag {
        Flag::Hostile => "hostile",
        Flag::Sectarian => "sectarian",
        Flag::OffTopic => "offtopic",
    }
}

impl<W: Write> Exporter for Html<W> {
    fn write(&mut self, _: &str, scored: &ScoredComment) -> Result<(), ExportError> {
        let ScoredComment { comment, prediction, .. } = scored;
        let mut page = String::new();
        if self.count >= SHOWN && self.count.is_multiple_of(SHOWN) {
            page.push_str(if self.count == SHOWN { "</main>\n<template>\n" } else { "</template>\n<template>\n" });
        }
        self.count += 1;
        if self.models.len() < MODELS {
            self.models.insert(self.model(scored));
        }
        let flags: Vec<&str> = prediction.flags.iter().map(|flag| flag.name()).collect();
        let site = comment.article.as_ref().and_then(|article| article.site_or_host()).unwrap_or_default();
        let _ = write!(page, "<article data-flags=\"{}\" data-site=\"{}\"", flags.join(" "), escaped(&site));
        for flag in Flag::ALL {
            if let Some(score) = prediction.scores.printed(flag) {
                let _ = write!(page, " data-{}=\"{score}\"", data_name(flag));
            }
        }
        page.push_str(">\n<header>");
        self.header(scored, &mut page);
        page.push_str("</header>\n");
        // A word marked for a flag that was not raised would look like an accusation.
        let speaks = |reason: &&Reason| {
            let flag = Flag::ALL.into_iter().find(|flag| flag.name() == reason.label);
            reason.weight >= LEAST && flag.is_none_or(|flag| prediction.flags.contains(&flag))
        };
        let reasons: Vec<&Reason> = prediction.reasons.iter().flatten().filter(speaks).collect();
        let marked = |text: &str, field: &str| marked(text, field, &reasons, self.locale);
        if let Some(author) = &comment.author {
            let _ = writeln!(page, "<header><b><bdi>{}</bdi></b></header>", marked(author, "author"));
        }
        if let Some(title) = &comment.title {
            let _ = writeln!(page, "<h2 dir=\"auto\">{}</h2>", marked(title, "title"));
        }
        let body = marked(&comment.body, scored.text_field.name());
        let _ = writeln!(page, "<p class=\"body\" dir=\"auto\">{body}</p>\n<footer>");
        self.footer(scored, &mut page);
        page.push_str("</footer>\n</article>\n");
        self.out.write_all(page.as_bytes())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        let word = |key: &str| escaped(self.locale.word(key)).to_string();
        let mut end = String::from(if self.count > SHOWN { "</template>\n" } else { "</main>\n" });
        let count = self.locale.number(self.count);
        let _ = writeln!(end, "<div class=\"about\"><p>{}</p>", escaped(&self.locale.phrase("html.count", &[&count])));
        for model in &self.models {
            let _ = writeln!(end, "<p>{}</p>", escaped(model));
        }
        let _ = writeln!(
            end,
            "</div>\n<nav hidden><button type=\"button\">{}</button><output></output><button type=\"button\">{}</button></nav>\n\
             <script>\n{SCRIPT}</script>\n</body>\n</html>",
            word("html.previous"),
            word("html.next")
        );
        self.out.write_all(end.as_bytes())?;
        Ok(self.out.flush()?)
    }
}

impl<W> Html<W> {
    /// The model and the thresholds of a comment, in a sentence.
    fn model(&self, scored: &ScoredComment) -> String {
        let prediction = &scored.prediction;
        let model = prediction.model.in_words(|hash| self.locale.phrase("done.lists", &[&hash]));
        let thresholds = prediction.thresholds.in_words(self.locale);
        let mut sentence = self.locale.phrase("html.model", &[&model.trim()]);
        if !thresholds.is_empty() {
            sentence.push_str(" · ");
            sentence.push_str(&self.locale.phrase("thresholds", &[&thresholds]));
        }
        sentence
    }
}
