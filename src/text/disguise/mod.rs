//! Disguises: how a word that hides behind other letters is read.
//!
//! Most disguises fall to folding: vowels, tatweel, held-down letters, zero-width joints, presentation forms, letters
//! spelt out one by one. What is left needs to know which words exist:
//!
//! - گ is the g of Iraq, the Gulf and the Maghreb, where others write ق (گلبي is قلبي, "my heart"), and elsewhere a ك
//!   with a stroke; چ is the ch of Iraq and the Gulf, where others write ك (چذاب is كذاب, "a liar"), and elsewhere a ج
//!   or تش;
//! - digits inside a word are the letters that they look or sound like in chat: 7مار, كل3;
//! - so is one Latin letter between Arabic ones: حmار (nobody writes that without a purpose).
//!
//! A word that is known as it stands is left alone. Else its readings are tried in the order above, the dialect's own
//! spelling before the disguise, and the first that exists is taken: so گلبي is a heart and never a dog (كلبي), and
//! whoever writes گلب for a dog is given the benefit of the doubt. A word none of whose readings exists stays as it is.

mod read_as;

pub(crate) use read_as::read_as;

use super::letters::{LATIN_A, ZERO, symbol};
use super::token::{Token, TokenKind, TokenSpan, key};
use super::tokenizer::Tokenizer;

const GAF: u8 = symbol('گ');
const CHE: u8 = symbol('چ');

/// What a disguised letter may stand for, the likeliest first; nothing where it is a letter like any other.
const fn meanings(written: u8) -> &'static [&'static [u8]] {
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

/// Which letters may stand for others: asked of every letter of every word that is new.
const MAY_BE_DISGUISED: [bool; 256] = {
    let mut may_be = [false; 256];
    let mut symbol = 0;
    while symbol < may_be.len() {
        may_be[symbol] = !meanings(symbol as u8).is_empty();
        symbol += 1;
    }
    may_be
};

/// More disguised letters than this in a word are no disguise but a code.
const MOST_DISGUISED: usize = 3;

/// A word as it is read, if it is in disguise and one of its readings exists: see the [module](self) for which.
///
/// `exists` says whether a word is known; `reading` is room for the letters.
pub(crate) fn plain<'reading>(
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
        next(word.symbols, &mut choices)?;
    }
    Some(Token { symbols: reading.as_slice(), key: key(TokenKind::Arabic, reading), ..*word })
}

/// Writes a word with the chosen meaning of each disguised letter.
fn spell(symbols: &[u8], choices: &[usize; MOST_DISGUISED], reading: &mut Vec<u8>) {
    reading.clear();
    let mut choices = choices.iter();
    for symbol in symbols {
        match meanings(*symbol) {
            [] => reading.push(*symbol),
            meanings => reading.extend_from_slice(meanings[choices.next().copied().unwrap_or(0)]),
        }
    }
}

/// The next choice of meanings, the last letter changing first; `None` after the last.
fn next(symbols: &[u8], choices: &mut [usize; MOST_DISGUISED]) -> Option<()> {
    let disguised = symbols.iter().map(|symbol| meanings(*symbol).len()).filter(|count| *count > 0);
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

/// Joins three words that touch, of which the middle one is a single Latin letter between Arabic ones, into one.
///
/// Says whether there were any.
pub(in crate::text) fn join_look_alikes(spans: &mut Vec<TokenSpan>, symbols: &mut [u8]) -> bool {
    let before = spans.len();
    let mut at = 0;
    while at + 2 < spans.len() {
        let [before, middle, behind] = [spans[at], spans[at + 1], spans[at + 2]];
        let touch = before.end == middle.start && middle.end == behind.start;
        let is_letter = middle.kind == TokenKind::Latin && middle.last - middle.first == 1;
        let letter = symbols.get(middle.first as usize).map_or(0, |symbol| symbol.wrapping_sub(LATIN_A));
        if !(touch && is_letter && before.kind == TokenKind::Arabic && behind.kind == TokenKind::Arabic && letter < 26)
        {
            at += 1;
            continue;
        }
        symbols[middle.first as usize] = symbol(SOUNDS[usize::from(letter)]);
        let joined = &mut spans[at];
        (joined.end, joined.last) = (behind.end, behind.last);
        joined.key = key(TokenKind::Arabic, &symbols[joined.first as usize..joined.last as usize]);
        spans.drain(at + 1..at + 3);
    }
    spans.len() < before
}

impl Tokenizer {
    /// The words of the last text, those in disguise as they are read.
    #[cfg(test)]
    fn read(&self, exists: impl Fn(&Token<'_>) -> bool + Copy) -> Vec<String> {
        let mut room = Vec::new();
        self.tokens()
            .map(|word| {
                let read = plain(&word, exists, &mut room).unwrap_or(word);
                read_as::spelled(read.symbols, read.kind)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &str = "قلبي كلبي كلاب كذاب جذاب حمار قال حقير عاهر خنزير خائن قلب كلب كل";

    fn read(text: &str) -> String {
        let mut known = Tokenizer::default();
        known.tokenize(KNOWN);
        let known: Vec<u64> = known.tokens().map(|word| word.key).collect();
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize(text);
        tokenizer.read(|word| known.contains(&word.key)).join(" ")
    }

    #[test]
    fn a_word_in_every_disguise_is_the_word() {
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
    fn innocent_neighbours_stay_innocent() {
        // My heart, not my dog; he said; "attractive" has no disguise; numbers and names glued to words are no letters.
        for (written, expected) in
            [("گلبي", "قلبي"), ("گال", "قال"), ("جذاب", "جذاب"), ("گلب", "قلب"), ("قلبي", "قلبي"), ("كلبي", "كلبي")]
        {
            assert_eq!(read(written), expected, "{written}");
        }
    }

    #[test]
    fn a_word_that_no_reading_explains_stays_as_it_is() {
        assert_eq!(read("چاي"), "چاي");
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize("20شخص والCIA");
        let mut room = Vec::new();
        assert!(tokenizer.tokens().all(|word| plain(&word, |_| false, &mut room).is_none()));
        assert_eq!(tokenizer.tokens().count(), 3, "Latin at the end of a word is another word");
    }
}
