//! One element of a page, and what can be asked of it.

use super::selector::Selector;
use super::{Kind, Node, ROOT, Tree};

/// An element of a page.
#[derive(Debug, Clone, Copy)]
pub struct Element<'tree> {
    pub(super) tree: &'tree Tree,
    pub(super) at: u32,
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && std::ptr::eq(self.tree, other.tree)
    }
}

impl<'tree> Element<'tree> {
    pub(super) fn node(self) -> &'tree Node {
        &self.tree.nodes[self.at as usize]
    }

    /// Its place on the page: whatever stands before it has a lower one.
    #[must_use]
    pub fn place(self) -> u32 {
        self.at
    }

    /// Its name in lower case, such as `div`.
    #[must_use]
    pub fn name(self) -> &'tree str {
        match self.node().kind {
            Kind::Element { name, .. } => self.tree.names.name(name),
            Kind::Text(_) => "",
        }
    }

    /// The value of an attribute; empty for one without a value.
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<&'tree str> {
        let Kind::Element { attributes, .. } = &self.node().kind else { return None };
        if attributes.is_empty() {
            return None;
        }
        let number = self.tree.names.find(name)?;
        self.tree.attributes[attributes.start as usize..attributes.end as usize]
            .iter()
            .find(|attribute| attribute.name == number)
            .map(|attribute| self.tree.string(&attribute.value))
    }

    /// The words of its class.
    pub fn classes(self) -> impl Iterator<Item = &'tree str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }

    /// Whether a word is in its class.
    #[must_use]
    pub fn has_class(self, class: &str) -> bool {
        self.classes().any(|word| word == class)
    }

    /// The element that it stands in.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        (self.at != ROOT).then(|| Self { at: self.node().parent, ..self })
    }

    /// The elements that it stands in, the nearest first.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |element| element.parent())
    }

    /// Whether another stands in it.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        (self.at + 1..self.node().end).contains(&other.at)
    }

    /// The elements in it, at any depth, in the order of the page.
    pub fn descendants(self) -> impl Iterator<Item = Self> {
        (self.at + 1..self.node().end).map(move |at| Self { at, ..self }).filter(|element| element.is_element())
    }

    /// The elements just inside it.
    pub fn children(self) -> impl Iterator<Item = Self> {
        self.child_nodes().filter(|child| child.is_element())
    }

    /// The elements and texts just inside it.
    pub(super) fn child_nodes(self) -> impl Iterator<Item = Self> {
        let end = self.node().end;
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let child = Self { at, ..self };
                at = child.node().end;
                child
            })
        })
    }

    /// The elements beside it that come after.
    pub fn following(self) -> impl Iterator<Item = Self> {
        let end = self.parent().map_or(0, |parent| parent.node().end);
        let mut at = self.node().end;
        std::iter::from_fn(move || {
            while at < end {
                let next = Self { at, ..self };
                at = next.node().end;
                if next.is_element() {
                    return Some(next);
                }
            }
            None
        })
    }

    pub(super) fn is_element(self) -> bool {
        matches!(self.node().kind, Kind::Element { .. })
    }

    /// The elements in it that match, in the order of the page.
    #[must_use]
    pub fn all(self, selector: &Selector) -> Vec<Self> {
        selector.in_element(self)
    }

    /// The first element in it that matches.
    #[must_use]
    pub fn first(self, selector: &Selector) -> Option<Self> {
        selector.in_element(self).first().copied()
    }

    /// Whether it matches.
    #[must_use]
    pub fn is(self, selector: &Selector) -> bool {
        selector.matches(self)
    }
}
