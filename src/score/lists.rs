//! A site's own lists: phrases that carry no weight, and phrases that raise a flag.
//!
//! A phrase is one or more whole words, folded as the tokenizer folds: حـمار, حمااار and 7مار are حمار. Words under an
//! `allow` phrase are left out, and what stands on either side of them is scored as texts of their own, so that it makes
//! no pairs across the gap. A `flag` phrase raises its flag and leaves the scores as they are. A word under an `allow`
//! phrase raises none.

use crate::record::{ByRule, Field, Flag};
use crate::text::disguise::undisguise;
use crate::text::{CharacterOffsets, Token, TokenKind, Tokenizer};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// An error of a list.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ListError {
    /// The file cannot be read.
    #[error("{file}: cannot be read")]
    Io { file: String, source: io::Error },
    /// A line is no phrase.
    #[error("{file}, line {line}: {problem}")]
    Line { file: String, line: usize, problem: String },
}

/// The list of phrases that weigh nothing, or the list of those that raise a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    /// A phrase a line: its words carry no weight.
    Allow,
    /// A label, a tab and a phrase a line: the phrase raises that flag.
    Flag,
}

#[derive(Debug)]
struct Phrase {
    /// The keys of its words.
    words: Vec<u64>,
    /// As it stands in the list.
    text: String,
    /// The flag that it raises; `None` for a phrase that is allowed.
    flag: Option<Flag>,
}

/// A field of a comment that is scored, and its text.
pub(super) type FieldText<'text> = (Field, &'text str);

/// The lists of a site.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    phrases: Vec<Phrase>,
    /// The phrases that begin with each word.
    by_first: HashMap<u64, Vec<usize>>,
    /// All words of them.
    words: HashSet<u64>,
    hash: String,
}

/// A part of a field that is scored, and its offset in it, in characters.
pub(super) type FieldPart<'text> = (Field, &'text str, usize);

/// What lists come to in a comment.
#[derive(Debug, Default)]
pub(super) struct Found<'text> {
    /// The text that is not under an allowed phrase.
    pub(super) parts: Vec<FieldPart<'text>>,
    /// Whether that is less than all.
    pub(super) is_cut: bool,
    /// The phrases that raise flags, each once.
    pub(super) by_rule: Vec<ByRule>,
}

/// A word of a text: its key, and its start and end in bytes.
type Word = (u64, usize, usize);

impl Lists {
    /// Reads lists; `None` where there is none.
    ///
    /// # Errors
    /// Names the file, the line and the remedy.
    pub(crate) fn read(allow: Option<&Path>, flag: Option<&Path>) -> Result<Option<Self>, ListError> {
        if allow.is_none() && flag.is_none() {
            return Ok(None);
        }
        let mut lists = Self::default();
        for (list, file) in [(List::Allow, allow), (List::Flag, flag)] {
            let Some(file) = file else { continue };
            let name = file.display().to_string();
            let bytes = crate::bounded::read(file).map_err(|source| ListError::Io { file: name.clone(), source })?;
            lists.add(list, &bytes).map_err(|(line, problem)| ListError::Line { file: name, line, problem })?;
        }
        lists.hash = lists.hashed();
        Ok(Some(lists))
    }

