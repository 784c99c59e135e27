//! Layouts of pages saved as plain text.

mod arabi21;
mod baladi_news;
pub mod blocks;
mod elaph;
pub mod lines;
mod shorouk;
mod unknown;
mod wordpress;

pub use lines::Lines;

use super::{Layout, ReadPage};

/// Every layout, the more specific before the more general.
pub const LAYOUTS: &[&dyn for<'page> Layout<Lines<'page>>] = &[
    &arabi21::Arabi21,
    &elaph::Elaph,
    &shorouk::Shorouk,
    &baladi_news::BaladiNews,
    &wordpress::WordPress,
    &blocks::Blocks,
];

/// Reads a text by the layout of a site, where it is one's.
pub(super) fn read_site(text: &str) -> Option<ReadPage> {
    let lines = Lines::of(text);
    let mut sites = LAYOUTS.iter().filter(|layout| layout.site().is_some());
    sites.find(|layout| layout.recognises(&lines)).map(|layout| ReadPage::by(*layout, layout.read(&lines)))
}

/// Reads a page of text.
pub(super) fn read(text: &str) -> ReadPage {
    let lines = Lines::of(text);
    for layout in LAYOUTS {
        if layout.recognises(&lines) {
            return ReadPage::by(*layout, layout.read(&lines));
        }
    }
    ReadPage { found: unknown::read(&lines), ..ReadPage::default() }
}
