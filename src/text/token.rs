//! Tokens: the words, emoji, numbers and addresses of a text, and their hashes.

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word in Arabic letters, perhaps with digits.
    Arabic,
    /// A word in Latin letters, perhaps with digits (3ayez).
    Latin,
    /// A word in another script.
    Foreign,
    /// One emoji.
    Emoji,
    /// Digits alone.
    Number,
    /// A web address.
    Url,
    /// A mail address.
    Mail,
    /// A handle: @somebody.
    Handle,
    /// ههههه, خخخخ, haha, lol.
    Laughter,
}

/// The most letters of a word; a longer run of letters is no word and is cut here.
pub(super) const MOST_LETTERS: usize = 64;

/// A folded word, borrowed from [`Tokenizer`](super::Tokenizer).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'tokenizer> {
    /// The letters as symbols (1 ≤ symbol < 64); empty for marks such as [`TokenKind::Url`].
    pub symbols: &'tokenizer [u8],
    /// The kind.
    pub kind: TokenKind,
    /// The start in the source, in bytes.
    pub start: usize,
    /// The end in the source, in bytes, exclusive.
    pub end: usize,
    /// Whether a letter was held down (حماااار).
    pub stretched: bool,
    /// A hash of kind and symbols: equal words, equal keys.
    pub key: u64,
}

/// A token as stored: its byte range in the source (`start`, `end`) and that of its symbols (`first`, `last`).
#[derive(Debug, Clone, Copy)]
pub(super) struct TokenSpan {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) kind: TokenKind,
    pub(super) stretched: bool,
    pub(super) key: u64,
}

/// The key of a word: a multiplicative hash over kind and symbols.
#[inline]
pub(crate) fn key(kind: TokenKind, symbols: &[u8]) -> u64 {
    let mut hash = (kind as u64 + 1) << 56;
    for symbol in symbols {
        hash = (hash ^ u64::from(*symbol)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
    }
    mix(hash)
}

/// Spreads the bits of a key (the finaliser of SplitMix64, Steele, Lea and Flood 2014).
#[inline]
pub(crate) const fn mix(value: u64) -> u64 {
    let value = (value ^ value >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ value >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ value >> 31
}

/// The value that [`mix`] makes this of.
pub(super) const fn unmix(value: u64) -> u64 {
    let value = (value ^ value >> 31 ^ value >> 62).wrapping_mul(0x3196_42B2_D24D_8EC3);
    let value = (value ^ value >> 27 ^ value >> 54).wrapping_mul(0x96DE_1B17_3F11_9089);
    value ^ value >> 30 ^ value >> 60
}

pub(super) fn hash_bytes(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23))
}
