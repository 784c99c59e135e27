//! Tree builder: html5gum tokens → [`Tree`].

use super::names::{
    self, BR, DD, DL, DT, LI, OL, OPTION, P, SCRIPT, STYLE, TABLE, TBODY, TD, TFOOT, TH, THEAD, TR, UL,
};
use super::{Attribute, Node, NodeKind, ROOT, Tree};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Tokenizer};
use std::convert::Infallible;
use std::ops::Range;

/// Deepest nesting; deeper elements become siblings. Pages that people write have fewer than a hundred levels.
const DEEPEST: usize = 512;
/// The most elements and texts of a page; it is cut there, with a warning.
const MOST_NODES: usize = 2_000_000;
/// The most attributes of an element; further ones are skipped.
const MOST_ATTRIBUTES: u32 = 64;
/// The longest attribute value, in bytes; longer ones are skipped: embedded pictures and scripts, never a name or time.
const LONGEST_VALUE: usize = 4096;

pub(super) fn build(html: &str) -> Tree {
    let mut builder = TreeBuilder::default();
    builder.tree.nodes.push(Node {
        parent: ROOT,
        end: 0,
        text_before: 0,
        kind: NodeKind::Element { name: names::ROOT, attributes: 0..0 },
    });
    builder.open.push(ROOT);
    {
        let mut emitter =
            CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<Infallible> {
                builder.take(&event);
                None
            });
        emitter.naively_switch_states(true);
        let Ok(()) = Tokenizer::new_with_emitter(html, Quiet(emitter)).finish();
    }
    builder.finish()
}

/// A tokenizer wrapper that drops parse errors: nothing uses them, and finding them takes a quarter of the time.
struct Quiet<Tokens>(Tokens);

impl<Tokens: Emitter<Token = Infallible>> ForwardingEmitter for Quiet<Tokens> {
    type Token = Infallible;

