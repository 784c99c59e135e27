//! Tokens → feature keys: words, stems, skeletons, roots, character n-grams, and pairs of neighbouring words and stems.
//!
//! One emitter serves training and scoring. It works a word at a time, because the features *inside* a word depend on
//! that word alone: the scorer caches their sum, and most words recur. Pairs are of a word and the one before it.
//!
//! A repeated word of a comment counts once (`WordSet`): an insult repeated five times is not five insults.

use super::arabizi::Readings;
use super::communities::{community, key_in_comment};
use super::letters::{EDGE, symbol};
use super::names::is_name;
use super::stemmer::stem;
use super::token::{Token, TokenKind, key, mix, unmix};
use super::tokenizer::Tokenizer;
use super::word_set::WordSet;
use bytemuck::{Pod, Zeroable};

/// The key of a feature: 61 bits of a hash, and three that say its family. Among ten million features of a family some two
/// collide with probability 1 in 46,000.
pub type FeatureKey = u64;

/// The bits of a symbol in an n-gram.
const LETTER_BITS: usize = 6;
/// The lengths of character n-grams. Lengths two and four added nothing to these.
pub const GRAMS: [usize; 2] = [3, 5];

/// The upper half of a key: enough to distinguish the few features of a set, in half the memory.
#[must_use]
pub const fn key_prefix(key: FeatureKey) -> u32 {
    (key >> 32) as u32
}

/// The feature that is a word itself.
#[must_use]
pub const fn word_key(word: u64) -> FeatureKey {
    family_key(WORD, word)
}

/// The keys of a word that pairs with its neighbours are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Zeroable, Pod)]
#[repr(C)]
pub struct WordKeys {
    /// The key of the word; 0 for one that has no features.
    pub word: u64,
    /// The key of its stem.
    pub stem: u64,
}

// The families of features, mixed into their keys, so that a word and a pair collide only by chance.
const WORD: u64 = 0x11;
const STEM: u64 = 0x22;
const SKELETON: u64 = 0x77;
const ROOT: u64 = 0x66;
const GRAM: u64 = 0x33;
const PAIR: u64 = 0x44;
const STEM_PAIR: u64 = 0x55;

/// The lowest bit of a key: whether it is of a pair of words. Pairs reveal more about the author, so the privacy cut is
/// stricter for them.
const PAIR_BIT: u64 = 1;

/// Whether a key is of a pair of words.
#[must_use]
pub const fn is_pair(key: FeatureKey) -> bool {
    key & PAIR_BIT != 0
}

/// The lowest three bits of a key, its family: a word 0, a pair of words 1, a stem 2, a pair of stems 3, a skeleton or
/// root 4, a character n-gram 6.
const FAMILY_BITS: u64 = 0b111;

/// The distance of a feature from the word as written, 0 to 6: of equivalent features the one of the smallest is kept.
#[must_use]
pub const fn plainness(key: FeatureKey) -> u64 {
    key & FAMILY_BITS
}

#[inline]
const fn family_key(family: u64, value: u64) -> FeatureKey {
    mix(value ^ family << 58 ^ family) & !FAMILY_BITS | family_bits(family)
}

/// Features of the token of a class beside the token itself: about as many as a word of five letters has inside, so that it
/// weighs as much. With the token alone, sectarian lost 0.034 AUROC on comments that name communities.
const CLASS_FEATURES: u64 = 10;

/// The value that the key of a pair is mixed from.
#[inline]
const fn pair_seed(family: u64, trace: u64) -> u64 {
    (trace ^ family << 58) & !FAMILY_BITS | family_bits(family)
}

#[inline]
const fn family_bits(family: u64) -> u64 {
    match family {
        WORD => 0,
        PAIR => PAIR_BIT,
        STEM => 2,
        STEM_PAIR => 2 | PAIR_BIT,
        SKELETON | ROOT => 4,
        _ => 6,
    }
}

