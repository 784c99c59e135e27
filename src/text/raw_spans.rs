//! RawSpans: what stands between the spaces and marks of a text that come before the digits in ASCII, found sixteen bytes at a
//! time.
//!
//! [`super::tokenizer`] ends a word at every ASCII character that is neither letter nor digit, and so a span folds to the same
//! words wherever it stands: who has met it once need not fold it again. What does reach over such a character (an
//! address, a name of two words) is read together with what stands behind it; see [`RawSpans::reached`].

use super::token::mix;
use wide::u8x16;

/// The spans of a text of one or more fields; the buffers are kept from one text to the next.
#[derive(Debug, Clone)]
pub(crate) struct RawSpans {
    /// The fields, a zero behind each, and a block of zeros behind them all: no loop has a last step of another kind. As
    /// long as 16 bits can say and a window more, so that no window needs to be looked for twice.
    text: Box<[u8; ROOM]>,
    /// Where the fields end.
    ends: Vec<u16>,
    /// Beginning and end of each span, one after the other.
    edges: Vec<u16>,
    /// How many edges there are.
    count: usize,
}

impl Default for RawSpans {
    fn default() -> Self {
        Self { text: bytemuck::zeroed_box(), ends: Vec::new(), edges: Vec::new(), count: 0 }
    }
}

/// As many bytes at a time as a number has bits.
const BLOCK: usize = 64;

/// So many edges are written at once, be they there or not: a loop of as many steps as there are edges ends where the
/// processor does not expect it.
const AT_ONCE: usize = 16;

/// The longest text, and a window behind it.
const ROOM: usize = (1 << 16) + WINDOW;

impl RawSpans {
    /// The longest text whose spans are found, in bytes.
    pub(crate) const LONGEST: usize = (1 << 16) - 2 * BLOCK;

    /// Finds the spans of a text, forgetting those of the text before. `None` for a text that is longer than
    /// [`Self::LONGEST`].
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
            for room in self.edges[self.count..].as_chunks_mut::<AT_ONCE>().0 {
                for place in room {
                    *place = (BLOCK * number) as u16 + (left | 1 << (BLOCK - 1)).trailing_zeros() as u16;
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

    /// How many bytes the fields have.
    pub(crate) fn length(&self) -> usize {
        self.ends.last().map_or(0, |end| usize::from(*end))
    }

    /// A span by its number.
    pub(crate) fn get(&self, number: usize) -> Option<RawSpan> {
        let [start, end] = *self.all().get(number)?;
        Some(RawSpan { start, end, next: number + 1 })
    }

    /// The text of a span.
    pub(crate) fn text(&self, span: RawSpan) -> &str {
        let bytes = &self.text[usize::from(span.start)..usize::from(span.end)];
        // It begins and ends at ASCII characters.
        str::from_utf8(bytes).unwrap_or_default()
    }

    /// The hash of a span.
    pub(crate) fn hash(&self, span: RawSpan) -> SpanHash {
        SpanHash::of(&self.text, span.start, span.end)
    }

    /// As far as a span reaches, if that is beyond its end: over the span behind a single space or mark, or to the
    /// next white space; never out of its field.
    pub(crate) fn reached(&self, span: RawSpan, reach: Reach, field: usize) -> Option<RawSpan> {
        let behind = self.all().get(span.next..self.field_end(field))?;
        let reached = match reach {
            Reach::Neighbour => {
                let [_, end] = *behind.first().filter(|[start, _]| *start == span.end + 1)?;
                RawSpan { end, next: span.next + 1, ..span }
            }
            Reach::WhiteSpace => {
                let rest = self.text[usize::from(span.end)..usize::from(self.ends[field])].iter();
                let end = span.end + rest.take_while(|byte| !byte.is_ascii_whitespace()).count() as u16;
                RawSpan { end, next: span.next + behind.partition_point(|[start, _]| *start < end), ..span }
            }
        };
        (reached.end > span.end).then_some(reached)
    }

    /// How many fields there are.
    pub(crate) fn fields(&self) -> usize {
        self.ends.len()
    }

    /// The number of the first span behind a field.
    pub(crate) fn field_end(&self, field: usize) -> usize {
        match self.ends.get(field) {
            Some(end) if field + 1 < self.ends.len() => self.all().partition_point(|[start, _]| start < end),
            _ => self.all().len(),
        }
    }

    /// Beginning and end of each span in bytes, in order.
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

/// A piece of a text, from the beginning of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawSpan {
    start: u16,
    end: u16,
    /// The number of the first span behind it.
    pub next: usize,
}

/// How far a span may reach beyond its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Perhaps over the next one, if a single space or mark stands between: the two may be one name.
    Neighbour,
    /// To the next white space: an address.
    WhiteSpace,
}

/// A bit for each of, the bytes that belong to spans: all from the digits on but `_`, which parts the words of a hashtag. So
/// the few ASCII marks behind the digits do not end a span; folding parts what they part.
#[inline]
fn members_of(bytes: u8x16) -> u32 {
    let from_digits = bytes.max(u8x16::splat(b'0')).simd_eq(bytes);
    let parting = bytes.simd_eq(u8x16::splat(b'_'));
    (from_digits & !parting).to_bitmask()
}

/// A 64-bit hash of a span or a folded word: equal spans, equal hashes. Two of a million different ones have the same
/// name with a chance of one in ten million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct SpanHash(u64);

/// So many bytes are named at once.
const WINDOW: usize = 16;

impl SpanHash {
    /// The hash of the span from `start` to `end`.
    #[inline]
    fn of(text: &[u8; ROOM], start: u16, end: u16) -> Self {
        let length = usize::from(end - start);
        let name = if length > WINDOW { longer(text, start, length) } else { part(text, start, length) };
        Self(name)
    }