    fn inner(&mut self) -> &mut impl Emitter<Token = Infallible> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

#[derive(Default)]
struct TreeBuilder {
    tree: Tree,
    /// The open elements, outermost first.
    open: Vec<u32>,
    /// The number of open elements beyond [`DEEPEST`].
    too_deep: usize,
    /// The element whose start tag is being read.
    tag: Option<u32>,
    /// The attribute that is being read.
    attribute: Option<u16>,
    cut: bool,
    flattened: bool,
}

impl TreeBuilder {
    fn take(&mut self, event: &CallbackEvent<'_>) {
        if self.cut {
            return;
        }
        match event {
            CallbackEvent::OpenStartTag { name } => self.start(&lossy(name)),
            CallbackEvent::AttributeName { name } => {
                self.end_attribute();
                self.attribute = self.tag.map(|_| self.tree.names.number(&lossy(name)));
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some(name) = self.attribute.take() {
                    self.attribute(name, if value.len() > LONGEST_VALUE { b"" } else { value });
                }
            }
            CallbackEvent::CloseStartTag { .. } => self.started(),
            CallbackEvent::EndTag { name } => self.end(&lossy(name)),
            CallbackEvent::String { value } => self.text(value),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn start(&mut self, name: &str) {
        let name = self.tree.names.number(name);
        self.close_implied(name);
        let attributes = self.tree.attributes.len() as u32;
        let at = self.push(NodeKind::Element { name, attributes: attributes..attributes });
        self.tree.by_name.entry(name).or_default().push(at);
        self.tag = Some(at);
        self.attribute = None;
    }

    /// An attribute without a value ends where the next begins.
    fn end_attribute(&mut self) {
        if let Some(name) = self.attribute.take() {
            self.attribute(name, b"");
        }
    }

    fn attribute(&mut self, name: u16, value: &[u8]) {
        let Some(at) = self.tag else { return };
        let value = self.string(value);
        let end = self.tree.attributes.len() as u32 + 1;
        let NodeKind::Element { attributes, .. } = &mut self.tree.nodes[at as usize].kind else { return };
        if end - attributes.start > MOST_ATTRIBUTES {
            return;
        }
        attributes.end = end;
        if names::is_indexed(name) {
            let Tree { strings, by_word, .. } = &mut self.tree;
            for word in strings[value.start as usize..value.end as usize].split_ascii_whitespace() {
                match by_word.get_mut(word) {
                    Some(indices) if indices.last() == Some(&at) => {}
                    Some(indices) => indices.push(at),
                    None => drop(by_word.insert(word.into(), vec![at])),
                }
            }
        }
        self.tree.attributes.push(Attribute { name, value });
    }

    fn started(&mut self) {
        self.end_attribute();
        let Some(at) = self.tag.take() else { return };
        if names::is_void(self.tree.names.name(self.name(at))) {
            return;
        }
        if self.open.len() < DEEPEST {
            self.open.push(at);
        } else {
            self.too_deep += 1;
            self.flattened = true;
        }
    }

    fn end(&mut self, name: &str) {
        // Attributes of an end tag are ignored.
        (self.tag, self.attribute) = (None, None);
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(number) = self.tree.names.find(name) else { return };
        if number == BR {
            self.push(NodeKind::Element { name: BR, attributes: 0..0 });
            return;
        }
        let barrier: &[u16] = match number {
            LI => &[UL, OL, TABLE, TD],
            DT | DD => &[DL, TABLE, TD],
            TD | TH | TR | TBODY | THEAD | TFOOT => &[TABLE],
            TABLE => &[],
            _ => &[TD, TH],
        };
        // "<b><div></b>": the end tag of an inline element does not close a block.
        let is_inline = names::is_inline(name);
        let mut depth = self.open.len();
        while depth > 1 {
            depth -= 1;
            let open = self.name(self.open[depth]);
            if open == number {
                self.close_from(depth);
                return;
            }
            if barrier.contains(&open) || is_inline && !names::is_inline(self.tree.names.name(open)) {
                return;
            }
        }
    }

    /// Closes elements that a start tag closes implicitly: `<li>` the previous item, a block the open paragraph.
    fn close_implied(&mut self, name: u16) {
        let (closed, barrier): (&[u16], &[u16]) = match name {
            LI => (&[LI], &[]),
            DT | DD => (&[DT, DD], &[]),
            TD | TH => (&[TD, TH], &[TR, TABLE]),
            TR => (&[TR], &[TBODY, THEAD, TFOOT, TABLE]),
            TBODY | THEAD | TFOOT => (&[TBODY, THEAD, TFOOT], &[TABLE]),
            OPTION => (&[OPTION], &[]),
            _ if !names::is_inline(self.tree.names.name(name)) && name != SCRIPT && name != STYLE => (&[P], &[]),
            _ => return,
        };
        if matches!(name, LI | DT | DD) {
            self.close_nearest(&[P], &[LI, DT, DD, UL, OL, DL]);
            self.close_item(closed);
            return;
        }
        self.close_nearest(closed, barrier);
    }

    /// Closes the previous item. By the standard only a `div`, `p`, `address` or inline element may be open between it
    /// and here; any other element, such as a `menu` of buttons, begins a list of its own.
    fn close_item(&mut self, items: &[u16]) {
        for depth in (1..self.open.len()).rev() {
            let open = self.name(self.open[depth]);
            if items.contains(&open) {
                self.close_from(depth);
                return;
            }
            let name = self.tree.names.name(open);
            if !names::is_inline(name) && !matches!(name, "div" | "p" | "address") {
                return;
            }
        }
    }

    fn close_nearest(&mut self, closed: &[u16], barrier: &[u16]) {
        /// How many levels up to search: a paragraph contains only inline elements.
        const REACH: usize = 32;
        for depth in (1..self.open.len()).rev().take(REACH) {
            let open = self.name(self.open[depth]);
            if closed.contains(&open) {
                self.close_from(depth);
                return;
            }
            let paragraph = closed == [P];
            if barrier.contains(&open) || paragraph && !names::is_inline(self.tree.names.name(open)) {
                return;
            }
        }
    }

    fn close_from(&mut self, depth: usize) {
        let end = self.tree.nodes.len() as u32;
        for at in self.open.drain(depth..) {
            self.tree.nodes[at as usize].end = end;
        }
    }

    fn text(&mut self, value: &[u8]) {
        let parent = self.open[self.open.len() - 1];
        if self.is_unread_code(parent) {
            return;
        }
        let range = self.string(value);
        self.push(NodeKind::Text(range));
    }

    /// Whether an element is a script or style whose text is dropped; data scripts (JSON-LD) are kept.
    fn is_unread_code(&self, at: u32) -> bool {
        let NodeKind::Element { name, attributes } = &self.tree.nodes[at as usize].kind else { return false };
        let is_data = || {
            let attributes = &self.tree.attributes[attributes.start as usize..attributes.end as usize];
            let mut types = attributes.iter().filter(|attribute| attribute.name == names::TYPE);
            types.any(|attribute| self.tree.string(&attribute.value).contains("json"))
        };
        *name == STYLE || *name == SCRIPT && !is_data()
    }

    fn push(&mut self, kind: NodeKind) -> u32 {
        let at = self.tree.nodes.len() as u32;
        let text_before = self.tree.text_length;
        if let NodeKind::Text(range) = &kind {
            self.tree.text_length += range.end - range.start;
        }
        self.tree.nodes.push(Node { parent: self.open[self.open.len() - 1], end: at + 1, text_before, kind });
        self.cut = self.tree.nodes.len() >= MOST_NODES;
        at
    }

    fn string(&mut self, bytes: &[u8]) -> Range<u32> {
        let start = self.tree.strings.len() as u32;
        self.tree.strings.push_str(&lossy(bytes));
        start..self.tree.strings.len() as u32
    }

    fn name(&self, at: u32) -> u16 {
        match self.tree.nodes[at as usize].kind {
            NodeKind::Element { name, .. } => name,
            NodeKind::Text(_) => names::OTHER,
        }
    }

    fn finish(mut self) -> Tree {
        self.close_from(0);
        if self.cut {
            self.tree.warnings.push(format!("the page has more than {MOST_NODES} elements; what is below is not read"));
        }
        if self.flattened {
            let warning =
                format!("elements stand in one another more than {DEEPEST} deep; deeper ones are read as if beside");
            self.tree.warnings.push(warning);
        }
        self.tree
    }
}

fn lossy(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}
