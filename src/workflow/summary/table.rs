//! A summary as a table for a terminal.

use super::{FlagCounts, SummaryReport};
use crate::locale::Locale;
use crate::record::Flag;
use std::fmt::Write as _;

impl SummaryReport {
    /// The summary as text: all, then the groups, a line each.
    pub(crate) fn table(&self, locale: Locale) -> String {
        let mut text = String::new();
        let mut section = |title: &str, rows: &mut dyn Iterator<Item = (&str, &FlagCounts)>| {
            let mut rows = rows.peekable();
            if rows.peek().is_none() {
                return;
            }
            let _ = writeln!(text, "{title}");
            for (name, counts) in rows {
                let _ = writeln!(text, "  {}", line(name, counts, locale));
            }
            text.push('\n');
        };
        let named = |group: &'_ super::SummaryGroup| (group.name.clone(), group.counts);
        let unnamed = locale.word("summary.unnamed");
        let days = self
            .days
            .iter()
            .map(|day| super::SummaryGroup { name: self.by.name(day.first), counts: day.counts })
            .collect();
        section(locale.word("summary.all"), &mut [("", &self.all)].into_iter());
        for (title, groups) in [
            (locale.word("summary.sites"), &self.sites),
            (locale.word(self.by.title()), &days),
            (locale.word("summary.articles"), &self.articles),
            (locale.word("summary.accounts"), &self.accounts),
            (locale.word("summary.dialects"), &self.dialects_named(locale)),
        ] {
            let groups: Vec<(String, FlagCounts)> = groups.iter().map(named).collect();
            let name =
                |name: &'_ str| if name.is_empty() { unnamed.to_owned() } else { name.replace(['\n', '\t'], " ") };
            let groups: Vec<(String, FlagCounts)> =
                groups.into_iter().map(|(text, counts)| (name(&text), counts)).collect();
            section(title, &mut groups.iter().map(|(name, counts)| (name.as_str(), counts)));
        }
        if let Some(note) = self.dialects_note(locale) {
            let _ = writeln!(text, "  {note}\n");
        }
        if self.undated > 0 {
            let _ = writeln!(text, "{}\n", locale.phrase("summary.undated", &[&locale.number(self.undated)]));
        }
        for thresholds in &self.thresholds {
            let _ = writeln!(text, "{}\n", thresholds.told(locale));
        }
        for (label, words) in self.words.iter().filter(|(_, words)| !words.is_empty()) {
            let _ = writeln!(text, "{}", locale.phrase("summary.words", &[&locale.word(label)]));
            for word in words {
                let weight = locale.number(format!("{:+.1}", word.weight));
                let _ = writeln!(text, "  {weight}  {}  {}", locale.number(word.comments), word.word);
            }
            text.push('\n');
        }
        text
    }
}

impl SummaryReport {
    /// The dialects by their names for people.
    pub(super) fn dialects_named(&self, locale: Locale) -> Vec<super::SummaryGroup> {
        let name = |group: &super::SummaryGroup| locale.word(&format!("dialect.{}", group.name)).to_owned();
        self.dialects.iter().map(|group| super::SummaryGroup { name: name(group), counts: group.counts }).collect()
    }

    /// What must be known to read them.
    pub(super) fn dialects_note(&self, locale: Locale) -> Option<String> {
        let [named, right] = self.dialects_named_and_right.map(|share| locale.number(format!("{:.0}", 100.0 * share)));
        (!self.dialects.is_empty()).then(|| locale.phrase("summary.dialects.note", &[&named, &right]))
    }
}

pub(super) fn line(name: &str, counts: &FlagCounts, locale: Locale) -> String {
    let [share, low, high] = counts.share().map(|share| locale.number(format!("{:.1}", 100.0 * share)));
    let mut parts = vec![
        locale.phrase("summary.of", &[&locale.number(counts.flagged), &locale.number(counts.comments)]),
        locale.phrase("summary.share", &[&share, &locale.number(95), &low, &high]),
    ];
    for flag in Flag::ALL.into_iter().filter(|flag| counts.of(*flag) > 0) {
        parts.push(locale.phrase("done.flagged", &[&locale.word(flag.name()), &locale.number(counts.of(flag))]));
    }
    let told = parts.join(locale.comma());
    if name.is_empty() { told } else { format!("{name}: {told}") }
}
