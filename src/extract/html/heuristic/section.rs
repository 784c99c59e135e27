//! A section of a page → its comments: one for each time, in the largest element that contains no other time.

use super::block::Block;
use super::evidence;
use super::shape::{FoundTime, Outermost, around, is_short, time_of};
use super::survey::Section;
use crate::extract::text::{Lines, blocks};
use crate::extract::{FoundComment, Parent, signs};
use crate::page::html::Element;
use std::collections::HashMap;

/// An element with a time, and the time.
type SectionAnchor<'page> = (Element<'page>, FoundTime);

impl<'page> Section<'_, 'page> {
    /// The comments of the section.
    pub(super) fn comments(&self) -> Vec<FoundComment> {
        let anchors = self.anchors();
        if anchors.is_empty() {
            return Vec::new();
        }
        let elements = self.elements(&anchors);
        let mut read = self.by_elements(&anchors, &elements);
        let with_body = read.iter().filter(|comment| !comment.body.is_empty()).count();
        // One element with text for each comment; otherwise the comments have no elements of their own.
        if with_body * 2 > read.len() && read.iter().any(|comment| comment.author.is_some()) {
            if !evidence::is_of_readers(self, &elements, &read) {
                return Vec::new();
            }
            blocks::without_places(&mut read);
            return read;
        }
        let flat = self.by_lines(&anchors);
        let is_whole = flat.is_empty() && with_body == read.len();
        if is_whole && evidence::is_of_readers(self, &elements, &read) { read } else { flat }
    }

    /// The innermost elements with a time, below the header and above the end of the comments.
    fn anchors(&self) -> Vec<SectionAnchor<'page>> {
        let first = self.first.map_or(self.element.index(), |first| first.index().saturating_sub(1));
        let begin = self.header.map_or(first, Element::index);
        let mut times = self.survey.times(self.element, begin).iter().peekable();
        let mut anchors: Vec<SectionAnchor<'page>> = Vec::new();
        for element in self.element.descendants().filter(|element| element.index() > begin) {
            if self.ends_at(element, anchors.is_empty()) {
                break;
            }
            let Some((_, found)) = times.next_if(|(next, _)| *next == element) else { continue };
            match anchors.last_mut() {
                // "<a><time>": the inner one has the same time, and the machine-readable one.
                Some((last, before)) if last.holds(element) => {
                    let stamp = found.stamp.clone().or(before.stamp.take());
                    // "سمير4 مارس" without a space, and a short comment with all lines around one time, give no name.
                    let is_better = found.time.len() > before.time.len() || last.text().contains('\n');
                    if before.name.is_none() || found.name.is_some() || is_better {
                        (*last, *before) = (element, found.clone());
                    }
                    before.stamp = stamp;
                }
                Some((last, _)) if is_told_again(*last, element, &found.time) => {}
                _ => anchors.push((element, found.clone())),
            }
        }
        anchors
    }

    /// Whether the comments end where this element begins: at another section's heading, or at what follows the
    /// last comment.
    fn ends_at(&self, element: Element<'page>, is_first: bool) -> bool {
        let is_heading =
            |header: Element<'page>| element.name() == header.name() && matches!(header.name(), "h1" | "h2" | "h3");
        // A heading inside a comment belongs to it.
        if self.header.is_some_and(is_heading)
            && time_of(element).is_none()
            && (is_first || self.is_beside_header(element))
        {
            return true;
        }
        !is_first
            && element.text_length() > 0
            && is_short(element)
            && element.children().next().is_none()
            && signs::is_below(&element.line())
    }

    /// Whether an element is at the header's level: its sibling, or a sibling of its parent.
    fn is_beside_header(&self, element: Element<'page>) -> bool {
        let depth = |element: Element<'page>| element.ancestors().count();
        self.header.is_some_and(|header| depth(element) <= depth(header))
    }

    /// Reads each comment from its element.
    fn by_elements(&self, anchors: &[SectionAnchor<'page>], elements: &[Element<'page>]) -> Vec<FoundComment> {
        let answered = around(elements);
        let blocks = anchors.iter().enumerate().map(|(number, (anchor, found))| {
            let element = elements[number];
            let inside = elements[number + 1..].iter().take_while(|other| element.holds(**other));
            Block { anchor: *anchor, found: found.clone(), element, nested: Outermost::of(inside.copied()) }
        });
        let comments = blocks.zip(answered);
        comments
            .map(|(block, answered)| FoundComment {
                parent: answered.map_or(Parent::None, Parent::Index),
                ..block.comment()
            })
            .collect()
    }

    /// The element of each comment: the largest that contains its time and no other; where replies are nested, the one
    /// with the name and class that most of the others have.
    fn elements(&self, anchors: &[SectionAnchor<'page>]) -> Vec<Element<'page>> {
        let held = |element: Element<'page>| {
            let begin = anchors.partition_point(|(anchor, _)| anchor.index() < element.index());
            anchors[begin..].partition_point(|(anchor, _)| *anchor == element || element.holds(*anchor))
        };
        let is_inside = |element: &Element<'page>| {
            self.element.holds(*element) && self.header.is_none_or(|header| !element.holds(header))
        };
        let top = |anchor: Element<'page>| {
            let alone = anchor.ancestors().take_while(|element| is_inside(element) && held(*element) == 1);
            let top = alone.last().unwrap_or(anchor);
            // The list around a single reply contains one time too.
            let mut items = top.children();
            items.next().filter(|_| is_list(top) && items.next().is_none()).unwrap_or(top)
        };
        let tops: Vec<Element<'page>> = anchors.iter().map(|(anchor, _)| top(*anchor)).collect();
        let signature = |element: Element<'page>| (element.name(), element.classes().next());
        let mut counts: HashMap<_, usize> = HashMap::new();
        for top in &tops {
            *counts.entry(signature(*top)).or_default() += 1;
        }
        // Of two equally common ones, that of the later comment: replies, whose elements are complete.
        let most = tops.iter().map(|top| signature(*top)).max_by_key(|signature| counts[signature]);
        let mut taken = Vec::with_capacity(tops.len());
        for top in tops {
            let outer = || {
                let mut outer = top.ancestors().take_while(is_inside);
                outer.find(|element| Some(signature(*element)) == most)
            };
            let element = if Some(signature(top)) == most { top } else { outer().unwrap_or(top) };
            // One element belongs to one comment.
            taken.push(if taken.last() == Some(&element) { top } else { element });
        }
        taken
    }

    /// Reads the comments from the lines of their text, where they have no elements of their own.
    fn by_lines(&self, anchors: &[SectionAnchor<'page>]) -> Vec<FoundComment> {
        // The smallest element around all times; for a single time, the section.
        let (first, last) = (anchors[0].0, anchors[anchors.len() - 1].0);
        let around_all = first.ancestors().find(|around| around.holds(last)).filter(|_| anchors.len() > 1);
        let around = around_all.filter(|around| self.element.holds(*around)).unwrap_or(self.element);
        if !evidence::may_be_lines(self, around) {
            return Vec::new();
        }
        let text = around.text_without(|element| self.header == Some(element));
        let comments = blocks::comments(Lines::of(&text).all());
        let named = comments.iter().filter(|comment| comment.author.is_some()).count();
        let with_body = comments.iter().filter(|comment| !comment.body.is_empty()).count();
        // Buttons to answer are readers' whatever stands beside them.
        let is_doubtful = self.buttons.is_none()
            && (named.min(with_body) * 2 < comments.len() || evidence::are_titles(around, &comments));
        if is_doubtful { Vec::new() } else { comments }
    }
}

/// Whether an element beside that of a time tells no other comment's: a time of day, or one of two that some pages show in
/// turn in an element of their own.
fn is_told_again(last: Element<'_>, element: Element<'_>, time: &str) -> bool {
    let parent = element.parent().filter(|parent| last.parent() == Some(*parent));
    let is_of_times = |parent| time_of(parent).is_some_and(|found| found.name.is_none());
    parent.is_some_and(|parent| signs::is_time_of_day(time) || is_of_times(parent))
}

/// Whether an element is a list of comments, not one comment.
fn is_list(element: Element<'_>) -> bool {
    matches!(element.name(), "ul" | "ol" | "dl")
}
