//! Elongation: runs of a letter that was held down (حماااار for حمار).

use super::letters::{RAW_DIGIT, raw};
use super::token::MOST_LETTERS;

/// Shortens runs of three or more of one letter to one, and returns whether there were any.
///
/// Lam is the exception: الل begins many words (اللعنة), so a longer run after a first alef (or clitic and alef), or at
/// the beginning itself (للل), keeps two.
pub(super) fn shrink_runs(raw_codes: &mut Vec<u8>) -> bool {
    if !raw_codes.windows(3).any(|three| three[0] == three[1] && three[1] == three[2] && three[0] & 0xF0 != RAW_DIGIT) {
        return false;
    }
    let mut shrunk: [u8; MOST_LETTERS] = [0; MOST_LETTERS];
    let mut length = 0;
    let mut at = 0;
    while at < raw_codes.len() {
        let code = raw_codes[at];
        let run = raw_codes[at..].iter().take_while(|other| **other == code).count();
        let after_article = match &shrunk[..length] {
            [] => true,
            [alef] => *alef == raw('ا'),
            [_, alef] => *alef == raw('ا'),
            _ => false,
        };
        let is_digit = code & 0xF0 == RAW_DIGIT;
        let kept = match run {
            3.. if is_digit => run,
            3.. if code == raw('ل') && after_article => 2,
            3.. => 1,
            _ => run,
        };
        shrunk[length..length + kept].fill(code);
        length += kept;
        at += run;
    }
    raw_codes.clear();
    raw_codes.extend_from_slice(&shrunk[..length]);
    true
}
