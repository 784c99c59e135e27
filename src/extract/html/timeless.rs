//! Comments without times, of markup that nobody knows: under a header, elements of one class, each with one element whose
//! class speaks of a name and one whose class speaks of a text.

use super::shape::{BODY_WORDS, NAME_WORDS, is_aside, is_short, speaks_of, time_of};
use crate::extract::{FoundComment, signs};
use crate::page::html::{Element, Tree};

/// The comments below the first header that has such elements below it; none where they have times as well.
pub(super) fn read(page: &Tree) -> Option<Vec<FoundComment>> {
    let headers =
        page.root().descendants().filter(|element| is_short(*element) && element.name() != "a" && !is_aside(*element));
    let is_header = |element: &Element<'_>| {
        element.first_text().is_some_and(signs::may_be_header) && signs::header(&element.line()).is_some()
    };
    headers.filter(is_header).find_map(|header| {
        let blocks: Vec<Element<'_>> =
            header.following().filter(|element| element.classes().next().is_some()).collect();
        let first = blocks.iter().find(|block| comment(**block).is_some())?;
        let alike: Vec<FoundComment> = blocks
            .iter()
            .filter(|block| signature(**block) == signature(*first))
            .filter_map(|block| comment(*block))
            .collect();
        let timed = first.descendants().any(|element| time_of(element).is_some());
        (!timed && !alike.is_empty()).then_some(alike)
    })
}

fn signature(element: Element<'_>) -> (&str, Option<&str>) {
    (element.name(), element.classes().next())
}

fn comment(block: Element<'_>) -> Option<FoundComment> {
    let is_small = |element: &Element<'_>| is_short(*element) && !element.line().is_empty();
    let names = &["by"].iter().chain(NAME_WORDS).copied().collect::<Vec<_>>();
    let author = block.descendants().filter(is_small).find(|element| speaks_of(*element, names))?;
    let body = block
        .descendants()
        .find(|element| *element != author && speaks_of(*element, BODY_WORDS) && !element.holds(author))?;
    let heading = block
        .descendants()
        .find(|element| matches!(element.name(), "h2" | "h3" | "h4" | "h5" | "h6") && *element != author);
    let name = author.line();
    let name = signs::without_verb(signs::bare_name(&name)).to_string();
    Some(FoundComment {
        author: Some(name).filter(|name| !name.is_empty()),
        title: heading.map(Element::line).filter(|title| !title.is_empty()),
        body: body.text(),
        ..FoundComment::default()
    })
}
