//! Reasons of decisions: a list for every site.
//!
//! A file has a reason a line; a line `[site]` begins those of one site, and what stands before is for all others.

use super::ServeError;
use super::store::GivenLabel;
use crate::locale::Locale;
use std::collections::HashMap;
use std::path::Path;

/// The reasons that are there without a file; the locale has their words.
const USUAL: [&str; 7] = ["insult", "sectarian", "threat", "slander", "personal", "advertising", "off_topic"];

/// Lists of reasons.
#[derive(Debug, Default)]
pub(super) struct Reasons(HashMap<String, Vec<String>>);

impl Reasons {
    /// Reads a file of reasons.
    pub(super) fn read(file: &Path) -> Result<Self, ServeError> {
        let failed = |problem: String| ServeError::File { file: file.display().to_string(), problem };
        let text = std::fs::read_to_string(file).map_err(|error| failed(format!("cannot be read: {error}")))?;
        let reasons = Self::parse(&text);
        if reasons.0.values().all(Vec::is_empty) {
            return Err(failed("no reason; write one a line".into()));
        }
        Ok(reasons)
    }

    fn parse(text: &str) -> Self {
        let mut lists: HashMap<String, Vec<String>> = HashMap::new();
        let mut site = String::new();
        for line in text.trim_start_matches('\u{FEFF}').lines().map(str::trim) {
            match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(name) => site = name.trim().into(),
                None if line.is_empty() || line.starts_with('#') => {}
                None => lists.entry(site.clone()).or_default().push(line.into()),
            }
        }
        Self(lists)
    }

    /// The reasons of a site.
    pub(super) fn of(&self, site: &str) -> Vec<String> {
        let own = self.0.get(site).or_else(|| self.0.get(""));
        own.cloned().unwrap_or_else(|| USUAL.map(String::from).into())
    }
}

/// The reason of a site's list that a label speaks for, by its name or by its word in any language.
pub(super) fn likely<'a>(reasons: &'a [String], label: &GivenLabel) -> Option<&'a String> {
    let name = match () {
        () if label.sectarian == Some(true) => "sectarian",
        () if label.hostile == Some(true) => "insult",
        () if label.off_topic == Some(true) => "off_topic",
        () => return None,
    };
    let means = |reason: &&String| {
        *reason == name || Locale::ALL.iter().any(|locale| words(name, *locale).eq_ignore_ascii_case(reason))
    };
    reasons.iter().find(means)
}

/// A reason in words.
pub(super) fn words(reason: &str, locale: Locale) -> String {
    let known = USUAL.contains(&reason).then(|| locale.word(&format!("desk.reason.{reason}")));
    known.map_or_else(|| reason.into(), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_speaks_for_a_reason_where_the_list_has_it() {
        let hostile = GivenLabel { hostile: Some(true), sectarian: Some(false), ..GivenLabel::default() };
        let sectarian = GivenLabel { sectarian: Some(true), ..hostile.clone() };
        let off_topic = GivenLabel { off_topic: Some(true), ..GivenLabel::default() };
        let none = GivenLabel { hostile: Some(false), sectarian: Some(false), ..GivenLabel::default() };
        let usual = Reasons::default().of("");
        let of = |label: &GivenLabel| likely(&usual, label).map(String::as_str);
        assert_eq!(
            [&hostile, &sectarian, &off_topic, &none].map(of),
            [Some("insult"), Some("sectarian"), Some("off_topic"), None]
        );
        let own = Reasons::parse("تشهير\nإساءة\n").of("");
        assert_eq!(likely(&own, &hostile).map(String::as_str), Some("إساءة"));
        assert_eq!(likely(&own, &sectarian), None);
    }

    #[test]
    fn a_site_has_its_own_reasons_and_all_others_the_first() {
        let reasons = Reasons::parse("# ours\nإساءة\n\n[arabi21]\nتشهير\nإعلان\n");
        assert_eq!(reasons.of("arabi21"), ["تشهير", "إعلان"]);
        assert_eq!(reasons.of("elaph"), ["إساءة"]);
        assert_eq!(Reasons::default().of("elaph"), USUAL);
        for reason in USUAL {
            assert!(Locale::ALL.iter().all(|locale| !words(reason, *locale).is_empty()), "{reason}");
        }
    }
}
