//! The tokenizer: a text → folded tokens, the variants of a spelling in one form.
//!
//! Each [`Token`] has its letters as symbols ([`super::letters`]), its kind and its offset in the source. The order of
//! the steps matters and is kept here in one place:
//!
//! 1. lossless: presentation forms are expanded, tatweel, zero-width and direction controls removed, keyboards'
//!    variants of a letter unified ([`super::letters::class`]);
//! 2. vowels and Qur'anic marks are removed;
//! 3. runs of one letter are shortened, *before* letters merge;
//! 4. letters that writers interchange merge: أإآ to ا, ى to ي, ة to ه, ؤ to و, ئ to ي;
//! 5. letters written one by one (ح م ا ر, ح.م.ا.ر) are joined into a token, and compound names such as عبد الله too.

use super::compound_names::is_compound_name;
use super::disguise::join_look_alikes;
use super::elongation::shrink_runs;
use super::laughter::{is_arabic_laughter, is_latin_laughter};
use super::letters::{self, Class, Classes, LATIN_A, RAW_DIGIT, RAW_LATIN, ZERO, class, raw, symbol};
use super::plain_word::{LONGEST, Letters, PlainWord, settled};
use super::token::{MOST_LETTERS, Token, TokenKind, TokenSpan, hash_bytes, key, mix};

/// The most tokens of a text, more than any reader writes: a line of a gigabyte is read up to here, in bounded memory.
pub(crate) const MOST_WORDS: usize = 1 << 14;

/// The tokens of a text; the buffers are reused from one text to the next, so none is allocated once they have grown.
#[derive(Debug, Default, Clone)]
pub struct Tokenizer {
    symbols: Vec<u8>,
    spans: Vec<TokenSpan>,
    /// The raw codes of the word being read.
    raw: Vec<u8>,
    /// Whether two scripts were adjacent without a break between them.
    mixed: bool,
    /// The number of one-letter Arabic tokens at the end of `spans`, close enough to be one word spelt out.
    spelt: usize,
    /// Whether tokens were joined into words.
    joined: bool,
}

impl Tokenizer {
    /// Whether the last text had a word spelt out in single letters, or with a Latin letter in place of an Arabic one.
    #[must_use]
    pub fn has_joined(&self) -> bool {
        self.joined
    }

