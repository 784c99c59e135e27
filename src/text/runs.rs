//! Runs: what stands between the ASCII spaces and marks of a text, found eight bytes at a time.
//!
//! [`super::fold`] ends a word at every ASCII character that is neither letter nor digit, and so a run folds to the same
//! words wherever it stands: who has met it once need not fold it again. What does reach over such a character (an
//! address, a word spelt out in single letters, a name of two words) the scorer knows by the words themselves, and folds
//! such a text as a whole.

/// The runs of a text; the buffer is kept from one text to the next.
#[derive(Debug, Default, Clone)]
pub struct Runs {
    /// Beginning and end of each, one after the other.
    edges: Vec<u32>,
}

impl Runs {
    /// Finds the runs of a text of less than 4 GiB, forgetting those of the text before.
    pub fn find(&mut self, text: &str) {
        self.edges.clear();
        let mut inside = 0;
        for (number, block) in text.as_bytes().chunks(64).enumerate() {
            let (words, rest) = block.as_chunks::<8>();
            let mut members = 0;
            for (index, word) in words.iter().enumerate() {
                members |= gathered(members_of(u64::from_le_bytes(*word))) << (8 * index);
            }
            if !rest.is_empty() {
                let mut last = [0; 8];
                last[..rest.len()].copy_from_slice(rest);
                members |= gathered(members_of(u64::from_le_bytes(last))) << (8 * words.len());
            }
            let mut edges = members ^ (members << 1 | inside);
            while edges != 0 {
                self.edges.push(64 * number as u32 + edges.trailing_zeros());
                edges &= edges - 1;
            }
            inside = members >> 63;
        }
        if self.edges.len() % 2 == 1 {
            self.edges.push(text.len() as u32);
        }
    }

    /// A run by its number.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<(usize, usize)> {
        let [start, end] = self.edges.as_chunks::<2>().0.get(index)?;
        Some((*start as usize, *end as usize))
    }

    /// The runs, in order: beginning and end of each in bytes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (usize, usize)> {
        self.edges.as_chunks::<2>().0.iter().map(|[start, end]| (*start as usize, *end as usize))
    }
}

const HIGH: u64 = 0x8080_8080_8080_8080;

/// Marks, by their highest bits, the bytes that belong to runs: ASCII letters and digits, and all that is not ASCII.
#[inline]
const fn members_of(bytes: u64) -> u64 {
    const fn at_least(least: u8) -> u64 {
        (0x80 - least as u64) * 0x0101_0101_0101_0101
    }
    // Seven bits each: adding carries into the eighth bit and no further.
    let low = bytes & !HIGH;
    let lower_case = low | 0x2020_2020_2020_2020;
    let digits = (low + at_least(b'0')) & !(low + at_least(b'9' + 1));
    let letters = (lower_case + at_least(b'a')) & !(lower_case + at_least(b'z' + 1));
    (bytes | digits | letters) & HIGH
}

/// Brings the highest bit of each byte together, the first byte's lowest.
#[inline]
const fn gathered(marked: u64) -> u64 {
    (marked >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The bytes of a run, as a name: equal names, equal runs.
pub type RunName = [u64; 2];

/// Up to here a run is its own name; a longer one is named by a hash.
const SHORT: usize = 16;

/// The name of the run from `start` to `end` of a text.
#[inline(always)]
#[must_use]
pub fn name(text: &[u8], start: usize, end: usize) -> RunName {
    let length = end - start;
    if length > SHORT {
        return hashed(&text[start..end]);
    }
    let [first, second] = match text.get(start..start + SHORT) {
        Some(window) => halves(window),
        None => {
            let mut window = [0; SHORT];
            window[..length].copy_from_slice(&text[start..end]);
            halves(&window)
        }
    };
    let [keep_first, keep_second] = KEPT[length];
    [first & keep_first, second & keep_second]
}

#[inline]
fn halves(window: &[u8]) -> [u64; 2] {
    let half = |from: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&window[from..from + 8]);
        u64::from_le_bytes(bytes)
    };
    [half(0), half(8)]
}

/// For each length, which bits of the sixteen bytes belong to the run.
const KEPT: [[u64; 2]; SHORT + 1] = {
    let mut kept = [[0; 2]; SHORT + 1];
    let mut length = 0;
    while length <= SHORT {
        let all = if length == SHORT { u128::MAX } else { (1 << (8 * length)) - 1 };
        kept[length] = [all as u64, (all >> 64) as u64];
        length += 1;
    }
    kept
};

/// A name that no short run has, since no text has the byte 0xFE.
#[cold]
fn hashed(run: &[u8]) -> RunName {
    let (mut first, mut second) = (run.len() as u64, 0_u64);
    for piece in run.chunks(8) {
        let mut bytes = [0; 8];
        bytes[..piece.len()].copy_from_slice(piece);
        let word = u64::from_le_bytes(bytes);
        first = super::fold::mix(first ^ word);
        second = super::fold::mix(second.rotate_left(29) ^ word ^ first);
    }
    [first, second >> 8 | 0xFE << 56]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn runs(text: &str) -> Vec<&str> {
        let mut runs = Runs::default();
        runs.find(text);
        runs.iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn runs_end_at_ascii_spaces_and_marks_alone() {
        assert_eq!(runs("يا حمار،أنت! 7mar.\nZ_9"), ["يا", "حمار،أنت", "7mar", "Z", "9"]);
    }

    proptest! {
        #[test]
        fn runs_are_what_splitting_gives(text in "[ -~]{0,300}|\\PC{0,90}|[a@Z\\[`{/0:9 ا،😀\n]{0,200}") {
            let split = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
            prop_assert_eq!(runs(&text), split.filter(|run| !run.is_empty()).collect::<Vec<_>>());
        }

        #[test]
        fn names_are_equal_where_runs_are(text in "[ab]{1,20} [ab]{1,20}( [ab]{1,40})?") {
            let mut found = Runs::default();
            found.find(&text);
            let named: Vec<_> =
                found.iter().map(|(start, end)| (&text[start..end], name(text.as_bytes(), start, end))).collect();
            for (run, name) in &named {
                for (other, other_name) in &named {
                    prop_assert_eq!(run == other, name == other_name);
                }
            }
        }
    }
}
