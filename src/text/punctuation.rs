//! Marks of punctuation in a comment: folding drops them, and they say something of its sentiment.

use std::ops::Range;
use wide::u8x16;

/// How many marks are told apart.
pub(crate) const PUNCTUATION_MARKS: usize = 6;

const QUESTION: u8 = 1;
const EXCLAMATION: u8 = 1 << 1;
const DOTS: u8 = 1 << 2;
const BRACKET: u8 = 1 << 3;
const QUOTATION: u8 = 1 << 4;
const COLON: u8 = 1 << 5;

/// The marks that are present in a comment, a bit each: a question mark, an exclamation mark, two dots side by side or an
/// ellipsis, a bracket, a quotation mark, a colon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Punctuation(u8);

/// Bytes looked at together.
const BLOCK: usize = 16;

impl Punctuation {
    /// The marks of a comment, given as one text or more; sixteen bytes at a time.
    pub fn of<'text>(texts: impl IntoIterator<Item = &'text str>) -> Self {
        let mut marks = Self(0);
        for text in texts {
            let (blocks, rest) = text.as_bytes().as_chunks::<BLOCK>();
            let mut before = Before::default();
            blocks.iter().for_each(|block| marks.add(*block, &mut before));
            let mut last = [0; BLOCK];
            last[..rest.len()].copy_from_slice(rest);
            marks.add(last, &mut before);
        }
        marks
    }

    /// Adds the marks of a block. Those of several bytes in UTF-8: ؟ D8 9F, « C2 AB, » C2 BB, “ E2 80 9C, ” E2 80 9D,
    /// … E2 80 A6.
    #[inline]
    fn add(&mut self, block: [u8; BLOCK], before: &mut Before) {
        let block = u8x16::new(block);
        let matches = |byte: u8| block.simd_eq(u8x16::splat(byte));
        // Most blocks have no mark, and nothing that one may begin with.
        let (cased, paired) = (block | u8x16::splat(0x20), block & u8x16::splat(0xFE));
        let begins = matches(b'?')
            | matches(b'!')
            | matches(b'.')
            | matches(b':')
            | matches(b'"')
            | matches(0x9F)
            | matches(0xC2)
            | matches(0xE2)
            | paired.simd_eq(u8x16::splat(b'('))
            | cased.simd_eq(u8x16::splat(b'{'))
            | cased.simd_eq(u8x16::splat(b'}'));
        let is = |byte: u8| matches(byte).to_bitmask();
        if begins.to_bitmask() == 0 && !before.is_inside() {
            before.arabic = is(0xD8) >> (BLOCK - 1) & 1;
            return;
        }
        let any = |bytes: &[u8]| bytes.iter().fold(0, |found, byte| found | is(*byte));
        let dot = is(b'.');
        let after = |mask: u32, carried: u32| mask << 1 | carried;
        let (arabic, latin, lead) = (is(0xD8), is(0xC2), is(0xE2));
        let general = is(0x80) & after(lead, before.lead);
        let arabic_before = after(arabic, before.arabic);
        let latin_before = after(latin, before.latin);
        let general_before = after(general, before.general);
        let found = |mask: u32, mark: u8| if mask != 0 { mark } else { 0 };
        self.0 |= found(is(b'?') | is(0x9F) & arabic_before, QUESTION)
            | found(is(b'!'), EXCLAMATION)
            | found(dot & after(dot, before.dot) | is(0xA6) & general_before, DOTS)
            | found(any(b"()[]{}"), BRACKET)
            | found(is(b'"') | any(&[0xAB, 0xBB]) & latin_before | any(&[0x9C, 0x9D]) & general_before, QUOTATION)
            | found(is(b':'), COLON);
        let last = |mask: u32| mask >> (BLOCK - 1) & 1;
        *before = Before {
            dot: last(dot),
            arabic: last(arabic),
            latin: last(latin),
            lead: last(lead),
            general: last(general),
        };
    }

    /// For each mark that is present in a text, the bytes of its first run: of all those side by side.
    pub(crate) fn first_runs(text: &str) -> [Option<Range<usize>>; PUNCTUATION_MARKS] {
        let mut runs = [const { None }; PUNCTUATION_MARKS];
        let mut characters = text.char_indices().peekable();
        while let Some((start, character)) = characters.next() {
            let Some(mark) = mark_of(character) else { continue };
            let mut end = start + character.len_utf8();
            while let Some((at, next)) = characters.next_if(|(_, next)| mark_of(*next) == Some(mark)) {
                end = at + next.len_utf8();
            }
            // One dot ends a sentence.
            if &text[start..end] != "." {
                runs[mark].get_or_insert(start..end);
            }
        }
        runs
    }

    /// The indices of the marks that are present.
    pub(crate) fn present(self) -> impl Iterator<Item = usize> {
        (0..PUNCTUATION_MARKS).filter(move |mark| self.0 >> mark & 1 == 1)
    }
}

/// The index of the mark that a character is or is a part of.
fn mark_of(character: char) -> Option<usize> {
    let mark = match character {
        '؟' | '?' => QUESTION,
        '!' => EXCLAMATION,
        '.' | '…' => DOTS,
        '(' | ')' | '[' | ']' | '{' | '}' => BRACKET,
        '"' | '«' | '»' | '“' | '”' => QUOTATION,
        ':' => COLON,
        _ => return None,
    };
    Some(mark.trailing_zeros() as usize)
}

/// Whether the last byte of the block before was a dot, or one of those before the last byte of a mark.
#[derive(Default)]
struct Before {
    dot: u32,
    arabic: u32,
    latin: u32,
    lead: u32,
    general: u32,
}

impl Before {
    /// Whether a mark may end in the next block that is not seen there by itself.
    fn is_inside(&self) -> bool {
        self.dot | self.latin | self.lead | self.general != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same a character at a time.
    fn plainly(text: &str) -> Punctuation {
        let runs = Punctuation::first_runs(text);
        Punctuation((0..PUNCTUATION_MARKS).map(|mark| u8::from(runs[mark].is_some()) << mark).sum())
    }

    #[test]
    fn each_mark_is_found_wherever_it_stands() {
        for (marks, mark) in [
            (&["؟", "?"][..], QUESTION),
            (&["!"], EXCLAMATION),
            (&["..", "…", "......"], DOTS),
            (&["(", ")", "[", "]", "{", "}"], BRACKET),
            (&["\"", "«", "»", "“", "”"], QUOTATION),
            (&[":"], COLON),
        ] {
            for written in marks {
                for before in 0..40 {
                    let text = format!("{}{written}كلمة", "a".repeat(before));
                    assert_eq!(Punctuation::of([text.as_str()]), Punctuation(mark), "{text}");
                }
            }
        }
        assert_eq!(Punctuation::of(["كلمة. أخرى.", ".كلمة، وأخرى؛ 3-4"]), Punctuation(0));
        assert_eq!(Punctuation::of(["a?", "b!"]).present().collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn the_first_run_of_a_mark_is_all_of_it_that_stands_side_by_side() {
        let text = "كلام. نعم؟؟?! ثم.. و؟";
        let runs = Punctuation::first_runs(text);
        let written = runs.map(|run| run.map_or("", |run| &text[run]));
        assert_eq!(written, ["؟؟?", "!", "..", "", "", ""]);
    }

    proptest! {
        #[test]
        fn sixteen_bytes_at_a_time_give_the_marks_of_a_character_at_a_time(text in "([؟?!.…:«»“”()\"a ـلأ€ࠀ\u{9F}\u{80}]|\\PC){0,60}") {
            prop_assert_eq!(Punctuation::of([text.as_str()]), plainly(&text));
        }
    }
}
