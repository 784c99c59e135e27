//! Disguises: words written with other letters or digits in place of their own.
//!
//! The tokenizer undoes most of them: vowels, tatweel, held-down letters, zero-width joiners, presentation forms,
//! letters spelt out one by one. The rest need a vocabulary:
//!
//! - گ is the g of Iraq, the Gulf and the Maghreb, where others write ق (گلبي is قلبي, "my heart"), and elsewhere a ك
//!   with a stroke; چ is the ch of Iraq and the Gulf, where others write ك (چذاب is كذاب, "a liar"), and elsewhere a ج
//!   or تش;
//! - digits inside a word are the letters that they look or sound like in chat: 7مار, كل3;
//! - so is one Latin letter between Arabic ones: حmار (nobody writes that without a purpose).
//!
//! A word of the vocabulary is kept as written. Otherwise its readings are tried in the order above, the dialect's own
//! spelling before the disguise, and the first in the vocabulary is taken: so گلبي is read as قلبي and never as كلبي
//! ("my dog"), and a گلب that means a dog is missed. A word of which no reading is in the vocabulary is kept.

mod read_as;

pub(crate) use read_as::{read_as, spelled};

use super::letters::{LATIN_A, ZERO, symbol};
use super::token::{Token, TokenKind, TokenSpan, key};

const GAF: u8 = symbol('گ');
const CHE: u8 = symbol('چ');

/// The letters that a symbol may stand for, the likeliest first; empty for an ordinary letter.
const fn readings(written: u8) -> &'static [&'static [u8]] {
    macro_rules! letters {
        ($($($letter:literal)+),+) => { const { &[$(&[$(symbol($letter)),+] as &[u8]),+] } };
    }
    const DIGITS: [&[&[u8]]; 10] = [
        letters!('ه'),
        letters!('ا'),
        letters!('ا'),
        letters!('ع'),
        letters!('ا'),
        letters!('خ', 'ه'),
        letters!('ط'),
        letters!('ح'),
        letters!('ق', 'غ'),
        letters!('ق', 'ص'),
    ];
    match written {
        GAF => letters!('ق', 'ك'),
        CHE => letters!('ك', 'ج', 'ت' 'ش'),
        digit if digit >= ZERO && digit < ZERO + 10 => DIGITS[(digit - ZERO) as usize],
        _ => &[],
    }
}

/// Which symbols may stand for others: a table, since it is looked up for every letter of every uncached word.
const MAY_BE_DISGUISED: [bool; 256] = {
    let mut may_be = [false; 256];
    let mut symbol = 0;
    while symbol < may_be.len() {
        may_be[symbol] = !readings(symbol as u8).is_empty();
        symbol += 1;
    }
    may_be
};

/// The most disguised letters of a word: one of more is a code and no disguise.
const MOST_DISGUISED: usize = 3;

/// The reading of a disguised word; `None` where it is not disguised or no reading exists: see the [module](self).
///
/// `exists` tells whether a word is in the vocabulary; `reading` is the buffer of the symbols.
pub(crate) fn undisguise<'reading>(
    word: &Token<'_>,
    exists: impl Fn(&Token<'_>) -> bool,
    reading: &'reading mut Vec<u8>,
) -> Option<Token<'reading>> {
    if word.kind != TokenKind::Arabic {
        return None;
    }
    let disguised = word.symbols.iter().filter(|symbol| MAY_BE_DISGUISED[usize::from(**symbol)]).count();
    if disguised == 0 || disguised > MOST_DISGUISED || exists(word) {
        return None;
    }
    let mut choices = [0_usize; MOST_DISGUISED];
    loop {
        spell(word.symbols, &choices, reading);
        let read = Token { symbols: reading.as_slice(), key: key(TokenKind::Arabic, reading), ..*word };
        if exists(&read) {
            break;
        }
        next_choices(word.symbols, &mut choices)?;
    }
    Some(Token { symbols: reading.as_slice(), key: key(TokenKind::Arabic, reading), ..*word })
}

/// Writes a word with the chosen reading of each disguised letter.
fn spell(symbols: &[u8], choices: &[usize; MOST_DISGUISED], reading: &mut Vec<u8>) {
    reading.clear();
    let mut choices = choices.iter();
    for symbol in symbols {
        match readings(*symbol) {
            [] => reading.push(*symbol),
            readings => reading.extend_from_slice(readings[choices.next().copied().unwrap_or(0)]),
        }
    }
}