    /// The name of a folded word with this key: no span has it but by chance.
    #[inline]
    pub(crate) const fn of_word(key: u64) -> Self {
        Self(key)
    }

    /// The name as a number, whose bits are evenly distributed.
    #[inline]
    pub(crate) const fn number(self) -> u64 {
        self.0
    }
}

/// A hash of up to sixteen bytes: the two halves multiplied, and the halves of the product (Wang Yi, wyhash).
#[inline]
fn part(text: &[u8; ROOM], start: u16, length: usize) -> u64 {
    let window = text[usize::from(start)..].first_chunk::<WINDOW>().unwrap_or(&[0; WINDOW]);
    let number = u128::from_le_bytes(*window);
    let [keep_first, keep_second] = KEPT[length.min(WINDOW)];
    // No text has the bytes 0xFF, so neither factor is ever zero.
    let first = number as u64 & keep_first ^ 0xFF51_AFD7_ED55_8CCD;
    let second = (number >> 64) as u64 & keep_second ^ 0xFFCE_B9FE_1A85_EC53;
    let product = u128::from(first) * u128::from(second);
    product as u64 ^ (product >> 64) as u64
}

#[cold]
#[inline(never)]
fn longer(text: &[u8; ROOM], start: u16, length: usize) -> u64 {
    // Mixed before and not behind: two equal parts must not cancel out.
    (0..length).step_by(WINDOW).fold(0, |name, from| mix(name) ^ part(text, start + from as u16, length - from))
}

/// For each length, which bits of the sixteen bytes belong to the span.
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
        // What was found before must not show.
        spans.find(["before, and longer than most of what comes", "behind it"]).unwrap();
        spans.find(fields.iter().copied()).unwrap();
        spans
    }

    fn strings(spans: &RawSpans) -> Vec<&str> {
        (0..spans.all().len()).map(|number| spans.text(spans.get(number).unwrap())).collect()
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
    }

    #[test]
    fn a_span_reaches_over_its_neighbour_or_to_white_space_and_never_into_another_field() {
        let spans = found(&["a http://b.c/ d  e", "f g."]);
        let reached = |number, reach| {
            let span = spans.get(number).unwrap();
            spans.reached(span, reach, usize::from(number > 5)).map(|span| (spans.text(span), span.next))
        };
        assert_eq!([0, 6].map(|number| reached(number, Reach::Neighbour)), [Some(("a http:", 2)), Some(("f g", 8))]);
        assert_eq!([1, 4, 5, 7].map(|number| reached(number, Reach::Neighbour)), [None; 4]);
        assert_eq!(
            [1, 7].map(|number| reached(number, Reach::WhiteSpace)),
            [Some(("http://b.c/", 4)), Some(("g.", 8))]
        );
        assert_eq!([0, 4, 5, 6].map(|number| reached(number, Reach::WhiteSpace)), [None; 4]);
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
    fn spans_of_equal_parts_have_names_of_their_own() {
        let pictures: String = ["😂", "🌹", "ـه", "هها"].map(|part| part.repeat(8) + " ").concat();
        let spans = found(&[&pictures]);
        let names: Vec<SpanHash> = spans.hashes().collect();
        assert!(names.iter().all(|name| names.iter().filter(|other| *other == name).count() == 1), "{names:?}");
        assert!(names.iter().all(|name| *name != SpanHash::default()));
    }

    proptest! {
        #[test]
        fn spans_are_what_splitting_gives(text in "[ -?A-~]{0,300}|\\PC{0,90}|[aZ\\[`{/0:9 ا،😀\n]{0,200}") {
            let split = text.split(|c: char| c < '0' || c == '_');
            let spans = found(&[&text]);
            prop_assert_eq!(strings(&spans), split.filter(|span| !span.is_empty()).collect::<Vec<_>>());
        }

        #[test]
        fn names_are_equal_where_spans_are(text in "[ab]{1,20} [ab]{1,20}( [ab]{1,40})?") {
            let spans = found(&[&text]);
            let named: Vec<_> = strings(&spans).into_iter().zip(spans.hashes()).collect();
            for (span, name) in &named {
                for (other, other_name) in &named {
                    prop_assert_eq!(span == other, name == other_name);
                }
            }
        }
    }
}
