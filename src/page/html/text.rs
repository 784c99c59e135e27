//! The visible text of an element.

use super::names::{is_inline, is_paragraph, is_unread};
use super::{Element, NodeKind};

impl<'tree> Element<'tree> {
    /// Its visible text: one space for any run of white space, a line break for `<br>` and between blocks, a
    /// blank line between paragraphs.
    #[must_use]
    pub fn text(self) -> String {
        self.text_without(|_| false)
    }

    /// Its visible text without some of its descendants.
    #[must_use]
    pub fn text_without(self, leave_out: impl Fn(Element<'tree>) -> bool) -> String {
        let mut writer = HtmlTextWriter::default();
        write(self, &leave_out, &mut writer);
        writer.text
    }

    /// Its visible text on one line.
    #[must_use]
    pub fn line(self) -> String {
        let text = self.text();
        if text.contains('\n') { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text }
    }

    /// Whether it has visible text: [`Element::text`] is not empty. Ends at the first.
    pub(crate) fn has_text(self) -> bool {
        self.child_nodes().any(|child| match &child.node().kind {
            NodeKind::Text(range) => has_sign(child.tree.string(range)),
            NodeKind::Element { .. } => match child.name() {
                "br" => false,
                "img" => has_sign(emoji(child)),
                _ => !child.is_hidden() && child.has_text(),
            },
        })
    }

    /// The text in it unchanged, for scripts.
    #[must_use]
    pub fn raw_text(self) -> String {
        let range = self.at + 1..self.node().end;
        range
            .filter_map(|at| match &self.tree.nodes[at as usize].kind {
                NodeKind::Text(range) => Some(self.tree.string(range)),
                NodeKind::Element { .. } => None,
            })
            .collect()
    }

    /// Whether posts or comments stand in it (`id="post-123"`) before anything that a reader could fill in.
    fn has_posts(self) -> bool {
        /// The elements among which the first post is looked for: forms may stand in one another.
        const MOST: usize = 512;
        let is_post = |id: &str| {
            let number = ["post", "comment", "msg", "elComment"]
                .iter()
                .find_map(|name| id.strip_prefix(name))
                .unwrap_or_default();
            let number = number.trim_start_matches(['-', '_']);
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_filled_in = |element: Self| match element.name() {
            "textarea" => true,
            "input" => !matches!(element.attribute("type"), Some("hidden" | "checkbox" | "submit" | "button")),
            _ => false,
        };
        let first =
            self.descendants().take(MOST).find(|part| is_filled_in(*part) || part.attribute("id").is_some_and(is_post));
        first.is_some_and(|first| !is_filled_in(first))
    }

    /// Whether it is hidden from readers.
    #[must_use]
    pub fn is_hidden(self) -> bool {
        let style = self.attribute("style").unwrap_or_default();
        // Some servers wrap the whole page in one form, and forums a thread in that of their moderators: these are shown.
        let is_page = || self.parent().is_some_and(|parent| parent.name() == "body") || self.has_posts();
        is_unread(self.name()) && !(self.name() == "form" && is_page())
            || self.attribute("hidden").is_some()
            || self.has_class("screen-reader-text")
            || style.contains("display:none")
            || style.contains("display: none")
    }
}

fn write<'tree>(element: Element<'tree>, leave_out: &impl Fn(Element<'tree>) -> bool, writer: &mut HtmlTextWriter) {
    for child in element.child_nodes() {
        match &child.node().kind {
            NodeKind::Text(range) => writer.text(child.tree.string(range)),
            NodeKind::Element { .. } => {
                let name = child.name();
                if name == "br" {
                    writer.breaks += 1;
                    continue;
                }
                if name == "img" {
                    writer.text(emoji(child));
                    continue;
                }
                if leave_out(child) || child.is_hidden() {
                    // What is left out still separates the text before it from the text after it.
                    if !is_inline(name) {
                        writer.line_break();
                    }
                    continue;
                }
                let is_block = !is_inline(name);
                let breaks = |writer: &mut HtmlTextWriter| match (is_block, is_paragraph(name)) {
                    (_, true) => writer.paragraph(),
                    (true, false) => writer.line_break(),
                    _ => {}
                };
                breaks(writer);
                write(child, leave_out, writer);
                breaks(writer);
            }
        }
    }
}

/// Whether a text has anything but what [`HtmlTextWriter::text`] takes for white space.
fn has_sign(text: &str) -> bool {
    text.contains(|sign: char| !matches!(sign, ' ' | '\n' | '\t' | '\r' | '\u{C}' | '\u{A0}' | '\u{FEFF}'))
}

/// The emoji of an `img`: sites show emoji as pictures with the sign in `alt`.
fn emoji(picture: Element<'_>) -> &str {
    let sign = picture.attribute("alt").unwrap_or_default();
    let says = picture.classes().any(|class| ["emoji", "smiley", "emoticon"].iter().any(|name| class.contains(name)))
        || picture.attribute("data-emoticon").is_some();
    let is_sign = !sign.is_empty() && sign.chars().all(|sign| !sign.is_alphanumeric() && !sign.is_ascii());
    if is_sign || says { sign } else { "" }
}

/// Collects text and collapses white space.
#[derive(Default)]
struct HtmlTextWriter {
    text: String,
    space: bool,
    /// Line breaks due before the next word; two or more begin a paragraph.
    breaks: usize,
}

impl HtmlTextWriter {
    fn text(&mut self, text: &str) {
        // By bytes, since few characters are white space: two ASCII ones, U+00A0 and U+FEFF; all others are copied.
        let bytes = text.as_bytes();
        let mut begin = 0;
        let mut at = 0;
        while at < bytes.len() {
            let space = match bytes[at] {
                b' ' | b'\n' | b'\t' | b'\r' | 0x0C => 1,
                0xC2 if bytes.get(at + 1) == Some(&0xA0) => 2,
                0xEF if bytes[at..].starts_with("\u{FEFF}".as_bytes()) => 3,
                _ => {
                    at += 1;
                    continue;
                }
            };
            self.word(&text[begin..at]);
            self.space = true;
            at += space;
            begin = at;
        }
        self.word(&text[begin..]);
    }

    fn word(&mut self, word: &str) {
        if !word.is_empty() {
            self.separate();
            self.text.push_str(word);
        }
    }

    fn separate(&mut self) {
        if !self.text.is_empty() {
            match self.breaks {
                0 if self.space => self.text.push(' '),
                0 => {}
                1 => self.text.push('\n'),
                _ => self.text.push_str("\n\n"),
            }
        }
        self.space = false;
        self.breaks = 0;
    }

    fn line_break(&mut self) {
        self.breaks = self.breaks.max(1);
    }

    fn paragraph(&mut self) {
        self.breaks = self.breaks.max(2);
    }
}