/// Emits every feature inside a word, and returns its keys for pairs.
///
/// A proper name and a handle have none, and take no part in pairs. The name of a community has those of the token of
/// its class.
#[inline]
pub fn of_word(word: &Token<'_>, mut emit: impl FnMut(FeatureKey)) -> WordKeys {
    let keys = keys_of_word(word, &mut emit);
    if keys.has_grams {
        grams_of_word(word, |gram| emit(gram_key(gram)));
    }
    keys.keys
}

/// The keys of a word, and whether its n-grams are features.
pub(crate) struct Keys {
    pub(crate) keys: WordKeys,
    pub(crate) has_grams: bool,
}

/// The key of an n-gram: five or three symbols of six bits, and in the lowest bit whether they are Latin.
#[inline]
pub(crate) const fn gram_key(gram: u32) -> FeatureKey {
    family_key(GRAM, gram as u64)
}

/// The n-gram of this key, if it is of one.
pub(crate) fn gram_of_key(key: FeatureKey) -> Option<u32> {
    let is_gram = key & FAMILY_BITS == family_bits(GRAM);
    // The key has lost its lowest bits, so all are tried; a wrong one gives a number that is too large.
    let mut values =
        (0..=FAMILY_BITS).filter(|_| is_gram).map(|low| unmix(key & !FAMILY_BITS | low) ^ GRAM << 58 ^ GRAM);
    values.find_map(|value| u32::try_from(value).ok().filter(|gram| *gram >> (LETTER_BITS * GRAMS[1] + 1) == 0))
}

/// [`of_word`] without the n-grams, which are cheaper to look up than their keys.
#[inline]
pub(crate) fn keys_of_word(word: &Token<'_>, mut emit: impl FnMut(FeatureKey)) -> Keys {
    let without_grams = |keys| Keys { keys, has_grams: false };
    match word.kind {
        TokenKind::Handle => without_grams(WordKeys::default()),
        TokenKind::Arabic if is_name(word) => without_grams(WordKeys::default()),
        TokenKind::Arabic | TokenKind::Latin => {
            if let Some(class) = community(word) {
                emit(family_key(WORD, class));
                (0..CLASS_FEATURES).for_each(|index| emit(family_key(GRAM, mix(class + index))));
                return without_grams(WordKeys { word: class, stem: class });
            }
            let stem = if word.kind == TokenKind::Arabic { stem(word.symbols) } else { word.symbols };
            emit(family_key(WORD, word.key));
            if word.kind == TokenKind::Arabic {
                emit_skeleton_and_root(stem, &mut emit);
            } else {
                let readings = Readings::of(word.symbols);
                emit_skeleton_and_root(readings.get(false), &mut emit);
                if readings.ambiguous {
                    emit_skeleton_and_root(readings.get(true), &mut emit);
                }
            }
            let stem = if stem.len() == word.symbols.len() { word.key } else { key(word.kind, stem) };
            emit(family_key(STEM, stem));
            Keys { keys: WordKeys { word: word.key, stem }, has_grams: true }
        }
        _ => {
            emit(family_key(WORD, word.key));
            without_grams(WordKeys { word: word.key, stem: word.key })
        }
    }
}

/// Emits what is left of a stem without long vowels and doubled letters (its *skeleton*), and of that without the
/// letters that patterns of verbs and nouns add (its *root*, a guess): what forms of one root, and phonetic spellings,
/// have in common. Nothing where fewer than two letters remain.
fn emit_skeleton_and_root(stem: &[u8], mut emit: impl FnMut(FeatureKey)) {
    let mut letters = [0_u8; 64];
    let skeleton = skeleton(stem, &mut letters);
    if skeleton.len() >= 2 {
        let (whole, root) = (key(TokenKind::Arabic, skeleton), root_of(skeleton));
        emit(family_key(SKELETON, whole));
        emit(family_key(ROOT, if root.len() == skeleton.len() { whole } else { key(TokenKind::Arabic, root) }));
    }
}

