//! Raw spans: the longest runs of bytes in a text without `_` and without ASCII characters below `0`, found sixteen
//! bytes at a time.
//!
//! [`super::tokenizer`] ends a word at every ASCII character that is neither letter nor digit, so a span has the same
//! tokens wherever it occurs, and one that is cached need not be tokenized again. What crosses such a character (an
//! address, a compound name) is tokenized together with the text after it; see [`RawSpans::reached`].

use super::token::mix;
use wide::u8x16;

/// The raw spans of a text of one or more fields; the buffers are reused from one text to the next.
#[derive(Debug, Clone)]
pub(crate) struct RawSpans {
    /// The fields, each followed by a zero, and then a block of zeros, so that no loop has a special last step. As long
    /// as 16 bits can index and a window more, so that no window needs a bounds check.
    text: Box<[u8; BUFFER]>,
    /// The end of each field, a byte offset.
    ends: Vec<u16>,
    /// The start and end of each span, alternating; valid up to `count`.
    edges: Vec<u16>,
    /// The number of edges.
    count: usize,
}

impl Default for RawSpans {
    fn default() -> Self {
        Self { text: bytemuck::zeroed_box(), ends: Vec::new(), edges: Vec::new(), count: 0 }
    }
}

/// Bytes a step: one for each bit of a `u64`.
const BLOCK: usize = 64;

/// Edges written at once, present or not: the end of a loop with a step for each edge present would be mispredicted.
const AT_ONCE: usize = 16;

/// The size of the text buffer: the longest text and a window.
const BUFFER: usize = (1 << 16) + WINDOW;

impl RawSpans {
    /// The length of the longest text whose spans are found, in bytes.
    pub(crate) const LONGEST: usize = (1 << 16) - 2 * BLOCK;

    /// Finds the spans of a text, replacing those of the last one. `None` for a text longer than [`Self::LONGEST`].
    pub(crate) fn find<'text>(&mut self, fields: impl IntoIterator<Item = &'text str>) -> Option<()> {
        self.ends.clear();
        self.count = 0;
        let mut length = 0;
        for field in fields {
            let end = length + field.len();
            if end >= Self::LONGEST {
                return None;
            }
            self.text[length..end].copy_from_slice(field.as_bytes());
            self.text[end] = 0;
            self.ends.push(end as u16);
            length = end + 1;
        }
        self.text[length..length + BLOCK].fill(0);
        let blocks = (length + BLOCK) / BLOCK;
        if self.edges.len() < (blocks + 1) * BLOCK {
            self.edges.resize((blocks + 1) * BLOCK, 0);
        }
        let mut inside = 0;
        for (number, block) in self.text.as_chunks::<BLOCK>().0[..blocks].iter().enumerate() {
            let mut members = 0;
            for (index, sixteen) in block.as_chunks::<16>().0.iter().enumerate() {
                members |= u64::from(members_of(u8x16::new(*sixteen))) << (16 * index);
            }
            let edges = members ^ (members << 1 | inside);
            inside = members >> (BLOCK - 1);
            let mut left = edges;
            for chunk in self.edges[self.count..].as_chunks_mut::<AT_ONCE>().0 {
                for edge in chunk {
                    *edge = (BLOCK * number) as u16 + (left | 1 << (BLOCK - 1)).trailing_zeros() as u16;
                    left &= left.wrapping_sub(1);
                }
                if left == 0 {
                    break;
                }
            }
            self.count += edges.count_ones() as usize;
        }
        Some(())
    }

    /// The length of the fields in bytes, with one byte between two.
    pub(crate) fn length(&self) -> usize {
        self.ends.last().map_or(0, |end| usize::from(*end))
    }

    /// The span with this index.
    pub(crate) fn get(&self, index: usize) -> Option<RawSpan> {
        let [start, end] = *self.all().get(index)?;
        Some(RawSpan { start, end, next: index + 1 })
    }

    /// The text of a span in its field, whose text this is.
    pub(crate) fn text<'text>(&self, span: RawSpan, field: usize, text: &'text str) -> &'text str {
        let begin = field.checked_sub(1).map_or(0, |before| self.ends[before] + 1);
        // Spans begin and end at ASCII characters, so their characters are whole.
        text.get(usize::from(span.start - begin)..usize::from(span.end - begin)).unwrap_or_default()
    }

    /// A span extended over the next one, if a single byte separates them, or to the next white space; never beyond its
    /// field. `None` where that does not extend it.
    pub(crate) fn reached(&self, span: RawSpan, reach: Reach, field: usize) -> Option<RawSpan> {
        let after = self.all().get(span.next..self.field_end(field))?;
        let reached = match reach {
            Reach::NextSpan => {
                let [_, end] = *after.first().filter(|[start, _]| *start == span.end + 1)?;
                RawSpan { end, next: span.next + 1, ..span }
            }
            Reach::WhiteSpace => {
                let rest = self.text[usize::from(span.end)..usize::from(self.ends[field])].iter();
                let end = span.end + rest.take_while(|byte| !byte.is_ascii_whitespace()).count() as u16;
                RawSpan { end, next: span.next + after.partition_point(|[start, _]| *start < end), ..span }
            }
        };
        (reached.end > span.end).then_some(reached)
    }

    /// The index of the first span after a field.
    pub(crate) fn field_end(&self, field: usize) -> usize {
        match self.ends.get(field) {
            Some(end) if field + 1 < self.ends.len() => self.all().partition_point(|[start, _]| start < end),
            _ => self.all().len(),
        }
    }

    /// The start and end of each span in bytes, in order.
    #[inline]
    fn all(&self) -> &[[u16; 2]] {
        self.edges[..self.count].as_chunks().0
    }

    /// The hashes of the spans, in order.
    #[inline]
    pub(crate) fn hashes(&self) -> impl ExactSizeIterator<Item = SpanHash> {
        self.all().iter().map(|[start, end]| SpanHash::of(&self.text, *start, *end))
    }
}

