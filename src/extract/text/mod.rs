//! Layouts of pages saved as plain text.

mod arabi21;
mod baladi_news;
pub(super) mod blocks;
mod elaph;
pub(super) mod lines;
mod shorouk;
mod unknown;
mod wordpress;

pub(super) use lines::Lines;

use super::{Layout, ReadPage, signs};

/// All layouts, more specific before more general; pages of none are read by their shape.
pub(super) const LAYOUTS: &[&dyn for<'page> Layout<Lines<'page>>] =
    &[&arabi21::Arabi21, &elaph::Elaph, &shorouk::Shorouk, &baladi_news::BaladiNews, &wordpress::WordPress];

/// Reads a text if the layout of a site recognises it.
pub(super) fn read_site(text: &str) -> Option<ReadPage> {
    by_layout(&Lines::of(&signs::without_direction(text))).filter(|read| read.site.is_some())
}

/// Reads a page of text.
pub(super) fn read(text: &str) -> ReadPage {
    let text = signs::without_direction(text);
    let lines = Lines::of(&text);
    let by_shape = || {
        let found = blocks::read(&lines)?;
        Some(ReadPage { layout: Some(blocks::NAME), found, ..ReadPage::default() })
    };
    let unknown = || ReadPage { found: unknown::read(&lines), ..ReadPage::default() };
    by_layout(&lines).or_else(by_shape).unwrap_or_else(unknown)
}

/// Reads a page by the first layout that recognises it, even if it finds no comments.
fn by_layout(lines: &Lines<'_>) -> Option<ReadPage> {
    let layout = LAYOUTS.iter().find(|layout| layout.recognises(lines))?;
    Some(ReadPage::by(*layout, layout.read(lines)))
}