/// The key of the root of a stem; `None` where fewer than two letters remain.
#[must_use]
pub fn root(stem: &[u8]) -> Option<u64> {
    let mut letters = [0_u8; 64];
    let skeleton = skeleton(stem, &mut letters);
    (skeleton.len() >= 2).then(|| key(TokenKind::Arabic, root_of(skeleton)))
}

fn skeleton<'letters>(stem: &[u8], letters: &'letters mut [u8; 64]) -> &'letters [u8] {
    let mut count = 0;
    for letter in stem.iter().filter(|letter| !VOWELS.has(**letter)).take(letters.len()) {
        if count == 0 || letters[count - 1] != *letter {
            letters[count] = *letter;
            count += 1;
        }
    }
    &letters[..count]
}

fn root_of(skeleton: &[u8]) -> &[u8] {
    let mut rest = skeleton;
    while rest.len() > 3 && ADDED_BEFORE.has(rest[0]) {
        rest = &rest[1..];
    }
    while rest.len() > 3 && ADDED_BEHIND.has(rest[rest.len() - 1]) {
        rest = &rest[..rest.len() - 1];
    }
    rest
}

/// A set of symbols, a bit each.
#[derive(Clone, Copy)]
struct Symbols(u64);

impl Symbols {
    const fn of(letters: &[char]) -> Self {
        let (mut bits, mut index) = (0, 0);
        while index < letters.len() {
            bits |= 1 << symbol(letters[index]);
            index += 1;
        }
        Self(bits)
    }

    #[inline]
    const fn has(self, symbol: u8) -> bool {
        self.0 >> (symbol & 63) & 1 != 0
    }
}

const VOWELS: Symbols = Symbols::of(&['ا', 'و', 'ي', 'ه', 'ء']);
const ADDED_BEFORE: Symbols = Symbols::of(&['م', 'ت', 'ن', 'س']);
const ADDED_BEHIND: Symbols = Symbols::of(&['ت', 'ن', 'م', 'ك']);

/// Emits the character n-grams of a word with its edges.
#[inline]
pub(crate) fn grams_of_word(word: &Token<'_>, mut emit: impl FnMut(u32)) {
    let latin = u64::from(word.kind == TokenKind::Latin);
    let mut window = u64::from(EDGE);
    for index in 0..=word.symbols.len() {
        window = window << LETTER_BITS | u64::from(word.symbols.get(index).copied().unwrap_or(EDGE));
        for length in GRAMS {
            // With the edge before the word, so many symbols are in the window.
            if index + 2 >= length {
                let gram = window & ((1 << (LETTER_BITS * length)) - 1);
                emit((gram << 1 | latin) as u32);
            }
        }
    }
}

/// Emits the pairs of a word with the one before it, of words and of stems.
#[inline]
pub fn of_neighbours(before: WordKeys, this: WordKeys, mut emit: impl FnMut(FeatureKey)) {
    if before.word != 0 && this.word != 0 {
        pair_seeds(pair_traces(before, this)).into_iter().map(pair_of_seed).for_each(&mut emit);
    }
}

/// The seeds of the pairs with these traces, of words and of stems.
#[inline]
#[must_use]
pub const fn pair_seeds([words, stems]: [u64; 2]) -> [u64; 2] {
    [pair_seed(PAIR, words), pair_seed(STEM_PAIR, stems)]
}

/// The traces of the pairs of two neighbours, neither of them a name: their seeds, before the family changes the lowest
/// three bits and highest six.
#[inline]
#[must_use]
pub const fn pair_traces(before: WordKeys, this: WordKeys) -> [u64; 2] {
    [before.word.rotate_left(17) ^ this.word, before.stem.rotate_left(17) ^ this.stem]
}

/// The key of the pair with this seed.
#[inline]
#[must_use]
pub const fn pair_of_seed(seed: u64) -> FeatureKey {
    // As `mix`, but in the bits above those of the family, which are kept, so that it can be inverted.
    const ABOVE: u64 = !FAMILY_BITS;
    let value = seed & ABOVE;
    let value = (value ^ value >> 30 & ABOVE).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ value >> 27 & ABOVE).wrapping_mul(0x94D0_49BB_1331_11EB);
    (value ^ value >> 31 & ABOVE) | seed & FAMILY_BITS
}

