//! The subset of CSS selectors that layouts need.
//!
//! `li.comment`, `#comments`, `[itemprop=text]`, `[itemtype*=Comment]`, `ol.children > li`, `.author .name`, and lists
//! of these separated by commas. See <https://www.w3.org/TR/selectors-4/>.

use super::Element;
use std::ops::Range;

/// A selector: a list of alternative paths.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    alternatives: Vec<Vec<Step>>,
}

/// One compound selector of a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Step {
    /// Whether it must be a child, and not any descendant, of the previous step.
    just_inside: bool,
    name: Option<String>,
    /// Words of the class or the id that it must have.
    classes: Vec<String>,
    id: Option<String>,
    attributes: Vec<(String, Test)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Present,
    /// One of the attribute's words equals this.
    Word(String),
    Contains(String),
    BeginsWith(String),
}

/// The index of the tree by which the candidates of a step are found.
enum Known<'step> {
    /// By a word of an attribute.
    Word(&'step str),
    /// By a part of a word of an attribute.
    Part(&'step str),
    /// By element name.
    Name(&'step str),
    Nothing,
}

impl Selector {
    /// Parses a selector. One that cannot be parsed matches nothing: selectors are part of the program, and each is
    /// tested by a page.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let alternatives = text.split(',').filter(|text| !text.trim().is_empty()).map(path).collect();
        Self { alternatives }
    }

    /// Whether it has no alternatives.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// Whether an element matches.
    #[must_use]
    pub fn matches(&self, element: Element<'_>) -> bool {
        self.alternatives.iter().any(|path| leads_to(path, element))
    }

    /// The descendants that match, in document order.
    pub(super) fn in_element<'tree>(&self, element: Element<'tree>) -> Vec<Element<'tree>> {
        self.in_regions(element, &element.regions_without(&[]))
    }

    /// The elements that match in parts of an element's document order.
    pub(super) fn in_regions<'tree>(&self, element: Element<'tree>, regions: &[Range<u32>]) -> Vec<Element<'tree>> {
        let tree = element.tree;
        let mut found = Vec::new();
        for path in &self.alternatives {
            let Some(last) = path.last() else { continue };
            let mut add = |indices: &[u32]| {
                for range in regions {
                    let begin = indices.partition_point(|at| *at < range.start);
                    let inside = indices[begin..].iter().take_while(|at| **at < range.end);
                    found.extend(inside.filter(|at| leads_to(path, Element { tree, at: **at })));
                }
            };
            match last.known_by() {
                Known::Word(word) => add(tree.by_word.get(word).map(Vec::as_slice).unwrap_or_default()),
                Known::Part(part) => add(&tree.by_part(part)),
                Known::Name(name) => {
                    let number = tree.names.find(name);
                    add(number.and_then(|number| tree.by_name.get(&number)).map(Vec::as_slice).unwrap_or_default());
                }
                Known::Nothing => {
                    let indices = regions.iter().cloned().flatten().map(|at| Element { tree, at });
                    let elements = indices.filter(|element| element.is_element());
                    found.extend(elements.filter(|found| leads_to(path, *found)).map(|found| found.at));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|at| Element { tree, at }).collect()
    }
}

impl Element<'_> {
    /// The descendants that match, in document order.
    #[must_use]
    pub fn all(self, selector: &Selector) -> Vec<Self> {
        selector.in_element(self)
    }

    /// The first descendant that matches.
    #[must_use]
    pub fn first(self, selector: &Selector) -> Option<Self> {
        selector.in_element(self).first().copied()
    }

    /// Whether it matches a selector.
    #[must_use]
    pub fn is(self, selector: &Selector) -> bool {
        selector.matches(self)
    }

    /// [`Element::all`] but for some descendants and what is in them.
    pub(crate) fn all_without(self, selector: &Selector, left_out: &[Self]) -> Vec<Self> {
        selector.in_regions(self, &self.regions_without(left_out))
    }
}

impl Step {
    /// The index by which the candidates of this step are found.
    fn known_by(&self) -> Known<'_> {
        let indexed =
            |name: &str| matches!(name, "class" | "id" | "itemprop" | "property" | "type" | "itemtype" | "typeof");
        if let Some(word) = self.id.as_ref().or(self.classes.first()) {
            return Known::Word(word);
        }
        let tests = || self.attributes.iter().filter(|(name, _)| indexed(name));
        let word = tests().find_map(|(_, test)| match test {
            Test::Word(word) => Some(Known::Word(word)),
            _ => None,
        });
        let part = || {
            tests().find_map(|(_, test)| match test {
                Test::Contains(part) | Test::BeginsWith(part) if !part.contains(' ') => Some(Known::Part(part)),
                _ => None,
            })
        };
        word.or_else(part).or_else(|| self.name.as_deref().map(Known::Name)).unwrap_or(Known::Nothing)
    }

    fn matches(&self, element: Element<'_>) -> bool {
        self.name.as_ref().is_none_or(|name| name == element.name())
            && self.id.as_ref().is_none_or(|id| element.attribute("id") == Some(id))
            && self.classes.iter().all(|class| element.has_class(class))
            && self.attributes.iter().all(|(name, test)| {
                element.attribute(name).is_some_and(|value| match test {
                    Test::Present => true,
                    Test::Word(word) => value.split_ascii_whitespace().any(|found| found == word),
                    Test::Contains(part) => value.contains(part.as_str()),
                    Test::BeginsWith(part) => value.starts_with(part.as_str()),
                })
            })
    }
}

/// Whether an element matches the last step and its ancestors the others.
fn leads_to(path: &[Step], element: Element<'_>) -> bool {
    let Some((last, before)) = path.split_last() else { return true };
    if !last.matches(element) {
        return false;
    }
    if before.is_empty() {
        return true;
    }
    if last.just_inside {
        return element.parent().is_some_and(|parent| leads_to(before, parent));
    }
    element.ancestors().any(|ancestor| leads_to(before, ancestor))
}

fn path(text: &str) -> Vec<Step> {
    let mut path = Vec::new();
    let mut just_inside = false;
    for word in text.split_whitespace() {
        if word == ">" {
            just_inside = true;
        } else {
            path.push(Step { just_inside: std::mem::take(&mut just_inside), ..step(word) });
        }
    }
    path
}

fn step(text: &str) -> Step {
    let mut step = Step::default();
    let mut rest = text;
    let name_end = rest.find(['.', '#', '[']).unwrap_or(rest.len());
    if name_end > 0 {
        step.name = Some(rest[..name_end].into());
    }
    rest = &rest[name_end..];
    while let Some(mark) = rest.chars().next() {
        let inside = &rest[1..];
        let end = match mark {
            '[' => inside.find(']').unwrap_or(inside.len()),
            _ => inside.find(['.', '#', '[']).unwrap_or(inside.len()),
        };
        let word = &inside[..end];
        match mark {
            '.' => step.classes.push(word.into()),
            '#' => step.id = Some(word.into()),
            _ => step.attributes.push(attribute(word)),
        }
        rest = inside[end..].trim_start_matches(']');
    }
    step
}

fn attribute(text: &str) -> (String, Test) {
    let Some((name, value)) = text.split_once('=') else { return (text.into(), Test::Present) };
    let value = value.trim_matches('"').to_string();
    match name.as_bytes().last() {
        Some(b'*') => (name[..name.len() - 1].into(), Test::Contains(value)),
        Some(b'^') => (name[..name.len() - 1].into(), Test::BeginsWith(value)),
        _ => (name.into(), Test::Word(value)),
    }
}
