//! Comments of markup that nobody knows, told by their shape and the times in them.
//!
//! Under a header ("التعليقات (3)"), or in an element whose class speaks of comments, stand elements that each hold one
//! time. The largest element around a time that holds no other is that comment's; where replies stand inside what they
//! answer, it is the element of the same name and class as the others'. Where comments have no elements of their own, the
//! text of the section is read as [`text`](crate::extract::text) is. Without header or class, and without times, nothing
//! is read: lists of news have times as well.

use super::shape::{BODY_WORDS, COMMENT_WORDS, Told, is_aside, is_short, name_in, speaks_of, time_of};
use super::{declared, tables, timeless};
use crate::extract::text::{Lines, blocks};
use crate::extract::{Found, FoundComment, Layout, Parent, signs};
use crate::page::html::{Element, Tree};

/// The layout.
pub(super) struct Blocks;

impl Layout<Tree> for Blocks {
    fn name(&self) -> &'static str {
        "blocks"
    }

    fn site(&self) -> Option<&'static str> {
        None
    }

    fn recognises(&self, page: &Tree) -> bool {
        let found = self.read(page);
        !found.comments.is_empty() || found.declared == Some(0)
    }

    fn read(&self, page: &Tree) -> Found {
        let declared = declared::count(page);
        if declared == Some(0) {
            // The page says that there is none.
            return Found { declared, ..Found::default() };
        }
        if let Some(comments) = tables::read(page).or_else(|| timeless::read(page)) {
            return Found { comments, declared, ..Found::default() };
        }
        let mut best = Found::default();
        for section in sections(page).chain(above_buttons(page)) {
            let comments = section.comments();
            if section.buttons.is_some_and(|buttons| buttons != comments.len()) {
                continue;
            }
            let is_promised = section.count.is_some() && section.count == Some(comments.len() as u64);
            let found = Found { comments, declared: section.count, ..Found::default() };
            if is_promised {
                return found;
            }
            if found.comments.len() > best.comments.len() {
                best = found;
            }
        }
        best
    }
}

/// Where comments may stand.
struct Section<'page> {
    element: Element<'page>,
    /// The header, where there is one: comments stand below it.
    header: Option<Element<'page>>,
    count: Option<u64>,
    /// How many reply buttons stand in it, where nothing but those tells comments.
    buttons: Option<usize>,
}

/// The element that holds all buttons to answer, where a page has no header above comments.
fn above_buttons(page: &Tree) -> Option<Section<'_>> {
    let answers = |line: &str| signs::is_button(line) && (line.contains("رد") || line.to_lowercase().contains("reply"));
    let is_leaf = |element: &Element<'_>| element.children().next().is_none();
    let buttons: Vec<Element<'_>> = page
        .root()
        .descendants()
        .filter(is_leaf)
        .filter(|element| answers(&element.line()) && !is_aside(*element))
        .collect();
    let (first, last) = (*buttons.first()?, *buttons.last()?);
    if buttons.len() < 2 {
        return None;
    }
    let element = first.ancestors().find(|around| around.holds(last))?;
    Some(Section { element, header: None, count: None, buttons: Some(buttons.len()) })
}

/// How many sections are looked at on one page.
const MOST_SECTIONS: usize = 24;

fn sections(page: &Tree) -> impl Iterator<Item = Section<'_>> {
    let headers =
        page.root().descendants().filter(|element| is_short(*element) && !is_aside(*element)).filter_map(|element| {
            if element.name() == "a" || element.parent().is_some_and(|parent| parent.name() == "a") {
                return None;
            }
            if !element.first_text().is_some_and(signs::may_be_header) {
                return None;
            }
            let header = signs::header(&element.line())?;
            // The nearest element around the header that holds a time below it.
            // A box of comments is all there is of them.
            let boxed = element
                .ancestors()
                .find(|around| !matches!(around.name(), "body" | "html") && speaks_of(*around, COMMENT_WORDS));
            let inside = |around: &Element<'_>| boxed.is_none_or(|boxed| boxed == *around || boxed.holds(*around));
            let around =
                element.ancestors().take(5).take_while(inside).find(|around| has_time_below(*around, element))?;
            (!is_aside(around)).then_some(Section {
                element: around,
                header: Some(element),
                count: header.count,
                buttons: None,
            })
        });
    let classed = page
        .root()
        .descendants()
        .filter(|element| {
            matches!(element.name(), "div" | "section" | "ul" | "ol" | "dl" | "table" | "article" | "aside" | "main")
        })
        .filter(|element| {
            speaks_of(*element, COMMENT_WORDS) && !is_aside(*element) && has_time_below(*element, *element)
        })
        .map(|element| Section { element, header: None, count: None, buttons: None });
    headers.chain(classed).take(MOST_SECTIONS)
}