    /// Adds the lines of a list; an error with its line.
    fn add(&mut self, list: List, bytes: &[u8]) -> Result<(), (usize, String)> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            (line, "not UTF-8; save the list as UTF-8 text".to_owned())
        })?;
        let mut tokenizer = Tokenizer::default();
        for (index, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let problem = |problem: String| (index + 1, problem);
            let (flag, phrase) = match list {
                List::Allow => (None, line),
                List::Flag => {
                    let (label, phrase) = line.split_once('\t').ok_or_else(|| {
                        problem(
                            "write a label, a tab and a phrase; the labels are hostile, sectarian and off_topic".into(),
                        )
                    })?;
                    (Some(label.trim().parse().map_err(problem)?), phrase)
                }
            };
            let words = words_of(&mut tokenizer, phrase).map_err(problem)?;
            self.by_first.entry(words[0]).or_default().push(self.phrases.len());
            self.words.extend(&words);
            self.phrases.push(Phrase { words, text: phrase.trim().to_owned(), flag });
        }
        Ok(())
    }

    /// Eight hexadecimal digits of a hash of what the lists say, in whatever order.
    pub(crate) fn hash(&self) -> &str {
        &self.hash
    }

    /// The number of phrases that are allowed, and of those that raise a flag.
    pub(crate) fn lengths(&self) -> [usize; 2] {
        let allowed = self.phrases.iter().filter(|phrase| phrase.flag.is_none()).count();
        [allowed, self.phrases.len() - allowed]
    }

    fn hashed(&self) -> String {
        let name = |phrase: &Phrase| phrase.flag.map_or("allow", Flag::name);
        let mut lines: Vec<String> =
            self.phrases.iter().map(|phrase| format!("{}\t{}\n", name(phrase), phrase.text)).collect();
        lines.sort_unstable();
        lines.dedup();
        let mut digits = String::new();
        for byte in &Sha256::digest(lines.concat())[..4] {
            let _ = write!(digits, "{byte:02x}");
        }
        digits
    }

    /// What the lists come to in a comment, given as fields.
    pub(super) fn find<'text>(&self, tokenizer: &mut Tokenizer, fields: &[FieldText<'text>]) -> Found<'text> {
        let mut found = Found::default();
        let mut raised = HashSet::new();
        let mut reading = Vec::new();
        for (field, text) in fields {
            tokenizer.tokenize(text);
            let words: Vec<Word> = tokenizer
                .tokens()
                .map(|token| {
                    let read = undisguise(&token, |token| self.words.contains(&token.key), &mut reading);
                    (read.unwrap_or(token).key, token.start, token.end)
                })
                .collect();
            let mut is_allowed = vec![false; words.len()];
            for (at, phrase) in self.matches(&words).filter(|(_, phrase)| phrase.flag.is_none()) {
                is_allowed[at..at + phrase.words.len()].fill(true);
            }
            let mut offsets = CharacterOffsets::of(text);
            for (at, phrase) in self.matches(&words) {
                let behind = at + phrase.words.len();
                let Some(flag) = phrase.flag.filter(|_| !is_allowed[at..behind].contains(&true)) else { continue };
                if raised.insert((flag, &phrase.text)) {
                    let [start, end] = [words[at].1, words[behind - 1].2].map(|byte| offsets.at(byte));
                    let (phrase, field) = (phrase.text.clone(), field.name().into());
                    found.by_rule.push(ByRule { flag, phrase, field, start, end });
                }
            }
            found.is_cut |= is_allowed.contains(&true);
            let mut begin = 0;
            let mut offsets = CharacterOffsets::of(text);
            let mut part = |begin: usize, end: usize| {
                if begin < end {
                    found.parts.push((*field, &text[begin..end], offsets.at(begin)));
                }
            };
            for (_, word) in is_allowed.iter().zip(&words).filter(|(is_allowed, _)| **is_allowed) {
                part(begin, word.1);
                begin = begin.max(word.2);
            }
            part(begin, text.len());
        }
        found
    }

    /// The phrases in a text, each with the index of its first word, in order.
    fn matches(&self, words: &[Word]) -> impl Iterator<Item = (usize, &Phrase)> {
        words.iter().enumerate().flat_map(move |(at, (key, ..))| {
            let phrases = self.by_first.get(key).map(Vec::as_slice).unwrap_or_default();
            let phrases = phrases.iter().map(|index| &self.phrases[*index]);
            let is_here = move |phrase: &&Phrase| {
                let here = words[at..].iter().map(|(key, ..)| key);
                phrase.words.len() <= words.len() - at && phrase.words.iter().eq(here.take(phrase.words.len()))
            };
            phrases.filter(is_here).map(move |phrase| (at, phrase))
        })
    }
}

