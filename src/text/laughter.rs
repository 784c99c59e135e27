//! Laughter: ههههه, خخخخ, haha, lol.

use super::letters::{RAW_LATIN, raw};

/// Whether raw codes are هه, ههه, هاها, خخخ, or a word with four ه in a row (ههههههلا). A single ه is a pronoun.
pub(super) fn is_arabic_laughter(codes: &[u8]) -> bool {
    const HA: u8 = raw('ه');
    const ALEF: u8 = raw('ا');
    const KHA: u8 = raw('خ');
    if codes.len() < 3 {
        return codes == [HA, HA];
    }
    let has = codes.iter().filter(|code| **code == HA).count();
    codes.iter().all(|code| *code == KHA)
        || has >= 2 && codes.iter().all(|code| *code == HA || *code == ALEF)
        || codes.windows(4).any(|run| run.iter().all(|code| *code == HA))
}

/// Whether raw codes are haha, hehe, hhhh, lol, loool or the like.
pub(super) fn is_latin_laughter(codes: &[u8]) -> bool {
    let letters = || codes.iter().map(|code| code.saturating_sub(RAW_LATIN) + b'a');
    let all = |allowed: &[u8]| letters().all(|letter| allowed.contains(&letter));
    let count = |wanted: u8| letters().filter(|letter| *letter == wanted).count();
    if codes.iter().any(|code| *code < RAW_LATIN) || codes.len() < 2 {
        return false;
    }
    all(b"h")
        || codes.len() >= 4 && count(b'h') >= 2 && (all(b"ha") || all(b"he") || all(b"hi"))
        || codes.len() >= 3 && all(b"lo") && letters().next() == Some(b'l') && letters().next_back() == Some(b'l')
}