fn has_time_below(section: Element<'_>, header: Element<'_>) -> bool {
    section.descendants().filter(|element| element.place() > header.place()).any(|element| time_of(element).is_some())
}

/// An element with a time, and what it tells.
type Anchor<'page> = (Element<'page>, Told);

impl<'page> Section<'page> {
    fn comments(&self) -> Vec<FoundComment> {
        let anchors = self.anchors();
        if anchors.is_empty() {
            return Vec::new();
        }
        let blocks = self.blocks(&anchors);
        let read: Vec<FoundComment> = anchors
            .iter()
            .zip(&blocks)
            .enumerate()
            .map(|(number, ((_, told), block))| self.comment(number, told, *block, &anchors, &blocks))
            .collect();
        let with_body = read.iter().filter(|comment| !comment.body.is_empty()).count();
        // A block a comment, and words in them: else the comments have no elements of their own.
        if with_body * 2 > read.len() && read.iter().any(|comment| comment.author.is_some()) {
            let mut read = read;
            blocks::without_places(&mut read);
            return read;
        }
        // The smallest element around all times; a single time is in none that is smaller than the section.
        let holds_all = |around: &Element<'page>| anchors.iter().all(|(anchor, _)| around.holds(*anchor));
        let around = anchors[0].0.ancestors().find(holds_all).filter(|_| anchors.len() > 1).unwrap_or(self.element);
        let around = if self.element.holds(around) { around } else { self.element };
        let text = around.text_without(|element| self.header.is_some_and(|header| element == header));
        let flat = blocks::comments(Lines::of(&text).all());
        if flat.is_empty() && with_body == read.len() { read } else { flat }
    }