/// The keys of the words of a phrase.
fn words_of(tokenizer: &mut Tokenizer, phrase: &str) -> Result<Vec<u64>, String> {
    let is_word = |token: &Token<'_>| {
        matches!(token.kind, TokenKind::Arabic | TokenKind::Latin | TokenKind::Foreign | TokenKind::Emoji)
    };
    tokenizer.tokenize(phrase);
    if let Some(other) = tokenizer.tokens().find(|token| !is_word(token)) {
        let other = &phrase[other.start..other.end];
        return Err(format!(
            "\"{other}\" is a number, an address or laughter, all of which read alike; write words or emoji"
        ));
    }
    let words: Vec<u64> = tokenizer.tokens().map(|token| token.key).collect();
    if words.is_empty() {
        return Err("has no word; write words or emoji, or # before a remark".into());
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::score::Classifier;
    use std::sync::Arc;

    fn lists(allow: &str, flag: &str) -> Lists {
        let mut lists = Lists::default();
        lists.add(List::Allow, allow.as_bytes()).unwrap();
        lists.add(List::Flag, flag.as_bytes()).unwrap();
        lists.hash = lists.hashed();
        lists
    }

    fn raised(lists: &Lists, text: &str) -> Vec<(Flag, usize, usize)> {
        let found = lists.find(&mut Tokenizer::default(), &[(Field::Text, text)]);
        found.by_rule.iter().map(|rule| (rule.flag, rule.start, rule.end)).collect()
    }

    #[test]
    fn a_phrase_is_found_in_every_disguise_and_in_whole_words_only() {
        let lists = lists("", "hostile\tحـمار\nsectarian\tابن  الجيران\n");
        for text in ["حمار", "حِمار", "حمااار", "ح.م.ا.ر", "7مار"] {
            assert_eq!(raised(&lists, &format!("يا {text}!")).len(), 1, "{text}");
        }
        assert_eq!(raised(&lists, "هذا ابن الجيران"), [(Flag::Sectarian, 4, 15)]);
        for text in ["حمارة", "استحمار", "ابن", "الجيران ابن", "ابن عم الجيران"] {
            assert!(raised(&lists, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_word_under_an_allowed_phrase_raises_nothing_and_is_left_out() {
        let lists = lists("حمار الوحش\n", "hostile\tحمار\n");
        let text = "رأيت حمار الوحش وانت حمار";
        assert_eq!(raised(&lists, text), [(Flag::Hostile, 21, 25)]);
        let found = lists.find(&mut Tokenizer::default(), &[(Field::Text, text)]);
        let parts: Vec<(&str, usize)> = found.parts.iter().map(|(_, text, at)| (text.trim(), *at)).collect();
        assert_eq!(parts, [("رأيت", 0), ("", 9), ("وانت حمار", 15)]);
        assert!(found.is_cut);
    }

    #[test]
    fn a_line_that_is_no_phrase_is_named() {
        let problem = |list, text: &str| Lists::default().add(list, text.as_bytes()).unwrap_err();
        assert_eq!(problem(List::Allow, "# remark\n\nكلب\n...\n").0, 4);
        assert!(problem(List::Flag, "كلب\n").1.contains("a tab"));
        assert!(problem(List::Flag, "rude\tكلب\n").1.contains("the flags are"));
        assert!(problem(List::Allow, "https://a.example/\n").1.contains("read alike"));
    }

    #[test]
    fn the_hash_is_of_what_the_lists_say() {
        let one = lists("كلب\nقط\n", "");
        assert_eq!(one.hash(), lists("# remark\nقط\r\nكلب\nكلب\n", "").hash());
        assert_ne!(one.hash(), lists("كلب\n", "hostile\tقط\n").hash());
        assert_eq!(one.lengths(), [2, 0]);
    }

    #[test]
    fn allowed_words_weigh_nothing_and_a_rule_leaves_the_scores() {
        let plain = Classifier::new(Model::default_model().unwrap()).with_reasons(Some(9));
        let predict =
            |classifier: &Classifier, text: &str| classifier.lease().predict(&[(Field::Text, text)], None).clone();
        let allowing = plain.with_lists(Some(Arc::new(lists("حمار\n", ""))));
        let (text, rest) = ("شكرا يا حمار على هذا المقال الجميل", "شكرا يا");
        let (before, after) = (predict(&plain, text), predict(&allowing, text));
        assert!(before.scores.hostile.unwrap().0 > after.scores.hostile.unwrap().0);
        let reasons = after.reasons.unwrap();
        assert!(reasons.iter().all(|reason| reason.text != "حمار"));
        let letters: Vec<char> = text.chars().collect();
        for reason in &reasons {
            assert_eq!(letters[reason.start..reason.end].iter().collect::<String>(), reason.text);
        }
        assert_eq!(predict(&allowing, rest).scores, predict(&plain, rest).scores);
        // A comment of allowed words alone has the scores of no word.
        assert!(predict(&allowing, "حمار").uncertain);

        let flagging = plain.with_lists(Some(Arc::new(lists("", "sectarian\tشكرا\n"))));
        let (before, after) = (predict(&plain, rest), predict(&flagging, rest));
        assert_eq!(before.scores, after.scores);
        assert_eq!((before.flags.len(), before.by_rule), (0, None));
        assert_eq!(after.flags, [Flag::Hostile, Flag::Sectarian]);
        assert_eq!(after.by_rule.unwrap()[0].phrase, "شكرا");
        assert!(after.model.lists.is_some());
    }
}
