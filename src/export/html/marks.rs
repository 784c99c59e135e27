//! A text as HTML with the words that decided marked, each for every label that it decided.

use crate::locale::Locale;
use crate::markup::escaped;
use crate::record::{Flag, Reason};
use std::fmt::Write as _;

/// A text with the reasons of a field marked. A mark is on a whole word; its labels are its classes, letters after it
/// that are not copied with the word, and a note that is shown on pointing, touching and by the keyboard.
pub(crate) fn marked(text: &str, field: &str, reasons: &[&Reason], locale: Locale) -> String {
    let mut here: Vec<&Reason> =
        reasons.iter().copied().filter(|reason| reason.field == field && reason.start < reason.end).collect();
    here.sort_by(|one, other| one.start.cmp(&other.start).then(other.weight.total_cmp(&one.weight)));
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |character: usize| starts[character.min(starts.len() - 1)];
    let mut page = String::new();
    let mut written = 0;
    for word in here.chunk_by(|one, other| one.start == other.start) {
        let (start, end) = (at(word[0].start), at(word[0].end));
        if start < written || start >= end {
            continue;
        }
        page.push_str(&plain(&text[written..start]));
        let class: Vec<&str> = word.iter().map(|reason| class(&reason.label)).collect();
        // Apart, so that they are not joined as a word is.
        let letters: Vec<&str> = word.iter().filter_map(|reason| locale.word(&reason.label).split("").nth(1)).collect();
        let letters = letters.join("\u{200C}");
        let _ = write!(
            page,
            "<mark class=\"{}\" tabindex=\"0\" data-letters=\"{}\" data-why=\"{}\">{}</mark>",
            class.join(" "),
            escaped(&letters),
            escaped(&why(word, locale)),
            plain(&text[start..end])
        );
        written = end;
    }
    page.push_str(&plain(&text[written..]));
    page
}

/// The labels and weights of a word, a line each, and how its disguise was read.
fn why(word: &[&Reason], locale: Locale) -> String {
    let line = |reason: &&Reason| {
        let weight = locale.number(format!("{:+.2}", reason.weight));
        // The weight by itself, so that its sign stays before it in a text from right to left.
        format!("{} \u{2066}{weight}\u{2069}", locale.word(&reason.label))
    };
    let read = word.iter().find_map(|reason| reason.read.as_ref());
    let read = read.map(|read| locale.phrase("explain.read", &[read]));
    word.iter().map(line).chain(read).collect::<Vec<_>>().join("\n")
}

/// The class of a label: a flag's own, one for all sentiments.
fn class(label: &str) -> &'static str {
    Flag::ALL.into_iter().map(Flag::name).find(|name| *name == label).unwrap_or("mood")
}

/// A text escaped, with the characters that reorder or hide others shown as signs.
pub(crate) fn plain(text: &str) -> String {
    let hides = |letter: char| matches!(letter, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    let mut page = String::new();
    for part in text.split_inclusive(hides) {
        let sign = part.chars().next_back().filter(|letter| hides(*letter));
        let before = sign.map_or(part, |sign| &part[..part.len() - sign.len_utf8()]);
        page.push_str(&escaped(before));
        if let Some(sign) = sign {
            let _ = write!(page, "<span class=\"sign\">{:04X}</span>", sign as u32);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(label: &'static str, weight: f64) -> Reason {
        Reason { field: "text".into(), start: 2, end: 4, text: "<b".into(), read: None, label: label.into(), weight }
    }

    #[test]
    fn a_word_is_marked_for_every_label_that_it_decided_and_everything_is_escaped() {
        let reasons = [reason("negative", 0.5), reason("hostile", 1.0)];
        let page = marked("ا <b>", "text", &reasons.each_ref(), Locale::default());
        assert_eq!(
            page,
            "ا <mark class=\"hostile mood\" tabindex=\"0\" data-letters=\"h\u{200C}n\" data-why=\"hostile \u{2066}+1.00\u{2069}\n\
             negative \u{2066}+0.50\u{2069}\">&lt;b</mark>&gt;"
        );
    }

    #[test]
    fn what_reorders_or_hides_is_shown() {
        assert_eq!(plain("a\u{202E}b"), "a<span class=\"sign\">202E</span>b");
    }
}
