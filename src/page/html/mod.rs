//! HTML as a tree of elements and text.
//!
//! The tokens are html5gum's, by the standard. The tree is ours and simpler than the standard's: no element is moved, so
//! it is built in one pass, in time and memory that grow with the page alone, and hostile nesting costs nothing.

mod build;
mod element;
mod names;
mod selector;
mod text;

pub(crate) use element::Element;
pub(crate) use selector::Selector;

use names::Names;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A page's elements and texts, in the order of the page.
#[derive(Debug, Default)]
pub struct Tree {
    /// Every text and value, one after the other.
    strings: String,
    nodes: Vec<Node>,
    /// How many bytes of text there are.
    text_length: u32,
    attributes: Vec<Attribute>,
    names: Names,
    /// The elements of each name.
    by_name: FxHashMap<u16, Vec<u32>>,
    /// The elements that have a class, an id or a property, by that word.
    by_word: FxHashMap<String, Vec<u32>>,
    /// What a user should know: what was cut.
    warnings: Vec<String>,
}

/// An element or a text. All that is inside it stands between its own index and `end`.
#[derive(Debug, Clone)]
struct Node {
    parent: u32,
    end: u32,
    /// How many bytes of text stand before it.
    text_before: u32,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Element { name: u16, attributes: Range<u32> },
    Text(Range<u32>),
}

#[derive(Debug, Clone)]
struct Attribute {
    name: u16,
    value: Range<u32>,
}

/// The node above all.
const ROOT: u32 = 0;

impl Tree {
    /// Parses a page. Never fails: whatever the bytes, there is a tree.
    #[must_use]
    pub fn parse(html: &str) -> Self {
        build::build(html)
    }

    /// What was cut, and why.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The element that holds all others.
    #[must_use]
    pub fn root(&self) -> Element<'_> {
        Element { tree: self, at: ROOT }
    }

    /// The elements that match, in the order of the page.
    #[must_use]
    pub fn all(&self, selector: &Selector) -> Vec<Element<'_>> {
        self.root().all(selector)
    }

    /// The first element that matches.
    #[must_use]
    pub fn first(&self, selector: &Selector) -> Option<Element<'_>> {
        self.root().first(selector)
    }

    fn string(&self, range: &Range<u32>) -> &str {
        &self.strings[range.start as usize..range.end as usize]
    }
}

#[cfg(test)]
mod tests;
