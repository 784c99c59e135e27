//! Text → tokens → features, shared by training and scoring so that the two cannot drift.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`letters`] | what each character is: letter, digit, mark, emoji, break |
//! | [`tokenizer`], [`token`] | a text → folded tokens with their offsets in the source; [`plain_word`], [`elongation`], [`laughter`] and [`compound_names`] are steps of it |
//! | [`disguise`] | how a token written with look-alike letters and digits is read |
//! | [`stemmer`], [`names`], [`communities`] | light stems; proper names, which carry no weight; names of communities, a token a class |
//! | [`feature_extractor`] | tokens → feature keys: words, stems, skeletons, roots, character n-grams, pairs |
//! | [`language`] | the language of a text |
//! | `dialect`, `search_words` | the dialect of a text, for summaries; the words by which texts are searched |
//! | [`punctuation`] | the marks of punctuation that a comment has |
//! | [`garbled`] | a text that was saved without Unicode |
//! | [`raw_spans`], [`word_set`], [`key_map`], [`bloom`] | hashes of raw spans, the words of a comment, maps by key, a Bloom filter |

mod arabizi;
pub(crate) mod bloom;
mod character_offsets;
pub(crate) mod communities;
pub(crate) mod compound_names;
#[cfg(feature = "train")]
pub(crate) mod dialect;
pub(crate) mod disguise;
mod elongation;
pub mod feature_extractor;
pub(crate) mod garbled;
pub(crate) mod key_map;
pub(crate) mod language;
mod laughter;
pub(crate) mod letters;
pub(crate) mod names;
pub(crate) mod plain_word;
pub(crate) mod punctuation;
pub(crate) mod raw_spans;
#[cfg(feature = "train")]
pub(crate) mod search_words;
pub(crate) mod stemmer;
mod token;
pub(crate) mod tokenizer;
pub(crate) mod word_set;

pub(crate) use bloom::BloomFilter;
pub(crate) use character_offsets::CharacterOffsets;
pub use language::{Language, language};
pub use token::{Token, TokenKind};
pub(crate) use token::{key, mix};
pub use tokenizer::Tokenizer;