    /// The tokens of the last text, in order.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = Token<'_>> + DoubleEndedIterator {
        self.spans.iter().map(|span| Token {
            symbols: &self.symbols[span.first as usize..span.last as usize],
            kind: span.kind,
            start: span.start as usize,
            end: span.end as usize,
            stretched: span.stretched,
            key: span.key,
        })
    }

    /// Tokenizes a text, replacing the tokens of the last one. At most [`MOST_WORDS`] are kept.
    pub fn tokenize(&mut self, text: &str) {
        self.symbols.clear();
        self.spans.clear();
        self.raw.clear();
        self.spelt = 0;
        self.joined = false;
        self.mixed = false;
        // Spans are 32-bit; a longer text has more than MOST_WORDS words or is no text.
        let text = if text.len() > u32::MAX as usize { "" } else { text };
        let mut start = 0;
        let mut script = TokenKind::Number;
        let mut position = 0;
        let bytes = text.as_bytes();
        let classes = Classes::get();
        let mut letters = Letters::default();
        while position < bytes.len() && self.spans.len() < MOST_WORDS {
            if self.raw.is_empty()
                && let Some(word) = PlainWord::fold(&bytes[position..], &mut letters)
            {
                let first = self.symbols.len();
                // A fixed number is copied faster than a variable one.
                self.symbols.extend_from_slice(&letters[..LONGEST]);
                self.symbols.truncate(first + word.length);
                self.push_word(TokenKind::Arabic, position, position + word.bytes, first, false);
                position += word.bytes;
                continue;
            }
            let (character, width) = decode(text, position);
            let next = position + width;
            let found = classes.of(character);
            match found {
                Class::Nothing => {}
                Class::Arabic(_) | Class::Latin(_) | Class::Digit(_) => {
                    self.letter(found, position, &mut start, &mut script);
                }
                Class::Several => {
                    for part in letters::expansion(character) {
                        match part {
                            Class::Arabic(_) | Class::Latin(_) | Class::Digit(_) => {
                                self.letter(part, position, &mut start, &mut script);
                            }
                            Class::Nothing => {}
                            _ => self.finish(script, start, position),
                        }
                    }
                }
                Class::Emoji => {
                    self.finish(script, start, position);
                    self.push_mark(TokenKind::Emoji, position, next, u64::from(u32::from(character)));
                }
                Class::Foreign => {
                    self.finish(script, start, position);
                    let end = end_of(text, next, |c| matches!(class(c), Class::Foreign | Class::Nothing));
                    self.push_mark(TokenKind::Foreign, position, end, hash_bytes(&bytes[position..end]));
                    position = end;
                    continue;
                }
                Class::Break => {
                    if let Some((kind, from, end)) = self.address(text, character, position, start) {
                        // A word before a handle is none of it: كلب@user.
                        if kind == TokenKind::Handle {
                            self.finish(script, start, position);
                        }
                        self.raw.clear();
                        self.push_mark(kind, from, end, 0);
                        position = end;
                        continue;
                    }
                    self.finish(script, start, position);
                    if character == '\n' {
                        self.join_spelt();
                    }
                }
            }
            position = next;
        }
        self.finish(script, start, position.min(text.len()));
        self.join_spelt();
        if self.mixed {
            self.joined |= join_look_alikes(&mut self.spans, &mut self.symbols);
        }
    }

    /// Adds a letter or digit to the word being read, ending that word first where the script changes.
    #[inline]
    fn letter(&mut self, found: Class, position: usize, start: &mut usize, script: &mut TokenKind) {
        let (code, kind) = match found {
            Class::Arabic(code) => (code, TokenKind::Arabic),
            Class::Latin(letter) => (RAW_LATIN + letter, TokenKind::Latin),
            Class::Digit(digit) => (RAW_DIGIT + digit, TokenKind::Number),
            _ => return,
        };
        let other_script = kind != TokenKind::Number && *script != TokenKind::Number && kind != *script;
        if !self.raw.is_empty() && (other_script || self.raw.len() == MOST_LETTERS) {
            self.mixed |= other_script;
            self.finish(*script, *start, position);
        }
        if self.raw.is_empty() {
            *start = position;
            *script = kind;
        } else if *script == TokenKind::Number {
            *script = kind;
        }
        self.raw.push(code);
    }

    /// The web address, mail address or handle that this break is part of: its kind, start and end in bytes.
    #[inline]
    fn address(&self, text: &str, character: char, position: usize, start: usize) -> Option<(TokenKind, usize, usize)> {
        let bytes = text.as_bytes();
        match character {
            ':' if bytes[position..].starts_with(b"://") && !self.raw.is_empty() => {
                let scheme = &text[start..position];
                let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
                web.then(|| (TokenKind::Url, start, end_of(text, position, |c| !c.is_whitespace())))
            }
            '.' if !self.raw.is_empty() && text[start..position].eq_ignore_ascii_case("www") => {
                Some((TokenKind::Url, start, end_of(text, position, |c| !c.is_whitespace())))
            }
            '@' => {
                let end = end_of(text, position + 1, |c| c.is_ascii_alphanumeric() || c == '_');
                if end == position + 1 {
                    return None;
                }
                if !self.raw.is_empty() && text[start..position].is_ascii() {
                    let end = end_of(text, end, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
                    return Some((TokenKind::Mail, start, end));
                }
                Some((TokenKind::Handle, position, end))
            }
            _ => None,
        }
    }

    /// Ends the word being read, if any, and adds its token.
    #[inline]
    fn finish(&mut self, script: TokenKind, start: usize, end: usize) {
        if self.raw.is_empty() {
            return;
        }
        let kind = match script {
            TokenKind::Arabic if is_arabic_laughter(&self.raw) => TokenKind::Laughter,
            TokenKind::Latin if is_latin_laughter(&self.raw) => TokenKind::Laughter,
            other => other,
        };
        if !matches!(kind, TokenKind::Arabic | TokenKind::Latin) {
            self.raw.clear();
            self.push_mark(kind, start, end, 0);
            return;
        }
        let first = self.symbols.len();
        let stretched = shrink_runs(&mut self.raw);
        self.symbols.extend(self.raw.iter().enumerate().map(|(index, code)| match *code {
            code if code >= RAW_LATIN => code - RAW_LATIN + LATIN_A,
            code if code >= RAW_DIGIT => code - RAW_DIGIT + ZERO,
            code if code == raw('ئ') && self.raw.get(index + 1) == Some(&raw('و')) => symbol('و'),
            code => letters::ARABIC[code as usize].1,
        }));
        self.raw.clear();
        self.push_word(kind, start, end, first, stretched);
    }

    /// Adds the token of a word whose symbols begin at `first`.
    #[inline]
    fn push_word(&mut self, kind: TokenKind, start: usize, end: usize, first: usize, stretched: bool) {
        if kind == TokenKind::Arabic {
            let kept = settled(&self.symbols[first..]);
            self.symbols.truncate(first + kept.end);
            if kept.start > 0 {
                self.symbols.drain(first..first + kept.start);
            }
        }
        let symbols = &self.symbols[first..];
        if let Some(before) =
            self.spans.last_mut().filter(|before| before.kind == kind && before.end as usize + 1 == start)
        {
            // عبد الله is a compound name, and عبدالله another spelling of it.
            let first_half = before.first as usize..before.last as usize;
            if kind == TokenKind::Arabic && is_compound_name(&self.symbols[first_half], symbols) {
                before.end = end as u32;
                before.last = self.symbols.len() as u32;
                before.key = key(kind, &self.symbols[before.first as usize..]);
                return;
            }
        }
        let (count, key) = (symbols.len(), key(kind, symbols));
        if !(kind == TokenKind::Arabic && count == 1) {
            self.join_spelt();
        } else if self.spelt > 0 && start - self.spans[self.spans.len() - 1].end as usize > 2 {
            // Too far from the letter before to be of one word with it.
            self.join_spelt();
        }
        self.spelt = if kind == TokenKind::Arabic && count == 1 { self.spelt + 1 } else { 0 };
        self.spans.push(TokenSpan {
            start: start as u32,
            end: end as u32,
            first: first as u32,
            last: self.symbols.len() as u32,
            kind,
            stretched,
            key,
        });
    }

    fn push_mark(&mut self, kind: TokenKind, start: usize, end: usize, value: u64) {
        self.join_spelt();
        let at = self.symbols.len() as u32;
        let key = mix((kind as u64 + 1) << 56 ^ value);
        self.spans.push(TokenSpan {
            start: start as u32,
            end: end as u32,
            first: at,
            last: at,
            kind,
            stretched: false,
            key,
        });
    }

    /// Joins three or more one-letter tokens at the end into one: so many in a row are a word spelt out or disguised.
    fn join_spelt(&mut self) {
        let count = std::mem::take(&mut self.spelt);
        if count < 3 {
            return;
        }
        self.joined = true;
        let from = self.spans.len() - count;
        let last = self.spans[self.spans.len() - 1];
        self.spans.truncate(from + 1);
        let span = &mut self.spans[from];
        span.end = last.end;
        span.last = last.last;
        span.key = key(TokenKind::Arabic, &self.symbols[span.first as usize..span.last as usize]);
    }
}