/// A raw span, perhaps extended over spans after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawSpan {
    start: u16,
    end: u16,
    /// The index of the first span after it.
    pub next: usize,
}

/// How far a span may extend beyond its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Over the next one, if a single byte separates them: the two may be a compound name.
    NextSpan,
    /// To the next white space: an address.
    WhiteSpace,
}

/// A bit for each byte: whether it belongs to a span. All from `0` on do, except `_`, which separates the words of a
/// hashtag. So the ASCII marks above the digits do not end a span; the tokenizer splits at them.
#[inline]
fn members_of(bytes: u8x16) -> u32 {
    let from_digits = bytes.max(u8x16::splat(b'0')).simd_eq(bytes);
    let separating = bytes.simd_eq(u8x16::splat(b'_'));
    (from_digits & !separating).to_bitmask()
}

/// A 64-bit hash of a span or a folded word: equal spans, equal hashes. Two of a million different ones collide with
/// probability 1 in 10 million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct SpanHash(u64);

/// Bytes hashed at once.
const WINDOW: usize = 16;

impl SpanHash {
    /// The hash of the span from `start` to `end`.
    #[inline]
    fn of(text: &[u8; BUFFER], start: u16, end: u16) -> Self {
        let length = usize::from(end - start);
        let hash = if length > WINDOW { hash_longer(text, start, length) } else { hash_window(text, start, length) };
        Self(hash)
    }

    /// The hash of the folded word with this key; a span has the same only by chance.
    #[inline]
    pub(crate) const fn of_word(key: u64) -> Self {
        Self(key)
    }

    /// The hash as a number, whose bits are evenly distributed.
    #[inline]
    pub(crate) const fn number(self) -> u64 {
        self.0
    }
}

/// A hash of up to sixteen bytes: the product of their two halves, its own halves XORed (Wang Yi, wyhash).
#[inline]
fn hash_window(text: &[u8; BUFFER], start: u16, length: usize) -> u64 {
    let window = text[usize::from(start)..].first_chunk::<WINDOW>().unwrap_or(&[0; WINDOW]);
    let number = u128::from_le_bytes(*window);
    let [keep_first, keep_second] = KEPT[length.min(WINDOW)];
    // UTF-8 has no byte 0xFF, so neither factor is ever zero.
    let first = number as u64 & keep_first ^ 0xFF51_AFD7_ED55_8CCD;
    let second = (number >> 64) as u64 & keep_second ^ 0xFFCE_B9FE_1A85_EC53;
    let product = u128::from(first) * u128::from(second);
    product as u64 ^ (product >> 64) as u64
}

#[cold]
#[inline(never)]
fn hash_longer(text: &[u8; BUFFER], start: u16, length: usize) -> u64 {
    // Mixed before the XOR and not after it: two equal windows must not cancel out.
    (0..length).step_by(WINDOW).fold(0, |hash, from| mix(hash) ^ hash_window(text, start + from as u16, length - from))
}

