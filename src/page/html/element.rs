//! One element of a page and its accessors.

use super::{Node, NodeKind, ROOT, Tree};

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

    /// Its index in document order.
    #[must_use]
    pub fn index(self) -> u32 {
        self.at
    }

    /// The index in document order of what follows it and all that is in it.
    #[must_use]
    pub fn end(self) -> u32 {
        self.node().end
    }

    /// Its name in lower case, such as `div`.
    #[must_use]
    pub fn name(self) -> &'tree str {
        match self.node().kind {
            NodeKind::Element { name, .. } => self.tree.names.name(name),
            NodeKind::Text(_) => "",
        }
    }

    /// The value of an attribute; empty for one without a value.
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<&'tree str> {
        let NodeKind::Element { attributes, .. } = &self.node().kind else { return None };
        // An element has few attributes: comparing their names is cheaper than a hash look-up.
        self.tree.attributes[attributes.start as usize..attributes.end as usize]
            .iter()
            .find(|attribute| self.tree.names.name(attribute.name) == name)
            .map(|attribute| self.tree.string(&attribute.value))
    }

    /// Bytes of text in it, at any depth, white space of the source included.
    #[must_use]
    pub fn text_length(self) -> u32 {
        let end = self.node().end as usize;
        let behind = self.tree.nodes.get(end).map_or(self.tree.text_length, |node| node.text_before);
        behind - self.node().text_before
    }

    /// The first text in it that is not white space, at any depth, as in the source.
    #[must_use]
    pub fn first_text(self) -> Option<&'tree str> {
        (self.at + 1..self.node().end).find_map(|at| match &self.tree.nodes[at as usize].kind {
            NodeKind::Text(range) => Some(self.tree.string(range)).filter(|text| !text.trim().is_empty()),
            NodeKind::Element { .. } => None,
        })
    }

    /// Its own texts, between its child elements, each on one line; those of white space alone are left out.
    pub(crate) fn own_texts(self) -> Vec<String> {
        let mut texts = vec![String::new()];
        for child in self.child_nodes() {
            match (&child.node().kind, texts.last_mut()) {
                (NodeKind::Text(range), Some(text)) => text.push_str(self.tree.string(range)),
                _ => texts.push(String::new()),
            }
        }
        let lines = texts.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect()
    }

    /// The words of its `class` attribute.
    pub fn classes(self) -> impl Iterator<Item = &'tree str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }

    /// Whether its `class` has this word.
    #[must_use]
    pub fn has_class(self, class: &str) -> bool {
        self.classes().any(|word| word == class)
    }

    /// Its parent element.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        (self.at != ROOT).then(|| Self { at: self.node().parent, ..self })
    }

    /// Its ancestors, nearest first.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |element| element.parent())
    }

    /// Whether the other element is a descendant.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        (self.at + 1..self.node().end).contains(&other.at)
    }

    /// Its descendants, in document order.
    pub fn descendants(self) -> impl Iterator<Item = Self> {
        (self.at + 1..self.node().end).map(move |at| Self { at, ..self }).filter(|element| element.is_element())
    }

    /// The parts of the document order that are inside it and outside of some of its descendants, which are in document
    /// order and none inside another: the next comments' regions are not walked again for each comment around them.
    pub(super) fn regions_without(self, left_out: &[Self]) -> Vec<std::ops::Range<u32>> {
        let begin = left_out.partition_point(|other| other.at <= self.at);
        let mut from = self.at + 1;
        let mut regions = Vec::new();
        for other in left_out[begin..].iter().take_while(|other| other.at < self.node().end) {
            regions.push(from..other.at);
            from = other.node().end;
        }
        regions.push(from..self.node().end);
        regions
    }

    /// Its descendants but for some and what is in them; see [`Element::regions_without`].
    pub(crate) fn descendants_without(self, left_out: &[Self]) -> impl Iterator<Item = Self> + use<'tree> {
        let indices = self.regions_without(left_out).into_iter().flatten();
        indices.map(move |at| Self { at, ..self }).filter(|element| element.is_element())
    }

    /// Its child elements.
    pub fn children(self) -> impl Iterator<Item = Self> {
        self.child_nodes().filter(|child| child.is_element())
    }

    /// Its child elements and texts.
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

    /// Its following siblings.
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
        matches!(self.node().kind, NodeKind::Element { .. })
    }
}
