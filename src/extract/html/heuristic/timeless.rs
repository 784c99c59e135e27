//! Comments without times in unknown markup: under a header, elements of one class, each with one element whose
//! class suggests a name and one whose class suggests a text.

use super::shape::{BODY_WORDS, NAME_WORDS, is_short, speaks_of};
use super::survey::Survey;
use crate::extract::{FoundComment, signs};
use crate::page::html::Element;

/// The comments below the first header with such elements below it; `None` where they have times too.
pub(super) fn read(survey: &Survey<'_>) -> Option<Vec<FoundComment>> {
    survey.headers().find_map(|(header, _)| {
        let blocks: Vec<Element<'_>> =
            header.following().filter(|element| element.classes().next().is_some()).collect();
        let first = *blocks.iter().find(|block| comment(**block).is_some())?;
        if !survey.times(first, 0).is_empty() {
            return None;
        }
        let alike = blocks.into_iter().filter(|block| signature(*block) == signature(first));
        Some(alike.filter_map(comment).collect())
    })
}

fn signature(element: Element<'_>) -> (&str, Option<&str>) {
    (element.name(), element.classes().next())
}

fn comment(block: Element<'_>) -> Option<FoundComment> {
    // A form for a comment has names and texts too.
    if block.is_hidden() || block.descendants().any(|inner| inner.name() == "form") {
        return None;
    }
    let is_small = |element: &Element<'_>| is_short(*element) && !element.line().is_empty();
    let is_name = |element: &Element<'_>| speaks_of(*element, NAME_WORDS) || speaks_of(*element, &["by"]);
    let author = block.descendants().filter(is_small).find(is_name)?;
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
