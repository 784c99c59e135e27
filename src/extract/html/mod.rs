//! Layouts of pages saved as HTML.
//!
//! A layout here is a table of selectors, [`Marks`], in a file of its own that names its source; one reader,
//! [`Marked`], works from any of them. `json_ld` reads JSON-LD scripts; `heuristic` reads pages of unknown markup by
//! their shape and the times in them.

mod address;
mod article;
mod fields;
mod heuristic;
mod json_ld;
mod marked;
mod marks;
mod quoted;
mod scripted;
mod sites;
mod systems;
mod telegram;
mod time_element;
mod vocabularies;

pub(super) use address::Address;
pub(crate) use marks::{Marked, Marks};

use super::{Layout, ReadPage, read_by};
use crate::page::html::Tree;
use heuristic::declared;
use std::sync::LazyLock;

/// All layouts but the most general one, more specific before more general.
pub(super) static LAYOUTS: LazyLock<Vec<Box<dyn Layout<Tree> + Send>>> = LazyLock::new(|| {
    let tables = sites::ALL.iter().chain(systems::ALL).chain(vocabularies::ALL);
    let mut layouts: Vec<Box<dyn Layout<Tree> + Send>> = vec![Box::new(telegram::Telegram)];
    for marks in tables {
        layouts.push(Box::new(Marked::new(marks)));
    }
    layouts.push(Box::new(json_ld::JsonLd));
    layouts
});

/// Reads an HTML page; if its site is known, layouts of other sites are not tried.
pub(super) fn read(page: &Tree, site: Option<&str>) -> ReadPage {
    let layouts = LAYOUTS.iter().map(|layout| &**layout as &dyn Layout<Tree>);
    let of_site = |layout: &&dyn Layout<Tree>| layout.site().is_none() || layout.site() == site;
    let mut read = read_by(layouts.filter(of_site), page).unwrap_or_default();
    if read.found.comments.is_empty() {
        // A site known by its pages saved as text: the HTML has the same words in the same order.
        let as_text = super::text::read_site(&page.root().text());
        if let Some(known) = as_text.filter(|known| !known.found.comments.is_empty()) {
            read = known;
        }
    }
    if read.found.comments.is_empty() {
        let found = heuristic::read(page);
        if !found.comments.is_empty() || found.declared.is_some() && read.layout.is_none() {
            read = ReadPage { layout: Some(heuristic::NAME), found, ..ReadPage::default() };
        }
    }
    let article = article::read(page);
    let found = &mut read.found;
    found.title = found.title.take().or(article.title);
    found.published = found.published.take().or(article.published);
    if !read.layout.is_some_and(|layout| systems::FORUMS.contains(&layout)) {
        found.declared = found.declared.or_else(|| declared::count(page));
    }
    if found.text.is_empty() {
        found.text = article.text;
    }
    if found.comments.is_empty() {
        found.warnings.extend(scripted::warnings(page));
    }
    if read.layout.is_none() {
        found.warnings.push(super::UNKNOWN.into());
    }
    read
}