/// Advances to the next choice of readings, the last letter changing first; `None` after the last.
fn next_choices(symbols: &[u8], choices: &mut [usize; MOST_DISGUISED]) -> Option<()> {
    let disguised = symbols.iter().map(|symbol| readings(*symbol).len()).filter(|count| *count > 0);
    let counts: Vec<usize> = disguised.collect();
    for (choice, count) in choices.iter_mut().zip(counts).rev() {
        *choice += 1;
        if *choice < count {
            return Some(());
        }
        *choice = 0;
    }
    None
}

/// The Arabic letters that the Latin ones from a to z sound like, or look like.
const SOUNDS: [char; 26] = [
    'ا', 'ب', 'ك', 'د', 'ي', 'ف', 'ق', 'ه', 'ي', 'ج', 'ك', 'ل', 'م', 'ن', 'ه', 'ب', 'ق', 'ر', 'س', 'ت', 'و', 'ف', 'و',
    'خ', 'ي', 'ز',
];

/// Joins three adjacent tokens, of which the middle one is a single Latin letter between Arabic ones, into one.
///
/// Returns whether there were any.
pub(in crate::text) fn join_look_alikes(spans: &mut Vec<TokenSpan>, symbols: &mut [u8]) -> bool {
    let before = spans.len();
    let mut at = 0;
    while at + 2 < spans.len() {
        let [before, middle, after] = [spans[at], spans[at + 1], spans[at + 2]];
        let touch = before.end == middle.start && middle.end == after.start;
        let is_letter = middle.kind == TokenKind::Latin && middle.last - middle.first == 1;
        let letter = symbols.get(middle.first as usize).map_or(0, |symbol| symbol.wrapping_sub(LATIN_A));
        if !(touch && is_letter && before.kind == TokenKind::Arabic && after.kind == TokenKind::Arabic && letter < 26) {
            at += 1;
            continue;
        }
        symbols[middle.first as usize] = symbol(SOUNDS[usize::from(letter)]);
        let joined = &mut spans[at];
        (joined.end, joined.last) = (after.end, after.last);
        joined.key = key(TokenKind::Arabic, &symbols[joined.first as usize..joined.last as usize]);
        spans.drain(at + 1..at + 3);
    }
    spans.len() < before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokenizer;

    const KNOWN: &str = "قلبي كلبي كلاب كذاب جذاب حمار قال حقير عاهر خنزير خائن قلب كلب كل";

    fn read(text: &str) -> String {
        let mut known = Tokenizer::default();
        known.tokenize(KNOWN);
        let known: Vec<u64> = known.tokens().map(|word| word.key).collect();
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize(text);
        let mut buffer = Vec::new();
        let words = tokenizer.tokens().map(|word| {
            let read = undisguise(&word, |word| known.contains(&word.key), &mut buffer).unwrap_or(word);
            read_as::spelled(read.symbols, read.kind)
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_disguise_of_a_word_is_read_as_the_word() {
        #[rustfmt::skip]
        let disguises = [
            ("حمار", &["حِمار", "حـمـار", "حماااار", "ح.م.ا.ر", "ح م ا ر", "ح\u{200C}مار", "ﺣﻤﺎﺭ", "7مار", "حmار", "حمaر", "٧مار"][..]),
            ("كلاب", &["گلاب", "چلاب", "كلaب", "ک\u{200D}لاب", "كـــلاب", "ك.ل.ا.ب"][..]),
            ("كذاب", &["چذاب", "گذاب", "كذaب", "كذ1ب"][..]),
            ("عاهر", &["3اهر", "عا٥ر", "عاoر"][..]),
            ("خنزير", &["5نزير", "خنزيييير", "خنzير"][..]),
            ("حقير", &["7قير", "ح8ير", "حگير", "7گير"][..]),
        ];
        for (word, disguises) in disguises {
            for disguise in disguises {
                assert_eq!(read(disguise), word, "{disguise}");
            }
        }
    }

    #[test]
    fn words_that_resemble_insults_are_not_read_as_insults() {
        // My heart and not my dog; he said; "attractive" has no disguise.
        for (written, expected) in
            [("گلبي", "قلبي"), ("گال", "قال"), ("جذاب", "جذاب"), ("گلب", "قلب"), ("قلبي", "قلبي"), ("كلبي", "كلبي")]
        {
            assert_eq!(read(written), expected, "{written}");
        }
    }

    #[test]
    fn a_word_without_a_reading_in_the_vocabulary_is_kept() {
        assert_eq!(read("چاي"), "چاي");
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize("20شخص والCIA");
        let mut buffer = Vec::new();
        assert!(tokenizer.tokens().all(|word| undisguise(&word, |_| false, &mut buffer).is_none()));
        assert_eq!(tokenizer.tokens().count(), 3, "Latin at the end of a word is another word");
    }
}