/// The seed of the pair with this key.
#[must_use]
pub const fn seed_of_pair(pair: FeatureKey) -> u64 {
    const ABOVE: u64 = !FAMILY_BITS;
    let value = pair & ABOVE;
    let value = (value ^ value >> 31 & ABOVE ^ value >> 62 & ABOVE).wrapping_mul(0x3196_42B2_D24D_8EC3);
    let value = (value ^ value >> 27 & ABOVE ^ value >> 54 & ABOVE).wrapping_mul(0x96DE_1B17_3F11_9089);
    (value ^ value >> 30 & ABOVE ^ value >> 60 & ABOVE) | pair & FAMILY_BITS
}

/// Every feature of a comment, its fields one after the other; pairs do not reach from one field into the next.
///
/// This is the direct way, for training and as the oracle of the scorer, whose own is faster.
pub fn of_comment<'text>(fields: impl IntoIterator<Item = &'text str>, mut emit: impl FnMut(FeatureKey)) {
    let mut tokenizer = Tokenizer::default();
    let mut seen = WordSet::default();
    for field in fields {
        tokenizer.tokenize(field);
        let mut before = WordKeys::default();
        for word in tokenizer.tokens() {
            let this =
                if seen.insert(key_in_comment(&word)) { of_word(&word, &mut emit) } else { of_word(&word, |_| ()) };
            of_neighbours(before, this, &mut emit);
            before = this;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn features(text: &str) -> Vec<FeatureKey> {
        let mut keys = Vec::new();
        of_comment([text], |key| keys.push(key));
        keys
    }

    #[test]
    fn a_word_has_a_key_a_stem_a_skeleton_a_root_and_n_grams() {
        // Edges and three letters: 3 triples, 1 five; the word, the stem, and twice its consonants ل and د.
        assert_eq!(features("ولد").len(), 4 + 4);
    }

    #[test]
    fn neighbours_make_a_pair_of_words_and_one_of_stems() {
        let alone = features("ولد").len() + features("بنت").len();
        assert_eq!(features("ولد بنت").len(), alone + 2);
        assert_eq!(features("ولد بنت قلم").iter().filter(|key| is_pair(**key)).count(), 4);
        assert_eq!(features("ولد عمر قلم").iter().filter(|key| is_pair(**key)).count(), 0, "a name parts them");
    }

    proptest! {
        #[test]
        fn a_pair_of_a_seed_has_that_seed_and_its_family(seed: u64) {
            prop_assert_eq!(seed_of_pair(pair_of_seed(seed)), seed);
            prop_assert_eq!(plainness(pair_of_seed(seed)), plainness(seed));
        }
    }

    #[test]
    fn an_n_gram_is_found_by_its_key() {
        let mut grams = Vec::new();
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize("ولدان 7elwin والأكراد");
        for word in tokenizer.tokens() {
            let keys = keys_of_word(&word, |key| assert_eq!(gram_of_key(key), None));
            if keys.has_grams {
                grams_of_word(&word, |gram| grams.push(gram));
            }
        }
        assert!(grams.len() > 15);
        assert!(grams.iter().all(|gram| gram_of_key(gram_key(*gram)) == Some(*gram)));
    }

    #[test]
    fn forms_of_one_root_share_a_feature() {
        let (one, other) = (features("مكتوب"), features("كاتبين"));
        assert!(one.iter().any(|key| other.contains(key)));
    }

    #[test]
    fn a_repeated_word_counts_once_and_its_pairs_each_time() {
        let once = features("ولد").len();
        assert_eq!(features("ولد ولد").len(), once + 2);
    }

    #[test]
    fn names_and_handles_have_no_features() {
        assert!(features("عمر @somebody وعلي").is_empty());
    }

    #[test]
    fn features_are_the_same_in_every_disguise() {
        assert_eq!(features("يا حمار"), features("يا حِمـــااار"));
    }
}