/// For each length, a mask of the bits that belong to the span in each half of the window.
const KEPT: [[u64; 2]; WINDOW + 1] = {
    let mut kept = [[0; 2]; WINDOW + 1];
    let mut length = 0;
    while length <= WINDOW {
        let all = if length == WINDOW { u128::MAX } else { (1 << (8 * length)) - 1 };
        kept[length] = [all as u64, (all >> 64) as u64];
        length += 1;
    }
    kept
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(fields: &[&str]) -> RawSpans {
        let mut spans = RawSpans::default();
        // Results of an earlier text must not remain.
        spans.find(["before, and longer than most of what comes", "behind it"]).unwrap();
        spans.find(fields.iter().copied()).unwrap();
        spans
    }

    fn text(spans: &RawSpans, span: RawSpan) -> &str {
        str::from_utf8(&spans.text[usize::from(span.start)..usize::from(span.end)]).unwrap()
    }

    fn strings(spans: &RawSpans) -> Vec<&str> {
        (0..spans.all().len()).map(|index| text(spans, spans.get(index).unwrap())).collect()
    }

    #[test]
    fn spans_end_at_spaces_and_marks_before_the_digits_and_at_underscores() {
        assert_eq!(strings(&found(&["يا حمار،أنت! 7mar.\nZ_9 a:b"])), ["يا", "حمار،أنت", "7mar", "Z", "9", "a:b"]);
    }

    #[test]
    fn spans_end_where_fields_end() {
        let spans = found(&["ab c", "", "def", "g"]);
        assert_eq!(strings(&spans), ["ab", "c", "def", "g"]);
        assert_eq!([0, 1, 2, 3].map(|field| spans.field_end(field)), [2, 2, 3, 4]);
        assert_eq!(spans.text(spans.get(2).unwrap(), 2, "def"), "def");
    }

    #[test]
    fn a_span_extends_over_the_next_or_to_white_space_and_never_into_another_field() {
        let spans = found(&["a http://b.c/ d  e", "f g."]);
        let reached = |index, reach| {
            let span = spans.get(index).unwrap();
            spans.reached(span, reach, usize::from(index > 5)).map(|span| (text(&spans, span), span.next))
        };
        assert_eq!([0, 6].map(|index| reached(index, Reach::NextSpan)), [Some(("a http:", 2)), Some(("f g", 8))]);
        assert_eq!([1, 4, 5, 7].map(|index| reached(index, Reach::NextSpan)), [None; 4]);
        assert_eq!([1, 7].map(|index| reached(index, Reach::WhiteSpace)), [Some(("http://b.c/", 4)), Some(("g.", 8))]);
        assert_eq!([0, 4, 5, 6].map(|index| reached(index, Reach::WhiteSpace)), [None; 4]);
    }

    #[test]
    fn a_text_too_long_for_its_edges_is_refused() {
        let mut spans = RawSpans::default();
        assert_eq!(spans.find([&*"ا".repeat(RawSpans::LONGEST / 2 + 1)]), None);
        let longest = "ا ".repeat(RawSpans::LONGEST / 3 - 1);
        assert_eq!(spans.find([&*longest]), Some(()));
        assert_eq!(spans.all().len(), RawSpans::LONGEST / 3 - 1);
        assert_eq!(spans.find([&*longest, &*longest]), None);
    }

    #[test]
    fn spans_of_equal_parts_have_different_hashes() {
        let pictures: String = ["😂", "🌹", "ـه", "هها"].map(|part| part.repeat(8) + " ").concat();
        let spans = found(&[&pictures]);
        let hashes: Vec<SpanHash> = spans.hashes().collect();
        assert!(hashes.iter().all(|hash| hashes.iter().filter(|other| *other == hash).count() == 1), "{hashes:?}");
        assert!(hashes.iter().all(|hash| *hash != SpanHash::default()));
    }

    proptest! {
        #[test]
        fn spans_are_what_splitting_gives(text in "[ -?A-~]{0,300}|\\PC{0,90}|[aZ\\[`{/0:9 ا،😀\n]{0,200}") {
            let split = text.split(|c: char| c < '0' || c == '_');
            let spans = found(&[&text]);
            prop_assert_eq!(strings(&spans), split.filter(|span| !span.is_empty()).collect::<Vec<_>>());
        }

        #[test]
        fn hashes_are_equal_where_spans_are(text in "[ab]{1,20} [ab]{1,20}( [ab]{1,40})?") {
            let spans = found(&[&text]);
            let hashed: Vec<_> = strings(&spans).into_iter().zip(spans.hashes()).collect();
            for (span, hash) in &hashed {
                for (other, other_hash) in &hashed {
                    prop_assert_eq!(span == other, hash == other_hash);
                }
            }
        }
    }
}