    /// The innermost elements with a time, below the header.
    fn anchors(&self) -> Vec<Anchor<'page>> {
        let begin = self.header.map_or(0, Element::place);
        let mut anchors: Vec<Anchor<'page>> = Vec::new();
        let mut end = None;
        for element in self.element.descendants().filter(|element| element.place() > begin) {
            if end.is_some_and(|end| element.place() > end) {
                break;
            }
            // The next heading of the header's kind is that of something else, unless it is a comment's own.
            let is_heading = self
                .header
                .is_some_and(|header| element.name() == header.name() && matches!(header.name(), "h1" | "h2" | "h3"));
            if is_heading && time_of(element).is_none() && (anchors.is_empty() || self.is_beside_header(element)) {
                break;
            }
            // The list ends where the page goes on: at a form, at a box of other things.
            if is_short(element) && !anchors.is_empty() && element.children().next().is_none() && is_end(element) {
                end = Some(element.place());
                continue;
            }
            let Some(told) = time_of(element) else { continue };
            match anchors.last_mut() {
                // "<a><time>": the inner one tells the same, and what machines read.
                Some((last, before)) if last.holds(element) => {
                    if before.name.is_none() || told.name.is_some() {
                        let stamp = told.stamp.clone().or_else(|| before.stamp.clone());
                        *before = Told { stamp, ..told };
                        *last = element;
                    } else {
                        before.stamp = before.stamp.take().or(told.stamp);
                    }
                }
                _ => anchors.push((element, told)),
            }
        }
        anchors
    }

    /// Whether an element stands as far out as the header: just beside it, or beside what holds it.
    fn is_beside_header(&self, element: Element<'page>) -> bool {
        let depth = |element: Element<'page>| element.ancestors().count();
        self.header.is_some_and(|header| depth(element) <= depth(header))
    }

    /// The element of each comment.
    fn blocks(&self, anchors: &[Anchor<'page>]) -> Vec<Element<'page>> {
        let is_alone = |element: Element<'page>| {
            anchors.iter().filter(|(anchor, _)| *anchor == element || element.holds(*anchor)).count() == 1
        };
        let top = |anchor: Element<'page>| {
            let inside = |element: &Element<'page>| {
                *element != self.element
                    && self.element.holds(*element)
                    && is_alone(*element)
                    && self.header.is_none_or(|header| !element.holds(header))
            };
            anchor.ancestors().take_while(|element| inside(element)).last().unwrap_or(anchor)
        };
        let tops: Vec<Element<'page>> = anchors.iter().map(|(anchor, _)| top(*anchor)).collect();
        // The signature that most blocks have; where a reply stands inside, the block is farther out.
        let signature = |element: Element<'page>| (element.name(), element.classes().next());
        let most = tops
            .iter()
            .map(|top| signature(*top))
            .max_by_key(|wanted| tops.iter().filter(|top| signature(**top) == *wanted).count());
        tops.into_iter()
            .map(|top| {
                let Some(wanted) = most.filter(|wanted| signature(top) != *wanted) else { return top };
                let mut outer = top.ancestors().take_while(|element| self.element.holds(*element));
                outer.find(|element| signature(*element) == wanted).unwrap_or(top)
            })
            .collect()
    }

    fn comment(
        &self,
        number: usize,
        told: &Told,
        block: Element<'page>,
        anchors: &[Anchor<'page>],
        blocks: &[Element<'page>],
    ) -> FoundComment {
        let anchor = anchors[number].0;
        let nested = |element: Element<'page>| {
            blocks
                .iter()
                .any(|other| *other != block && block.holds(*other) && (*other == element || other.holds(element)))
        };
        let inside: Vec<Element<'page>> =
            block.descendants().filter(|element| !nested(*element) && !element.is_hidden()).collect();
        let is_free = |element: Element<'page>| element != anchor && !element.holds(anchor) && !anchor.holds(element);
        let line_of =
            |element: Element<'page>| element.text_without(nested).split_whitespace().collect::<Vec<_>>().join(" ");
        let free: Vec<Element<'page>> = inside.iter().copied().filter(|element| is_free(*element)).collect();
        let body = inside.iter().copied().find(|element| {
            is_free(*element)
                && speaks_of(*element, BODY_WORDS)
                && !speaks_of(*element, &["name", "author", "user"])
                && !line_of(*element).is_empty()
        });
        let outside = |element: &Element<'page>| body.is_none_or(|body| body != *element && !body.holds(*element));
        let (beside, elsewhere): (Vec<_>, Vec<_>) =
            free.into_iter().filter(outside).partition(|element| element.parent() == anchor.parent());
        // A name stands beside its time more often than not.
        let free: Vec<Element<'page>> = beside.into_iter().chain(elsewhere).collect();
        let author = if told.name.is_some() { None } else { name_in(&free, line_of) };
        let is_known = |element: Element<'page>| {
            element == anchor
                || author == Some(element)
                || nested(element)
                || is_short(element) && signs::is_button(&element.line())
                || is_tool(element)
        };
        // Where the time's own element is all there is, the comments have no elements of their own.
        let text = if block == anchor { String::new() } else { body.unwrap_or(block).text_without(is_known) };
        let lines: Vec<&str> = text.lines().collect();
        let kept: Vec<&str> = lines.into_iter().filter(|line| !signs::is_button(line)).collect();
        let written = author.map(line_of).or_else(|| told.name.clone());
        let name = written.map(|name| signs::without_verb(signs::bare_name(&name)).to_string());
        let around =
            blocks.iter().enumerate().filter(|(_, other)| other.holds(block)).map(|(place, _)| place).next_back();
        FoundComment {
            id: id_of(block),
            parent: around.map_or(Parent::None, Parent::Place),
            author: name.clone().filter(|name| !name.is_empty()),
            title: None,
            time: Some(told.time.clone()),
            stamp: told.stamp.clone(),
            body: without_initial(&super::marked::without_signs(&kept.join("\n")), name.as_deref()),
        }
    }
}

/// A text without the letter that stands for a picture of its author above it.
fn without_initial(text: &str, name: Option<&str>) -> String {
    let initial = name.and_then(|name| name.chars().next());
    let rest = text.split_once('\n').filter(|(first, _)| first.chars().eq(initial)).map(|(_, rest)| rest.trim_start());
    rest.unwrap_or(text).to_string()
}

/// The id in a comment's element: its own attribute, with a number.
fn id_of(block: Element<'_>) -> Option<String> {
    let value = ["data-comment-id", "data-id", "id"].iter().find_map(|name| block.attribute(name))?;
    let digits = value.find(|sign: char| sign.is_ascii_digit())?;
    let id = &value[digits..];
    id.chars().all(|sign| sign.is_alphanumeric() || sign == '-').then(|| id.to_string())
}

/// Whether an element is a tool of the page: votes, avatars, links.
fn is_tool(element: Element<'_>) -> bool {
    speaks_of(
        element,
        &["vote", "like", "avatar", "action", "tools", "share", "report", "btn", "button", "badge", "rating"],
    ) && is_short(element)
}

/// Whether an element says that the comments end.
fn is_end(element: Element<'_>) -> bool {
    let line = element.line();
    !line.is_empty() && signs::is_below(&line)
}
