//! HTML as a tree of elements and text.
//!
//! Tokens come from html5gum, by the standard. The tree is our own and simpler than the standard's: no element is
//! moved, so it is built in one pass, in time and memory linear in the page, whatever the nesting.

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
use std::sync::{Arc, Mutex, PoisonError};

/// The elements and texts of a page, in document order.
#[derive(Debug, Default)]
pub struct Tree {
    /// All texts and attribute values, concatenated.
    strings: String,
    nodes: Vec<Node>,
    /// Bytes of text in all.
    text_length: u32,
    attributes: Vec<Attribute>,
    names: Names,
    /// Elements by name.
    by_name: FxHashMap<u16, Vec<u32>>,
    /// Elements by each word of their class, id or property.
    by_word: FxHashMap<String, Vec<u32>>,
    /// Elements by a part of such a word, of the parts that were asked for: going over all words for each comment took
    /// their product.
    by_part: Mutex<FxHashMap<String, Arc<Vec<u32>>>>,
    /// Warnings for the user: what was cut.
    warnings: Vec<String>,
}

/// An element or a text. Its descendants are the nodes between its own index and `end`.
#[derive(Debug, Clone)]
struct Node {
    parent: u32,
    end: u32,
    /// Bytes of text before it.
    text_before: u32,
    kind: NodeKind,
}

#[derive(Debug, Clone)]
enum NodeKind {
    Element { name: u16, attributes: Range<u32> },
    Text(Range<u32>),
}

#[derive(Debug, Clone)]
struct Attribute {
    name: u16,
    value: Range<u32>,
}

/// The root node, parent of all others.
const ROOT: u32 = 0;

impl Tree {
    /// Parses a page. Never fails.
    #[must_use]
    pub fn parse(html: &str) -> Self {
        build::build(html)
    }

    /// Warnings: what was cut, and why.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The root element.
    #[must_use]
    pub fn root(&self) -> Element<'_> {
        Element { tree: self, at: ROOT }
    }

    /// The elements that match, in document order.
    #[must_use]
    pub fn all(&self, selector: &Selector) -> Vec<Element<'_>> {
        self.root().all(selector)
    }

    /// The first element that matches.
    #[must_use]
    pub fn first(&self, selector: &Selector) -> Option<Element<'_>> {
        self.root().first(selector)
    }

    /// The elements with a word of their class, id or property that contains this part, in document order.
    fn by_part(&self, part: &str) -> Arc<Vec<u32>> {
        let mut known = self.by_part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(indices) = known.get(part) {
            return Arc::clone(indices);
        }
        let words = self.by_word.iter().filter(|(word, _)| word.contains(part));
        let mut indices: Vec<u32> = words.flat_map(|(_, indices)| indices).copied().collect();
        indices.sort_unstable();
        indices.dedup();
        let indices = Arc::new(indices);
        known.insert(part.into(), Arc::clone(&indices));
        indices
    }

    fn string(&self, range: &Range<u32>) -> &str {
        &self.strings[range.start as usize..range.end as usize]
    }
}

#[cfg(test)]
mod tests;
