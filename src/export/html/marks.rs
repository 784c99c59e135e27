//! A text as HTML with the words that decided marked, each for every label that it decided.

use crate::locale::Locale;
use crate::markup::escaped;
use crate::record::{Flag, Reason, Sentiment};
use std::fmt::Write as _;

/// A text with the reasons of a field marked. A mark is on a whole word; its labels are its classes, letters after it
/// that are not copied with the word, and a note that is shown on pointing, touching and by the keyboard and read out by
/// screen readers: a description, since the role `mark` must have no label, which would stand in place of the word.
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
        let letters: Vec<&str> = word.iter().map(|reason| letter(&reason.label, locale)).collect();
        let letters = letters.join("\u{200C}");
        let _ = write!(
            page,
            "<mark class=\"{}\" tabindex=\"0\" data-letters=\"{}\" aria-description=\"{}\">{}</mark>",
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

/// The sign of a label after a word: the first letter of a flag's name; a sentiment's letters would be those of others.
fn letter(label: &str, locale: Locale) -> &'static str {
    match label {
        "negative" => "−",
        "neutral" => "=",
        "positive" => "+",
        flag => locale.word(flag).split("").nth(1).unwrap_or_default(),
    }
}

/// What the colours and letters of marks mean.
pub(crate) fn legend(locale: Locale) -> String {
    let mut legend = format!("<p class=\"legend\">{}:", escaped(locale.word("html.marks")));
    for label in Flag::ALL.into_iter().map(Flag::name).chain(Sentiment::ALL.into_iter().map(Sentiment::name)) {
        let (class, letter) = (class(label), letter(label, locale));
        let name = escaped(locale.word(label));
        let _ = write!(legend, " <mark class=\"{class}\" data-letters=\"{letter}\">{name}</mark>");
    }
    legend + "</p>\n"
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
            "ا <mark class=\"hostile mood\" tabindex=\"0\" data-letters=\"h\u{200C}−\" aria-description=\"hostile \u{2066}+1.00\u{2069}\n\
             negative \u{2066}+0.50\u{2069}\">&lt;b</mark>&gt;"
        );
    }

    #[test]
    fn the_letters_of_a_legend_are_all_different_in_every_language() {
        for (locale, expected) in Locale::ALL.into_iter().zip(["h s o − = +", "م ط خ − = +"]) {
            let legend = legend(locale);
            let letters: Vec<&str> =
                legend.split("data-letters=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            assert_eq!(letters.join(" "), expected);
        }
    }

    #[test]
    fn what_reorders_or_hides_is_shown() {
        assert_eq!(plain("a\u{202E}b"), "a<span class=\"sign\">202E</span>b");
    }
}