/// The character at a position, and its width in bytes; decoded by hand for the widths of Arabic pages, one and two.
#[inline]
fn decode(text: &str, position: usize) -> (char, usize) {
    let bytes = text.as_bytes();
    let first = bytes[position];
    if first < 0x80 {
        return (first as char, 1);
    }
    if first < 0xE0 {
        let code = u32::from(first & 0x1F) << 6 | u32::from(bytes[position + 1] & 0x3F);
        return (char::from_u32(code).unwrap_or(' '), 2);
    }
    let character = text[position..].chars().next().unwrap_or(' ');
    (character, character.len_utf8())
}

fn end_of(text: &str, from: usize, belongs: impl Fn(char) -> bool) -> usize {
    text[from..].find(|c| !belongs(c)).map_or(text.len(), |length| from + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The folded words, written with one letter a symbol.
    fn words(text: &str) -> Vec<String> {
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize(text);
        let letter = |kind, symbol: u8| match (kind, symbol) {
            (_, 33..=42) => char::from(symbol - ZERO + b'0'),
            (TokenKind::Latin, _) => char::from(symbol - LATIN_A + b'a'),
            _ => letters::ARABIC.iter().find(|(_, other)| *other == symbol).map_or('?', |(letter, _)| *letter),
        };
        tokenizer
            .tokens()
            .map(|word| match word.kind {
                TokenKind::Arabic | TokenKind::Latin => {
                    word.symbols.iter().map(|symbol| letter(word.kind, *symbol)).collect()
                }
                kind => format!("<{kind:?}>"),
            })
            .collect()
    }

    #[test]
    fn every_disguise_of_a_word_folds_to_that_word() {
        for disguised in [
            "حمار",
            "حِمَار",
            "حـمـار",
            "حماااار",
            "ح.م.ا.ر",
            "ح م ا ر",
            "ح-م-ا-ر",
            "ح_م_ا_ر",
            "ح\u{200C}مار",
            "\u{202B}حمار\u{202C}",
            "ﺣﻤﺎﺭ",
            "ححححمار",
        ] {
            assert_eq!(words(disguised), ["حمار"], "{disguised}");
        }
    }

    #[test]
    fn a_word_before_a_handle_is_a_word_and_one_before_a_mail_address_is_none() {
        assert_eq!(words("يا كلب@somebody اسكت"), ["يا", "كلب", "<Handle>", "اسكت"]);
        assert_eq!(words("somebody@example.com"), ["<Mail>"]);
    }

    #[test]
    fn letters_that_writers_interchange_merge() {
        for (text, expected) in [
            ("أحمد إحمد آحمد ٱحمد", "احمد احمد احمد احمد"),
            ("شيء شئ شي", "شي شي شي"),
            ("مسؤول مسئول", "مسوول مسوول"),
            ("مدرسة مدرسه", "مدرسه مدرسه"),
            ("على علي", "علي علي"),
            ("یک کلب", "يك كلب"),
            ("ڤيديو فيديو", "فيديو فيديو"),
        ] {
            assert_eq!(words(text).join(" "), expected);
        }
    }

    #[test]
    fn gaf_and_che_stay_letters_of_their_own() {
        assert_eq!(words("گلبي كلبي چذاب جذاب"), ["گلبي", "كلبي", "چذاب", "جذاب"]);
    }

    #[test]
    fn runs_shrink_before_letters_merge() {
        assert_eq!(words("المسيئين"), ["المسييين"]);
        assert_eq!(words("حمييييل"), ["حميل"]);
        assert_eq!(words("اللللعنة والللعنة للللأسف"), ["اللعنه", "واللعنه", "للاسف"]);
        assert_eq!(words("الله اللة االله ﷲ اللّٰه الللله"), ["الله"; 6]);
    }

    #[test]
    fn addresses_numbers_and_laughter_are_marks() {
        assert_eq!(
            words("انظر https://a.b/c?d=1 و www.x.com @USER me@x.org 2016 ٢٠١٦ ههههه هاها خخخخ lol hahaha ه 3ayez"),
            [
                "انظر", "<Url>", "و", "<Url>", "<Handle>", "<Mail>", "<Number>", "<Number>", "<Laughter>",
                "<Laughter>", "<Laughter>", "<Laughter>", "<Laughter>", "ه", "3ayez"
            ]
        );
    }

    #[test]
    fn two_single_letters_are_no_spelt_word_and_a_line_end_separates_them() {
        assert_eq!(words("و ح"), ["و", "ح"]);
        assert_eq!(words("ا\nب\nت"), ["ا", "ب", "ت"]);
    }

    #[test]
    fn a_token_has_its_place_in_the_source() {
        let text = "يا حـمــار!";
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize(text);
        let spans: Vec<_> = tokenizer.tokens().map(|word| &text[word.start..word.end]).collect();
        assert_eq!(spans, ["يا", "حـمــار"]);
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_on_character_borders(text in "\\PC{0,60}|[ا-ي ـ\u{64B}-\u{652}ﺀ-ﻼ.a-z0-9😀@:/\n]{0,60}") {
            let mut tokenizer = Tokenizer::default();
            tokenizer.tokenize(&text);
            let mut before = 0;
            for word in tokenizer.tokens() {
                prop_assert!(word.start >= before && word.start < word.end);
                prop_assert!(text.is_char_boundary(word.start) && text.is_char_boundary(word.end));
                prop_assert!(word.symbols.iter().all(|symbol| (1..64).contains(symbol)));
                before = word.start;
            }
        }

        #[test]
        fn folding_a_word_again_changes_nothing(text in "[ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئءگچ]{1,12}") {
            let once = words(&text);
            prop_assume!(once[0] != "<Laughter>" && !once[0].ends_with('ء'));
            // Merging may bring three of one letter together, which folded again would shrink.
            let letters: Vec<char> = once[0].chars().collect();
            prop_assume!(!letters.windows(3).any(|three| three[0] == three[1] && three[1] == three[2]));
            prop_assume!(words(&once[0])[0] != "<Laughter>");
            prop_assert_eq!(words(&once[0]), once);
        }
    }
}
